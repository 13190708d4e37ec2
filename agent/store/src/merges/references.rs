//! Fields of other records that name a record. The catalogue says which; nobody lists them a second time.

use crate::catalogued;
use crate::custom::{self, CustomField};
use crate::engine::Tx;
use crate::error::{Error, Result};
use crate::log::{self, Author, FieldChange};
use crmweb_model::catalogue::{self, At, Field, KINDS, Kind, Type};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};

/// Columns that name a record and stay as they are when it goes into another one, and why. A test reads the schema and
/// wants each column in the catalogue, among [`super::carried::ALL`], or here.
pub const STAYING: [(&str, &str); 26] = [
    ("account_addresses.account_id", "its own field"),
    ("account_domains.account_id", "its own field"),
    ("account_phones.account_id", "its own field"),
    ("contact_accounts.contact_id", "its own field"),
    ("contact_addresses.contact_id", "its own field"),
    ("contact_phones.contact_id", "its own field"),
    ("lead_addresses.lead_id", "its own field"),
    ("lead_phones.lead_id", "its own field"),
    ("custom_values.record_id", "its own field"),
    ("change_log.record_id", "what happened to it"),
    ("timeline.record_id", "derived from the links"),
    ("timeline_counts.record_id", "derived from the links"),
    ("text_keys.record_id", "derived from its fields"),
    ("solution_texts.record_id", "of incidents and articles, which are not merged"),
    ("outbox.record_id", "what was written of it"),
    ("erasures.record_id", "what became of it"),
    ("match_keys.record_id", "derived from its fields"),
    ("likeness_keys.record_id", "derived from its fields"),
    ("likely_pairs.low_id", "derived from its fields"),
    ("likely_pairs.high_id", "derived from its fields"),
    ("distinct_pairs.low_id", "said of the record as it was"),
    ("distinct_pairs.high_id", "said of the record as it was"),
    ("merges.loser_id", "says where it went"),
    ("merges.winner_id", "followed from one to the next"),
    ("product_lines.record_id", "of opportunities and sales, which are not merged"),
    ("opportunity_contacts.opportunity_id", "of opportunities, which are not merged"),
];

/// A field of the catalogue that can name records of a kind.
type Naming = (&'static Kind, &'static Field);

/// Lists the fields that can name records of `kind`.
pub fn fields(kind: RecordKind) -> impl Iterator<Item = Naming> {
    KINDS.into_iter().flat_map(move |of| {
        of.fields.iter().filter(move |field| names(field, kind)).map(move |field| (of, field))
    })
}

fn names(field: &Field, kind: RecordKind) -> bool {
    match field.of {
        Type::One(named) | Type::Many(named) => named == kind,
        Type::Positions => kind == RecordKind::Account,
        _ => false,
    }
}

/// Counts the records that name `record` in a field, deleted ones left out.
pub fn count(tx: &mut Tx, (of, field): Naming, record: RecordRef) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM {}", naming(of, field));
    tx.query_one(&sql, &[&record.id], |r| r.get(0))
}

/// Lists records that name `record` in a field, deleted ones left out, at most `limit`.
pub fn next(tx: &mut Tx, (of, field): Naming, record: RecordRef, limit: i64) -> Result<Vec<RecordRef>> {
    let sql = format!("SELECT k.id FROM {} ORDER BY k.id LIMIT ?2", naming(of, field));
    tx.query(&sql, &[&record.id, &limit], |r| Ok(RecordRef::new(of.kind, r.get(0)?)))
}

fn naming(of: &Kind, field: &Field) -> String {
    let table = of.table;
    match field.at {
        At::Rows { table: rows, owner, value } => {
            format!(
                "{rows} x JOIN {table} k ON k.id = x.{owner} WHERE x.{value} = ?1 AND k.deleted_at IS NULL"
            )
        }
        At::Column(column) | At::Money(column, _) => {
            format!("{table} k WHERE k.{column} = ?1 AND k.deleted_at IS NULL")
        }
    }
}

/// Lets `record` name `to` where it named `from`, as one change of it.
pub fn repoint(
    tx: &mut Tx,
    by: &Author,
    (of, field): Naming,
    record: RecordRef,
    (from, to): (RecordRef, RecordRef),
) -> Result<()> {
    let before = catalogued::load(tx, of, record.id)?.ok_or(Error::NotFound)?;
    match field.at {
        At::Rows { table, owner, value } => {
            replace_row(tx, (table, owner, value), field, record.id, (from.id, to.id))?
        }
        At::Column(column) | At::Money(column, _) => {
            let sql = format!("UPDATE {} SET {column} = ?2 WHERE id = ?1", of.table);
            tx.execute(&sql, &[&record.id, &to.id])?;
        }
    }
    catalogued::note_change(tx, of, record.id, by.at)?;
    let after = catalogued::load(tx, of, record.id)?.ok_or(Error::NotFound)?;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let change = FieldChange::new(field.name, some(before.text(field.name)), some(after.text(field.name)));
    log::append(tx, by, record, "changed", &[change])?;
    Ok(())
}

/// A list that has both keeps one, in the better place; of two titles the one that says something.
fn replace_row(
    tx: &mut Tx,
    (table, owner, value): (&str, &str, &str),
    field: &Field,
    id: i64,
    (from, to): (i64, i64),
) -> Result<()> {
    let place = |tx: &mut Tx, named: i64| {
        let title = if field.of == Type::Positions { "title" } else { "''" };
        let sql = format!("SELECT position, {title} FROM {table} WHERE {owner} = ?1 AND {value} = ?2");
        tx.query_opt(&sql, &[&id, &named], |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)))
    };
    let (Some((at, title)), there) = (place(tx, from)?, place(tx, to)?) else { return Ok(()) };
    let Some((other, known)) = there else {
        let sql = format!("UPDATE {table} SET {value} = ?3 WHERE {owner} = ?1 AND {value} = ?2");
        tx.execute(&sql, &[&id, &from, &to])?;
        return Ok(());
    };
    tx.execute(&format!("DELETE FROM {table} WHERE {owner} = ?1 AND {value} = ?2"), &[&id, &from])?;
    let sql = format!("UPDATE {table} SET position = ?3 WHERE {owner} = ?1 AND {value} = ?2");
    tx.execute(&sql, &[&id, &to, &at.min(other)])?;
    if field.of == Type::Positions && known.is_empty() {
        let sql = format!("UPDATE {table} SET title = ?3 WHERE {owner} = ?1 AND {value} = ?2");
        tx.execute(&sql, &[&id, &to, &title])?;
    }
    Ok(())
}

/// Lists values of fields of administrators that name `record`, at most `limit`: the field and whose value it is.
pub fn custom(tx: &mut Tx, record: RecordRef, limit: i64) -> Result<Vec<(CustomField, RecordRef)>> {
    let found = tx.query(
        "SELECT v.field_id, v.record_id
         FROM custom_values v
         JOIN custom_fields f ON f.id = v.field_id
         WHERE v.reference_id = ?1 AND f.holds = ?2 AND f.deleted_at IS NULL
         ORDER BY v.field_id, v.record_id
         LIMIT ?3",
        &[&record.id, &record.kind.as_str(), &limit],
        |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?)),
    )?;
    let mut values = Vec::new();
    for (field, id) in found {
        if let Some(field) = custom::by_id(tx, field)? {
            let of = RecordRef::new(field.is.of, id);
            values.push((field, of));
        }
    }
    Ok(values)
}

/// Lets a value of an administrator's field name `to`, as one change of its record.
pub fn repoint_custom(
    tx: &mut Tx,
    by: &Author,
    field: &CustomField,
    record: RecordRef,
    (from, to): (Uid, Uid),
) -> Result<()> {
    custom::set(tx, field, record.id, &to.to_string())?;
    if let Some(kind) = catalogue::of(record.kind) {
        catalogued::note_change(tx, kind, record.id, by.at)?;
    }
    let change = FieldChange::new(&field.is.name, Some(from.to_string()), Some(to.to_string()));
    log::append(tx, by, record, "changed", &[change])?;
    Ok(())
}
