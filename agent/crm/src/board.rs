//! Opportunities as a board by stage, and as a forecast by month and owner (SPEC O3).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::Right;
use crmweb_model::time::{Day, Millis};
use crmweb_store::Tx;
use crmweb_store::board::{self, After, Card, Promise, Sum};
use crmweb_store::pipelines::{self, Pipeline};
use crmweb_store::reach::{Reach, Sight};
use crmweb_store::stages::{self, Stage};

/// The most cards of a column at once.
const MOST_CARDS: i64 = 200;
/// The most months of a forecast.
const MOST_MONTHS: i64 = 36;

/// Whose opportunities are shown, within what the actor may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those of the actor's team.
    Team,
    /// The actor's own.
    Mine,
}

/// A pipeline with its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Its stages, in order.
    pub columns: Vec<Column>,
}

/// A stage with what is at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stage.
    pub stage: Stage,
    /// How many and how much, per currency.
    pub sums: Vec<Sum>,
    /// The first cards, the next to be decided first.
    pub cards: Vec<Card>,
    /// Where the cards go on; `None` at their end.
    pub next: Option<After>,
}

/// What a board shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Whose opportunities.
    pub whose: Whose,
    /// Cards per column.
    pub cards: i64,
    /// Won and lost ones of so many days.
    pub decided_days: i64,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown { whose: Whose::All, cards: 20, decided_days: 90 }
    }
}

/// Returns the board of a pipeline.
pub fn of(tx: &mut Tx, by: &By, pipeline: Uid, shown: Shown) -> Result<Board> {
    let sight = sight(by, shown.whose)?;
    let known = pipelines::by_uid(tx, pipeline)?.filter(|it| !it.deleted);
    let pipeline = known.ok_or_else(|| Error::no_such(RecordKind::Pipeline, pipeline))?;
    let mut columns = Vec::new();
    for stage in stages::list(tx, &pipeline.code)? {
        let sums = board::sums(tx, stage.id, &sight, since(by, shown))?;
        let (cards, next) = page(tx, by, &stage, &sight, shown, None)?;
        columns.push(Column { stage, sums, cards, next });
    }
    Ok(Board { pipeline, columns })
}

/// Returns further cards of a stage.
pub fn cards(
    tx: &mut Tx,
    by: &By,
    stage: Uid,
    shown: Shown,
    after: Option<&After>,
) -> Result<(Vec<Card>, Option<After>)> {
    let sight = sight(by, shown.whose)?;
    let known = stages::by_uid(tx, stage)?.filter(|it| !it.deleted);
    let stage = known.ok_or_else(|| Error::no_such(RecordKind::Stage, stage))?;
    page(tx, by, &stage, &sight, shown, after)
}

fn page(
    tx: &mut Tx,
    by: &By,
    stage: &Stage,
    sight: &Sight,
    shown: Shown,
    after: Option<&After>,
) -> Result<(Vec<Card>, Option<After>)> {
    let limit = shown.cards.clamp(1, MOST_CARDS);
    let mut cards = board::cards(tx, stage.id, sight, since(by, shown), after, limit + 1)?;
    let more = cards.len() as i64 > limit;
    if more {
        cards.pop();
    }
    let next = cards.last().filter(|_| more).map(Card::place);
    Ok((cards, next))
}

fn since(by: &By, shown: Shown) -> Millis {
    by.at.plus(-shown.decided_days.clamp(1, 3_650) * Millis::DAY)
}

/// Returns what open opportunities promise from the month of `from` on for so many months (and those without a date),
/// and what was won in each.
pub fn forecast(tx: &mut Tx, by: &By, from: &Day, months: i64, whose: Whose) -> Result<Vec<Promise>> {
    let sight = sight(by, whose)?;
    let wrong = || Error::invalid("from", "must be a day people live to see");
    let months = usize::try_from(months.clamp(1, MOST_MONTHS)).unwrap_or(1);
    let mut begins = Vec::with_capacity(months + 1);
    let mut month: jiff::civil::Date = from.as_str().parse().map_err(|_| wrong())?;
    month = month.first_of_month();
    for _ in 0..=months {
        begins.push(Day::parse(&month.to_string()).map_err(|_| wrong())?);
        month = month.last_of_month().tomorrow().map_err(|_| wrong())?;
    }
    let (Some(first), Some(last)) = (begins.first(), begins.last()) else { return Ok(Vec::new()) };
    let mut found = board::promised(tx, &sight, first.as_str(), last.as_str())?;
    for pair in begins.windows(2) {
        let [begin, end] = pair else { continue };
        let (Some(from), Some(to)) = (begin.start(), end.start()) else { continue };
        let name = begin.as_str().get(..7).unwrap_or_default();
        found.extend(board::won(tx, &sight, name, from, to)?);
    }
    found.sort_by(|a, b| {
        let key = |it: &Promise| (it.month.is_empty(), it.month.clone(), it.owner, order(it.outcome));
        key(a).cmp(&key(b)).then_with(|| a.sum.currency.cmp(&b.sum.currency))
    });
    Ok(found)
}

fn order(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Won => 0,
        Outcome::Open => 1,
        Outcome::Lost => 2,
    }
}

/// Says what the actor sees, and what of it was asked for.
pub(crate) fn sight(by: &By, whose: Whose) -> Result<Sight> {
    let user: UserId = by.actor.user;
    let asked = match whose {
        Whose::All => Reach::All,
        Whose::Team => Reach::Team(user, by.actor.team.clone()),
        Whose::Mine => Reach::Own(user),
    };
    Ok(Sight { seen: work::reach(by, Right::Read)?, asked })
}
