//! Whose a record is, seen by the one who acts: the one place where a scope meets a record.
//!
//! Whoever has a right over everything costs no question.

use crate::deed::By;
use crate::error::Result;
use crmweb_model::ids::{AccountId, ContactId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Denied, Right, Scope, Whose};
use crmweb_store::{Tx, holders, names};

/// Tells whose a record is: the actor's when owner, assignee or author is the actor.
pub fn of(tx: &mut Tx, actor: &Actor, record: RecordRef) -> Result<Whose> {
    Ok(actor.whose(&holders::of(tx, record)?))
}

/// Checks that the actor has a right over a record. What is the whole company's may be read by whoever reads anything,
/// and nothing is done with what the actor may not see.
pub fn may(tx: &mut Tx, actor: &Actor, right: Right, record: RecordRef) -> Result<()> {
    if right != Right::Read && !sees(tx, actor, record)? {
        return Err(Denied { right: Right::Read }.into());
    }
    match actor.scope(right) {
        Some(Scope::All) => Ok(()),
        Some(_) if right == Right::Read && holders::is_companys(record.kind) => Ok(()),
        Some(Scope::Own | Scope::Team) => Ok(actor.may(right, of(tx, actor, record)?)?),
        None => Err(Denied { right }.into()),
    }
}

/// Tells whether the actor may see a record.
pub fn sees(tx: &mut Tx, actor: &Actor, record: RecordRef) -> Result<bool> {
    match actor.scope(Right::Read) {
        Some(Scope::All) => Ok(true),
        Some(_) if holders::is_companys(record.kind) => Ok(true),
        Some(scope) => Ok(scope.reaches(of(tx, actor, record)?)),
        None => Ok(false),
    }
}

/// Keeps those of a list whose record the actor may see.
pub fn seen<T>(
    tx: &mut Tx,
    actor: &Actor,
    items: Vec<T>,
    record: impl Fn(&T) -> RecordRef,
) -> Result<Vec<T>> {
    if actor.scope(Right::Read) == Some(Scope::All) {
        return Ok(items);
    }
    let mut kept = Vec::new();
    for item in items {
        if sees(tx, actor, record(&item))? {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// Returns what people call a record that stands in the way; its kind alone when the actor does not see it.
pub(crate) fn called(tx: &mut Tx, actor: &Actor, record: RecordRef) -> Result<String> {
    match sees(tx, actor, record)? {
        true => Ok(format!("{} {}", record.kind, names::of(tx, record)?)),
        false => Ok(record.kind.to_string()),
    }
}

/// Checks that the actor may see what a record is to refer to: its name would stand there.
pub(crate) fn may_name(
    tx: &mut Tx,
    by: &By,
    accounts: impl IntoIterator<Item = AccountId>,
    contacts: impl IntoIterator<Item = ContactId>,
) -> Result<()> {
    let accounts = accounts.into_iter().map(|id| RecordRef::new(RecordKind::Account, id.0));
    let contacts = contacts.into_iter().map(|id| RecordRef::new(RecordKind::Contact, id.0));
    accounts.chain(contacts).try_for_each(|record| by.may_with(tx, Right::Read, record))
}

impl By {
    /// Checks that the actor has `right` over a record.
    pub fn may_with(&self, tx: &mut Tx, right: Right, record: RecordRef) -> Result<()> {
        may(tx, &self.actor, right, record)
    }
}
