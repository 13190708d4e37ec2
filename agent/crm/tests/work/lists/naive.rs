//! A search that looks at every record by itself: what a filter means, told a second time.

use super::world::{Record, World};
use crmweb_model::catalogue::{self, At, Type};
use crmweb_model::filter::{Bounds, Condition, Relation, Source, Test, TextTest, Via, Who};
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_model::words::fold;

impl World {
    pub fn sees(&self, record: &Record, viewer: &Actor) -> bool {
        record.private_to.as_ref().is_none_or(|owner| owner.user == viewer.user)
    }

    pub fn fulfils(&self, record: &Record, condition: &Condition, viewer: &Actor) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|one| self.fulfils(record, one, viewer)),
            Condition::Any(any) => any.iter().any(|one| self.fulfils(record, one, viewer)),
            Condition::Not(not) => !self.fulfils(record, not, viewer),
            Condition::Field { source, test, .. } => {
                let text = record.fields.get(source.name()).map(String::as_str).unwrap_or_default();
                self.passes(source, text, test, viewer)
            }
            Condition::Related { relation, of } => self
                .related(record, relation)
                .iter()
                .any(|other| self.sees(other, viewer) && self.fulfils(other, of, viewer)),
            Condition::Happened { kinds, when, at_least, .. } => {
                let times = self.of(RecordKind::Activity).filter(|activity| {
                    let at = activity.fields["at"].parse().unwrap();
                    activity.links.contains(&record.record)
                        && self.sees(activity, viewer)
                        && ["done", "cancelled"].contains(&activity.fields["status"].as_str())
                        && kinds.iter().any(|kind| kind.as_str() == activity.fields["kind"])
                        && when.has(at)
                });
                times.count() >= *at_least as usize
            }
            Condition::Tag { tag: mark, .. } | Condition::Group { group: mark, .. } => {
                record.marks.contains(mark)
            }
        }
    }

    fn related(&self, record: &Record, relation: &Relation) -> Vec<&Record> {
        let field_at = |kind: RecordKind, found: &dyn Fn(At) -> bool| {
            catalogue::of(kind).unwrap().fields.iter().find(|field| found(field.at)).map(|field| field.name)
        };
        let names = |record: &Record, field: &str, uid: &str| {
            let text = record.fields.get(field).map(String::as_str).unwrap_or_default();
            text.lines().any(|line| line.split(' ').next() == Some(uid))
        };
        let in_table = |kind, table: &'static str| {
            field_at(kind, &|at| matches!(at, At::Rows { table: known, .. } if known == table))
        };
        self.of(relation.to)
            .filter(|other| match relation.via {
                Via::Ours(column) => names(
                    record,
                    field_at(relation.from, &|at| at == At::Column(column)).unwrap(),
                    &other.uid,
                ),
                Via::Theirs(column) => {
                    names(other, field_at(relation.to, &|at| at == At::Column(column)).unwrap(), &record.uid)
                }
                Via::Rows { table, .. } => {
                    match (in_table(relation.from, table), in_table(relation.to, table)) {
                        (Some(field), _) => names(record, field, &other.uid),
                        (None, Some(field)) => names(other, field, &record.uid),
                        (None, None) => panic!("{relation:?}"),
                    }
                }
                Via::History => other.links.contains(&record.record),
                Via::HistoryOf => record.links.contains(&other.record),
                Via::OurLinks { .. } | Via::TheirLinks { .. } => false, // nothing is linked so
            })
            .collect()
    }

    fn passes(&self, source: &Source, text: &str, test: &Test, viewer: &Actor) -> bool {
        let number = || text.parse::<i64>().ok();
        match test {
            Test::Empty => text.is_empty(),
            Test::Text(test) => match source.of() {
                Type::Phones => text.lines().any(|line| phone(line, test)),
                Type::Addresses | Type::Domains | Type::Keywords => {
                    text.lines().any(|line| words(line, test))
                }
                _ => !text.is_empty() && words(text, test),
            },
            Test::Word(list) => match source.of() {
                Type::Words(_) => text.split(' ').any(|word| list.iter().any(|known| known == word)),
                _ => list.iter().any(|known| known == text),
            },
            Test::Numbers(list) => number().is_some_and(|number| list.contains(&number)),
            Test::Number(bounds) | Test::Moment(bounds) => {
                number().is_some_and(|number| has(*bounds, number))
            }
            Test::Money(currency, bounds) => {
                Money::parse(text).is_ok_and(|money| money.currency == *currency && has(*bounds, money.minor))
            }
            Test::Days(first, last) => {
                !text.is_empty()
                    && first.as_deref().is_none_or(|first| text >= first)
                    && last.as_deref().is_none_or(|last| text <= last)
            }
            Test::Flag(flag) => text == if *flag { "yes" } else { "no" },
            Test::Refers(_, who) => text.lines().any(|line| {
                let uid = line.split(' ').next().unwrap_or_default();
                who.iter().any(|who| match who {
                    Who::Record(named, _) => named.to_string() == uid,
                    // Nobody here is of a team, so that one's team is oneself.
                    Who::Me | Who::MyTeam => self.is_me(uid, viewer),
                })
            }),
        }
    }

    fn is_me(&self, uid: &str, viewer: &Actor) -> bool {
        self.me.get(&viewer.user.0).is_some_and(|known| known == uid)
    }
}

fn has(bounds: Bounds, number: i64) -> bool {
    bounds.from.is_none_or(|from| from <= number) && bounds.until.is_none_or(|until| number < until)
}

fn words(text: &str, test: &TextTest) -> bool {
    let text = fold(text);
    match test {
        TextTest::Is(list) => list.contains(&text),
        TextTest::Contains(part) => text.contains(part),
        TextTest::StartsWith(part) => text.starts_with(part),
    }
}

fn phone(line: &str, test: &TextTest) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(line);
    match test {
        TextTest::Is(list) => list.iter().any(|part| digits(part) == number),
        TextTest::Contains(part) => !digits(part).is_empty() && number.contains(&digits(part)),
        TextTest::StartsWith(part) => !digits(part).is_empty() && number.starts_with(&digits(part)),
    }
}
