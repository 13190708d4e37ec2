//! Tasks, notes, calls, meetings and the like: written down, planned, done (SPEC T1, T3).

mod assigning;
mod ending;
mod fields;
mod filling;
mod linking;
mod moving;
mod series;

pub use assigning::assign;
pub use ending::{Ending, cancel, cancel_occurrence, complete, complete_as, reopen};
pub use linking::{link, shown, unlink};
pub use moving::{Scope, move_to};

use self::fields::{set, texts};
use self::filling::fill;
use self::linking::{linked, with_clients};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::notify::{self, Notice};
use crate::restore::not_restorable;
use crate::work::{self, Gone, Undone};
use crmweb_model::draft::{ActivityDraft, Plan};
use crmweb_model::ids::{ActivityId, Uid};
use crmweb_model::record::{ActivityKind, RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::activities::{self, Activity, Planning};
use crmweb_store::fields::{changes, created, from_lines, lines};
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, refs};
use std::collections::BTreeSet;

const KIND: RecordKind = RecordKind::Activity;

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
        planning: Planning::default(),
    };
    fill(tx, by, &mut new, draft)?;
    let mut records = links.to_vec();
    records.extend(contacts_attending(tx, &new)?);
    let links = with_clients(tx, by, &records)?;
    let stored = enter(tx, by, new, &links)?;
    notify::tell(tx, by, assignee, stored.record(), &Notice::Assigned(&stored))?;
    by.note(tx, "add_activity")?;
    Ok(stored)
}

/// Stores a new activity and notes it with its links.
fn enter(tx: &mut Tx, by: &By, new: Activity, links: &[Link]) -> Result<Activity> {
    let stored = activities::insert(tx, new, links)?;
    let mut first = created(&texts(tx, &stored)?);
    for link in links {
        first.push(FieldChange::new("link", None, Some(link.to_text()?)));
    }
    log::append(tx, &by.author(), stored.record(), "created", &first)?;
    Ok(stored)
}

/// The contacts who take part: it belongs into their history.
fn contacts_attending(tx: &mut Tx, activity: &Activity) -> Result<Vec<RecordRef>> {
    let mut found = Vec::new();
    for attendee in activity.planning.attendees().iter().filter(|it| it.kind == RecordKind::Contact) {
        found.extend(refs::find(tx, attendee.kind, attendee.uid)?);
    }
    Ok(found)
}

/// Finds an activity that is not deleted and that the actor may see; a mail is none of these.
pub fn find(tx: &mut Tx, by: &By, uid: Uid) -> Result<Activity> {
    let visible = |a: &Activity| a.deleted_at.is_none() && a.private_to.is_none_or(|u| u == by.actor.user);
    let found = activities::by_uid(tx, uid)?.filter(visible);
    let found = found.filter(|a| a.kind != ActivityKind::Email).ok_or_else(|| Error::no_such(KIND, uid))?;
    by.may_with(tx, Right::Read, found.record())?;
    Ok(found)
}

/// Returns what people entered of an activity, for the form that edits it.
pub fn draft_of(tx: &mut Tx, activity: &Activity) -> Result<ActivityDraft> {
    let planning = &activity.planning;
    Ok(ActivityDraft {
        kind: activity.kind,
        subject: activity.subject.clone(),
        body: activity.body.clone(),
        status: activity.status,
        priority: activity.priority,
        direction: activity.direction,
        at: activity.planned.is_none().then_some(activity.at),
        planned: activity.planned.clone(),
        zone: activity.zone.clone(),
        plan: Plan {
            ends: planning.ends.clone(),
            place: planning.place.clone(),
            rule: planning.rule.clone(),
            reminders: planning.reminders(),
            attendees: planning.attendees(),
            private: activity.private_to.is_some(),
            custom: work::uid(tx, RecordKind::ActivityKind, planning.custom.map(|c| c.0))?,
        },
    })
}

/// Gives an activity other details; whose it is changes only by [`assign`].
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, draft: &ActivityDraft) -> Result<Activity> {
    let edited = change(tx, by, uid, seen, "edit_activity", |tx, activity| {
        let was = (activity.status.is_open(), activity.planned.clone(), activity.zone.clone());
        let at = activity.at;
        fill(tx, by, activity, draft)?;
        let is = (activity.status.is_open(), activity.planned.clone(), activity.zone.clone());
        if draft.at.is_none() && was == is && activity.planning.rule.is_none() {
            activity.at = at; // when it happened is not told anew
        }
        Ok(())
    })?;
    let present = links::of_activity(tx, edited.id)?;
    let is_linked = |record: &RecordRef| present.iter().any(|it| it.record == *record && !it.refused);
    let mut attending = contacts_attending(tx, &edited)?;
    attending.retain(|contact| !is_linked(contact));
    linked(tx, by, &edited, &attending)?;
    Ok(edited)
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
        let mut draft = draft_of(tx, activity)?;
        if activity.planned.is_none() || activity.zone.is_none() {
            (draft.planned, draft.zone, draft.at) = (None, None, Some(activity.at));
        }
        let at = activity.at;
        fill(tx, by, activity, &draft)?;
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
    by.may_with(tx, Right::Delete, activity.record())?;
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
    by.may_with(tx, right, activity.record())?;
    if activity.private_to.is_some_and(|user| user != by.actor.user) {
        return Ok(Undone::default()); // it became a colleague's own since
    }
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
    let (taken_out, fields): (Vec<_>, Vec<_>) =
        entry.fields.iter().cloned().partition(|c| c.field == "except");
    let repeated = activity.planning.rule.is_some();
    let fields: Vec<_> = fields.into_iter().filter(|c| !(repeated && c.field == "at")).collect();
    let (back, mut undone) = work::untouched(&fields, &texts(tx, &activity)?);
    let mut restored = activity.clone();
    for change in back {
        match set(tx, &mut restored, &change.field, change.old.as_deref().unwrap_or_default())? {
            Ok(()) => undone.restored.push(change.field),
            Err(Gone) => undone.keep(&change, change.new.as_deref().unwrap_or_default()),
        }
    }
    for change in taken_out {
        restored.planning.except = without(&restored.planning.except, &change);
        undone.restored.push(change.field);
    }
    series::go_to_next(&mut restored);
    store(tx, by, &activity, restored, "changed")?;
    Ok(undone)
}

/// The occurrences taken out, but for those that a change took out: others went their own way since.
fn without(except: &str, change: &FieldChange) -> String {
    let set = |text: Option<&str>| from_lines(text.unwrap_or_default()).into_iter().collect::<BTreeSet<_>>();
    let (old, new) = (set(change.old.as_deref()), set(change.new.as_deref()));
    let mut now = set(Some(except));
    now.retain(|at| old.contains(at) || !new.contains(at));
    now.extend(old.difference(&new).cloned());
    lines(now)
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
    by.may_with(tx, Right::Write, before.record())?;
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
