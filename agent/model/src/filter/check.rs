//! A filter held against the catalogue.

use super::check_value::{self, Asked};
use super::{Bounds, Clock, Condition, Customs, Filter, Op, Quantity, Wrong, relation, relations};
use crate::catalogue;
use crate::ids::Uid;
use crate::record::{ActivityKind, RecordKind};

/// What counts as contact with a client when nothing else is said.
pub const CONTACT: [ActivityKind; 5] =
    [ActivityKind::Email, ActivityKind::Call, ActivityKind::Meeting, ActivityKind::Letter, ActivityKind::Fax];

/// Kinds of record that have a history of their own.
const LIVING: [RecordKind; 5] = [
    RecordKind::Account,
    RecordKind::Contact,
    RecordKind::Lead,
    RecordKind::Opportunity,
    RecordKind::Incident,
];

/// Checks a filter over records of `kind`, seen at `clock`. What is wrong is left out of the condition and listed, so
/// that whoever opens a saved list can be told; whoever just typed the filter is refused.
pub fn check(
    filter: &Filter,
    kind: RecordKind,
    customs: &Customs,
    clock: &Clock,
    at: &str,
) -> (Condition, Vec<Wrong>) {
    let mut check = Check { customs, clock, wrong: Vec::new() };
    let condition = check.node(filter, kind, at).unwrap_or(Condition::All(Vec::new()));
    (condition, check.wrong)
}

struct Check<'a> {
    customs: &'a Customs,
    clock: &'a Clock,
    wrong: Vec<Wrong>,
}

impl Check<'_> {
    /// Returns nothing for a condition that had to be left out.
    fn node(&mut self, filter: &Filter, kind: RecordKind, path: &str) -> Option<Condition> {
        match filter {
            Filter::All(all) => self.list(all, kind, &format!("{path}.all")).map(Condition::All),
            Filter::Any(any) => self.list(any, kind, &format!("{path}.any")).map(Condition::Any),
            Filter::Not(not) => self.node(not, kind, &format!("{path}.not")).map(opposite),
            Filter::Field { field, op, value } => self.field(kind, field, *op, value, path),
            Filter::Related { relation: name, none, of } => {
                let Some(relation) = relation(kind, name) else {
                    let names: Vec<&str> = relations(kind).iter().map(|relation| relation.name).collect();
                    return self.note(Wrong::new(&format!("{path}.related"), one_of(&names)));
                };
                let inner = format!("{path}.{}", if *none { "none" } else { "any" });
                let of = self.node(of, relation.to, &inner)?;
                let related = Condition::Related { relation, of: Box::new(of) };
                Some(if *none { opposite(related) } else { related })
            }
            Filter::Activity { kinds, since, quantity } => self.activity(kind, kinds, since, *quantity, path),
            Filter::Tag(tag) => {
                self.uid(tag, &format!("{path}.tag")).map(|(tag, path)| Condition::Tag { kind, tag, path })
            }
            Filter::Group(group) => self
                .uid(group, &format!("{path}.group"))
                .map(|(group, path)| Condition::Group { kind, group, path }),
        }
    }

    /// A list of which everything had to be left out says nothing any more; an empty one says what it says.
    fn list(&mut self, list: &[Filter], kind: RecordKind, path: &str) -> Option<Vec<Condition>> {
        let mut conditions = Vec::with_capacity(list.len());
        for (n, filter) in list.iter().enumerate() {
            conditions.extend(self.node(filter, kind, &format!("{path}[{n}]")));
        }
        (list.is_empty() || !conditions.is_empty()).then_some(conditions)
    }

    fn field(
        &mut self,
        kind: RecordKind,
        name: &str,
        op: Op,
        value: &[String],
        path: &str,
    ) -> Option<Condition> {
        let Some(source) = self.customs.field(kind, name) else {
            let why = format!(
                "{} have no field of this name",
                catalogue::of(kind).map_or("these", |known| known.plural)
            );
            return self.note(Wrong::gone(&format!("{path}.field"), why));
        };
        if let super::Source::Own(field) = &source
            && !field.filterable
        {
            return self.note(Wrong::new(&format!("{path}.field"), "cannot be asked for"));
        }
        let asked = Asked { source: &source, op, value, path };
        match check_value::test(&asked, self.clock) {
            Ok((test, positive)) => {
                let field = Condition::Field { kind, source: source.clone(), test };
                Some(if positive { field } else { opposite(field) })
            }
            Err(wrong) => self.note(wrong),
        }
    }

    fn activity(
        &mut self,
        kind: RecordKind,
        kinds: &[String],
        since: &str,
        quantity: Quantity,
        path: &str,
    ) -> Option<Condition> {
        let path = format!("{path}.activity");
        if !LIVING.contains(&kind) {
            return self.note(Wrong::new(&path, "these records have no history"));
        }
        let mut known = Vec::new();
        for (n, name) in kinds.iter().enumerate() {
            let Some(kind) = ActivityKind::from_name(name) else {
                let names: Vec<&str> = ActivityKind::ALL.iter().map(|kind| kind.as_str()).collect();
                return self.note(Wrong::new(&format!("{path}.kinds[{n}]"), one_of(&names)));
            };
            if !known.contains(&kind) {
                known.push(kind);
            }
        }
        if known.is_empty() {
            known.extend(CONTACT);
        }
        let from = match since {
            "" => None,
            text => match self.clock.since(text) {
                Some(from) => Some(from),
                None => {
                    let why = "must say since when: 90 days, 6 months, 2026-01-31, today";
                    return self.note(Wrong::new(&format!("{path}.since"), why));
                }
            },
        };
        let when = Bounds { from, until: Some(self.clock.now.0.saturating_add(1)) };
        let happened = |at_least| Condition::Happened { kind, kinds: known.clone(), when, at_least };
        Some(match quantity {
            Quantity::None => opposite(happened(1)),
            Quantity::AtLeast(times) => happened(times),
        })
    }

    fn uid(&mut self, text: &str, path: &str) -> Option<(Uid, String)> {
        match Uid::parse(text) {
            Ok(uid) => Some((uid, path.to_owned())),
            Err(e) => {
                self.wrong.push(Wrong::new(path, e.to_string()));
                None
            }
        }
    }

    fn note(&mut self, wrong: Wrong) -> Option<Condition> {
        self.wrong.push(wrong);
        None
    }
}

fn opposite(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

pub(super) fn one_of(names: &[&str]) -> String {
    format!("must be one of {}", names.join(", "))
}
