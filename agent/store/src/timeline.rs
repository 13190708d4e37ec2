//! The history of every record, in the order of the screen: who sees what where.
//!
//! The table is derived from links, captures and activities. It makes a page of an account with a hundred thousand
//! mails as cheap as one of a new client, whoever looks.

mod beginnings;

pub use beginnings::Beginnings;

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crmweb_model::ids::{ActivityId, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::RecordRef;
use crmweb_model::time::Millis;
use std::collections::BTreeSet;

/// Everybody, as a viewer.
const EVERYBODY: i64 = 0;

/// Which half of a record's activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// What is planned, soonest first.
    Planned,
    /// What happened, newest first.
    History,
}

/// A place in a list: go on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The last item's time.
    pub at: Millis,
    /// The last item.
    pub activity: ActivityId,
}

/// One activity as a viewer may see it; what the share level hides is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The activity.
    pub activity: ActivityId,
    /// Its id outside.
    pub uid: String,
    /// What it is (`email`, `call`, …).
    pub kind: String,
    /// How far it is.
    pub status: String,
    /// How urgent.
    pub priority: String,
    /// Which way it went.
    pub direction: String,
    /// What it is about.
    pub subject: String,
    /// The beginning of its text.
    pub snippet: String,
    /// When it happened or is planned.
    pub at: Millis,
    /// Who wrote it down.
    pub author: Option<UserId>,
    /// Who has to do it.
    pub assignee: Option<UserId>,
    /// The mail it is, if it is one.
    pub mail: Option<MailItem>,
}

/// What a history line shows of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailItem {
    /// Its id outside.
    pub uid: String,
    /// The author's name; may be empty.
    pub from_name: String,
    /// The author's address.
    pub from_address: String,
    /// How many files it carries.
    pub attachments: i64,
    /// How much the viewer sees.
    pub level: ShareLevel,
    /// The viewer holds it back from colleagues.
    pub held: bool,
    /// What kind of sender wrote it.
    pub nature: String,
}

/// Brings the timeline of one activity up to date with its links, captures and state.
pub fn refresh(tx: &mut Tx, activity: ActivityId) -> Result<()> {
    let wanted = wanted(tx, activity)?;
    let present = present(tx, activity)?;
    for row in present.difference(&wanted) {
        tx.execute(
            "DELETE FROM timeline
             WHERE record_kind = ?1 AND record_id = ?2 AND open = ?3 AND viewer_id = ?4 AND at = ?5 AND activity_id = ?6",
            &[&row.kind, &row.id, &row.open, &row.viewer, &row.at, &activity.0],
        )?;
        count(tx, row, -1)?;
    }
    for row in wanted.difference(&present) {
        tx.insert_rows(INTO, WIDTH, &self::row(row, &activity), "")?;
        count(tx, row, 1)?;
    }
    Ok(())
}

/// Lists a record's activities as `viewer` may see them, after `after`, at most `limit`.
pub fn page(
    tx: &mut Tx,
    record: RecordRef,
    viewer: UserId,
    half: Half,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Item>> {
    let mut places = places(tx, record, EVERYBODY, half, after, limit)?;
    places.extend(self::places(tx, record, viewer.0, half, after, limit)?);
    places.sort_unstable_by_key(|p| (p.at, p.activity));
    if half == Half::History {
        places.reverse();
    }
    places.dedup();
    places.truncate(usize::try_from(limit).unwrap_or(0));
    items(tx, viewer, &places)
}

/// Counts a record's activities as `viewer` may see them.
pub fn count_of(tx: &mut Tx, record: RecordRef, viewer: UserId, half: Half) -> Result<i64> {
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(activities), 0) AS BIGINT)
         FROM timeline_counts
         WHERE record_kind = ?1 AND record_id = ?2 AND open = ?3 AND viewer_id IN (0, ?4)",
        &[&record.kind.as_str(), &record.id, &open(half), &viewer.0],
        |r| r.get(0),
    )
}

/// Returns the newest thing that happened with a record, as `viewer` may see it.
pub fn last(tx: &mut Tx, record: RecordRef, viewer: UserId) -> Result<Option<Item>> {
    Ok(page(tx, record, viewer, Half::History, None, 1)?.into_iter().next())
}

/// One row of the derived table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    kind: &'static str,
    id: i64,
    open: i64,
    viewer: i64,
    at: i64,
}

impl Line {
    fn is_counted_with(&self, other: &Line) -> bool {
        (self.kind, self.id, self.open, self.viewer) == (other.kind, other.id, other.open, other.viewer)
    }
}

fn wanted(tx: &mut Tx, activity: ActivityId) -> Result<BTreeSet<Line>> {
    let state = tx.query_opt(
        "SELECT a.open, a.at, a.private_to, m.id
         FROM activities a
         LEFT JOIN mails m ON m.activity_id = a.id
         WHERE a.id = ?1 AND a.deleted_at IS NULL",
        &[&activity.0],
        |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?, r.get::<i64>(2)?, r.get::<Option<i64>>(3)?)),
    )?;
    let Some((open, at, private_to, mail)) = state else { return Ok(BTreeSet::new()) };
    let viewers = match mail {
        Some(mail) => mail_viewers(tx, mail)?,
        None => vec![private_to],
    };
    let links = tx.query(
        "SELECT record_kind, record_id, only_for FROM activity_links WHERE activity_id = ?1 AND refused = 0",
        &[&activity.0],
        |r| Ok((record_kind(&r.get::<String>(0)?)?.as_str(), r.get::<i64>(1)?, r.get::<i64>(2)?)),
    )?;
    let mut lines = BTreeSet::new();
    for (kind, id, only_for) in links {
        for viewer in links_viewers(&viewers, only_for) {
            lines.insert(Line { kind, id, open, viewer, at });
        }
    }
    Ok(lines)
}

/// Who sees a mail at all: everybody when one capture grants anything, else the owners of its captures.
fn mail_viewers(tx: &mut Tx, mail: i64) -> Result<Vec<i64>> {
    let captures =
        tx.query("SELECT user_id, share, held FROM captures WHERE mail_id = ?1", &[&mail], |r| {
            Ok((r.get::<i64>(0)?, r.get::<i64>(1)?, r.flag(2)?))
        })?;
    let granted = captures.iter().any(|(_, share, held)| !held && *share > 0);
    if granted { Ok(vec![EVERYBODY]) } else { Ok(captures.into_iter().map(|(user, ..)| user).collect()) }
}

/// A link through a blind copy is for its owner alone.
fn links_viewers(viewers: &[i64], only_for: i64) -> Vec<i64> {
    if only_for == EVERYBODY {
        return viewers.to_vec();
    }
    viewers.iter().filter(|v| **v == EVERYBODY || **v == only_for).map(|_| only_for).collect()
}

fn present(tx: &mut Tx, activity: ActivityId) -> Result<BTreeSet<Line>> {
    let lines = tx.query(
        "SELECT record_kind, record_id, open, viewer_id, at FROM timeline WHERE activity_id = ?1",
        &[&activity.0],
        |r| {
            let kind = record_kind(&r.get::<String>(0)?)?.as_str();
            Ok(Line { kind, id: r.get(1)?, open: r.get(2)?, viewer: r.get(3)?, at: r.get(4)? })
        },
    )?;
    Ok(lines.into_iter().collect())
}

const INTO: &str = "INSERT INTO timeline (record_kind, record_id, open, viewer_id, at, activity_id)";
const WIDTH: usize = 6;

/// The values of one row, as [`INTO`] names them.
fn row<'a>(line: &'a Line, activity: &'a ActivityId) -> [&'a dyn Param; WIDTH] {
    [&line.kind, &line.id, &line.open, &line.viewer, &line.at, &activity.0]
}

fn count(tx: &mut Tx, row: &Line, by: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO timeline_counts (record_kind, record_id, open, viewer_id, activities)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (record_kind, record_id, open, viewer_id)
         DO UPDATE SET activities = timeline_counts.activities + excluded.activities",
        &[&row.kind, &row.id, &row.open, &row.viewer, &by],
    )?;
    Ok(())
}

fn open(half: Half) -> i64 {
    match half {
        Half::Planned => 1,
        Half::History => 0,
    }
}

fn places(
    tx: &mut Tx,
    record: RecordRef,
    viewer: i64,
    half: Half,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Place>> {
    let kind = record.kind.as_str();
    let place = |r: &Row| Ok(Place { at: Millis(r.get(0)?), activity: ActivityId(r.get(1)?) });
    match half {
        Half::History => {
            let from = after.unwrap_or(Place { at: Millis(i64::MAX), activity: ActivityId(i64::MAX) });
            tx.query(
                "SELECT at, activity_id
                 FROM timeline
                 WHERE record_kind = ?1 AND record_id = ?2 AND open = 0 AND viewer_id = ?3
                   AND (at, activity_id) < (?4, ?5)
                 ORDER BY at DESC, activity_id DESC
                 LIMIT ?6",
                &[&kind, &record.id, &viewer, &from.at.0, &from.activity.0, &limit],
                place,
            )
        }
        Half::Planned => {
            let from = after.unwrap_or(Place { at: Millis(i64::MIN), activity: ActivityId(0) });
            tx.query(
                "SELECT at, activity_id
                 FROM timeline
                 WHERE record_kind = ?1 AND record_id = ?2 AND open = 1 AND viewer_id = ?3
                   AND (at, activity_id) > (?4, ?5)
                 ORDER BY at, activity_id
                 LIMIT ?6",
                &[&kind, &record.id, &viewer, &from.at.0, &from.activity.0, &limit],
                place,
            )
        }
    }
}

/// Loads the activities at `places`, in their order.
fn items(tx: &mut Tx, viewer: UserId, places: &[Place]) -> Result<Vec<Item>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT a.id, a.uid, a.kind, a.status, a.priority, a.direction, a.subject, SUBSTR(a.body, 1, 300), a.at,
                a.author_id, a.assignee_id,
                m.uid, m.from_name, m.from_address, m.attachments, m.nature, SUBSTR(m.text, 1, 300),
                (SELECT MAX(CASE WHEN c.user_id IN (0, ?1) THEN 3 WHEN c.held = 1 THEN 0 ELSE c.share END)
                 FROM captures c WHERE c.mail_id = m.id),
                (SELECT MAX(c.held) FROM captures c WHERE c.mail_id = m.id AND c.user_id = ?1)
         FROM activities a
         LEFT JOIN mails m ON m.activity_id = a.id
         WHERE a.id IN ({})",
        placeholders(2, places.len())
    );
    let ids: Vec<i64> = places.iter().map(|p| p.activity.0).collect();
    let mut params: Vec<&dyn Param> = vec![&viewer.0];
    params.extend(ids.iter().map(|id| id as &dyn Param));
    let mut found = tx.query(&sql, &params, item)?;
    let order: std::collections::HashMap<i64, usize> =
        ids.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    found.sort_unstable_by_key(|item| order.get(&item.activity.0).copied());
    Ok(found)
}

fn item(r: &Row) -> Result<Item> {
    let mut item = Item {
        activity: ActivityId(r.get(0)?),
        uid: r.get(1)?,
        kind: r.get(2)?,
        status: r.get(3)?,
        priority: r.get(4)?,
        direction: r.get(5)?,
        subject: r.get(6)?,
        snippet: r.get(7)?,
        at: Millis(r.get(8)?),
        author: r.get::<Option<i64>>(9)?.map(UserId),
        assignee: r.get::<Option<i64>>(10)?.map(UserId),
        mail: None,
    };
    if let Some(uid) = r.get::<Option<String>>(11)? {
        let level = ShareLevel::from_number(r.get::<Option<i64>>(17)?.unwrap_or(0));
        let mut mail = MailItem {
            uid,
            from_name: r.get(12)?,
            from_address: r.get(13)?,
            attachments: r.get(14)?,
            nature: r.get(15)?,
            level,
            held: r.get::<Option<i64>>(18)? == Some(1),
        };
        item.snippet = r.get(16)?;
        if level < ShareLevel::Subject {
            item.subject = String::new();
        }
        if level < ShareLevel::Everything {
            item.snippet = String::new();
            mail.attachments = 0;
        }
        item.mail = Some(mail);
    }
    Ok(item)
}
