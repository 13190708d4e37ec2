//! Templates that are one in several languages.

use crate::engine::Tx;
use crate::error::Result;
use crate::refs::read_uid;
use crmweb_model::ids::Uid;

/// Returns the template of a family in a language (in small letters); none for templates without a family.
pub fn of_family(tx: &mut Tx, family: &str, language: &str) -> Result<Option<Uid>> {
    if family.is_empty() {
        return Ok(None);
    }
    tx.query_opt(
        "SELECT uid FROM templates
         WHERE family = ?1 AND LOWER(language) = ?2 AND deleted_at IS NULL
         ORDER BY id
         LIMIT 1",
        &[&family, &language],
        |r| read_uid(r, 0),
    )
}
