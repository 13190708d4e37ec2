//! The private mail index: what one user's mailboxes hold, and what was decided about each mail.
//!
//! One file per aggregate: [`mailboxes`], their [`folders`] with cursors, the [`entries`] (one per mail and
//! folder) with the facts [`known`] of them, the [`wanted`] ones on their way into the crm, the [`people`] in them, the [`keys`] they were decided
//! by, and the [`coverage`] that proves that nothing is missing. Beside them stand the [`clients`] that may use this machine's
//! API.

pub mod clients;
pub mod coverage;
pub mod entries;
pub mod folders;
pub mod keys;
pub mod known;
pub mod mailboxes;
pub mod people;
pub mod recent;
mod refs;
pub mod wanted;

use crate::engine::Tx;
use crate::error::Result;
pub use crmweb_model::identity::id_hash;

/// Key of a mailbox in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxId(pub i64);

/// Key of a folder in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderId(pub i64);

/// Key of an entry: one mail in one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

/// Reads a noted value, such as the version of the keys.
pub fn noted(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM progress WHERE key = ?1", &[&key], |r| r.get(0))
}

/// Notes a value.
pub fn note(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO progress (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&key, &value],
    )?;
    Ok(())
}
