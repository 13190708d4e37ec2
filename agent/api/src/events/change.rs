//! An entry of the change log as a viewer may hear of it.

use crmweb_crm::{Result, viewer, whose};
use crmweb_model::catalogue;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_store::log::Entry;
use crmweb_store::{Tx, refs, users};
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
///
/// Whoever does not see every record hears of those that are seen, and of nothing else.
pub(super) fn of(tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<Option<Change>> {
    if !viewer::may_hear(tx, Some(actor), entry)? {
        return Ok(None);
    }
    let mut records = Vec::new();
    for record in whose::seen(tx, actor, viewer::touched(entry), |record| *record)? {
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

fn is_shown(kind: RecordKind) -> bool {
    kind == RecordKind::Mail || catalogue::of(kind).is_some()
}
