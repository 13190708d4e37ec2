//! Tags: words put on records, everybody's or one user's alone; and who is in a group (SPEC C5).

use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crate::refs::read_uid;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// A tag as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its key.
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// The word.
    pub name: String,
    /// Whose alone it is; `None` is everybody's.
    pub of: Option<UserId>,
    /// A colour, as `#2266aa`; empty for the usual one.
    pub colour: String,
    /// It was taken away; what it was on is kept in case it comes back.
    pub deleted: bool,
}

impl Tag {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Tag, self.id)
    }
}

const SELECT: &str = "SELECT id, uid, name, user_id, colour, deleted_at FROM tags";

/// Lists the tags that a user sees, by name.
pub fn seen_by(tx: &mut Tx, user: UserId) -> Result<Vec<Tag>> {
    let sql = format!("{SELECT} WHERE user_id IN (0, ?1) AND deleted_at IS NULL ORDER BY name_key, id");
    tx.query(&sql, &[&user.0], tag)
}

/// Loads a tag, one that was taken away too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Tag>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], tag)
}

/// Loads a tag by its key, one that was taken away too.
pub fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Tag>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id], tag)
}

/// Finds a tag by its word among everybody's (`None`) or a user's.
pub fn by_name(tx: &mut Tx, of: Option<UserId>, name: &str) -> Result<Option<Tag>> {
    let sql = format!("{SELECT} WHERE user_id = ?1 AND name_key = ?2 AND deleted_at IS NULL");
    tx.query_opt(&sql, &[&of.map_or(0, |user| user.0), &fold(name)], tag)
}

/// Adds a tag whose word is free; returns its key.
pub fn insert(tx: &mut Tx, tag: &Tag, by: Option<UserId>, at: Millis) -> Result<i64> {
    tx.query_one(
        "INSERT INTO tags (uid, name, name_key, user_id, colour, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         RETURNING id",
        &[
            &tag.uid.to_string(),
            &tag.name,
            &fold(&tag.name),
            &tag.of.map_or(0, |user| user.0),
            &tag.colour,
            &by.map(|user| user.0),
            &at.0,
        ],
        |r| r.get(0),
    )
}

/// Makes a tag what `tag` says. The word of one that is taken away is free for another.
pub fn save(tx: &mut Tx, tag: &Tag, at: Millis) -> Result<()> {
    let key = if tag.deleted { format!("{} {}", fold(&tag.name), tag.uid) } else { fold(&tag.name) };
    tx.execute(
        "UPDATE tags SET name = ?2, name_key = ?3, colour = ?4, deleted_at = ?5 WHERE id = ?1",
        &[&tag.id, &tag.name, &key, &tag.colour, &tag.deleted.then_some(at.0)],
    )?;
    Ok(())
}

/// Lists the tags of a record that a user sees, by name.
pub fn on(tx: &mut Tx, record: RecordRef, user: UserId) -> Result<Vec<Tag>> {
    tx.query(
        "SELECT t.id, t.uid, t.name, t.user_id, t.colour, t.deleted_at
         FROM record_tags x JOIN tags t ON t.id = x.tag_id
         WHERE x.record_kind = ?1 AND x.record_id = ?2 AND t.user_id IN (0, ?3) AND t.deleted_at IS NULL
         ORDER BY t.name_key, t.id",
        &[&record.kind.as_str(), &record.id, &user.0],
        tag,
    )
}

/// A list by hand: of what is tagged, or in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// This tag's.
    Tag(i64),
    /// This group's.
    Group(i64),
}

impl Of {
    fn table(self) -> (&'static str, &'static str, i64) {
        match self {
            Of::Tag(id) => ("record_tags", "tag_id", id),
            Of::Group(id) => ("group_members", "group_id", id),
        }
    }
}

/// Puts a record on a list; tells whether it was not there.
pub fn put(tx: &mut Tx, of: Of, record: RecordRef, by: Option<UserId>, at: Millis) -> Result<bool> {
    let (table, column, id) = of.table();
    let sql = format!(
        "INSERT INTO {table} ({column}, record_kind, record_id, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT ({column}, record_kind, record_id) DO NOTHING"
    );
    let params: [&dyn Param; 5] = [&id, &record.kind.as_str(), &record.id, &by.map(|user| user.0), &at.0];
    Ok(tx.execute(&sql, &params)? == 1)
}

/// Takes a record off a list; tells whether it was there.
pub fn take(tx: &mut Tx, of: Of, record: RecordRef) -> Result<bool> {
    let (table, column, id) = of.table();
    let sql = format!("DELETE FROM {table} WHERE {column} = ?1 AND record_kind = ?2 AND record_id = ?3");
    Ok(tx.execute(&sql, &[&id, &record.kind.as_str(), &record.id])? == 1)
}

/// Lists what is on a list, by kind and key, after `after`, at most `limit`.
pub fn members(tx: &mut Tx, of: Of, after: Option<RecordRef>, limit: i64) -> Result<Vec<RecordRef>> {
    let (table, column, id) = of.table();
    let sql = format!(
        "SELECT record_kind, record_id
         FROM {table}
         WHERE {column} = ?1 AND (record_kind, record_id) > (?2, ?3)
         ORDER BY record_kind, record_id
         LIMIT ?4"
    );
    let (kind, key) = after.map_or(("", 0), |record| (record.kind.as_str(), record.id));
    tx.query(&sql, &[&id, &kind, &key, &limit], |r| {
        Ok(RecordRef::new(record_kind(&r.get::<String>(0)?)?, r.get(1)?))
    })
}

fn tag(r: &Row) -> Result<Tag> {
    let of: i64 = r.get(3)?;
    Ok(Tag {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        name: r.get(2)?,
        of: (of != 0).then_some(UserId(of)),
        colour: r.get(4)?,
        deleted: r.get::<Option<i64>>(5)?.is_some(),
    })
}
