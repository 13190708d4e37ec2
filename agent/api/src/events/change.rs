//! An entry of the change log as a viewer may hear of it.

use crmweb_crm::{Result, credentials, whose};
use crmweb_model::catalogue;
use crmweb_model::ids::{ActivityId, MailId, MailboxId, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Scope};
use crmweb_store::log::Entry;
use crmweb_store::{Tx, activities, mailboxes, mails, refs, users};
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
pub(super) fn of(tx: &mut Tx, viewer: &Actor, entry: &Entry) -> Result<Option<Change>> {
    if !concerns(tx, viewer.user, entry)? {
        return Ok(None);
    }
    let mut records = Vec::new();
    let touched = whose::seen(tx, viewer, touched(entry), |record| *record)?;
    if touched.is_empty() && viewer.scope(Right::Read) != Some(Scope::All) {
        return Ok(None);
    }
    for record in touched {
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

/// Tells whether a viewer may know of an entry: not of mail that is not shared with them.
fn concerns(tx: &mut Tx, viewer: UserId, entry: &Entry) -> Result<bool> {
    let record = entry.record;
    if matches!(entry.verb.as_str(), "reminded" | "reminded_by_mail") {
        let to = entry.fields.iter().find(|change| change.field == "user");
        return Ok(to.and_then(|change| change.new.clone()) == Some(users::uid(tx, viewer)?));
    }
    if entry.user == Some(viewer) {
        return Ok(true);
    }
    let mail = match record.kind {
        // What is held back or taken away must leave the screens it was on.
        RecordKind::Mail if matches!(entry.verb.as_str(), "held" | "removed") => return Ok(true),
        RecordKind::Mail => mails::by_id(tx, MailId(record.id))?,
        RecordKind::Activity => {
            let activity = activities::load(tx, ActivityId(record.id))?;
            if activity.is_some_and(|it| it.private_to.is_some_and(|user| user != viewer)) {
                return Ok(was_shown(entry));
            }
            mails::by_activity(tx, ActivityId(record.id))?
        }
        RecordKind::Mailbox => {
            let mailbox = mailboxes::by_id(tx, MailboxId(record.id))?;
            return Ok(mailbox.is_some_and(|m| m.user.is_none() || m.share > ShareLevel::Nothing));
        }
        // A user's own list is private; the company's is no secret.
        RecordKind::NeverLog => return Ok(false),
        // How somebody signs in is nobody else's business.
        RecordKind::User if entry.verb == credentials::SECRET => {
            return Ok(entry.record.id == viewer.0);
        }
        _ => None,
    };
    let Some(mail) = mail else { return Ok(true) };
    let captures = mails::captures(tx, mail.id)?;
    Ok(captures.iter().any(|capture| {
        capture.user.is_none_or(|user| user == viewer) || !capture.held && capture.share > ShareLevel::Nothing
    }))
}

/// What becomes private must leave the screens it was on; nothing else of it is told.
fn was_shown(entry: &Entry) -> bool {
    entry.verb == "changed"
        && entry.fields.iter().any(|change| change.field == "private" && change.old.is_none())
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
