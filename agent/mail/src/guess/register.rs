//! Numbers in the trade registers, and the courts that keep them.

use super::lines::blank_one;
use super::marks::{ends_with, near, run, word_starts};

/// Takes the number in the trade register out of a line, in its usual spelling.
pub(super) fn take_registration(line: &mut String) -> Option<String> {
    for start in word_starts(line) {
        let rest = &line[start..];
        let found = romanian(rest)
            .or_else(|| romanian_new(rest))
            .or_else(|| german(rest))
            .or_else(|| other(&line[..start], rest));
        if let Some((found, length)) = found {
            blank_one(line, start, length);
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

fn blanks(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
