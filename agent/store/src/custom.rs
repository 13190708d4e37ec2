//! Fields that administrators defined, and their values.

use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::fields::{Texts, changes, created, damaged, from_lines, lines};
use crate::log::{self, Author};
use crate::refs::{self, read_uid, read_word};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;

/// Texts are found by this many characters of their beginning.
const KEY: usize = 200;

/// What an administrator says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Whose field it is.
    pub of: RecordKind,
    /// Its name, with the prefix of custom fields.
    pub name: String,
    /// What people read: Romanian, English, German.
    pub labels: [String; 3],
    /// What it holds.
    pub holds: Holds,
    /// The words of a choice.
    pub words: Vec<String>,
    /// It must have a value.
    pub needed: bool,
    /// Its place in the form.
    pub position: i64,
}

/// A custom field as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// Its key.
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What an administrator said of it.
    pub is: Definition,
    /// It was taken away; its values are kept in case it comes back.
    pub deleted: bool,
}

impl CustomField {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::CustomField, self.id)
    }
}

const SELECT: &str =
    "SELECT id, uid, version, record_kind, name, label_ro, label_en, label_de, holds, words, needed,
            position, deleted_at
     FROM custom_fields";

/// Lists the fields of a kind of record in the order of its form.
pub fn of_kind(tx: &mut Tx, kind: RecordKind) -> Result<Vec<CustomField>> {
    let sql = format!("{SELECT} WHERE record_kind = ?1 AND deleted_at IS NULL ORDER BY position, id");
    tx.query(&sql, &[&kind.as_str()], field)
}

/// Lists the fields of all kinds of record.
pub fn all(tx: &mut Tx) -> Result<Vec<CustomField>> {
    let sql = format!("{SELECT} WHERE deleted_at IS NULL ORDER BY record_kind, position, id");
    tx.query(&sql, &[], field)
}

/// Loads a field by its id outside, one that was taken away too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<CustomField>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], field)
}

/// Lists all fields there ever were, those that were taken away too, by their keys.
pub fn ever(tx: &mut Tx) -> Result<Vec<CustomField>> {
    tx.query(&format!("{SELECT} ORDER BY id"), &[], field)
}

/// Loads a field by its key, one that was taken away too.
pub fn by_id(tx: &mut Tx, id: i64) -> Result<Option<CustomField>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id], field)
}

/// Finds a field by its name, one that was taken away too.
pub fn by_name(tx: &mut Tx, kind: RecordKind, name: &str) -> Result<Option<CustomField>> {
    let sql = format!("{SELECT} WHERE record_kind = ?1 AND name = ?2");
    tx.query_opt(&sql, &[&kind.as_str(), &name], field)
}

/// Adds a field.
pub fn insert(tx: &mut Tx, by: &Author, uid: Uid, is: &Definition) -> Result<i64> {
    let [ro, en, de] = &is.labels;
    let id = tx.query_one(
        "INSERT INTO custom_fields
             (uid, record_kind, name, label_ro, label_en, label_de, holds, words, needed, position, created_by,
              created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
         RETURNING id",
        &[
            &uid.to_string(),
            &is.of.as_str(),
            &is.name,
            ro,
            en,
            de,
            &is.holds.name(),
            &lines(&is.words),
            &i64::from(is.needed),
            &is.position,
            &by.user.map(|u| u.0),
            &by.at.0,
        ],
        |r| r.get(0),
    )?;
    let record = RecordRef::new(RecordKind::CustomField, id);
    log::append(tx, by, record, "created", &created(&texts(is)))?;
    Ok(id)
}

/// Changes what is said of a field, or takes it away (`deleted`) and brings it back. Kind, name and what it holds stay.
/// `false` when somebody changed it since it was loaded.
pub fn save(tx: &mut Tx, by: &Author, known: &CustomField, is: &Definition, deleted: bool) -> Result<bool> {
    let [ro, en, de] = &is.labels;
    let saved = tx.execute(
        "UPDATE custom_fields
         SET version = version + 1, label_ro = ?3, label_en = ?4, label_de = ?5, words = ?6, needed = ?7,
             position = ?8, updated_at = ?9, deleted_at = ?10
         WHERE id = ?1 AND version = ?2",
        &[
            &known.id,
            &known.version,
            ro,
            en,
            de,
            &lines(&is.words),
            &i64::from(is.needed),
            &is.position,
            &by.at.0,
            &deleted.then_some(by.at.0),
        ],
    )?;
    let verb = match (known.deleted, deleted) {
        (false, true) => "deleted",
        (true, false) => "undeleted",
        _ => "changed",
    };
    if saved == 1 {
        log::append(tx, by, known.record(), verb, &changes(&texts(&known.is), &texts(is)))?;
    }
    Ok(saved == 1)
}

/// Returns what is said of a field, as named texts.
pub fn texts(is: &Definition) -> Texts {
    let [ro, en, de] = is.labels.clone();
    vec![
        ("of", is.of.to_string()),
        ("name", is.name.clone()),
        ("label_ro", ro),
        ("label_en", en),
        ("label_de", de),
        ("holds", is.holds.name().into()),
        ("words", lines(&is.words)),
        ("needed", if is.needed { "yes" } else { "no" }.into()),
        ("position", is.position.to_string()),
    ]
}

/// Returns the values a record has, by the names of their fields; fields that were taken away are left out.
pub fn values(tx: &mut Tx, record: RecordRef) -> Result<Vec<(String, String)>> {
    tx.query(
        "SELECT f.name, v.value
         FROM custom_fields f JOIN custom_values v ON v.field_id = f.id
         WHERE f.record_kind = ?1 AND v.record_id = ?2 AND f.deleted_at IS NULL
         ORDER BY f.position, f.id",
        &[&record.kind.as_str(), &record.id],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// Gives a record another value of a field, in canonical form; an empty one takes it away.
pub fn set(tx: &mut Tx, field: &CustomField, record: i64, value: &str) -> Result<()> {
    tx.execute("DELETE FROM custom_values WHERE field_id = ?1 AND record_id = ?2", &[&field.id, &record])?;
    if value.is_empty() {
        return Ok(());
    }
    let wrong = || damaged("value of a custom field", value);
    let (mut text, mut number, mut reference): (Option<String>, Option<i64>, Option<i64>) =
        (None, None, None);
    match field.is.holds {
        Holds::Line | Holds::Text | Holds::Choice => text = Some(fold(value).chars().take(KEY).collect()),
        Holds::Number => number = Some(value.parse().map_err(|_| wrong())?),
        Holds::Flag => number = Some(i64::from(value == "yes")),
        Holds::Day => text = Some(value.to_owned()),
        Holds::Money => {
            let money = Money::parse(value).map_err(|_| wrong())?;
            (number, text) = (Some(money.minor), Some(money.currency));
        }
        Holds::One(kind) => {
            let uid = Uid::parse(value).map_err(|_| wrong())?;
            reference = refs::find(tx, kind, uid)?.map(|named| named.id);
        }
    }
    let params: [&dyn Param; 6] = [&field.id, &record, &value, &text, &number, &reference];
    tx.execute(
        "INSERT INTO custom_values (field_id, record_id, value, text_key, number, reference_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &params,
    )?;
    Ok(())
}

fn field(r: &Row) -> Result<CustomField> {
    let words: String = r.get(9)?;
    let is = Definition {
        of: read_word(r, 3, RecordKind::from_name)?,
        name: r.get(4)?,
        labels: [r.get(5)?, r.get(6)?, r.get(7)?],
        holds: read_word(r, 8, Holds::from_name)?,
        words: from_lines(&words),
        needed: r.flag(10)?,
        position: r.get(11)?,
    };
    Ok(CustomField {
        id: r.get(0)?,
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        is,
        deleted: r.get::<Option<i64>>(12)?.is_some(),
    })
}
