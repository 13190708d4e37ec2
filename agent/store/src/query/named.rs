//! The records, tags and groups that a filter names by their ids outside.

use super::Viewer;
use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::refs;
use crmweb_model::filter::{Condition, Test, Who, Wrong};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of the records that a filter names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<(RecordKind, Uid), i64>);

impl Known {
    /// Returns the key of a record; 0, which no record has, for one that is not there.
    pub(super) fn id(&self, kind: RecordKind, uid: Uid) -> i64 {
        self.0.get(&(kind, uid)).copied().unwrap_or(0)
    }
}

/// Ids looked up by one statement.
const AT_ONCE: usize = 250;

/// Looks up what `condition` names. What is not there, not any more, or not for this viewer is left out and listed.
pub fn resolve(tx: &mut Tx, condition: Condition, viewer: &Viewer) -> Result<(Condition, Known, Vec<Wrong>)> {
    let mut named = BTreeMap::new();
    gather(&condition, &mut named);
    let mut known = Known::default();
    let mut kinds: BTreeMap<RecordKind, Vec<Uid>> = BTreeMap::new();
    for (kind, uid) in named.keys() {
        kinds.entry(*kind).or_default().push(*uid);
    }
    for (kind, uids) in kinds {
        for part in uids.chunks(AT_ONCE) {
            for (uid, id) in keys(tx, kind, part, viewer)? {
                known.0.insert((kind, uid), id);
            }
        }
    }
    named.retain(|record, _| !known.0.contains_key(record));
    let gone: BTreeSet<(RecordKind, Uid)> = named.keys().copied().collect();
    let told = |((kind, _), path): ((RecordKind, Uid), String)| {
        Wrong::gone(&path, format!("there is no such {kind} any more"))
    };
    let wrong = named.into_iter().map(told).collect();
    let condition = condition.without(&gone).unwrap_or(Condition::All(Vec::new()));
    Ok((condition, known, wrong))
}

fn keys(tx: &mut Tx, kind: RecordKind, uids: &[Uid], viewer: &Viewer) -> Result<Vec<(Uid, i64)>> {
    let Some(table) = refs::table(kind) else { return Ok(Vec::new()) };
    let mine = match kind {
        RecordKind::Tag => "user_id IN (0, ?1)",
        RecordKind::Group => "deleted_at IS NULL AND (shared = 1 OR owner_id = ?1)",
        _ => "?1 = ?1",
    };
    let mine = mine.replace("?1", "CAST(?1 AS BIGINT)");
    let sql =
        format!("SELECT uid, id FROM {table} WHERE {mine} AND uid IN ({})", placeholders(2, uids.len()));
    let texts: Vec<String> = uids.iter().map(ToString::to_string).collect();
    let mut params: Vec<&dyn Param> = vec![&viewer.user.0];
    params.extend(texts.iter().map(|text| text as &dyn Param));
    tx.query(&sql, &params, |r| Ok((refs::read_uid(r, 0)?, r.get(1)?)))
}

fn gather(condition: &Condition, named: &mut BTreeMap<(RecordKind, Uid), String>) {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().for_each(|one| gather(one, named)),
        Condition::Not(inner) | Condition::Related { of: inner, .. } => gather(inner, named),
        Condition::Field { test: Test::Refers(kind, who), .. } => {
            for who in who {
                if let Who::Record(uid, path) = who {
                    named.insert((*kind, *uid), path.clone());
                }
            }
        }
        Condition::Field { .. } | Condition::Happened { .. } => {}
        Condition::Tag { tag, path, .. } => drop(named.insert((RecordKind::Tag, *tag), path.clone())),
        Condition::Group { group, path, .. } => drop(named.insert((RecordKind::Group, *group), path.clone())),
    }
}
