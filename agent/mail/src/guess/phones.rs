//! Phone numbers in a line, and what they reach.

use super::lines::blank;
use super::phone_labels::{Label, behind, label};
use crmweb_model::record::PhoneKind;
use std::ops::Range;

/// Takes the phones out of a line, each as written, with the labels around them.
pub(super) fn take(line: &mut String) -> Vec<(PhoneKind, String)> {
    let mut found = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = candidate(line, at) {
        let end = end(line, start).max(start + 1);
        let from = taken.last().map_or(0, |t| t.end);
        let label = label(&line[from..start]);
        at = end;
        let Some(number) = number(line, start, end, &label) else { continue };
        let (kind_behind, length) = behind(&line[end..]);
        let kind = match (label.kind, kind_behind) {
            (Some(PhoneKind::Fax), _) | (_, Some(PhoneKind::Fax)) => PhoneKind::Fax,
            (Some(PhoneKind::Mobile), _) | (_, Some(PhoneKind::Mobile)) => PhoneKind::Mobile,
            _ => by_plan(&number),
        };
        found.push((kind, number));
        at = end + length;
        taken.push(from + label.start..at);
    }
    blank(line, &taken);
    found
}

/// What a number by itself reaches.
pub(super) fn by_plan(number: &str) -> PhoneKind {
    if is_mobile(number) { PhoneKind::Mobile } else { PhoneKind::Phone }
}

/// Says whether two spellings are one number.
pub(super) fn same(a: &str, b: &str) -> bool {
    let tail = |n: &str| n.chars().rev().filter(char::is_ascii_digit).take(9).collect::<String>();
    tail(a) == tail(b)
}

/// Where digits begin that may be a phone: not inside a word that has digits before.
fn candidate(line: &str, at: usize) -> Option<usize> {
    let mut previous = line[..at].chars().next_back().unwrap_or(' ');
    let mut inside = previous.is_alphanumeric();
    let mut coded = inside;
    let mut rest = line[at..].char_indices().peekable();
    while let Some((n, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |(_, c)| *c);
        let starts = match c {
            '+' => next.is_ascii_digit() || matches!(next, ' ' | '('),
            '(' => next.is_ascii_digit() || next == '+',
            c => c.is_ascii_digit(),
        };
        if starts && !inside && !matches!(previous, '#' | '=' | '_' | '@') {
            return Some(at + n);
        }
        let joined = coded && matches!(c, '.' | '-' | '_') && next.is_ascii_alphanumeric();
        coded = joined || c.is_ascii_digit() || coded && c.is_alphanumeric();
        inside = c.is_alphanumeric() || joined;
        previous = c;
    }
    None
}

/// Where the number that begins at `start` ends: at the last digit that belongs to it.
fn end(line: &str, start: usize) -> usize {
    let mut end = start;
    let mut digits = 0_usize;
    let mut gap = String::new();
    for (n, c) in line[start..].char_indices() {
        match c {
            '0'..='9' => {
                // `0722 123 456 / 0733 123 456` are two; `-0` and `-012` are the end of one.
                let more = line[start + n..].bytes().take(4).filter(u8::is_ascii_digit).count();
                let begins = c == '0' && gap.contains([' ', '/', '-']) && more >= 2;
                let again = digits >= 10 || digits == 9 && gap.contains('/');
                if begins && again || digits >= 16 {
                    break;
                }
                digits += 1;
                gap.clear();
                end = start + n + 1;
            }
            '+' if digits > 0 => break,
            '+' => {}
            ' ' | '.' | '-' | '–' | '/' | '(' | ')' if gap.len() < 5 => gap.push(c),
            _ => break,
        }
    }
    end
}

/// The number as written, when the digits can be one.
fn number(line: &str, start: usize, end: usize, label: &Label) -> Option<String> {
    let mut text = &line[start..end];
    if text.starts_with('(') && !text.contains(')') {
        text = &text[1..];
    }
    let next = line[end..].chars().next().unwrap_or(' ');
    let timed = next == ':' && line[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    if label.other
        || next.is_alphanumeric()
        || matches!(next, '@' | '%' | '€' | '_')
        || timed
        || is_date(text)
    {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let named = label.kind.is_some();
    let fits = match () {
        () if text.contains('+') => (8..=15).contains(&digits.len()),
        () if digits.starts_with("00") => (10..=16).contains(&digits.len()),
        () if digits.starts_with('0') => (if named { 6..=13 } else { 9..=13 }).contains(&digits.len()),
        () if text.starts_with('(') && digits.len() == 10 => true,
        () => named && (6..=13).contains(&digits.len()),
    };
    let zeros = digits.chars().all(|c| digits.starts_with(c));
    (fits && !zeros).then(|| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.trim_matches(|c: char| matches!(c, '.' | '-' | '/' | ' ')).to_owned()
    })
}

/// Says whether a day stands in the digits: `01.02.2026`, `2026-02-01`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '/', '-', ' ', '–']).filter(|p| !p.is_empty()).collect();
    let short = |p: &str, most: u32| p.len() <= 2 && p.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    let year = |p: &str| p.len() == 4 && (p.starts_with("19") || p.starts_with("20"));
    parts.windows(3).any(|w| {
        short(w[0], 31) && short(w[1], 12) && year(w[2]) || year(w[0]) && short(w[1], 12) && short(w[2], 31)
    })
}

/// Says whether a number is a mobile one by its country's plan.
fn is_mobile(number: &str) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let international = if number.contains('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let Some(international) = international else {
        return digits.len() == 10 && digits.starts_with("07")
            || digits.len() == 11 && digits.starts_with("07")
            || (11..=12).contains(&digits.len())
                && ["015", "016", "017"].iter().any(|p| digits.starts_with(p));
    };
    let plans: &[(&str, &[&str])] = &[
        ("40", &["7"]),
        ("49", &["15", "16", "17"]),
        ("43", &["65", "66", "67", "68", "69"]),
        ("41", &["74", "75", "76", "77", "78", "79"]),
        ("44", &["7"]),
        ("36", &["20", "30", "31", "50", "70"]),
        ("33", &["6", "7"]),
        ("39", &["3"]),
        ("34", &["6", "7"]),
        ("31", &["6"]),
        ("48", &["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"]),
        ("359", &["87", "88", "89", "98"]),
        ("373", &["6", "7"]),
    ];
    plans.iter().any(|(country, starts)| {
        international.strip_prefix(country).is_some_and(|rest| {
            let rest = rest.trim_start_matches('0');
            starts.iter().any(|s| rest.starts_with(s))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::take;

    #[test]
    fn phones_are_read_as_people_write_them() {
        for (line, found) in [
            ("Tel: 021 312 45 67", "phone 021 312 45 67"),
            ("tel.0722123456", "mobile 0722123456"),
            ("M: +40 (0)722 123 456 T: 0040 21 3124567", "mobile +40 (0)722 123 456, phone 0040 21 3124567"),
            ("Tel/Fax: 0268-412.345", "phone 0268-412.345"),
            ("Mobil 0722 123 456 / 0733 123 456", "mobile 0722 123 456, mobile 0733 123 456"),
            ("Tel. +49 (0)89 123456-0, Fax -99", "phone +49 (0)89 123456-0"),
            ("Telefon 0911 / 12345-67 Telefax 0911/12345-68", "phone 0911 / 12345-67, fax 0911/12345-68"),
            ("Handy: 0171/1234567", "mobile 0171/1234567"),
            ("(021) 312 45 67 (fax)", "fax (021) 312 45 67"),
            ("📱 0722.123.456 ☎ 0212345678", "mobile 0722.123.456, phone 0212345678"),
            ("Phone: (555) 123-4567", "phone (555) 123-4567"),
            ("Comanda 0721234567", ""),
            ("Order no. 0721234567", ""),
            ("Nr. tel. 0721234567", "mobile 0721234567"),
            ("01.02.2026 14:30", ""),
            ("Program 08.00-16.30", ""),
            ("0721234567890123", ""),
            ("REF-0721234567", ""),
            ("AB12-0721234567", ""),
            ("0000000000", ""),
            ("T +44 20 7946 0958 | M +44 7700 900123", "phone +44 20 7946 0958, mobile +44 7700 900123"),
            ("• • 0722 123 456", "mobile 0722 123 456"),
        ] {
            let found: Vec<String> = found.split(", ").filter(|f| !f.is_empty()).map(str::to_owned).collect();
            let read: Vec<String> =
                take(&mut line.to_owned()).iter().map(|(k, n)| format!("{k} {n}")).collect();
            assert_eq!(read, found, "{line}");
        }
    }

    #[test]
    fn what_is_taken_leaves_its_neighbours_apart() {
        let mut line = "Ana Pop, Tel.: 0722 123 456, Brașov".to_owned();
        take(&mut line);
        assert_eq!(line, "Ana Pop, |, Brașov");
    }
}
