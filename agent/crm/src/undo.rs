//! A deed taken back: each change is undone where the value is still what the deed left.
//!
//! What has been changed since stays and is listed. Undoing is itself a deed in the change log.

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::leads::{CONVERTED, SHARED};
use crate::merge::TOOK_OVER;
use crate::{relink, undo_entry};
use crmweb_model::ids::{MailId, Uid};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Denied, Right, Role};
use crmweb_store::engine::Durability;
use crmweb_store::log;
use crmweb_store::mutations::{self, Mutation};
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, log::Entry, mails};

/// What undoing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// The verb taken back, such as `correct`.
    pub verb: String,
    /// Changes taken back.
    pub restored: usize,
    /// Why others were kept, one line each.
    pub kept: Vec<String>,
    /// Mails that belong to nobody any more and have left the crm.
    pub retracted: Vec<Uid>,
    /// Mails that are held back or shared again.
    pub held: Vec<Uid>,
}

/// Changes undone per transaction.
const BATCH: usize = 200;

/// Takes back the actor's last deed, or the one named.
pub fn undo(crm: &Crm, by: &By, mutation: Option<String>) -> Result<Undone> {
    let (deed, entries) = {
        let by = by.clone();
        crm.read(move |tx| {
            let deed = named(tx, &by, mutation.as_deref())?;
            let entries = log::of_mutation(tx, &deed.uid)?;
            Ok((deed, entries))
        })?
    };
    let mut undone = Undone { verb: deed.verb.clone(), ..Undone::default() };
    let newest_first: Vec<Entry> = entries.into_iter().rev().collect();
    let mut rest = newest_first.as_slice();
    while !rest.is_empty() {
        let (part, others) = rest.split_at(next(rest));
        rest = others;
        let (by, part, verb) = (by.clone(), part.to_vec(), deed.verb.clone());
        let done = crm.store().write_as(Urgency::Interactive, Durability::Normal, move |tx| {
            let mut done = Undone::default();
            for entry in &part {
                let outcome = match undo_entry::undo(tx, &by, entry) {
                    // Of many records one that is used by now stays, and the others go on.
                    Err(Error::Conflict(why)) if entry.verb == "created" && verb == CONVERTED => {
                        done.kept.push(why);
                        continue;
                    }
                    outcome => outcome?,
                };
                done.restored += usize::from(outcome.restored);
                done.kept.extend(outcome.kept);
            }
            Ok::<_, Error>(done)
        })?;
        undone.restored += done.restored;
        undone.kept.extend(done.kept);
    }
    let held: Vec<MailId> = newest_first
        .iter()
        .filter(|e| e.record.kind == RecordKind::Mail)
        .map(|e| MailId(e.record.id))
        .collect();
    undone.held = crm.read(move |tx| {
        let mut mails = Vec::new();
        for id in held {
            mails.extend(mails::by_id(tx, id)?.map(|mail| mail.uid));
        }
        Ok(mails)
    })?;
    let mut clients: Vec<RecordRef> = newest_first.iter().map(|entry| entry.record).collect();
    clients
        .retain(|record| matches!(record.kind, RecordKind::Account | RecordKind::Contact | RecordKind::Lead));
    clients.sort_unstable();
    clients.dedup();
    for client in clients {
        undone.retracted.extend(relink::let_go(crm, by, client)?);
    }
    // Last: a program killed before this line can undo again, what is undone already stays as it is.
    let at = by.at;
    crm.write(move |tx| Ok(mutations::mark_undone(tx, &deed.uid, at)?))?;
    Ok(undone)
}

/// How many of `entries` are undone next; one that speaks of many rows counts as many.
fn next(entries: &[Entry]) -> usize {
    let rows = |entry: &Entry| {
        let lists = matches!(entry.verb.as_str(), TOOK_OVER | SHARED);
        let listed = entry.fields.iter().filter_map(|change| change.new.as_ref());
        if lists { listed.map(|keys| keys.split(' ').count()).sum() } else { 1 }
    };
    let mut left = BATCH;
    let fitting = entries.iter().take_while(|entry| {
        let fits = left > 0;
        left = left.saturating_sub(rows(entry));
        fits
    });
    fitting.count().max(1)
}

fn named(tx: &mut Tx, by: &By, mutation: Option<&str>) -> Result<Mutation> {
    let found = match mutation {
        Some(uid) => mutations::by_uid(tx, uid)?,
        None => mutations::last_of(tx, by.actor.user)?,
    };
    let deed = found.ok_or_else(|| Error::Conflict("there is nothing to undo".into()))?;
    if deed.user != Some(by.actor.user) && !by.actor.roles.contains(&Role::Administrator) {
        return Err(Denied { right: Right::Settings }.into());
    }
    if deed.undone_at.is_some() {
        return Err(Error::Conflict("this was undone already".into()));
    }
    Ok(deed)
}
