//! The marks by which a company is registered: VAT number, trade register number and court, and account numbers, which
//! are only taken away so that nobody takes them for phones.

use super::lines::{blank, compact};
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
            blank(line, &[start..start + length]);
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

/// Takes the number in the trade register out of a line, in its usual spelling.
pub(super) fn take_registration(line: &mut String) -> Option<String> {
    for start in word_starts(line) {
        let rest = &line[start..];
        let found = romanian(rest)
            .or_else(|| romanian_new(rest))
            .or_else(|| german(rest))
            .or_else(|| other(&line[..start], rest));
        if let Some((found, length)) = found {
            blank(line, &[start..start + length]);
            return Some(found);
        }
    }
    None
}

/// `J40/1234/2020`, also with blanks and with a whole date for the year; F for sole traders, C for cooperatives.
fn romanian(rest: &str) -> Option<(String, usize)> {
    let letter = rest.chars().next().filter(|c| matches!(c, 'J' | 'F' | 'C' | 'j'))?;
    let mut at = 1;
    let county = digits(rest, &mut at, 2).filter(|_| slash(rest, &mut at))?;
    let serial = digits(rest, &mut at, 7).filter(|_| slash(rest, &mut at))?;
    let mut year = digits(rest, &mut at, 4)?;
    if year.len() <= 2 {
        // A date: 01.02.2020.
        let date = rest[at..].bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'/')).count();
        year = rest[at..at + date].rsplit(['.', '/']).next()?;
        at += date;
    }
    let known = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    (known && county.parse::<u8>().is_ok_and(|c| (1..=52).contains(&c)))
        .then(|| (format!("{}{county}/{serial}/{year}", letter.to_ascii_uppercase()), at))
}

/// The digits at `at`, behind blanks.
fn digits<'a>(text: &'a str, at: &mut usize, most: usize) -> Option<&'a str> {
    let start = *at + blanks(&text[*at..]);
    let count = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    *at = start + count;
    (1..=most).contains(&count).then(|| &text[start..start + count])
}

fn slash(text: &str, at: &mut usize) -> bool {
    *at += blanks(&text[*at..]);
    let is = text[*at..].starts_with('/');
    *at += usize::from(is);
    is
}

/// The form since 2024: letter, year, six digits, county, check digit.
fn romanian_new(rest: &str) -> Option<(String, usize)> {
    let letter = rest.chars().next().filter(|c| matches!(c, 'J' | 'F' | 'C'))?;
    let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
    let body = rest.get(1..1 + digits)?;
    let after = rest[1 + digits..].starts_with(char::is_alphanumeric);
    (digits == 13 && !after && (body.starts_with("19") || body.starts_with("20")))
        .then(|| (format!("{letter}{body}"), 14))
}

/// `HRB 12345 B` of German registers, `FN 123456a` of the Austrian one.
fn german(rest: &str) -> Option<(String, usize)> {
    let register = ["HRB", "HRA", "GnR", "PR", "VR", "FN"].into_iter().find(|r| rest.starts_with(r))?;
    let after = rest[register.len()..].trim_start_matches([' ', '-', ':', '.']);
    let after = after.strip_prefix("Nr.").unwrap_or(after).trim_start_matches(' ');
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = after.split_at(digits);
    let letter = behind.trim_start_matches(' ');
    let letter = letter.get(..1).filter(|l| {
        l.bytes().all(|b| b.is_ascii_alphabetic()) && !letter[1..].starts_with(char::is_alphanumeric)
    });
    let end = rest.len() - behind.len();
    let end_of = |l: &str| end + behind.find(l).map_or(0, |at| at + l.len());
    let least = if register.starts_with("HR") { 2 } else { 3 };
    match letter {
        _ if !(least..=7).contains(&digits) => None,
        Some(l) if register == "FN" => Some((format!("FN {number}{l}"), end_of(l))),
        _ if register == "FN" || behind.starts_with(char::is_alphabetic) => None,
        Some(l) if l.bytes().all(|b| b.is_ascii_uppercase()) => {
            Some((format!("{register} {number} {l}"), end_of(l)))
        }
        _ => Some((format!("{register} {number}"), end)),
    }
}

/// Registers that name their numbers: Polish courts, British and Irish companies.
fn other(before: &str, rest: &str) -> Option<(String, usize)> {
    let (body, length) = run(rest, 12, |c| c.is_ascii_digit());
    if body.len() < 6 {
        return None;
    }
    let near = near(before);
    let british = [
        "companyno",
        "companynumber",
        "companyregistrationno",
        "registeredinenglandandwalesno",
        "registeredinenglandno",
        "companyregno",
        "registrationno",
        "registeredno",
    ];
    match () {
        () if body.len() == 10 && ends_with(&near, &["krs"]) => Some((format!("KRS {body}"), length)),
        () if (6..=8).contains(&body.len()) && ends_with(&near, &british) => Some((body, length)),
        () => None,
    }
}

/// The court of a German register: `Amtsgericht München`.
pub(super) fn court(line: &str) -> Option<String> {
    let at = line.find("Amtsgericht ").or_else(|| line.find("AG ").filter(|_| line.contains("HR")))?;
    let rest = line[at..].split_once(' ')?.1;
    let small = ["am", "an", "der", "im", "a.", "i."];
    let mut words: Vec<&str> = rest
        .split_whitespace()
        .take(5)
        .take_while(|w| !w.starts_with("HR") && (small.contains(w) || w.starts_with(char::is_uppercase)))
        .collect();
    if let Some(end) = words.iter().position(|w| w.ends_with([',', ';', ':', '|', ')'])) {
        words.truncate(end + 1);
    }
    let name = words.join(" ");
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    (!name.is_empty()).then(|| format!("Amtsgericht {name}"))
}

fn word_starts(line: &str) -> Vec<usize> {
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

fn blanks(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b' ').count()
}

/// The wanted characters at the start, single blanks, dots and dashes between them left out; and how far they reach.
fn run(text: &str, most: usize, wanted: impl Fn(char) -> bool) -> (String, usize) {
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
fn near(before: &str) -> String {
    let start = before.char_indices().rev().nth(44).map_or(0, |(at, _)| at);
    let part = before[start..].rsplit('|').next().unwrap_or_default();
    let worded = part.chars().rev().find(|c| c.is_alphanumeric()).is_some_and(char::is_alphabetic);
    if worded { compact(part) } else { String::new() }
}

/// Says whether the letters end with one of the labels; `Nr.` and the country may stand between label and number.
fn ends_with(near: &str, labels: &[&str]) -> bool {
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
    fn registers_name_their_numbers() {
        for (line, found) in [
            ("J40/1234/2020", Some("J40/1234/2020")),
            ("Nr. Reg. Com.: J 08 / 123 / 1999, CUI", Some("J08/123/1999")),
            ("J12/55/01.02.2003", Some("J12/55/2003")),
            ("J2020001234408", Some("J2020001234408")),
            ("F40/77/2015", Some("F40/77/2015")),
            ("J99/1/2020", None),
            ("J40/1234", None),
            ("HRB 12345 B", Some("HRB 12345 B")),
            ("HRB Nr. 12345", Some("HRB 12345")),
            ("HRA12345 Berlin", Some("HRA 12345")),
            ("FN 123456a", Some("FN 123456a")),
            ("FN 123456", None),
            ("Company No. 01234567", Some("01234567")),
            ("KRS 0000123456", Some("KRS 0000123456")),
        ] {
            assert_eq!(take_registration(&mut line.to_owned()).as_deref(), found, "{line}");
        }
    }

    #[test]
    fn courts_are_named_with_their_register() {
        for (line, found) in [
            ("Amtsgericht München, HRB 12345", Some("Amtsgericht München")),
            ("HRB 1 (Amtsgericht Frankfurt am Main)", Some("Amtsgericht Frankfurt am Main")),
            ("AG Köln HRB 77", Some("Amtsgericht Köln")),
            ("Müller AG Köln", None),
        ] {
            assert_eq!(court(line).as_deref(), found, "{line}");
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
