//! What refers to a loser moved to the winner, a piece per transaction.

use super::{MERGED, TOOK_OVER, written};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::ids::{AccountId, ContactId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::merges::carried::{self, Carried};
use crmweb_store::merges::{self, Merge, references};
use crmweb_store::{Tx, accounts, catalogued, contacts, likeness, refs};

/// How much moves per transaction: a row of a list counts one.
const BUDGET: i64 = 100;
/// What changing a field of another record counts.
const FIELD: i64 = 5;

/// Moves the next piece; tells whether that was the last.
pub(super) fn step(tx: &mut Tx, by: &By, merge: &Merge) -> Result<bool> {
    let mut budget = BUDGET;
    for table in carried::ALL {
        budget -= carry(tx, by, table, merge, budget)?;
        if budget <= 0 {
            return Ok(false);
        }
    }
    let (from, to) = (merge.loser, merge.winner);
    for naming in references::fields(from.kind) {
        for record in references::next(tx, naming, from, budget / FIELD + 1)? {
            references::repoint(tx, &by.author(), naming, record, (from, to))?;
            budget -= FIELD;
        }
        if budget <= 0 {
            return Ok(false);
        }
    }
    let (old, new) = (uid(tx, from)?, uid(tx, to)?);
    for (field, record) in references::custom(tx, from, budget / FIELD + 1)? {
        references::repoint_custom(tx, &by.author(), &field, record, (old, new))?;
        budget -= FIELD;
    }
    if budget <= 0 {
        return Ok(false);
    }
    finish(tx, by, merge)?;
    Ok(true)
}

/// Moves rows of a list; returns how many.
fn carry(tx: &mut Tx, by: &By, table: &Carried, merge: &Merge, most: i64) -> Result<i64> {
    let keys = carried::next(tx, table, merge.loser, merge.winner, most)?;
    let mut moved = Vec::with_capacity(keys.len());
    for key in keys {
        if carried::shift(tx, table, key, merge.loser, merge.winner)? {
            moved.push(key.to_string());
        }
    }
    if moved.is_empty() {
        return Ok(0);
    }
    let change = FieldChange::new(table.table, Some(written(merge.loser)), Some(moved.join(" ")));
    log::append(tx, &by.author(), merge.winner, TOOK_OVER, &[change])?;
    Ok(moved.len() as i64)
}

/// The loser goes, and says where to.
fn finish(tx: &mut Tx, by: &By, merge: &Merge) -> Result<()> {
    let (loser, author) = (merge.loser, by.author());
    match loser.kind {
        RecordKind::Account => accounts::delete(tx, &author, AccountId(loser.id))?,
        RecordKind::Contact => contacts::delete(tx, &author, ContactId(loser.id))?,
        kind => {
            let of = records::kind(kind)?;
            let known = catalogued::load(tx, of, loser.id)?.ok_or_else(|| Error::no_such(kind, loser.id))?;
            catalogued::set_deleted(tx, &author, of, &known, true)?;
        }
    }
    let into = uid(tx, merge.winner)?.to_string();
    log::append(tx, &author, loser, MERGED, &[FieldChange::new("merged_into", None, Some(into))])?;
    catalogued::note_change(tx, records::kind(loser.kind)?, merge.winner.id, by.at)?;
    likeness::forget(tx, loser)?;
    merges::finish(tx, loser)?;
    Ok(())
}

fn uid(tx: &mut Tx, record: RecordRef) -> Result<crmweb_model::ids::Uid> {
    refs::uid(tx, record)?.ok_or_else(|| Error::no_such(record.kind, record.id))
}

/// What people call the rows of a table.
pub(crate) fn called(table: &Carried) -> String {
    match table.table {
        "activity_links" => "history",
        "thread_records" => "conversations",
        "document_links" => "documents",
        "group_members" => "groups",
        "record_tags" => "tags",
        other => other,
    }
    .into()
}
