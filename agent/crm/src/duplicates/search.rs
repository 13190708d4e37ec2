//! Duplicates in the whole base: a search in the background, and the pairs it found.

use super::looked_through;
use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::likeness::{self, Key, Likeness};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::likeness as keys;
use crmweb_store::likeness::Pair;
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, names, refs, settings, suggestions};
use std::collections::BTreeMap;

/// The kinds whose duplicates are looked for.
const KINDS: [RecordKind; 3] = [RecordKind::Account, RecordKind::Contact, RecordKind::Lead];
/// Records whose keys are made per transaction.
const KEYED: i64 = 50;
/// Shared keys read at once.
const READ: i64 = 100;
/// Pairs written per transaction.
const WRITTEN: usize = 300;
/// The setting that tells how the keys of all records were made.
const MADE: &str = "likeness_keys";
/// The way they are made now.
const VERSION: &str = "1";
/// The setting that tells when the whole base was searched last.
const SEARCHED: &str = "duplicates_searched_at";

/// One of two records that may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: crmweb_model::ids::Uid,
    /// What people call it.
    pub name: String,
    /// What tells it from others of the same name.
    pub detail: String,
}

/// Two records that may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    /// The older one.
    pub one: Found,
    /// The newer one.
    pub other: Found,
    /// Why they may be the same.
    pub likeness: Likeness,
}

/// Looks for duplicates in the whole base, in small steps; returns how many pairs there are. A search that is
/// interrupted is simply asked for again.
pub fn search_all(crm: &Crm, by: &By) -> Result<usize> {
    by.may(Right::Write, Whose::Others)?;
    make_keys(crm)?;
    let (mut found, at) = (0, by.at);
    for kind in KINDS {
        let mut after = (String::new(), String::new());
        loop {
            let from = after.clone();
            let (next, pairs) = crm.read(move |tx| alike(tx, kind, from))?;
            found += pairs.len();
            for some in pairs.chunks(WRITTEN) {
                let some = some.to_vec();
                background(crm, move |tx| {
                    Ok(some.into_iter().try_for_each(|pair| keys::keep(tx, pair, at))?)
                })?;
            }
            match next {
                Some(next) => after = next,
                None => break,
            }
        }
        while background(crm, move |tx| Ok(keys::sweep(tx, kind, at, WRITTEN as i64)?))? > 0 {}
    }
    background(crm, move |tx| Ok(settings::set(tx, SEARCHED, &at.0.to_string())?))?;
    Ok(found)
}

/// Returns when the whole base was searched last.
pub fn searched_at(tx: &mut Tx) -> Result<Option<Millis>> {
    Ok(settings::get(tx, SEARCHED)?.and_then(|at| at.parse().ok()).map(Millis))
}

/// Lists the pairs that the last search found, the most alike first, after `after`. Pairs that meanwhile differ are
/// left out, so that a page may have fewer than `limit`; the last pair looked at is returned for going on.
pub fn page(
    tx: &mut Tx,
    by: &By,
    kind: RecordKind,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<Twins>, Option<String>)> {
    by.may(Right::Read, Whose::Others)?;
    looked_through(kind)?;
    let after = after.map(|text| place(tx, kind, text)).transpose()?;
    let pairs = keys::page(tx, kind, after, limit)?;
    let last = pairs.last().copied().filter(|_| pairs.len() as i64 == limit);
    let last = last.map(|pair| placed(tx, pair)).transpose()?;
    let mut twins = Vec::new();
    for pair in pairs {
        let [one, other] = pair.records();
        let (a, b) = (keys::stored(tx, one)?, keys::stored(tx, other)?);
        if let Some(likeness) = likeness::compare((kind, &a), (kind, &b)) {
            twins.push(Twins { one: found(tx, one)?, other: found(tx, other)?, likeness });
        }
    }
    Ok((twins, last))
}

/// Writes where a page ends.
fn placed(tx: &mut Tx, pair: Pair) -> Result<String> {
    let [one, other] = pair.records();
    Ok(format!("{} {} {}", pair.score, records::placed(tx, one)?, records::placed(tx, other)?))
}

/// Reads [`placed`] back.
fn place(tx: &mut Tx, kind: RecordKind, text: &str) -> Result<Pair> {
    let parts: Vec<&str> = text.split(' ').collect();
    let wrong = || Error::invalid("after", "is no place of this list");
    let [score, one, other] = parts.as_slice() else { return Err(wrong()) };
    let score = score.parse().map_err(|_| wrong())?;
    let (one, other) = (records::place(tx, one)?, records::place(tx, other)?);
    Pair::of(one, other, score).filter(|pair| pair.kind == kind).ok_or_else(wrong)
}

fn found(tx: &mut Tx, record: RecordRef) -> Result<Found> {
    let uid = refs::uid(tx, record)?.ok_or_else(|| Error::no_such(record.kind, record.id))?;
    Ok(Found { record, uid, name: names::of(tx, record)?, detail: suggestions::detail(tx, record)? })
}

/// Records that were there before keys were made get theirs.
fn make_keys(crm: &Crm) -> Result<()> {
    if crm.read(|tx| Ok(settings::get(tx, MADE)?))?.as_deref() == Some(VERSION) {
        return Ok(());
    }
    for kind in KINDS {
        let mut after = 0;
        loop {
            let last = background(crm, move |tx| {
                let records = keys::records_after(tx, kind, after, KEYED)?;
                for record in &records {
                    keys::refresh(tx, *record)?;
                }
                Ok(records.last().map(|record| record.id))
            })?;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    background(crm, |tx| Ok(settings::set(tx, MADE, VERSION)?))
}

fn background<T: Send + 'static>(
    crm: &Crm,
    work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    crm.store().write_as(Urgency::Background, Durability::Normal, work)
}

/// A key as its trait and value.
type Place = (String, String);

/// The pairs of the next shared keys, and where to go on.
fn alike(tx: &mut Tx, kind: RecordKind, after: Place) -> Result<(Option<Place>, Vec<Pair>)> {
    let shared = keys::shared(tx, kind, &after, READ)?;
    let mut ids: Vec<i64> = shared.iter().flat_map(|(_, ids)| ids).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut of: BTreeMap<i64, Vec<Key>> = BTreeMap::new();
    for (id, key) in keys::of_many(tx, kind, &ids)? {
        of.entry(id).or_default().push(key);
    }
    let mut pairs: BTreeMap<(i64, i64), Pair> = BTreeMap::new();
    for (_, ids) in &shared {
        for (i, one) in ids.iter().enumerate() {
            for other in &ids[i + 1..] {
                let (Some(a), Some(b)) = (of.get(one), of.get(other)) else { continue };
                let Some(likeness) = likeness::compare((kind, a), (kind, b)) else { continue };
                let (one, other) = (RecordRef::new(kind, *one), RecordRef::new(kind, *other));
                if let Some(pair) = Pair::of(one, other, likeness.score) {
                    pairs.insert((pair.low, pair.high), pair);
                }
            }
        }
    }
    Ok((shared.into_iter().next_back().map(|(key, _)| key), pairs.into_values().collect()))
}
