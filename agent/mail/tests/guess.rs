//! Signatures as people of Romania, Germany and elsewhere write them, and the whole guess expected of each.
//!
//! The mails are in `tests/guess/*.txt`: a title, the sender, the text (and a visiting card), and every value that may
//! be guessed. A value too much is as wrong as one that is missing: somebody would save it.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use crmweb_mail::guess::{Guess, Guessed, MAX_INPUT, Seen, sender};
use crmweb_model::address::Address;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

struct Case {
    title: String,
    name: String,
    address: Address,
    text: String,
    vcard: Option<String>,
    expected: BTreeSet<String>,
}

impl Case {
    fn seen(&self) -> Seen<'_> {
        Seen { name: &self.name, address: &self.address, text: &self.text, vcard: self.vcard.as_deref() }
    }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guess");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.split("\n=== ").filter(|c| !c.trim().is_empty()).map(case).collect::<Vec<_>>()
        })
        .collect()
}

fn case(text: &str) -> Case {
    let (head, rest) = text.split_once("\n--- text\n").unwrap();
    let (body, expected) = rest.split_once("\n--- guess\n").unwrap();
    let (body, vcard) =
        body.split_once("\n--- vcard\n").map_or((body, None), |(b, v)| (b, Some(v.to_owned())));
    let (title, from) = head.split_once('\n').unwrap();
    let (name, address) = from.trim_end_matches('>').rsplit_once('<').unwrap();
    Case {
        title: title.trim_start_matches("=== ").to_owned(),
        name: name.trim().to_owned(),
        address: Address::parse(address).unwrap(),
        text: body.to_owned(),
        vcard,
        expected: expected.lines().map(str::to_owned).filter(|l| !l.is_empty()).collect(),
    }
}

/// The values of a guess, one a line: `city: Brașov (signature)`.
fn values(guess: &Guess) -> BTreeSet<String> {
    let fields: [(&str, &Guessed); 15] = [
        ("salutation", &guess.salutation),
        ("first_name", &guess.first_name),
        ("last_name", &guess.last_name),
        ("title", &guess.title),
        ("department", &guess.department),
        ("company", &guess.company),
        ("domain", &guess.domain),
        ("web", &guess.web),
        ("vat_number", &guess.vat_number),
        ("registration_number", &guess.registration_number),
        ("street", &guess.street),
        ("postal_code", &guess.postal_code),
        ("city", &guess.city),
        ("country", &guess.country),
        ("language", &guess.language),
    ];
    let filled = fields.into_iter().filter(|(_, g)| !g.value.is_empty());
    let mut lines: BTreeSet<String> =
        filled.map(|(name, g)| format!("{name}: {} ({})", g.value, g.source.as_str())).collect();
    lines.extend(
        guess.phones.iter().map(|(kind, number, source)| format!("{kind}: {number} ({})", source.as_str())),
    );
    lines
}

#[test]
fn every_signature_gives_exactly_what_it_says() {
    let cases = cases();
    let (mut right, mut wrong, mut missing) = (0, 0, 0);
    let mut report = String::new();
    for case in &cases {
        let read = values(&sender(&case.seen()));
        right += read.intersection(&case.expected).count();
        wrong += read.difference(&case.expected).count();
        missing += case.expected.difference(&read).count();
        if read != case.expected {
            writeln!(report, "\n=== {}", case.title).unwrap();
            read.difference(&case.expected).for_each(|l| writeln!(report, "  + {l}").unwrap());
            case.expected.difference(&read).for_each(|l| writeln!(report, "  - {l}").unwrap());
        }
    }
    let total = cases.len();
    println!("{total} mails, {right} values right, {wrong} wrong (precision), {missing} missing (recall)");
    assert!(total >= 60, "the mails are missing");
    assert!(report.is_empty(), "{total} mails: {right} right, {wrong} wrong, {missing} missing\n{report}");
}

/// Repeatable noise (xorshift).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap()
    }
}

fn quickly(name: &str, text: &str, vcard: &str) -> Guess {
    let address = Address::parse("ana.popescu@radu-construct.ro").unwrap();
    let start = Instant::now();
    let guess = sender(&Seen { name, address: &address, text, vcard: Some(vcard) });
    // Far above what is needed without optimisation, far below what quadratic work would take.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    for line in values(&guess) {
        assert!(line.chars().count() < 200 && !line.contains(char::is_control), "{line:?}");
    }
    assert!(guess.phones.len() <= 6);
    guess
}

#[test]
fn mails_cut_and_shuffled_anywhere_are_survived() {
    let cases = cases();
    let all: Vec<&str> = cases.iter().flat_map(|c| c.text.split_inclusive([' ', '\n', ',', '.'])).collect();
    let odd = [
        "\u{0}", "\u{1}\n", "é", "😀", "\u{202e}", "-- \n", "> ", "|", "•", "(((", "+", "ß", "\u{326}",
        "[cid:", "\r\n", "&#", "</",
    ];
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..noise.next() % 120 {
            let piece = all[noise.next() % all.len()];
            let end = piece.floor_char_boundary(noise.next() % (piece.len() + 2));
            text.push_str(if noise.next().is_multiple_of(3) { &piece[..end] } else { piece });
            if noise.next().is_multiple_of(6) {
                text.push_str(odd[noise.next() % odd.len()]);
            }
        }
        text.push_str("\n\nCu stimă,\n");
        let name: String = text.chars().skip(noise.next() % 50).take(40).collect();
        let signature: String = text.chars().rev().take(600).collect();
        text.push_str(&signature);
        quickly(&name, &text, &format!("BEGIN:VCARD\nN:{text}\nTEL;{text}"));
    }
}

#[test]
fn any_bytes_are_survived() {
    let mut noise = Noise(7);
    for _ in 0..200 {
        let bytes: Vec<u8> = (0..noise.next() % 900).map(|_| noise.next().to_le_bytes()[0]).collect();
        let text = format!("Bună,\n\nCu stimă,\n{}", String::from_utf8_lossy(&bytes));
        quickly(&text, &text, &text);
    }
}

#[test]
fn no_repeated_piece_makes_guessing_slow() {
    for piece in [
        "-- \n",
        "--\n",
        "> ",
        ">\n",
        "Cu stimă,\n",
        "Thanks,\nAna\n",
        "a:\n",
        "On 1.1.2026 a wrote:\n",
        "0",
        "0 ",
        "+",
        "(",
        "0722 ",
        "a 1 ",
        "Str. ",
        "Str. A nr. 1, ",
        "J40/",
        "RO1",
        "RO 1 ",
        "HRB ",
        "FN 1",
        "SRL ",
        "S. R. L. ",
        "A, ",
        "Ana ",
        "Ana Pop | ",
        "[",
        "[cid:",
        "&nbsp;",
        "<a ",
        "www.",
        "www.a.ro ",
        "a@b.ro ",
        "Tel: ",
        "\u{326}",
        "s\u{326}",
        "•",
        "Director ",
        "From: a\nTo: b\n",
        "12345 Aa ",
        "SW1A 1AA ",
        "---a---\n",
        "forwarded:\n",
        "Ana Popescu\n",
        "\n",
        " ",
        "\t",
        "A.",
        "CUI CUI ",
        "é",
        "😀",
    ] {
        let repeated = piece.repeat(MAX_INPUT / piece.len() + 10);
        for text in [
            format!("Bună,\n\nCu stimă,\n{repeated}"),
            repeated.clone(),
            format!("{repeated}\nCu stimă,\nAna Popescu"),
        ] {
            quickly(&text, &text, &repeated);
        }
        for start in
            ["N:", "TEL:", "TEL;TYPE=", "ADR:", "X;ENCODING=QUOTED-PRINTABLE:=\n", "item1.URL:", "EMAIL:"]
        {
            quickly("", "", &format!("BEGIN:VCARD\n{start}{repeated}\nEND:VCARD\n"));
        }
    }
    quickly("", "", &"BEGIN:VCARD\nN:Pop;Ana\nEND:VCARD\n".repeat(3_000));
}

#[test]
fn what_is_beyond_the_bound_is_not_read() {
    let text = format!("{}\n\nCu stimă,\nAna Popescu\nDirector", "ș".repeat(MAX_INPUT));
    assert!(quickly("", &text, "").title.value.is_empty());
}
