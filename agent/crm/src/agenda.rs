//! What one has to do: late, today, this week, some day.

use crate::calendar::times;
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::planned::{Local, Zone};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::activities::{self, Activity};
use crmweb_store::{Tx, calendar};

/// Something to do, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToDo {
    /// The activity, or the series.
    pub activity: Activity,
    /// The planned local time; of a series, it names the occurrence. `None` for what has no time.
    pub start: Option<Local>,
    /// When it is planned.
    pub at: Millis,
}

/// What one has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Should be done by now.
    pub overdue: Vec<ToDo>,
    /// Later today.
    pub today: Vec<ToDo>,
    /// After today, until Sunday.
    pub week: Vec<ToDo>,
    /// Without a time.
    pub someday: Vec<ToDo>,
    /// There is more than is listed.
    pub more: bool,
}

/// The most open activities looked at.
const MOST: i64 = 500;

/// Returns what the actor has to do, by the calendar of `zone`.
pub fn agenda(tx: &mut Tx, by: &By, zone: &str) -> Result<Agenda> {
    by.may(Right::Read, Whose::Mine)?;
    let place = Zone::named(zone)
        .ok_or_else(|| Error::invalid("zone", "must be the name of a time zone, such as Europe/Bucharest"))?;
    let (me, now) = (by.actor.user, by.at);
    let beyond = || Error::invalid("zone", "has no calendar for this day");
    let today = place.local(now).ok_or_else(beyond)?.to_day();
    let day =
        |days: i64| today.plus_minutes(days * 24 * 60).and_then(|day| day.moment(&place)).ok_or_else(beyond);
    let (tomorrow, monday) = (day(1)?, day(8 - today.weekday())?);
    let mut agenda = Agenda::default();
    let open = activities::open_of_assignee_before(tx, me, monday, MOST + 1)?;
    agenda.more = open.len() as i64 > MOST;
    for activity in open {
        let Some(start) = activity.planned_local() else {
            let at = activity.at;
            agenda.someday.push(ToDo { activity, start: None, at });
            continue;
        };
        let next = activity.series().map_or(Some(start), |series| series.next(start));
        let Some((start, (at, until))) = next.and_then(|next| Some((next, activity.slot_at(next)?))) else {
            continue;
        };
        let todo = ToDo { activity, start: Some(start), at };
        match () {
            () if until <= now => agenda.overdue.push(todo),
            () if at < tomorrow => agenda.today.push(todo),
            () if at < monday => agenda.week.push(todo),
            () => {}
        }
    }
    later_occurrences(tx, by, &mut agenda, (tomorrow, monday))?;
    agenda.today.sort_by_key(|todo| todo.at);
    agenda.week.sort_by_key(|todo| todo.at);
    Ok(agenda)
}

/// Of a series that is late, or due today, the occurrences of today and the week come too.
fn later_occurrences(
    tx: &mut Tx,
    by: &By,
    agenda: &mut Agenda,
    (tomorrow, monday): (Millis, Millis),
) -> Result<()> {
    let ids = calendar::repeating(tx, by.actor.user, by.at, monday, MOST)?;
    for activity in activities::all_of(tx, &ids)? {
        let mine = activity.assignee == Some(by.actor.user) && activity.status.is_open();
        let next = activity.series().and_then(|series| series.next(series.start)).filter(|_| mine);
        let Some(next) = next else { continue };
        for (start, at, until) in times(&activity, by.at, monday) {
            if start == next || until <= by.at {
                continue;
            }
            let todo = ToDo { activity: activity.clone(), start: Some(start), at };
            if at < tomorrow { agenda.today.push(todo) } else { agenda.week.push(todo) }
        }
    }
    Ok(())
}
