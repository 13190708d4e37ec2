//! Subjects: without their reply marks, and with the number of an incident.

/// Reply and forward marks of the mail programs people use, folded, without the colon.
const MARKS: &[&str] = &[
    "re", "aw", "fw", "fwd", "wg", "sv", "vs", "odp", "tr", "rv", "rif", "antw", "r", "i", "pd", "fyi",
    "rsp", "trs",
];

/// Returns the subject without leading reply and forward marks (`Re:`, `AW:`, `Re[2]:`, `RE :`).
pub fn bare(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(next) = without_mark(rest) {
        rest = next.trim_start();
    }
    rest
}

fn without_mark(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once(':')?;
    let mark = mark.trim_end();
    let mark = match mark.split_once(['[', '(']) {
        Some((word, count)) if count.trim_end_matches([']', ')']).bytes().all(|b| b.is_ascii_digit()) => word,
        _ => mark,
    };
    MARKS.iter().any(|m| mark.eq_ignore_ascii_case(m)).then_some(rest)
}

/// Letters that check an incident number: none that looks like another or like a digit.
const CHECK: &[u8; 19] = b"ACDEFGHJKLMNPRTUVWX";

/// Returns an incident's number as people write it: `INC-1042K`.
///
/// The letter catches a mistyped or guessed number before it files a mail with another client.
pub fn incident_label(number: i64) -> String {
    format!("INC-{number}{}", check_letter(number))
}

fn check_letter(number: i64) -> char {
    let mixed = (number.unsigned_abs() ^ 0x5bd1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    CHECK[(mixed % CHECK.len() as u64) as usize] as char
}

/// Finds the incident number in a subject such as `Re: [INC-1042K] Printer`; a wrong check letter is no number.
pub fn incident_number(subject: &str) -> Option<i64> {
    let upper = subject.to_ascii_uppercase();
    upper.match_indices("INC-").find_map(|(at, _)| {
        let glued = upper.get(..at).and_then(|s| s.chars().next_back()).is_some_and(char::is_alphanumeric);
        let rest = upper.get(at + 4..)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest.get(..digits).filter(|d| d.len() <= 12)?.parse().ok()?;
        let mut after = rest.get(digits..)?.chars();
        let checked = after.next() == Some(check_letter(number));
        (!glued && checked && !after.next().is_some_and(char::is_alphanumeric)).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_marks_go_whoever_wrote_them() {
        for (subject, expected) in [
            ("Re: Ofertă", "Ofertă"),
            ("AW: RE : Re[2]: Angebot", "Angebot"),
            ("Fwd: Odp: SV: x", "x"),
            ("Re: ", ""),
            ("Întâlnire: marți", "Întâlnire: marți"),
            ("Report: Q3", "Report: Q3"),
            ("  ", ""),
            ("Re[x]: y", "Re[x]: y"),
        ] {
            assert_eq!(bare(subject), expected, "{subject:?}");
        }
    }

    #[test]
    fn an_incident_number_counts_only_with_its_letter() {
        let label = incident_label(1042);
        for subject in [format!("Re: [{label}] Imprimanta"), label.to_lowercase(), format!("x {label}.")] {
            assert_eq!(incident_number(&subject), Some(1042), "{subject}");
        }
        let wrong = if label.ends_with('A') { "INC-1042C" } else { "INC-1042A" };
        for subject in [
            wrong.to_owned(),
            format!("XINC{}", &label[3..]),
            format!("{label}Z"),
            "INC-".into(),
            "INC-9".into(),
            "ăINC-1".into(),
        ] {
            assert_eq!(incident_number(&subject), None, "{subject}");
        }
    }

    #[test]
    fn neighbouring_numbers_rarely_share_a_letter() {
        let same = (1..1_000).filter(|n| check_letter(*n) == check_letter(n + 1)).count();
        assert!(same < 120, "{same}");
    }
}
