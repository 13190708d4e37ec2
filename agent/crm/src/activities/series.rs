//! One of many: an occurrence goes its own way, or a series ends and another goes on.

use super::{enter, linking};
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::ids::{ActivityId, Uid};
use crmweb_model::planned::Local;
use crmweb_model::recurrence::Series;
use crmweb_store::activities::{Activity, Planning};
use crmweb_store::{Tx, links};

/// The most occurrences of one series that went their own way.
const MOST_EXCEPTIONS: usize = 1_000;

/// An occurrence as it is asked for.
pub(super) enum Which {
    /// The activity does not repeat.
    Only,
    /// This one of a series that has others.
    One(Local),
    /// The last one of a series.
    Last(Local),
}

/// Finds out which occurrence `asked` names; without a name, the next one.
pub(super) fn which(activity: &Activity, asked: Option<&str>) -> Result<Which> {
    let unknown = || Error::invalid("occurrence", "it does not happen then");
    let named = asked.map(|text| Local::parse(text).ok_or_else(unknown)).transpose()?;
    let Some(mut series) = activity.series() else {
        return match named {
            Some(at) if Some(at) != activity.planned_local() => Err(unknown()),
            _ => Ok(Which::Only),
        };
    };
    let at = match named {
        Some(at) if series.has(at) => at,
        Some(_) => return Err(unknown()),
        None => series.next(series.start).ok_or_else(unknown)?,
    };
    series.except.insert(at);
    Ok(if series.next(series.start).is_some() { Which::One(at) } else { Which::Last(at) })
}

/// Takes an occurrence out of a series, which goes on with the others.
pub(super) fn take_out(activity: &mut Activity, occurrence: Local) -> Result<()> {
    let Some(mut series) = activity.series() else { return Ok(()) };
    if series.except.len() >= MOST_EXCEPTIONS {
        let text = format!("{:?} has {MOST_EXCEPTIONS} exceptions; begin a new series", activity.subject);
        return Err(Error::Conflict(text));
    }
    series.except.insert(occurrence);
    activity.planning.except = Planning::except_lines(&series.except);
    go_to_next(activity);
    Ok(())
}

/// Makes of a series its last occurrence alone.
pub(super) fn alone(activity: &mut Activity, occurrence: Local) {
    begin(activity, occurrence);
    activity.planning.rule = None;
    activity.planning.except = String::new();
}

/// Lets an activity begin at `start`, as long as before.
pub(super) fn begin(activity: &mut Activity, start: Local) {
    let lasting = match (activity.planned_local(), activity.planning.ends.as_deref().and_then(Local::parse)) {
        (Some(first), Some(ends)) if first.is_day() == start.is_day() => Some(first.minutes_to(ends)),
        _ => None,
    };
    let ends = lasting.and_then(|minutes| start.plus_minutes(minutes));
    activity.planning.ends = ends.map(|ends| ends.to_string());
    activity.planned = Some(start.to_string());
    if let Some(at) = activity.planned_zone().and_then(|zone| start.moment(&zone)) {
        activity.at = at;
    }
}

/// A series stands in the plans where its next occurrence is.
pub(super) fn go_to_next(activity: &mut Activity) {
    let next = activity.series().and_then(|series: Series| series.next(series.start));
    if let (Some(next), Some(zone)) = (next, activity.planned_zone())
        && let Some(at) = next.moment(&zone)
    {
        activity.at = at;
    }
}

/// Makes an activity of its own of an occurrence; `alter` says how it differs. The links go with it.
pub(super) fn detach(
    tx: &mut Tx,
    by: &By,
    series: &Activity,
    occurrence: Local,
    alter: impl FnOnce(&mut Activity) -> Result<()>,
) -> Result<Activity> {
    let mut own = copy(series, by);
    alone(&mut own, occurrence);
    own.planning.series = Some(series.id);
    own.planning.occurrence = Some(occurrence.to_string());
    alter(&mut own)?;
    let links = linking::copied(&links::of_activity(tx, series.id)?);
    enter(tx, by, own, &links)
}

/// A new activity that is in all like another.
pub(super) fn copy(activity: &Activity, by: &By) -> Activity {
    Activity {
        id: ActivityId(0),
        uid: Uid::create(),
        version: 1,
        created_at: by.at,
        updated_at: by.at,
        ..activity.clone()
    }
}
