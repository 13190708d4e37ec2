//! Activities done, given up, and taken up again (SPEC T3).

use super::series::{self, Which};
use super::{change, find, store};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, ActivityStatus};
use crmweb_model::rights::Right;
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::activities::Activity;

/// What is told of something done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// What came out of it.
    pub outcome: String,
    /// Which occurrence of a series, by its planned local time; `None` is the next one.
    pub occurrence: Option<String>,
}

/// Does an activity: it leaves the plans of every linked record for its history (SPEC T3). Of a series, the next
/// occurrence is done, and the series goes on.
pub fn complete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Activity> {
    complete_as(tx, by, uid, seen, &Ending::default())
}

/// Like [`complete`], saying what came out of it; returns what is done now.
pub fn complete_as(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, how: &Ending) -> Result<Activity> {
    let outcome = work::text("outcome", &how.outcome)?;
    let before = find(tx, by, uid)?;
    by.may_with(tx, Right::Write, before.record())?;
    Error::if_stale(super::KIND, seen, before.version)?;
    let mut after = before.clone();
    let finish = |activity: &mut Activity| {
        activity.planning.outcome = outcome;
        end(activity, ActivityStatus::Done, by.at)
    };
    let done = match series::which(&before, how.occurrence.as_deref())? {
        Which::One(occurrence) => {
            let done = series::detach(tx, by, &before, occurrence, finish)?;
            series::take_out(&mut after, occurrence)?;
            store(tx, by, &before, after, "changed")?;
            done
        }
        Which::Last(occurrence) => {
            series::alone(&mut after, occurrence);
            finish(&mut after)?;
            store(tx, by, &before, after, "changed")?
        }
        Which::Only => {
            finish(&mut after)?;
            store(tx, by, &before, after, "changed")?
        }
    };
    by.note(tx, "complete_activity")?;
    Ok(done)
}

/// Gives an activity up, a series as a whole: it stays in the history as something that was not done.
pub fn cancel(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Activity> {
    change(tx, by, uid, seen, "cancel_activity", |_, activity| {
        end(activity, ActivityStatus::Cancelled, by.at)
    })
}

/// Leaves one occurrence of a series out; the last one ends the series. Returns the series.
pub fn cancel_occurrence(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    occurrence: &str,
) -> Result<Activity> {
    change(tx, by, uid, seen, "cancel_occurrence", |_, activity| {
        match series::which(activity, Some(occurrence))? {
            Which::One(at) => series::take_out(activity, at),
            Which::Only => end(activity, ActivityStatus::Cancelled, by.at),
            Which::Last(at) => {
                series::alone(activity, at);
                end(activity, ActivityStatus::Cancelled, by.at)
            }
        }
    })
}

/// Takes up again what was done or given up; a note has nothing to be taken up.
pub fn reopen(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Activity> {
    change(tx, by, uid, seen, "reopen_activity", |_, activity| {
        if activity.status.is_open() || activity.kind == ActivityKind::Note {
            return Err(Error::Conflict(format!("the {} is {}", activity.kind, activity.status)));
        }
        activity.status = ActivityStatus::Planned;
        activity.done_at = None;
        let planned = activity.planned_local().zip(activity.planned_zone());
        activity.at = planned.and_then(|(start, zone)| start.moment(&zone)).unwrap_or(by.at);
        series::go_to_next(activity);
        Ok(())
    })
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
