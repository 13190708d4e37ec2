//! The building blocks of mail: encoded words, text parts, attachments, multiparts (LF line ends).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::charset::encode;
use super::vocabulary::Transfer;

/// The header value, in encoded words of at most 75 characters where needed (RFC 2047).
pub(crate) fn header_text(text: &str, charset: &str, quoted: bool) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let charset = if charset == "us-ascii" { "utf-8" } else { charset };
    let signs: Vec<char> = text.chars().collect();
    let (mut words, mut rest) = (Vec::new(), signs.as_slice());
    while !rest.is_empty() {
        let mut size = rest.len().min(30);
        let word = loop {
            let data = encode(&rest[..size].iter().collect::<String>(), charset);
            let code = if quoted { q_encode(&data) } else { STANDARD.encode(&data) };
            let word = format!("=?{}?{}?{code}?=", charset.to_uppercase(), if quoted { 'Q' } else { 'B' });
            if word.len() <= 75 || size == 1 {
                break word;
            }
            size = size * 2 / 3;
        };
        words.push(word);
        rest = &rest[size..];
    }
    words.join("\n ")
}

fn q_encode(data: &[u8]) -> String {
    let mut code = String::with_capacity(data.len() * 2);
    for &byte in data {
        match byte {
            b' ' => code.push('_'),
            byte if byte.is_ascii_alphanumeric() => code.push(char::from(byte)),
            byte => code.push_str(&format!("={byte:02X}")),
        }
    }
    code
}

/// `Name <address>` for an address header.
pub(crate) fn mailbox(name: &str, address: &str, charset: &str, quoted: bool) -> String {
    if name.is_empty() {
        return address.to_owned();
    }
    let plain = name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, ' ' | '-'));
    if name.is_ascii() && !plain {
        return format!("\"{name}\" <{address}>");
    }
    format!("{} <{address}>", header_text(name, charset, quoted))
}

/// A text part with its own headers.
pub(crate) fn text_part(text: &str, charset: &str, transfer: Transfer, subtype: &str) -> Vec<u8> {
    let data = encode(text, charset);
    let (name, data) = match transfer {
        Transfer::Quoted => ("quoted-printable", quoted_printable(&data)),
        Transfer::Base64 => ("base64", base64_lines(&data)),
        Transfer::Seven if data.is_ascii() => ("7bit", data),
        Transfer::Seven | Transfer::Eight => ("8bit", data),
    };
    let mut part =
        format!("Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: {name}\n\n");
    part.reserve(data.len() + 1);
    let mut part = part.into_bytes();
    part.extend_from_slice(&data);
    part.push(b'\n');
    part
}

/// The way a mailer writes a file name that is not ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameStyle {
    /// By the standard, as Thunderbird does.
    Rfc2231,
    /// Encoded words in quotes, as Outlook does.
    Rfc2047,
}

/// A base64 part with a file name; with `inline`, shown in the HTML under that Content-ID.
pub(crate) fn attachment_part(
    name: &str,
    media_type: &str,
    data: &[u8],
    style: NameStyle,
    inline: Option<&str>,
) -> Vec<u8> {
    let parameter = match style {
        _ if name.is_ascii() => format!("filename=\"{name}\""),
        NameStyle::Rfc2231 => format!("filename*=UTF-8''{}", percent(name)),
        NameStyle::Rfc2047 => format!("filename=\"{}\"", header_text(name, "utf-8", false)),
    };
    let disposition = if inline.is_some() { "inline" } else { "attachment" };
    let mut head = format!(
        "Content-Type: {media_type}\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: {disposition};\n {parameter}\n"
    );
    if let Some(id) = inline {
        head.push_str(&format!("Content-ID: <{id}>\n"));
    }
    head.push('\n');
    let mut part = head.into_bytes();
    part.extend_from_slice(&base64_lines(data));
    part
}

fn percent(name: &str) -> String {
    let mut quoted = String::new();
    for byte in name.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) => quoted.push(char::from(byte)),
            byte => quoted.push_str(&format!("%{byte:02X}")),
        }
    }
    quoted
}

/// The parts between boundaries; `parameters` is put after the type (" report-type=…;").
pub(crate) fn multipart(subtype: &str, parts: &[Vec<u8>], boundary: &str, parameters: &str) -> Vec<u8> {
    let size: usize = parts.iter().map(|part| part.len() + boundary.len() + 4).sum();
    let head = format!("Content-Type: multipart/{subtype};{parameters}\n boundary=\"{boundary}\"\n\n");
    let mut content = Vec::with_capacity(head.len() + size + boundary.len() + 6);
    content.extend_from_slice(head.as_bytes());
    for part in parts {
        content.extend_from_slice(format!("--{boundary}\n").as_bytes());
        content.extend_from_slice(part);
        content.push(b'\n');
    }
    content.extend_from_slice(format!("--{boundary}--\n").as_bytes());
    content
}

/// Base64 in lines of 76 characters.
pub(crate) fn base64_lines(data: &[u8]) -> Vec<u8> {
    let code = STANDARD.encode(data).into_bytes();
    let mut lines = Vec::with_capacity(code.len() + code.len() / 76 + 1);
    for line in code.chunks(76) {
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    lines
}

/// Quoted-printable text in lines of at most 76 characters (RFC 2045 §6.7).
pub(crate) fn quoted_printable(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() * 5 / 4);
    let mut width = 0;
    for (position, &byte) in data.iter().enumerate() {
        if byte == b'\n' {
            out.push(b'\n');
            width = 0;
            continue;
        }
        let ends_line = matches!(data.get(position + 1), None | Some(b'\n'));
        let literal =
            matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (matches!(byte, b' ' | b'\t') && !ends_line);
        let needed = if literal { 1 } else { 3 };
        if width + needed > if ends_line { 76 } else { 75 } {
            out.extend_from_slice(b"=\n");
            width = 0;
        }
        if literal {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
        }
        width += needed;
    }
    out
}

/// The text of an HTML document or attribute.
pub(crate) fn html_escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{header_text, mailbox, quoted_printable};

    #[test]
    fn encoded_words_stay_short() {
        let value = header_text(&"Întâlnire ".repeat(20), "utf-8", true);
        assert!(value.lines().all(|line| line.trim().len() <= 75));
        assert!(header_text("șț", "iso-8859-2", true).contains("=?ISO-8859-2?Q?=BA=FE?="));
    }

    #[test]
    fn names_with_specials_are_quoted() {
        assert_eq!(mailbox("Liam O'Brien", "l@x.example", "utf-8", true), "\"Liam O'Brien\" <l@x.example>");
        assert_eq!(mailbox("Ana Pop", "a@x.example", "utf-8", true), "Ana Pop <a@x.example>");
    }

    #[test]
    fn quoted_printable_keeps_lines_short_and_trailing_blanks() {
        let text = format!("{}\nend \n", "ă=".repeat(60));
        let code = quoted_printable(text.as_bytes());
        assert!(code.split(|&byte| byte == b'\n').all(|line| line.len() <= 76));
        assert!(String::from_utf8_lossy(&code).contains("end=20\n"));
    }
}
