//! A deed on a record of a plain kind, or on a field of an administrator, taken back.

use super::{custom, kind, right};
use crate::accounts::refuse_if_used;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::work::{self, Undone, untouched, whose};
use crmweb_model::catalogue::custom::PREFIX;
use crmweb_model::catalogue::{Type, custom as rules};
use crmweb_model::ids::Uid;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::catalogued::{self, Sheet};
use crmweb_store::custom as custom_store;
use crmweb_store::fields::Texts;
use crmweb_store::log::{Entry, FieldChange};
use crmweb_store::{Tx, refs};

/// Takes back what one entry of the change log says was done to a plain record.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let of = kind(entry.record.kind)?;
    let known = catalogued::load(tx, of, entry.record.id)?
        .ok_or_else(|| Error::no_such(entry.record.kind, entry.record.id))?;
    let owned = whose(tx, by, known.owner)?;
    let (write, delete) = (right(of.kind, Right::Write), right(of.kind, Right::Delete));
    let gone = match (entry.verb.as_str(), known.deleted_at.is_some()) {
        ("created", false) => {
            by.may(write, owned)?;
            refuse_if_used(tx, known.record, entry)?;
            true
        }
        ("undeleted", false) => {
            by.may(delete, owned)?;
            true
        }
        ("deleted", true) => {
            by.may(delete, owned)?;
            false
        }
        // Of what is deleted nothing is put back; what was taken back once stays so.
        (_, true) => return Ok(Undone { kept: entry.fields.clone(), ..Undone::default() }),
        ("deleted", false) => return Ok(Undone::default()),
        (_, false) => {
            by.may(write, owned)?;
            return put_back(tx, by, &known, &entry.fields);
        }
    };
    if !catalogued::set_deleted(tx, &by.author(), of, &known, gone)? {
        return Err(work::stale(of.kind));
    }
    Ok(Undone::whole(entry))
}

fn put_back(tx: &mut Tx, by: &By, known: &Sheet, fields: &[FieldChange]) -> Result<Undone> {
    let of = kind(known.record.kind)?;
    let (back, mut undone) = untouched(fields, &known.texts);
    let mut texts = Texts::new();
    for change in back {
        let old = change.old.clone().unwrap_or_default();
        let Some(field) = of.field(&change.field) else { continue };
        if field.name == "owner" {
            by.may(Right::Distribute, Whose::Others)?;
        }
        let lost = match field.of {
            Type::One(named) | Type::Many(named) => is_lost(tx, named, &old)?,
            _ => false,
        };
        if lost {
            undone.keep(&change, change.new.as_deref().unwrap_or_default());
            continue;
        }
        undone.restored.push(change.field.clone());
        texts.push((field.name, old));
    }
    super::change(tx, by, of, known, &texts, "changed")?;
    Ok(undone)
}

fn is_lost(tx: &mut Tx, named: crmweb_model::record::RecordKind, uids: &str) -> Result<bool> {
    for line in uids.lines() {
        let Ok(uid) = Uid::parse(line) else { return Ok(true) };
        if refs::find(tx, named, uid)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes back what an entry says of fields of administrators, on a record of any kind.
pub(crate) fn undo_custom(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let mut undone = Undone::default();
    let changes: Vec<&FieldChange> =
        entry.fields.iter().filter(|change| change.field.starts_with(PREFIX)).collect();
    if changes.is_empty() {
        return Ok(undone);
    }
    let of = kind(entry.record.kind)?;
    let Some(known) = catalogued::load(tx, of, entry.record.id)?.filter(|it| it.deleted_at.is_none()) else {
        undone.kept.extend(changes.into_iter().cloned());
        return Ok(undone);
    };
    by.may(right(of.kind, Right::Write), whose(tx, by, known.owner)?)?;
    let now = custom::texts(tx, known.record)?;
    let mut values = Vec::new();
    for change in changes {
        let Some((_, text)) = now.iter().find(|(name, _)| *name == change.field) else {
            undone.keep(change, "");
            continue;
        };
        let field = custom_store::by_name(tx, of.kind, &change.field)?;
        let old = change.old.clone().unwrap_or_default();
        match field.filter(|_| *text == change.new.clone().unwrap_or_default()) {
            Some(field) if rules::check(field.is.holds, &field.is.words, false, &old).is_ok() => {
                undone.restored.push(change.field.clone());
                values.push((field, old));
            }
            _ => undone.keep(change, text),
        }
    }
    custom::write(tx, by, of, known.record, &values, true)?;
    Ok(undone)
}
