//! Passwords of users, as nothing but their hashes.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;

/// A password as stored. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// argon2id in the PHC form.
    pub hash: String,
    /// It is good for choosing another one, and for nothing else.
    pub one_time: bool,
    /// When it was set.
    pub set_at: Millis,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("one_time", &self.one_time).finish_non_exhaustive()
    }
}

/// Loads the password of a user; `None`: the user cannot sign in by one.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Option<Password>> {
    tx.query_opt("SELECT hash, one_time, set_at FROM passwords WHERE user_id = ?1", &[&user.0], |r| {
        Ok(Password { hash: r.get(0)?, one_time: r.flag(1)?, set_at: Millis(r.get(2)?) })
    })
}

/// Sets the password of a user.
pub fn set(tx: &mut Tx, user: UserId, password: &Password) -> Result<()> {
    tx.execute(
        "INSERT INTO passwords (user_id, hash, one_time, set_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id) DO UPDATE
         SET hash = excluded.hash, one_time = excluded.one_time, set_at = excluded.set_at",
        &[&user.0, &password.hash, &i64::from(password.one_time), &password.set_at.0],
    )?;
    Ok(())
}

/// Forgets the password of a user, who signs in by it no more; tells whether there was one.
pub fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM passwords WHERE user_id = ?1", &[&user.0])? > 0)
}
