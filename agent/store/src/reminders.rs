//! Reminders: what is due, and what was given.
//!
//! A row that was given stays, so that no change of a plan brings it again. A series has one row per reminder that is
//! still to come; giving it makes the next.

use crate::activities::Activity;
use crate::engine::Tx;
use crate::error::Result;
use crate::refs::read_word;
use crmweb_model::draft::Reminder;
use crmweb_model::ids::ActivityId;
use crmweb_model::planned::Local;
use crmweb_model::record::ReminderWay;
use crmweb_model::time::Millis;

/// A reminder that has become due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of what.
    pub activity: ActivityId,
    /// When it should be given.
    pub at: Millis,
    /// How, and how long before.
    pub reminder: Reminder,
    /// When what it reminds of takes place.
    pub planned: Millis,
}

/// One minute.
const MINUTE: i64 = 60_000;
/// Occurrences looked at for one whose reminder was not given.
const LOOKED_AT: usize = 100;

/// Brings the reminders that are still to come up to date with an activity, as of its last change.
pub(crate) fn refresh(tx: &mut Tx, activity: &Activity) -> Result<()> {
    if activity.planning.reminders.is_empty() && activity.version == 1 {
        return Ok(());
    }
    tx.execute("DELETE FROM reminders WHERE activity_id = ?1 AND given_at = 0", &[&activity.id.0])?;
    if activity.deleted_at.is_some() || !activity.status.is_open() {
        return Ok(());
    }
    for reminder in activity.planning.reminders() {
        plan(tx, activity, reminder, activity.updated_at)?;
    }
    Ok(())
}

/// Plans a reminder of the next occurrence at or after `from` of which it was not given.
fn plan(tx: &mut Tx, activity: &Activity, reminder: Reminder, from: Millis) -> Result<()> {
    for start in starts(activity, from) {
        let Some((planned, _)) = activity.slot_at(start) else { return Ok(()) };
        let at = planned.plus(-reminder.minutes * MINUTE);
        let planned_now = tx.execute(
            "INSERT INTO reminders (activity_id, due_at, way, minutes, planned_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (activity_id, due_at, way, minutes) DO NOTHING",
            &[&activity.id.0, &at.0, &reminder.way.as_str(), &reminder.minutes, &planned.0],
        )?;
        if planned_now == 1 {
            return Ok(());
        }
    }
    Ok(())
}

/// The next planned times, from `from` on.
fn starts(activity: &Activity, from: Millis) -> Vec<Local> {
    let (Some(start), Some(zone)) = (activity.planned_local(), activity.planned_zone()) else {
        return Vec::new();
    };
    let ahead = |start: &Local| start.moment(&zone).is_some_and(|at| at >= from);
    match (activity.series(), zone.local(from)) {
        (Some(series), Some(local)) => {
            let mut found = Vec::new();
            let mut next = series.next(if start.is_day() { local.to_day() } else { local });
            while let Some(at) = next.filter(|_| found.len() < LOOKED_AT) {
                found.push(at);
                next = at.plus_minutes(if at.is_day() { 24 * 60 } else { 1 }).and_then(|at| series.next(at));
                if found.len() > 1 && next.is_none() {
                    break;
                }
            }
            found.retain(ahead);
            found
        }
        _ => Some(start).filter(ahead).into_iter().collect(),
    }
}

/// Lists what is due at `now` and was not given, longest due first, at most `limit`.
pub fn due(tx: &mut Tx, now: Millis, limit: i64) -> Result<Vec<Due>> {
    tx.query(
        "SELECT activity_id, due_at, way, minutes, planned_at
         FROM reminders
         WHERE given_at = 0 AND due_at <= ?1
         ORDER BY due_at, activity_id
         LIMIT ?2",
        &[&now.0, &limit],
        |r| {
            let reminder = Reminder { minutes: r.get(3)?, way: read_word(r, 2, ReminderWay::from_name)? };
            Ok(Due {
                activity: ActivityId(r.get(0)?),
                at: Millis(r.get(1)?),
                reminder,
                planned: Millis(r.get(4)?),
            })
        },
    )
}

/// Marks a reminder as given; `false` when somebody else has given it, and it must not be given again.
pub fn give(tx: &mut Tx, due: &Due, now: Millis) -> Result<bool> {
    let given = tx.execute(
        "UPDATE reminders SET given_at = ?5
         WHERE activity_id = ?1 AND due_at = ?2 AND way = ?3 AND minutes = ?4 AND given_at = 0",
        &[&due.activity.0, &due.at.0, &due.reminder.way.as_str(), &due.reminder.minutes, &now.0.max(1)],
    )?;
    Ok(given == 1)
}

/// Plans the reminder of the next occurrence of a series, after `given`; those missed meanwhile are left out.
pub fn go_on(tx: &mut Tx, activity: &Activity, given: &Due, now: Millis) -> Result<()> {
    if activity.planning.rule.is_none() {
        return Ok(());
    }
    plan(tx, activity, given.reminder, now.max(given.planned.plus(1)))
}
