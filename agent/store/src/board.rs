//! Opportunities by stage, with their sums, and what they promise by month.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::reach::{Sight, seen, within};
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{OpportunityId, StageId, Uid, UserId};
use crmweb_model::lines::weighted;
use crmweb_model::money::Money;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::time::{Day, Millis};
use std::collections::BTreeMap;

const KIND: RecordKind = RecordKind::Opportunity;

/// What sorts after every day of the calendar: cards without a date stand last.
const NO_DAY: &str = "9999-99-99";

/// What the opportunities of a stage come to, in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// ISO code; empty for those without an amount.
    pub currency: String,
    /// How many opportunities.
    pub count: i64,
    /// In minor units.
    pub amount: i64,
    /// Each times its probability, in minor units.
    pub weighted: i64,
}

/// An opportunity on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its key.
    pub id: OpportunityId,
    /// Its id outside.
    pub uid: Uid,
    /// The version, for moving it.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Its account, by id outside and name.
    pub account: Option<(Uid, String)>,
    /// How much.
    pub amount: Option<Money>,
    /// In percent.
    pub probability: i64,
    /// When it should be decided.
    pub expected_close: Option<Day>,
    /// What has to be done next.
    pub next_step: String,
    /// Who answers for it.
    pub owner: Option<UserId>,
    /// Since when it is at its stage.
    pub since: Option<Millis>,
    /// Something is planned.
    pub planned: bool,
}

/// Where a column goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The day of the last card.
    pub day: String,
    /// Its key.
    pub id: i64,
}

impl Card {
    /// Returns where its column goes on behind it.
    pub fn place(&self) -> After {
        let day = self.expected_close.as_ref().map_or(NO_DAY, Day::as_str);
        After { day: day.into(), id: self.id.0 }
    }
}

/// Sums what is at a stage per currency; of what is decided only what was since `closed`.
pub fn sums(tx: &mut Tx, stage: StageId, sight: &Sight, closed: Millis) -> Result<Vec<Sum>> {
    let sql = format!(
        "SELECT o.currency, o.probability, COUNT(*), CAST(COALESCE(SUM(o.amount), 0) AS BIGINT)
         FROM opportunities o
         WHERE o.stage_id = ?1 AND (o.closed_at IS NULL OR o.closed_at >= ?2) AND o.deleted_at IS NULL
           AND {} AND {}
         GROUP BY o.currency, o.probability",
        within("o.owner_id", 3, 4),
        seen(KIND, "o", 5, 6)
    );
    let Sight { seen, asked } = sight;
    let parts = tx.query(
        &sql,
        &[&stage.0, &closed.0, &asked.user(), &asked.team(), &seen.user(), &seen.team()],
        |r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?, r.get::<i64>(2)?, r.get::<i64>(3)?)),
    )?;
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for (currency, probability, count, amount) in parts {
        let sum = sums.entry(currency.clone()).or_insert_with(|| Sum { currency, ..Sum::default() });
        sum.count += count;
        sum.amount = sum.amount.saturating_add(amount);
        sum.weighted = sum.weighted.saturating_add(weighted(amount, probability));
    }
    Ok(sums.into_values().collect())
}

/// Lists the cards of a stage, the next to be decided first; of what is decided only what was since `closed`.
pub fn cards(
    tx: &mut Tx,
    stage: StageId,
    sight: &Sight,
    closed: Millis,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Card>> {
    let (day, id) = after.map_or((String::new(), 0), |place| (place.day.clone(), place.id));
    let sql = format!(
        "SELECT o.id, o.uid, o.version, o.name, a.uid, a.name, o.amount, o.currency, o.probability,
                o.expected_close, o.next_step, o.owner_id,
                (SELECT MAX(m.at) FROM stage_moves m WHERE m.opportunity_id = o.id),
                (SELECT COUNT(*) FROM (
                     SELECT 1 FROM timeline t
                     WHERE t.record_kind = 'opportunity' AND t.record_id = o.id AND t.open = 1 AND t.viewer_id = 0
                     LIMIT 1) AS one)
         FROM opportunities o
         -- one that the viewer does not see has no name here
         LEFT JOIN accounts a ON a.id = o.account_id AND a.deleted_at IS NULL AND {}
         WHERE o.stage_id = ?1 AND (o.closed_at IS NULL OR o.closed_at >= ?2) AND o.deleted_at IS NULL
           AND (COALESCE(o.expected_close, '{NO_DAY}') > ?5
                OR (COALESCE(o.expected_close, '{NO_DAY}') = ?5 AND o.id > ?6))
           AND {} AND {}
         ORDER BY COALESCE(o.expected_close, '{NO_DAY}'), o.id
         LIMIT ?7",
        seen(RecordKind::Account, "a", 8, 9),
        within("o.owner_id", 3, 4),
        seen(KIND, "o", 8, 9)
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    tx.query(&sql, &[&stage.0, &closed.0, &asked.user(), &asked.team(), &day, &id, &limit, &me, &team], card)
}

fn card(r: &Row) -> Result<Card> {
    let account: Option<String> = r.get(4)?;
    let account = match account {
        Some(_) => Some((read_uid(r, 4)?, r.get(5)?)),
        None => None,
    };
    let (minor, currency): (Option<i64>, String) = (r.get(6)?, r.get(7)?);
    let close: Option<String> = r.get(9)?;
    Ok(Card {
        id: OpportunityId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        name: r.get(3)?,
        account,
        amount: minor.map(|minor| Money { minor, currency }),
        probability: r.get(8)?,
        expected_close: close
            .map(|day| Day::parse(&day))
            .transpose()
            .map_err(|e| Error::Damaged(e.to_string()))?,
        next_step: r.get(10)?,
        owner: r.get::<Option<i64>>(11)?.map(UserId),
        since: r.get::<Option<i64>>(12)?.map(Millis),
        planned: r.flag(13)?,
    })
}

/// What a month promises or has brought, by owner and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The month, as `2026-11`; empty for open ones without a date.
    pub month: String,
    /// Who answers for them.
    pub owner: Option<UserId>,
    /// `open` or `won`.
    pub outcome: Outcome,
    /// How many and how much.
    pub sum: Sum,
}

/// Sums open opportunities by the month in which they should be decided, from `from` until before `to` (months), and
/// those without a date.
pub fn promised(tx: &mut Tx, sight: &Sight, from: &str, to: &str) -> Result<Vec<Promise>> {
    let sql = format!(
        "SELECT COALESCE(SUBSTR(o.expected_close, 1, 7), ''), o.owner_id, o.outcome, o.currency, o.probability,
                COUNT(*), CAST(COALESCE(SUM(o.amount), 0) AS BIGINT)
         FROM opportunities o
         WHERE o.outcome = 'open' AND o.closed_at IS NULL AND o.deleted_at IS NULL
           AND (o.expected_close IS NULL OR (o.expected_close >= ?3 AND o.expected_close < ?4))
           AND {} AND {}
         GROUP BY COALESCE(SUBSTR(o.expected_close, 1, 7), ''), o.owner_id, o.outcome, o.currency, o.probability",
        within("o.owner_id", 1, 2),
        seen(KIND, "o", 5, 6)
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    let parts = tx.query(&sql, &[&asked.user(), &asked.team(), &from, &to, &me, &team], part)?;
    Ok(together(parts))
}

/// Sums opportunities won between two moments, as those of `month`.
pub fn won(tx: &mut Tx, sight: &Sight, month: &str, from: Millis, to: Millis) -> Result<Vec<Promise>> {
    let sql = format!(
        "SELECT CAST(?5 AS TEXT), o.owner_id, o.outcome, o.currency, o.probability,
                COUNT(*), CAST(COALESCE(SUM(o.amount), 0) AS BIGINT)
         FROM opportunities o
         WHERE o.outcome = 'won' AND o.closed_at >= ?3 AND o.closed_at < ?4 AND o.deleted_at IS NULL
           AND {} AND {}
         GROUP BY o.owner_id, o.outcome, o.currency, o.probability",
        within("o.owner_id", 1, 2),
        seen(KIND, "o", 6, 7)
    );
    let Sight { seen, asked } = sight;
    let (me, team) = (seen.user(), seen.team());
    let parts = tx.query(&sql, &[&asked.user(), &asked.team(), &from.0, &to.0, &month, &me, &team], part)?;
    Ok(together(parts))
}

fn part(r: &Row) -> Result<Promise> {
    let (probability, amount): (i64, i64) = (r.get(4)?, r.get(6)?);
    Ok(Promise {
        month: r.get(0)?,
        owner: r.get::<Option<i64>>(1)?.map(UserId),
        outcome: read_word(r, 2, Outcome::from_name)?,
        sum: Sum { currency: r.get(3)?, count: r.get(5)?, amount, weighted: weighted(amount, probability) },
    })
}

/// Adds up what differs only in probability.
fn together(parts: Vec<Promise>) -> Vec<Promise> {
    let mut sums: BTreeMap<(String, Option<UserId>, Outcome, String), Promise> = BTreeMap::new();
    for part in parts {
        let key = (part.month.clone(), part.owner, part.outcome, part.sum.currency.clone());
        match sums.get_mut(&key) {
            Some(known) => {
                known.sum.count += part.sum.count;
                known.sum.amount = known.sum.amount.saturating_add(part.sum.amount);
                known.sum.weighted = known.sum.weighted.saturating_add(part.sum.weighted);
            }
            None => drop(sums.insert(key, part)),
        }
    }
    sums.into_values().collect()
}
