//! Kinds of activity that an administrator added.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{CustomKindId, Uid};
use crmweb_model::record::{ActivityKind, RecordKind, RecordRef};
use crmweb_model::words::fold;

/// A kind of activity as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomKind {
    /// Its key; given by [`insert`].
    pub id: CustomKindId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// As which of the kinds that ship it behaves.
    pub kind: ActivityKind,
    /// Its Romanian name.
    pub name_ro: String,
    /// Its English name; no two are the same when folded.
    pub name_en: String,
    /// Its German name.
    pub name_de: String,
    /// The word for its icon; may be empty.
    pub icon: String,
    /// It can be planned, and not only be written down.
    pub plannable: bool,
    /// It is offered for new activities.
    pub active: bool,
}

impl CustomKind {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::ActivityKind, self.id.0)
    }
}

const SELECT: &str =
    "SELECT id, uid, version, kind, name_ro, name_en, name_de, icon, plannable, active FROM activity_kinds";

/// Stores a new kind; `None` when there is one of that English name.
pub fn insert(tx: &mut Tx, new: &CustomKind) -> Result<Option<CustomKind>> {
    let id = tx.insert(
        "INSERT INTO activity_kinds (uid, kind, name_ro, name_en, name_de, name_key, icon, plannable, active)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (name_key) DO NOTHING",
        &[
            &new.uid.to_string(),
            &new.kind.as_str(),
            &new.name_ro,
            &new.name_en,
            &new.name_de,
            &fold(&new.name_en),
            &new.icon,
            &i64::from(new.plannable),
            &i64::from(new.active),
        ],
    )?;
    Ok(id.map(|id| CustomKind { id: CustomKindId(id), version: 1, ..new.clone() }))
}

/// Saves a kind that was loaded at `version`; `false` when somebody saved it since.
pub fn save(tx: &mut Tx, kind: &CustomKind) -> Result<bool> {
    let saved = tx.execute(
        "UPDATE activity_kinds
         SET version = version + 1, kind = ?3, name_ro = ?4, name_en = ?5, name_de = ?6, name_key = ?7, icon = ?8,
             plannable = ?9, active = ?10
         WHERE id = ?1 AND version = ?2",
        &[
            &kind.id.0,
            &kind.version,
            &kind.kind.as_str(),
            &kind.name_ro,
            &kind.name_en,
            &kind.name_de,
            &fold(&kind.name_en),
            &kind.icon,
            &i64::from(kind.plannable),
            &i64::from(kind.active),
        ],
    )?;
    Ok(saved == 1)
}

/// Removes a kind that nothing uses; `false` when something does.
pub fn remove(tx: &mut Tx, id: CustomKindId) -> Result<bool> {
    let used = tx
        .query_opt("SELECT id FROM activities WHERE custom_id = ?1 LIMIT 1", &[&id.0], |r| r.get::<i64>(0))?;
    if used.is_some() {
        return Ok(false);
    }
    tx.execute("DELETE FROM activity_kinds WHERE id = ?1", &[&id.0])?;
    Ok(true)
}

/// Lists all kinds, in the order they were added.
pub fn list(tx: &mut Tx) -> Result<Vec<CustomKind>> {
    tx.query(&format!("{SELECT} ORDER BY id"), &[], kind)
}

/// Loads a kind.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<CustomKind>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], kind)
}

/// Loads a kind.
pub fn by_id(tx: &mut Tx, id: CustomKindId) -> Result<Option<CustomKind>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id.0], kind)
}

/// Loads the kind of this English name, however it is written.
pub fn by_name(tx: &mut Tx, name: &str) -> Result<Option<CustomKind>> {
    tx.query_opt(&format!("{SELECT} WHERE name_key = ?1"), &[&fold(name)], kind)
}

fn kind(r: &Row) -> Result<CustomKind> {
    Ok(CustomKind {
        id: CustomKindId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        kind: read_word(r, 3, ActivityKind::from_name)?,
        name_ro: r.get(4)?,
        name_en: r.get(5)?,
        name_de: r.get(6)?,
        icon: r.get(7)?,
        plannable: r.flag(8)?,
        active: r.flag(9)?,
    })
}
