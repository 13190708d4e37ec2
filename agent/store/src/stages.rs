//! The stages an opportunity goes through, as an administrator set them.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{StageId, Uid};
use crmweb_model::record::Outcome;

/// The pipeline there is from the beginning.
pub const SALES: &str = "sales";

/// Its stages, with their probability in percent.
const USUAL: [(&str, i64, Outcome); 6] = [
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
    /// The pipeline it belongs to.
    pub pipeline: String,
    /// Its name, unique in the pipeline.
    pub name: String,
    /// Its place, from 0.
    pub position: i64,
    /// How likely a sale is at this stage, in percent.
    pub probability: i64,
    /// Whether it ends the opportunity, and how.
    pub outcome: Outcome,
}

const COLUMNS: &str = "id, uid, pipeline, name, position, probability, outcome";

/// Lists the stages of a pipeline in order.
pub fn list(tx: &mut Tx, pipeline: &str) -> Result<Vec<Stage>> {
    let sql = format!("SELECT {COLUMNS} FROM stages WHERE pipeline = ?1 ORDER BY position, id");
    tx.query(&sql, &[&pipeline], stage)
}

/// Finds a stage by its name.
pub fn by_name(tx: &mut Tx, pipeline: &str, name: &str) -> Result<Option<Stage>> {
    let sql = format!("SELECT {COLUMNS} FROM stages WHERE pipeline = ?1 AND name = ?2");
    tx.query_opt(&sql, &[&pipeline, &name], stage)
}

/// Loads a stage.
pub fn load(tx: &mut Tx, id: StageId) -> Result<Stage> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM stages WHERE id = ?1"), &[&id.0], stage)
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
        pipeline: r.get(2)?,
        name: r.get(3)?,
        position: r.get(4)?,
        probability: r.get(5)?,
        outcome: read_word(r, 6, Outcome::from_name)?,
    })
}
