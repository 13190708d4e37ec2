//! Lists that people keep, and which one each user sees first.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::fields::{Texts, changes, created, damaged};
use crate::log::{self, Author, FieldChange};
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::view::Layout;
use crmweb_model::words::fold;

/// A list as somebody keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its key; given by [`insert`].
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What it lists.
    pub of: RecordKind,
    /// What it is called.
    pub name: String,
    /// Colleagues see it too.
    pub shared: bool,
    /// What it shows, and how.
    pub layout: Layout,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// It was deleted.
    pub deleted: bool,
}

impl View {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::View, self.id)
    }

    /// Returns what people set of it, as named texts.
    pub fn texts(&self) -> Texts {
        vec![
            ("of", self.of.to_string()),
            ("name", self.name.clone()),
            ("shared", if self.shared { "yes" } else { "no" }.into()),
            ("layout", serde_json::to_string(&self.layout).unwrap_or_default()),
        ]
    }
}

const SELECT: &str =
    "SELECT id, uid, version, record_kind, name, shared, layout, owner_id, deleted_at FROM views";

/// Lists what `viewer` may open of a kind: their own and what is shared, by name.
pub fn of_kind(tx: &mut Tx, kind: RecordKind, viewer: UserId) -> Result<Vec<View>> {
    let sql = format!(
        "{SELECT}
         WHERE record_kind = ?1 AND deleted_at IS NULL AND (shared = 1 OR owner_id = ?2)
         ORDER BY name_key, id"
    );
    tx.query(&sql, &[&kind.as_str(), &viewer.0], view)
}

/// Counts the lists of a kind that a user keeps.
pub fn count_of(tx: &mut Tx, kind: RecordKind, owner: UserId) -> Result<i64> {
    tx.query_one(
        "SELECT COUNT(*) FROM views WHERE record_kind = ?1 AND owner_id = ?2 AND deleted_at IS NULL",
        &[&kind.as_str(), &owner.0],
        |r| r.get(0),
    )
}

/// Loads a list by its id outside, deleted ones too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<View>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], view)
}

/// Loads a list by its key, deleted ones too.
pub fn load(tx: &mut Tx, id: i64) -> Result<Option<View>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id], view)
}

/// Keeps a list and returns it with its key.
pub fn insert(tx: &mut Tx, by: &Author, new: View) -> Result<View> {
    let layout = written(&new.layout)?;
    let id = tx.insert(
        "INSERT INTO views (uid, record_kind, name, name_key, shared, layout, owner_id, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        &[
            &new.uid.to_string(),
            &new.of.as_str(),
            &new.name,
            &fold(&new.name),
            &i64::from(new.shared),
            &layout,
            &new.owner.map(|u| u.0),
            &by.at.0,
        ],
    )?;
    let stored = View { id: id.ok_or(Error::NotFound)?, version: 1, ..new };
    log::append(tx, by, stored.record(), "created", &created(&stored.texts()))?;
    Ok(stored)
}

/// Saves a list that was loaded as `known`; `false` when somebody saved it since, and nothing is written.
pub fn save(tx: &mut Tx, by: &Author, known: &View, view: &View) -> Result<bool> {
    let layout = written(&view.layout)?;
    let saved = tx.execute(
        "UPDATE views
         SET version = version + 1, name = ?3, name_key = ?4, shared = ?5, layout = ?6, updated_at = ?7,
             deleted_at = ?8
         WHERE id = ?1 AND version = ?2",
        &[
            &known.id,
            &known.version,
            &view.name,
            &fold(&view.name),
            &i64::from(view.shared),
            &layout,
            &by.at.0,
            &view.deleted.then_some(by.at.0),
        ],
    )?;
    let verb = match (known.deleted, view.deleted) {
        (false, true) => "deleted",
        (true, false) => "undeleted",
        _ => "changed",
    };
    if saved == 1 {
        log::append(tx, by, known.record(), verb, &changes(&known.texts(), &view.texts()))?;
    }
    Ok(saved == 1)
}

/// Returns which list a user sees first of a kind: the id of a kept one, or the name of one that ships.
pub fn first_of(tx: &mut Tx, user: UserId, kind: RecordKind) -> Result<Option<String>> {
    tx.query_opt(
        "SELECT view FROM view_defaults WHERE user_id = ?1 AND record_kind = ?2",
        &[&user.0, &kind.as_str()],
        |r| r.get(0),
    )
}

/// Sets which list a user sees first of a kind.
pub fn set_first(tx: &mut Tx, by: &Author, user: UserId, kind: RecordKind, view: Option<&str>) -> Result<()> {
    let before = first_of(tx, user, kind)?;
    if before.as_deref() == view {
        return Ok(());
    }
    match view {
        None => tx.execute(
            "DELETE FROM view_defaults WHERE user_id = ?1 AND record_kind = ?2",
            &[&user.0, &kind.as_str()],
        )?,
        Some(view) => tx.execute(
            "INSERT INTO view_defaults (user_id, record_kind, view) VALUES (?1, ?2, ?3)
             ON CONFLICT (user_id, record_kind) DO UPDATE SET view = excluded.view",
            &[&user.0, &kind.as_str(), &view],
        )?,
    };
    let change = FieldChange::new(&format!("first_view.{kind}"), before, view.map(str::to_owned));
    log::append(tx, by, RecordRef::new(RecordKind::User, user.0), "changed", &[change])?;
    Ok(())
}

fn written(layout: &Layout) -> Result<String> {
    serde_json::to_string(layout).map_err(|e| Error::Damaged(format!("a list cannot be written: {e}")))
}

fn view(r: &Row) -> Result<View> {
    let layout: String = r.get(6)?;
    Ok(View {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        of: read_word(r, 3, RecordKind::from_name)?,
        name: r.get(4)?,
        shared: r.flag(5)?,
        layout: serde_json::from_str(&layout).map_err(|_| damaged("list", &layout))?,
        owner: r.get::<Option<i64>>(7)?.map(UserId),
        deleted: r.get::<Option<i64>>(8)?.is_some(),
    })
}
