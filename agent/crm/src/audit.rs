//! What was changed, by whom, when, from what to what, and where the values came from (SPEC C7).

use crate::error::{Error, Result};
use crate::viewer::{self, Naming};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, names, refs, users};
use std::collections::BTreeMap;

/// The most lines of a page.
pub const LARGEST: usize = 200;
/// Entries read at a time.
const BATCH: i64 = 200;
/// Entries read for one page at most, however few of them the viewer may see.
const READ_AT_MOST: usize = 2_000;

/// Which changes. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of this record, deleted ones too.
    pub record: Option<(RecordKind, Uid)>,
    /// By this user.
    pub user: Option<Uid>,
    /// Of this deed.
    pub deed: Option<Uid>,
    /// Not before this moment.
    pub since: Option<Millis>,
    /// Before this moment.
    pub until: Option<Millis>,
    /// Before this line: the cursor of the page before.
    pub before: Option<i64>,
    /// How many at most; no more than [`LARGEST`].
    pub limit: usize,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the log.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// By whom: id outside and name; `None` is the program.
    pub by: Option<(Uid, String)>,
    /// The deed it is part of.
    pub deed: String,
    /// The kind of the record.
    pub kind: RecordKind,
    /// Its id outside; `None` when it has none, or is gone for good.
    pub uid: Option<Uid>,
    /// What people call it.
    pub name: String,
    /// What happened: `created`, `changed`, `deleted`, …
    pub verb: String,
    /// The fields with their values before and after, records by their names.
    pub fields: Vec<FieldChange>,
    /// Where the values come from: `typed`, `mail <uid>`, `import line 43`, `restored from <when>`.
    pub provenance: String,
}

/// A page of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The changes, newest first.
    pub lines: Vec<Line>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<i64>,
}

/// Lists changes, newest first, as the actor may see them.
pub fn audit(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Page> {
    actor.may(Right::Read, Whose::Mine)?;
    let limit = asked.limit.clamp(1, LARGEST);
    let mut entries = log::Asked {
        record: asked.record.map(|(kind, uid)| record(tx, kind, uid)).transpose()?,
        user: match asked.user {
            Some(uid) => Some(refs::find_any(tx, RecordKind::User, uid)?.map_or(NOBODY, |user| user.id)),
            None => None,
        }
        .map(UserId),
        mutation: asked.deed.map(|deed| deed.to_string()),
        since: asked.since,
        until: asked.until,
        before: asked.before,
    };
    let (mut page, mut read, mut known) = (Page::default(), 0, Known::default());
    while read < READ_AT_MOST {
        let batch = log::page(tx, &entries, BATCH.min(limit as i64 + 1))?;
        let whole = batch.len() as i64 == BATCH.min(limit as i64 + 1);
        for entry in &batch {
            if page.lines.len() == limit {
                page.next = page.lines.last().map(|line| line.seq);
                return Ok(page);
            }
            read += 1;
            entries.before = Some(entry.seq);
            if is_shown(tx, actor, entry)? {
                page.lines.push(known.line(tx, actor, entry)?);
            }
        }
        if !whole {
            return Ok(page);
        }
    }
    page.next = entries.before;
    Ok(page)
}

/// A key no user has.
const NOBODY: i64 = -1;

fn record(tx: &mut Tx, kind: RecordKind, uid: Uid) -> Result<RecordRef> {
    refs::find_any(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))
}

/// Tells whether an actor may see an entry: what concerns users and settings is for those who manage them.
pub(crate) fn is_shown(tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<bool> {
    let own = entry.user == Some(actor.user);
    let managed = match entry.record.kind {
        RecordKind::User | RecordKind::Role => Some(Right::Users),
        RecordKind::Setting | RecordKind::Webhook | RecordKind::MatchRule => Some(Right::Settings),
        RecordKind::Outbox => Some(Right::Settings),
        _ => None,
    };
    match managed {
        Some(right) => Ok(own || actor.may(right, Whose::Others).is_ok()),
        None => viewer::may_hear(tx, Some(actor), entry),
    }
}

/// What is known of the authors and records of a page: most lines share them.
#[derive(Default)]
struct Known {
    users: BTreeMap<UserId, Option<(Uid, String)>>,
    records: BTreeMap<RecordRef, (Option<Uid>, String)>,
}

impl Known {
    fn line(&mut self, tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<Line> {
        let by = match entry.user {
            Some(user) => self.user(tx, user)?,
            None => None,
        };
        let (uid, name) = self.record(tx, entry.record)?;
        Ok(Line {
            seq: entry.seq,
            at: entry.at,
            by,
            deed: entry.mutation.clone(),
            kind: entry.record.kind,
            uid,
            name,
            verb: entry.verb.clone(),
            fields: viewer::fields(tx, Some(actor), entry, Naming::Names)?,
            provenance: entry.provenance.clone(),
        })
    }

    fn user(&mut self, tx: &mut Tx, id: UserId) -> Result<Option<(Uid, String)>> {
        if let Some(known) = self.users.get(&id) {
            return Ok(known.clone());
        }
        let found = users::by_id(tx, id)?.map(|user| (user.uid, user.name));
        self.users.insert(id, found.clone());
        Ok(found)
    }

    fn record(&mut self, tx: &mut Tx, record: RecordRef) -> Result<(Option<Uid>, String)> {
        if let Some(known) = self.records.get(&record) {
            return Ok(known.clone());
        }
        let found = (refs::uid(tx, record)?, names::of(tx, record)?);
        self.records.insert(record, found.clone());
        Ok(found)
    }
}
