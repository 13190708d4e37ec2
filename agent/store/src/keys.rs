//! What mail is matched by: addresses and domains of clients, of colleagues and of the company itself.
//!
//! `match_keys` is derived; each verb that changes an address or domain calls [`refresh`]. Versions go up with
//! the commits: the counter's row is held until the transaction ends, so a reader that resumes misses nothing.

use crate::counters;
use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crmweb_model::address::Address;
use crmweb_model::record::{RecordKind, RecordRef};
use std::collections::BTreeMap;

pub use crate::acquaintances::{Known, by_address, by_addresses};

/// The counter that gives the versions.
const VERSION: &str = "match_keys";

/// What a key is, as stored.
pub mod what {
    /// The address of a contact or account, or one that a rule speaks of.
    pub const ADDRESS: &str = "address";
    /// The mail domain of an account.
    pub const DOMAIN: &str = "domain";
    /// The address of a user or of a mailbox that is followed.
    pub const COLLEAGUE: &str = "colleague";
    /// A domain of the company itself.
    pub const COMPANY_DOMAIN: &str = "company_domain";
}

/// The record that stands for the company's own domains.
pub const COMPANY: RecordRef = RecordRef { kind: RecordKind::Setting, id: 0 };

/// One key as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// One of [`what`].
    pub what: String,
    /// The folded address or domain.
    pub key: String,
    /// The record it stands for.
    pub record: RecordRef,
    /// It no longer holds.
    pub gone: bool,
}

/// The keys that came or went since a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Ask again with this one.
    pub version: i64,
    /// These are all keys that hold, not a difference.
    pub complete: bool,
    /// The keys, oldest change first.
    pub keys: Vec<Key>,
}

/// Brings the keys of `record` up to date with its addresses and domains; what did not change keeps its version.
pub fn refresh(tx: &mut Tx, record: RecordRef) -> Result<()> {
    let wanted = wanted(tx, record)?;
    let mut present = present(tx, record)?;
    let mut changed = Vec::new();
    for key in wanted {
        if present.remove(&key) != Some(false) {
            changed.push((key, 0_i64));
        }
    }
    changed.extend(present.into_iter().filter(|(_, gone)| !gone).map(|(key, _)| (key, 1)));
    if changed.is_empty() {
        return Ok(());
    }
    // Whoever appends to the log afterwards must not wait for somebody who waits for this counter.
    crate::log::lock(tx)?;
    let version = counters::next(tx, VERSION)?;
    for ((what, key), gone) in changed {
        tx.execute(
            "INSERT INTO match_keys (what, key, record_kind, record_id, version, gone)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (what, key, record_kind, record_id)
             DO UPDATE SET version = excluded.version, gone = excluded.gone",
            &[&what, &key, &record.kind.as_str(), &record.id, &version, &gone],
        )?;
    }
    Ok(())
}

/// Lists what changed after the version `since`; everything that holds for `None`, or for a version never given.
pub fn changes(tx: &mut Tx, since: Option<i64>) -> Result<Changes> {
    let version =
        tx.query_opt("SELECT value FROM counters WHERE name = ?1", &[&VERSION], |r| r.get(0))?.unwrap_or(0);
    match since.filter(|known| (0..=version).contains(known)) {
        Some(known) => {
            let keys = tx.query(
                "SELECT what, key, record_kind, record_id, gone
                 FROM match_keys
                 WHERE version > ?1
                 ORDER BY version, what, key",
                &[&known],
                key,
            )?;
            Ok(Changes { version, complete: false, keys })
        }
        None => {
            let keys = tx.query(
                "SELECT what, key, record_kind, record_id, gone FROM match_keys WHERE gone = 0 ORDER BY version, what, key",
                &[],
                key,
            )?;
            Ok(Changes { version, complete: true, keys })
        }
    }
}

/// Returns who belongs to the company: addresses of users and of followed mailboxes, and the company's own domains.
pub fn colleagues(tx: &mut Tx) -> Result<(Vec<String>, Vec<String>)> {
    Ok((holding(tx, what::COLLEAGUE)?, holding(tx, what::COMPANY_DOMAIN)?))
}

/// Like [`colleagues`], but only what stands for one of these addresses.
pub fn colleagues_among(tx: &mut Tx, addresses: &[&Address]) -> Result<(Vec<String>, Vec<String>)> {
    let mut keys: Vec<&str> = addresses.iter().flat_map(|a| [a.as_str(), a.domain()]).collect();
    let Some(first) = keys.first().copied() else { return Ok((Vec::new(), Vec::new())) };
    // Few lengths, so that few statements have to be prepared.
    keys.resize(keys.len().next_power_of_two(), first);
    let params: Vec<&dyn Param> = keys.iter().map(|key| key as &dyn Param).collect();
    let marks = placeholders(1, keys.len());
    let sql = format!(
        "SELECT what, key FROM match_keys WHERE what = 'colleague' AND key IN ({marks}) AND gone = 0
         UNION
         SELECT what, key FROM match_keys WHERE what = 'company_domain' AND key IN ({marks}) AND gone = 0"
    );
    let found = tx.query(&sql, &params, |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)))?;
    let (people, domains): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(what, _)| what == what::COLLEAGUE);
    let keys = |found: Vec<(String, String)>| found.into_iter().map(|(_, key)| key).collect();
    Ok((keys(people), keys(domains)))
}

/// Lists the records for which the key `key` stands, oldest record first.
pub fn holders(tx: &mut Tx, what: &str, key: &str) -> Result<Vec<RecordRef>> {
    tx.query(
        "SELECT record_kind, record_id FROM match_keys WHERE what = ?1 AND key = ?2 AND gone = 0 ORDER BY record_kind, record_id",
        &[&what, &key],
        |r| record(r, 0),
    )
}

fn holding(tx: &mut Tx, what: &str) -> Result<Vec<String>> {
    tx.query("SELECT key FROM match_keys WHERE what = ?1 AND gone = 0", &[&what], |r| r.get(0))
}

/// Reads a record's kind and key from columns `i` and `i + 1`.
pub(crate) fn record(r: &Row, i: usize) -> Result<RecordRef> {
    Ok(RecordRef { kind: record_kind(&r.get::<String>(i)?)?, id: r.get(i + 1)? })
}

fn key(r: &Row) -> Result<Key> {
    Ok(Key { what: r.get(0)?, key: r.get(1)?, record: record(r, 2)?, gone: r.flag(4)? })
}

/// What the key is, and the key.
type Pair = (String, String);

fn present(tx: &mut Tx, record: RecordRef) -> Result<BTreeMap<Pair, bool>> {
    let rows = tx.query(
        "SELECT what, key, gone FROM match_keys WHERE record_kind = ?1 AND record_id = ?2",
        &[&record.kind.as_str(), &record.id],
        |r| Ok(((r.get(0)?, r.get(1)?), r.flag(2)?)),
    )?;
    Ok(rows.into_iter().collect())
}

fn wanted(tx: &mut Tx, record: RecordRef) -> Result<Vec<Pair>> {
    let sql = match record.kind {
        RecordKind::Contact => {
            "SELECT 'address', a.address
             FROM contact_addresses a JOIN contacts c ON c.id = a.contact_id
             WHERE c.id = ?1 AND c.deleted_at IS NULL"
        }
        RecordKind::Account => {
            "SELECT 'address', d.address
             FROM account_addresses d JOIN accounts a ON a.id = d.account_id
             WHERE a.id = ?1 AND a.deleted_at IS NULL
             UNION ALL
             SELECT 'domain', d.domain
             FROM account_domains d JOIN accounts a ON a.id = d.account_id
             WHERE a.id = ?1 AND a.deleted_at IS NULL"
        }
        RecordKind::Lead => {
            "SELECT 'address', a.address
             FROM lead_addresses a JOIN leads l ON l.id = a.lead_id
             WHERE l.id = ?1 AND l.deleted_at IS NULL AND l.status <> 'converted'"
        }
        RecordKind::User => "SELECT 'colleague', address FROM user_addresses WHERE user_id = ?1",
        RecordKind::Mailbox => {
            "SELECT 'colleague', address FROM mailboxes WHERE id = ?1 AND deleted_at IS NULL"
        }
        RecordKind::Setting => {
            "SELECT 'company_domain', domain FROM company_domains WHERE CAST(?1 AS BIGINT) = 0"
        }
        // Mail of such an address must reach the crm even when no record has it; a rule for nobody needs no key.
        RecordKind::MatchRule => {
            "SELECT 'address', address FROM match_rules WHERE id = ?1 AND record_kind <> ''"
        }
        _ => return Ok(vec![]),
    };
    tx.query(sql, &[&record.id], |r| Ok((r.get(0)?, r.get(1)?)))
}
