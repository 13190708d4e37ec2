//! Rules about products: what may still be offered, and which one a text speaks of (SPEC D1, P2).

use crate::words::fold;
use std::collections::HashSet;

/// A product as texts name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its key.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Why a product cannot be offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is discontinued: it stays on the lines it is on, and comes on no new one")]
pub struct Discontinued;

/// Checks that a product of this state may come on a new line of an offer or sale; one that is out of stock may.
pub fn may_be_offered(state: &str) -> Result<(), Discontinued> {
    if state == "discontinued" { Err(Discontinued) } else { Ok(()) }
}

/// Returns the products of which the code or the name stands in a text as whole words, in any spelling; the longest match
/// first, then in the order given. What is so short that it could mean anything is left out.
pub fn named_in(text: &str, products: &[Named]) -> Vec<i64> {
    let text = words(text);
    let known: HashSet<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(usize, i64)> = Vec::new();
    for product in products {
        let longest = [&product.code, &product.name]
            .into_iter()
            .map(|called| words(called))
            .filter(|called| says_enough(called) && stands_in(called, &text, &known))
            .map(|called| called.len())
            .max();
        found.extend(longest.map(|length| (length, product.id)));
    }
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    found.into_iter().map(|(_, id)| id).collect()
}

/// The folded words of a text, each between spaces.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in fold(text).chars() {
        match c.is_alphanumeric() {
            true => words.push(c),
            false if words.ends_with(' ') => {}
            false => words.push(' '),
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

fn says_enough(called: &str) -> bool {
    let digits = called.chars().all(|c| c.is_ascii_digit() || c == ' ');
    let length = called.chars().filter(|c| c.is_alphanumeric()).count();
    length >= if digits { 5 } else { 3 }
}

fn stands_in(called: &str, text: &str, known: &HashSet<&str>) -> bool {
    let first = called.split(' ').find(|word| !word.is_empty());
    first.is_some_and(|first| known.contains(first)) && text.contains(called)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(id: i64, code: &str, name: &str) -> Named {
        Named { id, code: code.into(), name: name.into() }
    }

    #[test]
    fn a_product_is_named_by_code_or_name_as_whole_words() {
        let products = [
            product(1, "DX-200", "Pompă de apă"),
            product(2, "12", "X"),
            product(3, "DX-200-B", "Filtru"),
            product(4, "10045", "Țeavă"),
        ];
        for (text, expected) in [
            ("pompa DE APA nu pornește", &[1][..]),
            ("modelul dx 200 și filtrul", &[1]),
            ("DX-200-B", &[3, 1]),
            ("DX-2000", &[]),
            ("Filtru, teava 10045; camera 12 x", &[3, 4]),
            ("comanda 110045", &[]),
            ("", &[]),
        ] {
            assert_eq!(named_in(text, &products), expected, "{text}");
        }
    }

    #[test]
    fn what_is_discontinued_comes_on_no_new_line() {
        assert!(may_be_offered("active").is_ok() && may_be_offered("out_of_stock").is_ok());
        assert!(may_be_offered("discontinued").is_err());
    }
}
