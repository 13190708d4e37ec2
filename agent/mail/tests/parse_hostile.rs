//! Mail that nobody means well with: it is read in bounded time, and never takes the agent down.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use crmweb_mail::parse;
use crmweb_model::mail::{Defect, Envelope, Mail};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Far above what is needed, far below what quadratic work would take.
const BOUND: Duration = Duration::from_secs(20);

fn quickly(raw: &[u8]) -> Mail {
    let start = Instant::now();
    let mail = parse::mail(raw, false);
    assert!(start.elapsed() < BOUND, "{:?} for {} bytes", start.elapsed(), raw.len());
    mail
}

fn nested(depth: usize) -> String {
    let mut raw = String::from("From: a@b.example\r\n");
    for level in 0..depth {
        write!(raw, "Content-Type: multipart/mixed; boundary=level{level}\r\n\r\n--level{level}\r\n")
            .unwrap();
    }
    raw.push_str("Content-Type: text/plain\r\n\r\ndeep\r\n");
    for level in (0..depth).rev() {
        write!(raw, "--level{level}--\r\n").unwrap();
    }
    raw
}

#[test]
fn sixty_levels_are_read_and_a_thousand_survived() {
    let mail = quickly(nested(60).as_bytes());
    assert_eq!(mail.text, "deep");
    assert!(!mail.defects.contains(&Defect::TooDeep));
    assert!(quickly(nested(1_000).as_bytes()).defects.contains(&Defect::TooDeep));
    quickly(nested(20_000).as_bytes());
}

#[test]
fn a_hundred_thousand_parts_are_not_all_listed() {
    let part = "--b\r\nContent-Type: image/png; name=x.png\r\n\r\nx\r\n";
    let raw = format!(
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n",
        part.repeat(100_000)
    );
    let mail = quickly(raw.as_bytes());
    assert_eq!(mail.attachments.len(), 500);
    assert!(mail.defects.contains(&Defect::BadStructure));
}

#[test]
fn fifty_megabytes_of_attachment_are_hashed_in_bounded_time() {
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n";
    let count = (50 << 20) / line.len();
    let raw = format!(
        "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{}--b--\r\n",
        line.repeat(count)
    );
    let mail = quickly(raw.as_bytes());
    assert_eq!(mail.text, "text");
    assert_eq!(mail.attachments[0].size, (57 * count) as u64);
}

#[test]
fn no_repeated_byte_makes_reading_slow() {
    for piece in [
        ">",
        "<",
        "<a\"",
        "=?",
        "=?a?q?",
        "&#",
        "&",
        "<!--",
        "<style>",
        "<blockquote>",
        "<div>",
        "--\n",
        "\n--",
        "> \n",
        "-- \n",
        "=",
        "\r",
        "From: \n",
        "On 2026 x wrote:\n",
        "\n\n",
        "(",
        "\0",
        "Ș",
    ] {
        let body = piece.repeat((256 << 10) / piece.len());
        for kind in [
            "text/plain",
            "text/html",
            "text/plain; format=flowed",
            "multipart/mixed; boundary=b",
            "multipart/report",
            "message/delivery-status",
        ] {
            quickly(format!("From: a@b.example\r\nContent-Type: {kind}\r\n\r\n{body}").as_bytes());
        }
        let piece = piece.replace('\n', "\n ");
        for field in ["Subject", "To", "References", "Content-Type", "Date", "List-Id"] {
            quickly(format!("{field}: {}\r\n\r\nx", piece.repeat((128 << 10) / piece.len())).as_bytes());
        }
        quickly(piece.repeat((128 << 10) / piece.len()).as_bytes());
    }
}

#[test]
fn everything_that_is_kept_has_a_limit() {
    let mut raw = format!("Subject: {}\r\nMessage-ID: <{}@x>\r\n", "ș".repeat(50_000), "i".repeat(5_000));
    let list: Vec<String> = (0..5_000).map(|n| format!("{} <p{n}@x.example>", "N".repeat(20))).collect();
    write!(raw, "From: {} <a@x.example>\r\nTo: {}\r\n", "n".repeat(5_000), list.join(",\r\n ")).unwrap();
    let ids: String = (0..9_000).map(|n| format!("<{n}@x>\r\n ")).collect();
    write!(
        raw,
        "References: {ids}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        "cuvânt nou ".repeat(100_000)
    )
    .unwrap();
    let mail = quickly(raw.as_bytes());
    assert_eq!(mail.envelope.subject.chars().count(), 1_000);
    assert_eq!(mail.envelope.people.len(), 500);
    assert!(mail.envelope.people.iter().all(|p| p.name.chars().count() <= 200));
    assert_eq!(mail.envelope.references.len(), Envelope::MAX_REFERENCES);
    assert_eq!(mail.envelope.references[0], "0@x");
    assert_eq!(mail.envelope.message_id.map(|id| id.len()), Some(998));
    assert!(mail.text.len() <= Mail::MAX_TEXT && mail.text.len() > Mail::MAX_TEXT - 4);
}

#[test]
fn a_mail_cut_anywhere_is_read() {
    let raw = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/attachments.eml")).unwrap();
    for end in 0..raw.len() {
        let mail = parse::mail(&raw[..end], true);
        assert!(mail.defects.contains(&Defect::Truncated) && mail.truncated);
        assert!(!mail.defects.contains(&Defect::BadStructure), "cut at {end}");
    }
}

/// A small generator of pseudo-random numbers, so that a failure can be repeated (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

#[test]
fn no_mutation_of_a_mail_takes_the_reader_down() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
        .collect();
    paths.sort();
    let mails: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).unwrap()).collect();
    let telling: &[&[u8]] = &[
        b"\r\n",
        b"\n\n",
        b"=?utf-8?Q?=C3",
        b"?=",
        b"--",
        b"\"",
        b"<",
        b">",
        b"(",
        b"\0",
        b"\xff",
        b"=",
        b"boundary=",
        b";",
        b":",
        b"&#x0;",
        b"charset*0*=utf-7''",
    ];
    let mut dice = Dice(0x5EED);
    for round in 0..6_000 {
        let mut raw = mails[round % mails.len()].clone();
        for _ in 0..1 + dice.below(8) {
            let at = dice.below(raw.len() + 1);
            match dice.below(5) {
                0 if at < raw.len() => raw[at] = dice.below(256) as u8,
                1 => raw.truncate(at),
                2 => {
                    let end = (at + dice.below(200)).min(raw.len());
                    raw.drain(at..end);
                }
                3 => {
                    let piece = telling[dice.below(telling.len())];
                    raw.splice(at..at, piece.iter().copied());
                }
                _ => {
                    let end = (at + dice.below(200)).min(raw.len());
                    let copy = raw[at..end].to_vec();
                    raw.splice(at..at, copy);
                }
            }
        }
        let mail = parse::mail(&raw, round % 2 == 0);
        assert!(!mail.defects.contains(&Defect::Unreadable), "round {round}");
        assert_no_controls(&mail);
        parse::envelope(&raw);
        parse::html(&raw);
        parse::attachment(&raw, 0);
    }
}

fn assert_no_controls(mail: &Mail) {
    let odd = |text: &str| text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    let envelope = &mail.envelope;
    let lines = [
        Some(&envelope.subject),
        envelope.message_id.as_ref(),
        envelope.in_reply_to.as_ref(),
        envelope.list_id.as_ref(),
        envelope.sensitivity.as_ref(),
        mail.about.as_ref(),
    ];
    let mut all: Vec<&str> = vec![&mail.text, &mail.quoted, &mail.signature];
    all.extend(lines.into_iter().flatten().map(String::as_str));
    all.extend(envelope.references.iter().map(String::as_str));
    all.extend(envelope.people.iter().flat_map(|p| [p.name.as_str(), p.address.as_str()]));
    all.extend(mail.attachments.iter().flat_map(|a| [a.name.as_str(), a.media_type.as_str()]));
    all.extend(mail.bounces.iter().flat_map(|b| [b.address.as_str(), b.status.as_str()]));
    for text in all {
        assert!(!odd(text), "{text:?}");
    }
    assert!(mail.attachments.iter().all(|a| !a.name.is_empty() && !a.name.contains(['/', '\\'])));
}
