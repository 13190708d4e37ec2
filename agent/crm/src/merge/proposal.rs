//! The values a merged record gets: proposed from all of them, chosen by people.

use crate::error::Result;
use crate::records::{self, Typed};
use crmweb_model::catalogue::{Entered, Field, Kind, Type};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Millis;
use crmweb_store::catalogued::Sheet;
use crmweb_store::{Tx, catalogued, refs};

/// What merging would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The record that stays.
    pub winner: Uid,
    /// The records that go into it.
    pub losers: Vec<Uid>,
    /// The fields in which something is to be decided or said.
    pub fields: Vec<Proposed>,
    /// What moves, by what people call it, and how much.
    pub moves: Vec<(String, i64)>,
}

/// A field with the values of all records, and the one proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The field.
    pub field: String,
    /// The value each record has; empty ones are left out.
    pub values: Vec<Value>,
    /// What the merged record gets unless somebody chooses otherwise.
    pub proposed: String,
    /// The records do not agree.
    pub differs: bool,
}

/// The value that one record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The record.
    pub of: Uid,
    /// Its value.
    pub text: String,
}

/// A value with the moment its record was changed last, the winner's first.
struct Held {
    of: Uid,
    at: Millis,
    text: String,
}

/// Proposes the values of all fields that any of the records has.
pub(super) fn of(tx: &mut Tx, kind: &Kind, winner: &Sheet, losers: &[Sheet]) -> Result<Vec<Proposed>> {
    let sheets: Vec<&Sheet> = std::iter::once(winner).chain(losers).collect();
    let mut found = Vec::new();
    for field in kind.fields.iter().filter(|field| field.entered == Entered::Form) {
        let held: Vec<Held> = sheets
            .iter()
            .map(|sheet| Held { of: sheet.uid, at: sheet.updated_at, text: sheet.text(field.name).into() })
            .collect();
        let proposed = match field.name {
            "parent" => parent(tx, kind.kind, &sheets)?,
            _ => proposed(field, &held),
        };
        found.extend(shown(field.name, held, proposed));
    }
    let mut custom: Vec<Vec<Typed>> = Vec::new();
    for sheet in &sheets {
        custom.push(records::custom_texts(tx, sheet.record)?);
    }
    for (place, (name, _)) in custom.first().into_iter().flatten().enumerate() {
        let of_one = |(sheet, texts): (&&Sheet, &Vec<Typed>)| Held {
            of: sheet.uid,
            at: sheet.updated_at,
            text: texts.get(place).map(|(_, text)| text.clone()).unwrap_or_default(),
        };
        let held: Vec<Held> = sheets.iter().zip(&custom).map(of_one).collect();
        let proposed = newest(&held, "");
        found.extend(shown(name, held, proposed));
    }
    Ok(found)
}

/// Returns the values that the winner gets and does not have yet.
pub(super) fn values(
    tx: &mut Tx,
    kind: &Kind,
    winner: &Sheet,
    losers: &[Sheet],
    choices: &[Typed],
) -> Result<Vec<Typed>> {
    let mut values: Vec<Typed> = choices.to_vec();
    for field in of(tx, kind, winner, losers)? {
        let own = field.values.iter().find(|value| value.of == winner.uid).map_or("", |value| &value.text);
        if own != field.proposed && !values.iter().any(|(name, _)| *name == field.field) {
            values.push((field.field, field.proposed));
        }
    }
    Ok(values)
}

fn shown(field: &str, held: Vec<Held>, proposed: String) -> Option<Proposed> {
    let values: Vec<Value> = held
        .iter()
        .filter(|held| !held.text.is_empty())
        .map(|held| Value { of: held.of, text: held.text.clone() })
        .collect();
    let differs = held.iter().any(|other| Some(&other.text) != held.first().map(|first| &first.text));
    (!values.is_empty()).then(|| Proposed { field: field.to_owned(), values, proposed, differs })
}

fn proposed(field: &Field, held: &[Held]) -> String {
    match field.of {
        Type::Many(_) | Type::Phones | Type::Addresses | Type::Domains | Type::Keywords => {
            union(held, "\n", str::to_owned)
        }
        Type::Positions => union(held, "\n", |line| line.split(' ').next().unwrap_or_default().to_owned()),
        // Whoever asked not to be contacted keeps being left alone.
        Type::Words(_) => {
            let all = union(held, " ", str::to_owned);
            field.of.check(&all).unwrap_or(all)
        }
        _ => newest(held, field.usual),
    }
}

/// All items of all lists, each once, the winner's first.
fn union(held: &[Held], between: &str, key: impl Fn(&str) -> String) -> String {
    let mut once: Vec<&str> = Vec::new();
    for held in held {
        for item in held.text.split(between).filter(|item| !item.is_empty()) {
            if !once.iter().any(|known| key(known) == key(item)) {
                once.push(item);
            }
        }
    }
    once.join(between)
}

/// The value of the record that was changed last; what is usual says less than what somebody chose.
fn newest(held: &[Held], usual: &str) -> String {
    let said = |held: &&Held| !held.text.is_empty() && held.text != usual;
    // Of several of one moment the first: the winner.
    let last = held.iter().rev().filter(said).max_by_key(|held| held.at);
    last.or(held.first()).map(|held| held.text.clone()).unwrap_or_default()
}

/// An account does not stand below itself, nor below what went into it.
fn parent(tx: &mut Tx, kind: RecordKind, sheets: &[&Sheet]) -> Result<String> {
    let merged: Vec<String> = sheets.iter().map(|sheet| sheet.uid.to_string()).collect();
    let mut found = String::new();
    for sheet in sheets {
        let parent = sheet.text("parent");
        if parent.is_empty() || merged.iter().any(|uid| uid == parent) {
            continue;
        }
        if !stands_below(tx, kind, parent, &merged)? {
            found = parent.to_owned();
            break;
        }
    }
    Ok(found)
}

/// Tells whether the record `uid` stands below one of `merged`.
fn stands_below(tx: &mut Tx, kind: RecordKind, uid: &str, merged: &[String]) -> Result<bool> {
    let mut above = uid.to_owned();
    for _ in 0..records::DEEPEST {
        let Ok(at) = Uid::parse(&above) else { return Ok(false) };
        let Some(record) = refs::find(tx, kind, at)? else { return Ok(false) };
        let Some(sheet) = catalogued::load(tx, records::kind(kind)?, record.id)? else { return Ok(false) };
        above = sheet.text("parent").to_owned();
        if merged.contains(&above) {
            return Ok(true);
        }
    }
    Ok(true)
}
