//! Reminders given when they are due: each once, whatever was switched off meanwhile (SPEC T1).

use crate::error::Result;
use crate::notify::{self, Notice};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::ReminderWay;
use crmweb_model::time::Millis;
use crmweb_store::activities::{self, Activity};
use crmweb_store::log::{self, Author, FieldChange};
use crmweb_store::reminders::{self, Due};
use crmweb_store::{Tx, claims, outbox, users};

/// Reminders given in one transaction.
const AT_ONCE: i64 = 20;
/// A reminder that comes later than this says so.
const LATE: i64 = 10 * 60_000;

/// Tells whether there is anything to do for [`remind`] and the outbox at `now`; cheap enough to be asked every moment.
pub fn is_due(tx: &mut Tx, now: Millis) -> Result<bool> {
    let any = !reminders::due(tx, now, 1)?.is_empty();
    Ok(any || outbox::is_expired(tx, now)? || claims::is_over(tx, now)?)
}

/// Gives the reminders that are due at `now`: those by mail are queued, those on the screen become events. Returns how
/// many were given; as long as it is any, there may be more.
pub fn remind(tx: &mut Tx, now: Millis) -> Result<usize> {
    claims::sweep(tx, now)?;
    outbox::expire(tx, now)?;
    let mut given = 0;
    for due in reminders::due(tx, now, AT_ONCE)? {
        if reminders::give(tx, &due, now)? {
            given += 1;
            if let Some(activity) = activities::load(tx, due.activity)? {
                reminders::go_on(tx, &activity, &due, now)?;
                give(tx, &activity, &due, now)?;
            }
        }
    }
    Ok(given)
}

fn give(tx: &mut Tx, activity: &Activity, due: &Due, now: Millis) -> Result<()> {
    let Some(to) = activity.assignee.or(activity.author) else { return Ok(()) };
    let mutation = Uid::create();
    let late = now.0.saturating_sub(due.at.0) > LATE;
    let zone = activity.planned_zone();
    let local = zone.and_then(|zone| zone.local(due.planned));
    let when = local.map(|local| match activity.planned_local() {
        Some(planned) if planned.is_day() => local.to_day().to_string(),
        _ => local.to_string(),
    });
    let when = when.unwrap_or_default();
    if due.reminder.way == ReminderWay::Mail {
        let notice = Notice::Near { activity, when: &when, late };
        notify::write(tx, to, activity.record(), &notice, ("", mutation, now))?;
    }
    tell_screens(tx, activity, due, to, (&when, late, mutation, now))
}

/// Notes the reminder; what is for the screen is told as an event to the one it is for.
fn tell_screens(
    tx: &mut Tx,
    activity: &Activity,
    due: &Due,
    to: UserId,
    (when, late, mutation, now): (&str, bool, Uid, Millis),
) -> Result<()> {
    let verb = match due.reminder.way {
        ReminderWay::Desktop => "reminded",
        ReminderWay::Mail => "reminded_by_mail",
    };
    let author = Author { user: None, at: now, mutation, provenance: "reminder".into() };
    let told = [
        FieldChange::new("user", None, Some(users::uid(tx, to)?)),
        FieldChange::new("minutes", None, Some(due.reminder.minutes.to_string())),
        FieldChange::new("planned", None, Some(when.to_owned())),
        FieldChange::new("late", None, late.then(|| "yes".to_owned())),
    ];
    log::append(tx, &author, activity.record(), verb, &told)?;
    Ok(())
}
