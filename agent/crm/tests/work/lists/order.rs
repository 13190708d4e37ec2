//! The order of a list, told a second time.

use super::world::{Record, World};
use crmweb_model::catalogue::{self, Type};
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_model::view::Order;
use crmweb_model::words::fold;
use std::cmp::Ordering;

impl World {
    /// What orders a record, part by part.
    pub fn keys(&self, kind: RecordKind, uid: &str, orders: &[Order]) -> Vec<Option<Key>> {
        let record = self.by_uid(kind, uid).unwrap();
        orders.iter().map(|order| self.key(record, &order.field)).collect()
    }

    fn key(&self, record: &Record, field: &str) -> Option<Key> {
        let source = self.customs.field(record.of, field).unwrap();
        let text = record.fields.get(field).filter(|text| !text.is_empty());
        let number = |text: &String| Key::Number(text.parse().unwrap());
        match source.of() {
            Type::Word(words) => {
                let place = words.iter().position(|word| Some(word.name) == text.map(String::as_str));
                Some(Key::Number(place.unwrap_or(words.len()) as i64))
            }
            Type::Number(..) | Type::Moment => text.map(number),
            Type::Money => text.map(|text| Key::Number(Money::parse(text).unwrap().minor)),
            Type::Flag => text.map(|text| Key::Number(i64::from(text == "yes"))),
            Type::Day => text.cloned().map(Key::Text),
            Type::One(RecordKind::Account) => {
                let named =
                    text.map(|uid| self.by_uid(RecordKind::Account, uid).map(|it| fold(&it.fields["name"])));
                // What was deleted meanwhile is still named; it is not known here.
                named.map(|name| name.map_or(Key::Unknown, Key::Text))
            }
            // The whole of a text in a column of its own, its beginning else.
            _ => {
                let whole = catalogue::of(record.of).unwrap().title == [field];
                let length = if whole { usize::MAX } else { 200 };
                text.map(|text| Key::Text(fold(text).chars().take(length).collect()))
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Number(i64),
    Text(String),
    Unknown,
}

/// Whether a record with keys `a` may stand before one with `b`.
pub fn in_order(a: &[Option<Key>], b: &[Option<Key>], orders: &[Order]) -> bool {
    for ((a, b), order) in a.iter().zip(b).zip(orders) {
        let ordering = match (a, b) {
            (Some(Key::Unknown), _) | (_, Some(Key::Unknown)) => return true,
            (None, None) => Ordering::Equal,
            (None, Some(_)) => return false,
            (Some(_), None) => return true,
            (Some(Key::Number(a)), Some(Key::Number(b))) => a.cmp(b),
            (Some(Key::Text(a)), Some(Key::Text(b))) => a.cmp(b),
            _ => panic!("{a:?} / {b:?}"),
        };
        let ordering = if order.descending { ordering.reverse() } else { ordering };
        if ordering != Ordering::Equal {
            return ordering == Ordering::Less;
        }
    }
    true
}
