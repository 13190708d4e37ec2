//! VAT numbers in a line, and account numbers, which are only taken away so that nobody takes them for phones.

use super::lines::{blank, blank_one, compact};
use super::vat;
use std::ops::Range;

/// Takes bank accounts (IBAN, BIC and German account numbers) out of a line.
pub(super) fn take_accounts(line: &mut String) {
    let mut taken: Vec<Range<usize>> = Vec::new();
    for start in word_starts(line) {
        if taken.last().is_some_and(|t| start < t.end) {
            continue;
        }
        let rest = &line[start..];
        let head = rest.as_bytes();
        let digit = head[0].is_ascii_digit();
        let iban = head.len() > 14
            && head[..2].iter().all(u8::is_ascii_uppercase)
            && head[2..4].iter().all(u8::is_ascii_digit);
        if iban {
            let (body, length) = run(rest, 34, |c| c.is_ascii_uppercase() || c.is_ascii_digit());
            if body.len() >= 15 && body.bytes().filter(u8::is_ascii_digit).count() >= 8 {
                taken.push(start..start + length);
            }
        } else if digit && ends_with(&near(&line[..start]), &["konto", "blz", "kto", "cont", "contul"]) {
            let (_, length) = run(rest, 20, |c| c.is_ascii_digit());
            taken.push(start..start + length);
        }
    }
    blank(line, &taken);
}

/// Takes the VAT number out of a line, without blanks; only with a right checksum where the country has one.
pub(super) fn take_vat(line: &mut String) -> Option<String> {
    for start in word_starts(line) {
        let rest = &line[start..];
        if let Some((found, length)) =
            prefixed(&line[..start], rest).or_else(|| labelled(&line[..start], rest))
        {
            blank_one(line, start, length);
            return Some(found);
        }
    }
    None
}

const LABELS: &[&str] = &[
    "cui",
    "cif",
    "codfiscal",
    "codunic",
    "codunicdeinregistrare",
    "cuicif",
    "cifcui",
    "cf",
    "codtva",
    "vat",
    "vatid",
    "vatno",
    "vatnumber",
    "vatnr",
    "ustidnr",
    "ustid",
    "uid",
    "uidnr",
    "tva",
    "piva",
    "partitaiva",
    "nip",
    "btw",
    "btwnr",
    "adoszam",
    "eik",
    "umsatzsteueridentifikationsnummer",
    "dic",
    "oib",
    "tin",
    "nrtva",
    "ust",
    "vatregno",
    "codidentificarefiscala",
    "codfiscalcui",
    "vatin",
    "idnrderust",
    "umsatzsteuerid",
    "umsatzsteueridnr",
];

fn prefixed(before: &str, rest: &str) -> Option<(String, usize)> {
    let country = rest.get(..2)?;
    let (_, least, most) = vat::COUNTRIES.iter().find(|(c, ..)| *c == country)?;
    let gap = rest[2..].chars().take_while(|c| matches!(c, ' ' | ':' | '-' | '.')).count();
    let upper = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let (body, length) =
        run(&rest[2 + gap..], most + 1, if country == "RO" { |c: char| c.is_ascii_digit() } else { upper });
    let has_label = ends_with(&near(before), LABELS);
    let fits = (*least..=*most).contains(&body.len()) && (has_label || body.len() >= 6);
    let right = fits && vat::check(country, &body).unwrap_or(has_label);
    right.then(|| (format!("{country}{body}"), 2 + gap + length))
}

/// Digits that only their label makes a tax number: Romanian, Polish, Italian, Hungarian and Bulgarian ones.
fn labelled(before: &str, rest: &str) -> Option<(String, usize)> {
    let (body, length) = run(rest, 14, |c| c.is_ascii_digit());
    if body.is_empty() {
        return None;
    }
    let near = near(before);
    let is = |labels: &[&str]| ends_with(&near, labels);
    let right = match () {
        () if is(&["nip"]) => vat::check("PL", &body),
        () if is(&["piva", "partitaiva"]) => vat::check("IT", &body),
        () if is(&["eik"]) => vat::check("BG", &body),
        () if is(&["adoszam"]) => vat::check("HU", body.get(..8)?),
        () if is(&LABELS[..9]) || is(&["codidentificarefiscala", "codfiscalcui"]) => vat::check("RO", &body),
        () => None,
    };
    let value = if is(&["adoszam"]) { rest[..length].to_owned() } else { body };
    (right == Some(true)).then_some((value, length))
}

/// Where words begin with an ASCII letter or digit.
pub(super) fn word_starts(line: &str) -> Vec<usize> {
    let mut previous = ' ';
    let mut found = Vec::new();
    for (at, c) in line.char_indices() {
        if c.is_ascii_alphanumeric() && !previous.is_alphanumeric() {
            found.push(at);
        }
        previous = c;
    }
    found
}

/// The wanted characters at the start, single blanks, dots and dashes between them left out; and how far they reach.
pub(super) fn run(text: &str, most: usize, wanted: impl Fn(char) -> bool) -> (String, usize) {
    let mut body = String::new();
    let mut end = 0;
    let mut gap = false;
    for (at, c) in text.char_indices() {
        if wanted(c) {
            if body.len() == most {
                break;
            }
            body.push(c);
            end = at + 1;
            gap = false;
        } else if matches!(c, ' ' | '.' | '-') && !gap && at > 0 {
            gap = true;
        } else {
            // Letters that go on are another word: `RO12345678abc` is no number.
            if c.is_alphanumeric() && !gap {
                return (String::new(), 0);
            }
            break;
        }
    }
    (body, end)
}

/// The letters right before a number, folded and run together: the label of the number, if it has one.
pub(super) fn near(before: &str) -> String {
    let start = before.char_indices().rev().nth(44).map_or(0, |(at, _)| at);
    let part = before[start..].rsplit('|').next().unwrap_or_default();
    let worded = part.chars().rev().find(|c| c.is_alphanumeric()).is_some_and(char::is_alphabetic);
    if worded { compact(part) } else { String::new() }
}

/// Says whether the letters end with one of the labels; `Nr.` and the country may stand between label and number.
pub(super) fn ends_with(near: &str, labels: &[&str]) -> bool {
    let ends = |n: &str| labels.iter().any(|l| n.ends_with(l));
    !near.is_empty()
        && (ends(near) || ["nr", "no", "ro"].iter().any(|s| near.strip_suffix(s).is_some_and(ends)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_numbers_stand_in_many_forms() {
        for (line, found) in [
            ("CUI: RO14399840", Some("RO14399840")),
            ("CUI 14399840, J40/1/2002", Some("14399840")),
            ("C.I.F.: RO 14399840", Some("RO14399840")),
            ("Cod fiscal nr. 14399840", Some("14399840")),
            ("CUI: RO14399841", None),
            ("Comanda 14399840", None),
            ("USt-IdNr.: DE 136 695 976", Some("DE136695976")),
            ("UID ATU13585627", Some("ATU13585627")),
            ("NIP: 856-734-62-15", Some("8567346215")),
            ("P.IVA 00743110157", Some("00743110157")),
            ("TVA FR 40 303 265 045", Some("FR40303265045")),
            ("Steuernummer 143/998/40000", None),
            ("VAT SE556188840401", Some("SE556188840401")),
            ("RO12345678901234", None),
        ] {
            assert_eq!(take_vat(&mut line.to_owned()).as_deref(), found, "{line}");
        }
    }

    #[test]
    fn accounts_are_taken_away() {
        let mut line = "IBAN RO49 AAAA 1B31 0075 9384 0000, tel. 0722 123 456".to_owned();
        take_accounts(&mut line);
        assert_eq!(line, "IBAN |, tel. 0722 123 456");
        let mut line = "Konto-Nr. 0123456789 BLZ 370 400 44".to_owned();
        take_accounts(&mut line);
        assert_eq!(line, "Konto-Nr. | BLZ |");
    }
}
