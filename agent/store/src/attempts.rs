//! Tries to sign in that were not right (yet), counted in the database so that all processes count together.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::time::Millis;

/// How long tries are remembered.
pub const KEPT: i64 = Millis::DAY;
/// The most old rows dropped at once.
const DROPPED_AT_ONCE: i64 = 20;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Tries for one login, known or not.
    Login,
    /// Tries from one network address.
    Address,
}

impl Counted {
    fn as_str(self) -> &'static str {
        match self {
            Counted::Login => "login",
            Counted::Address => "address",
        }
    }
}

/// Tries so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many failed, or are under way.
    pub failures: i64,
    /// When the last one was.
    pub last_at: Millis,
}

/// Returns the tries of the last day; a lock is taken so that of two at the same time one waits (PostgreSQL).
pub fn of(tx: &mut Tx, what: Counted, key: &str, now: Millis) -> Result<Tries> {
    // The row is there and held, whoever else asks for it.
    tx.execute(
        "INSERT INTO sign_in_attempts (what, key, failures, last_at) VALUES (?1, ?2, 0, ?3)
         ON CONFLICT (what, key) DO UPDATE SET failures = sign_in_attempts.failures",
        &[&what.as_str(), &key, &now.0],
    )?;
    let tries = tx.query_one(
        "SELECT failures, last_at FROM sign_in_attempts WHERE what = ?1 AND key = ?2",
        &[&what.as_str(), &key],
        |r| Ok(Tries { failures: r.get(0)?, last_at: Millis(r.get(1)?) }),
    )?;
    let old = now.0 - tries.last_at.0 > KEPT;
    Ok(if old { Tries { failures: 0, last_at: now } } else { tries })
}

/// Sets the tries, and forgets some that are too old.
pub fn set(tx: &mut Tx, what: Counted, key: &str, tries: Tries) -> Result<()> {
    tx.execute(
        "UPDATE sign_in_attempts SET failures = ?3, last_at = ?4 WHERE what = ?1 AND key = ?2",
        &[&what.as_str(), &key, &tries.failures, &tries.last_at.0],
    )?;
    let old = tx.query(
        "SELECT what, key FROM sign_in_attempts WHERE last_at < ?1 ORDER BY last_at LIMIT ?2",
        &[&tries.last_at.plus(-KEPT).0, &DROPPED_AT_ONCE],
        |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)),
    )?;
    for (what, key) in old {
        tx.execute("DELETE FROM sign_in_attempts WHERE what = ?1 AND key = ?2", &[&what, &key])?;
    }
    Ok(())
}
