//! The history of a lead shared with the records it became. It stays the lead's too.

use super::SHARED;
use crate::deed::By;
use crate::error::Result;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::merges::carried::{self, Carried};
use crmweb_store::{Tx, names};

/// What each kind of record takes over of the lead's lists.
fn lists(kind: RecordKind) -> &'static [&'static Carried] {
    const WORK: &[&Carried] = &[&carried::HISTORY, &carried::THREADS, &carried::DOCUMENTS, &carried::TAGS];
    const CLIENT: &[&Carried] = &[&carried::HISTORY, &carried::DOCUMENTS, &carried::GROUPS, &carried::TAGS];
    if kind == RecordKind::Opportunity { WORK } else { CLIENT }
}

/// Counts what each of `targets` would take over.
pub(super) fn count(
    tx: &mut Tx,
    lead: RecordRef,
    to: Option<RecordRef>,
    kind: RecordKind,
) -> Result<Vec<(String, i64)>> {
    let mut counts = Vec::new();
    // A record that is not there yet has nothing.
    let to = to.unwrap_or(RecordRef::new(kind, 0));
    for list in lists(kind) {
        let count = carried::count(tx, list, lead, to)?;
        if count > 0 {
            counts.push((crate::merge::called(list), count));
        }
    }
    Ok(counts)
}

/// Shares the next piece, at most `most` rows; returns how many it was.
pub(super) fn share(tx: &mut Tx, by: &By, lead: RecordRef, targets: &[RecordRef], most: i64) -> Result<i64> {
    let name = names::of(tx, lead)?;
    let mut left = most;
    for to in targets {
        for list in lists(to.kind) {
            if left <= 0 {
                return Ok(most);
            }
            let keys = carried::next(tx, list, lead, *to, left)?;
            if keys.is_empty() {
                continue;
            }
            for key in &keys {
                carried::share(tx, list, *key, (lead, *to), &name)?;
            }
            left -= keys.len() as i64;
            let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
            let told = format!("{} {}", crate::merge::written(*to), keys.join(" "));
            log::append(tx, &by.author(), lead, SHARED, &[FieldChange::new(list.table, None, Some(told))])?;
        }
    }
    Ok(most - left)
}

/// Takes back what was shared; returns how much, and why some stays.
pub(crate) fn unshare(tx: &mut Tx, by: &By, entry: &Entry) -> Result<(usize, Vec<String>)> {
    by.may_with(tx, Right::Write, entry.record)?;
    let (mut back, mut kept) = (0, Vec::new());
    for change in &entry.fields {
        let Some((to, keys)) = change.new.as_deref().and_then(|told| told.split_once(' ')) else { continue };
        let (Some(to), Some(list)) = (crate::merge::read(to), carried::named(&change.field)) else {
            continue;
        };
        by.may_with(tx, Right::Write, to)?;
        let mut gone = 0;
        for key in keys.split(' ').filter_map(|key| key.parse().ok()) {
            match carried::unshare(tx, list, key, to)? {
                true => back += 1,
                false => gone += 1,
            }
        }
        if gone > 0 {
            let what = crate::merge::called(list);
            kept.push(format!("{what}: {gone} of {} changed since", names::of(tx, to)?));
        }
    }
    if back > 0 {
        log::append(tx, &by.author(), entry.record, "unshared", &[])?;
    }
    Ok((back, kept))
}
