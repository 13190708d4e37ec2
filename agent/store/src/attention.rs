//! What may need attention, with the facts by which that is decided.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::reach::{Sight, of_people, seen, within};
use crate::refs::{read_uid, read_word};
use crmweb_model::attention;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{Importance, Priority, RecordKind};
use crmweb_model::subject::incident_label;
use crmweb_model::time::{Day, Millis};

/// A record with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<F> {
    /// Its id outside.
    pub uid: Uid,
    /// What people call it.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// The facts.
    pub facts: F,
}

/// The last time somebody spoke, of the record `{kind}` whose key is `{id}`.
macro_rules! heard {
    ($kind:literal, $id:literal) => {
        concat!(
            "(SELECT v.at FROM timeline t JOIN activities v ON v.id = t.activity_id
              WHERE t.record_kind = '",
            $kind,
            "' AND t.record_id = ",
            $id,
            " AND t.open = 0 AND t.viewer_id = 0
                AND v.kind IN ('email', 'call', 'meeting', 'letter', 'fax') AND v.status = 'done'
              ORDER BY t.at DESC, t.activity_id DESC LIMIT 1)"
        )
    };
}

/// Lists open opportunities that are past their date (before `today`), without a plan, or of which nobody spoke since
/// `quiet`; the oldest first, at most `limit`.
pub fn opportunities(
    tx: &mut Tx,
    sight: &Sight,
    today: &str,
    quiet: Millis,
    limit: i64,
) -> Result<Vec<Known<attention::Opportunity>>> {
    let sql = format!(
        "SELECT * FROM (
             SELECT o.id, o.uid, o.name, o.owner_id, o.expected_close,
                    (SELECT COUNT(*) FROM (
                         SELECT 1 FROM timeline t
                         WHERE t.record_kind = 'opportunity' AND t.record_id = o.id AND t.open = 1
                           AND t.viewer_id = 0
                         LIMIT 1) AS one) AS planned,
                    COALESCE({}, 0) AS heard, COALESCE({}, 0) AS heard_of_account, o.created_at
             FROM opportunities o
             WHERE o.outcome = 'open' AND o.deleted_at IS NULL AND {} AND {}) AS x
         WHERE x.planned = 0 OR x.expected_close < ?3
            OR (x.heard < ?4 AND x.heard_of_account < ?4 AND x.created_at < ?4)
         ORDER BY x.id
         LIMIT ?5",
        heard!("opportunity", "o.id"),
        heard!("account", "o.account_id"),
        within("o.owner_id", 1, 2),
        seen(RecordKind::Opportunity, "o", 6, 7)
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    tx.query(&sql, &[&asked.user(), &asked.team(), &today, &quiet.0, &limit, &me, &team], |r| {
        let close: Option<String> = r.get(4)?;
        let close = close.map(|day| Day::parse(&day)).transpose();
        let heard = r.get::<i64>(6)?.max(r.get(7)?).max(r.get(8)?);
        Ok(Known {
            uid: read_uid(r, 1)?,
            name: r.get(2)?,
            owner: owner(r, 3)?,
            facts: attention::Opportunity {
                planned: r.flag(5)?,
                expected_close: close.map_err(|e| Error::Damaged(e.to_string()))?,
                heard_at: Millis(heard),
            },
        })
    })
}

/// Lists open incidents that are critical or due before `soon`, those of people and those that wait in a queue of
/// theirs; the first due first, at most `limit`.
pub fn incidents(
    tx: &mut Tx,
    sight: &Sight,
    soon: Millis,
    limit: i64,
) -> Result<Vec<Known<attention::Incident>>> {
    let sql = format!(
        "SELECT i.uid, i.number, i.subject, i.assignee_id, i.priority, i.respond_by, i.solve_by, i.status,
                CASE WHEN i.respond_by IS NULL THEN 0 ELSE (
                    SELECT COUNT(*) FROM (
                        SELECT 1
                        FROM activity_links l JOIN activities a ON a.id = l.activity_id
                        WHERE l.record_kind = 'incident' AND l.record_id = i.id AND l.refused = 0
                          AND a.direction = 'out' AND a.open = 0 AND a.status = 'done' AND a.deleted_at IS NULL
                          AND a.kind IN ('email', 'call', 'letter', 'fax') AND a.at >= i.created_at
                        LIMIT 1) AS one)
                END
         FROM incidents i
         WHERE i.open = 1 AND i.deleted_at IS NULL
           AND (i.priority = 'critical' OR i.solve_by <= ?3 OR i.respond_by <= ?3)
           AND ({} OR (i.assignee_id IS NULL
                AND i.queue_id IN (SELECT m.queue_id FROM queue_members m WHERE {})))
           AND {}
         ORDER BY COALESCE(i.solve_by, {}), i.id
         LIMIT ?4",
        of_people("i.assignee_id", 1, 2),
        of_people("m.user_id", 1, 2),
        seen(RecordKind::Incident, "i", 5, 6),
        crate::incidents::NEVER,
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    tx.query(&sql, &[&asked.user(), &asked.team(), &soon.0, &limit, &me, &team], |r| {
        Ok(Known {
            uid: read_uid(r, 0)?,
            name: format!("{} {}", incident_label(r.get(1)?), r.get::<String>(2)?),
            owner: owner(r, 3)?,
            facts: attention::Incident {
                priority: read_word(r, 4, Priority::from_name)?,
                respond_by: r.get::<Option<i64>>(5)?.map(Millis),
                answered: r.flag(8)?,
                solve_by: r.get::<Option<i64>>(6)?.map(Millis),
                waiting: r.get::<String>(7)? == "waiting",
            },
        })
    })
}

/// Lists planned activities with a time before `now`, the latest first to be done first, as `viewer` may see them; the
/// fact is when each should have been done.
pub fn activities(
    tx: &mut Tx,
    sight: &Sight,
    viewer: UserId,
    now: Millis,
    limit: i64,
) -> Result<Vec<Known<Millis>>> {
    let sql = format!(
        "SELECT a.uid, a.subject, a.assignee_id, a.at, a.planned
         FROM activities a
         WHERE a.assignee_id IN (SELECT w.id FROM users w WHERE {})
           AND a.open = 1 AND a.at < ?3 AND a.planned IS NOT NULL AND a.deleted_at IS NULL
           AND a.private_to IN (0, ?4) AND {}
         ORDER BY a.at, a.id
         LIMIT ?5",
        of_people("w.id", 1, 2),
        seen(RecordKind::Activity, "a", 6, 7)
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    tx.query(&sql, &[&asked.user(), &asked.team(), &now.0, &viewer.0, &limit, &me, &team], |r| {
        let (at, planned): (i64, String) = (r.get(3)?, r.get(4)?);
        // A whole day has not passed before its end.
        let until = if planned.contains('T') { Millis(at) } else { Millis(at).plus(Millis::DAY) };
        Ok(Known { uid: read_uid(r, 0)?, name: r.get(1)?, owner: owner(r, 2)?, facts: until })
    })
}

/// Lists key accounts, and those with a critical or late incident or a late activity; at most `limit`.
pub fn accounts(
    tx: &mut Tx,
    sight: &Sight,
    now: Millis,
    limit: i64,
) -> Result<Vec<Known<attention::Account>>> {
    let incident = seen(RecordKind::Incident, "i", 6, 7);
    let sql = format!(
        "SELECT c.uid, c.name, c.owner_id, c.importance,
                (SELECT COUNT(*) FROM incidents i
                 WHERE i.account_id = c.id AND i.open = 1 AND i.priority = 'critical' AND i.deleted_at IS NULL
                   AND {incident}),
                (SELECT COUNT(*) FROM incidents i
                 WHERE i.account_id = c.id AND i.open = 1 AND i.solve_by < ?3 AND i.status <> 'waiting'
                   AND i.deleted_at IS NULL AND {incident}),
                (SELECT COUNT(*) FROM timeline t JOIN activities v ON v.id = t.activity_id
                 WHERE t.record_kind = 'account' AND t.record_id = c.id AND t.open = 1 AND t.viewer_id = 0
                   AND t.at < ?3 AND v.planned IS NOT NULL
                   AND (v.planned LIKE '%T%' OR v.at < ?4)),
                COALESCE({}, c.created_at)
         FROM accounts c
         WHERE c.deleted_at IS NULL AND {} AND {}
           AND (c.importance = 'key'
                OR c.id IN (SELECT i.account_id FROM incidents i
                            WHERE i.open = 1 AND i.deleted_at IS NULL AND {incident}
                              AND (i.priority = 'critical' OR (i.solve_by < ?3 AND i.status <> 'waiting')))
                OR c.id IN (SELECT l.record_id
                            FROM activities v JOIN activity_links l ON l.activity_id = v.id
                            WHERE v.assignee_id IN (SELECT w.id FROM users w) AND v.open = 1 AND v.at < ?3
                              AND v.planned IS NOT NULL AND v.private_to = 0 AND v.deleted_at IS NULL
                              AND l.record_kind = 'account' AND l.refused = 0))
         ORDER BY c.id
         LIMIT ?5",
        heard!("account", "c.id"),
        within("c.owner_id", 1, 2),
        seen(RecordKind::Account, "c", 6, 7)
    );
    let yesterday = now.plus(-Millis::DAY);
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    tx.query(&sql, &[&asked.user(), &asked.team(), &now.0, &yesterday.0, &limit, &me, &team], |r| {
        Ok(Known {
            uid: read_uid(r, 0)?,
            name: r.get(1)?,
            owner: owner(r, 2)?,
            facts: attention::Account {
                importance: read_word(r, 3, Importance::from_name)?,
                critical: r.get(4)?,
                overdue: r.get(5)?,
                activities: r.get(6)?,
                heard_at: Millis(r.get(7)?),
            },
        })
    })
}

fn owner(r: &Row, i: usize) -> Result<Option<UserId>> {
    Ok(r.get::<Option<i64>>(i)?.map(UserId))
}
