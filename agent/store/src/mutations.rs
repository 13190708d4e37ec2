//! Deeds: everything one verb did, so that it can be undone as one.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::log::Author;
use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;

/// A deed as noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// Its name, in every entry of the change log that belongs to it.
    pub uid: String,
    /// Who did it; `None` is the system.
    pub user: Option<UserId>,
    /// What was done, such as `add_account`.
    pub verb: String,
    /// When.
    pub at: Millis,
    /// When it was undone.
    pub undone_at: Option<Millis>,
    /// The entry before which undoing goes on, when it was interrupted.
    pub undone_from: Option<i64>,
}

/// Notes a deed; a second verb of the same deed changes nothing.
pub fn note(tx: &mut Tx, by: &Author, verb: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO mutations (uid, user_id, verb, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (uid) DO NOTHING",
        &[&by.mutation.to_string(), &by.user.map(|u| u.0), &verb, &by.at.0],
    )?;
    Ok(())
}

/// Loads the deed `uid`.
pub fn by_uid(tx: &mut Tx, uid: &str) -> Result<Option<Mutation>> {
    tx.query_opt(
        "SELECT uid, user_id, verb, at, undone_at, undone_from FROM mutations WHERE uid = ?1",
        &[&uid],
        mutation,
    )
}

/// Loads the newest deed of `user` that has not been undone.
pub fn last_of(tx: &mut Tx, user: UserId) -> Result<Option<Mutation>> {
    tx.query_opt(
        "SELECT uid, user_id, verb, at, undone_at, undone_from
         FROM mutations
         WHERE user_id = ?1 AND undone_at IS NULL
         ORDER BY at DESC, uid DESC
         LIMIT 1",
        &[&user.0],
        mutation,
    )
}

/// Lists the deeds of `user`, newest first, at most `limit`.
pub fn list_of(tx: &mut Tx, user: UserId, limit: i64) -> Result<Vec<Mutation>> {
    tx.query(
        "SELECT uid, user_id, verb, at, undone_at, undone_from
         FROM mutations
         WHERE user_id = ?1
         ORDER BY at DESC, uid DESC
         LIMIT ?2",
        &[&user.0, &limit],
        mutation,
    )
}

/// Notes that a deed is undone down to the entry `seq`. Belongs into the transaction that did it.
pub fn note_undone_from(tx: &mut Tx, uid: &str, seq: i64) -> Result<()> {
    tx.execute("UPDATE mutations SET undone_from = ?2 WHERE uid = ?1", &[&uid, &seq])?;
    Ok(())
}

/// Marks a deed as undone; tells whether it was not yet.
pub fn mark_undone(tx: &mut Tx, uid: &str, at: Millis) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE mutations SET undone_at = ?2 WHERE uid = ?1 AND undone_at IS NULL",
        &[&uid, &at.0],
    )?;
    Ok(changed == 1)
}

fn mutation(r: &Row) -> Result<Mutation> {
    Ok(Mutation {
        uid: r.get(0)?,
        user: r.get::<Option<i64>>(1)?.map(UserId),
        verb: r.get(2)?,
        at: Millis(r.get(3)?),
        undone_at: r.get::<Option<i64>>(4)?.map(Millis),
        undone_from: r.get(5)?,
    })
}
