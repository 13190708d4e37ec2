//! What an administrator sees and does of the mail to be sent.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::whose;
use crmweb_model::ids::{ActivityId, OutboxId, Uid};
use crmweb_model::record::{OutboxState, RecordKind};
use crmweb_model::rights::{Actor, Right, Whose};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::outbox::{self, Outgoing};
use crmweb_store::{Tx, activities};

/// The most mails of one page.
const LARGEST: i64 = 200;

/// Lists mails to be sent, newest first, those in `state` or all, after the one named, at most `limit`.
pub fn list(
    tx: &mut Tx,
    by: &By,
    state: Option<OutboxState>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<Outgoing>> {
    by.may(Right::Settings, Whose::Others)?;
    let before = match after {
        Some(uid) => find(tx, uid)?.id,
        None => OutboxId(i64::MAX),
    };
    Ok(outbox::list(tx, state, before, limit.clamp(1, LARGEST))?)
}

/// Withdraws a mail that no worker has taken yet. It cannot be undone: what is withdrawn is written anew.
pub fn cancel(tx: &mut Tx, by: &By, uid: Uid) -> Result<Outgoing> {
    by.may(Right::Settings, Whose::Others)?;
    let mail = find(tx, uid)?;
    if !outbox::cancel(tx, mail.id, by.at)? {
        return Err(Error::Conflict(format!("the mail is {} already", mail.state)));
    }
    let state = OutboxState::Cancelled;
    let change = FieldChange::new("state", Some(mail.state.to_string()), Some(state.to_string()));
    log::append(tx, &by.author(), mail.record(), "cancelled", &[change])?;
    Ok(Outgoing { state, ..mail })
}

/// Tells whether a mail speaks of something that `viewer` must not read: what is private, which no administrator reads
/// either, or a record that is not seen.
pub fn is_hidden(tx: &mut Tx, viewer: &Actor, mail: &Outgoing) -> Result<bool> {
    let Some(record) = mail.mail.about else { return Ok(false) };
    if !whose::sees(tx, viewer, record)? {
        return Ok(true);
    }
    let activity = match record.kind {
        RecordKind::Activity => activities::load(tx, ActivityId(record.id))?,
        _ => None,
    };
    Ok(activity.is_some_and(|it| it.private_to.is_some()))
}

fn find(tx: &mut Tx, uid: Uid) -> Result<Outgoing> {
    outbox::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Outbox, uid))
}
