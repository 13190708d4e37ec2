//! Records that went into another one, and what of them had to move (SPEC C4).

pub mod carried;
pub mod references;

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::log::Author;
use crate::refs::read_word;
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// A record on its way into another one, or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The record that goes.
    pub loser: RecordRef,
    /// The record that stays.
    pub winner: RecordRef,
    /// The deed.
    pub mutation: String,
    /// Who merged.
    pub user: UserId,
    /// When.
    pub at: Millis,
}

/// Notes that a record goes into another one; tells whether it did not already.
pub fn begin(tx: &mut Tx, by: &Author, loser: RecordRef, winner: RecordRef) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO merges (record_kind, loser_id, winner_id, mutation, user_id, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (record_kind, loser_id) DO NOTHING",
        &[
            &loser.kind.as_str(),
            &loser.id,
            &winner.id,
            &by.mutation.to_string(),
            &by.user.map_or(0, |user| user.0),
            &by.at.0,
        ],
    )?;
    Ok(added == 1)
}

/// Notes that all of a record has moved.
pub fn finish(tx: &mut Tx, loser: RecordRef) -> Result<()> {
    tx.execute(
        "UPDATE merges SET finished = 1 WHERE record_kind = ?1 AND loser_id = ?2",
        &[&loser.kind.as_str(), &loser.id],
    )?;
    Ok(())
}

/// Forgets that a record went into another one; tells whether it had.
pub fn forget(tx: &mut Tx, loser: RecordRef) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM merges WHERE record_kind = ?1 AND loser_id = ?2",
        &[&loser.kind.as_str(), &loser.id],
    )?;
    Ok(gone == 1)
}

/// Records go into one another at most this often before a chain is given up.
const LONGEST_CHAIN: usize = 50;

/// Returns the record into which `loser` went at last; `None` when it went nowhere.
pub fn winner_of(tx: &mut Tx, loser: RecordRef) -> Result<Option<RecordRef>> {
    let mut at = loser;
    for _ in 0..LONGEST_CHAIN {
        let next = tx.query_opt(
            "SELECT winner_id FROM merges WHERE record_kind = ?1 AND loser_id = ?2 AND finished = 1",
            &[&at.kind.as_str(), &at.id],
            |r| r.get(0),
        )?;
        match next {
            Some(id) => at = RecordRef::new(at.kind, id),
            None => break,
        }
    }
    Ok((at != loser).then_some(at))
}

/// Lists the merges that were interrupted, oldest first.
pub fn unfinished(tx: &mut Tx) -> Result<Vec<Merge>> {
    tx.query(
        "SELECT record_kind, loser_id, winner_id, mutation, user_id, at FROM merges WHERE finished = 0 ORDER BY at, loser_id",
        &[],
        merge,
    )
}

/// Lists the merges of one deed that are not finished.
pub fn unfinished_of(tx: &mut Tx, mutation: &str) -> Result<Vec<Merge>> {
    Ok(unfinished(tx)?.into_iter().filter(|merge| merge.mutation == mutation).collect())
}

fn merge(r: &Row) -> Result<Merge> {
    let kind = read_word(r, 0, RecordKind::from_name)?;
    Ok(Merge {
        loser: RecordRef::new(kind, r.get(1)?),
        winner: RecordRef::new(kind, r.get(2)?),
        mutation: r.get(3)?,
        user: UserId(r.get(4)?),
        at: Millis(r.get(5)?),
    })
}
