//! What a street looks like: Romanian, German, English and some of their neighbours.

use crmweb_model::words::fold;

/// Words a street begins with, folded; those with `true` are also ordinary words and need a number.
const BEFORE: &[(&str, bool)] = &[
    ("str. ", false),
    ("str.", false),
    ("str ", false),
    ("strada ", false),
    ("bd. ", false),
    ("bd.", false),
    ("bd ", true),
    ("b-dul ", false),
    ("b-dul. ", false),
    ("bdul ", false),
    ("bdul. ", false),
    ("bld. ", false),
    ("blvd. ", false),
    ("blvd ", false),
    ("bulevardul ", false),
    ("bul. ", false),
    ("calea ", true),
    ("sos. ", false),
    ("sos.", false),
    ("soseaua ", false),
    ("aleea ", false),
    ("piata ", true),
    ("p-ta ", false),
    ("splaiul ", false),
    ("intrarea ", true),
    ("drumul ", true),
    ("ul. ", false),
    ("rue ", true),
    ("via ", true),
    ("viale ", true),
    ("calle ", true),
    ("dn ", true),
    ("prelungirea ", true),
    ("cartier ", true),
    ("zona industriala", false),
    ("parcul industrial", false),
    ("am ", true),
    ("an der ", true),
    ("an den ", true),
    ("im ", true),
    ("in der ", true),
    ("in den ", true),
    ("unter ", true),
    ("auf der ", true),
    ("auf dem ", true),
    ("zum ", true),
    ("zur ", true),
    ("alte ", true),
    ("p.o. box ", false),
    ("postfach ", false),
];

/// Endings of the word before the house number, folded.
const AFTER: &[&str] = &[
    "strasse", "str.", "str", "weg", "platz", "allee", "ring", "gasse", "damm", "ufer", "chaussee", "markt",
    "hof", "steig", "graben", "park", "wall", "berg", "feld", "kamp", "stieg", "zeile", "utca", "ut", "ter",
    "korut", "laan", "straat",
];

/// Words of an English street with the number before it.
const ENGLISH: &[&str] = &[
    "street", "road", "avenue", "lane", "drive", "square", "way", "rd", "st", "ave", "blvd", "close",
    "court", "place", "rue", "quay", "terrace",
];

/// How much of a part is a street with its number, in bytes; `None` when it is none. `numbered` tells that the house
/// number follows in the next part.
pub(super) fn street(part: &str, numbered: bool) -> Option<usize> {
    let folded = fold(part);
    if part.len() > 120 || !part.contains(char::is_alphabetic) || folded.len() < 5 {
        return None;
    }
    let has_number = part.contains(|c: char| c.is_ascii_digit()) || numbered;
    if let Some((before, _)) = BEFORE.iter().find(|(b, weak)| folded.starts_with(b) && (has_number || !weak))
    {
        let rest = folded[before.len()..].trim_start();
        let many = rest.split(' ').count();
        let named = rest.starts_with(char::is_alphanumeric) || before.ends_with('l');
        return (named && many <= 9).then(|| numbered_end(part).unwrap_or(part.len()));
    }
    let few = part.bytes().filter(u8::is_ascii_digit).count() <= 5;
    if few && (folded.contains(" nr. ") || folded.contains(" nr ")) {
        let many = folded.split(' ').count();
        return (many <= 7 && folded.starts_with(char::is_alphabetic)).then_some(part.len());
    }
    german(part).or_else(|| english(part))
}

/// `Hauptstraße 5a`, `Berliner Str. 12-14`, `Fő utca 12.`
fn german(part: &str) -> Option<usize> {
    let words: Vec<&str> = part.split(' ').collect();
    let at = words.iter().take(7).enumerate().skip(1).position(|(n, w)| {
        let before = fold(words[n - 1]);
        is_house_number(w)
            && before.len() >= 2
            && (AFTER.iter().any(|a| before.ends_with(a)) || ["ut", "ter", "tor"].contains(&before.as_str()))
    })? + 1;
    if !part.starts_with(char::is_alphabetic)
        || words[..at].iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let suffix = words.get(at + 1).is_some_and(|w| w.len() == 1 && w.starts_with(char::is_alphabetic));
    let end: usize = words[..=at + usize::from(suffix)].iter().map(|w| w.len() + 1).sum();
    Some(end - 1)
}

/// `12 High Street`.
fn english(part: &str) -> Option<usize> {
    let words: Vec<&str> = part.split(' ').collect();
    let street = words.iter().skip(1).take(6).any(|w| ENGLISH.contains(&fold(w).trim_end_matches('.')));
    (is_house_number(words[0]) && words[0].len() <= 5 && words.len() >= 3 && street).then_some(part.len())
}

/// Where a street ends whose number is followed by a postal code without a comma.
fn numbered_end(part: &str) -> Option<usize> {
    let words: Vec<&str> = part.split(' ').collect();
    let code = words
        .iter()
        .skip(2)
        .position(|w| matches!(w.len(), 5 | 6) && w.bytes().all(|b| b.is_ascii_digit()))?
        + 2;
    Some(words[..code].iter().map(|w| w.len() + 1).sum::<usize>() - 1)
}

/// Says whether a part can be a street of any name: `Lange Reihe 29`. Only what stands beside can tell that it is one.
pub(super) fn may_be_street(part: &str) -> bool {
    let words: Vec<&str> = part.split(' ').collect();
    let Some((number, name)) = words.split_last() else { return false };
    let named = name.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'')));
    named && (1..=4).contains(&name.len()) && part.starts_with(char::is_uppercase) && is_house_number(number)
}

fn is_house_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.len() <= 9
        && word.bytes().take_while(u8::is_ascii_digit).count() <= 4
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '–' | '/' | '.' | '+'))
}

/// Says whether a part goes on with a street: number, block, staircase, floor, flat, sector.
pub(super) fn goes_on(part: &str) -> bool {
    let folded = fold(part);
    let word: &str = folded.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let known = [
        "nr", "no", "bl", "bloc", "sc", "scara", "et", "etaj", "etajul", "ap", "corp", "cladirea",
        "building", "parter", "birou", "biroul", "cam", "camera", "sector", "sectorul", "sect", "hala",
        "lot", "floor", "suite", "unit", "spatiul", "mansarda", "tronson", "km", "cod", "haus", "eingang",
        "og", "turn", "tower", "demisol", "numarul", "stock",
    ];
    let numeric =
        part.len() <= 6 && is_house_number(part) && part.bytes().filter(u8::is_ascii_digit).count() <= 4;
    part.len() <= 40 && (known.contains(&word) && !folded.starts_with("cod") || numeric)
        || folded.ends_with(" floor") && part.len() <= 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_are_known_by_their_words() {
        for (part, street_is) in [
            ("Str. Lungă nr. 12", Some("Str. Lungă nr. 12")),
            ("str.Lungă 12", Some("str.Lungă 12")),
            ("Bd. Unirii", Some("Bd. Unirii")),
            ("Calea Victoriei 100", Some("Calea Victoriei 100")),
            ("Calea cea dreaptă", None),
            ("Hauptstraße 5", Some("Hauptstraße 5")),
            ("Berliner Str. 12a 10115 Berlin", Some("Berliner Str. 12a")),
            ("Str. Lungă 12 500035 Brașov", Some("Str. Lungă 12")),
            ("Am Markt 12", Some("Am Markt 12")),
            ("Lange Gasse 7 b", Some("Lange Gasse 7 b")),
            ("12 High Street", Some("12 High Street")),
            ("Fő utca 12.", Some("Fő utca 12.")),
            ("Director vânzări", None),
            ("2026 Best Way", Some("2026 Best Way")),
            ("Am Ende", None),
        ] {
            assert_eq!(street(part, false).map(|end| &part[..end]), street_is, "{part}");
        }
        assert_eq!(street("Calea Victoriei", true), Some(15));
    }
}
