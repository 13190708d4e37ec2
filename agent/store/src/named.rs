//! Products and queues by what people call them.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::Uid;
use crmweb_model::words::fold;

/// Something found by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// Finds a product by its id outside, code or name; of several called alike none.
pub fn product(tx: &mut Tx, text: &str) -> Result<Option<Named>> {
    let uid = Uid::parse(text).map(|uid| uid.to_string()).unwrap_or_default();
    let mut found = tx.query(
        "SELECT id, name FROM products
         WHERE (uid = ?1 OR code = ?2 OR name = ?2 OR name_key = ?3) AND deleted_at IS NULL
         LIMIT 2",
        &[&uid, &text, &fold(text)],
        |r| Ok(Named { id: r.get(0)?, name: r.get(1)? }),
    )?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// Finds a queue by its id outside or name.
pub fn queue(tx: &mut Tx, text: &str) -> Result<Option<Named>> {
    let uid = Uid::parse(text).map(|uid| uid.to_string()).unwrap_or_default();
    tx.query_opt(
        "SELECT id, name FROM queues WHERE (uid = ?1 OR name_key = ?2) AND deleted_at IS NULL ORDER BY id LIMIT 1",
        &[&uid, &fold(text)],
        |r| Ok(Named { id: r.get(0)?, name: r.get(1)? }),
    )
}
