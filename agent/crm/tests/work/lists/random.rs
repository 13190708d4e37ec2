//! Filters and orders nobody thought of.

use super::chance::Chance;
use super::world::{TEXTS, World};
use crmweb_model::catalogue::{Type, custom::Holds};
use crmweb_model::filter::{Filter, Op, Quantity, Source, relations};
use crmweb_model::record::RecordKind;
use crmweb_model::view::Order;

pub const LISTED: [RecordKind; 7] = [
    RecordKind::Account,
    RecordKind::Contact,
    RecordKind::Opportunity,
    RecordKind::Incident,
    RecordKind::Lead,
    RecordKind::Activity,
    RecordKind::Document,
];

/// Kinds with a history.
const LIVING: [RecordKind; 3] = [RecordKind::Account, RecordKind::Contact, RecordKind::Incident];

pub fn filter(chance: &mut Chance, world: &World, kind: RecordKind, depth: i64) -> Filter {
    let inner = |chance: &mut Chance| filter(chance, world, kind, depth - 1);
    match chance.below(100) {
        dice if depth > 0 && dice < 18 => {
            Filter::All((0..1 + chance.below(3)).map(|_| inner(chance)).collect())
        }
        dice if depth > 0 && dice < 34 => Filter::Any((0..chance.below(4)).map(|_| inner(chance)).collect()),
        dice if depth > 0 && dice < 42 => Filter::Not(Box::new(inner(chance))),
        dice if depth > 0 && dice < 60 => {
            let known: Vec<_> =
                relations(kind).into_iter().filter(|relation| LISTED.contains(&relation.to)).collect();
            if known.is_empty() {
                return field(chance, world, kind);
            }
            let relation = *chance.one_of(&known);
            let of = Box::new(filter(chance, world, relation.to, depth - 1));
            Filter::Related { relation: relation.name.into(), none: chance.happens(30), of }
        }
        dice if LIVING.contains(&kind) && dice < 70 => {
            let kinds = ["call", "meeting", "note", "task"];
            let kinds = (0..chance.below(3)).map(|_| chance.one_of(&kinds).to_string()).collect();
            let since = ["30 days", "90 days", "2026-09-01", ""];
            let since = chance.one_of(&since).to_string();
            let quantities =
                [Quantity::None, Quantity::AtLeast(1), Quantity::AtLeast(2), Quantity::AtLeast(3)];
            Filter::Activity { kinds, since, quantity: *chance.one_of(&quantities) }
        }
        dice if dice < 76 => Filter::Tag(chance.one_of(&world.tags).to_string()),
        dice if dice < 80 => Filter::Group(chance.one_of(&world.groups).to_string()),
        _ => field(chance, world, kind),
    }
}

pub fn orders(chance: &mut Chance, world: &World, kind: RecordKind) -> Vec<Order> {
    let sortable = |source: &&Source| match source.of() {
        Type::Line(_) | Type::Text => kind != RecordKind::Activity,
        Type::Word(_) | Type::Number(..) | Type::Money | Type::Moment | Type::Day | Type::Flag => true,
        Type::One(RecordKind::Account) => matches!(source, Source::Own(_)),
        _ => false,
    };
    let sources = world.sources(kind);
    let sources: Vec<&Source> = sources.iter().filter(sortable).collect();
    let mut orders: Vec<Order> = Vec::new();
    for _ in 0..chance.below(4) {
        let (field, descending) = (chance.one_of(&sources).name().to_owned(), chance.happens(40));
        orders.push(Order { field, descending });
    }
    orders
}

fn field(chance: &mut Chance, world: &World, kind: RecordKind) -> Filter {
    let source = chance.one_of(&world.sources(kind)).clone();
    let name = source.name().to_owned();
    let named = world.of(kind).any(|record| record.fields.get(&name).is_some_and(|text| !text.is_empty()));
    let nobody = matches!(source.of(), Type::One(to) | Type::Many(to) if to != RecordKind::User);
    if chance.happens(10) || nobody && !named {
        let op = *chance.one_of(&[Op::Empty, Op::Filled]);
        return Filter::Field { field: name, op, value: Vec::new() };
    }
    let texts = [Op::Is, Op::IsNot, Op::OneOf, Op::NoneOf, Op::Contains, Op::StartsWith];
    let named = [Op::Is, Op::IsNot, Op::OneOf, Op::NoneOf];
    let numbers = [Op::Is, Op::IsNot, Op::Less, Op::Greater, Op::AtMost, Op::AtLeast, Op::Between];
    let op = *match source.of() {
        Type::Line(_) if source.name() == "x.tier" => chance.one_of(&named),
        Type::Line(_) | Type::Text | Type::Addresses | Type::Domains | Type::Phones | Type::Keywords => {
            chance.one_of(&texts)
        }
        Type::Word(_) | Type::Words(_) | Type::One(_) | Type::Many(_) | Type::Positions => {
            chance.one_of(&named)
        }
        Type::Flag => chance.one_of(&named[..2]),
        Type::Day | Type::Moment if chance.happens(40) => &Op::Within,
        Type::Number(..) | Type::Money | Type::Day | Type::Moment => chance.one_of(&numbers),
    };
    let count = match op {
        Op::Between => 2,
        Op::OneOf | Op::NoneOf => 1 + chance.below(3),
        _ => 1,
    };
    let mut value: Vec<String> = (0..count).map(|_| held(chance, world, kind, &source, op)).collect();
    if let (Type::Money, Op::Between) = (source.of(), op) {
        let currency = value[0][value[0].len() - 3..].to_owned();
        let end = value[1].len() - 3;
        value[1].replace_range(end.., &currency);
    }
    Filter::Field { field: name, op, value }
}

/// A value that some record has, or nearly.
fn held(chance: &mut Chance, world: &World, kind: RecordKind, source: &Source, op: Op) -> String {
    let known: Vec<&str> = world
        .of(kind)
        .filter_map(|record| record.fields.get(source.name()))
        .flat_map(|text| text.lines())
        .filter(|line| !line.is_empty())
        .collect();
    let held = (!known.is_empty()).then(|| (*chance.one_of(&known)).to_owned());
    match source.of() {
        Type::Line(_) if matches!(source, Source::Custom(custom) if custom.holds == Holds::Choice) => {
            chance.one_of(&["Aur", "argint"]).to_string()
        }
        Type::Line(_) | Type::Text | Type::Addresses | Type::Domains | Type::Keywords | Type::Phones => {
            let text = held.unwrap_or_else(|| (*chance.one_of(&TEXTS)).to_owned());
            let text = if chance.happens(30) { text.to_uppercase() } else { text };
            let letters: Vec<char> = text.chars().collect();
            let from = match op {
                Op::Contains => chance.below(letters.len() as i64) as usize,
                _ => 0,
            };
            let part: String = match op {
                Op::Contains | Op::StartsWith => {
                    letters[from..].iter().take(1 + chance.below(9) as usize).collect()
                }
                _ => text.clone(),
            };
            if part.trim().is_empty() || crmweb_model::words::fold(&part).is_empty() {
                "x".into()
            } else {
                part
            }
        }
        Type::Word(words) | Type::Words(words) => chance.one_of(words).name.into(),
        Type::Number(..) => chance.below(14).to_string(),
        Type::Money => format!("{} {}", chance.below(5), chance.one_of(&["EUR", "RON"])),
        Type::Day | Type::Moment if op == Op::Within => {
            let spans = ["last 30 days", "this month", "next 2 weeks", "last quarter", "today", "2026-11-10"];
            chance.one_of(&spans).to_string()
        }
        Type::Day | Type::Moment => {
            chance.one_of(&["today", "30 days ago", "in 2 weeks", "2026-10-05", "2026-09-01"]).to_string()
        }
        Type::Flag => chance.one_of(&["yes", "no"]).to_string(),
        Type::One(RecordKind::User) if chance.happens(60) => chance.one_of(&["me", "my team"]).to_string(),
        Type::One(_) | Type::Many(_) | Type::Positions => {
            let uid = held.and_then(|held| held.split(' ').next().map(str::to_owned));
            uid.unwrap_or_else(|| world.me.values().next().unwrap().clone())
        }
    }
}
