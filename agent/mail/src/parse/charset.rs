//! Bytes of any charset to text, and a sensible guess where none is declared.

use encoding_rs::{Encoding, ISO_8859_2, KOI8_R, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;
use simdutf8::basic::from_utf8;
use std::borrow::Cow;

/// Decodes bytes; the flag is false when they do not fit the declared charset, or nobody knows it.
pub(super) fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> (Cow<'a, str>, bool) {
    let label = label.unwrap_or("").trim().trim_matches(['"', '\'']);
    let silent =
        ["", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default", "7bit", "8bit"];
    if silent.iter().any(|s| label.eq_ignore_ascii_case(s)) {
        return match from_utf8(bytes) {
            // Seven-bit Japanese declares itself by its escapes.
            Ok(text) if text.is_ascii() && text.contains("\u{1b}$") => decode(bytes, Some("iso-2022-jp")),
            Ok(text) => (unmarked(text), text.is_ascii()),
            Err(_) => (guess(bytes).into(), false),
        };
    }
    let known = Encoding::for_label_no_replacement(label.as_bytes());
    if known == Some(encoding_rs::UTF_8) {
        return match from_utf8(bytes) {
            Ok(text) => (unmarked(text), true),
            Err(_) if has_utf8_letters(bytes) => {
                (unmarked(&String::from_utf8_lossy(bytes)).into_owned().into(), false)
            }
            Err(_) => (guess(bytes).into(), false),
        };
    }
    if let Some(encoding) = known {
        let (text, _, broken) = encoding.decode(bytes);
        return (text, !broken);
    }
    if let Some(decoder) = (label.len() <= 45).then(|| charset_decoder(label.as_bytes())).flatten() {
        return (decoder(bytes).into(), true);
    }
    match from_utf8(bytes) {
        Ok(text) => (unmarked(text), false),
        Err(_) => (guess(bytes).into(), false),
    }
}

/// Decodes raw 8-bit text that declares nothing: UTF-8 if it is, else the likeliest of the old charsets.
pub(super) fn decode_raw<'a>(bytes: &'a [u8], hint: Option<&str>) -> (Cow<'a, str>, bool) {
    match (from_utf8(bytes), hint) {
        (Ok(text), _) => (unmarked(text), true),
        (Err(_), Some(hint)) if !hint.is_empty() && !hint.eq_ignore_ascii_case("utf-8") => {
            decode(bytes, Some(hint))
        }
        (Err(_), _) => (guess(bytes).into(), false),
    }
}

fn unmarked(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Says whether a valid multi-byte character is in there: then it is UTF-8 that was cut or damaged.
fn has_utf8_letters(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

fn guess(bytes: &[u8]) -> String {
    guessed(&bytes[..bytes.len().min(64 * 1024)]).decode_without_bom_handling(bytes).0.into_owned()
}

/// Tells the single-byte charsets apart by letters that make sense in one and not in the other.
///
/// A tie goes to windows-1250: German and most French letters stand at the same place there.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let (mut central, mut western, mut letters, mut high) = (0u32, 0u32, 0u32, 0u32);
    let (mut latin2, mut windows, mut koi, mut cyrillic) = (0u32, 0u32, 0u32, 0u32);
    let mut before = b' ';
    for &b in bytes {
        letters += u32::from(b.is_ascii_alphabetic());
        high += u32::from(b >= 0xC0);
        match b {
            0x80..=0x9F => windows += 1,
            // Only letters of a word count: the same bytes are signs elsewhere.
            0xB1 | 0xB6 | 0xBC | 0xA6 | 0xAC if before.is_ascii_alphabetic() => latin2 += 1,
            _ => {}
        }
        match b {
            0xE3 | 0xC3 | 0xBA | 0xAA | 0xFE | 0xDE | 0xF5 | 0xFB | 0xB3 | 0xA3 | 0xB9 | 0xBF | 0xE6
            | 0x9C | 0x9F => central += 1,
            0xB1 | 0xB6 | 0xBC if before.is_ascii_alphabetic() => central += 1,
            0xE0 | 0xE8 | 0xE5 | 0xF8 | 0xF9 | 0xEF | 0xF1 | 0xC0 | 0xC8 | 0xC5 | 0xD8 => western += 1,
            _ => {}
        }
        koi += u32::from((0xC0..=0xDF).contains(&b));
        cyrillic += u32::from(b >= 0xE0);
        before = b;
    }
    if high > 5 && high > letters {
        return if koi > cyrillic { KOI8_R } else { WINDOWS_1251 };
    }
    if western > central {
        WINDOWS_1252
    } else if latin2 > windows {
        ISO_8859_2
    } else {
        WINDOWS_1250
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_is_guessed_from_the_letters() {
        for (text, encoding) in [
            ("Ofertă nouă în format brut, şi preţul", ISO_8859_2),
            ("Știri fără semne: ofertă".trim_start_matches('Ș'), WINDOWS_1250),
            ("Zażółć gęślą jaźń", ISO_8859_2),
            ("Zażółć gęślą jaźń – „tak”", WINDOWS_1250),
            ("Grüße aus München, größere Mengen", WINDOWS_1252),
            ("Voilà, très bien à Genève", WINDOWS_1252),
            ("Спасибо за быстрый ответ", KOI8_R),
            ("Спасибо за быстрый ответ", WINDOWS_1251),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{text}");
            assert_eq!(decode(&bytes, None), (text.into(), false));
        }
    }

    #[test]
    fn labels_are_honoured_and_broken_ones_survived() {
        assert_eq!(decode(b"caf\xe9", Some("iso-8859-1")), ("café".into(), true));
        assert_eq!(decode("café".as_bytes(), Some("x-martian-8")), ("café".into(), false));
        assert_eq!(decode("café".as_bytes(), Some("us-ascii")), ("café".into(), false));
        assert_eq!(decode(b"+AOk-", Some("utf-7")), ("é".into(), true));
        assert_eq!(decode(b"\x1b$B$3\x1b(B", Some("ISO-2022-JP")), ("こ".into(), true));
        assert_eq!(decode(b"\x1b$B$3\x1b(B", None), ("こ".into(), true));
        assert_eq!(decode("ș\u{feff}".as_bytes(), Some("utf8")).0, "ș\u{feff}");
        assert_eq!(
            decode("café \u{e9}".as_bytes().split_last().map_or(&[][..], |l| l.1), Some("utf-8")).0,
            "café \u{fffd}"
        );
    }
}
