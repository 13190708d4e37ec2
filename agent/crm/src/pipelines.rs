//! Pipelines and their stages, as an administrator sets them (SPEC O1). In each at least one stage is open, one won and
//! one lost.

mod removal;
mod undo;

pub use removal::remove_stage;
pub(crate) use undo::undo;

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::{StageId, Uid};
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::words::fold;
use crmweb_store::Tx;
use crmweb_store::pipelines::{self, Pipeline};
use crmweb_store::stages::{self, Stage};

/// The most pipelines, and the most stages of one.
const MOST: usize = 50;

/// What an administrator says of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedStage {
    /// Its name.
    pub name: String,
    /// How likely a sale is then, in percent; of a won stage always 100, of a lost one 0.
    pub probability: i64,
    /// Whether it ends the opportunity, and how.
    pub outcome: Outcome,
}

/// Lists the pipelines, each with its stages, in order.
pub fn list(tx: &mut Tx, by: &By) -> Result<Vec<(Pipeline, Vec<Stage>)>> {
    by.may(Right::Read, Whose::Mine)?;
    let mut all = Vec::new();
    for pipeline in pipelines::list(tx)? {
        let stages = stages::list(tx, &pipeline.code)?;
        all.push((pipeline, stages));
    }
    Ok(all)
}

/// Adds a pipeline with these stages; without any, with those most companies start with.
pub fn add(tx: &mut Tx, by: &By, name: &str, typed: &[TypedStage]) -> Result<Pipeline> {
    by.may(Right::Settings, Whose::Others)?;
    let name = free_name(tx, name, None)?;
    let known = pipelines::list(tx)?;
    if known.len() >= MOST {
        return Err(Error::invalid("name", format_args!("must be at most {MOST} pipelines")));
    }
    let position = known.iter().map(|it| it.position + 1).max().unwrap_or(0);
    let new = pipelines::insert(tx, &by.author(), Uid::create(), &name, position)?;
    let usual = stages::USUAL.map(|(name, probability, outcome)| TypedStage {
        name: name.into(),
        probability,
        outcome,
    });
    for stage in if typed.is_empty() { &usual[..] } else { typed } {
        insert_stage(tx, by, &new, stage)?;
    }
    check_ends(tx, &new.code)?;
    by.note(tx, "add_pipeline")?;
    Ok(new)
}

/// What changes of a pipeline; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineChange {
    /// Another name.
    pub name: Option<String>,
    /// Another place, from 0.
    pub position: Option<i64>,
    /// New opportunities begin in it from now on; another one cannot be said of none.
    pub usual: bool,
}

/// Renames or moves a pipeline, or lets new opportunities begin in it.
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, change: &PipelineChange) -> Result<Pipeline> {
    by.may(Right::Settings, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(RecordKind::Pipeline, seen, known.version)?;
    let mut new = known.clone();
    if let Some(name) = &change.name {
        new.name = free_name(tx, name, Some(known.id))?;
    }
    if change.usual && !known.usual {
        for other in pipelines::list(tx)?.into_iter().filter(|it| it.usual) {
            save(tx, by, &other, &Pipeline { usual: false, ..other.clone() })?;
        }
        new.usual = true;
    }
    save(tx, by, &known, &new)?;
    if let Some(place) = change.position {
        let mut order: Vec<Pipeline> =
            pipelines::list(tx)?.into_iter().filter(|it| it.id != known.id).collect();
        let moved = find(tx, uid)?;
        order.insert(usize::try_from(place).unwrap_or(0).min(order.len()), moved);
        for (position, it) in (0..).zip(order) {
            save(tx, by, &it, &Pipeline { position, ..it.clone() })?;
        }
    }
    by.note(tx, "edit_pipeline")?;
    find(tx, uid)
}

/// Takes a pipeline away in which there is no opportunity; one in which new ones begin stays.
pub fn remove(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(RecordKind::Pipeline, seen, known.version)?;
    if known.usual {
        let why = format!("new opportunities begin in {:?}; let them begin in another one first", known.name);
        return Err(Error::Conflict(why));
    }
    for stage in stages::list(tx, &known.code)? {
        if !stages::opportunities(tx, stage.id, 1)?.is_empty() {
            let why =
                format!("there are opportunities at {:?} of {:?}; move them first", stage.name, known.name);
            return Err(Error::Conflict(why));
        }
    }
    save(tx, by, &known, &Pipeline { deleted: true, ..known.clone() })?;
    by.note(tx, "remove_pipeline")
}

/// Adds a stage: an open one behind the open ones, others at the end. One that was taken away comes back.
pub fn add_stage(tx: &mut Tx, by: &By, pipeline: Uid, typed: &TypedStage) -> Result<Stage> {
    by.may(Right::Settings, Whose::Others)?;
    let pipeline = find(tx, pipeline)?;
    let new = insert_stage(tx, by, &pipeline, typed)?;
    let mut order = stages::list(tx, &pipeline.code)?;
    order.retain(|it| it.id != new.id);
    let place = match new.outcome {
        Outcome::Open => order.iter().rposition(|it| it.outcome == Outcome::Open).map_or(0, |last| last + 1),
        Outcome::Won | Outcome::Lost => order.len(),
    };
    order.insert(place, new.clone());
    put_in_order(tx, by, order)?;
    by.note(tx, "add_stage")?;
    Ok(stages::load(tx, new.id)?)
}

/// Gives a stage another name, probability or outcome; the outcome only while no opportunity is there.
pub fn edit_stage(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, typed: &TypedStage) -> Result<Stage> {
    by.may(Right::Settings, Whose::Others)?;
    let known = find_stage(tx, uid)?;
    Error::if_stale(RecordKind::Stage, seen, known.version)?;
    let typed = checked(typed)?;
    if let Some(other) = stages::once_called(tx, &known.pipeline, &typed.name)?
        && other.id != known.id
    {
        let why =
            if other.deleted { "was the name of a stage that was taken away" } else { "is a stage already" };
        return Err(Error::invalid("name", format_args!("{:?} {why}", typed.name)));
    }
    if typed.outcome != known.outcome && !stages::opportunities(tx, known.id, 1)?.is_empty() {
        return Err(Error::Conflict(format!(
            "there are opportunities at {:?}; move them before it means something else",
            known.name
        )));
    }
    let TypedStage { name, probability, outcome } = typed;
    save_stage(tx, by, &known, &Stage { name, probability, outcome, ..known.clone() })?;
    check_ends(tx, &known.pipeline)?;
    by.note(tx, "edit_stage")?;
    Ok(stages::load(tx, known.id)?)
}

/// Puts the stages of a pipeline into this order; all of them must be named.
pub fn order_stages(tx: &mut Tx, by: &By, pipeline: Uid, order: &[Uid]) -> Result<Vec<Stage>> {
    by.may(Right::Settings, Whose::Others)?;
    let pipeline = find(tx, pipeline)?;
    let known = stages::list(tx, &pipeline.code)?;
    let mut wanted = Vec::new();
    for uid in order {
        wanted.extend(known.iter().find(|it| it.uid == *uid).cloned());
    }
    wanted.dedup_by_key(|it| it.id);
    if wanted.len() != known.len() || order.len() != known.len() {
        return Err(Error::invalid("stages", "must name each stage of the pipeline once"));
    }
    put_in_order(tx, by, wanted)?;
    by.note(tx, "order_stages")?;
    Ok(stages::list(tx, &pipeline.code)?)
}

/// Finds a pipeline that was not taken away.
pub fn find(tx: &mut Tx, uid: Uid) -> Result<Pipeline> {
    let known = pipelines::by_uid(tx, uid)?.filter(|it| !it.deleted);
    known.ok_or_else(|| Error::no_such(RecordKind::Pipeline, uid))
}

pub(crate) fn find_stage(tx: &mut Tx, uid: Uid) -> Result<Stage> {
    let known = stages::by_uid(tx, uid)?.filter(|it| !it.deleted);
    known.ok_or_else(|| Error::no_such(RecordKind::Stage, uid))
}

fn insert_stage(tx: &mut Tx, by: &By, pipeline: &Pipeline, typed: &TypedStage) -> Result<Stage> {
    let TypedStage { name, probability, outcome } = checked(typed)?;
    let there = stages::list(tx, &pipeline.code)?;
    if there.len() >= MOST {
        return Err(Error::invalid("stages", format_args!("must be at most {MOST}")));
    }
    let position = there.iter().map(|it| it.position + 1).max().unwrap_or(0);
    if let Some(known) = stages::once_called(tx, &pipeline.code, &name)? {
        if !known.deleted {
            return Err(Error::invalid("name", format_args!("{name:?} is a stage already")));
        }
        let used = outcome != known.outcome && !stages::opportunities(tx, known.id, 1)?.is_empty();
        if used {
            return Err(Error::invalid("name", format_args!("{name:?} meant something else once")));
        }
        let back = Stage { position, probability, outcome, deleted: false, ..known.clone() };
        save_stage(tx, by, &known, &back)?;
        return Ok(stages::load(tx, known.id)?);
    }
    let new = Stage {
        id: StageId(0),
        uid: Uid::create(),
        version: 1,
        pipeline: pipeline.code.clone(),
        name,
        position,
        probability,
        outcome,
        deleted: false,
    };
    Ok(stages::insert(tx, &by.author(), &new)?)
}

fn put_in_order(tx: &mut Tx, by: &By, order: Vec<Stage>) -> Result<()> {
    for (position, it) in (0..).zip(order) {
        save_stage(tx, by, &it, &Stage { position, ..it.clone() })?;
    }
    Ok(())
}

fn checked(typed: &TypedStage) -> Result<TypedStage> {
    let probability = match (typed.outcome, typed.probability) {
        (Outcome::Won, _) => 100,
        (Outcome::Lost, _) => 0,
        (Outcome::Open, percent @ 0..=100) => percent,
        (Outcome::Open, _) => return Err(Error::invalid("probability", "must be from 0 to 100 percent")),
    };
    Ok(TypedStage { name: work::name("name", &typed.name)?, probability, outcome: typed.outcome })
}

/// Refuses what leaves a pipeline without a beginning or an end.
fn check_ends(tx: &mut Tx, code: &str) -> Result<()> {
    let there = stages::list(tx, code)?;
    for outcome in Outcome::ALL {
        if there.iter().all(|it| it.outcome != *outcome) {
            let why = format!("a pipeline needs at least one stage that is {outcome}");
            return Err(Error::Conflict(why));
        }
    }
    Ok(())
}

fn free_name(tx: &mut Tx, typed: &str, own: Option<i64>) -> Result<String> {
    let name = work::name("name", typed)?;
    let folded = fold(&name);
    match pipelines::list(tx)?.iter().any(|it| Some(it.id) != own && fold(&it.name) == folded) {
        true => Err(Error::invalid("name", format_args!("{name:?} is a pipeline already"))),
        false => Ok(name),
    }
}

fn save(tx: &mut Tx, by: &By, known: &Pipeline, new: &Pipeline) -> Result<()> {
    match pipelines::save(tx, &by.author(), known, new)? {
        true => Ok(()),
        false => Err(work::stale(RecordKind::Pipeline)),
    }
}

fn save_stage(tx: &mut Tx, by: &By, known: &Stage, new: &Stage) -> Result<()> {
    match stages::save(tx, &by.author(), known, new)? {
        true => Ok(()),
        false => Err(work::stale(RecordKind::Stage)),
    }
}
