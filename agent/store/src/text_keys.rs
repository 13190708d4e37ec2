//! Folded texts of records, by which filters find and order them however they were typed.
//!
//! Derived from the change log's door: whatever changes a text appends to the log, and the key follows in the same
//! transaction. Titles have key columns of their own and are left out.

use crate::custom;
use crate::engine::Tx;
use crate::error::Result;
use crate::log::FieldChange;
use crmweb_model::catalogue::custom::{Holds, PREFIX};
use crmweb_model::catalogue::{self, At, Type};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;
use std::collections::BTreeMap;

/// What is indexed of a text, in characters; the whole of a longer one stands beside it.
pub const KEY: usize = 200;

/// Lets the keys of a record follow what the change log is told.
pub(crate) fn follow(tx: &mut Tx, record: RecordRef, changes: &[FieldChange]) -> Result<()> {
    for change in changes {
        let Some(of) = holds(tx, record.kind, &change.field)? else { continue };
        let key = key(of, change.new.as_deref().unwrap_or_default());
        put(tx, record, &change.field, &key)?;
    }
    Ok(())
}

/// Returns the key of a text; keywords stand between line breaks, so that each is found from its first letter.
pub fn key(of: Type, text: &str) -> String {
    match of {
        Type::Keywords if !text.is_empty() => {
            let keywords: Vec<String> = text.lines().map(fold).collect();
            format!("\n{}\n", keywords.join("\n"))
        }
        _ => fold(text),
    }
}

/// Splits a key into what is indexed and, when it is longer, the whole.
pub fn split(key: &str) -> (&str, Option<&str>) {
    match key.char_indices().nth(KEY) {
        Some((end, _)) => (&key[..end], Some(key)),
        None => (key, None),
    }
}

/// Tells what a text field holds that has keys here; nothing for every other field.
fn holds(tx: &mut Tx, kind: RecordKind, name: &str) -> Result<Option<Type>> {
    if name.starts_with(PREFIX) {
        let custom = custom::by_name(tx, kind, name)?;
        return Ok(custom.and_then(|field| match field.is.holds {
            Holds::Line | Holds::Text => Some(field.is.holds.of()),
            _ => None,
        }));
    }
    let Some(known) = catalogue::of(kind) else { return Ok(None) };
    let kept = known.field(name).filter(|field| match (field.of, field.at) {
        (Type::Keywords, _) => true,
        (Type::Line(_) | Type::Text, At::Column(_)) => known.title != [name],
        _ => false,
    });
    Ok(kept.map(|field| field.of))
}

fn put(tx: &mut Tx, record: RecordRef, field: &str, key: &str) -> Result<()> {
    let kind = record.kind.as_str();
    if key.is_empty() {
        tx.execute(
            "DELETE FROM text_keys WHERE record_kind = ?1 AND field = ?2 AND record_id = ?3",
            &[&kind, &field, &record.id],
        )?;
        return Ok(());
    }
    let (indexed, whole) = split(key);
    tx.execute(
        "INSERT INTO text_keys (record_kind, field, record_id, text_key, whole)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (record_kind, field, record_id)
         DO UPDATE SET text_key = excluded.text_key, whole = excluded.whole",
        &[&kind, &field, &record.id, &indexed, &whole],
    )?;
    Ok(())
}

/// Gives a database that was filled before there were keys all of them; one that has any has them all. Tells whether
/// there were none.
pub(crate) fn complete(tx: &mut Tx) -> Result<bool> {
    if tx.query_opt("SELECT 1 FROM text_keys LIMIT 1", &[], |_| Ok(()))?.is_some() {
        return Ok(false);
    }
    for known in catalogue::KINDS {
        for field in known.fields {
            let sql = match (field.of, field.at) {
                (Type::Line(_) | Type::Text, At::Column(column)) if known.title != [field.name] => {
                    format!("SELECT id, {column} FROM {} WHERE {column} <> ''", known.table)
                }
                (Type::Keywords, At::Rows { table, owner, value }) => {
                    format!("SELECT {owner}, {value} FROM {table} ORDER BY {owner}, position")
                }
                _ => continue,
            };
            let mut whole: BTreeMap<i64, String> = BTreeMap::new();
            for (id, text) in tx.query(&sql, &[], |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)))? {
                whole.entry(id).and_modify(|known| *known = format!("{known}\n{text}")).or_insert(text);
            }
            for (id, text) in whole {
                put(tx, RecordRef::new(known.kind, id), field.name, &key(field.of, &text))?;
            }
        }
    }
    for field in
        custom::all(tx)?.into_iter().filter(|field| matches!(field.is.holds, Holds::Line | Holds::Text))
    {
        let sql = "SELECT record_id, value FROM custom_values WHERE field_id = ?1";
        for (id, text) in tx.query(sql, &[&field.id], |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)))? {
            put(tx, RecordRef::new(field.is.of, id), &field.is.name, &fold(&text))?;
        }
    }
    let subjects =
        tx.query("SELECT id, subject FROM activities WHERE subject <> '' AND subject_key = ''", &[], |r| {
            Ok((r.get::<i64>(0)?, r.get::<String>(1)?))
        })?;
    for (id, subject) in subjects {
        tx.execute("UPDATE activities SET subject_key = ?2 WHERE id = ?1", &[&id, &fold(&subject)])?;
    }
    Ok(true)
}
