//! The same change made to many records: one deed, in batches that let people go first.
//!
//! Each batch is a transaction of its own and ends early when somebody waits for the writer. A deed that was interrupted
//! is completed by repeating it under its name: what is done already is not changed again.

use crate::crm::Crm;
use crate::deed::By;
use crate::distribute::distribute;
use crate::error::{Error, Result};
use crate::lists::{self, Asked};
use crate::records::{self, Typed};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{DISTRIBUTED, Right, Whose};
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::{Store, Tx, log, refs};
use std::collections::BTreeSet;

/// Which records are meant.
#[derive(Clone, Debug)]
pub enum Selection {
    /// These.
    Records(Vec<Uid>),
    /// All that a list shows.
    List(Box<Asked>),
}

/// What a bulk edit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// So many records have changed.
    pub changed: usize,
    /// So many had these values already.
    pub unchanged: usize,
    /// So many were left as they are.
    pub refused: usize,
    /// Why, for the first of them.
    pub reasons: Vec<(Uid, String)>,
}

/// The most records of one bulk edit.
pub const MOST: usize = 50_000;
/// Records changed in one transaction: some milliseconds of the writer.
const BATCH: usize = 16;
/// The most refusals that are told one by one.
const TOLD: usize = 100;

/// What is changed, checked for the right to do so.
#[derive(Clone)]
struct Change {
    kind: RecordKind,
    fields: Vec<Typed>,
    owner: Option<UserId>,
}

/// Changes the same fields of many records; the owner only with the right to distribute.
pub fn bulk_edit(
    crm: &Crm,
    by: &By,
    kind: RecordKind,
    selection: Selection,
    changes: &[Typed],
) -> Result<Outcome> {
    let (change, uids) = prepared(crm, by, kind, selection, changes)?;
    let mut outcome = Outcome::default();
    let mut left = uids.as_slice();
    while !left.is_empty() {
        let batch = &left[..left.len().min(BATCH)];
        match run(crm, by, &change, batch, true) {
            Ok(done) => left = &left[done..],
            // Nothing of the batch has happened: one by one, so that the others do not suffer.
            Err(e) if is_refusal(&e) => {
                for uid in batch {
                    if let Err(e) = run(crm, by, &change, &[*uid], false) {
                        outcome.refuse(*uid, e)?;
                    }
                }
                left = &left[batch.len()..];
            }
            Err(e) => return Err(e),
        }
    }
    let mutation = by.mutation.to_string();
    let entries = crm.read(move |tx| Ok(log::of_mutation(tx, &mutation)?))?;
    let changed: BTreeSet<RecordRef> = entries.into_iter().map(|entry| entry.record).collect();
    outcome.changed = changed.len();
    outcome.unchanged = uids.len().saturating_sub(outcome.changed + outcome.refused);
    Ok(outcome)
}

impl Outcome {
    fn refuse(&mut self, uid: Uid, error: Error) -> Result<()> {
        if !is_refusal(&error) {
            return Err(error);
        }
        self.refused += 1;
        if self.reasons.len() < TOLD {
            self.reasons.push((uid, error.to_string()));
        }
        Ok(())
    }
}

fn is_refusal(error: &Error) -> bool {
    !matches!(error, Error::Store(_))
}

fn prepared(
    crm: &Crm,
    by: &By,
    kind: RecordKind,
    selection: Selection,
    changes: &[Typed],
) -> Result<(Change, Vec<Uid>)> {
    by.may(records::right(kind, Right::Write), Whose::Mine)?;
    if changes.is_empty() {
        return Err(Error::invalid("changes", "must name a field"));
    }
    let (by, changes) = (by.clone(), changes.to_vec());
    crm.read(move |tx| {
        let (owners, fields): (Vec<Typed>, Vec<Typed>) =
            changes.into_iter().partition(|(name, _)| name == "owner");
        let owner = owners.last().map(|(_, text)| owner(tx, &by, kind, text)).transpose()?;
        let mut uids = match selection {
            Selection::Records(uids) => uids,
            Selection::List(asked) => lists::ids(tx, &by, &asked, MOST + 1)?,
        };
        let mut known = BTreeSet::new();
        uids.retain(|uid| known.insert(*uid));
        if uids.len() > MOST {
            return Err(Error::invalid("selection", format_args!("must be at most {MOST} records")));
        }
        Ok((Change { kind, fields, owner }, uids))
    })
}

fn owner(tx: &mut Tx, by: &By, kind: RecordKind, text: &str) -> Result<UserId> {
    by.may(Right::Distribute, Whose::Mine)?;
    if !DISTRIBUTED.contains(&kind) {
        return Err(Error::invalid("owner", format_args!("a record of kind {kind} is not distributed")));
    }
    let uid = Uid::parse(text).map_err(|e| Error::invalid("owner", e))?;
    let user = refs::find(tx, RecordKind::User, uid)?;
    user.map(|user| UserId(user.id)).ok_or_else(|| Error::no_such(RecordKind::User, uid))
}

/// Changes records in one transaction; returns how many of them, at least one, were looked at before somebody waited.
fn run(crm: &Crm, by: &By, change: &Change, uids: &[Uid], several: bool) -> Result<usize> {
    let (by, change, uids) = (by.clone(), change.clone(), uids.to_vec());
    let store: Store = crm.store().clone();
    crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
        by.note(tx, "bulk_edit")?;
        for (done, uid) in (1..).zip(&uids) {
            one(tx, &by, &change, *uid)?;
            if several && store.is_awaited() {
                return Ok(done);
            }
        }
        Ok(uids.len())
    })
}

fn one(tx: &mut Tx, by: &By, change: &Change, uid: Uid) -> Result<()> {
    if !change.fields.is_empty() {
        records::edit(tx, by, change.kind, uid, None, &change.fields)?;
    }
    let Some(owner) = change.owner else { return Ok(()) };
    let kind = records::kind(change.kind)?;
    let record = records::find(tx, by, kind, uid)?.record;
    distribute(tx, by, &[record], owner)
}
