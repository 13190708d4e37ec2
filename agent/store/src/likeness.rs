//! By what records resemble one another, and which of them may be the same (SPEC C4).

mod pairs;

pub use pairs::{
    Pair, Shared, declare_distinct, declare_unknown, forget, is_distinct, keep, page, shared, sweep,
};

use crate::catalogued;
use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::fields::{Texts, damaged};
use crate::links::record_kind;
use crate::settings;
use crmweb_model::catalogue;
use crmweb_model::likeness::{self, Key, Region, Trait};
use crmweb_model::record::{RecordKind, RecordRef};
use std::collections::BTreeMap;

/// The setting that names the company's country, of two letters.
pub const REGION: &str = "region";

/// Records looked at per key: what more share tells nobody apart.
const PER_KEY: i64 = 50;

/// Returns the company's country.
pub fn region(tx: &mut Tx) -> Result<Region> {
    Ok(settings::get(tx, REGION)?.and_then(|name| Region::from_name(&name)).unwrap_or_default())
}

/// Returns the keys of a record of `kind` with these fields.
pub fn keys_of(kind: RecordKind, region: Region, texts: &Texts) -> Vec<Key> {
    likeness::keys(kind, region, |field| {
        texts.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text.as_str())
    })
}

/// Brings the keys of a record up to date; tells whether it is one that has any.
pub fn refresh(tx: &mut Tx, record: RecordRef) -> Result<bool> {
    if likeness::looked_through(record.kind).is_empty() {
        return Ok(false);
    }
    let Some(kind) = catalogue::of(record.kind) else { return Ok(false) };
    let sheet = catalogued::load(tx, kind, record.id)?.filter(|sheet| sheet.deleted_at.is_none());
    let wanted = match sheet {
        // What a lead had is the contact's now.
        Some(sheet) if sheet.text("status") == "converted" && record.kind == RecordKind::Lead => Vec::new(),
        Some(sheet) => keys_of(record.kind, region(tx)?, &sheet.texts),
        None => Vec::new(),
    };
    let present = stored(tx, record)?;
    for key in present.iter().filter(|key| !wanted.contains(key)) {
        tx.execute(
            "DELETE FROM likeness_keys WHERE what = ?1 AND key = ?2 AND record_kind = ?3 AND record_id = ?4",
            &[&key.of.as_str(), &key.key, &record.kind.as_str(), &record.id],
        )?;
    }
    for key in wanted.iter().filter(|key| !present.contains(key)) {
        tx.execute(
            "INSERT INTO likeness_keys (what, key, record_kind, record_id) VALUES (?1, ?2, ?3, ?4)",
            &[&key.of.as_str(), &key.key, &record.kind.as_str(), &record.id],
        )?;
    }
    Ok(true)
}

/// Returns the keys of a stored record.
pub fn stored(tx: &mut Tx, record: RecordRef) -> Result<Vec<Key>> {
    tx.query(
        "SELECT what, key FROM likeness_keys WHERE record_kind = ?1 AND record_id = ?2",
        &[&record.kind.as_str(), &record.id],
        key,
    )
}

/// Lists the records of `kinds` that share one of `keys`, each with all its keys.
pub fn sharing(tx: &mut Tx, kinds: &[RecordKind], keys: &[Key]) -> Result<BTreeMap<RecordRef, Vec<Key>>> {
    let mut found: BTreeMap<RecordRef, Vec<Key>> = BTreeMap::new();
    for key in keys {
        let holders = tx.query(
            "SELECT record_kind, record_id
             FROM likeness_keys
             WHERE what = ?1 AND key = ?2
             ORDER BY record_kind, record_id
             LIMIT ?3",
            &[&key.of.as_str(), &key.key, &PER_KEY],
            |r| Ok(RecordRef::new(record_kind(&r.get::<String>(0)?)?, r.get(1)?)),
        )?;
        for holder in holders.into_iter().filter(|holder| kinds.contains(&holder.kind)) {
            found.entry(holder).or_default();
        }
    }
    for kind in kinds {
        let ids: Vec<i64> =
            found.keys().filter(|record| record.kind == *kind).map(|record| record.id).collect();
        for (id, key) in of_many(tx, *kind, &ids)? {
            found.entry(RecordRef::new(*kind, id)).or_default().push(key);
        }
    }
    Ok(found)
}

/// Returns the keys of many records of a kind.
pub fn of_many(tx: &mut Tx, kind: RecordKind, ids: &[i64]) -> Result<Vec<(i64, Key)>> {
    let mut keys = Vec::new();
    for some in ids.chunks(64) {
        // Few lengths, so that few statements have to be prepared; the first fills up.
        let length = some.len().next_power_of_two();
        let filled: Vec<i64> =
            some.iter().copied().chain(std::iter::repeat_n(some[0], length - some.len())).collect();
        let sql = format!(
            "SELECT what, key, record_id FROM likeness_keys WHERE record_kind = ?1 AND record_id IN ({})",
            placeholders(2, length)
        );
        let name = kind.as_str();
        let mut params: Vec<&dyn Param> = vec![&name];
        params.extend(filled.iter().map(|id| id as &dyn Param));
        keys.extend(tx.query(&sql, &params, |r| Ok((r.get(2)?, key(r)?)))?);
    }
    Ok(keys)
}

/// Lists records of a kind, oldest first, after `after`: whose keys are to be made anew.
pub fn records_after(tx: &mut Tx, kind: RecordKind, after: i64, limit: i64) -> Result<Vec<RecordRef>> {
    let Some(kind) = catalogue::of(kind) else { return Ok(Vec::new()) };
    let sql =
        format!("SELECT id FROM {} WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2", kind.table);
    tx.query(&sql, &[&after, &limit], |r| Ok(RecordRef::new(kind.kind, r.get(0)?)))
}

fn key(r: &Row) -> Result<Key> {
    let what: String = r.get(0)?;
    let of = Trait::from_name(&what).ok_or_else(|| damaged("likeness", &what))?;
    Ok(Key { of, key: r.get(1)? })
}
