//! Mail its owner holds back or has removed, known only by a keyed hash of its identity.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;

/// What a mark says of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Colleagues must not see it through the owner's copy.
    Held,
    /// The owner took it out; no rescan or import brings it back.
    Removed,
}

impl Mark {
    fn as_str(self) -> &'static str {
        match self {
            Mark::Held => "held",
            Mark::Removed => "removed",
        }
    }
}

/// Stands for the company: what it had removed belongs to a person who was erased.
pub const COMPANY: UserId = UserId(0);

/// Reads the mark a user has set on a mail.
pub fn of(tx: &mut Tx, user: UserId, mark: &str) -> Result<Option<Mark>> {
    let found = tx.query_opt(
        "SELECT what FROM privacy_marks WHERE user_id = ?1 AND mark = ?2",
        &[&user.0, &mark],
        |r| r.get::<String>(0),
    )?;
    Ok(found.map(|what| if what == Mark::Held.as_str() { Mark::Held } else { Mark::Removed }))
}

/// Tells whether a user has set any mark: most never do, and then nothing needs to be looked up.
pub fn any(tx: &mut Tx, user: UserId) -> Result<bool> {
    let sql = "SELECT 1 FROM (SELECT mark FROM privacy_marks WHERE user_id = ?1 LIMIT 1) AS marked";
    Ok(tx.query_opt(sql, &[&user.0], |_| Ok(()))?.is_some())
}

/// Sets a user's mark on a mail, replacing another.
pub fn set(tx: &mut Tx, user: UserId, mark: &str, what: Mark, at: Millis) -> Result<()> {
    tx.execute(
        "INSERT INTO privacy_marks (user_id, mark, what, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, mark) DO UPDATE SET what = excluded.what, at = excluded.at",
        &[&user.0, &mark, &what.as_str(), &at.0],
    )?;
    Ok(())
}

/// Takes a user's mark off a mail.
pub fn clear(tx: &mut Tx, user: UserId, mark: &str) -> Result<()> {
    tx.execute("DELETE FROM privacy_marks WHERE user_id = ?1 AND mark = ?2", &[&user.0, &mark])?;
    Ok(())
}
