//! A deed on a document taken back.

use super::{KIND, kind};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crate::work::Undone;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, catalogued, documents};

/// Takes back what one entry says. The bytes of a version taken away go with the next sweep.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let touches_files = matches!(entry.verb.as_str(), "version_added" | "linked" | "unlinked");
    if !touches_files {
        return records::undo(tx, by, entry);
    }
    let first = entry.fields.iter().any(|it| it.field == "version" && it.new.as_deref() == Some("1"));
    if first {
        // It goes with its document.
        return Ok(Undone::default());
    }
    let document = entry.record;
    catalogued::load(tx, kind()?, document.id)?.ok_or_else(|| Error::no_such(KIND, document.id))?;
    by.may_with(tx, Right::Write, document)?;
    let mut undone = Undone::default();
    let done = match entry.verb.as_str() {
        "version_added" => take_version_away(tx, entry)?,
        _ => turn_link(tx, by, entry)?,
    };
    match done {
        true => {
            catalogued::note_change(tx, kind()?, document.id, by.at)?;
            undone.restored.extend(entry.fields.iter().map(|change| change.field.clone()));
        }
        false => undone.kept.extend(entry.fields.iter().take(1).cloned()),
    }
    if done {
        let back: Vec<FieldChange> =
            entry.fields.iter().map(|c| FieldChange::new(&c.field, c.new.clone(), c.old.clone())).collect();
        let verb = match entry.verb.as_str() {
            "version_added" => "version_removed",
            "linked" => "unlinked",
            _ => "linked",
        };
        log::append(tx, &by.author(), document, verb, &back)?;
    }
    Ok(undone)
}

/// Only the newest version goes.
fn take_version_away(tx: &mut Tx, entry: &Entry) -> Result<bool> {
    let number = entry.fields.iter().find(|change| change.field == "version");
    let number = number.and_then(|change| change.new.as_deref()?.parse::<i64>().ok());
    let newest = documents::find_version(tx, entry.record.id, None)?.map(|version| version.number);
    match (number, newest) {
        (Some(number), Some(newest)) if number == newest && number > 1 => {
            documents::remove_version(tx, entry.record.id, number)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn turn_link(tx: &mut Tx, by: &By, entry: &Entry) -> Result<bool> {
    let Some(change) = entry.fields.first() else { return Ok(false) };
    Ok(match (&change.old, &change.new) {
        (None, Some(made)) => match record(made) {
            Some(other) => documents::unlink(tx, entry.record.id, other)?,
            None => false,
        },
        (Some(taken), _) => match record(taken) {
            Some(other) => documents::link(tx, entry.record.id, other, Some(by.actor.user), by.at)?,
            None => false,
        },
        (None, None) => false,
    })
}

fn record(text: &str) -> Option<RecordRef> {
    let (kind, id) = text.split_once(':')?;
    Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
}
