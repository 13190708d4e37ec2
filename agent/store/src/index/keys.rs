//! The crm's keys as they were when the entries were decided.

use crate::engine::Tx;
use crate::error::Result;

/// One key of the crm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoredKey {
    /// `address`, `domain`, `colleague` or `company_domain`.
    pub kind: String,
    /// The folded address or domain.
    pub key: String,
    /// The record it stands for.
    pub record: String,
}

/// Returns all keys.
pub fn all(tx: &mut Tx) -> Result<Vec<StoredKey>> {
    tx.query("SELECT kind, key, record FROM keys", &[], |r| {
        Ok(StoredKey { kind: r.get(0)?, key: r.get(1)?, record: r.get(2)? })
    })
}

/// Stores a key.
pub fn add(tx: &mut Tx, key: &StoredKey) -> Result<()> {
    tx.execute(
        "INSERT INTO keys (kind, key, record) VALUES (?1, ?2, ?3) ON CONFLICT (kind, key, record) DO NOTHING",
        &[&key.kind, &key.key, &key.record],
    )?;
    Ok(())
}

/// Forgets a key.
pub fn remove(tx: &mut Tx, key: &StoredKey) -> Result<()> {
    tx.execute(
        "DELETE FROM keys WHERE kind = ?1 AND key = ?2 AND record = ?3",
        &[&key.kind, &key.key, &key.record],
    )?;
    Ok(())
}
