//! An old value put back: through the kind's own way of editing, with its checks and rights (SPEC C7).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::{accounts, activities, audit, contacts, incidents, opportunities, records};
use crmweb_model::catalogue::{self, custom::PREFIX};
use crmweb_model::ids::{AccountId, ContactId, Uid};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::{Tx, log, refs};

/// A record with an old value again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The record.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// The version it has now.
    pub version: i64,
    /// The value, as the change log has it.
    pub value: String,
}

/// Puts the value that stood in `field` before the entry `seq` of the change log back; `seen` is the version of the
/// record the actor saw. Who has it changes only with the right to give it.
pub fn restore_value(tx: &mut Tx, by: &By, seq: i64, field: &str, seen: Option<i64>) -> Result<Restored> {
    by.may(Right::Write, Whose::Mine)?;
    let gone = || Error::invalid("seq", "names no change that you can see");
    let entry = log::by_seq(tx, seq)?.ok_or_else(gone)?;
    if !audit::is_shown(tx, &by.actor, &entry)? {
        return Err(gone());
    }
    let change = entry.fields.iter().find(|change| change.field == field);
    let change = change.ok_or_else(|| Error::invalid("field", "was not changed then"))?;
    let old = change.old.as_deref().unwrap_or_default();
    let record = entry.record;
    let uid = refs::uid(tx, record)?.ok_or_else(|| Error::no_such(record.kind, record.id))?;
    let by = &By { provenance: format!("restored from {}", entry.at), ..by.clone() };
    let typed = || [(field.to_owned(), old.to_owned())];
    let version = match record.kind {
        // Fields of administrators, on records of any kind, and kinds without verbs of their own.
        kind if field.starts_with(PREFIX) || catalogue::of(kind).is_some_and(|kind| kind.plain) => {
            records::edit(tx, by, kind, uid, seen, &typed())?.version
        }
        RecordKind::Account => accounts::restore_value(tx, by, AccountId(record.id), seen, field, old)?,
        RecordKind::Contact => contacts::restore_value(tx, by, ContactId(record.id), seen, field, old)?,
        RecordKind::Opportunity => opportunities::restore_value(tx, by, uid, seen, field, old)?,
        RecordKind::Incident => incidents::restore_value(tx, by, uid, seen, field, old)?,
        RecordKind::Activity => activities::restore_value(tx, by, uid, seen, field, old)?,
        other => return Err(not_restorable(&format!("of a record of kind {other}"))),
    };
    Ok(Restored { record, uid, version, value: old.to_owned() })
}

/// Says that a value cannot be put back.
pub(crate) fn not_restorable(which: &str) -> Error {
    Error::invalid("field", format_args!("{which} cannot be put back"))
}
