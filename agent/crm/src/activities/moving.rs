//! Planned activities moved: dragged in a calendar, one or all (SPEC T2).

use super::filling::{read_end, wrong_time};
use super::series::{self, Which, begin, take_out};
use super::{change, enter, find, linking, store};
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::ids::Uid;
use crmweb_model::planned::Local;
use crmweb_model::recurrence::Series;
use crmweb_model::rights::Right;
use crmweb_store::activities::{Activity, Planning};
use crmweb_store::{Tx, links};

/// What of a series is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// One occurrence.
    #[default]
    One,
    /// This one and those that follow.
    Following,
    /// All of it, as far as this one is moved.
    All,
}

/// Moves something planned to another local time; `ends` without a value keeps how long it takes.
///
/// `occurrence` names one of a series by its planned local time; without it the next one is meant. Returns what stands
/// at the new time.
pub fn move_to(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    (occurrence, scope): (Option<&str>, Scope),
    (planned, ends): (&str, Option<&str>),
) -> Result<Activity> {
    let start = Local::parse(planned).ok_or_else(wrong_time)?;
    let ends = ends.map(|ends| read_end(start, ends)).transpose()?;
    let place = |activity: &mut Activity| {
        begin(activity, start);
        if let Some(ends) = ends {
            activity.planning.ends = Some(ends.to_string());
        }
        let there = activity.planned_zone().and_then(|zone| start.moment(&zone));
        there.map(drop).ok_or_else(|| Error::invalid("planned", "must be planned with a zone first"))
    };
    let before = find(tx, by, uid)?;
    by.may_with(tx, Right::Write, before.record())?;
    if !before.status.is_open() {
        return Err(Error::Conflict(format!("the {} is {} already", before.kind, before.status)));
    }
    let which = series::which(&before, occurrence)?;
    let (at, last) = match which {
        Which::Only => return change(tx, by, uid, seen, "move_activity", |_, activity| place(activity)),
        Which::One(at) => (at, false),
        Which::Last(at) => (at, true),
    };
    Error::if_stale(super::KIND, seen, before.version)?;
    let mut after = before.clone();
    let first = before.series().and_then(|series| series.next(series.start)) == Some(at);
    let moved = match scope {
        Scope::One if last => {
            series::alone(&mut after, at);
            place(&mut after)?;
            store(tx, by, &before, after, "changed")?
        }
        Scope::One => {
            let own = series::detach(tx, by, &before, at, place)?;
            take_out(&mut after, at)?;
            store(tx, by, &before, after, "changed")?;
            own
        }
        Scope::All => {
            shift(&mut after, at, start)?;
            if let Some(ends) = ends {
                let minutes = start.minutes_to(ends);
                let first = after.planned_local().and_then(|first| first.plus_minutes(minutes));
                after.planning.ends = first.map(|ends| ends.to_string());
            }
            store(tx, by, &before, after, "changed")?
        }
        Scope::Following if first => {
            shift(&mut after, at, start)?;
            store(tx, by, &before, after, "changed")?
        }
        Scope::Following => {
            let new = divide(&mut after, at, by)?;
            let mut new = new;
            shift(&mut new, at, start)?;
            let links = linking::copied(&links::of_activity(tx, before.id)?);
            store(tx, by, &before, after, "changed")?;
            enter(tx, by, new, &links)?
        }
    };
    by.note(tx, "move_activity")?;
    Ok(moved)
}

/// Moves a series as far as the way from `at` to `start`, with its rule and exceptions.
fn shift(activity: &mut Activity, at: Local, start: Local) -> Result<()> {
    let Some(series) = activity.series() else { return Ok(()) };
    let fixed =
        || Error::Conflict("the rule names days that cannot move along; change the rule instead".into());
    if at.is_day() != start.is_day() {
        return Err(Error::invalid("planned", "a series of times stays one, and one of days too"));
    }
    let minutes = at.minutes_to(start);
    let days = at.to_day().minutes_to(start.to_day()) / (24 * 60);
    let rule = series.rule.shifted(days).ok_or_else(fixed)?;
    let first = series.start.plus_minutes(minutes).ok_or_else(wrong_time)?;
    let moved = Series::new(first, rule).map_err(|e| Error::invalid("rule", e))?;
    begin(activity, moved.start);
    activity.planning.rule = Some(moved.rule.to_string());
    let except: Vec<Local> = series.except.iter().filter_map(|at| at.plus_minutes(minutes)).collect();
    activity.planning.except = Planning::except_lines(&except);
    series::go_to_next(activity);
    Ok(())
}

/// Ends a series before `at` and returns the one that goes on from there.
fn divide(activity: &mut Activity, at: Local, by: &By) -> Result<Activity> {
    let unfit = || Error::Conflict("the series cannot be divided there".into());
    let series = activity.series().ok_or_else(unfit)?;
    let had = series.count_before(at);
    let mut new = series::copy(activity, by);
    begin(&mut new, at);
    new.planning.rule = Some(series.rule.remaining(had).to_string());
    let (before, after): (Vec<Local>, Vec<Local>) = series.except.iter().partition(|it| **it < at);
    new.planning.except = Planning::except_lines(&after);
    new.planning.series = Some(activity.id);
    new.planning.occurrence = Some(at.to_string());
    activity.planning.rule = Some(series.rule.ended_before(at, had).ok_or_else(unfit)?.to_string());
    activity.planning.except = Planning::except_lines(&before);
    series::go_to_next(activity);
    Ok(new)
}
