//! The pipelines of a company: which ways opportunities go.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::fields::{Texts, changes, created};
use crate::log::{self, Author};
use crate::refs::read_uid;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its key.
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// By which its stages name it; never changes.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its place among the others.
    pub position: i64,
    /// New opportunities begin in it.
    pub usual: bool,
    /// It was taken away.
    pub deleted: bool,
}

impl Pipeline {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Pipeline, self.id)
    }

    /// Returns its fields for the change log.
    pub fn texts(&self) -> Texts {
        vec![
            ("name", self.name.clone()),
            ("position", self.position.to_string()),
            ("usual", if self.usual { "yes" } else { "no" }.into()),
        ]
    }
}

const SELECT: &str = "SELECT id, uid, version, code, name, position, usual, deleted_at FROM pipelines";

/// Lists the pipelines in order.
pub fn list(tx: &mut Tx) -> Result<Vec<Pipeline>> {
    tx.query(&format!("{SELECT} WHERE deleted_at IS NULL ORDER BY position, id"), &[], pipeline)
}

/// Loads a pipeline by its key, one that was taken away too.
pub fn load(tx: &mut Tx, id: i64) -> Result<Option<Pipeline>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id], pipeline)
}

/// Loads a pipeline by its id outside, one that was taken away too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Pipeline>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], pipeline)
}

/// Loads the pipeline that its stages name so.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Pipeline>> {
    tx.query_opt(&format!("{SELECT} WHERE code = ?1"), &[&code], pipeline)
}

/// Returns the pipeline in which new opportunities begin.
pub fn usual(tx: &mut Tx) -> Result<Option<Pipeline>> {
    let sql = format!("{SELECT} WHERE deleted_at IS NULL ORDER BY usual DESC, position, id LIMIT 1");
    tx.query_opt(&sql, &[], pipeline)
}

/// Adds a pipeline; its stages name it by its id outside.
pub fn insert(tx: &mut Tx, by: &Author, uid: Uid, name: &str, position: i64) -> Result<Pipeline> {
    let id = tx.query_one(
        "INSERT INTO pipelines (uid, code, name, position, created_at, updated_at)
         VALUES (?1, ?1, ?2, ?3, ?4, ?4)
         RETURNING id",
        &[&uid.to_string(), &name, &position, &by.at.0],
        |r| r.get(0),
    )?;
    let new = load(tx, id)?.ok_or(Error::NotFound)?;
    log::append(tx, by, new.record(), "created", &created(&new.texts()))?;
    Ok(new)
}

/// Saves a pipeline that was loaded as `known`; `false` when somebody saved it since.
pub fn save(tx: &mut Tx, by: &Author, known: &Pipeline, new: &Pipeline) -> Result<bool> {
    let differs = changes(&known.texts(), &new.texts());
    if differs.is_empty() && known.deleted == new.deleted {
        return Ok(true);
    }
    let saved = tx.execute(
        "UPDATE pipelines
         SET version = version + 1, name = ?3, position = ?4, usual = ?5, deleted_at = ?6, updated_at = ?7
         WHERE id = ?1 AND version = ?2",
        &[
            &known.id,
            &known.version,
            &new.name,
            &new.position,
            &i64::from(new.usual),
            &new.deleted.then_some(by.at.0),
            &by.at.0,
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

fn pipeline(r: &Row) -> Result<Pipeline> {
    Ok(Pipeline {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        code: r.get(3)?,
        name: r.get(4)?,
        position: r.get(5)?,
        usual: r.flag(6)?,
        deleted: r.get::<Option<i64>>(7)?.is_some(),
    })
}
