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
use crmweb_model::rights::{Denied, Right, Role, Whose};
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::mutations::{self, Mutation};
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, mails, outbox};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

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

/// Entries undone per transaction at most.
const BATCH: i64 = 40;
/// Rows that the entries of a deed which is taken back in one piece may speak of.
const ROWS: usize = 200;
/// How long a transaction of a large deed holds the writer; it ends sooner when a person waits.
const HELD: Duration = Duration::from_millis(40);
/// Entries looked at per reading.
const LOOKED_AT: i64 = 1_000;

/// Takes back the actor's last deed, or the one named.
pub fn undo(crm: &Crm, by: &By, mutation: Option<String>) -> Result<Undone> {
    undo_telling(crm, by, mutation, &mut |_, _| {})
}

/// Like [`undo`], telling how many of how many changes were looked at.
///
/// A large deed is taken back in batches, each with the place where the next one begins: when it is interrupted, asking
/// again completes it. In such a deed what is used by others stays and is listed; a small one is then refused whole.
pub fn undo_telling(
    crm: &Crm,
    by: &By,
    mutation: Option<String>,
    tell: &mut dyn FnMut(i64, i64),
) -> Result<Undone> {
    by.may(Right::Read, Whose::Mine)?;
    let asker = by.clone();
    let (deed, of, large) = crm.read(move |tx| {
        let deed = named(tx, &asker, mutation.as_deref())?;
        let of = log::count_of_mutation(tx, &deed.uid, i64::MAX)?;
        let large = of > BATCH || log::of_mutation(tx, &deed.uid)?.iter().map(rows).sum::<usize>() > ROWS;
        Ok((deed, of, large))
    })?;
    let converted = deed.verb == CONVERTED;
    let urgency = if large { Urgency::Background } else { Urgency::Interactive };
    let mut undone = Undone { verb: deed.verb.clone(), ..Undone::default() };
    let mut done = 0;
    loop {
        let (by, uid, store) = (by.clone(), deed.uid.clone(), crm.store().clone());
        let batch = crm.store().write_as(urgency, Durability::Normal, move |tx| {
            let begun = Instant::now();
            batch(tx, &by, &uid, (large, converted), || {
                large && (begun.elapsed() > HELD || store.is_awaited())
            })
        })?;
        undone.restored += batch.restored;
        undone.kept.extend(batch.kept);
        done += batch.entries;
        if batch.entries == 0 {
            break;
        }
        tell(done.min(of), of);
    }
    let uid = deed.uid.clone();
    let records = crm.read(move |tx| records(tx, &uid))?;
    let mails: Vec<MailId> = records
        .iter()
        .filter(|record| record.kind == RecordKind::Mail)
        .map(|record| MailId(record.id))
        .collect();
    undone.held = crm.read(move |tx| {
        let mut held = Vec::new();
        for id in mails {
            held.extend(mails::by_id(tx, id)?.map(|mail| mail.uid));
        }
        Ok(held)
    })?;
    let clients = records.iter().filter(|record| record.kind != RecordKind::Mail);
    for client in clients {
        undone.retracted.extend(relink::let_go(crm, by, *client)?);
    }
    // Last: a program killed before this line can undo again, what is undone already stays as it is.
    let at = by.at;
    crm.write(move |tx| {
        outbox::withdraw(tx, &deed.uid, at)?;
        Ok(mutations::mark_undone(tx, &deed.uid, at)?)
    })?;
    Ok(undone)
}

/// What one transaction took back.
#[derive(Default)]
struct Batch {
    entries: i64,
    restored: usize,
    kept: Vec<String>,
}

fn batch(
    tx: &mut Tx,
    by: &By,
    uid: &str,
    (large, converted): (bool, bool),
    is_over: impl Fn() -> bool,
) -> Result<Batch> {
    let from = mutations::by_uid(tx, uid)?.and_then(|deed| deed.undone_from).unwrap_or(i64::MAX);
    let entries = log::of_mutation_before(tx, uid, from, BATCH)?;
    let (mut batch, mut last) = (Batch::default(), None);
    for entry in &entries {
        match undo_entry::undo(tx, by, entry) {
            Ok(outcome) => {
                batch.restored += usize::from(outcome.restored);
                batch.kept.extend(outcome.kept);
            }
            // It was refused before anything of it was done. What was converted is many records in one.
            Err(Error::Conflict(why)) if large || (converted && entry.verb == "created") => {
                batch.kept.push(why)
            }
            Err(e) => return Err(e),
        }
        batch.entries += 1;
        last = Some(entry.seq);
        if is_over() {
            break;
        }
    }
    if let Some(last) = last {
        mutations::note_undone_from(tx, uid, last)?;
    }
    Ok(batch)
}

/// The mails a deed has changed, and the clients by whose addresses or domains mail may have come or gone.
fn records(tx: &mut Tx, uid: &str) -> Result<BTreeSet<RecordRef>> {
    let is_key = |change: &FieldChange| matches!(change.field.as_str(), "addresses" | "domains");
    let matters = |entry: &&Entry| match entry.record.kind {
        RecordKind::Mail => true,
        RecordKind::Account | RecordKind::Contact | RecordKind::Lead => {
            entry.verb != "changed" || entry.fields.iter().any(is_key)
        }
        _ => false,
    };
    let (mut records, mut from) = (BTreeSet::new(), i64::MAX);
    loop {
        let entries = log::of_mutation_before(tx, uid, from, LOOKED_AT)?;
        records.extend(entries.iter().filter(matters).map(|entry| entry.record));
        match entries.last() {
            Some(last) => from = last.seq,
            None => return Ok(records),
        }
    }
}

/// The rows that an entry speaks of: some list those that were carried to another record.
fn rows(entry: &Entry) -> usize {
    let lists = matches!(entry.verb.as_str(), TOOK_OVER | SHARED);
    let listed = entry.fields.iter().filter_map(|change| change.new.as_ref());
    if lists { listed.map(|keys| keys.split(' ').count()).sum() } else { 1 }
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
