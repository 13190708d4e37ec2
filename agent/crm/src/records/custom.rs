//! The fields of administrators on a record.

use super::Typed;
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{Kind, custom as rules};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::custom::{self, CustomField};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, catalogued, refs};

/// A field and the value it shall have, in canonical form.
pub(super) type Value = (CustomField, String);

/// Returns the fields of administrators with their values, the empty ones too.
pub(super) fn texts(tx: &mut Tx, record: RecordRef) -> Result<Vec<Typed>> {
    let values = custom::values(tx, record)?;
    let of = |name: &str| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let fields = custom::of_kind(tx, record.kind)?;
    Ok(fields
        .into_iter()
        .map(|field| (field.is.name.clone(), of(&field.is.name).unwrap_or_default()))
        .collect())
}

/// Checks the values of a new record; fields that must have a value have one.
pub(super) fn check_new(tx: &mut Tx, kind: RecordKind, typed: Vec<Typed>) -> Result<Vec<Value>> {
    let fields = custom::of_kind(tx, kind)?;
    let known = |name: &str| typed.iter().any(|(typed, _)| typed == name);
    if let Some(missing) = fields.iter().find(|field| field.is.needed && !known(&field.is.name)) {
        return Err(Error::invalid(missing.is.name.clone(), "must not be empty"));
    }
    check(tx, &fields, typed)
}

/// Checks the values of a change.
pub(super) fn check_changed(tx: &mut Tx, record: RecordRef, typed: Vec<Typed>) -> Result<Vec<Value>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let fields = custom::of_kind(tx, record.kind)?;
    check(tx, &fields, typed)
}

fn check(tx: &mut Tx, fields: &[CustomField], typed: Vec<Typed>) -> Result<Vec<Value>> {
    let mut values = Vec::new();
    for (name, text) in typed {
        let unknown = || Error::invalid(name.clone(), "no administrator has defined this field");
        let field = fields.iter().find(|field| field.is.name == name).ok_or_else(unknown)?;
        let value = rules::check(field.is.holds, &field.is.words, field.is.needed, &text);
        let value = value.map_err(|e| Error::invalid(name.clone(), e))?;
        if let (Holds::One(kind), Ok(uid)) = (field.is.holds, Uid::parse(&value)) {
            refs::find(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))?;
        }
        values.push((field.clone(), value));
    }
    Ok(values)
}

/// Writes the values that differ; `bump` when nothing else of the record has changed in this deed.
pub(super) fn write(
    tx: &mut Tx,
    by: &By,
    kind: &Kind,
    record: RecordRef,
    values: &[Value],
    bump: bool,
) -> Result<Vec<String>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let before = texts(tx, record)?;
    let mut told = Vec::new();
    for (field, value) in values {
        let old = before.iter().find(|(name, _)| *name == field.is.name).map(|(_, text)| text.clone());
        let old = old.filter(|text| !text.is_empty());
        let new = Some(value.clone()).filter(|text| !text.is_empty());
        if old != new {
            custom::set(tx, field, record.id, value)?;
            told.push(FieldChange::new(&field.is.name, old, new));
        }
    }
    if !told.is_empty() {
        if bump {
            catalogued::note_change(tx, kind, record.id, by.at)?;
        }
        log::append(tx, &by.author(), record, "changed", &told)?;
    }
    Ok(told.into_iter().map(|change| change.field).collect())
}
