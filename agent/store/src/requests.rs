//! Requests that were answered, so that repeating one changes nothing (the key is the client's).

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::time::Millis;

/// How long an answer is kept.
pub const KEPT: i64 = 90 * Millis::DAY;
/// The most old answers dropped at once.
const DROPPED_AT_ONCE: i64 = 20;

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// SHA-256 of what was asked, in hex.
    pub content: String,
    /// The HTTP status of the answer.
    pub status: i64,
    /// The answer, as JSON.
    pub answer: String,
}

/// Finds what a user's request with this key was answered.
pub fn find(tx: &mut Tx, user: UserId, key: Uid) -> Result<Option<Answered>> {
    tx.query_opt(
        "SELECT content, status, answer FROM requests WHERE user_id = ?1 AND key = ?2",
        &[&user.0, &key.to_string()],
        |r| Ok(Answered { content: r.get(0)?, status: r.get(1)?, answer: r.get(2)? }),
    )
}

/// Keeps an answer, and drops some that are too old. Belongs into the transaction of what was done.
pub fn keep(tx: &mut Tx, user: UserId, key: Uid, answered: &Answered, now: Millis) -> Result<()> {
    tx.execute(
        "INSERT INTO requests (user_id, key, content, status, answer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[&user.0, &key.to_string(), &answered.content, &answered.status, &answered.answer, &now.0],
    )?;
    let old = tx.query(
        "SELECT user_id, key FROM requests WHERE at < ?1 ORDER BY at LIMIT ?2",
        &[&now.plus(-KEPT).0, &DROPPED_AT_ONCE],
        |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)),
    )?;
    for (user, key) in old {
        tx.execute("DELETE FROM requests WHERE user_id = ?1 AND key = ?2", &[&user, &key])?;
    }
    Ok(())
}
