//! A stage taken away: what is there goes to another one, in batches.

use super::{check_ends, find_stage, save_stage};
use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::opportunities;
use crmweb_model::ids::Uid;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::stages::{self, Stage};

/// Opportunities moved per transaction: some milliseconds of the writer.
const BATCH: i64 = 50;

/// Takes a stage away and returns how many opportunities went from it to the stage `to`, which must end them as it does.
///
/// Interrupted, it leaves a stage with fewer opportunities, and can be repeated.
pub fn remove_stage(crm: &Crm, by: &By, uid: Uid, to: Option<Uid>) -> Result<usize> {
    let mut moved = 0;
    loop {
        let by = by.clone();
        let step = crm
            .store()
            .write_as(Urgency::Interactive, Durability::Normal, move |tx| step(tx, &by, uid, to))?;
        match step {
            Step::Moved(count) => moved += count,
            Step::Done => return Ok(moved),
        }
    }
}

enum Step {
    Moved(usize),
    Done,
}

fn step(tx: &mut Tx, by: &By, uid: Uid, to: Option<Uid>) -> Result<Step> {
    by.may(Right::Settings, Whose::Others)?;
    let stage = find_stage(tx, uid)?;
    by.note(tx, "remove_stage")?;
    let there = stages::opportunities(tx, stage.id, BATCH)?;
    if there.is_empty() {
        save_stage(tx, by, &stage, &Stage { deleted: true, ..stage.clone() })?;
        check_ends(tx, &stage.pipeline)?;
        return Ok(Step::Done);
    }
    let chosen = || {
        let why = format!("there are opportunities at {:?}; say to which stage they go", stage.name);
        Error::invalid("to", why)
    };
    let to = find_stage(tx, to.ok_or_else(chosen)?)?;
    if to.id == stage.id || to.outcome != stage.outcome {
        let why = format!("must be another stage that is {}", stage.outcome);
        return Err(Error::invalid("to", why));
    }
    // Before the first one moves: nothing is moved for a stage that has to stay.
    let rest = stages::list(tx, &stage.pipeline)?;
    if !rest.iter().any(|it| it.id != stage.id && it.outcome == stage.outcome) {
        let why = format!("a pipeline needs at least one stage that is {}", stage.outcome);
        return Err(Error::Conflict(why));
    }
    for id in &there {
        opportunities::carry(tx, by, *id, &to)?;
    }
    Ok(Step::Moved(there.len()))
}
