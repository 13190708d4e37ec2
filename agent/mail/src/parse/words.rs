//! Header values to text: folding, encoded words (RFC 2047), raw 8-bit, and what must not be in a line of text.

use super::charset;
use super::transfer::{Decoder, Transfer, hex};
use crmweb_model::mail::Defect;
use std::borrow::Cow;

/// What is found wrong while decoding.
pub(super) type Defects = Vec<Defect>;

/// The longest encoded word that is looked for, in bytes (RFC 2047 allows 75; people send more).
const MAX_WORD: usize = 4_096;

/// Returns an unstructured value as one line of text of at most `cap` characters.
pub(super) fn line(value: &[u8], hint: Option<&str>, cap: usize, defects: &mut Defects) -> String {
    let text = utf8(value, hint, defects);
    if text.contains("=?") {
        one_line(&decode_words(&text, defects), cap, defects)
    } else {
        one_line(&text, cap, defects)
    }
}

/// Returns the value as UTF-8, guessing the charset of raw 8-bit text.
pub(super) fn utf8<'a>(value: &'a [u8], hint: Option<&str>, defects: &mut Defects) -> Cow<'a, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            defects.push(Defect::BadCharset);
            charset::decode_raw(value, hint).0
        }
    }
}

/// Returns text as one line: folds become blanks, control and direction-overriding characters go, blanks at both ends too.
pub(super) fn one_line(text: &str, cap: usize, defects: &mut Defects) -> String {
    let mut out = String::with_capacity(text.len().min(cap * 4));
    let mut count = 0;
    for c in text.trim().chars() {
        let c = match c {
            '\r' => continue,
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c => c,
        };
        if c == '\0' {
            defects.push(Defect::NulByte);
        }
        if c.is_control() || is_override(c) || (c == ' ' && out.ends_with(' ')) {
            continue;
        }
        if count == cap {
            break;
        }
        out.push(c);
        count += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Says whether a character turns the direction of what follows, and so lies about it.
pub(super) fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Decodes the encoded words in a text; blanks between neighbours go, and a character split over two of them is whole again.
pub(super) fn decode_words(text: &str, defects: &mut Defects) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = Run::default();
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let gap = &rest[..at];
        if let Some((charset, transfer, code, len)) = word(&rest[at..]) {
            if !(run.is_open() && gap.trim().is_empty()) {
                run.close(&mut out, defects);
                out.push_str(gap);
            }
            run.push(charset, transfer, code, &mut out, defects);
            rest = &rest[at + len..];
        } else {
            run.close(&mut out, defects);
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
        }
    }
    run.close(&mut out, defects);
    out.push_str(rest);
    out
}

/// Rewrites an address list so that each run of encoded words is one quoted string in UTF-8.
///
/// Decoding here and not after the list is cut: an encoded word may hide a comma, and may be half a character.
/// `other` stands for a beginning of a word that is none.
pub(super) fn quote_words(list: &str, other: &str, defects: &mut Defects) -> String {
    let mut out = String::with_capacity(list.len() + 16);
    let mut quoted = false;
    let mut rest = list;
    while let Some(at) = rest.find("=?") {
        let (gap, tail) = rest.split_at(at);
        quoted ^= toggles(gap);
        out.push_str(gap);
        let len = run_length(tail);
        if len == 0 {
            out.push_str(other);
            rest = &tail[2..];
            continue;
        }
        let decoded = decode_words(&tail[..len], defects);
        if !quoted {
            out.push('"');
        }
        for c in decoded.chars().filter(|c| !c.is_control()) {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        if !quoted {
            out.push_str("\" ");
        }
        rest = &tail[len..];
    }
    out.push_str(rest);
    out
}

/// Says whether quotation marks leave the text in another state than before.
fn toggles(gap: &str) -> bool {
    let (mut odd, mut escaped) = (false, false);
    for b in gap.bytes() {
        odd ^= b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
    }
    odd
}

/// The length of the encoded words that stand at the start, one after the other.
fn run_length(text: &str) -> usize {
    let mut end = 0;
    loop {
        let gap = text[end..].len() - text[end..].trim_start().len();
        match word(&text[end + gap..]) {
            Some((_, _, _, len)) => end += gap + len,
            None => return end,
        }
    }
}

/// Takes apart the encoded word at the start: charset, encoding, code, length.
fn word(text: &str) -> Option<(&str, Transfer, &str, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_at(inner.bytes().take(60).position(|b| b == b'?')?);
    if charset.is_empty() || charset.contains(char::is_whitespace) {
        return None;
    }
    let transfer = match rest.as_bytes() {
        [b'?', b'B' | b'b', b'?', ..] => Transfer::Base64,
        [b'?', b'Q' | b'q', b'?', ..] => Transfer::Quoted,
        _ => return None,
    };
    let code = &rest[3..];
    let window = &code.as_bytes()[..code.len().min(MAX_WORD)];
    let end = memchr::memmem::find(window, b"?=")?;
    let charset = charset.split('*').next().unwrap_or(charset);
    Some((charset, transfer, &code[..end], text.len() - code.len() + end + 2))
}

/// Neighbouring encoded words of one charset, decoded together.
#[derive(Default)]
struct Run<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    open: bool,
}

impl<'a> Run<'a> {
    fn is_open(&self) -> bool {
        self.open
    }

    fn push(
        &mut self,
        charset: &'a str,
        transfer: Transfer,
        code: &str,
        out: &mut String,
        defects: &mut Defects,
    ) {
        if self.open && !self.charset.eq_ignore_ascii_case(charset) {
            self.close(out, defects);
        }
        self.charset = charset;
        self.open = true;
        let sound = match transfer {
            Transfer::Base64 => {
                let (bytes, sound) = Decoder::all(Transfer::Base64, code.as_bytes());
                self.bytes.extend(bytes);
                sound
            }
            _ => q_decode(code.as_bytes(), &mut self.bytes),
        };
        if !sound {
            defects.push(Defect::BadEncoding);
        }
    }

    fn close(&mut self, out: &mut String, defects: &mut Defects) {
        if self.open {
            let (text, sound) = charset::decode(&self.bytes, Some(self.charset));
            if !sound {
                defects.push(Defect::BadCharset);
            }
            out.push_str(&text);
            self.bytes.clear();
            self.open = false;
        }
    }
}

fn q_decode(code: &[u8], out: &mut Vec<u8>) -> bool {
    let mut sound = true;
    let mut at = 0;
    while at < code.len() {
        match (code[at], code.get(at + 1..at + 3)) {
            (b'_', _) => out.push(b' '),
            (b'=', Some(&[a, b])) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.push(hex(a) << 4 | hex(b));
                at += 2;
            }
            (b'=', _) => {
                sound = false;
                out.push(b'=');
            }
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> String {
        line(value.as_bytes(), None, 1_000, &mut Vec::new())
    }

    #[test]
    fn a_character_split_over_two_words_is_whole() {
        assert_eq!(read("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?="), "café");
        assert_eq!(read("=?utf-8?B?Y2Fmww==?=\r\n =?UTF-8?B?qQ==?="), "café");
    }

    #[test]
    fn blanks_between_words_go_and_others_stay() {
        assert_eq!(read("=?utf-8?Q?a?= =?utf-8?Q?b?="), "ab");
        assert_eq!(read("=?utf-8?Q?a?=\r\n\t=?iso-8859-2?Q?b?="), "ab");
        assert_eq!(read("x =?utf-8?Q?a_?= y"), "x a y");
        assert_eq!(read("folded\r\n line"), "folded line");
    }

    #[test]
    fn what_is_no_encoded_word_stays_as_it_is() {
        for text in ["=?", "=?utf-8?", "=?utf-8?Q?abc", "=?bogus?X?zz?=", "2 =? 3", "=?? ?=", "=?a b?Q?x?="] {
            assert_eq!(read(text), text);
        }
        let mut defects = Vec::new();
        assert_eq!(line(b"=?utf-8?Q?a=ZZ?=", None, 99, &mut defects), "a=ZZ");
        assert_eq!(defects, [Defect::BadEncoding]);
    }

    #[test]
    fn lines_have_no_controls_and_an_end() {
        assert_eq!(read("a\0b\u{202e}c\u{7}"), "abc");
        assert_eq!(line("ș".repeat(50).as_bytes(), None, 3, &mut Vec::new()), "șșș");
    }

    #[test]
    fn encoded_names_become_quoted_strings() {
        let list = quote_words(
            "=?utf-8?Q?Pop=2C_=22Ana=22?= <a@b.ro>, \"=?utf-8?Q?X=C8=99?=\" <x@b.ro>",
            "=?",
            &mut Vec::new(),
        );
        assert_eq!(list, "\"Pop, \\\"Ana\\\"\"  <a@b.ro>, \"Xș\" <x@b.ro>");
    }
}
