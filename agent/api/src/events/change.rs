//! An entry of the change log as a viewer may hear of it.

use crmweb_model::catalogue;
use crmweb_model::ids::{ActivityId, MailId, MailboxId, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::log::Entry;
use crmweb_store::{Result, Tx, mailboxes, mails, refs, users};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// Its number: what comes later has a higher one.
    pub seq: i64,
    /// Names the deed it is part of; one's own are known by it.
    pub mutation: String,
    /// What happened: `created`, `changed`, `deleted`, `linked`, `received`, …
    pub verb: String,
    /// When, in ms since 1970.
    pub at: i64,
    /// The user who did it; `null`: the system.
    pub by: Option<String>,
    /// The records to ask for again.
    pub records: Vec<ChangedRecord>,
}

/// A record that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedRecord {
    /// `account`, `contact`, `opportunity`, `incident`, `activity` or `mail`.
    pub kind: &'static str,
    /// Its id.
    pub uid: String,
}

/// Describes an entry for `viewer`; `None`: it is none of their business.
pub(super) fn of(tx: &mut Tx, viewer: UserId, entry: &Entry) -> Result<Option<Change>> {
    if !concerns(tx, viewer, entry)? {
        return Ok(None);
    }
    let mut records = Vec::new();
    for record in touched(entry) {
        if let (true, Some(uid)) = (is_shown(record.kind), refs::uid(tx, record)?) {
            records.push(ChangedRecord { kind: record.kind.as_str(), uid: uid.to_string() });
        }
    }
    let by = match entry.user {
        Some(user) => Some(users::uid(tx, user)?),
        None => None,
    };
    Ok(Some(Change {
        seq: entry.seq,
        mutation: entry.mutation.clone(),
        verb: entry.verb.clone(),
        at: entry.at.0,
        by,
        records,
    }))
}

/// Records named by one event; a screen that shows more asks for its list again.
const MOST_RECORDS: usize = 100;

/// Joins what one deed did to many records, one after another, to one event: a bulk edit is told once per batch.
pub(super) fn together(changes: Vec<Change>) -> Vec<Change> {
    let mut joined: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        let fits = |last: &&mut Change| {
            last.mutation == change.mutation
                && last.verb == change.verb
                && last.records.len() + change.records.len() <= MOST_RECORDS
        };
        match joined.last_mut().filter(fits) {
            Some(last) => {
                last.seq = change.seq;
                last.at = change.at;
                let new = change.records.into_iter().filter(|record| !last.records.contains(record));
                let new: Vec<ChangedRecord> = new.collect();
                last.records.extend(new);
            }
            None => joined.push(change),
        }
    }
    joined
}

/// Tells whether a viewer may know of an entry: not of mail that is not shared with them.
fn concerns(tx: &mut Tx, viewer: UserId, entry: &Entry) -> Result<bool> {
    let record = entry.record;
    if entry.user == Some(viewer) {
        return Ok(true);
    }
    let mail = match record.kind {
        // What is held back or taken away must leave the screens it was on.
        RecordKind::Mail if matches!(entry.verb.as_str(), "held" | "removed") => return Ok(true),
        RecordKind::Mail => mails::by_id(tx, MailId(record.id))?,
        RecordKind::Activity => mails::by_activity(tx, ActivityId(record.id))?,
        RecordKind::Mailbox => {
            let mailbox = mailboxes::by_id(tx, MailboxId(record.id))?;
            return Ok(mailbox.is_some_and(|m| m.user.is_none() || m.share > ShareLevel::Nothing));
        }
        // A user's own list is private; the company's is no secret.
        RecordKind::NeverLog => return Ok(false),
        _ => None,
    };
    let Some(mail) = mail else { return Ok(true) };
    let captures = mails::captures(tx, mail.id)?;
    Ok(captures.iter().any(|capture| {
        capture.user.is_none_or(|user| user == viewer) || !capture.held && capture.share > ShareLevel::Nothing
    }))
}

/// The record of an entry, or those a batch of mail has touched.
fn touched(entry: &Entry) -> Vec<RecordRef> {
    if entry.verb != "received" {
        return vec![entry.record];
    }
    let named = entry.fields.iter().filter(|change| change.field == "records");
    let names = named.filter_map(|change| change.new.as_deref()).flat_map(str::split_whitespace);
    names
        .filter_map(|name| {
            let (kind, id) = name.split_once(':')?;
            Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
        })
        .collect()
}

fn is_shown(kind: RecordKind) -> bool {
    kind == RecordKind::Mail || catalogue::of(kind).is_some()
}
