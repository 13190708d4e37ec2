//! What of the change log somebody may hear of, and how it is told outside: live events, webhooks and the audit read
//! the log through here.

use crate::error::Result;
use crate::{credentials, groups, leads, merge, whose};
use crmweb_model::catalogue::{self, Type};
use crmweb_model::ids::{ActivityId, MailId, MailboxId, Uid, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Scope};
use crmweb_store::links::Link;
use crmweb_store::log::{Entry, FieldChange};
use crmweb_store::{Tx, activities, catalogued, mailboxes, mails, names, refs, users};

/// Tells whether `viewer` may know of an entry: not of mail that is not shared with them, nor of what is private, nor
/// of records they do not see.
///
/// `None` is everybody at once: only what no share level keeps from any colleague.
pub fn may_hear(tx: &mut Tx, viewer: Option<&Actor>, entry: &Entry) -> Result<bool> {
    if !is_shared(tx, viewer.map(|actor| actor.user), entry)? {
        return Ok(false);
    }
    match viewer {
        Some(actor) if actor.scope(Right::Read) != Some(Scope::All) => {
            Ok(!whose::seen(tx, actor, touched(entry), |record| *record)?.is_empty())
        }
        _ => Ok(true),
    }
}

/// The same by share levels and privacy alone.
fn is_shared(tx: &mut Tx, viewer: Option<UserId>, entry: &Entry) -> Result<bool> {
    let record = entry.record;
    let is_viewer = |user: UserId| viewer == Some(user);
    if matches!(entry.verb.as_str(), "reminded" | "reminded_by_mail") {
        let to = entry.fields.iter().find(|change| change.field == "user");
        let to = to.and_then(|change| change.new.as_deref());
        return match viewer {
            Some(viewer) => Ok(to == Some(users::uid(tx, viewer)?.as_str())),
            None => Ok(false),
        };
    }
    if entry.user.is_some_and(is_viewer) {
        return Ok(true);
    }
    let mail = match record.kind {
        // What is held back or taken away must leave the screens it was on.
        RecordKind::Mail if matches!(entry.verb.as_str(), "held" | "removed") => return Ok(viewer.is_some()),
        RecordKind::Mail => match mails::by_id(tx, MailId(record.id))? {
            None if viewer.is_none() => return Ok(false),
            found => found,
        },
        RecordKind::Activity => match mails::by_activity(tx, ActivityId(record.id))? {
            None => return is_open_activity(tx, viewer, entry),
            found => found,
        },
        RecordKind::Mailbox => {
            let mailbox = mailboxes::by_id(tx, MailboxId(record.id))?;
            return Ok(mailbox.is_some_and(|m| m.user.is_none() || m.share > ShareLevel::Nothing));
        }
        // A user's own list is private; the company's is no secret.
        RecordKind::NeverLog | RecordKind::View => return Ok(false),
        // How somebody signs in is nobody else's business.
        RecordKind::User if entry.verb == credentials::SECRET => return Ok(is_viewer(UserId(record.id))),
        RecordKind::Group => return is_open_group(tx, viewer, record),
        _ => None,
    };
    let Some(mail) = mail else { return Ok(true) };
    let captures = mails::captures(tx, mail.id)?;
    Ok(captures.iter().any(|capture| {
        capture.user.is_none_or(is_viewer) || !capture.held && capture.share > ShareLevel::Nothing
    }))
}

fn is_open_activity(tx: &mut Tx, viewer: Option<UserId>, entry: &Entry) -> Result<bool> {
    let activity = activities::load(tx, ActivityId(entry.record.id))?;
    let private_to = activity.and_then(|activity| activity.private_to);
    // What becomes private must leave the screens it was on; nothing else of it is told.
    let was_shown = entry.verb == "changed"
        && entry.fields.iter().any(|change| change.field == "private" && change.old.is_none());
    Ok(private_to.is_none_or(|user| viewer == Some(user)) || (was_shown && viewer.is_some()))
}

fn is_open_group(tx: &mut Tx, viewer: Option<UserId>, record: RecordRef) -> Result<bool> {
    let Some(kind) = catalogue::of(record.kind) else { return Ok(false) };
    let group = catalogued::load(tx, kind, record.id)?;
    Ok(group.is_some_and(|group| {
        group.text("shared") != "no" || group.owner.is_some_and(|user| viewer == Some(user))
    }))
}

/// Returns the record of an entry, or those a batch of mail has touched.
pub fn touched(entry: &Entry) -> Vec<RecordRef> {
    if entry.verb != "received" {
        return vec![entry.record];
    }
    let named = entry.fields.iter().filter(|change| change.field == "records");
    named
        .filter_map(|change| change.new.as_deref())
        .flat_map(str::split_whitespace)
        .filter_map(pointer)
        .collect()
}

/// How records are named in the fields of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By their ids outside, for programs.
    Ids,
    /// As people call them.
    Names,
}

/// Returns the fields of an entry as they may be told: no key of the database, no link that only another user sees, or
/// to a record that `viewer` does not see.
pub fn fields(
    tx: &mut Tx,
    viewer: Option<&Actor>,
    entry: &Entry,
    naming: Naming,
) -> Result<Vec<FieldChange>> {
    let mut told = Vec::new();
    // What a merge or a conversion carried along is listed by keys of its tables, for taking it back.
    let carried = matches!(entry.verb.as_str(), merge::TOOK_OVER | leads::SHARED);
    for change in entry.fields.iter().filter(|_| !carried) {
        let kind = pointing(entry.record.kind, &change.field);
        if kind == Pointing::Within {
            continue;
        }
        let mut side = |text: Option<&String>| -> Result<Option<String>> {
            let Some(text) = text else { return Ok(None) };
            match (kind, naming) {
                (Pointing::Link, _) => link(tx, viewer, text, naming),
                (Pointing::Keys, _) => keys(tx, viewer, text, naming),
                (Pointing::Uids(kind), Naming::Names) => named(tx, viewer, kind, text).map(Some),
                _ => Ok(Some(text.clone())),
            }
        };
        let (old, new) = (side(change.old.as_ref())?, side(change.new.as_ref())?);
        if old.is_some() || new.is_some() || (change.old.is_none() && change.new.is_none()) {
            told.push(FieldChange::new(&change.field, old, new));
        }
    }
    Ok(told)
}

/// How the values of a field point at records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pointing {
    Not,
    /// As a whole link.
    Link,
    /// By keys of the database.
    Keys,
    /// By ids outside, one a line, each perhaps followed by a text.
    Uids(RecordKind),
    /// Inside the database only.
    Within,
}

fn pointing(kind: RecordKind, field: &str) -> Pointing {
    match (kind, field) {
        (RecordKind::Activity, "link") => Pointing::Link,
        (RecordKind::Activity, "thread") | (_, "records") | (RecordKind::MatchRule, _) => Pointing::Keys,
        (RecordKind::Document, "link") | (RecordKind::Group, groups::MEMBERS) => Pointing::Keys,
        (_, "thread") => Pointing::Within,
        (_, "owner" | "assignee") => Pointing::Uids(RecordKind::User),
        (_, "account" | "parent" | "positions") => Pointing::Uids(RecordKind::Account),
        (_, "contact" | "contacts") => Pointing::Uids(RecordKind::Contact),
        _ => match catalogue::of(kind).and_then(|kind| kind.field(field)).map(|field| field.of) {
            Some(Type::One(named) | Type::Many(named)) => Pointing::Uids(named),
            _ => Pointing::Not,
        },
    }
}

fn link(tx: &mut Tx, viewer: Option<&Actor>, text: &str, naming: Naming) -> Result<Option<String>> {
    let link = Link::from_text(text)?;
    let is_viewer = |user: UserId| viewer.is_some_and(|actor| actor.user == user);
    if link.only_for.is_some_and(|user| !is_viewer(user)) || !sees(tx, viewer, link.record)? {
        return Ok(None);
    }
    let record = told(tx, link.record, naming)?;
    Ok(Some(if link.refused { format!("not {record}") } else { record }))
}

fn keys(tx: &mut Tx, viewer: Option<&Actor>, text: &str, naming: Naming) -> Result<Option<String>> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        match pointer(word) {
            Some(record) if sees(tx, viewer, record)? => all.push(told(tx, record, naming)?),
            Some(_) => {}
            None => all.push(word.to_owned()),
        }
    }
    Ok((!all.is_empty() || text.is_empty()).then(|| all.join("\n")))
}

/// Nobody in particular sees what everybody who sees all does.
fn sees(tx: &mut Tx, viewer: Option<&Actor>, record: RecordRef) -> Result<bool> {
    viewer.map_or(Ok(true), |actor| whose::sees(tx, actor, record))
}

fn told(tx: &mut Tx, record: RecordRef, naming: Naming) -> Result<String> {
    match naming {
        Naming::Names => Ok(format!("{} {}", record.kind, names::of(tx, record)?)),
        Naming::Ids => {
            let uid = refs::uid(tx, record)?.map_or_else(|| "gone".to_owned(), |uid| uid.to_string());
            Ok(format!("{} {uid}", record.kind))
        }
    }
}

/// The records of a field as people call them; one that is not seen is told by its kind. Colleagues are known to all.
fn named(tx: &mut Tx, viewer: Option<&Actor>, kind: RecordKind, text: &str) -> Result<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let (uid, rest) = line.split_once(' ').unwrap_or((line, ""));
        let record = match Uid::parse(uid) {
            Ok(uid) => refs::find_any(tx, kind, uid)?,
            Err(_) => None,
        };
        lines.push(match record {
            Some(record) if kind != RecordKind::User && !sees(tx, viewer, record)? => kind.to_string(),
            Some(record) if rest.is_empty() => names::of(tx, record)?,
            Some(record) => format!("{}, {rest}", names::of(tx, record)?),
            None => line.to_owned(),
        });
    }
    Ok(lines.join("\n"))
}

fn pointer(text: &str) -> Option<RecordRef> {
    let (kind, id) = text.split_once(':')?;
    Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
}
