//! The one door of every change: audit, live events, webhooks and undo all read this log.
//!
//! Appending is serialised, so that no reader skips an entry that commits late: SQLite has one writer anyway,
//! PostgreSQL takes a lock that ends with the transaction.

use crate::engine::{Param, Tx};
use crate::error::{Error, Result};
use crate::text_keys;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// One field of a record before and after; `None` is "no value".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field's name in the catalogue.
    pub field: String,
    /// The value before.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
}

impl FieldChange {
    /// Describes a change of `field`.
    pub fn new(field: &str, old: Option<String>, new: Option<String>) -> FieldChange {
        FieldChange { field: field.into(), old, new }
    }
}

/// Who acts, when, and as part of what: the same for all entries of one verb.
#[derive(Clone, Debug)]
pub struct Author {
    /// The user; `None` is the system.
    pub user: Option<UserId>,
    /// When.
    pub at: Millis,
    /// Names the whole deed, so that it can be undone and recognised as one's own.
    pub mutation: Uid,
    /// Where the values come from: `typed`, `mail <uid>`, `import line 43`.
    pub provenance: String,
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log; readers go on after the last they saw.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// By whom; `None` is the system.
    pub user: Option<UserId>,
    /// The deed it belongs to.
    pub mutation: String,
    /// Which record.
    pub record: RecordRef,
    /// What happened: `created`, `changed`, `deleted`, `linked`, …
    pub verb: String,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
    /// Where the values come from.
    pub provenance: String,
}

/// The key of PostgreSQL's advisory lock that serialises appending.
const LOG_LOCK: i64 = 0x63_72_6d_6c_6f_67;

/// Appends one entry and returns its place in the log.
pub fn append(
    tx: &mut Tx,
    by: &Author,
    record: RecordRef,
    verb: &str,
    fields: &[FieldChange],
) -> Result<i64> {
    lock(tx)?;
    text_keys::follow(tx, record, fields)?;
    let fields = serde_json::to_string(fields).map_err(|e| Error::Damaged(e.to_string()))?;
    tx.query_one(
        "INSERT INTO change_log (at, user_id, mutation, record_kind, record_id, verb, fields, provenance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         RETURNING seq",
        &[
            &by.at.0,
            &by.user.map(|u| u.0),
            &by.mutation.to_string(),
            &record.kind.as_str(),
            &record.id,
            &verb,
            &fields,
            &by.provenance,
        ],
        |r| r.get(0),
    )
}

/// Lists the entries after `seq`, oldest first, at most `limit`.
pub fn after(tx: &mut Tx, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT seq, at, user_id, mutation, record_kind, record_id, verb, fields, provenance
         FROM change_log
         WHERE seq > ?1
         ORDER BY seq
         LIMIT ?2",
        &[&seq, &limit],
        entry,
    )
}

/// Returns the place of the newest entry; 0 while there is none.
pub fn newest(tx: &mut Tx) -> Result<i64> {
    let newest = tx.query_opt("SELECT seq FROM change_log ORDER BY seq DESC LIMIT 1", &[], |r| r.get(0))?;
    Ok(newest.unwrap_or(0))
}

/// Lists the entries of one deed, oldest first.
pub fn of_mutation(tx: &mut Tx, mutation: &str) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT seq, at, user_id, mutation, record_kind, record_id, verb, fields, provenance
         FROM change_log
         WHERE mutation = ?1
         ORDER BY seq",
        &[&mutation],
        entry,
    )
}

/// Lists the entries of one record, newest first, at most `limit`.
pub fn of_record(tx: &mut Tx, record: RecordRef, limit: i64) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT seq, at, user_id, mutation, record_kind, record_id, verb, fields, provenance
         FROM change_log
         WHERE record_kind = ?1 AND record_id = ?2
         ORDER BY seq DESC
         LIMIT ?3",
        &[&record.kind.as_str(), &record.id, &limit],
        entry,
    )
}

/// Which entries of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of this record.
    pub record: Option<RecordRef>,
    /// By this user.
    pub user: Option<UserId>,
    /// Of this deed.
    pub mutation: Option<String>,
    /// Not before this moment, as the order of the log has it.
    pub since: Option<Millis>,
    /// Before this moment.
    pub until: Option<Millis>,
    /// Before this entry.
    pub before: Option<i64>,
}

/// Lists entries, newest first, at most `limit`.
pub fn page(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<Vec<Entry>> {
    let from = asked.since.map(|at| first_since(tx, at)).transpose()?;
    let mut to = asked.before.unwrap_or(i64::MAX);
    if let Some(until) = asked.until {
        to = to.min(first_since(tx, until)?);
    }
    let (record, user) = (asked.record.map(|r| (r.kind.as_str(), r.id)), asked.user.map(|u| u.0));
    let mut params: Vec<&dyn Param> = vec![&to, &limit];
    let mut only = String::new();
    if let Some((kind, id)) = &record {
        params.extend([kind as &dyn Param, id]);
        let _infallible =
            write!(only, " AND record_kind = ?{} AND record_id = ?{}", params.len() - 1, params.len());
    }
    if let Some(user) = &user {
        params.push(user);
        let _infallible = write!(only, " AND user_id = ?{}", params.len());
    }
    if let Some(mutation) = &asked.mutation {
        params.push(mutation);
        let _infallible = write!(only, " AND mutation = ?{}", params.len());
    }
    if let Some(from) = &from {
        params.push(from);
        let _infallible = write!(only, " AND seq >= ?{}", params.len());
    }
    let sql = format!(
        "SELECT seq, at, user_id, mutation, record_kind, record_id, verb, fields, provenance
         FROM change_log
         WHERE seq < ?1{only}
         ORDER BY seq DESC
         LIMIT ?2"
    );
    tx.query(&sql, &params, entry)
}

/// The place of the first entry made at a moment or later; after the newest when there is none.
fn first_since(tx: &mut Tx, at: Millis) -> Result<i64> {
    let sql = "SELECT seq FROM change_log WHERE at >= ?1 ORDER BY at, seq LIMIT 1";
    Ok(tx.query_opt(sql, &[&at.0], |r| r.get(0))?.unwrap_or(i64::MAX))
}

/// Loads one entry.
pub fn by_seq(tx: &mut Tx, seq: i64) -> Result<Option<Entry>> {
    tx.query_opt(
        "SELECT seq, at, user_id, mutation, record_kind, record_id, verb, fields, provenance
         FROM change_log
         WHERE seq = ?1",
        &[&seq],
        entry,
    )
}

/// Lists the entries of one deed that come before `seq`, newest first, at most `limit`.
pub fn of_mutation_before(tx: &mut Tx, mutation: &str, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    page(tx, &Asked { mutation: Some(mutation.to_owned()), before: Some(seq), ..Asked::default() }, limit)
}

/// Counts the entries of one deed before `seq`.
pub fn count_of_mutation(tx: &mut Tx, mutation: &str, seq: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM change_log WHERE mutation = ?1 AND seq < ?2";
    tx.query_one(sql, &[&mutation, &seq], |r| r.get(0))
}

fn entry(r: &crate::engine::Row) -> Result<Entry> {
    let (kind, fields): (String, String) = (r.get(4)?, r.get(7)?);
    let kind = RecordKind::from_name(&kind).ok_or_else(|| Error::Damaged(format!("record kind {kind:?}")))?;
    Ok(Entry {
        seq: r.get(0)?,
        at: Millis(r.get(1)?),
        user: r.get::<Option<i64>>(2)?.map(UserId),
        mutation: r.get(3)?,
        record: RecordRef { kind, id: r.get(5)? },
        verb: r.get(6)?,
        fields: serde_json::from_str(&fields).map_err(|e| Error::Damaged(e.to_string()))?,
        provenance: r.get(8)?,
    })
}

/// Takes the lock that serialises appending, until the transaction ends.
pub(crate) fn lock(tx: &mut Tx) -> Result<()> {
    if let Tx::Postgres { log_locked: true, .. } | Tx::Sqlite(_) = tx {
        return Ok(());
    }
    tx.query("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?1)) AS locked", &[&LOG_LOCK], |_| Ok(()))?;
    if let Tx::Postgres { log_locked, .. } = tx {
        *log_locked = true;
    }
    Ok(())
}
