//! Incidents: logged, worked on, solved (SPEC I1).

mod calling;
mod due;
mod fields;
mod handing;
mod restoring;
mod waiting;

pub use calling::{Stranger, log_of_stranger};
pub use handing::{Had, HandTo, Place, hand_on, handed, of_queue};
pub(crate) use restoring::restore_value;
pub use waiting::{reopen, resume, wait};

use self::fields::{set, texts};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::undoing;
use crate::whose;
use crate::work::{self, Gone, Undone};
use crmweb_model::draft::IncidentDraft;
use crmweb_model::ids::{IncidentId, Uid};
use crmweb_model::record::{IncidentStatus, RecordKind};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::fields::{changes, created};
use crmweb_store::incidents::{self, Incident};
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, counters, logged, named, solutions};

const KIND: RecordKind = RecordKind::Incident;

/// Logs an incident: it gets a number, and nobody has it yet.
///
/// Without an account, the one where the contact works is taken.
pub fn log(tx: &mut Tx, by: &By, draft: &IncidentDraft) -> Result<Incident> {
    by.may(Right::Write, Whose::Mine)?;
    let mut new = Incident {
        id: IncidentId(0),
        uid: Uid::create(),
        version: 1,
        number: 0,
        subject: String::new(),
        description: String::new(),
        account: None,
        contact: None,
        product: String::new(),
        category: String::new(),
        priority: draft.priority,
        channel: draft.channel,
        status: IncidentStatus::New,
        queue: String::new(),
        queue_id: None,
        product_id: None,
        clock_from: None,
        paused_at: None,
        author: Some(by.actor.user),
        assignee: None,
        respond_by: None,
        solve_by: None,
        solution: String::new(),
        created_at: by.at,
        updated_at: by.at,
        closed_at: None,
        deleted_at: None,
    };
    fill(tx, by, &mut new, draft)?;
    handing::into_queue(tx, &mut new, &draft.queue)?;
    if let (None, Some(contact)) = (new.account, new.contact) {
        new.account = logged::main_account(tx, contact)?;
    }
    due::set(tx, &mut new)?;
    new.number = counters::next(tx, counters::INCIDENTS)?;
    let stored = incidents::insert(tx, new)?;
    let mut first = created(&texts(tx, &stored)?);
    first.push(FieldChange::new("number", None, Some(stored.label())));
    log::append(tx, &by.author(), stored.record(), "created", &first)?;
    by.note(tx, "log_incident")?;
    Ok(stored)
}

/// Finds an incident that is not deleted.
pub fn find(tx: &mut Tx, uid: Uid) -> Result<Incident> {
    let found = incidents::by_uid(tx, uid)?.filter(|incident| incident.deleted_at.is_none());
    found.ok_or_else(|| Error::no_such(KIND, uid))
}

/// Returns what people entered of an incident, for the form that edits it.
pub fn draft_of(tx: &mut Tx, incident: &Incident) -> Result<IncidentDraft> {
    Ok(IncidentDraft {
        subject: incident.subject.clone(),
        description: incident.description.clone(),
        account: work::uid(tx, RecordKind::Account, incident.account.map(|a| a.0))?,
        contact: work::uid(tx, RecordKind::Contact, incident.contact.map(|c| c.0))?,
        product: incident.product.clone(),
        category: incident.category.clone(),
        priority: incident.priority,
        channel: incident.channel,
        queue: incident.queue.clone(),
    })
}

/// Gives an incident other details; who has it and its queue change only by [`hand_on`].
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, draft: &IncidentDraft) -> Result<Incident> {
    change(tx, by, uid, seen, (Right::Write, "edit_incident"), |tx, incident| {
        if draft.queue != incident.queue {
            return Err(Error::invalid("queue", "hand the incident on to change its queue"));
        }
        let before = (incident.priority, incident.account);
        fill(tx, by, incident, draft)?;
        if before != (incident.priority, incident.account) {
            due::set(tx, incident)?;
        }
        Ok(())
    })
}

/// Notes what solved an incident.
pub fn solve(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, solution: &str) -> Result<Incident> {
    let solution = work::text("solution", solution)?;
    if solution.trim().is_empty() {
        return Err(Error::invalid("solution", "must not be empty; close the incident if there is none"));
    }
    change(tx, by, uid, seen, (Right::Write, "solve_incident"), |_, incident| {
        incident.solution = solution;
        finish(incident, IncidentStatus::Solved, by)
    })
}

/// Closes an incident, solved or not.
pub fn close(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Incident> {
    change(tx, by, uid, seen, (Right::Write, "close_incident"), |_, incident| {
        finish(incident, IncidentStatus::Closed, by)
    })
}

/// Deletes an incident: it leaves the lists, and its conversations no longer belong to it.
pub fn delete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    let incident = find(tx, uid)?;
    by.may_with(tx, Right::Delete, incident.record())?;
    Error::if_stale(KIND, seen, incident.version)?;
    remove(tx, by, incident)?;
    by.note(tx, "delete_incident")
}

/// Undoes what one entry of the change log says was done with an incident.
///
/// A value changed since is kept and listed; a new incident that others use by now is not taken away.
pub fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let missing = || Error::no_such(KIND, entry.record.id);
    let incident = incidents::load(tx, IncidentId(entry.record.id))?.ok_or_else(missing)?;
    let right = if entry.verb == "created" { Right::Delete } else { Right::Write };
    by.may_with(tx, right, incident.record())?;
    match entry.verb.as_str() {
        "created" if incident.deleted_at.is_some() => Ok(Undone::default()),
        "created" => {
            undoing::unused(tx, entry, &incident.label())?;
            undoing::unlink_all(tx, incident.record())?;
            remove(tx, by, incident)?;
            Ok(Undone::whole(entry))
        }
        "deleted" => {
            undoing::join_again(tx, entry)?;
            let restored = Incident { deleted_at: None, ..incident.clone() };
            store(tx, by, &incident, restored, "undeleted")?;
            Ok(Undone::whole(entry))
        }
        _ => put_back(tx, by, incident, entry),
    }
}

fn put_back(tx: &mut Tx, by: &By, incident: Incident, entry: &Entry) -> Result<Undone> {
    let (back, mut undone) = work::untouched(&entry.fields, &texts(tx, &incident)?);
    let mut restored = incident.clone();
    for change in back {
        if matches!(change.field.as_str(), "assignee" | "queue") {
            by.may_with(tx, Right::HandOn, incident.record())?;
        }
        match set(tx, &mut restored, &change.field, change.old.as_deref().unwrap_or_default())? {
            Ok(()) => undone.restored.push(change.field),
            Err(Gone) => undone.keep(&change, change.new.as_deref().unwrap_or_default()),
        }
    }
    store(tx, by, &incident, restored, "changed")?;
    Ok(undone)
}

fn fill(tx: &mut Tx, by: &By, incident: &mut Incident, draft: &IncidentDraft) -> Result<()> {
    let known = (incident.account, incident.contact);
    incident.subject = work::name("subject", &draft.subject)?;
    incident.description = work::text("description", &draft.description)?;
    incident.account = work::account(tx, draft.account)?;
    incident.contact = work::contact(tx, draft.contact)?;
    let account = incident.account.filter(|id| Some(*id) != known.0);
    whose::may_name(tx, by, account, incident.contact.filter(|id| Some(*id) != known.1))?;
    incident.product = work::line("product", &draft.product)?;
    let known = named::product(tx, &incident.product)?;
    incident.product_id = known.as_ref().map(|it| it.id);
    incident.product = known.map_or_else(|| std::mem::take(&mut incident.product), |it| it.name);
    incident.category = work::line("category", &draft.category)?;
    incident.priority = draft.priority;
    incident.channel = draft.channel;
    Ok(())
}

fn finish(incident: &mut Incident, status: IncidentStatus, by: &By) -> Result<()> {
    if incident.status == IncidentStatus::Closed {
        return Err(Error::Conflict(format!("{} is closed already", incident.label())));
    }
    incident.status = status;
    incident.closed_at = incident.closed_at.or(Some(by.at));
    incident.paused_at = None;
    Ok(())
}

fn change(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    (right, verb): (Right, &str),
    alter: impl FnOnce(&mut Tx, &mut Incident) -> Result<()>,
) -> Result<Incident> {
    let before = find(tx, uid)?;
    by.may_with(tx, right, before.record())?;
    Error::if_stale(KIND, seen, before.version)?;
    let mut after = before.clone();
    alter(tx, &mut after)?;
    let stored = store(tx, by, &before, after, "changed")?;
    by.note(tx, verb)?;
    Ok(stored)
}

/// Saves what changed and notes it; nothing changed, nothing noted.
fn store(tx: &mut Tx, by: &By, before: &Incident, mut after: Incident, verb: &str) -> Result<Incident> {
    let differs = changes(&texts(tx, before)?, &texts(tx, &after)?);
    if differs.is_empty() && before.deleted_at == after.deleted_at {
        return Ok(after);
    }
    after.updated_at = by.at;
    if !incidents::save(tx, &after)? {
        return Err(work::stale(KIND));
    }
    after.version += 1;
    log::append(tx, &by.author(), after.record(), verb, &differs)?;
    if is_past(before) || is_past(&after) {
        solutions::refresh(tx, after.record())?;
    }
    Ok(after)
}

/// Tells whether others may learn from an incident.
fn is_past(incident: &Incident) -> bool {
    !incident.status.is_open() && !incident.solution.is_empty()
}

fn remove(tx: &mut Tx, by: &By, incident: Incident) -> Result<()> {
    let record = incident.record();
    let left = undoing::leave_threads(tx, record)?;
    let gone = Incident { deleted_at: Some(by.at), updated_at: by.at, ..incident };
    if !incidents::save(tx, &gone)? {
        return Err(work::stale(KIND));
    }
    log::append(tx, &by.author(), record, "deleted", &left)?;
    Ok(solutions::refresh(tx, record)?)
}
