//! Second factors of users: the sealed secret of their codes, and codes for the day the device is lost.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;

/// A second factor as stored. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    /// The secret, encrypted.
    pub sealed: String,
    /// Since when it is asked for; `None`: the user has not shown yet that it works.
    pub confirmed_at: Option<Millis>,
    /// The number of the newest code that was used.
    pub last_step: i64,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("confirmed_at", &self.confirmed_at).finish_non_exhaustive()
    }
}

/// Loads the second factor of a user.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Option<Factor>> {
    tx.query_opt(
        "SELECT sealed, confirmed_at, last_step FROM second_factors WHERE user_id = ?1",
        &[&user.0],
        |r| {
            Ok(Factor {
                sealed: r.get(0)?,
                confirmed_at: r.get::<Option<i64>>(1)?.map(Millis),
                last_step: r.get(2)?,
            })
        },
    )
}

/// Begins a second factor that is not asked for yet, in place of one that was.
pub fn begin(tx: &mut Tx, user: UserId, sealed: &str) -> Result<()> {
    remove(tx, user)?;
    tx.execute("INSERT INTO second_factors (user_id, sealed) VALUES (?1, ?2)", &[&user.0, &sealed])?;
    Ok(())
}

/// Asks for the second factor from now on, with these recovery codes (hashed).
pub fn confirm(tx: &mut Tx, user: UserId, now: Millis, recovery: &[String]) -> Result<()> {
    tx.execute("UPDATE second_factors SET confirmed_at = ?2 WHERE user_id = ?1", &[&user.0, &now.0])?;
    tx.execute("DELETE FROM recovery_codes WHERE user_id = ?1", &[&user.0])?;
    for hash in recovery {
        tx.execute("INSERT INTO recovery_codes (user_id, hash) VALUES (?1, ?2)", &[&user.0, hash])?;
    }
    Ok(())
}

/// Uses up the code number `step` and all before it; tells whether it was not yet.
pub fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool> {
    let used = tx.execute(
        "UPDATE second_factors SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2",
        &[&user.0, &step],
    )?;
    Ok(used == 1)
}

/// Uses up a recovery code (hashed); tells whether it was there.
pub fn use_recovery(tx: &mut Tx, user: UserId, hash: &str) -> Result<bool> {
    let sql = "DELETE FROM recovery_codes WHERE user_id = ?1 AND hash = ?2";
    Ok(tx.execute(sql, &[&user.0, &hash])? == 1)
}

/// Counts the recovery codes that are left.
pub fn recovery_left(tx: &mut Tx, user: UserId) -> Result<i64> {
    tx.query_one("SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?1", &[&user.0], |r| r.get(0))
}

/// Forgets the second factor of a user; tells whether there was one.
pub fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    tx.execute("DELETE FROM recovery_codes WHERE user_id = ?1", &[&user.0])?;
    Ok(tx.execute("DELETE FROM second_factors WHERE user_id = ?1", &[&user.0])? > 0)
}
