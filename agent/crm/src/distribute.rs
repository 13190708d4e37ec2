//! Accounts and contacts given to colleagues: the only way an owner changes.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::{AccountId, ContactId, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{DISTRIBUTED, Right, Whose};
use crmweb_store::{Tx, accounts, contacts, users};

/// Gives records to an active colleague; what the colleague has already stays untouched.
pub fn distribute(tx: &mut Tx, by: &By, records: &[RecordRef], to: UserId) -> Result<()> {
    by.may(Right::Distribute, Whose::Mine)?;
    let receiver = users::by_id(tx, to)?.filter(|user| user.active);
    receiver.ok_or_else(|| Error::no_such(RecordKind::User, to.0))?;
    if let Some(other) = records.iter().find(|r| !DISTRIBUTED.contains(&r.kind)) {
        return Err(Error::invalid(
            "owner",
            format_args!("a record of kind {} is not distributed", other.kind),
        ));
    }
    by.may(Right::Distribute, work::whose(tx, by, Some(to))?)?;
    by.note(tx, "distribute")?;
    for record in records {
        give(tx, by, *record, to)?;
    }
    Ok(())
}

fn give(tx: &mut Tx, by: &By, record: RecordRef, to: UserId) -> Result<()> {
    let gone = || Error::no_such(record.kind, record.id);
    by.may_with(tx, Right::Distribute, record)?;
    match record.kind {
        RecordKind::Account => {
            let known = accounts::by_id(tx, AccountId(record.id))?.ok_or_else(gone)?;
            if known.owner != Some(to) {
                accounts::set_owner(tx, &by.author(), &known, Some(to))?;
            }
        }
        RecordKind::Contact => {
            let known = contacts::by_id(tx, ContactId(record.id))?.ok_or_else(gone)?;
            if known.owner != Some(to) {
                contacts::set_owner(tx, &by.author(), &known, Some(to))?;
            }
        }
        _ => return Err(gone()),
    }
    Ok(())
}
