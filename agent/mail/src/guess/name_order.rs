//! Which of a name's words are the family's.

use super::wordlists::{is_both, is_family, is_given};
use crmweb_model::words::fold;

/// Says whether a word in small letters joins a family name: `von der Heide`.
pub(super) fn is_particle(word: &str) -> bool {
    "von van de der den zu zum vom del della di da la le ter ten af al bin dos van't"
        .split(' ')
        .any(|p| p == word)
}

/// Where the family name stands.
pub(super) enum Family {
    /// The family name goes from this word to the end.
    From(usize),
    /// The family name goes up to this word.
    Until(usize),
}

/// Which words are the family's: by capitals, by usual given names, by endings, by the address, and else the last.
pub(super) fn family(parts: &[&str], local: &str) -> Option<Family> {
    let count = parts.len();
    let folded: Vec<String> = parts.iter().map(|w| fold(w.trim_matches('.'))).collect();
    let (first, last) = (folded.first()?.as_str(), folded.last()?.as_str());
    if count == 1 {
        let from_family = is_family(first) && !is_given(first);
        return Some(if from_family { Family::From(0) } else { Family::From(1) });
    }
    let loud =
        |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() > 1 && !w.chars().any(char::is_lowercase);
    let shouted = parts.iter().filter(|w| loud(w)).count();
    if shouted > 0 && shouted < count {
        let leading = parts.iter().take_while(|w| loud(w)).count();
        let trailing = parts.iter().rev().take_while(|w| loud(w)).count();
        if leading > 0 {
            return Some(Family::Until(leading));
        }
        return (trailing > 0).then_some(Family::From(count - trailing));
    }
    let usual = |w: &str| is_given(w);
    let told = told_by_address(first, last, local);
    let turned = match () {
        () if usual(last) && is_family(first) && !usual(first) => true,
        () if usual(last) && !usual(first) && first.len() > 1 => told == Some(true) || !is_both(last),
        () if usual(first) && !usual(last) => is_both(first) && told == Some(true),
        () => told == Some(true),
    };
    if turned {
        let given = folded.iter().rev().take_while(|w| usual(w)).count().max(1);
        return Some(Family::Until((count - given).max(1)));
    }
    // `Klaus von der Heide`
    let particle = folded.iter().skip(1).position(|w| is_particle(w)).map(|at| at + 1);
    Some(Family::From(particle.filter(|at| at + 1 < count).unwrap_or(count - 1)))
}

/// What the address tells about the order: `Some(true)` when the last word is the given name.
fn told_by_address(first: &str, last: &str, local: &str) -> Option<bool> {
    let local = fold(local);
    let parts: Vec<&str> = local.split(['.', '_', '-']).filter(|p| !p.is_empty()).collect();
    let german = |w: &str| w.replace("ue", "u").replace("oe", "o").replace("ae", "a");
    let is = |part: &str, word: &str| german(part) == german(word);
    let begins = |part: &str, word: &str| part.len() == 1 && word.starts_with(part);
    match parts.as_slice() {
        [a, .., b] if (is(a, first) || begins(a, first)) && is(b, last) => Some(false),
        [a, .., b] if (is(a, last) || begins(a, last)) && is(b, first) => Some(true),
        [one] => {
            let (initial, rest) = one.split_at_checked(1)?;
            match () {
                () if first.starts_with(initial) && is(rest, last) => Some(false),
                () if last.starts_with(initial) && is(rest, first) => Some(true),
                () => None,
            }
        }
        _ => None,
    }
}
