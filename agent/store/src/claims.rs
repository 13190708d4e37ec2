//! Who deals with what at the moment, until when.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{ClaimId, ThreadId, Uid, UserId};
use crmweb_model::record::{Purpose, RecordRef};
use crmweb_model::time::Millis;

/// What is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A record.
    Record(RecordRef),
    /// A conversation by mail.
    Thread(ThreadId),
}

impl Target {
    fn parts(self) -> (&'static str, i64) {
        match self {
            Target::Record(record) => (record.kind.as_str(), record.id),
            Target::Thread(thread) => ("thread", thread.0),
        }
    }
}

/// A claim as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its key.
    pub id: ClaimId,
    /// Its id outside.
    pub uid: Uid,
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub user: UserId,
    /// Since when.
    pub since: Millis,
    /// Until when, unless it is renewed.
    pub until: Millis,
}

/// Makes a claim, in place of what there was for the same purpose.
pub fn put(
    tx: &mut Tx,
    target: Target,
    purpose: Purpose,
    user: UserId,
    (since, until): (Millis, Millis),
) -> Result<Claim> {
    let (kind, id) = target.parts();
    tx.query_one(
        "INSERT INTO claims (uid, target, target_id, purpose, user_id, since, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (target, target_id, purpose)
         DO UPDATE SET uid = excluded.uid, user_id = excluded.user_id, since = excluded.since, until = excluded.until
         RETURNING id, uid, purpose, user_id, since, until",
        &[&Uid::create().to_string(), &kind, &id, &purpose.as_str(), &user.0, &since.0, &until.0],
        claim,
    )
}

/// Lets a claim last until `until`.
pub fn renew(tx: &mut Tx, id: ClaimId, until: Millis) -> Result<()> {
    tx.execute("UPDATE claims SET until = ?2 WHERE id = ?1", &[&id.0, &until.0])?;
    Ok(())
}

/// Ends a claim.
pub fn remove(tx: &mut Tx, id: ClaimId) -> Result<()> {
    tx.execute("DELETE FROM claims WHERE id = ?1", &[&id.0])?;
    Ok(())
}

/// Lists the claims on something that last beyond `now`.
pub fn of(tx: &mut Tx, target: Target, now: Millis) -> Result<Vec<Claim>> {
    let (kind, id) = target.parts();
    tx.query(
        "SELECT id, uid, purpose, user_id, since, until
         FROM claims
         WHERE target = ?1 AND target_id = ?2 AND until > ?3
         ORDER BY since, id",
        &[&kind, &id, &now.0],
        claim,
    )
}

/// Tells whether a claim has ended by `now`.
pub fn is_over(tx: &mut Tx, now: Millis) -> Result<bool> {
    let sql = "SELECT id FROM claims WHERE until <= ?1 ORDER BY until LIMIT 1";
    Ok(tx.query_opt(sql, &[&now.0], |r| r.get::<i64>(0))?.is_some())
}

/// Forgets claims that ended before `now`, at most a thousand.
pub fn sweep(tx: &mut Tx, now: Millis) -> Result<u64> {
    tx.execute(
        "DELETE FROM claims WHERE id IN (SELECT id FROM claims WHERE until <= ?1 ORDER BY until LIMIT 1000)",
        &[&now.0],
    )
}

fn claim(r: &Row) -> Result<Claim> {
    Ok(Claim {
        id: ClaimId(r.get(0)?),
        uid: read_uid(r, 1)?,
        purpose: read_word(r, 2, Purpose::from_name)?,
        user: UserId(r.get(3)?),
        since: Millis(r.get(4)?),
        until: Millis(r.get(5)?),
    })
}
