//! Names of companies: by their legal form, by what kind of house they are, and by the domain.

use super::legal_forms::is_form;
use super::lines::{compact, trimmed};
use super::positions::{is_title, is_trade};
use crmweb_model::words::fold;

/// The company with its legal form in a piece of a line.
pub(super) fn with_form(piece: &str) -> Option<&str> {
    if piece.len() > 160 {
        return None;
    }
    let words = places(piece);
    let first = words.iter().position(|(_, w)| is_form(w)).or_else(|| spaced(&words))?;
    // `PFA Popescu Ana`: the form stands before the name.
    if first == 0 || first == 1 && is_prefix(words[0].1) {
        let sole = ["pfa", "if", "ii", "sca", "scpa", "sprl"].contains(&compact(words[first].1).as_str());
        return (sole
            && (2..=6).contains(&words.len())
            && words[first + 1].1.starts_with(char::is_uppercase))
        .then_some(piece);
    }
    // `GmbH & Co. KG`, `Sp. z o.o.`, `S. R. L.`
    let mut last = first;
    for (at, (_, word)) in words.iter().enumerate().skip(first + 1).take(6) {
        let letters = compact(word);
        match () {
            () if is_form(word) || word.len() <= 2 && word.ends_with('.') && words[first].1.len() <= 2 => {
                last = at
            }
            () if letters.is_empty()
                || ["co", "cie", "und", "z", "oo", "haftungsbeschrankt"].contains(&letters.as_str()) =>
            {
                if matches!(letters.as_str(), "haftungsbeschrankt" | "oo") {
                    last = at;
                }
            }
            () => break,
        }
    }
    let end = words[last].0 + words[last].1.len();
    let mut name = &piece[..end];
    // What stands before another comma, or before "la" behind a position, is somebody's position.
    if let Some(at) = piece[..words[first].0].trim_end_matches([',', ' ']).rfind(',') {
        name = &piece[at + 1..end];
    }
    for (at, word) in &words[..first] {
        let joins = ["la", "at", "bei", "der", "von", "of", "in", "@", "cadrul", "al", "des"]
            .contains(&word.to_lowercase().as_str());
        if joins && is_title(trimmed(&piece[..*at])) {
            name = &piece[at + word.len()..end];
        }
    }
    if let Some((label, rest)) = name.split_once(':') {
        let known = [
            "firma",
            "company",
            "companie",
            "compania",
            "societatea",
            "unternehmen",
            "denumire",
            "angajator",
            "copyright",
        ];
        name = if known.contains(&fold(label).as_str()) { rest } else { return None };
    }
    let name = without_prefix(trimmed(name)).trim_start_matches(['©', '®', '(', '.', ' ']);
    let count = name.split(' ').count();
    let starts = name.starts_with(|c: char| c.is_alphanumeric()) && !is_form(name);
    (starts && (2..=10).contains(&count) || starts && name.contains('.') && count == 1).then(|| closed(name))
}

/// `S. R. L.` and `Sp. z o.o.`, whose words are no form each.
fn spaced(words: &[(usize, &str)]) -> Option<usize> {
    let joined = |at: usize, count: usize| {
        words.get(at..at + count).map(|w| w.iter().map(|(_, w)| compact(w)).collect::<String>())
    };
    (1..words.len()).find(|at| {
        joined(*at, 3).is_some_and(|j| j == "srl" || j == "spzoo") && words[*at].1.ends_with('.')
            || joined(*at, 2).is_some_and(|j| j == "sa") && words[*at].1 == "S."
    })
}

/// The name without a bracket that is open or closed alone.
fn closed(name: &str) -> &str {
    let name = name.trim_end_matches([',', ';', ':']);
    if name.contains('(') == name.contains(')') { name } else { name.trim_matches(['(', ')']) }
}

fn is_prefix(word: &str) -> bool {
    matches!(word, "SC" | "S.C." | "S.C" | "sc" | "s.c.")
}

fn without_prefix(name: &str) -> &str {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    if is_prefix(first) && !rest.is_empty() { trimmed(rest) } else { name }
}

/// The words with their places.
fn places(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut found = Vec::new();
    for word in text.split(' ') {
        if !word.is_empty() {
            found.push((at, word));
        }
        at += word.len() + 1;
    }
    found
}

/// First words of houses without legal form, folded.
const HOUSES: &str = "\
     primaria universitatea asociatia fundatia spitalul liceul colegiul scoala ministerul cabinetul \
     camera institutul inspectoratul directia agentia compania federatia pensiunea hotel stadtwerke \
     universitat stadt gemeinde landratsamt kanzlei rechtsanwalte praxis hochschule university ministry \
     clinica muzeul biblioteca teatrul consiliul regia cabinet klinikum verband stiftung autohaus";

/// Says whether a piece names a house that has no legal form: an authority, a school, a practice.
pub(super) fn is_institution(piece: &str) -> bool {
    let count = piece.split(' ').count();
    let folded = fold(piece);
    let first = folded.split(' ').next().unwrap_or_default();
    (2..=9).contains(&count)
        && piece.starts_with(char::is_uppercase)
        && (HOUSES.split_whitespace().any(|h| h == first) || is_trade(first))
        && !piece.ends_with('.')
}

/// Says whether a name is the one of the domain: `Radu Construct` of `radu-construct`, also shortened.
pub(super) fn is_of_domain(name: &str, label: &str) -> bool {
    let label = compact(label);
    if label.len() < 2 || name.len() > 120 {
        return false;
    }
    let german = name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let bare = with_form(name).map_or_else(String::new, |_| without_form(name));
    [name, &german, &bare].iter().any(|name| {
        // The name goes on behind the domain's only with a word of its own.
        let mut begun = String::new();
        let begins = name.split([' ', '-', '&', '.']).take(8).any(|w| {
            begun.push_str(&compact(w));
            begun == label
        });
        begins || begun.len() >= 5 && label.starts_with(begun.as_str())
    })
}

fn without_form(name: &str) -> String {
    name.split(' ').filter(|w| !is_form(w)).collect::<Vec<_>>().join(" ")
}

/// A name made from the domain: `radu-construct` is Radu Construct, `bmw` is BMW.
pub(super) fn from_label(label: &str) -> String {
    if label.starts_with("xn--") {
        return String::new();
    }
    let word = |w: &str| {
        let short = w.chars().count() <= 3;
        let mut letters = w.chars();
        match letters.next() {
            Some(_) if short => w.to_uppercase(),
            Some(first) => first.to_uppercase().chain(letters).collect(),
            None => String::new(),
        }
    };
    label.split(['-', '_']).filter(|w| !w.is_empty()).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_known_by_their_legal_form() {
        for (piece, name) in [
            ("SC Radu Construct SRL", Some("Radu Construct SRL")),
            ("S.C. RADU CONSTRUCT S.R.L.", Some("RADU CONSTRUCT S.R.L.")),
            ("Müller Maschinenbau GmbH & Co. KG", Some("Müller Maschinenbau GmbH & Co. KG")),
            ("Director vânzări la Radu SRL", Some("Radu SRL")),
            ("Director, Radu Construct S.A.", Some("Radu Construct S.A.")),
            ("Bank of Sample Inc.", Some("Bank of Sample Inc.")),
            ("Acme Tools, Inc.", Some("Acme Tools, Inc.")),
            ("Kowalski Sp. z o.o.", Some("Kowalski Sp. z o.o.")),
            ("Rossi S.p.A.", Some("Rossi S.p.A.")),
            ("Szabó Kft.", Some("Szabó Kft.")),
            ("Weber e.K.", Some("Weber e.K.")),
            ("Jung UG (haftungsbeschränkt)", Some("Jung UG (haftungsbeschränkt)")),
            ("PFA Popescu Ana", Some("PFA Popescu Ana")),
            ("Popescu Ana P.F.A.", Some("Popescu Ana P.F.A.")),
            ("Hotel & spa", None),
            ("ca sa fie", None),
            ("SRL", None),
            ("Geschäftsführer der Holz AG: Hans", None),
        ] {
            assert_eq!(with_form(piece), name, "{piece}");
        }
    }

    #[test]
    fn a_domain_is_a_name_of_last_resort() {
        assert_eq!(from_label("radu-construct"), "Radu Construct");
        assert_eq!(from_label("bmw"), "BMW");
        assert_eq!(from_label("xn--mller-kva"), "");
        assert!(is_of_domain("Müller Maschinenbau", "mueller-maschinenbau"));
        assert!(is_of_domain("Radu Construct Grup", "raduconstruct"));
        assert!(!is_of_domain("Ana Popescu", "popescu"));
    }
}
