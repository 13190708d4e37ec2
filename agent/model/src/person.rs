//! A person as texts show one: names, addresses, phones; and texts without them (SPEC C8).

use crate::words::fold_places;
use serde::{Deserialize, Serialize};

/// By what a person is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Full names in the orders people write them; a single word is none.
    pub names: Vec<String>,
    /// Mail addresses.
    pub addresses: Vec<String>,
    /// Phone numbers as they were written.
    pub phones: Vec<String>,
}

/// The fewest digits by which a phone number is recognised in a text.
const FEWEST_DIGITS: usize = 6;

impl Person {
    /// Adds a name given in parts, in both orders; parts of one word in all say too little.
    pub fn add_name(&mut self, first: &str, last: &str) {
        let (first, last) = (first.trim(), last.trim());
        for name in [format!("{first} {last}"), format!("{last} {first}"), format!("{last}, {first}")] {
            let name = name.trim().trim_matches(',').trim().to_owned();
            if name.contains(' ') && !first.is_empty() && !last.is_empty() && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// Adds a mail address.
    pub fn add_address(&mut self, address: &str) {
        let address = address.trim().to_lowercase();
        if address.contains('@') && !self.addresses.contains(&address) {
            self.addresses.push(address);
        }
    }

    /// Adds a phone number.
    pub fn add_phone(&mut self, number: &str) {
        let number = number.trim().to_owned();
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits >= FEWEST_DIGITS && !self.phones.contains(&number) {
            self.phones.push(number);
        }
    }

    /// Adds what is known of another record of the same person.
    pub fn join(&mut self, other: Person) {
        self.names.extend(other.names);
        self.addresses.extend(other.addresses);
        self.phones.extend(other.phones);
        for list in [&mut self.names, &mut self.addresses, &mut self.phones] {
            list.sort_unstable();
            list.dedup();
        }
    }

    /// Returns what finds the person in texts; without the names when somebody else is called the same.
    pub fn mentions(&self, with_names: bool) -> Mentions {
        let names = if with_names { self.names.as_slice() } else { &[] };
        let plain = names.iter().chain(&self.addresses);
        let mut wanted: Vec<String> = plain.map(|text| fold_places(text).0.trim().to_owned()).collect();
        wanted.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        wanted.dedup();
        let digits = |text: &String| text.chars().filter(char::is_ascii_digit).collect::<String>();
        Mentions { wanted, phones: self.phones.iter().map(digits).collect() }
    }
}

/// Finds a person in texts.
#[derive(Clone, Debug)]
pub struct Mentions {
    /// Folded.
    wanted: Vec<String>,
    /// Digits only.
    phones: Vec<String>,
}

impl Mentions {
    /// Tells whether a text speaks of the person, in any spelling; also inside JSON.
    pub fn found_in(&self, text: &str) -> bool {
        let (folded, _) = fold_places(text);
        self.wanted.iter().any(|wanted| folded.contains(wanted.as_str())) || !self.phones_in(text).is_empty()
    }

    /// Returns the text with `instead` wherever it speaks of the person; `None` when it does not.
    pub fn without(&self, text: &str, instead: &str) -> Option<String> {
        let (folded, places) = fold_places(text);
        let mut found: Vec<(usize, usize)> = self.phones_in(text);
        for wanted in self.wanted.iter().filter(|wanted| !wanted.is_empty()) {
            for (at, _) in folded.match_indices(wanted.as_str()) {
                let (Some(from), Some(to)) = (places.get(at), places.get(at + wanted.len())) else {
                    continue;
                };
                found.push((*from, *to));
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let (mut left, mut at) = (String::with_capacity(text.len()), 0);
        for (from, to) in found {
            if from >= at {
                left.push_str(text.get(at..from).unwrap_or_default());
                left.push_str(instead);
            }
            at = at.max(to);
        }
        left.push_str(text.get(at..).unwrap_or_default());
        Some(left)
    }

    /// Where numbers of the person stand: digits with the marks people put between them.
    fn phones_in(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.phones.is_empty() {
            return found;
        }
        let mut run: Vec<(usize, u8)> = Vec::new();
        let mut end = |run: &mut Vec<(usize, u8)>| {
            let digits: String = run.iter().map(|(_, digit)| char::from(*digit)).collect();
            for phone in &self.phones {
                for (at, _) in digits.match_indices(phone.as_str()) {
                    let from = run[at].0;
                    let from = if from > 0 && text.as_bytes()[from - 1] == b'+' { from - 1 } else { from };
                    found.push((from, run[at + phone.len() - 1].0 + 1));
                }
            }
            run.clear();
        };
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'0'..=b'9' => run.push((at, byte)),
                b' ' | b'-' | b'.' | b'/' | b'(' | b')' => {}
                _ => end(&mut run),
            }
        }
        end(&mut run);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ion() -> Person {
        let mut ion = Person::default();
        ion.add_name("Ion", "Țurcanu");
        ion.add_name("Ion", "");
        ion.add_address("Ion.T@Firma.example");
        ion.add_phone("+40 712 345 678");
        ion.add_phone("112");
        ion
    }

    #[test]
    fn a_person_is_found_in_every_spelling_and_nothing_else_goes() {
        let mentions = ion().mentions(true);
        for (text, without) in [
            ("Vorbit cu Ion Țurcanu azi.", Some("Vorbit cu X azi.")),
            ("ION  TURCANU, Ţurcanu, Ion; ţurcanu ion", Some("X, X; X")),
            ("scrie la ION.T@firma.example!", Some("scrie la X!")),
            ("tel +40 712-345-678 sau 0040712345678", Some("tel X sau 00X")),
            ("(+40712345678)", Some("(X)")),
            ("Ion singur, Țurcanu singur, 112", None),
            ("", None),
        ] {
            assert_eq!(mentions.without(text, "X").as_deref(), without, "{text}");
            assert_eq!(mentions.found_in(text), without.is_some(), "{text}");
        }
        let without_names = ion().mentions(false);
        assert_eq!(without_names.without("Ion Țurcanu", "X"), None);
        assert!(mentions.found_in(r#"[{"new":"call\nIon Țurcanu"}]"#));
    }

    #[test]
    fn a_text_of_a_megabyte_is_no_trouble() {
        let text = "Ion Țurcanu. ".repeat(90_000);
        assert_eq!(ion().mentions(true).without(&text, "X").unwrap().len(), 90_000 * 3);
    }
}
