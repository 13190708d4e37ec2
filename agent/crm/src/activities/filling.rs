//! What people enter of an activity, checked and put into it.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::draft::{ActivityDraft, Attendee, Plan};
use crmweb_model::planned::{LONGEST, Local, Zone};
use crmweb_model::record::{ActivityKind, RecordKind};
use crmweb_model::recurrence::{Rule, Series};
use crmweb_model::rights::Right;
use crmweb_store::activities::{Activity, Planning};
use crmweb_store::{Tx, kinds, refs};
use std::collections::BTreeSet;

/// The last moment of the year 9999: what lies beyond is a mistake.
const LAST_MOMENT: i64 = 253_402_300_799_999;
/// The most reminders of one activity.
const MOST_REMINDERS: usize = 10;
/// The longest before, in minutes, that somebody is reminded: four weeks.
const EARLIEST: i64 = 4 * 7 * 24 * 60;
/// The most people who take part.
const MOST_ATTENDEES: usize = 100;

/// Puts a draft into an activity.
pub(super) fn fill(tx: &mut Tx, by: &By, activity: &mut Activity, draft: &ActivityDraft) -> Result<()> {
    if draft.kind == ActivityKind::Email {
        return Err(Error::invalid("kind", "must not be a mail; mails come from a mailbox"));
    }
    activity.kind = draft.kind;
    activity.subject = work::name("subject", &draft.subject)?;
    activity.body = work::text("body", &draft.body)?;
    activity.priority = draft.priority;
    activity.direction = draft.direction;
    activity.status = draft.status;
    let custom = custom(tx, activity, draft)?;
    if activity.kind == ActivityKind::Note || custom == Some(false) && activity.status.is_open() {
        activity.status = crmweb_model::record::ActivityStatus::Done;
    }
    activity.done_at = match activity.status.is_open() {
        true => None,
        false => activity.done_at.or(Some(by.at)),
    };
    plan(tx, by, activity, draft)?;
    let planned = match (activity.planned_local(), activity.planned_zone()) {
        (Some(start), Some(zone)) => Some(start.moment(&zone).ok_or_else(wrong_time)?),
        _ => None,
    };
    activity.at = match (activity.status.is_open(), draft.at, planned) {
        (true, _, Some(planned)) => planned,
        (_, Some(at), _) => at,
        (false, None, Some(planned)) => planned.min(by.at),
        (_, None, None) => by.at,
    };
    super::series::go_to_next(activity);
    if !(0..=LAST_MOMENT).contains(&activity.at.0) {
        return Err(Error::invalid("at", "must be a moment between 1970 and 9999"));
    }
    Ok(())
}

/// Sets the administrator's kind; returns whether it can be planned.
fn custom(tx: &mut Tx, activity: &mut Activity, draft: &ActivityDraft) -> Result<Option<bool>> {
    let Some(uid) = draft.plan.custom else {
        activity.planning.custom = None;
        return Ok(None);
    };
    let kind = kinds::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::ActivityKind, uid))?;
    if !kind.active && activity.planning.custom != Some(kind.id) {
        return Err(Error::invalid("custom", format_args!("{} is not used any more", kind.name_en)));
    }
    activity.planning.custom = Some(kind.id);
    activity.kind = kind.kind;
    Ok(Some(kind.plannable))
}

fn plan(tx: &mut Tx, by: &By, activity: &mut Activity, draft: &ActivityDraft) -> Result<()> {
    let plan = &draft.plan;
    let before = activity.series();
    (activity.planned, activity.zone) = (None, None);
    activity.planning.place = work::line("place", &plan.place)?;
    activity.planning.reminders = Planning::reminder_lines(&reminders(plan)?);
    activity.planning.attendees = attendees(tx, by, plan, &activity.planning.attendees())?;
    private(by, activity, plan.private)?;
    (activity.planning.ends, activity.planning.rule) = (None, None);
    let Some(text) = &draft.planned else {
        let needed = [plan.ends.is_some(), plan.rule.is_some(), !plan.reminders.is_empty()];
        activity.planning.except = String::new();
        return match needed.contains(&true) {
            true => Err(Error::invalid("planned", "must be given for an end, a rule or a reminder")),
            false => Ok(()),
        };
    };
    let name = draft.zone.as_deref().unwrap_or_default();
    let zone = Zone::named(name)
        .ok_or_else(|| Error::invalid("zone", "must be the name of a time zone, such as Europe/Bucharest"))?;
    let mut start = Local::parse(text).ok_or_else(wrong_time)?;
    let mut ends = plan.ends.as_deref().map(|ends| read_end(start, ends)).transpose()?;
    if let Some(rule) = &plan.rule {
        if !activity.status.is_open() {
            return Err(Error::invalid("rule", "what is done does not repeat"));
        }
        let unfit = |e| Error::invalid("rule", e);
        let series = Series::new(start, Rule::parse(rule, &zone).map_err(unfit)?).map_err(unfit)?;
        let moved = start.minutes_to(series.start);
        (start, ends) = (series.start, ends.and_then(|ends| ends.plus_minutes(moved)));
        activity.planning.rule = Some(series.rule.to_string());
    }
    activity.planning.except = match before.filter(|_| plan.rule.is_some()) {
        // What went its own way stays so when the whole series moves on the clock.
        Some(before) => {
            let moved = before.start.minutes_to(start);
            let except: BTreeSet<Local> =
                before.except.iter().filter_map(|at| at.plus_minutes(moved)).collect();
            Planning::except_lines(&except)
        }
        None => String::new(),
    };
    activity.planning.ends = ends.map(|ends| ends.to_string());
    (activity.planned, activity.zone) = (Some(start.to_string()), Some(name.to_owned()));
    start.moment(&zone).map(drop).ok_or_else(wrong_time)
}

/// Reads the end of something that begins at `start`.
pub(super) fn read_end(start: Local, text: &str) -> Result<Local> {
    let end = Local::parse(text)
        .ok_or_else(|| Error::invalid("ends", "write it as 2026-11-24T11:00, or 2026-11-25"))?;
    if end.is_day() != start.is_day() {
        return Err(Error::invalid(
            "ends",
            "must be a time if it begins at one, and a day if it takes whole days",
        ));
    }
    if !(0..=LONGEST).contains(&start.minutes_to(end)) {
        return Err(Error::invalid("ends", "must be after the beginning, at most 31 days"));
    }
    Ok(end)
}

/// What is said of a planned time that cannot be read.
pub(super) fn wrong_time() -> Error {
    Error::invalid("planned", "write it as 2026-11-24T10:00, or 2026-11-24 for a whole day")
}

fn private(by: &By, activity: &mut Activity, private: bool) -> Result<()> {
    let me = by.actor.user;
    match (private, activity.private_to) {
        (false, _) => activity.private_to = None,
        (true, Some(user)) if user == me => {}
        (true, _) if activity.assignee.is_some_and(|user| user != me) || activity.author != Some(me) => {
            return Err(Error::invalid("private", "only what is one's own can be private"));
        }
        (true, _) => activity.private_to = Some(me),
    }
    Ok(())
}

fn reminders(plan: &Plan) -> Result<Vec<crmweb_model::draft::Reminder>> {
    let reminders: BTreeSet<_> = plan.reminders.iter().copied().collect();
    if reminders.len() > MOST_REMINDERS {
        return Err(Error::invalid("reminders", format_args!("must be at most {MOST_REMINDERS}")));
    }
    if reminders.iter().any(|reminder| !(0..=EARLIEST).contains(&reminder.minutes)) {
        return Err(Error::invalid("reminders", format_args!("must be at most {EARLIEST} minutes before")));
    }
    Ok(reminders.into_iter().collect())
}

/// Who takes part: whoever was not among `known` has to be seen.
fn attendees(tx: &mut Tx, by: &By, plan: &Plan, known: &[Attendee]) -> Result<String> {
    let attendees: BTreeSet<_> = plan.attendees.iter().copied().collect();
    if attendees.len() > MOST_ATTENDEES {
        return Err(Error::invalid("attendees", format_args!("must be at most {MOST_ATTENDEES}")));
    }
    for attendee in &attendees {
        let gone = || Error::no_such(attendee.kind, attendee.uid);
        let person = matches!(attendee.kind, RecordKind::Contact | RecordKind::User);
        let found = refs::find(tx, attendee.kind, attendee.uid)?.filter(|_| person).ok_or_else(gone)?;
        if attendee.kind == RecordKind::Contact && !known.contains(attendee) {
            by.may_with(tx, Right::Read, found)?;
        }
    }
    Ok(Planning::attendee_lines(&attendees.into_iter().collect::<Vec<_>>()))
}
