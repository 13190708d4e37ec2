//! How much a past solution resembles a question (SPEC I3): BM25 over the folded roots of words, where a word of the
//! subject counts more than one of the solution, and that more than one of the description.

use crate::words::each_word;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// How much a word counts, by where it stands.
const SUBJECT: f64 = 3.0;
const SOLUTION: f64 = 1.5;
const DESCRIPTION: f64 = 1.0;
/// How soon more of the same word counts no more (Robertson and Zaragoza 2009, BM25F).
const SATURATION: f64 = 1.2;
/// How much a long text counts less.
const LENGTH: f64 = 0.4;
/// Words of a usual text.
const USUAL_LENGTH: f64 = 60.0;
/// How much a word counts that only begins alike.
const KINDRED: f64 = 0.45;
/// Letters that words which begin alike share at least.
const STEM: usize = 5;
/// The most words of a question that are looked up.
pub const MOST_ASKED: usize = 40;
/// The most words of one text that are kept.
pub const MOST_KEPT: usize = 2_000;

/// How often a word stands in each part of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// In its subject.
    pub subject: i64,
    /// In its solution.
    pub solution: i64,
    /// In its description.
    pub description: i64,
}

#[derive(Clone, Copy)]
enum Part {
    Subject,
    Solution,
    Description,
}

impl Places {
    fn note(&mut self, part: Part) {
        match part {
            Part::Subject => self.subject += 1,
            Part::Solution => self.solution += 1,
            Part::Description => self.description += 1,
        }
    }
}

/// Counts the words of a text: each with its places.
pub fn counted(subject: &str, solution: &str, description: &str) -> BTreeMap<String, Places> {
    let mut words: BTreeMap<String, Places> = BTreeMap::new();
    for (text, part) in
        [(subject, Part::Subject), (solution, Part::Solution), (description, Part::Description)]
    {
        each_word(text, |word| {
            if let Some(known) = words.get_mut(word) {
                known.note(part);
            } else if words.len() < MOST_KEPT {
                words.entry(word.to_owned()).or_default().note(part);
            }
        });
    }
    words
}

/// A word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The root.
    pub word: String,
    /// How much it counts: more in the subject of the question.
    pub weight: f64,
}

impl Asked {
    /// Returns the beginning by which kindred words are found; `None` for words too short to tell.
    pub fn stem(&self) -> Option<&str> {
        let letters = self.word.bytes().all(|b| b.is_ascii_lowercase());
        let keep = STEM.max(self.word.len().saturating_sub(3));
        (letters && self.word.len() > STEM).then(|| self.word.get(..keep)).flatten()
    }
}

/// Returns the words of a question in the order in which they stand, those of its subject first.
pub fn asked(subject: &str, text: &str) -> Vec<Asked> {
    let mut words: Vec<Asked> = Vec::new();
    for (part, weight) in [(subject, 2.0), (text, 1.0)] {
        each_word(part, |word| {
            if words.len() < MOST_ASKED && words.iter().all(|known| known.word != word) {
                words.push(Asked { word: word.to_owned(), weight });
            }
        });
    }
    words
}

/// A text that has a word of the question, or one that begins like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The text.
    pub text: i64,
    /// The word as it stands there.
    pub word: String,
    /// Where it stands.
    pub places: Places,
    /// How many words the text has.
    pub words: i64,
}

/// Where a word of the question was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The word.
    pub asked: Asked,
    /// How many texts have it.
    pub texts: i64,
    /// The newest of them, and of those with a kindred word.
    pub hits: Vec<Hit>,
}

/// A text and how well it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The text.
    pub text: i64,
    /// The higher, the better.
    pub score: f64,
    /// The words it has in common with the question, as asked.
    pub words: Vec<String>,
}

/// Words that say nothing alone, in the three languages: and, with, not, …
static IDLE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut idle = HashSet::new();
    for word in ["ro", "en", "de"].iter().filter_map(stop_words::lookup).flatten() {
        each_word(word, |word| _ = idle.insert(word.to_owned()));
    }
    idle
});

/// Ranks texts by their words, the best first; of equals the newest. `all` is how many texts there are. What has only
/// words in common that say nothing is left out.
pub fn rank(found: &[Found], all: i64) -> Vec<Scored> {
    let mut scores: BTreeMap<i64, Scored> = BTreeMap::new();
    for Found { asked, texts, hits } in found {
        let (have, all) = (*texts.max(&1) as f64, all.max(*texts) as f64);
        let rarity = (1.0 + (all - have + 0.5) / (have + 0.5)).ln();
        let mut best: BTreeMap<i64, f64> = BTreeMap::new();
        for hit in hits {
            let kinship = if hit.word == asked.word { 1.0 } else { KINDRED };
            let score = kinship * often(hit);
            let known = best.entry(hit.text).or_default();
            *known = known.max(score);
        }
        for (text, often) in best {
            let scored = scores.entry(text).or_insert_with(|| Scored { text, score: 0.0, words: Vec::new() });
            scored.score += asked.weight * rarity * often;
            scored.words.push(asked.word.clone());
        }
    }
    let says = |scored: &Scored| scored.words.iter().any(|word| !IDLE.contains(word));
    let mut ranked: Vec<Scored> = scores.into_values().filter(says).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.text.cmp(&a.text)));
    ranked
}

fn often(hit: &Hit) -> f64 {
    let Places { subject, solution, description } = hit.places;
    let times = SUBJECT * subject as f64 + SOLUTION * solution as f64 + DESCRIPTION * description as f64;
    let length = 1.0 - LENGTH + LENGTH * hit.words as f64 / USUAL_LENGTH;
    times * (SATURATION + 1.0) / (times + SATURATION * length)
}

/// What besides its words speaks for a past solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It is about the same product.
    pub product: bool,
    /// It is of the same category.
    pub category: bool,
    /// Somebody made an article of it.
    pub article: bool,
    /// How many said that it helped.
    pub helpful: i64,
    /// How many said that it did not.
    pub unhelpful: i64,
}

/// Returns the score with what speaks for the solution besides its words.
pub fn lifted(score: f64, standing: &Standing) -> f64 {
    let mut factor = 1.0;
    factor += if standing.product { 0.25 } else { 0.0 };
    factor += if standing.category { 0.1 } else { 0.0 };
    factor += if standing.article { 0.1 } else { 0.0 };
    // One vote says little, ten say much.
    let votes = (standing.helpful + standing.unhelpful) as f64;
    factor += 0.3 * (standing.helpful - standing.unhelpful) as f64 / (votes + 5.0);
    score * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str, texts: i64, hits: &[(i64, &str, Places)]) -> Found {
        let hit = |(text, word, places): &(i64, &str, Places)| Hit {
            text: *text,
            word: (*word).into(),
            places: *places,
            words: 60,
        };
        Found { asked: Asked { word: word.into(), weight: 1.0 }, texts, hits: hits.iter().map(hit).collect() }
    }

    const SUBJECT_ONCE: Places = Places { subject: 1, solution: 0, description: 0 };
    const DESCRIBED_ONCE: Places = Places { subject: 0, solution: 0, description: 1 };

    fn order(found: &[Found]) -> Vec<i64> {
        rank(found, 1_000).into_iter().map(|scored| scored.text).collect()
    }

    #[test]
    fn a_rare_word_and_the_subject_count_most() {
        let rare = found("toner", 3, &[(1, "toner", DESCRIBED_ONCE)]);
        let common = found("lent", 900, &[(2, "lent", SUBJECT_ONCE)]);
        assert_eq!(order(&[common, rare]), [1, 2]);
        let places = found("toner", 3, &[(1, "toner", DESCRIBED_ONCE), (2, "toner", SUBJECT_ONCE)]);
        assert_eq!(order(&[places]), [2, 1]);
        let equal = found("toner", 3, &[(1, "toner", SUBJECT_ONCE), (2, "toner", SUBJECT_ONCE)]);
        assert_eq!(order(&[equal]), [2, 1], "of equals the newest");
    }

    #[test]
    fn a_kindred_word_counts_less_than_the_word() {
        let both = found("porneste", 3, &[(2, "pornit", SUBJECT_ONCE), (1, "porneste", SUBJECT_ONCE)]);
        assert_eq!(order(&[both]), [1, 2]);
        for (word, stem) in
            [("porneste", Some("porne")), ("abcde", None), ("dx200", None), ("imprimant", Some("imprim"))]
        {
            assert_eq!(Asked { word: word.into(), weight: 1.0 }.stem(), stem, "{word}");
        }
    }

    #[test]
    fn what_shares_only_words_that_say_nothing_is_not_offered() {
        let once = Places { subject: 1, ..Places::default() };
        let idle = ["nu", "și", "with", "nicht"].map(|word| {
            let mut folded = String::new();
            each_word(word, |word| folded.push_str(word));
            found(&folded, 1, &[(1, &folded, once)])
        });
        assert_eq!(order(&idle), [0; 0]);
        let mut asked = idle.to_vec();
        asked.push(found("imprimanta", 1, &[(2, "imprimanta", once)]));
        assert_eq!(order(&asked), [2]);
    }

    #[test]
    fn use_lifts_and_uselessness_sinks() {
        let score = |helpful, unhelpful| lifted(1.0, &Standing { helpful, unhelpful, ..Standing::default() });
        assert!(score(10, 0) > score(1, 0) && score(1, 0) > score(0, 0) && score(0, 0) > score(0, 3));
        assert!(lifted(1.0, &Standing { product: true, ..Standing::default() }) > score(0, 0));
    }

    #[test]
    fn words_are_counted_where_they_stand() {
        let words = counted("Imprimanta nu merge", "Toner schimbat", "imprimantei îi lipsește toner");
        assert_eq!(words["imprimant"], Places { subject: 1, solution: 0, description: 1 });
        assert_eq!(words["toner"], Places { subject: 0, solution: 1, description: 1 });
        assert_eq!(
            counted(&(0..9_000).map(|n| format!("w{n} ")).collect::<String>(), "", "").len(),
            MOST_KEPT
        );
        assert_eq!(asked("Toner", "toner imprimanta").len(), 2);
    }
}
