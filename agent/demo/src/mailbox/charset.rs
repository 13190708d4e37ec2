//! Text in the charsets of real mail.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// The text in a charset; characters that it lacks become `?`, as with many real mailers.
pub(crate) fn encode(text: &str, charset: &str) -> Vec<u8> {
    match charset {
        "utf-8" => text.as_bytes().to_vec(),
        "us-ascii" => text.chars().map(|sign| if sign.is_ascii() { sign as u8 } else { b'?' }).collect(),
        // The Encoding Standard takes this name for windows-1252, which has more.
        "iso-8859-1" => text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap_or(b'?')).collect(),
        _ => match Encoding::for_label(charset.as_bytes()) {
            Some(encoding) => encode_as(&cedillas(text, charset), encoding),
            None => text.as_bytes().to_vec(),
        },
    }
}

fn encode_as(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    if !lossy {
        return bytes.into_owned();
    }
    let mut buffer = [0; 4];
    let mut known = |sign: char| sign.is_ascii() || !encoding.encode(sign.encode_utf8(&mut buffer)).2;
    let replaced: String = text.chars().map(|sign| if known(sign) { sign } else { '?' }).collect();
    encoding.encode(&replaced).0.into_owned()
}

/// The comma-below letters replaced by the cedilla ones, which is what the old charsets have.
fn cedillas<'a>(text: &'a str, charset: &str) -> Cow<'a, str> {
    if !matches!(charset, "iso-8859-2" | "windows-1250") || !text.contains(['ș', 'Ș', 'ț', 'Ț']) {
        return Cow::Borrowed(text);
    }
    let old = |sign| match sign {
        'ș' => 'ş',
        'Ș' => 'Ş',
        'ț' => 'ţ',
        'Ț' => 'Ţ',
        other => other,
    };
    Cow::Owned(text.chars().map(old).collect())
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn old_charsets_get_cedillas_and_question_marks() {
        assert_eq!(encode("șț", "iso-8859-2"), b"\xba\xfe");
        assert_eq!(encode("ă–", "iso-8859-1"), b"??");
        assert_eq!(encode("é", "iso-8859-1"), b"\xe9");
        assert_eq!(encode("a – b", "windows-1252"), b"a \x96 b");
        assert_eq!(encode("да ă", "koi8-r"), b"\xc4\xc1 ?");
    }

    #[test]
    fn japanese_mail_returns_to_ascii_even_where_a_letter_is_missing() {
        let bytes = encode("東ă京", "iso-2022-jp");
        assert!(bytes.is_ascii());
        assert!(bytes.ends_with(b"\x1b(B"), "{bytes:?}");
    }
}
