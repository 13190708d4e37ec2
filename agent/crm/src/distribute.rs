//! Records given to colleagues: the only way an owner changes.

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{DISTRIBUTED, Right, Whose};
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, owners, refs, users};
use std::collections::BTreeMap;

/// Records given per transaction.
const BATCH: usize = 50;
/// The most records given at once.
const MOST: usize = 10_000;

/// Who gets a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The record.
    pub record: RecordRef,
    /// The colleague who gets it.
    pub to: UserId,
}

/// Gives records to an active colleague; what the colleague has already stays untouched.
pub fn distribute(tx: &mut Tx, by: &By, records: &[RecordRef], to: UserId) -> Result<()> {
    let shares = shared_out(tx, by, records, &[to])?;
    by.note(tx, "distribute")?;
    give(tx, by, &shares)
}

/// Shows how records would be shared out evenly among active colleagues: each goes to whoever has the least work of
/// its kind by then, in the order named.
pub fn shared_out(tx: &mut Tx, by: &By, records: &[RecordRef], among: &[UserId]) -> Result<Vec<Share>> {
    by.may(Right::Distribute, Whose::Mine)?;
    if records.len() > MOST {
        return Err(Error::invalid("records", format_args!("must be at most {MOST}")));
    }
    if among.is_empty() {
        return Err(Error::invalid("to", "must name at least one colleague"));
    }
    for to in among {
        let receiver = users::by_id(tx, *to)?.filter(|user| user.active);
        receiver.ok_or_else(|| Error::no_such(RecordKind::User, to.0))?;
        by.may(Right::Distribute, work::whose(tx, by, Some(*to))?)?;
    }
    let mut loads: BTreeMap<(RecordKind, usize), i64> = BTreeMap::new();
    let mut shares: Vec<Share> = Vec::with_capacity(records.len());
    let mut once = std::collections::BTreeSet::new();
    for record in records.iter().filter(|record| once.insert(**record)) {
        let given = DISTRIBUTED.contains(&record.kind) || record.kind == RecordKind::Opportunity;
        if !given {
            let why = format_args!("a record of kind {} is not distributed", record.kind);
            return Err(Error::invalid("owner", why));
        }
        if !refs::is_there(tx, *record)? {
            return Err(Error::no_such(record.kind, record.id));
        }
        by.may_with(tx, Right::Distribute, *record)?;
        let mut least: Option<(i64, usize)> = None;
        for (place, user) in among.iter().enumerate() {
            let load = match loads.get(&(record.kind, place)) {
                Some(load) => *load,
                None => owners::load_of(tx, record.kind, *user)?,
            };
            loads.insert((record.kind, place), load);
            least = least.min(Some((load, place))).or(Some((load, place)));
        }
        let Some((_, place)) = least else { continue };
        *loads.entry((record.kind, place)).or_default() += 1;
        shares.extend(among.get(place).map(|to| Share { record: *record, to: *to }));
    }
    Ok(shares)
}

/// Shares records out evenly among active colleagues, in small steps; returns who got what. Repeating an interrupted
/// deed completes it.
pub fn share_out(crm: &Crm, by: &By, records: &[RecordRef], among: &[UserId]) -> Result<Vec<Share>> {
    let (first, records, among) = (by.clone(), records.to_vec(), among.to_vec());
    let shares = crm.read(move |tx| shared_out(tx, &first, &records, &among))?;
    let first = by.clone();
    crm.write(move |tx| first.note(tx, "distribute"))?;
    for some in shares.chunks(BATCH) {
        let (by, some) = (by.clone(), some.to_vec());
        crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| give(tx, &by, &some))?;
    }
    Ok(shares)
}

fn give(tx: &mut Tx, by: &By, shares: &[Share]) -> Result<()> {
    for share in shares {
        // Deleted meanwhile: there is nothing to look after.
        if refs::is_there(tx, share.record)? {
            owners::set(tx, &by.author(), share.record, Some(share.to))?;
        }
    }
    Ok(())
}
