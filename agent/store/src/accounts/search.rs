//! Accounts found by what people remember of them.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crate::keys;
use crate::paging::Page;
use crate::phones::number_key;
use crate::refs::read_uid;
use crmweb_model::ids::{AccountId, Uid, UserId};
use crmweb_model::record::{ClientKind, Importance, RecordKind};
use crmweb_model::words::fold;

/// An account as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its key.
    pub id: AccountId,
    /// Its name outside the database.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// Its name folded: with the key the place in the list.
    pub name_key: String,
    /// What it is to us.
    pub kind: ClientKind,
    /// How much it matters.
    pub importance: Importance,
    /// Its city.
    pub city: String,
    /// Who looks after it.
    pub owner: Option<UserId>,
}

/// Lists accounts by name, a page at a time.
pub fn list(tx: &mut Tx, page: &Page) -> Result<Vec<Line>> {
    let b = page.bounds();
    tx.query(
        "SELECT id, uid, name, name_key, kind, importance, city, owner_id
         FROM accounts
         WHERE name_key >= ?1 AND name_key < ?2 AND (name_key, id) > (?3, ?4) AND deleted_at IS NULL
         ORDER BY name_key, id
         LIMIT ?5",
        &[&b.from, &b.to, &b.after, &b.after_id, &b.limit],
        line,
    )
}

/// Lists accounts of exactly this name, however it is written.
pub fn by_name(tx: &mut Tx, name: &str) -> Result<Vec<Line>> {
    tx.query(
        "SELECT id, uid, name, name_key, kind, importance, city, owner_id
         FROM accounts
         WHERE name_key = ?1 AND deleted_at IS NULL
         ORDER BY id
         LIMIT 100",
        &[&fold(name)],
        line,
    )
}

/// Lists the accounts that have this mail domain (folded).
pub fn by_domain(tx: &mut Tx, domain: &str) -> Result<Vec<AccountId>> {
    let holders = keys::holders(tx, keys::what::DOMAIN, domain)?;
    Ok(holders.into_iter().filter(|r| r.kind == RecordKind::Account).map(|r| AccountId(r.id)).collect())
}

/// Lists the accounts that have this phone number, however it is written.
pub fn by_phone(tx: &mut Tx, number: &str) -> Result<Vec<Line>> {
    tx.query(
        "SELECT DISTINCT a.id, a.uid, a.name, a.name_key, a.kind, a.importance, a.city, a.owner_id
         FROM account_phones p
         JOIN accounts a ON a.id = p.account_id
         WHERE p.number_key = ?1 AND p.number_key <> '' AND a.deleted_at IS NULL
         ORDER BY a.id
         LIMIT 100",
        &[&number_key(number)],
        line,
    )
}

fn line(r: &Row) -> Result<Line> {
    let (kind, importance): (String, String) = (r.get(4)?, r.get(5)?);
    Ok(Line {
        id: AccountId(r.get(0)?),
        uid: read_uid(r, 1)?,
        name: r.get(2)?,
        name_key: r.get(3)?,
        kind: ClientKind::from_name(&kind).ok_or_else(|| damaged("kind of account", &kind))?,
        importance: Importance::from_name(&importance).ok_or_else(|| damaged("importance", &importance))?,
        city: r.get(6)?,
        owner: r.get::<Option<i64>>(7)?.map(UserId),
    })
}
