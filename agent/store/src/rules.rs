//! What corrections taught: mail of an address belongs to a record, or to nobody.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crate::keys;
use crate::refs::read_uid;
use crmweb_model::address::Address;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// A rule as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRule {
    /// Its key, in the change log and among the match keys.
    pub id: i64,
    /// Its name outside the database.
    pub uid: Uid,
    /// Of whom it speaks.
    pub address: Address,
    /// To whom mail of that address belongs; `None` is nobody.
    pub record: Option<RecordRef>,
    /// Who taught it.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Millis,
}

/// Teaches that mail of `address` belongs to `record`, or to nobody; returns the rule's key for the change log.
pub fn set(
    tx: &mut Tx,
    address: &Address,
    record: Option<RecordRef>,
    user: UserId,
    at: Millis,
) -> Result<i64> {
    let (kind, id) = record.map_or(("", 0), |r| (r.kind.as_str(), r.id));
    let rule: i64 = tx.query_one(
        "INSERT INTO match_rules (uid, address, record_kind, record_id, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (address) DO UPDATE
         SET record_kind = excluded.record_kind, record_id = excluded.record_id,
             made_by = excluded.made_by, made_at = excluded.made_at
         RETURNING id",
        &[&Uid::create().to_string(), &address.as_str(), &kind, &id, &user.0, &at.0],
        |r| r.get(0),
    )?;
    keys::refresh(tx, RecordRef::new(RecordKind::MatchRule, rule))?;
    Ok(rule)
}

/// Forgets what was taught of `address`; returns the rule that stood.
pub fn remove(tx: &mut Tx, address: &Address) -> Result<Option<MatchRule>> {
    let Some(rule) = get(tx, address)? else { return Ok(None) };
    tx.execute("DELETE FROM match_rules WHERE id = ?1", &[&rule.id])?;
    keys::refresh(tx, RecordRef::new(RecordKind::MatchRule, rule.id))?;
    Ok(Some(rule))
}

/// Returns to whom mail of `address` was taught to belong (inner `None`: to nobody).
pub fn of(tx: &mut Tx, address: &Address) -> Result<Option<Option<RecordRef>>> {
    Ok(get(tx, address)?.map(|rule| rule.record))
}

/// Returns the rule for `address`.
pub fn get(tx: &mut Tx, address: &Address) -> Result<Option<MatchRule>> {
    tx.query_opt(
        "SELECT id, uid, address, record_kind, record_id, made_by, made_at FROM match_rules WHERE address = ?1",
        &[&address.as_str()],
        rule,
    )
}

/// Lists the rules, newest first, at most `most`.
pub fn list(tx: &mut Tx, most: i64) -> Result<Vec<MatchRule>> {
    tx.query(
        "SELECT id, uid, address, record_kind, record_id, made_by, made_at FROM match_rules ORDER BY id DESC LIMIT ?1",
        &[&most],
        rule,
    )
}

fn rule(r: &Row) -> Result<MatchRule> {
    let (address, kind): (String, String) = (r.get(2)?, r.get(3)?);
    Ok(MatchRule {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        address: Address::parse(&address).map_err(|_| damaged("address", &address))?,
        record: if kind.is_empty() { None } else { Some(keys::record(r, 3)?) },
        made_by: r.get::<Option<i64>>(5)?.map(UserId),
        made_at: Millis(r.get(6)?),
    })
}
