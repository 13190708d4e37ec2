//! Contacts: added, changed, deleted, and back again.

use crate::accounts::{owner_text, refuse_if_used, user_named};
use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::restore::not_restorable;
use crate::whose;
use crate::work::{Undone, untouched};
use crmweb_model::draft::{ContactDraft, Position};
use crmweb_model::ids::{ContactId, Uid};
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::contacts::{self, Contact};
use crmweb_store::log::{Entry, FieldChange};
use crmweb_store::{Tx, accounts};

/// Adds a contact, owned by whoever adds it; `uid` when the client has chosen one.
pub fn add_contact(tx: &mut Tx, by: &By, uid: Option<Uid>, draft: &ContactDraft) -> Result<Contact> {
    by.may(Right::Write, Whose::Mine)?;
    let details = entered::contact(draft)?;
    check_positions(tx, &details)?;
    may_name(tx, by, &details, &[])?;
    by.note(tx, "add_contact")?;
    let id = contacts::insert(tx, &by.author(), uid.unwrap_or_else(Uid::create), &details)?;
    load(tx, id)
}

/// Replaces what is known of a contact; `seen` is the version the change was made on.
pub fn edit_contact(
    tx: &mut Tx,
    by: &By,
    id: ContactId,
    seen: Option<i64>,
    draft: &ContactDraft,
) -> Result<Contact> {
    change(tx, by, "edit_contact", id, seen, |details| {
        *details = draft.clone();
        Ok(())
    })
}

/// Adds a mail address to a contact, as its last; one that it has already changes nothing.
///
/// Mail of the past is not touched: the caller relinks it.
pub fn add_contact_address(tx: &mut Tx, by: &By, id: ContactId, address: &str) -> Result<Contact> {
    change(tx, by, "add_contact_address", id, None, |details| {
        details.addresses.push(address.to_owned());
        Ok(())
    })
}

/// Takes a mail address away from a contact.
pub fn remove_contact_address(tx: &mut Tx, by: &By, id: ContactId, address: &str) -> Result<Contact> {
    let address = entered::address(address)?;
    change(tx, by, "remove_contact_address", id, None, |details| {
        let before = details.addresses.len();
        details.addresses.retain(|known| known != address.as_str());
        if details.addresses.len() == before {
            return Err(Error::invalid("addresses", "the contact does not have this address"));
        }
        Ok(())
    })
}

/// Deletes a contact: it leaves lists and stops attracting mail at once.
pub fn delete_contact(tx: &mut Tx, by: &By, id: ContactId, seen: Option<i64>) -> Result<()> {
    by.may(Right::Delete, Whose::Mine)?;
    let known = load(tx, id)?;
    by.may_with(tx, Right::Delete, known.record())?;
    Error::if_stale(RecordKind::Contact, seen, known.version)?;
    by.note(tx, "delete_contact")?;
    Ok(contacts::delete(tx, &by.author(), id)?)
}

/// Puts an old value back into one field; the owner only with the right to distribute.
pub(crate) fn restore_value(
    tx: &mut Tx,
    by: &By,
    id: ContactId,
    seen: Option<i64>,
    field: &str,
    old: &str,
) -> Result<i64> {
    if field != "owner" {
        let restored = change(tx, by, "restore_value", id, seen, |details| {
            match contacts::restore(details, field, old)? {
                true => Ok(()),
                false => Err(not_restorable(field)),
            }
        })?;
        return Ok(restored.version);
    }
    by.may(Right::Distribute, Whose::Others)?;
    let known = load(tx, id)?;
    Error::if_stale(RecordKind::Contact, seen, known.version)?;
    let owner = user_named(tx, old)?;
    if owner != known.owner {
        by.note(tx, "restore_value")?;
        contacts::set_owner(tx, &by.author(), &known, owner)?;
    }
    Ok(load(tx, id)?.version)
}

/// Takes back what one entry of the change log says was done to a contact.
pub fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let known = contacts::with_deleted(tx, ContactId(entry.record.id))?
        .ok_or_else(|| Error::no_such(RecordKind::Contact, entry.record.id))?;
    let owned = whose::of(tx, &by.actor, known.record())?;
    match entry.verb.as_str() {
        "created" if known.deleted_at.is_none() => {
            by.may(Right::Write, owned)?;
            refuse_if_used(tx, known.record(), entry)?;
            contacts::delete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "deleted" if known.deleted_at.is_some() => {
            by.may(Right::Delete, owned)?;
            contacts::undelete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "undeleted" if known.deleted_at.is_none() => {
            by.may(Right::Delete, owned)?;
            contacts::delete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "changed" if known.deleted_at.is_none() => {
            by.may(Right::Write, owned)?;
            put_back(tx, by, &known, &entry.fields)
        }
        // Of what is deleted nothing is put back; what was taken back once stays so.
        "changed" => Ok(Undone { kept: entry.fields.clone(), ..Undone::default() }),
        _ => Ok(Undone::default()),
    }
}

fn put_back(tx: &mut Tx, by: &By, known: &Contact, fields: &[FieldChange]) -> Result<Undone> {
    let mut now = contacts::texts(&known.details);
    now.push(("owner", owner_text(tx, known.owner)?));
    let (back, mut undone) = untouched(fields, &now);
    let mut details = known.details.clone();
    for change in &back {
        let old = change.old.as_deref().unwrap_or_default();
        let before = details.clone();
        if change.field == "owner" {
            by.may(Right::Distribute, Whose::Others)?;
            let owner = user_named(tx, old)?;
            contacts::set_owner(tx, &by.author(), known, owner)?;
        } else if !contacts::restore(&mut details, &change.field, old)?
            || check_positions(tx, &details).is_err()
        {
            // An account it names is gone meanwhile.
            details = before;
            undone.keep(change, change.new.as_deref().unwrap_or_default());
            continue;
        }
        undone.restored.push(change.field.clone());
    }
    contacts::update(tx, &by.author(), known, &details)?;
    Ok(undone)
}

/// Loads, decides, saves: what every change of a contact has in common.
fn change(
    tx: &mut Tx,
    by: &By,
    verb: &str,
    id: ContactId,
    seen: Option<i64>,
    decide: impl FnOnce(&mut ContactDraft) -> Result<()>,
) -> Result<Contact> {
    by.may(Right::Write, Whose::Mine)?;
    let known = load(tx, id)?;
    by.may_with(tx, Right::Write, known.record())?;
    Error::if_stale(RecordKind::Contact, seen, known.version)?;
    let mut details = known.details.clone();
    decide(&mut details)?;
    let details = entered::contact(&details)?;
    check_positions(tx, &details)?;
    may_name(tx, by, &details, &known.details.positions)?;
    if contacts::update(tx, &by.author(), &known, &details)? {
        by.note(tx, verb)?;
    }
    load(tx, id)
}

fn load(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    contacts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Contact, id.0))
}

/// The places of work that come new are accounts that the actor may see.
fn may_name(tx: &mut Tx, by: &By, details: &ContactDraft, known: &[Position]) -> Result<()> {
    let new = |position: &&Position| known.iter().all(|known| known.account != position.account);
    for position in details.positions.iter().filter(new) {
        let account = accounts::by_uid(tx, position.account)?;
        whose::may_name(tx, by, account.map(|account| account.id), None)?;
    }
    Ok(())
}

fn check_positions(tx: &mut Tx, details: &ContactDraft) -> Result<()> {
    for position in &details.positions {
        let account = accounts::by_uid(tx, position.account)?;
        account.ok_or_else(|| Error::no_such(RecordKind::Account, position.account))?;
    }
    Ok(())
}
