//! The calendar: what is planned for oneself, a colleague or the team (SPEC T2).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::whose;
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::planned::{LONGEST, Local};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::activities::{self, Activity};
use crmweb_store::{Tx, calendar, users};
use std::collections::{BTreeMap, BTreeSet};

/// Whose calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// One's own.
    Me,
    /// Of everybody in one's team; without a team, of everybody. Only of those whom one may see.
    Team,
    /// A colleague's.
    Colleague(Uid),
}

/// Something in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The activity, or the series.
    pub activity: Activity,
    /// The planned local time; of a series, it names the occurrence.
    pub start: Local,
    /// When it begins.
    pub from: Millis,
    /// When it ends; the same moment for what only has a time.
    pub until: Millis,
    /// Whose days it is in, of those asked for.
    pub users: Vec<UserId>,
    /// Somebody else's private time, or what one may not see: only that it is taken is told.
    pub busy: bool,
}

/// A part of the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// What is planned, soonest first.
    pub items: Vec<Item>,
    /// There is more than can be shown at once.
    pub more: bool,
}

/// The longest time that can be asked for: a year and a little.
const LONGEST_RANGE: i64 = 400 * Millis::DAY;
/// The most items of one answer.
const MOST: usize = 1_000;
/// The most series of one user that are looked at.
const MOST_SERIES: i64 = 300;
/// The most colleagues looked at.
const MOST_USERS: usize = 100;

/// Returns what is planned from `from` until before `until`.
///
/// What is private to somebody else, or not for the actor to see, is left out; of the team, and of what the actor takes
/// part in without seeing it, the time shows as taken.
pub fn calendar(tx: &mut Tx, by: &By, whom: Whom, from: Millis, until: Millis) -> Result<Days> {
    by.may(Right::Read, Whose::Mine)?;
    if until <= from || until.0.saturating_sub(from.0) > LONGEST_RANGE {
        return Err(Error::invalid("until", "must be after the beginning, at most 400 days"));
    }
    let users = asked(tx, by, whom)?;
    let mut in_days_of: BTreeMap<ActivityId, Vec<UserId>> = BTreeMap::new();
    let mut more = false;
    for user in users {
        let single = calendar::single(tx, user, from, until, MOST as i64 + 1)?;
        let series = calendar::repeating(tx, user, from, until, MOST_SERIES + 1)?;
        more |= single.len() > MOST || series.len() > MOST_SERIES as usize;
        for id in single.into_iter().chain(series) {
            in_days_of.entry(id).or_default().push(user);
        }
    }
    let ids: Vec<ActivityId> = in_days_of.keys().copied().collect();
    let mut days = Days { items: Vec::new(), more };
    for activity in activities::all_of(tx, &ids)? {
        let private = activity.private_to.is_some_and(|user| user != by.actor.user);
        let hidden = private || !whose::sees(tx, &by.actor, activity.record())?;
        let taken = match whom {
            Whom::Team => true,
            Whom::Me => !private,
            Whom::Colleague(_) => false,
        };
        if hidden && !taken {
            continue;
        }
        let users = in_days_of.remove(&activity.id).unwrap_or_default();
        for (start, begins, ends) in times(&activity, from, until) {
            let activity = activity.clone();
            days.items.push(Item {
                activity,
                start,
                from: begins,
                until: ends,
                users: users.clone(),
                busy: hidden,
            });
        }
    }
    days.items.sort_by_key(|item| (item.from, item.activity.id));
    days.more |= days.items.len() > MOST;
    days.items.truncate(MOST);
    Ok(days)
}

/// When an activity takes place within a time: its planned local time, beginning and end.
pub(crate) fn times(activity: &Activity, from: Millis, until: Millis) -> Vec<(Local, Millis, Millis)> {
    let within = |start: Local| {
        let (begins, ends) = activity.slot_at(start)?;
        let inside = begins < until && (ends > from || begins >= from);
        inside.then_some((start, begins, ends))
    };
    match (activity.series(), activity.planned_local(), activity.planned_zone()) {
        (Some(series), Some(planned), Some(zone)) => {
            let day = |at: Millis, days: i64| zone.local(at)?.to_day().plus_minutes(days * 24 * 60);
            let lasting = activity.planning.ends.as_deref().and_then(Local::parse);
            let back = lasting.map_or(0, |ends| planned.minutes_to(ends).clamp(0, LONGEST) / (24 * 60));
            let (Some(first), Some(last)) = (day(from, -(back + 2)), day(until, 2)) else {
                return Vec::new();
            };
            series.between(first, last, MOST).into_iter().filter_map(within).collect()
        }
        (None, Some(planned), _) => within(planned).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn asked(tx: &mut Tx, by: &By, whom: Whom) -> Result<BTreeSet<UserId>> {
    let me = by.actor.user;
    match whom {
        Whom::Me => Ok(BTreeSet::from([me])),
        Whom::Colleague(uid) => {
            let gone = || Error::no_such(RecordKind::User, uid);
            let user = users::by_uid(tx, uid)?.ok_or_else(gone)?;
            if !whose::sees(tx, &by.actor, colleague(user.id))? {
                return Err(gone());
            }
            Ok(BTreeSet::from([user.id]))
        }
        Whom::Team => {
            let team = &by.actor.team;
            let mates = users::list(tx)?.into_iter().filter(|user| user.active && user.team == *team);
            let mates = mates.map(|user| user.id).take(MOST_USERS).collect();
            let mates = whose::seen(tx, &by.actor, mates, |user| colleague(*user))?;
            Ok(mates.into_iter().chain([me]).collect())
        }
    }
}

fn colleague(user: UserId) -> RecordRef {
    RecordRef::new(RecordKind::User, user.0)
}
