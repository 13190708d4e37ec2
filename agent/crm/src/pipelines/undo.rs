//! What was done to a pipeline or stage, taken back.

use super::{check_ends, save, save_stage};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::work::{Undone, untouched};
use crmweb_model::ids::StageId;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use crmweb_store::log::{Entry, FieldChange};
use crmweb_store::pipelines::{self, Pipeline};
use crmweb_store::stages::{self, Stage};

/// Takes back what one entry of the change log says.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    by.may(Right::Settings, Whose::Others)?;
    match entry.record.kind {
        RecordKind::Pipeline => pipeline(tx, by, entry),
        _ => stage(tx, by, entry),
    }
}

fn pipeline(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let missing = || Error::no_such(RecordKind::Pipeline, entry.record.id);
    let known = pipelines::load(tx, entry.record.id)?.ok_or_else(missing)?;
    let deleted = match entry.verb.as_str() {
        "created" | "undeleted" => true,
        "deleted" => false,
        _ => {
            let (back, mut undone) = untouched(&entry.fields, &known.texts());
            let mut new = known.clone();
            for change in back {
                let old = change.old.clone().unwrap_or_default();
                match change.field.as_str() {
                    "name" => new.name = old,
                    "position" => new.position = old.parse().unwrap_or(known.position),
                    _ => new.usual = old == "yes",
                }
                undone.restored.push(change.field);
            }
            save(tx, by, &known, &new)?;
            return Ok(undone);
        }
    };
    save(tx, by, &known, &Pipeline { deleted, ..known.clone() })?;
    Ok(Undone::whole(entry))
}

fn stage(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let known = stages::load(tx, StageId(entry.record.id))?;
    let deleted = match entry.verb.as_str() {
        "created" | "undeleted" => true,
        "deleted" => false,
        _ => return stage_fields(tx, by, entry, &known),
    };
    if deleted && !stages::opportunities(tx, known.id, 1)?.is_empty() {
        let why = format!("there are opportunities at {:?} by now", known.name);
        return Err(Error::Conflict(why));
    }
    save_stage(tx, by, &known, &Stage { deleted, ..known.clone() })?;
    Ok(Undone::whole(entry))
}

fn stage_fields(tx: &mut Tx, by: &By, entry: &Entry, known: &Stage) -> Result<Undone> {
    let (back, mut undone) = untouched(&entry.fields, &known.texts());
    let used = !stages::opportunities(tx, known.id, 1)?.is_empty();
    let mut new = known.clone();
    for change in back {
        let old = change.old.clone().unwrap_or_default();
        let kept = match change.field.as_str() {
            "name" => stages::once_called(tx, &known.pipeline, &old)?.is_some_and(|it| it.id != known.id),
            "outcome" => used,
            _ => false,
        };
        if kept {
            let now = change.new.clone();
            undone.kept.push(FieldChange::new(&change.field, now.clone(), now));
            continue;
        }
        match change.field.as_str() {
            "name" => new.name = old,
            "position" => new.position = old.parse().unwrap_or(known.position),
            "probability" => new.probability = old.parse().unwrap_or(known.probability),
            _ => new.outcome = Outcome::from_name(&old).unwrap_or(known.outcome),
        }
        undone.restored.push(change.field);
    }
    save_stage(tx, by, known, &new)?;
    if !new.deleted {
        check_ends(tx, &known.pipeline)?;
    }
    Ok(undone)
}
