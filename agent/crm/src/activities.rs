//! Tasks, notes, calls, meetings and the like: written down, planned, done (SPEC T1, T3).

mod fields;
mod linking;
mod planned;

use self::fields::{set, texts};
use self::linking::with_clients;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::restore::not_restorable;
use crate::work::{self, Gone, Undone};
use crmweb_model::draft::ActivityDraft;
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::record::{ActivityKind, ActivityStatus, RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::activities::{self, Activity};
use crmweb_store::fields::{changes, created};
use crmweb_store::log::{self, Entry, FieldChange};

const KIND: RecordKind = RecordKind::Activity;

/// The last moment of the year 9999: what lies beyond is a mistake.
const LAST_MOMENT: i64 = 253_402_300_799_999;

/// Adds an activity to the history (or the plans) of every linked record, and of the clients behind an incident or
/// opportunity.
///
/// Without an `assignee` the author has to do it; assigning it to others needs the right.
pub fn add(
    tx: &mut Tx,
    by: &By,
    draft: &ActivityDraft,
    assignee: Option<Uid>,
    links: &[RecordRef],
) -> Result<Activity> {
    by.may(Right::Write, Whose::Mine)?;
    let assignee = match assignee {
        Some(uid) => work::user(tx, Some(uid))?,
        None => Some(by.actor.user),
    };
    by.may(Right::AssignTask, work::whose(tx, by, assignee)?)?;
    let mut new = Activity {
        id: ActivityId(0),
        uid: Uid::create(),
        version: 1,
        kind: draft.kind,
        status: draft.status,
        priority: draft.priority,
        direction: draft.direction,
        subject: String::new(),
        body: String::new(),
        at: by.at,
        planned: None,
        zone: None,
        private_to: None,
        author: Some(by.actor.user),
        assignee,
        created_at: by.at,
        updated_at: by.at,
        done_at: None,
        deleted_at: None,
    };
    fill(&mut new, draft, by.at)?;
    let links = with_clients(tx, by, links)?;
    let stored = activities::insert(tx, new, &links)?;
    let mut first = created(&texts(tx, &stored)?);
    for link in &links {
        first.push(FieldChange::new("link", None, Some(link.to_text()?)));
    }
    log::append(tx, &by.author(), stored.record(), "created", &first)?;
    by.note(tx, "add_activity")?;
    Ok(stored)
}

/// Finds an activity that is not deleted and that the actor may see; a mail is none of these.
pub fn find(tx: &mut Tx, by: &By, uid: Uid) -> Result<Activity> {
    let visible = |a: &Activity| a.deleted_at.is_none() && a.private_to.is_none_or(|u| u == by.actor.user);
    let found = activities::by_uid(tx, uid)?.filter(visible);
    found.filter(|a| a.kind != ActivityKind::Email).ok_or_else(|| Error::no_such(KIND, uid))
}

/// Returns what people entered of an activity, for the form that edits it.
pub fn draft_of(activity: &Activity) -> ActivityDraft {
    ActivityDraft {
        kind: activity.kind,
        subject: activity.subject.clone(),
        body: activity.body.clone(),
        status: activity.status,
        priority: activity.priority,
        direction: activity.direction,
        at: activity.planned.is_none().then_some(activity.at),
        planned: activity.planned.clone(),
        zone: activity.zone.clone(),
    }
}

/// Gives an activity other details; whose it is changes only by [`assign`].
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, draft: &ActivityDraft) -> Result<Activity> {
    change(tx, by, uid, seen, "edit_activity", |_, activity| {
        let was = (activity.status.is_open(), activity.planned.clone(), activity.zone.clone());
        let at = activity.at;
        fill(activity, draft, by.at)?;
        let is = (activity.status.is_open(), activity.planned.clone(), activity.zone.clone());
        if draft.at.is_none() && was == is {
            activity.at = at; // when it happened is not told anew
        }
        Ok(())
    })
}

/// Does an activity: it leaves the plans of every linked record for its history (SPEC T3).
pub fn complete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Activity> {
    change(tx, by, uid, seen, "complete_activity", |_, activity| end(activity, ActivityStatus::Done, by.at))
}

/// Gives an activity up: it stays in the history as something that was not done.
pub fn cancel(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Activity> {
    change(tx, by, uid, seen, "cancel_activity", |_, activity| {
        end(activity, ActivityStatus::Cancelled, by.at)
    })
}

/// Gives an activity to a user: anybody to oneself, a leader to anybody.
pub fn assign(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, to: Uid) -> Result<Activity> {
    let assignee = work::user(tx, Some(to))?;
    by.may(Right::AssignTask, work::whose(tx, by, assignee)?)?;
    change(tx, by, uid, seen, "assign_activity", |_, activity| {
        activity.assignee = assignee;
        Ok(())
    })
}

/// Puts an old value back into one field; whose it is needs the right to assign it.
pub(crate) fn restore_value(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    field: &str,
    old: &str,
) -> Result<i64> {
    if field == "assignee" {
        let to = Uid::parse(old).map_err(|_| not_restorable(field))?;
        return Ok(assign(tx, by, uid, seen, to)?.version);
    }
    let restored = change(tx, by, uid, seen, "restore_value", |tx, activity| {
        if field == "done_at" {
            return Err(not_restorable(field)); // it follows from the status
        }
        let before = activity.clone();
        set(tx, activity, field, old)?.map_err(|Gone| not_restorable(field))?;
        let mut draft = draft_of(activity);
        if activity.planned.is_none() || activity.zone.is_none() {
            (draft.planned, draft.zone, draft.at) = (None, None, Some(activity.at));
        }
        let at = activity.at;
        fill(activity, &draft, by.at)?;
        let replanned = (&before.planned, &before.zone) != (&activity.planned, &activity.zone);
        if !replanned {
            activity.at = at;
        }
        Ok(())
    })?;
    Ok(restored.version)
}

/// Deletes an activity: it leaves lists, histories and search.
pub fn delete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    let activity = find(tx, by, uid)?;
    by.may(Right::Delete, work::whose(tx, by, owner(&activity))?)?;
    Error::if_stale(KIND, seen, activity.version)?;
    remove(tx, by, activity)?;
    by.note(tx, "delete_activity")
}

/// Undoes what one entry of the change log says was done with an activity.
///
/// A value changed since is kept and listed; a new activity that a colleague changed by now is not taken away.
pub fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let missing = || Error::no_such(KIND, entry.record.id);
    let activity = activities::load(tx, ActivityId(entry.record.id))?.ok_or_else(missing)?;
    let right = if entry.verb == "created" { Right::Delete } else { Right::Write };
    by.may(right, work::whose(tx, by, owner(&activity))?)?;
    match entry.verb.as_str() {
        "created" if activity.deleted_at.is_some() => Ok(Undone::default()),
        "created" => {
            crate::undoing::unused(tx, entry, &activity.subject)?;
            remove(tx, by, activity)?;
            Ok(Undone::whole(entry))
        }
        "deleted" => {
            let restored = Activity { deleted_at: None, ..activity.clone() };
            store(tx, by, &activity, restored, "undeleted")?;
            Ok(Undone::whole(entry))
        }
        _ => put_back(tx, by, activity, entry),
    }
}

fn put_back(tx: &mut Tx, by: &By, activity: Activity, entry: &Entry) -> Result<Undone> {
    let (back, mut undone) = work::untouched(&entry.fields, &texts(tx, &activity)?);
    let mut restored = activity.clone();
    for change in back {
        match set(tx, &mut restored, &change.field, change.old.as_deref().unwrap_or_default())? {
            Ok(()) => undone.restored.push(change.field),
            Err(Gone) => undone.keep(&change, change.new.as_deref().unwrap_or_default()),
        }
    }
    store(tx, by, &activity, restored, "changed")?;
    Ok(undone)
}

fn fill(activity: &mut Activity, draft: &ActivityDraft, now: Millis) -> Result<()> {
    if draft.kind == ActivityKind::Email {
        return Err(Error::invalid("kind", "must not be a mail; mails come from a mailbox"));
    }
    activity.kind = draft.kind;
    activity.subject = work::name("subject", &draft.subject)?;
    activity.body = work::text("body", &draft.body)?;
    activity.priority = draft.priority;
    activity.direction = draft.direction;
    activity.status = if draft.kind == ActivityKind::Note { ActivityStatus::Done } else { draft.status };
    activity.done_at = match activity.status.is_open() {
        true => None,
        false => activity.done_at.or(Some(now)),
    };
    (activity.planned, activity.zone) = (None, None);
    let planned = match &draft.planned {
        Some(text) => {
            let zone = draft.zone.as_deref().unwrap_or_default();
            let (planned, at) = planned::read(text, zone)?;
            (activity.planned, activity.zone) = (Some(planned), Some(zone.to_owned()));
            Some(at)
        }
        None => None,
    };
    activity.at = match (activity.status.is_open(), draft.at, planned) {
        (true, _, Some(planned)) => planned,
        (_, Some(at), _) => at,
        (false, None, Some(planned)) => planned.min(now),
        (_, None, None) => now,
    };
    if !(0..=LAST_MOMENT).contains(&activity.at.0) {
        return Err(Error::invalid("at", "must be a moment between 1970 and 9999"));
    }
    Ok(())
}

/// A task was done now; what takes place, took place when it was planned.
fn end(activity: &mut Activity, status: ActivityStatus, now: Millis) -> Result<()> {
    if !activity.status.is_open() {
        return Err(Error::Conflict(format!("the {} is {} already", activity.kind, activity.status)));
    }
    let takes_place =
        matches!(activity.kind, ActivityKind::Meeting | ActivityKind::Event | ActivityKind::Call);
    activity.at = if takes_place && activity.planned.is_some() { activity.at.min(now) } else { now };
    activity.status = status;
    activity.done_at = Some(now);
    Ok(())
}

fn owner(activity: &Activity) -> Option<UserId> {
    activity.assignee.or(activity.author)
}

fn change(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    verb: &str,
    alter: impl FnOnce(&mut Tx, &mut Activity) -> Result<()>,
) -> Result<Activity> {
    let before = find(tx, by, uid)?;
    by.may(Right::Write, work::whose(tx, by, owner(&before))?)?;
    Error::if_stale(KIND, seen, before.version)?;
    let mut after = before.clone();
    alter(tx, &mut after)?;
    let stored = store(tx, by, &before, after, "changed")?;
    by.note(tx, verb)?;
    Ok(stored)
}

/// Saves what changed and notes it; nothing changed, nothing noted.
fn store(tx: &mut Tx, by: &By, before: &Activity, mut after: Activity, verb: &str) -> Result<Activity> {
    let differs = changes(&texts(tx, before)?, &texts(tx, &after)?);
    if differs.is_empty() && before.deleted_at == after.deleted_at {
        return Ok(after);
    }
    after.updated_at = by.at;
    if !activities::save(tx, &after)? {
        return Err(work::stale(KIND));
    }
    after.version += 1;
    log::append(tx, &by.author(), after.record(), verb, &differs)?;
    Ok(after)
}

fn remove(tx: &mut Tx, by: &By, activity: Activity) -> Result<()> {
    let gone = Activity { deleted_at: Some(by.at), updated_at: by.at, ..activity };
    if !activities::save(tx, &gone)? {
        return Err(work::stale(KIND));
    }
    log::append(tx, &by.author(), gone.record(), "deleted", &[])?;
    Ok(())
}
