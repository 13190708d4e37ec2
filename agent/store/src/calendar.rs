//! Whose day holds what.
//!
//! The table is derived from what is planned: a month of one user is one range of it, however many activities there
//! are. A series has one row, and its occurrences are worked out when somebody looks.

use crate::activities::{self, Activity};
use crate::engine::Tx;
use crate::error::Result;
use crate::refs;
use crmweb_model::ids::{ActivityId, UserId};
use crmweb_model::planned::LONGEST;
use crmweb_model::record::{ActivityStatus, RecordKind};
use crmweb_model::time::Millis;
use std::collections::BTreeSet;

/// A row of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Whose day.
    pub user: UserId,
    /// It is a series, from its first to its last occurrence.
    pub repeats: bool,
    /// When it begins.
    pub from: Millis,
    /// When it ends.
    pub until: Millis,
}

/// Brings the calendar up to date with an activity.
pub(crate) fn refresh(tx: &mut Tx, activity: &Activity) -> Result<()> {
    let wanted = wanted(tx, activity)?;
    let present: BTreeSet<Row> = tx
        .query(
            "SELECT user_id, repeats, from_at, until_at FROM calendar WHERE activity_id = ?1",
            &[&activity.id.0],
            |r| {
                let (from, until) = (Millis(r.get(2)?), Millis(r.get(3)?));
                Ok(Row { user: UserId(r.get(0)?), repeats: r.flag(1)?, from, until })
            },
        )?
        .into_iter()
        .collect();
    if wanted == present {
        return Ok(());
    }
    tx.execute("DELETE FROM calendar WHERE activity_id = ?1", &[&activity.id.0])?;
    for row in wanted {
        tx.execute(
            "INSERT INTO calendar (user_id, repeats, from_at, until_at, activity_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            &[&row.user.0, &i64::from(row.repeats), &row.from.0, &row.until.0, &activity.id.0],
        )?;
    }
    Ok(())
}

/// Makes the calendar of a database that was filled before there was one.
pub(crate) fn complete(tx: &mut Tx) -> Result<()> {
    let planned =
        tx.query("SELECT id FROM activities WHERE planned IS NOT NULL AND deleted_at IS NULL", &[], |r| {
            r.get(0)
        })?;
    for id in planned {
        if let Some(activity) = activities::load(tx, ActivityId(id))? {
            refresh(tx, &activity)?;
        }
    }
    Ok(())
}

fn wanted(tx: &mut Tx, activity: &Activity) -> Result<BTreeSet<Row>> {
    if activity.deleted_at.is_some() || activity.status == ActivityStatus::Cancelled {
        return Ok(BTreeSet::new());
    }
    let Some((from, until)) = activity.planned_local().and_then(|start| activity.slot_at(start)) else {
        return Ok(BTreeSet::new());
    };
    let series = activity.series();
    let until = match &series {
        Some(series) => match series.last() {
            Some(last) => activity.slot_at(last).map_or(until, |(_, until)| until).plus(Millis::DAY),
            None => Millis(i64::MAX),
        },
        None => until,
    };
    let mut users: BTreeSet<UserId> = activity.assignee.into_iter().collect();
    for attendee in activity.planning.attendees() {
        if attendee.kind == RecordKind::User
            && let Some(user) = refs::find(tx, RecordKind::User, attendee.uid)?
        {
            users.insert(UserId(user.id));
        }
    }
    let repeats = series.is_some();
    Ok(users.into_iter().map(|user| Row { user, repeats, from, until }).collect())
}

/// Lists what is planned for a user in the time from `from` until before `until`, soonest first, at most `limit`:
/// the activities, without series.
pub fn single(tx: &mut Tx, user: UserId, from: Millis, until: Millis, limit: i64) -> Result<Vec<ActivityId>> {
    // Nothing is longer: what began before that has ended.
    let began = from.plus(-(LONGEST + 24 * 60) * 60_000);
    tx.query(
        "SELECT activity_id
         FROM calendar
         WHERE user_id = ?1 AND repeats = 0 AND from_at >= ?2 AND from_at < ?3
           AND (until_at > ?4 OR from_at >= ?4)
         ORDER BY from_at, activity_id
         LIMIT ?5",
        &[&user.0, &began.0, &until.0, &from.0, &limit],
        |r| r.get(0).map(ActivityId),
    )
}

/// Lists the series of a user that may have occurrences in that time, at most `limit`.
pub fn repeating(
    tx: &mut Tx,
    user: UserId,
    from: Millis,
    until: Millis,
    limit: i64,
) -> Result<Vec<ActivityId>> {
    tx.query(
        "SELECT activity_id
         FROM calendar
         WHERE user_id = ?1 AND repeats = 1 AND from_at < ?2 AND until_at > ?3
         ORDER BY from_at DESC, activity_id DESC
         LIMIT ?4",
        &[&user.0, &until.0, &from.0, &limit],
        |r| r.get(0).map(ActivityId),
    )
}
