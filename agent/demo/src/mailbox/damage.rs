//! Mail that breaks a rule, in seventeen ways.

use std::rc::Rc;

use super::charset::encode;
use super::letter::{Envelope, Letter};
use super::mime::multipart;
use super::people::Person;
use super::scribe::Scribe;
use super::style::Written;
use super::truth::Kind;
use super::vocabulary::{Transfer, fold};

/// What can be wrong with a malformed mail, as [`super::TrueMail::detail`] names it.
pub const DAMAGES: [&str; 17] = [
    "no-message-id",
    "no-date",
    "bad-date",
    "unknown-charset",
    "wrong-charset",
    "raw-8bit-headers",
    "broken-base64",
    "unterminated-multipart",
    "empty-body",
    "no-headers",
    "long-line",
    "from-without-address",
    "duplicate-headers",
    "bad-encoded-word",
    "nul-bytes",
    "crlf-mix",
    "deep-nesting",
];

const NESTED: usize = 60;
const LONG_LINE: usize = 20_000;

impl Scribe {
    /// A malformed mail.
    pub(super) fn malformed(&mut self) -> Vec<Letter> {
        // In turn, so that even a small mailbox has every kind.
        let damage = DAMAGES[self.damaged % DAMAGES.len()];
        self.damaged += 1;
        let (date, person) = (self.some_date(), self.anybody());
        let plain = Person {
            company: None,
            charset: "utf-8",
            ..Person::clone(&Person::machine(
                &person.name,
                person.address(),
                person.language,
                Transfer::Eight,
            ))
        };
        let mut letter =
            self.letter(Kind::Malformed, &Rc::new(plain), date, format!("Comandă urgentă ({damage})"));
        letter.detail = damage.to_owned();
        let text = "Bună ziua,\n\nVă rog să-mi trimiteți prețurile și termenele. Mulțumesc!".to_owned();
        let to = [Rc::clone(&self.owner)];
        let envelope = Envelope { to: &to, ..Envelope::default() };
        self.write(&mut letter, &envelope, &Written { text, ..Written::default() }, None);
        letter.raw = damaged(&letter.raw, damage, &person.name);
        if matches!(damage, "no-message-id" | "no-headers") {
            letter.id.clear();
        }
        if !matches!(damage, "no-headers" | "from-without-address") {
            letter.received_from(&person);
        }
        vec![letter]
    }
}

/// The well-formed mail with this damage.
fn damaged(raw: &[u8], damage: &str, name: &str) -> Vec<u8> {
    let end = raw.windows(2).position(|two| two == b"\n\n").unwrap_or(raw.len());
    let (head, body) = (&raw[..end], &raw[(end + 2).min(raw.len())..]);
    let rest = |field: &str| [&without(head, field), b"\n\n".as_slice(), body].concat();
    match damage {
        "no-message-id" => rest("message-id:"),
        "no-date" => rest("date:"),
        "bad-date" => [b"Date: yesterday, 99 Foo 20x5 25:61\n", rest("date:").as_slice()].concat(),
        "unknown-charset" => replaced(raw, "charset=utf-8", "charset=x-martian-8"),
        "wrong-charset" => replaced(raw, "charset=utf-8", "charset=us-ascii"),
        "raw-8bit-headers" => {
            let subject = encode("Subject: Ofertă nouă în format brut\n", "iso-8859-2");
            [subject, rest("subject:")].concat()
        }
        "broken-base64" => {
            let named = replaced(raw, "Transfer-Encoding: 8bit", "Transfer-Encoding: base64");
            [named.as_slice(), b"!!!!not base64===\n"].concat()
        }
        "unterminated-multipart" => {
            let opening = b"\nContent-Type: multipart/mixed; boundary=\"never\"\n\n--never\n\n";
            [&without(head, "content-type:"), opening.as_slice(), body].concat()
        }
        "empty-body" => [head, b"\n"].concat(),
        "no-headers" => [b"\n", body].concat(),
        "long-line" => [raw, "x".repeat(LONG_LINE).as_bytes(), b"\n"].concat(),
        "from-without-address" => {
            let name = fold(name);
            let name = if name.trim().is_empty() { "Somebody" } else { name.trim() };
            [format!("From: {name}\n").as_bytes(), &rest("from:")].concat()
        }
        "duplicate-headers" => [b"Subject: first of two\n", raw].concat(),
        "bad-encoded-word" => {
            let words = b"Subject: =?utf-8?B?w4?= =?bogus?X?zz?= =?utf-8?Q?a=ZZ?=\n";
            [words.as_slice(), &rest("subject:")].concat()
        }
        "nul-bytes" => [raw, b"before\0after\n"].concat(),
        "crlf-mix" => [&crlf(head), b"\n\n".as_slice(), &crlf(body), b"bare LF\n"].concat(),
        _ => {
            let innermost = b"Content-Type: text/plain\n\ndeep\n".to_vec();
            let nested = (0..NESTED)
                .fold(innermost, |part, level| multipart("mixed", &[part], &format!("level{level}"), ""));
            [&without(head, "content-type:"), b"\n".as_slice(), &nested].concat()
        }
    }
}

/// The headers without this field (lower case, with its colon) and its continuation lines.
fn without(head: &[u8], field: &str) -> Vec<u8> {
    let mut skipping = false;
    let mut kept: Vec<&[u8]> = Vec::new();
    for line in head.split(|&byte| byte == b'\n') {
        let continued = line.first().is_some_and(|byte| byte.is_ascii_whitespace());
        let named = line.len() >= field.len() && line[..field.len()].eq_ignore_ascii_case(field.as_bytes());
        skipping = named || (skipping && continued);
        if !skipping {
            kept.push(line);
        }
    }
    kept.join(&b'\n')
}

fn replaced(raw: &[u8], from: &str, to: &str) -> Vec<u8> {
    match raw.windows(from.len()).position(|window| window == from.as_bytes()) {
        Some(start) => [&raw[..start], to.as_bytes(), &raw[start + from.len()..]].concat(),
        None => raw.to_vec(),
    }
}

fn crlf(text: &[u8]) -> Vec<u8> {
    text.split(|&byte| byte == b'\n').collect::<Vec<_>>().join(b"\r\n".as_slice())
}
