//! Who looks after a record, of any kind that has an owner.

use crate::engine::Tx;
use crate::error::{Error, Result};
use crate::log::{self, Author};
use crate::{catalogued, users};
use crmweb_model::catalogue;
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};

/// Gives a record to `owner`; tells whether it was somebody else's.
pub fn set(tx: &mut Tx, by: &Author, record: RecordRef, owner: Option<UserId>) -> Result<bool> {
    let kind = catalogue::of(record.kind).filter(|kind| !kind.owner.is_empty()).ok_or(Error::NotFound)?;
    let known = catalogued::load(tx, kind, record.id)?.ok_or(Error::NotFound)?;
    if known.owner == owner {
        return Ok(false);
    }
    let change = users::owner_change(tx, known.owner, owner)?;
    let sql = format!("UPDATE {} SET {} = ?2 WHERE id = ?1", kind.table, kind.owner);
    tx.execute(&sql, &[&record.id, &owner.map(|user| user.0)])?;
    catalogued::note_change(tx, kind, record.id, by.at)?;
    log::append(tx, by, record, "changed", &[change])?;
    Ok(true)
}

/// Counts the records of a kind that a user looks after and that still are work: no lead that became a client or is
/// out, no opportunity that is over.
pub fn load_of(tx: &mut Tx, kind: RecordKind, user: UserId) -> Result<i64> {
    let Some(of) = catalogue::of(kind).filter(|of| !of.owner.is_empty()) else { return Ok(0) };
    let still = match kind {
        RecordKind::Lead => "AND status NOT IN ('converted', 'disqualified')",
        RecordKind::Opportunity => "AND outcome = 'open'",
        _ => "",
    };
    let sql =
        format!("SELECT COUNT(*) FROM {} WHERE {} = ?1 AND deleted_at IS NULL {still}", of.table, of.owner);
    tx.query_one(&sql, &[&user.0], |r| r.get(0))
}
