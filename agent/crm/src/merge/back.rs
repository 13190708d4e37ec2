//! A merge taken back.

use crate::deed::By;
use crate::error::Result;
use crate::records;
use crmweb_model::ids::{AccountId, ContactId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::merges::{self, carried};
use crmweb_store::{Tx, accounts, catalogued, contacts, names, refs};

/// Brings a loser back; tells whether it was away.
pub(crate) fn restore(tx: &mut Tx, by: &By, entry: &Entry) -> Result<bool> {
    let (loser, of) = (entry.record, records::kind(entry.record.kind)?);
    let Some(known) = catalogued::load(tx, of, loser.id)? else { return Ok(false) };
    by.may_with(tx, Right::Merge, loser)?;
    let merged = merges::forget(tx, loser)?;
    if !merged || known.deleted_at.is_none() {
        return Ok(false);
    }
    match loser.kind {
        RecordKind::Account => accounts::undelete(tx, &by.author(), AccountId(loser.id))?,
        RecordKind::Contact => contacts::undelete(tx, &by.author(), ContactId(loser.id))?,
        _ => {
            catalogued::set_deleted(tx, &by.author(), of, &known, false)?;
        }
    }
    Ok(true)
}

/// Gives rows back that the winner took over, as far as they are still there; returns how many, and why others stay.
pub(crate) fn give_back(tx: &mut Tx, by: &By, entry: &Entry) -> Result<(usize, Vec<String>)> {
    let winner = entry.record;
    by.may_with(tx, Right::Merge, winner)?;
    let (mut back, mut kept) = (0, Vec::new());
    for change in &entry.fields {
        let (Some(loser), Some(table)) =
            (change.old.as_deref().and_then(read), carried::named(&change.field))
        else {
            continue;
        };
        // An interrupted merge: nothing is left to go on with.
        merges::forget(tx, loser)?;
        let (mut moved, mut gone) = (Vec::new(), 0);
        for key in change.new.iter().flat_map(|keys| keys.split(' ')).filter_map(|key| key.parse().ok()) {
            match carried::shift(tx, table, key, winner, loser)? {
                true => moved.push(key.to_string()),
                false => gone += 1,
            }
        }
        if gone > 0 {
            let what = super::steps::called(table);
            kept.push(format!("{what}: {gone} of {} changed since", names::of(tx, loser)?));
        }
        back += moved.len();
        if !moved.is_empty() && refs::is_there(tx, winner)? {
            let change = FieldChange::new(&change.field, Some(super::written(winner)), Some(moved.join(" ")));
            log::append(tx, &by.author(), loser, super::TOOK_OVER, &[change])?;
        }
    }
    Ok((back, kept))
}

/// Reads what [`super::written`] wrote.
pub(crate) fn read(text: &str) -> Option<RecordRef> {
    let (kind, id) = text.split_once(':')?;
    Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
}
