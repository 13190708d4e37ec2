//! Postal codes and the towns beside them.

use super::wordlists::is_city;
use crmweb_model::words::fold;

/// `CO 80202`: a state and a postal code.
pub(super) fn is_american(part: &str) -> bool {
    part.split_once(' ').is_some_and(|(state, code)| {
        state.len() == 2
            && state.bytes().all(|b| b.is_ascii_uppercase())
            && code.len() == 5
            && code.bytes().all(|b| b.is_ascii_digit())
    })
}

/// `20099 Hamburg`: a postal code and a known city.
pub(super) fn is_coded_town(part: &str) -> bool {
    let Some((code, city)) = part.split_once(' ') else { return false };
    (4..=8).contains(&code.len())
        && code.bytes().filter(u8::is_ascii_digit).count() >= 4
        && is_city(&fold(town(city)))
}

/// The postal code among the words: where, how many words, and the code without the letters of the country.
pub(super) fn code(words: &[&str]) -> Option<(usize, usize, String)> {
    for (at, word) in words.iter().enumerate().take(6) {
        let bare = word.trim_matches([',', '.', ';', '(', ')']);
        let digits = ["RO-", "DE-", "D-", "AT-", "A-", "CH-", "H-", "HU-", "F-", "I-", "BG-", "PL-"]
            .iter()
            .find_map(|p| bare.strip_prefix(p))
            .unwrap_or(bare);
        let all = digits.bytes().all(|b| b.is_ascii_digit());
        let polish = digits.len() == 6
            && digits.as_bytes()[2] == b'-'
            && digits.bytes().filter(u8::is_ascii_digit).count() == 5;
        if all && matches!(digits.len(), 4..=6) || polish {
            return Some((at, 1, digits.to_owned()));
        }
        let next = words.get(at + 1).map_or("", |w| w.trim_matches([',', '.']));
        let outward = (2..=4).contains(&bare.len())
            && bare.starts_with(|c: char| c.is_ascii_uppercase())
            && bare.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let inward = next.len() == 3
            && next.as_bytes()[0].is_ascii_digit()
            && next.as_bytes()[1..].iter().all(u8::is_ascii_uppercase);
        if outward && inward {
            return Some((at, 2, format!("{bare} {next}")));
        }
    }
    None
}

/// A city without the word for it.
pub(super) fn town(part: &str) -> &str {
    let marks = [
        "Municipiul ",
        "Mun. ",
        "mun. ",
        "municipiul ",
        "Oraș ",
        "Orașul ",
        "oraș ",
        "Oras ",
        "Loc. ",
        "loc. ",
        "Localitatea ",
        "Com. ",
        "com. ",
        "Comuna ",
        "comuna ",
        "Sat ",
        "sat ",
    ];
    marks.iter().find_map(|m| part.strip_prefix(m)).unwrap_or(part).trim()
}

/// Says whether a text can be the name of a place: one to four words, the first of them large.
pub(super) fn is_town(text: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\'');
    text.starts_with(char::is_uppercase)
        && text.chars().count() >= 2
        && text.len() <= 50
        && text.chars().all(letters)
        && text.split(' ').count() <= 5
}
