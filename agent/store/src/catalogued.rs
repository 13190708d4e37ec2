//! Records as the field catalogue describes them, read and written by it: one path for every kind.
//!
//! Kinds with verbs of their own (accounts, contacts, work) are only read here. A value is a text in the canonical form
//! of its field's type; the names of tables and columns are the catalogue's, never a user's.

pub(crate) mod values;

use crate::engine::{Param, Row, Tx};
use crate::error::{Error, Result};
use crate::fields::{Texts, changes, created};
use crate::keys;
use crate::log::{self, Author};
use crate::refs::read_uid;
use crate::solutions;
use crmweb_model::catalogue::{At, Field, Kind};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;
use values::{put, put_rows, rows, selected};

/// A record with all its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Points at it.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// Its fields in the order of the form.
    pub texts: Texts,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// Who made it.
    pub author: Option<UserId>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
}

impl Sheet {
    /// Returns the text of a field; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.texts.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

/// Returns what people call a record with these fields.
pub fn title(kind: &Kind, texts: &Texts) -> String {
    let part = |name: &&str| texts.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str());
    let parts: Vec<&str> = kind.title.iter().filter_map(part).filter(|text| !text.is_empty()).collect();
    parts.join(" ")
}

/// Loads a record by its id outside, deleted ones too.
pub fn by_uid(tx: &mut Tx, kind: &Kind, uid: Uid) -> Result<Option<Sheet>> {
    let sql = format!("SELECT id FROM {} WHERE uid = ?1", kind.table);
    let id = tx.query_opt(&sql, &[&uid.to_string()], |r| r.get(0))?;
    id.map_or(Ok(None), |id| load(tx, kind, id))
}

/// Loads a record by its key, deleted ones too.
pub fn load(tx: &mut Tx, kind: &Kind, id: i64) -> Result<Option<Sheet>> {
    let fields: Vec<&Field> = kind.fields.iter().filter(|field| in_table(field)).collect();
    let columns: Vec<String> = fields.iter().map(|field| selected(field)).collect();
    let owner = if kind.owner.is_empty() { "CAST(NULL AS BIGINT)" } else { kind.owner };
    let sql = format!(
        "SELECT x.uid, x.version, {owner}, x.{author}, x.created_at, x.updated_at, x.deleted_at, {columns}
         FROM {table} x
         WHERE x.id = ?1",
        author = kind.author,
        columns = columns.join(", "),
        table = kind.table,
    );
    let record = RecordRef::new(kind.kind, id);
    let found = tx.query_opt(&sql, &[&id], |r| sheet(record, &fields, r))?;
    let Some(mut sheet) = found else { return Ok(None) };
    let mut known = std::mem::take(&mut sheet.texts).into_iter();
    for field in kind.fields {
        let text = if in_table(field) {
            known.next().map(|(_, text)| text).unwrap_or_default()
        } else {
            rows(tx, field, id)?
        };
        sheet.texts.push((field.name, text));
    }
    Ok(Some(sheet))
}

/// Adds a record of a plain kind with checked texts.
pub fn insert(tx: &mut Tx, by: &Author, kind: &Kind, uid: Uid, texts: &Texts) -> Result<Sheet> {
    let user = by.user.map(|u| u.0);
    let mut columns = vec!["uid", kind.key, kind.author, "created_at", "updated_at"];
    let uid_text = uid.to_string();
    let key = fold(&title(kind, texts));
    let mut params: Vec<&dyn Param> = vec![&uid_text, &key, &user, &by.at.0, &by.at.0];
    if !kind.owner.is_empty() {
        columns.push(kind.owner);
        params.push(&user);
    }
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({})",
        kind.table,
        columns.join(", "),
        crate::dialect::placeholders(1, columns.len())
    );
    let id = tx.insert(&sql, &params)?.ok_or(Error::NotFound)?;
    let owned: Texts = texts.iter().filter(|(name, _)| *name != "owner").cloned().collect();
    write(tx, kind, id, &owned)?;
    let stored = load(tx, kind, id)?.ok_or(Error::NotFound)?;
    log::append(tx, by, stored.record, "created", &created(&audited(kind, &stored.texts)))?;
    settle(tx, &stored)?;
    Ok(stored)
}

/// Gives a record of a plain kind other texts; those left out stay. `false` when somebody changed it since it was
/// loaded, and nothing is written.
pub fn save(tx: &mut Tx, by: &Author, kind: &Kind, known: &Sheet, texts: &Texts, verb: &str) -> Result<bool> {
    let after = merged(&known.texts, texts);
    let differs = changes(&known.texts, &after);
    if differs.is_empty() {
        return Ok(true);
    }
    if !touch(tx, kind, known, by.at, None)? {
        return Ok(false);
    }
    let changed: Texts = after
        .iter()
        .zip(&known.texts)
        .filter(|(new, old)| new.1 != old.1)
        .map(|(new, _)| new.clone())
        .collect();
    write(tx, kind, known.record.id, &changed)?;
    let key = fold(&title(kind, &after));
    tx.execute(
        &format!("UPDATE {} SET {} = ?2 WHERE id = ?1", kind.table, kind.key),
        &[&known.record.id, &key],
    )?;
    let told = changes(&audited(kind, &known.texts), &audited(kind, &after));
    if !told.is_empty() {
        log::append(tx, by, known.record, verb, &told)?;
    }
    settle(tx, known)?;
    Ok(true)
}

/// Deletes a record of a plain kind, or brings it back; `false` when somebody changed it since it was loaded.
pub fn set_deleted(tx: &mut Tx, by: &Author, kind: &Kind, known: &Sheet, deleted: bool) -> Result<bool> {
    if !touch(tx, kind, known, by.at, Some(deleted.then_some(by.at)))? {
        return Ok(false);
    }
    log::append(tx, by, known.record, if deleted { "deleted" } else { "undeleted" }, &[])?;
    settle(tx, known)?;
    Ok(true)
}

/// Notes that something beside the table of a record changed.
pub fn note_change(tx: &mut Tx, kind: &Kind, id: i64, at: Millis) -> Result<()> {
    let sql = format!("UPDATE {} SET version = version + 1, updated_at = ?2 WHERE id = ?1", kind.table);
    tx.execute(&sql, &[&id, &at.0])?;
    Ok(())
}

/// What is derived from a record: by what mail knows it, and by what words it is found as a solution.
fn settle(tx: &mut Tx, sheet: &Sheet) -> Result<()> {
    keys::refresh(tx, sheet.record)?;
    match sheet.record.kind {
        RecordKind::Article => solutions::refresh(tx, sheet.record),
        _ => Ok(()),
    }
}

fn touch(
    tx: &mut Tx,
    kind: &Kind,
    known: &Sheet,
    at: Millis,
    deleted: Option<Option<Millis>>,
) -> Result<bool> {
    let deleted = deleted.unwrap_or(known.deleted_at).map(|m| m.0);
    let sql = format!(
        "UPDATE {} SET version = version + 1, updated_at = ?3, deleted_at = ?4 WHERE id = ?1 AND version = ?2",
        kind.table
    );
    Ok(tx.execute(&sql, &[&known.record.id, &known.version, &at.0, &deleted])? == 1)
}

fn write(tx: &mut Tx, kind: &Kind, id: i64, texts: &Texts) -> Result<()> {
    let mut sets = Vec::new();
    let mut params: Vec<Box<dyn Param>> = vec![Box::new(id)];
    for (name, text) in texts {
        let Some(field) = kind.field(name).filter(|field| is_kept(field)) else { continue };
        match field.at {
            At::Rows { .. } => put_rows(tx, field, id, text)?,
            At::Column(_) | At::Money(..) => put(tx, field, text, &mut sets, &mut params)?,
        }
    }
    if sets.is_empty() {
        return Ok(());
    }
    let sql = format!("UPDATE {} SET {} WHERE id = ?1", kind.table, sets.join(", "));
    let params: Vec<&dyn Param> = params.iter().map(|param| &**param).collect();
    tx.execute(&sql, &params)?;
    Ok(())
}

/// The fields that the row of a record was made with stay as they are.
fn is_kept(field: &Field) -> bool {
    !matches!(field.name, "created_at" | "updated_at" | "created_by" | "author")
}

fn in_table(field: &Field) -> bool {
    matches!(field.at, At::Column(_) | At::Money(..))
}

fn audited(kind: &Kind, texts: &Texts) -> Texts {
    texts.iter().filter(|(name, _)| kind.field(name).is_some_and(|field| field.audited)).cloned().collect()
}

/// Returns `known` with the texts that `new` names.
pub fn merged(known: &Texts, new: &Texts) -> Texts {
    let of = |name: &str| new.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone());
    known.iter().map(|(name, text)| (*name, of(name).unwrap_or_else(|| text.clone()))).collect()
}

fn sheet(record: RecordRef, fields: &[&Field], r: &Row) -> Result<Sheet> {
    let mut texts = Texts::new();
    for (i, field) in fields.iter().enumerate() {
        texts.push((field.name, values::read(field, r.get(7 + i)?)?));
    }
    Ok(Sheet {
        record,
        uid: read_uid(r, 0)?,
        version: r.get(1)?,
        texts,
        owner: r.get::<Option<i64>>(2)?.map(UserId),
        author: r.get::<Option<i64>>(3)?.map(UserId),
        created_at: Millis(r.get(4)?),
        updated_at: Millis(r.get(5)?),
        deleted_at: r.get::<Option<i64>>(6)?.map(Millis),
    })
}

/// Lists records of a kind whose folded title begins with `text`, in the order of their titles, at most `limit`:
/// key and id outside.
pub fn called(tx: &mut Tx, kind: &Kind, text: &str, limit: i64) -> Result<Vec<(i64, Uid)>> {
    let from = fold(&text.replace('\0', " "));
    let to = format!("{from}\u{10ffff}");
    let sql = format!(
        "SELECT id, uid FROM {} WHERE {key} >= ?1 AND {key} < ?2 AND deleted_at IS NULL ORDER BY {key}, id LIMIT ?3",
        kind.table,
        key = kind.key,
    );
    tx.query(&sql, &[&from, &to, &limit], |r| Ok((r.get(0)?, read_uid(r, 1)?)))
}
