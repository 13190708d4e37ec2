//! The people in the index: whose mail is here, and how much of it would join the crm.

use super::EntryId;
use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::address::Address;
use std::collections::HashMap;

/// Addresses with their keys, so that each is looked up once. After a failed transaction it must be dropped.
#[derive(Debug, Default)]
pub struct Interned(HashMap<Address, i64>);

impl Interned {
    /// How many are remembered before it starts over.
    const MOST: usize = 20_000;

    /// Returns the key of an address, giving it one when it is new.
    pub fn id(&mut self, tx: &mut Tx, address: &Address) -> Result<i64> {
        if let Some(id) = self.0.get(address) {
            return Ok(*id);
        }
        let new = tx.insert(
            "INSERT INTO addresses (address, domain) VALUES (?1, ?2) ON CONFLICT (address) DO NOTHING",
            &[&address.as_str(), &address.domain()],
        )?;
        let sql = "SELECT id FROM addresses WHERE address = ?1";
        let id = new.map_or_else(|| tx.query_one(sql, &[&address.as_str()], |r| r.get(0)), Ok)?;
        if self.0.len() >= Interned::MOST {
            self.0.clear();
        }
        self.0.insert(address.clone(), id);
        Ok(id)
    }
}

/// An address or everybody at a domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The folded address.
    Address(String),
    /// The folded domain, exactly.
    Domain(String),
    /// The folded domain and all below it.
    Within(String),
}

/// Returns the entries with this address or domain that are not in the crm.
pub fn outside(tx: &mut Tx, who: &Who) -> Result<Vec<EntryId>> {
    entries(tx, who, "m.decision IN ('skipped', 'wanted')")
}

/// Returns the entries with this address or domain that are in the crm.
pub fn inside(tx: &mut Tx, who: &Who) -> Result<Vec<EntryId>> {
    entries(tx, who, "m.decision IN ('linked', 'held')")
}

fn entries(tx: &mut Tx, who: &Who, state: &str) -> Result<Vec<EntryId>> {
    let sql = format!(
        "SELECT DISTINCT m.id
         FROM addresses a
         JOIN message_people p ON p.address_id = a.id
         JOIN messages m ON m.id = p.message_id
         WHERE {} AND {state}",
        condition(who)
    );
    let (exact, below) = values(who);
    tx.query(&sql, &[&exact, &below], |r| Ok(EntryId(r.get(0)?)))
}

/// Counts the mails that would join the crm with this address or domain; copies of a mail count once.
pub fn count_unmatched(tx: &mut Tx, who: &Who) -> Result<u64> {
    let sql = format!(
        "SELECT COUNT(DISTINCT coalesce(m.identity, 'entry ' || m.id))
         FROM addresses a
         JOIN message_people p ON p.address_id = a.id
         JOIN messages m ON m.id = p.message_id
         JOIN folders f ON f.id = m.folder_id
         WHERE {} AND m.decision = 'skipped' AND m.reason = 'unmatched' AND m.uid > 0 AND f.skip IS NULL",
        condition(who)
    );
    let (exact, below) = values(who);
    tx.query_one(&sql, &[&exact, &below], |r| Ok(r.get::<i64>(0)?.cast_unsigned()))
}

/// Each condition names both parameters, so that the statements differ in nothing else.
fn condition(who: &Who) -> &'static str {
    match who {
        Who::Address(_) => "a.address = ?1 AND ?2 IS NOT NULL",
        Who::Domain(_) => "a.domain = ?1 AND ?2 IS NOT NULL",
        Who::Within(_) => "(a.domain = ?1 OR a.domain LIKE ?2 ESCAPE '!')",
    }
}

fn values(who: &Who) -> (String, String) {
    match who {
        Who::Address(exact) | Who::Domain(exact) => (exact.clone(), String::new()),
        Who::Within(domain) => {
            let literal = domain.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            (domain.clone(), format!("%.{literal}"))
        }
    }
}
