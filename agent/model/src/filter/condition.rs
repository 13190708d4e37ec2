//! A checked filter: only fields, words and relations that exist, every day and amount in canonical form.

use super::{Custom, Relation};
use crate::catalogue::{Field, Type};
use crate::ids::Uid;
use crate::record::{ActivityKind, RecordKind};
use std::collections::BTreeSet;

/// Which records are meant, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The value of a field of a record of `kind` passes a test.
    Field {
        /// The kind of record.
        kind: RecordKind,
        /// Which field.
        source: Source,
        /// What it has to be.
        test: Test,
    },
    /// A related record fulfils this.
    Related {
        /// The relation.
        relation: Relation,
        /// What the related record has to fulfil.
        of: Box<Condition>,
    },
    /// Something happened with it, from … to … (milliseconds, the end not included).
    Happened {
        /// The kind of record.
        kind: RecordKind,
        /// The kinds of activity that count.
        kinds: Vec<ActivityKind>,
        /// The time.
        when: Bounds,
        /// How often at least.
        at_least: u32,
    },
    /// It has this tag.
    Tag {
        /// The kind of record.
        kind: RecordKind,
        /// The tag.
        tag: Uid,
        /// Where the filter says so.
        path: String,
    },
    /// It is in this group.
    Group {
        /// The kind of record.
        kind: RecordKind,
        /// The group.
        group: Uid,
        /// Where the filter says so.
        path: String,
    },
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field of the catalogue.
    Own(&'static Field),
    /// A field that an administrator defined.
    Custom(Custom),
}

impl Source {
    /// Returns the field's name.
    pub fn name(&self) -> &str {
        match self {
            Source::Own(field) => field.name,
            Source::Custom(custom) => &custom.name,
        }
    }

    /// Returns what the field holds.
    pub fn of(&self) -> Type {
        match self {
            Source::Own(field) => field.of,
            Source::Custom(custom) => custom.holds.of(),
        }
    }
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is none.
    Empty,
    /// One of the texts.
    Text(TextTest),
    /// One of these words.
    Word(Vec<String>),
    /// One of these numbers.
    Numbers(Vec<i64>),
    /// A number in these bounds.
    Number(Bounds),
    /// An amount of this currency, in these bounds of minor units.
    Money(String, Bounds),
    /// A day from … to …, both included.
    Days(Option<String>, Option<String>),
    /// A moment from … to …, the end not included.
    Moment(Bounds),
    /// `yes` or `no`.
    Flag(bool),
    /// One of these records.
    Refers(RecordKind, Vec<Who>),
}

/// What a text has to be; all folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// One of these.
    Is(Vec<String>),
    /// Has all of these words somewhere, one after the other as typed.
    Contains(String),
    /// Begins with this.
    StartsWith(String),
}

/// From … (included) to … (not included).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub from: Option<i64>,
    /// The first that is too much.
    pub until: Option<i64>,
}

impl Bounds {
    /// Tells whether `value` lies between.
    pub fn has(self, value: i64) -> bool {
        self.from.is_none_or(|from| value >= from) && self.until.is_none_or(|until| value < until)
    }
}

/// A record that a value may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The viewer.
    Me,
    /// Somebody of the viewer's team.
    MyTeam,
    /// This record, as the filter names it at this path.
    Record(Uid, String),
}

/// How many activities there have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// None.
    None,
    /// At least so many.
    AtLeast(u32),
}

impl Condition {
    /// Leaves out what speaks of records that are gone; nothing when the whole does.
    pub fn without(self, gone: &BTreeSet<(RecordKind, Uid)>) -> Option<Condition> {
        let list = |list: Vec<Condition>| {
            let before = list.len();
            let kept: Vec<Condition> = list.into_iter().filter_map(|one| one.without(gone)).collect();
            (before == 0 || !kept.is_empty()).then_some(kept)
        };
        Some(match self {
            Condition::All(all) => Condition::All(list(all)?),
            Condition::Any(any) => Condition::Any(list(any)?),
            Condition::Not(inner) => Condition::Not(Box::new(inner.without(gone)?)),
            Condition::Related { relation, of } => {
                Condition::Related { relation, of: Box::new(of.without(gone)?) }
            }
            Condition::Field { kind, source, test: Test::Refers(to, mut who) } => {
                who.retain(|who| !matches!(who, Who::Record(uid, _) if gone.contains(&(to, *uid))));
                if who.is_empty() {
                    return None;
                }
                Condition::Field { kind, source, test: Test::Refers(to, who) }
            }
            Condition::Tag { tag, .. } if gone.contains(&(RecordKind::Tag, tag)) => return None,
            Condition::Group { group, .. } if gone.contains(&(RecordKind::Group, group)) => return None,
            other => other,
        })
    }
}
