//! Activities: what happened with clients and what is planned.
//!
//! A mail is an activity too, but it comes and goes with its copies (see [`crate::mails`]); here are the others.

mod planning;

pub use planning::Planning;

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crate::{calendar, links, reminders, search, timeline};
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, Priority, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words;

/// A task, note, call or other activity as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its key; given by [`insert`].
    pub id: ActivityId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// What it is.
    pub kind: ActivityKind,
    /// How far it is.
    pub status: ActivityStatus,
    /// How urgent.
    pub priority: Priority,
    /// Which way it went.
    pub direction: Direction,
    /// What it is about.
    pub subject: String,
    /// Free text; empty for a mail, whose text is with the mail.
    pub body: String,
    /// When it happened or is planned.
    pub at: Millis,
    /// The planned local time as entered, or a day.
    pub planned: Option<String>,
    /// The zone of the planned time.
    pub zone: Option<String>,
    /// Only this user sees it.
    pub private_to: Option<UserId>,
    /// Who wrote it down.
    pub author: Option<UserId>,
    /// Who has to do it, or did.
    pub assignee: Option<UserId>,
    /// When it was written down.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When it was done.
    pub done_at: Option<Millis>,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
    /// What else is planned of it.
    pub planning: Planning,
}

impl Activity {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Activity, self.id.0)
    }
}

const SELECT: &str =
    "SELECT id, uid, version, kind, status, priority, direction, subject, body, at, planned, zone,
            private_to, author_id, assignee_id, created_at, updated_at, done_at, deleted_at,
            ends, place, outcome, activities.rule, exceptions, series_id, occurrence, reminders, attendees, custom_id
     FROM activities";

/// How many columns [`SELECT`] has.
const COLUMNS: usize = 29;

/// Stores a new activity with its links, in the history of each linked record, and returns it with its key.
pub fn insert(tx: &mut Tx, new: Activity, links: &[links::Link]) -> Result<Activity> {
    let id = tx.query_one(
        "INSERT INTO activities
             (uid, kind, status, open, priority, direction, subject, body, at, planned, zone, private_to, author_id,
              assignee_id, created_at, updated_at, done_at, ends, place, outcome, rule, exceptions, series_id, occurrence,
              reminders, attendees, custom_id, subject_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                 ?23, ?24, ?25, ?26, ?27, ?28)
         RETURNING id",
        &[
            &new.uid.to_string(),
            &new.kind.as_str(),
            &new.status.as_str(),
            &i64::from(new.status.is_open()),
            &new.priority.as_str(),
            &new.direction.as_str(),
            &new.subject,
            &new.body,
            &new.at.0,
            &new.planned,
            &new.zone,
            &new.private_to.map_or(0, |u| u.0),
            &new.author.map(|u| u.0),
            &new.assignee.map(|u| u.0),
            &new.created_at.0,
            &new.updated_at.0,
            &new.done_at.map(|t| t.0),
            &new.planning.ends,
            &new.planning.place,
            &new.planning.outcome,
            &new.planning.rule,
            &new.planning.except,
            &new.planning.series.map(|s| s.0),
            &new.planning.occurrence,
            &new.planning.reminders,
            &new.planning.attendees,
            &new.planning.custom.map(|c| c.0),
            &words::fold(&new.subject),
        ],
        |r| r.get(0),
    )?;
    let stored = Activity { id: ActivityId(id), version: 1, ..new };
    for link in links {
        links::put(tx, stored.id, link)?;
    }
    show(tx, &stored)?;
    Ok(stored)
}

/// Saves an activity that was loaded at `version`, and moves it in the histories of its records; `false` when
/// somebody saved it since, and nothing is written.
pub fn save(tx: &mut Tx, activity: &Activity) -> Result<bool> {
    let saved = tx.execute(
        "UPDATE activities
         SET version = version + 1, kind = ?3, status = ?4, open = ?5, priority = ?6, direction = ?7, subject = ?8,
             body = ?9, at = ?10, planned = ?11, zone = ?12, assignee_id = ?13, updated_at = ?14, done_at = ?15,
             deleted_at = ?16, private_to = ?17, ends = ?18, place = ?19, outcome = ?20, rule = ?21, exceptions = ?22,
             reminders = ?23, attendees = ?24, custom_id = ?25, subject_key = ?26
         WHERE id = ?1 AND version = ?2",
        &[
            &activity.id.0,
            &activity.version,
            &activity.kind.as_str(),
            &activity.status.as_str(),
            &i64::from(activity.status.is_open()),
            &activity.priority.as_str(),
            &activity.direction.as_str(),
            &activity.subject,
            &activity.body,
            &activity.at.0,
            &activity.planned,
            &activity.zone,
            &activity.assignee.map(|u| u.0),
            &activity.updated_at.0,
            &activity.done_at.map(|t| t.0),
            &activity.deleted_at.map(|t| t.0),
            &activity.private_to.map_or(0, |u| u.0),
            &activity.planning.ends,
            &activity.planning.place,
            &activity.planning.outcome,
            &activity.planning.rule,
            &activity.planning.except,
            &activity.planning.reminders,
            &activity.planning.attendees,
            &activity.planning.custom.map(|c| c.0),
            &words::fold(&activity.subject),
        ],
    )?;
    if saved == 1 {
        show(tx, activity)?;
    }
    Ok(saved == 1)
}

/// Brings histories and search up to date with an activity.
fn show(tx: &mut Tx, activity: &Activity) -> Result<()> {
    timeline::refresh(tx, activity.id)?;
    calendar::refresh(tx, activity)?;
    reminders::refresh(tx, activity)?;
    if activity.deleted_at.is_some() {
        return search::forget(tx, activity.id);
    }
    search::index(
        tx,
        activity.id,
        &words::tokens(&[
            &activity.subject,
            &activity.body,
            &activity.planning.place,
            &activity.planning.outcome,
        ]),
    )
}

/// Loads an activity by its key, deleted ones too; a mail's has no text.
pub fn load(tx: &mut Tx, id: ActivityId) -> Result<Option<Activity>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id.0], activity)
}

/// Loads an activity by its id outside, deleted ones too; a mail's has no text.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Activity>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], activity)
}

/// Lists what a user has to do, soonest first, as `viewer` may see it.
pub fn open_of_assignee(tx: &mut Tx, assignee: UserId, viewer: UserId, limit: i64) -> Result<Vec<Activity>> {
    let sql = format!(
        "{SELECT}
         WHERE assignee_id = ?1 AND open = 1 AND deleted_at IS NULL AND private_to IN (0, ?2)
         ORDER BY at, id LIMIT ?3"
    );
    tx.query(&sql, &[&assignee.0, &viewer.0, &limit], activity)
}

/// Lists what a user has to do before `until`, soonest first, what has no time too.
pub fn open_of_assignee_before(
    tx: &mut Tx,
    assignee: UserId,
    until: Millis,
    limit: i64,
) -> Result<Vec<Activity>> {
    let sql = format!(
        "{SELECT}
         WHERE assignee_id = ?1 AND open = 1 AND at < ?2 AND deleted_at IS NULL AND private_to IN (0, ?1)
         ORDER BY at, id LIMIT ?3"
    );
    tx.query(&sql, &[&assignee.0, &until.0, &limit], activity)
}

/// Lists the activities of these keys that are not deleted, in no order; a mail's has no text.
pub fn all_of(tx: &mut Tx, ids: &[ActivityId]) -> Result<Vec<Activity>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        let sql = format!("{SELECT} WHERE id IN ({}) AND deleted_at IS NULL", placeholders(1, part.len()));
        let params: Vec<&dyn Param> = part.iter().map(|id| &id.0 as &dyn Param).collect();
        found.extend(tx.query(&sql, &params, activity)?);
    }
    Ok(found)
}

/// Keys per statement.
const AT_ONCE: usize = 200;

/// Lists the activities that somebody linked to a record by hand, with who did it, at most `limit`.
pub fn linked_by_hand(tx: &mut Tx, record: RecordRef, limit: i64) -> Result<Vec<(Activity, Option<UserId>)>> {
    let columns = SELECT.replace("FROM activities", ", l.made_by FROM activities");
    let sql = format!(
        "{columns}
         JOIN activity_links l ON l.activity_id = activities.id
         WHERE l.record_kind = ?1 AND l.record_id = ?2 AND l.refused = 0 AND l.rule = 'by_hand'
           AND deleted_at IS NULL
         ORDER BY l.activity_id LIMIT ?3"
    );
    tx.query(&sql, &[&record.kind.as_str(), &record.id, &limit], |r| {
        Ok((activity(r)?, r.get::<Option<i64>>(COLUMNS)?.map(UserId)))
    })
}

/// Lists the activities that are linked to a record in any way, refused links left out.
pub fn linked(tx: &mut Tx, record: RecordRef) -> Result<Vec<ActivityId>> {
    tx.query(
        "SELECT activity_id FROM activity_links
         WHERE record_kind = ?1 AND record_id = ?2 AND refused = 0
         ORDER BY activity_id",
        &[&record.kind.as_str(), &record.id],
        |r| r.get(0).map(ActivityId),
    )
}

fn activity(r: &Row) -> Result<Activity> {
    let private_to: i64 = r.get(12)?;
    Ok(Activity {
        id: ActivityId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        kind: read_word(r, 3, ActivityKind::from_name)?,
        status: read_word(r, 4, ActivityStatus::from_name)?,
        priority: read_word(r, 5, Priority::from_name)?,
        direction: read_word(r, 6, Direction::from_name)?,
        subject: r.get(7)?,
        body: r.get(8)?,
        at: Millis(r.get(9)?),
        planned: r.get(10)?,
        zone: r.get(11)?,
        private_to: (private_to != 0).then_some(UserId(private_to)),
        author: r.get::<Option<i64>>(13)?.map(UserId),
        assignee: r.get::<Option<i64>>(14)?.map(UserId),
        created_at: Millis(r.get(15)?),
        updated_at: Millis(r.get(16)?),
        done_at: r.get::<Option<i64>>(17)?.map(Millis),
        deleted_at: r.get::<Option<i64>>(18)?.map(Millis),
        planning: Planning::read(r, 19)?,
    })
}
