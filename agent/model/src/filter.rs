//! Filters that people build: which records of a kind they mean (SPEC V1, S1).
//!
//! The way of a filter: JSON → [`Tree`] (any shape, bounded) → [`Filter`] (the right shape) → [`check()`] (fields, words,
//! relations and days that exist) → [`Condition`], of which the store makes SQL and the tests a naive search.

mod check;
mod check_value;
mod condition;
mod custom;
mod read;
mod relations;
mod text;
mod text_words;
mod tree;
mod when;
mod write;

pub use check::check;
pub use condition::{Bounds, Condition, Quantity, Source, Test, TextTest, Who};
pub use custom::{Custom, Customs};
pub use read::read;
pub use relations::{Relation, Via, relation, relations};
pub use text::{NotAFilter, parse};
pub use tree::Tree;
pub use when::{Clock, Span};

/// How deep conditions may stand in each other.
pub const DEEPEST: usize = 8;
/// The most conditions of a filter.
pub const MOST_NODES: usize = 100;
/// The most values of one condition.
pub const MOST_VALUES: usize = 1_000;
/// The longest value, in characters.
pub const LONGEST_VALUE: usize = 500;

/// Which records are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Those for which all of these hold; without any, every record.
    All(Vec<Filter>),
    /// Those for which one of these holds; without any, none.
    Any(Vec<Filter>),
    /// Those for which this does not hold.
    Not(Box<Filter>),
    /// By the value of a field.
    Field {
        /// The field's name in the catalogue, or of a custom one.
        field: String,
        /// How it is compared.
        op: Op,
        /// With what.
        value: Vec<String>,
    },
    /// By records that belong to them.
    Related {
        /// The relation's name: `contacts`, `incidents`, `account`.
        relation: String,
        /// There is none, instead of at least one.
        none: bool,
        /// Which of the related records count.
        of: Box<Filter>,
    },
    /// By what happened with them, as the viewer may see it.
    Activity {
        /// The kinds of activity that count; none named: mails, calls, meetings, letters and faxes.
        kinds: Vec<String>,
        /// Since when: `90 days`, `2026-01-01`; empty: ever.
        since: String,
        /// How many.
        quantity: Quantity,
    },
    /// Those with a tag.
    Tag(String),
    /// Those in a group.
    Group(String),
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Is this; of several values, one is.
    Is,
    /// Is not this, or has no value.
    IsNot,
    /// Is one of these.
    OneOf,
    /// Is none of these, or has no value.
    NoneOf,
    /// Has no value.
    Empty,
    /// Has a value.
    Filled,
    /// Has this somewhere in it.
    Contains,
    /// Begins with this.
    StartsWith,
    /// Comes before.
    Less,
    /// Comes after.
    Greater,
    /// Is this or comes before.
    AtMost,
    /// Is this or comes after.
    AtLeast,
    /// Is from … to …, both included.
    Between,
    /// Is in a span such as `last 30 days`.
    Within,
}

impl Op {
    /// All of them, with their names in JSON.
    pub const ALL: [(Op, &'static str); 14] = [
        (Op::Is, "is"),
        (Op::IsNot, "is_not"),
        (Op::OneOf, "one_of"),
        (Op::NoneOf, "none_of"),
        (Op::Empty, "is_empty"),
        (Op::Filled, "is_filled"),
        (Op::Contains, "contains"),
        (Op::StartsWith, "starts_with"),
        (Op::Less, "less"),
        (Op::Greater, "greater"),
        (Op::AtMost, "at_most"),
        (Op::AtLeast, "at_least"),
        (Op::Between, "between"),
        (Op::Within, "within"),
    ];

    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        Op::ALL.iter().find(|(op, _)| *op == self).map_or("", |(_, name)| name)
    }

    /// Reads [`Op::name`] back.
    pub fn from_name(name: &str) -> Option<Op> {
        Op::ALL.iter().find(|(_, known)| *known == name).map(|(op, _)| *op)
    }

    /// Tells how many values it takes: at least, at most.
    pub fn takes(self) -> (usize, usize) {
        match self {
            Op::Empty | Op::Filled => (0, 0),
            Op::OneOf | Op::NoneOf => (1, MOST_VALUES),
            Op::Between => (2, 2),
            Op::Is
            | Op::IsNot
            | Op::Contains
            | Op::StartsWith
            | Op::Less
            | Op::Greater
            | Op::AtMost
            | Op::AtLeast
            | Op::Within => (1, 1),
        }
    }
}

/// What is wrong with a part of a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {why}")]
pub struct Wrong {
    /// Which part: `filter.all[2].value`.
    pub path: String,
    /// What is wrong and what would be right.
    pub why: String,
    /// It speaks of something that is not there, or not any more.
    pub gone: bool,
}

impl Wrong {
    pub(crate) fn new(path: &str, why: impl Into<String>) -> Wrong {
        Wrong { path: path.into(), why: why.into(), gone: false }
    }

    /// Says that what is named at `path` is not there.
    pub fn gone(path: &str, why: impl Into<String>) -> Wrong {
        Wrong { path: path.into(), why: why.into(), gone: true }
    }
}

impl Filter {
    /// Every record.
    pub fn everything() -> Filter {
        Filter::All(Vec::new())
    }
}

#[cfg(test)]
mod tests;
