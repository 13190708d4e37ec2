//! Values of fields as JSON, by the types of the catalogue.

use crmweb_crm::records::Typed;
use crmweb_crm::{Error, Result};
use crmweb_model::catalogue::custom::{Holds, PREFIX};
use crmweb_model::catalogue::{Kind, Type};
use crmweb_model::money::Money;
use crmweb_store::Tx;
use crmweb_store::custom::{self, CustomField};
use serde_json::{Map, Value, json};

/// The fields of a kind with those of administrators: what JSON values are read and written by.
pub struct Types {
    kind: &'static Kind,
    custom: Vec<CustomField>,
}

impl Types {
    /// Loads the fields of a kind.
    pub fn of(tx: &mut Tx, kind: &'static Kind) -> Result<Types> {
        Ok(Types { kind, custom: custom::of_kind(tx, kind.kind)? })
    }

    fn field(&self, name: &str) -> Option<Type> {
        if name.starts_with(PREFIX) {
            return self.custom.iter().find(|field| field.is.name == name).map(|field| field.is.holds.of());
        }
        self.kind.field(name).map(|field| field.of)
    }

    /// Writes the fields of a record as JSON.
    pub fn write(&self, fields: &[Typed]) -> Map<String, Value> {
        let value =
            |(name, text): &Typed| (name.clone(), self.field(name).map_or(Value::Null, |of| write(of, text)));
        fields.iter().map(value).collect()
    }

    /// Reads fields from JSON; what a field cannot hold is refused with its name.
    pub fn read(&self, fields: &Map<String, Value>) -> Result<Vec<Typed>> {
        let read = |(name, value): (&String, &Value)| {
            let of = self.field(name).unwrap_or(Type::Text); // the verb says that there is no such field
            let text = read(of, value).ok_or_else(|| Error::invalid(name.clone(), expected(of)))?;
            Ok((name.clone(), text))
        };
        fields.iter().map(read).collect()
    }
}

/// Writes a canonical text as JSON; "no value" is null, of a list `[]`.
pub fn write(of: Type, text: &str) -> Value {
    let lines = || text.lines().map(|line| json!(line)).collect::<Vec<_>>().into();
    let pairs = |one: &str, two: &str| {
        let pair = |line: &str| {
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            json!({ one: first, two: rest })
        };
        text.lines().map(pair).collect::<Vec<_>>().into()
    };
    match of {
        Type::Many(_) | Type::Addresses | Type::Domains | Type::Keywords => lines(),
        Type::Phones => pairs("kind", "number"),
        Type::Positions => pairs("account", "title"),
        Type::Words(_) => text.split_whitespace().map(|word| json!(word)).collect::<Vec<_>>().into(),
        Type::Line(_) | Type::Text => json!(text),
        _ if text.is_empty() => Value::Null,
        Type::Number(..) | Type::Moment => text.parse::<i64>().map_or(Value::Null, |number| json!(number)),
        Type::Flag => json!(text == "yes"),
        Type::Money => match Money::parse(text) {
            Ok(money) => json!({ "minor": money.minor, "currency": money.currency }),
            Err(_) => Value::Null,
        },
        Type::Word(_) | Type::Day | Type::One(_) => json!(text),
    }
}

/// Reads JSON as a text for the catalogue to check; `None` when it has another shape. A text is always taken.
pub fn read(of: Type, value: &Value) -> Option<String> {
    match value {
        Value::Null => return Some(String::new()),
        Value::String(text) => return Some(text.clone()),
        _ => {}
    }
    let pairs = |one: &str, two: &str| {
        let pair = |item: &Value| {
            let known = |map: &Map<String, Value>| map.keys().all(|key| key == one || key == two);
            let map = item.as_object().filter(|map| known(map))?;
            let second = map.get(two).map_or(Some(""), Value::as_str)?;
            Some(format!("{} {}", one_line(map.get(one)?.as_str()?), one_line(second)))
        };
        value.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>().map(|lines| lines.join("\n"))
    };
    let list = |between: &str| {
        let items = value.as_array()?.iter().map(|item| item.as_str().map(one_line));
        items.collect::<Option<Vec<_>>>().map(|lines| lines.join(between))
    };
    match of {
        Type::Many(_) | Type::Addresses | Type::Domains | Type::Keywords => list("\n"),
        Type::Words(_) => list(" "),
        Type::Phones => pairs("kind", "number"),
        Type::Positions => pairs("account", "title"),
        Type::Number(..) | Type::Moment => value.as_i64().map(|number| number.to_string()),
        Type::Flag => value.as_bool().map(|flag| if flag { "yes" } else { "no" }.into()),
        Type::Money => {
            let map = value.as_object().filter(|map| map.len() == 2)?;
            let currency = map.get("currency")?.as_str()?.to_owned();
            Some(Money { minor: map.get("minor")?.as_i64()?, currency }.to_string())
        }
        Type::Line(_) | Type::Text | Type::Word(_) | Type::Day | Type::One(_) => None,
    }
}

/// An item of a list stays one item.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn expected(of: Type) -> &'static str {
    match of {
        Type::Many(_) | Type::Addresses | Type::Domains | Type::Keywords | Type::Words(_) => {
            "must be a list of texts"
        }
        Type::Phones => "must be a list of {kind, number}",
        Type::Positions => "must be a list of {account, title}",
        Type::Number(..) | Type::Moment => "must be a whole number",
        Type::Flag => "must be true or false",
        Type::Money => "must be {minor, currency}",
        Type::Line(_) | Type::Text | Type::Word(_) | Type::Day | Type::One(_) => "must be a text",
    }
}

/// Names a type in the published catalogue.
pub fn type_name(of: Type) -> &'static str {
    match of {
        Type::Line(_) => "line",
        Type::Text => "text",
        Type::Word(_) => "choice",
        Type::Words(_) => "choices",
        Type::Number(..) => "number",
        Type::Money => "money",
        Type::Day => "day",
        Type::Moment => "moment",
        Type::Flag => "flag",
        Type::One(_) => "record",
        Type::Many(_) => "records",
        Type::Phones => "phones",
        Type::Addresses => "addresses",
        Type::Domains => "domains",
        Type::Positions => "positions",
        Type::Keywords => "keywords",
    }
}

/// Names what a custom field holds in the published catalogue.
pub fn holds_name(holds: Holds) -> &'static str {
    if holds == Holds::Choice { "choice" } else { type_name(holds.of()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::record::RecordKind;

    #[test]
    fn a_value_comes_back_from_its_json() {
        let id = "019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11";
        for (of, text, value) in [
            (Type::Line(9), "Ana", json!("Ana")),
            (Type::Line(9), "", json!("")),
            (Type::Number(0, 9), "7", json!(7)),
            (Type::Number(0, 9), "", json!(null)),
            (Type::Flag, "yes", json!(true)),
            (Type::Money, "1200.50 EUR", json!({"minor": 120_050, "currency": "EUR"})),
            (Type::Money, "12 JPY", json!({"minor": 12, "currency": "JPY"})),
            (Type::Day, "2026-11-23", json!("2026-11-23")),
            (Type::Moment, "1795507200000", json!(1_795_507_200_000_i64)),
            (Type::Many(RecordKind::Contact), id, json!([id])),
            (Type::Keywords, "a b\nc", json!(["a b", "c"])),
            (Type::Keywords, "", json!([])),
            (Type::Phones, "fax 021 1", json!([{"kind": "fax", "number": "021 1"}])),
        ] {
            assert_eq!(write(of, text), value, "{of:?}");
            assert_eq!(read(of, &value).unwrap(), text, "{of:?}");
        }
    }

    #[test]
    fn json_of_another_shape_is_refused() {
        for (of, value) in [
            (Type::Line(9), json!(7)),
            (Type::Number(0, 9), json!(1.5)),
            (Type::Flag, json!(1)),
            (Type::Money, json!({"minor": 1, "currency": "EUR", "more": 1})),
            (Type::Keywords, json!([1])),
            (Type::Phones, json!([{"number": "1"}])),
            (Type::Phones, json!([{"kind": "fax", "number": "1", "secret": 1}])),
            (Type::Positions, json!({})),
        ] {
            assert_eq!(read(of, &value), None, "{of:?} {value}");
        }
        assert_eq!(read(Type::Keywords, &json!(["a\nb"])).unwrap(), "a b", "one item stays one");
    }
}
