//! Whose an activity is, and why.

use crate::engine::{Param, Row, Tx};
use crate::error::{Error, Result};
use crmweb_model::ids::{ActivityId, ThreadId, Uid, UserId};
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::subject::incident_label;
use crmweb_model::time::Millis;
use serde::{Deserialize, Serialize};

/// A link as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordRef,
    /// The reason.
    pub rule: Rule,
    /// What the reason rests on.
    pub evidence: String,
    /// Somebody took it away; it stands only so that no rule makes it again.
    pub refused: bool,
    /// Made through a blind copy of this user's, who alone sees it.
    pub only_for: Option<UserId>,
    /// Who made it; `None` is a rule.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Millis,
}

/// A link as the change log keeps it, so that undo can put it back.
#[derive(Serialize, Deserialize)]
struct Written {
    kind: String,
    id: i64,
    rule: String,
    evidence: String,
    refused: bool,
    only_for: i64,
    made_by: Option<i64>,
    made_at: i64,
}

impl Link {
    /// Returns the link as text for the change log.
    pub fn to_text(&self) -> Result<String> {
        let written = Written {
            kind: self.record.kind.as_str().into(),
            id: self.record.id,
            rule: self.rule.as_str().into(),
            evidence: self.evidence.clone(),
            refused: self.refused,
            only_for: self.only_for.map_or(0, |u| u.0),
            made_by: self.made_by.map(|u| u.0),
            made_at: self.made_at.0,
        };
        serde_json::to_string(&written).map_err(|e| Error::Damaged(e.to_string()))
    }

    /// Reads [`Link::to_text`] back.
    pub fn from_text(text: &str) -> Result<Link> {
        let w: Written = serde_json::from_str(text).map_err(|e| Error::Damaged(e.to_string()))?;
        read(&w.kind, w.id, &w.rule, w.evidence, (w.refused, w.only_for, w.made_by, w.made_at))
    }
}

/// Lists an activity's links, refused ones too, in a stable order.
pub fn of_activity(tx: &mut Tx, activity: ActivityId) -> Result<Vec<Link>> {
    tx.query(
        "SELECT record_kind, record_id, rule, evidence, refused, only_for, made_by, made_at
         FROM activity_links
         WHERE activity_id = ?1
         ORDER BY record_kind, record_id",
        &[&activity.0],
        link,
    )
}

/// A link with what people call its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The link.
    pub link: Link,
    /// The record's id outside.
    pub uid: Uid,
    /// What people call the record.
    pub name: String,
}

/// Lists the links of an activity that `viewer` may see, without refused ones and those to records that are gone.
pub fn shown(tx: &mut Tx, activity: ActivityId, viewer: UserId) -> Result<Vec<Shown>> {
    let mut found = Vec::new();
    let rows = tx.query(
        "SELECT l.record_kind, l.record_id, l.rule, l.evidence, l.refused, l.only_for, l.made_by, l.made_at,
                CASE l.record_kind
                    WHEN 'contact' THEN (SELECT uid || first_name || ' ' || last_name FROM contacts
                                         WHERE id = l.record_id AND deleted_at IS NULL)
                    WHEN 'account' THEN (SELECT uid || name FROM accounts
                                         WHERE id = l.record_id AND deleted_at IS NULL)
                    WHEN 'lead' THEN (SELECT uid || first_name || ' ' || last_name ||
                                             CASE WHEN first_name || last_name = '' THEN company ELSE '' END
                                      FROM leads WHERE id = l.record_id AND deleted_at IS NULL)
                    WHEN 'opportunity' THEN (SELECT uid || name FROM opportunities
                                             WHERE id = l.record_id AND deleted_at IS NULL)
                    WHEN 'incident' THEN (SELECT uid || number || ' ' || subject FROM incidents
                                          WHERE id = l.record_id AND deleted_at IS NULL)
                END
         FROM activity_links l
         WHERE l.activity_id = ?1 AND l.refused = 0 AND l.only_for IN (0, ?2)
         ORDER BY l.record_kind, l.record_id",
        &[&activity.0, &viewer.0],
        |r| Ok((link(r)?, r.get::<Option<String>>(8)?)),
    )?;
    for (link, told) in rows {
        // The id comes first and always has the same length.
        let Some((uid, name)) = told.as_deref().and_then(|told| told.split_at_checked(UID_LENGTH)) else {
            continue;
        };
        let uid = Uid::parse(uid).map_err(|_| Error::Damaged("the id of a record".into()))?;
        let name = match link.record.kind {
            RecordKind::Incident => match name.split_once(' ') {
                Some((number, subject)) => {
                    format!("{} {subject}", incident_label(number.parse().unwrap_or_default()))
                }
                None => name.to_owned(),
            },
            _ => name.trim().to_owned(),
        };
        found.push(Shown { link, uid, name });
    }
    Ok(found)
}

/// Letters of an id outside.
const UID_LENGTH: usize = 36;

/// Lists the activities linked to a record, oldest key first, after `after`.
pub fn of_record(tx: &mut Tx, record: RecordRef, after: ActivityId, limit: i64) -> Result<Vec<ActivityId>> {
    tx.query(
        "SELECT activity_id
         FROM activity_links
         WHERE record_kind = ?1 AND record_id = ?2 AND activity_id > ?3 AND refused = 0
         ORDER BY activity_id
         LIMIT ?4",
        &[&record.kind.as_str(), &record.id, &after.0, &limit],
        |r| r.get(0).map(ActivityId),
    )
}

/// Makes a link, or replaces the one to the same record. The timeline is the caller's to refresh.
pub fn put(tx: &mut Tx, activity: ActivityId, link: &Link) -> Result<()> {
    put_all(tx, activity, std::slice::from_ref(link))
}

/// Like [`put`], for several links to different records.
pub fn put_all(tx: &mut Tx, activity: ActivityId, links: &[Link]) -> Result<()> {
    let columns = |link: &Link| {
        let (only_for, made_by) = (link.only_for.map_or(0, |u| u.0), link.made_by.map(|u| u.0));
        (link.record.kind.as_str(), link.rule.as_str(), i64::from(link.refused), only_for, made_by)
    };
    let columns: Vec<_> = links.iter().map(columns).collect();
    let mut values: Vec<&dyn Param> = Vec::with_capacity(9 * links.len());
    for (link, (kind, rule, refused, only_for, made_by)) in links.iter().zip(&columns) {
        values.extend([&activity.0 as &dyn Param, kind, &link.record.id, rule, &link.evidence, refused]);
        values.extend([only_for as &dyn Param, made_by, &link.made_at.0]);
    }
    tx.insert_rows(
        "INSERT INTO activity_links
             (activity_id, record_kind, record_id, rule, evidence, refused, only_for, made_by, made_at)",
        9,
        &values,
        "ON CONFLICT (activity_id, record_kind, record_id)
         DO UPDATE SET rule = excluded.rule, evidence = excluded.evidence, refused = excluded.refused,
                       only_for = excluded.only_for, made_by = excluded.made_by, made_at = excluded.made_at",
    )
}

/// Takes a link away without a trace. The timeline is the caller's to refresh.
pub fn remove(tx: &mut Tx, activity: ActivityId, record: RecordRef) -> Result<()> {
    tx.execute(
        "DELETE FROM activity_links WHERE activity_id = ?1 AND record_kind = ?2 AND record_id = ?3",
        &[&activity.0, &record.kind.as_str(), &record.id],
    )?;
    Ok(())
}

/// Lists the opportunities, incidents and leads that a thread belongs to.
pub fn of_thread(tx: &mut Tx, thread: ThreadId) -> Result<Vec<RecordRef>> {
    let found = tx.query(
        "SELECT record_kind, record_id FROM thread_records WHERE thread_id = ?1 ORDER BY record_kind, record_id",
        &[&thread.0],
        |r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?)),
    )?;
    found.into_iter().map(|(kind, id)| Ok(RecordRef::new(record_kind(&kind)?, id))).collect()
}

/// Lets a thread belong to a record, so that its next mails join it.
pub fn join_thread(tx: &mut Tx, thread: ThreadId, record: RecordRef) -> Result<()> {
    tx.execute(
        "INSERT INTO thread_records (thread_id, record_kind, record_id)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (thread_id, record_kind, record_id) DO NOTHING",
        &[&thread.0, &record.kind.as_str(), &record.id],
    )?;
    Ok(())
}

/// Lets a thread no longer belong to a record.
pub fn leave_thread(tx: &mut Tx, thread: ThreadId, record: RecordRef) -> Result<()> {
    tx.execute(
        "DELETE FROM thread_records WHERE thread_id = ?1 AND record_kind = ?2 AND record_id = ?3",
        &[&thread.0, &record.kind.as_str(), &record.id],
    )?;
    Ok(())
}

/// Reads the name of a record kind from the database.
pub fn record_kind(name: &str) -> Result<RecordKind> {
    RecordKind::from_name(name).ok_or_else(|| Error::Damaged(format!("record kind {name:?}")))
}

fn link(r: &Row) -> Result<Link> {
    let (kind, rule): (String, String) = (r.get(0)?, r.get(2)?);
    read(&kind, r.get(1)?, &rule, r.get(3)?, (r.flag(4)?, r.get(5)?, r.get(6)?, r.get(7)?))
}

fn read(
    kind: &str,
    id: i64,
    rule: &str,
    evidence: String,
    (refused, only_for, made_by, made_at): (bool, i64, Option<i64>, i64),
) -> Result<Link> {
    Ok(Link {
        record: RecordRef::new(record_kind(kind)?, id),
        rule: Rule::from_name(rule).ok_or_else(|| Error::Damaged(format!("rule {rule:?}")))?,
        evidence,
        refused,
        only_for: (only_for != 0).then_some(UserId(only_for)),
        made_by: made_by.map(UserId),
        made_at: Millis(made_at),
    })
}
