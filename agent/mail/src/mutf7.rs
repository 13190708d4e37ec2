//! Folder names between IMAP's modified UTF-7 (RFC 3501 §5.1.3) and what people read.
//!
//! The wire bytes are the key of a folder; [`decode`] serves the eye only, so it never fails: a name that is
//! not well-formed is shown as it came.

/// Returns a folder's name as people read it; a name that is not valid modified UTF-7 comes back unchanged
/// (invalid UTF-8 replaced, control characters shown as U+FFFD).
pub fn decode(wire: &[u8]) -> String {
    let text = decode_strictly(wire).unwrap_or_else(|| String::from_utf8_lossy(wire).into_owned());
    if text.contains(char::is_control) { text.replace(char::is_control, "\u{fffd}") } else { text }
}

/// Returns the wire form of a name typed by a person.
pub fn encode(name: &str) -> Vec<u8> {
    let mut wire = Vec::with_capacity(name.len());
    let mut shifted: Vec<u16> = Vec::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut wire, &mut shifted);
            wire.push(c as u8);
            if c == '&' {
                wire.push(b'-');
            }
        } else {
            shifted.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    flush(&mut wire, &mut shifted);
    wire
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

fn flush(wire: &mut Vec<u8>, shifted: &mut Vec<u16>) {
    if shifted.is_empty() {
        return;
    }
    wire.push(b'&');
    let (mut bits, mut held) = (0u32, 0u32);
    for unit in shifted.drain(..) {
        bits = bits << 16 | u32::from(unit);
        held += 16;
        while held >= 6 {
            held -= 6;
            wire.push(ALPHABET[(bits >> held & 63) as usize]);
        }
    }
    if held > 0 {
        wire.push(ALPHABET[(bits << (6 - held) & 63) as usize]);
    }
    wire.push(b'-');
}

/// Printable ASCII with well-formed, terminated shifts; anything else is `None`.
fn decode_strictly(wire: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'&' => {
                let end = rest.iter().position(|&b| b == b'-')?;
                if end == 0 {
                    text.push('&');
                } else {
                    text.push_str(&decode_shift(&rest[..end])?);
                }
                rest = &rest[end + 1..];
            }
            b' '..=b'~' => text.push(char::from(first)),
            _ => return None,
        }
    }
    Some(text)
}

fn decode_shift(base64: &[u8]) -> Option<String> {
    let (mut bits, mut held) = (0u32, 0u32);
    let mut units = Vec::with_capacity(base64.len() * 6 / 16);
    for &b in base64 {
        bits = bits << 6 | digit(b)?;
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push((bits >> held & 0xffff) as u16);
        }
    }
    // What is left over is padding: less than one digit, all zero.
    if held >= 6 || bits & ((1 << held) - 1) != 0 {
        return None;
    }
    String::from_utf16(&units).ok()
}

fn digit(b: u8) -> Option<u32> {
    Some(u32::from(match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        b',' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn names_read_as_their_owners_wrote_them_and_go_back_unchanged() {
        for (wire, name) in [
            ("INBOX", "INBOX"),
            ("Clien&AWM-i", "Clienţi"),
            ("Clien&Ahs-i", "Clienți"),
            ("Gel&APY-scht", "Gelöscht"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("R&-D", "R&D"),
            ("&2D3eAA-", "😀"),
            ("a\"b\\c", "a\"b\\c"),
            ("", ""),
        ] {
            assert_eq!(decode(wire.as_bytes()), name);
            assert_eq!(encode(name), wire.as_bytes(), "{name}");
        }
    }

    #[test]
    fn a_name_no_rule_covers_is_shown_as_it_came() {
        for odd in ["&!!!-", "&BB4", "&", "&B-", "&2D0-", "Clien\u{21b}i", "&AAAAB-", "&BB4...-"] {
            assert_eq!(decode(odd.as_bytes()), odd);
        }
        assert_eq!(decode(b"caf\xe9"), "caf\u{fffd}");
        assert_eq!(decode(b"a\r\nb\0"), "a\u{fffd}\u{fffd}b\u{fffd}");
    }

    #[test]
    fn no_three_bytes_make_it_panic() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                for tail in [&b"-"[..], b"", b"A-", b"&", b"\xff-"] {
                    decode(&[&[b'&', a, b], tail].concat());
                }
            }
        }
    }
}
