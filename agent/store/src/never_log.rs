//! Mail that must not be logged: each user's own list, and the company's.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crate::log::{self, Author, FieldChange};
use crate::refs::read_uid;
use crmweb_model::address::Address;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::privacy::NeverLog;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub id: i64,
    /// Its name outside the database.
    pub uid: Uid,
    /// Whose list; `None` is the company's.
    pub user: Option<UserId>,
    /// What is not logged.
    pub what: NeverLog,
    /// Who added it.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Millis,
}

/// Adds an entry (folded) to the list of `user`, or of the company; returns it, or the equal one that was there.
pub fn add(tx: &mut Tx, by: &Author, user: Option<UserId>, what: &NeverLog) -> Result<Entry> {
    let (kind, value) = columns(what);
    let added = tx.query_opt(
        "INSERT INTO never_log (uid, user_id, what, value, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (user_id, what, value) DO NOTHING
         RETURNING id",
        &[&Uid::create().to_string(), &list_key(user), &kind, &value, &by.user.map(|u| u.0), &by.at.0],
        |r| r.get::<i64>(0),
    )?;
    if let Some(id) = added {
        log_change(tx, by, id, user, "created", |text| FieldChange::new(kind, None, Some(text)), value)?;
    }
    tx.query_one(
        "SELECT id, uid, user_id, what, value, made_by, made_at
         FROM never_log
         WHERE user_id = ?1 AND what = ?2 AND value = ?3",
        &[&list_key(user), &kind, &value],
        entry,
    )
}

/// Removes an entry.
pub fn remove(tx: &mut Tx, by: &Author, known: &Entry) -> Result<()> {
    tx.execute("DELETE FROM never_log WHERE id = ?1", &[&known.id])?;
    let (kind, value) = columns(&known.what);
    log_change(
        tx,
        by,
        known.id,
        known.user,
        "deleted",
        |text| FieldChange::new(kind, Some(text), None),
        value,
    )
}

/// Returns what must not be logged on the list of `user`, or of the company.
pub fn of(tx: &mut Tx, user: Option<UserId>) -> Result<Vec<NeverLog>> {
    Ok(list(tx, user)?.into_iter().map(|entry| entry.what).collect())
}

/// Lists the entries of `user`, or of the company, oldest first.
pub fn list(tx: &mut Tx, user: Option<UserId>) -> Result<Vec<Entry>> {
    tx.query(
        "SELECT id, uid, user_id, what, value, made_by, made_at FROM never_log WHERE user_id = ?1 ORDER BY id",
        &[&list_key(user)],
        entry,
    )
}

/// Loads one entry.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Entry>> {
    tx.query_opt(
        "SELECT id, uid, user_id, what, value, made_by, made_at FROM never_log WHERE uid = ?1",
        &[&uid.to_string()],
        entry,
    )
}

fn list_key(user: Option<UserId>) -> i64 {
    user.map_or(0, |u| u.0)
}

/// The change log is everybody's; a personal entry may name a doctor.
fn log_change(
    tx: &mut Tx,
    by: &Author,
    id: i64,
    user: Option<UserId>,
    verb: &str,
    change: impl FnOnce(String) -> FieldChange,
    value: &str,
) -> Result<()> {
    let shown = if user.is_some() { "(private)" } else { value };
    log::append(tx, by, RecordRef::new(RecordKind::NeverLog, id), verb, &[change(shown.into())])?;
    Ok(())
}

fn columns(what: &NeverLog) -> (&'static str, &str) {
    match what {
        NeverLog::Address(address) => ("address", address.as_str()),
        NeverLog::Domain(domain) => ("domain", domain),
        NeverLog::Folder(name) => ("folder", name),
        NeverLog::Keyword(word) => ("keyword", word),
        NeverLog::Sensitivity(mark) => ("sensitivity", mark),
    }
}

fn entry(r: &Row) -> Result<Entry> {
    let (kind, value): (String, String) = (r.get(3)?, r.get(4)?);
    let what = match kind.as_str() {
        "address" => NeverLog::Address(Address::parse(&value).map_err(|_| damaged("address", &value))?),
        "domain" => NeverLog::Domain(value),
        "folder" => NeverLog::Folder(value),
        "keyword" => NeverLog::Keyword(value),
        "sensitivity" => NeverLog::Sensitivity(value),
        _ => return Err(damaged("never-log entry", &kind)),
    };
    let user: i64 = r.get(2)?;
    Ok(Entry {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        user: (user != 0).then_some(UserId(user)),
        what,
        made_by: r.get::<Option<i64>>(5)?.map(UserId),
        made_at: Millis(r.get(6)?),
    })
}
