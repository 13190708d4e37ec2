//! What the installation or the company has set.

use crate::engine::Tx;
use crate::error::{Error, Result};

/// The setting that names this crm's life: another one after a restore or a move.
pub const EPOCH: &str = "epoch";
/// The setting that holds the secret by which identities of removed mail are hidden, in hex.
pub const IDENTITY_KEY: &str = "identity_key";

/// Returns the value of the setting `key`.
pub fn get(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM settings WHERE key = ?1", &[&key], |r| r.get(0))
}

/// Sets `key` to `value`.
pub fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&key, &value],
    )?;
    Ok(())
}

/// Sets `key` to `value` unless it has one; returns the value it has then.
pub fn get_or_set(tx: &mut Tx, key: &str, value: &str) -> Result<String> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING",
        &[&key, &value],
    )?;
    tx.query_one("SELECT value FROM settings WHERE key = ?1", &[&key], |r| r.get(0))
}

/// Returns the epoch of this crm: whoever knows another one starts over.
pub fn epoch(tx: &mut Tx) -> Result<String> {
    get(tx, EPOCH)?.ok_or_else(|| Error::Damaged("the crm has no epoch".into()))
}

/// Returns the secret for [`crmweb_model::identity::mark`].
pub fn identity_key(tx: &mut Tx) -> Result<Vec<u8>> {
    let damaged = || Error::Damaged("the crm's identity key".into());
    let hex = get(tx, IDENTITY_KEY)?.ok_or_else(damaged)?;
    let byte = |i: usize| hex.get(i..i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..hex.len()).step_by(2).map(|i| byte(i).ok_or_else(damaged)).collect()
}
