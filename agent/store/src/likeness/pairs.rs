//! Pairs of records of one kind: those that may be the same, and those of which somebody said that they are not.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::log::Author;
use crmweb_model::catalogue;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// Two records that may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Their kind.
    pub kind: RecordKind,
    /// The older one.
    pub low: i64,
    /// The newer one.
    pub high: i64,
    /// How much they resemble one another, from 1 to 100.
    pub score: i64,
}

impl Pair {
    /// Makes a pair of two records of one kind, whichever is named first; `None` for a record and itself.
    pub fn of(one: RecordRef, other: RecordRef, score: i64) -> Option<Pair> {
        let (low, high) = (one.id.min(other.id), one.id.max(other.id));
        (one.kind == other.kind && low < high).then_some(Pair { kind: one.kind, low, high, score })
    }

    /// Points at both.
    pub fn records(&self) -> [RecordRef; 2] {
        [RecordRef::new(self.kind, self.low), RecordRef::new(self.kind, self.high)]
    }
}

/// A key (trait and value), and the records that share it; none when they are too many to be compared.
pub type Shared = ((String, String), Vec<i64>);

/// The most records that share a key and are still compared each with each.
const MOST_SHARING: i64 = 30;

/// Lists the next keys after `after` (trait and key) that several records of a kind share, each with those records.
pub fn shared(tx: &mut Tx, kind: RecordKind, after: &(String, String), limit: i64) -> Result<Vec<Shared>> {
    let keys = tx.query(
        "SELECT what, key, COUNT(*)
         FROM likeness_keys
         WHERE record_kind = ?1 AND (what, key) > (?2, ?3)
         GROUP BY what, key
         HAVING COUNT(*) > 1
         ORDER BY what, key
         LIMIT ?4",
        &[&kind.as_str(), &after.0, &after.1, &limit],
        |r| Ok(((r.get::<String>(0)?, r.get::<String>(1)?), r.get::<i64>(2)?)),
    )?;
    let mut found = Vec::new();
    for (key, holders) in keys {
        let ids = if holders > MOST_SHARING {
            Vec::new()
        } else {
            tx.query(
                "SELECT record_id
                 FROM likeness_keys
                 WHERE what = ?1 AND key = ?2 AND record_kind = ?3
                 ORDER BY record_id",
                &[&key.0, &key.1, &kind.as_str()],
                |r| r.get(0),
            )?
        };
        found.push((key, ids));
    }
    Ok(found)
}

/// Remembers that two records may be the same.
pub fn keep(tx: &mut Tx, pair: Pair, at: Millis) -> Result<()> {
    tx.execute(
        "INSERT INTO likely_pairs (record_kind, low_id, high_id, score, found_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (record_kind, low_id, high_id)
         DO UPDATE SET score = excluded.score, found_at = excluded.found_at",
        &[&pair.kind.as_str(), &pair.low, &pair.high, &pair.score, &at.0],
    )?;
    Ok(())
}

/// Forgets at most `limit` pairs of a kind that were not found again by the search that began at `since`; returns how
/// many.
pub fn sweep(tx: &mut Tx, kind: RecordKind, since: Millis, limit: i64) -> Result<u64> {
    tx.execute(
        "DELETE FROM likely_pairs
         WHERE record_kind = ?1 AND (low_id, high_id) IN (
             SELECT low_id, high_id FROM likely_pairs WHERE record_kind = ?1 AND found_at < ?2 LIMIT ?3
         )",
        &[&kind.as_str(), &since.0, &limit],
    )
}

/// Forgets the pairs of a record.
pub fn forget(tx: &mut Tx, record: RecordRef) -> Result<()> {
    tx.execute(
        "DELETE FROM likely_pairs WHERE record_kind = ?1 AND (low_id = ?2 OR high_id = ?2)",
        &[&record.kind.as_str(), &record.id],
    )?;
    Ok(())
}

/// Lists pairs of a kind, the most alike first, after `after`; those with a deleted record, and those declared
/// distinct, are left out.
pub fn page(tx: &mut Tx, kind: RecordKind, after: Option<Pair>, limit: i64) -> Result<Vec<Pair>> {
    let Some(of) = catalogue::of(kind) else { return Ok(Vec::new()) };
    let after = after.map_or((i64::MAX, 0, 0), |pair| (pair.score, pair.low, pair.high));
    let sql = format!(
        "SELECT p.low_id, p.high_id, p.score
         FROM likely_pairs p
         JOIN {table} one ON one.id = p.low_id
         JOIN {table} other ON other.id = p.high_id
         WHERE p.record_kind = ?1 AND one.deleted_at IS NULL AND other.deleted_at IS NULL
           AND (p.score < ?2 OR p.score = ?2 AND (p.low_id, p.high_id) > (?3, ?4))
           AND NOT EXISTS (SELECT 1 FROM distinct_pairs d
                           WHERE d.record_kind = p.record_kind AND d.low_id = p.low_id AND d.high_id = p.high_id)
         ORDER BY p.score DESC, p.low_id, p.high_id
         LIMIT ?5",
        table = of.table
    );
    let pair = |r: &Row| Ok(Pair { kind, low: r.get(0)?, high: r.get(1)?, score: r.get(2)? });
    tx.query(&sql, &[&kind.as_str(), &after.0, &after.1, &after.2, &limit], pair)
}

/// Remembers that two records are not the same; tells whether that is new.
pub fn declare_distinct(tx: &mut Tx, by: &Author, pair: Pair) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO distinct_pairs (record_kind, low_id, high_id, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (record_kind, low_id, high_id) DO NOTHING",
        &[&pair.kind.as_str(), &pair.low, &pair.high, &by.user.map(|u| u.0), &by.at.0],
    )?;
    Ok(added == 1)
}

/// Takes [`declare_distinct`] back; tells whether it stood.
pub fn declare_unknown(tx: &mut Tx, pair: Pair) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM distinct_pairs WHERE record_kind = ?1 AND low_id = ?2 AND high_id = ?3",
        &[&pair.kind.as_str(), &pair.low, &pair.high],
    )?;
    Ok(gone == 1)
}

/// Tells whether somebody said that two records are not the same.
pub fn is_distinct(tx: &mut Tx, pair: Pair) -> Result<bool> {
    let found = tx.query_opt(
        "SELECT made_at FROM distinct_pairs WHERE record_kind = ?1 AND low_id = ?2 AND high_id = ?3",
        &[&pair.kind.as_str(), &pair.low, &pair.high],
        |r| r.get::<i64>(0),
    )?;
    Ok(found.is_some())
}
