//! Names that people type into a filter instead of ids.

use crate::deed::By;
use crate::error::Result;
use crate::records;
use crmweb_model::catalogue::Type;
use crmweb_model::filter::{Customs, Filter, relation};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;

/// Replaces what is typed for a record (`account = Moldo Trans`, `owner = ana`) by its id; what is unknown stays for the
/// check to refuse.
pub fn with_ids(tx: &mut Tx, by: &By, kind: RecordKind, customs: &Customs, filter: Filter) -> Result<Filter> {
    let each = |tx: &mut Tx, list: Vec<Filter>| {
        list.into_iter().map(|one| with_ids(tx, by, kind, customs, one)).collect::<Result<Vec<_>>>()
    };
    Ok(match filter {
        Filter::All(all) => Filter::All(each(tx, all)?),
        Filter::Any(any) => Filter::Any(each(tx, any)?),
        Filter::Not(not) => Filter::Not(Box::new(with_ids(tx, by, kind, customs, *not)?)),
        Filter::Related { relation: name, none, of } => {
            let of = match relation(kind, &name) {
                Some(to) => Box::new(with_ids(tx, by, to.to, customs, *of)?),
                None => of,
            };
            Filter::Related { relation: name, none, of }
        }
        Filter::Field { field, op, value } => {
            let to = match customs.field(kind, &field).map(|source| source.of()) {
                Some(Type::One(to) | Type::Many(to)) => Some(to),
                Some(Type::Positions) => Some(RecordKind::Account),
                _ => None,
            };
            let value = match to {
                Some(to) => value.into_iter().map(|text| id(tx, by, to, text)).collect::<Result<_>>()?,
                None => value,
            };
            Filter::Field { field, op, value }
        }
        other => other,
    })
}

fn id(tx: &mut Tx, by: &By, to: RecordKind, text: String) -> Result<String> {
    let plain = to == RecordKind::User && matches!(text.trim(), "me" | "my team");
    if plain || Uid::parse(text.trim()).is_ok() {
        return Ok(text);
    }
    Ok(records::reference(tx, by, to, &text)?.to_string())
}
