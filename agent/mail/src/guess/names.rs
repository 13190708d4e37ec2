//! Names of people: which word is the family's, whatever the order and the case they are written in.

use super::Guess;
use super::lines::{compact, trimmed, words};
use super::name_order::{Family, family, is_particle};
use super::positions::{is_role, is_trade, says_title};
use super::wordlists::{is_city, is_family, is_given};

/// A person's name in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) salutation: String,
    pub(super) first: String,
    pub(super) last: String,
}

impl Name {
    /// The folded words of the name, without salutation.
    pub(super) fn words(&self) -> Vec<String> {
        let mut all = words(&self.first);
        all.extend(words(&self.last));
        all
    }

    /// Says whether both names are there.
    pub(super) fn is_whole(&self) -> bool {
        !self.first.is_empty() && !self.last.is_empty()
    }
}

const SALUTATIONS: &[&str] = &[
    "dr", "prof", "ing", "dipling", "herr", "frau", "hr", "fr", "dl", "dna", "dnul", "domnul", "doamna",
    "mr", "mrs", "ms", "miss", "av", "arh", "ec", "mag", "di", "dipl", "conf", "univ", "med", "jur",
    "rernat", "drmed", "drjur", "dring", "diplkfm", "ra", "not", "jr", "drd", "diplkffr", "rain", "fh",
];
const DEGREES: &str = "phd mba msc bsc ma ba dipling diplingfh mbafh fh emba llm cpa jr sr acca pmp dr rer nat ing meng beng drd";
/// Reads a person's name; `local` is the local part of the address, which often tells the order.
///
/// `None` when a word says that it is something else: a role, a position, a digit.
pub(super) fn read(text: &str, local: &str) -> Option<Name> {
    let text = without_proxy(trimmed(text));
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    if let Some((left, right)) = text.split_once(',') {
        let right = right.split(',').next().unwrap_or_default();
        if words(right).iter().all(|w| DEGREES.split(' ').any(|d| d == w)) {
            return read(left, local);
        }
        let (salutation, given) = parts(right)?;
        let (more, family) = parts(left)?;
        if family.is_empty() || given.is_empty() || family.len() + given.len() > 6 {
            return None;
        }
        let salutation = if salutation.is_empty() { more } else { salutation };
        return Some(Name { salutation, first: cased(&given), last: cased(&family) });
    }
    let (salutation, parts) = parts(text)?;
    let first = family(&parts, local)?;
    let (given, family): (Vec<&str>, Vec<&str>) = match first {
        Family::From(at) => (parts[..at].to_vec(), parts[at..].to_vec()),
        Family::Until(at) => (parts[at..].to_vec(), parts[..at].to_vec()),
    };
    Some(Name { salutation, first: cased(&given), last: cased(&family) })
}

/// The name without `i. A.` and the like, which Germans sign with for somebody else.
fn without_proxy(text: &str) -> &str {
    let proxies = ["i. A. ", "i.A. ", "i. V. ", "i.V. ", "I.A. ", "I. A. ", "ppa. ", "p.p. ", "gez. "];
    proxies.iter().find_map(|p| text.strip_prefix(p)).unwrap_or(text)
}

/// The salutation, and the words of the name itself.
fn parts(text: &str) -> Option<(String, Vec<&str>)> {
    let mut all: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let degree = |w: &&str| DEGREES.split(' ').any(|d| d == compact(w.trim_matches([',', '(', ')'])));
    let is = |w: &str, list: &[&str]| list.contains(&compact(w).as_str());
    let polite = all
        .iter()
        .take_while(|w| is(w, SALUTATIONS) && !(w.len() == 2 && w.chars().all(char::is_uppercase)))
        .count();
    let salutation = all.drain(..polite.min(all.len().saturating_sub(1))).collect::<Vec<_>>().join(" ");
    while all.len() > 1 && all.last().is_some_and(degree) {
        all.pop();
    }
    let right = (1..=5).contains(&all.len()) && all.iter().all(|w| is_name_word(w));
    right.then(|| (salutation.trim_end_matches(',').to_owned(), all))
}

fn is_name_word(word: &str) -> bool {
    let folded = compact(word);
    let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.');
    let usual = !is_role(&folded) || is_given(&folded);
    word.chars().all(letters)
        && word.starts_with(char::is_alphabetic)
        && word.chars().count() <= 30
        && !(word.trim_end_matches('.').contains('.') && word.len() > 4)
        && !says_title(&folded)
        && !is_trade(&folded)
        && !folded.ends_with("team")
        && !["ihr", "ihre", "dein", "euer", "your", "the", "das", "die", "and", "und", "si"]
            .contains(&folded.as_str())
        && usual
}

/// Reads a name from the local part of an address; `private` tells that the provider is public.
pub(super) fn from_local(local: &str, private: bool) -> Option<Name> {
    let local = local.split('+').next().unwrap_or_default();
    let parts: Vec<&str> = local
        .split(['.', '_', '-'])
        .map(|p| p.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|p| !p.is_empty() && !["pfa", "srl", "ii", "gmbh"].contains(p))
        .collect();
    let plain = |p: &&str| {
        p.chars().all(|c| c.is_alphabetic() || c == '\'')
            && !is_role(p)
            && !is_trade(p)
            && !says_title(p)
            && p.len() <= 30
    };
    if !parts.iter().all(plain) || parts.len() > 3 || is_city(local) {
        return None;
    }
    let person = parts.iter().any(|p| is_given(p) || is_family(p));
    match parts.as_slice() {
        [one] if is_given(one) => Some(Name { first: cased(&[one]), ..Name::default() }),
        [one] if is_family(one) && one.len() > 6 && is_family(one.get(1..)?) => None,
        [initial, last] if initial.len() == 1 && last.len() > 2 => {
            Some(Name { last: cased(&[last]), ..Name::default() })
        }
        [_, ..] if parts.len() > 1 && parts.iter().all(|p| p.len() > 1) && (person || !private) => {
            read(&parts.join(" "), "")
        }
        _ => None,
    }
}

/// The words with usual capitals when they are written all small or all large.
fn cased(words: &[&str]) -> String {
    words.iter().map(|w| proper(w)).collect::<Vec<_>>().join(" ")
}

fn proper(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let large = !word.chars().any(char::is_lowercase) && letters > 1;
    let small = !word.chars().any(char::is_uppercase);
    if !large && !small {
        return word.to_owned();
    }
    let lower = word.to_lowercase();
    if is_particle(&lower) {
        return lower;
    }
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in lower.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        start = matches!(c, '-' | '\'' | '’' | '.');
    }
    match out.strip_prefix("Mc").filter(|rest| rest.len() > 3) {
        Some(rest) => format!("Mc{}", proper(rest)),
        None => out,
    }
}

/// Says whether two guesses name one person: they share a word.
pub(super) fn same(a: &Guess, b: &Guess) -> bool {
    let of = |g: &Guess| [words(&g.first_name.value), words(&g.last_name.value)].concat();
    let theirs = of(b);
    of(a).iter().any(|w| w.len() > 1 && theirs.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_order() {
        for (text, local, salutation, first, last) in [
            ("Ana Popescu", "", "", "Ana", "Popescu"),
            ("POPESCU Ana", "", "", "Ana", "Popescu"),
            ("Ana POPESCU-IONESCU", "", "", "Ana", "Popescu-Ionescu"),
            ("Popescu, Ana", "", "", "Ana", "Popescu"),
            ("Popescu Ana Maria", "", "", "Ana Maria", "Popescu"),
            ("Popescu Ana", "popescu.ana", "", "Ana", "Popescu"),
            ("Kowalke Thorvin", "thorvin.kowalke", "", "Thorvin", "Kowalke"),
            ("Kowalke Thorvin", "tkowalke", "", "Thorvin", "Kowalke"),
            ("ANA POPESCU", "", "", "Ana", "Popescu"),
            ("Xenius Martin", "xenius.martin", "", "Xenius", "Martin"),
            ("Radu Marin", "marin.radu", "", "Marin", "Radu"),
            ("Dr. Klaus Müller", "", "Dr.", "Klaus", "Müller"),
            ("Herr Prof. Dr. Klaus von der Heide", "", "Herr Prof. Dr.", "Klaus", "von der Heide"),
            ("Dipl.-Ing. Jörg Weiß", "", "Dipl.-Ing.", "Jörg", "Weiß"),
            ("Müller, Dr. Klaus", "", "Dr.", "Klaus", "Müller"),
            ("Ana Popescu, PhD", "", "", "Ana", "Popescu"),
            ("Tom McDONALD", "", "", "Tom", "McDONALD"),
            ("SEAN O'BRIEN", "", "", "Sean", "O'Brien"),
            ("Ana", "", "", "Ana", ""),
            ("Ștefan Țîrlea", "", "", "Ștefan", "Țîrlea"),
        ] {
            let name = Name { salutation: salutation.into(), first: first.into(), last: last.into() };
            assert_eq!(read(text, local), Some(name), "{text}");
        }
    }

    #[test]
    fn what_is_no_person_has_no_name() {
        for text in [
            "Office",
            "Echipa Radu",
            "Contact Radu Construct",
            "Director vânzări",
            "Ana 2",
            "",
            "a.b.c.d",
            "no-reply",
        ] {
            assert_eq!(read(text, ""), None, "{text}");
        }
    }

    #[test]
    fn addresses_tell_names() {
        for (local, private, first, last) in [
            ("ana.popescu", true, "Ana", "Popescu"),
            ("popescu_ana12", true, "Ana", "Popescu"),
            ("thorvin.kowalke", false, "Thorvin", "Kowalke"),
            ("k.mueller", false, "", "Mueller"),
            ("ana", true, "Ana", ""),
        ] {
            let name = from_local(local, private).unwrap();
            assert_eq!((name.first.as_str(), name.last.as_str()), (first, last), "{local}");
        }
        for (local, private) in [
            ("office", false),
            ("brutaria.veche", true),
            ("xyz", false),
            ("sales.team", false),
            ("no-reply", false),
        ] {
            assert_eq!(from_local(local, private), None, "{local}");
        }
    }
}
