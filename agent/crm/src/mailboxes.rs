//! Mailboxes that are followed: personal ones by their owner, shared ones by an administrator (SPEC M1).

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::users::check_colleague;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::mailboxes::{self, Mailbox};
use crmweb_store::{Tx, users};

/// Whose mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The actor's own.
    Personal,
    /// The company's: all its mail is everybody's.
    Shared,
}

/// Adds a mailbox; `uid` when the agent has chosen one. Its address is a colleague's from now on.
pub fn add_mailbox(
    tx: &mut Tx,
    by: &By,
    uid: Option<Uid>,
    address: &str,
    kind: Kind,
    share: ShareLevel,
) -> Result<Mailbox> {
    let user = match kind {
        Kind::Personal => {
            by.may(Right::Read, Whose::Mine)?;
            Some(by.actor.user)
        }
        Kind::Shared => {
            by.may(Right::SharedMailboxes, Whose::Others)?;
            None
        }
    };
    let address = entered::address(address)?;
    if mailboxes::list(tx)?.iter().any(|known| known.address == address) {
        return Err(Error::Conflict(format!("the mailbox {address} is followed already")));
    }
    let owner = users::by_address(tx, &address)?;
    if owner.is_none_or(|owner| Some(owner.id) != user) {
        check_colleague(tx, Some(by), &address)?;
    }
    let uid = uid.unwrap_or_else(Uid::create);
    mailboxes::insert(tx, &by.author(), uid, &address, user, share)?;
    load(tx, uid)
}

/// Sets how much of a mailbox's mail colleagues see; for mail logged before, the caller sets it on the captures.
pub fn set_mailbox_share(tx: &mut Tx, by: &By, uid: Uid, share: ShareLevel) -> Result<Mailbox> {
    let known = mine(tx, by, uid)?;
    mailboxes::set_share(tx, &by.author(), &known, share)?;
    load(tx, uid)
}

/// Gives a mailbox up; what it brought into the history stays.
pub fn delete_mailbox(tx: &mut Tx, by: &By, uid: Uid) -> Result<()> {
    let known = mine(tx, by, uid)?;
    Ok(mailboxes::delete(tx, &by.author(), &known)?)
}

/// A mailbox the actor may change: one's own, or a shared one as an administrator.
fn mine(tx: &mut Tx, by: &By, uid: Uid) -> Result<Mailbox> {
    by.may(Right::Read, Whose::Mine)?;
    let known = load(tx, uid)?;
    match known.user {
        Some(user) if user != by.actor.user => return Err(Error::no_such(RecordKind::Mailbox, uid)),
        Some(_) => {}
        None => by.may(Right::SharedMailboxes, Whose::Others)?,
    }
    Ok(known)
}

fn load(tx: &mut Tx, uid: Uid) -> Result<Mailbox> {
    mailboxes::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Mailbox, uid))
}
