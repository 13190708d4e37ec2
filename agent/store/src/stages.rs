//! The stages an opportunity goes through, as an administrator set them.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::{Texts, changes, created};
use crate::log::{self, Author};
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{OpportunityId, StageId, Uid};
use crmweb_model::record::{Outcome, RecordKind, RecordRef};

/// The pipeline there is from the beginning.
pub const SALES: &str = "sales";

/// Its stages, with their probability in percent.
pub const USUAL: [(&str, i64, Outcome); 6] = [
    ("Identified", 10, Outcome::Open),
    ("Qualified", 25, Outcome::Open),
    ("Offer", 50, Outcome::Open),
    ("Negotiation", 75, Outcome::Open),
    ("Won", 100, Outcome::Won),
    ("Lost", 0, Outcome::Lost),
];

/// One stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its key.
    pub id: StageId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// The pipeline it belongs to, by its code.
    pub pipeline: String,
    /// Its name, unique in the pipeline.
    pub name: String,
    /// Its place, from 0.
    pub position: i64,
    /// How likely a sale is at this stage, in percent.
    pub probability: i64,
    /// Whether it ends the opportunity, and how.
    pub outcome: Outcome,
    /// It was taken away; opportunities were there once.
    pub deleted: bool,
}

impl Stage {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Stage, self.id.0)
    }

    /// Returns its fields for the change log.
    pub fn texts(&self) -> Texts {
        vec![
            ("name", self.name.clone()),
            ("position", self.position.to_string()),
            ("probability", self.probability.to_string()),
            ("outcome", self.outcome.to_string()),
        ]
    }
}

const SELECT: &str =
    "SELECT id, uid, version, pipeline, name, position, probability, outcome, deleted_at FROM stages";

/// Lists the stages of a pipeline in order.
pub fn list(tx: &mut Tx, pipeline: &str) -> Result<Vec<Stage>> {
    let sql = format!("{SELECT} WHERE pipeline = ?1 AND deleted_at IS NULL ORDER BY position, id");
    tx.query(&sql, &[&pipeline], stage)
}

/// Finds a stage by its name.
pub fn by_name(tx: &mut Tx, pipeline: &str, name: &str) -> Result<Option<Stage>> {
    Ok(once_called(tx, pipeline, name)?.filter(|stage| !stage.deleted))
}

/// Finds a stage by its name, one that was taken away too.
pub fn once_called(tx: &mut Tx, pipeline: &str, name: &str) -> Result<Option<Stage>> {
    tx.query_opt(&format!("{SELECT} WHERE pipeline = ?1 AND name = ?2"), &[&pipeline, &name], stage)
}

/// Loads a stage, one that was taken away too.
pub fn load(tx: &mut Tx, id: StageId) -> Result<Stage> {
    tx.query_one(&format!("{SELECT} WHERE id = ?1"), &[&id.0], stage)
}

/// Loads a stage by its id outside, one that was taken away too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Stage>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], stage)
}

/// Adds a stage to a pipeline; `new` says what it is, but for its key.
pub fn insert(tx: &mut Tx, by: &Author, new: &Stage) -> Result<Stage> {
    let id = tx.query_one(
        "INSERT INTO stages (uid, pipeline, name, position, probability, outcome)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         RETURNING id",
        &[
            &new.uid.to_string(),
            &new.pipeline,
            &new.name,
            &new.position,
            &new.probability,
            &new.outcome.as_str(),
        ],
        |r| r.get(0),
    )?;
    let stored = load(tx, StageId(id))?;
    log::append(tx, by, stored.record(), "created", &created(&stored.texts()))?;
    Ok(stored)
}

/// Saves a stage that was loaded as `known`; `false` when somebody saved it since. Its pipeline stays.
pub fn save(tx: &mut Tx, by: &Author, known: &Stage, new: &Stage) -> Result<bool> {
    let differs = changes(&known.texts(), &new.texts());
    if differs.is_empty() && known.deleted == new.deleted {
        return Ok(true);
    }
    let saved = tx.execute(
        "UPDATE stages
         SET version = version + 1, name = ?3, position = ?4, probability = ?5, outcome = ?6, deleted_at = ?7
         WHERE id = ?1 AND version = ?2",
        &[
            &known.id.0,
            &known.version,
            &new.name,
            &new.position,
            &new.probability,
            &new.outcome.as_str(),
            &new.deleted.then_some(by.at.0),
        ],
    )?;
    if saved == 1 {
        let verb = match (known.deleted, new.deleted) {
            (false, true) => "deleted",
            (true, false) => "undeleted",
            _ => "changed",
        };
        log::append(tx, by, known.record(), verb, &differs)?;
    }
    Ok(saved == 1)
}

/// Lists opportunities at a stage, deleted ones too, at most `limit`.
pub fn opportunities(tx: &mut Tx, stage: StageId, limit: i64) -> Result<Vec<OpportunityId>> {
    tx.query(
        "SELECT id FROM opportunities WHERE stage_id = ?1 ORDER BY closed_at, id LIMIT ?2",
        &[&stage.0, &limit],
        |r| r.get(0).map(OpportunityId),
    )
}

/// Moves a deleted opportunity to another stage, of which its history says nothing.
pub fn move_deleted(tx: &mut Tx, opportunity: OpportunityId, to: &Stage) -> Result<()> {
    tx.execute(
        "UPDATE opportunities SET stage_id = ?2, outcome = ?3 WHERE id = ?1 AND deleted_at IS NOT NULL",
        &[&opportunity.0, &to.id.0, &to.outcome.as_str()],
    )?;
    Ok(())
}

/// Gives a new database the stages most companies start with; a pipeline that has any stays as it is.
pub fn install(tx: &mut Tx) -> Result<()> {
    if !list(tx, SALES)?.is_empty() {
        return Ok(());
    }
    for (position, (name, probability, outcome)) in (0_i64..).zip(USUAL) {
        tx.execute(
            "INSERT INTO stages (uid, pipeline, name, position, probability, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (pipeline, name) DO NOTHING",
            &[&Uid::create().to_string(), &SALES, &name, &position, &probability, &outcome.as_str()],
        )?;
    }
    Ok(())
}

fn stage(r: &Row) -> Result<Stage> {
    Ok(Stage {
        id: StageId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        pipeline: r.get(3)?,
        name: r.get(4)?,
        position: r.get(5)?,
        probability: r.get(6)?,
        outcome: read_word(r, 7, Outcome::from_name)?,
        deleted: r.get::<Option<i64>>(8)?.is_some(),
    })
}
