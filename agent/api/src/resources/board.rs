//! The board of a pipeline, and the forecast.

use super::asked::{BoardAsked, ForecastAsked};
use super::pipelines::{PipelineView, StageOfPipeline};
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::UserName;
use crate::shape::client::MoneyView;
use axum::Json;
use axum::extract::{Path, Query, State};
use crmweb_crm::By;
use crmweb_crm::board as verbs;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::Outcome;
use crmweb_model::time::Day;
use crmweb_store::board::{After, Card, Sum};
use crmweb_store::client_page::{self, Person};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A pipeline with its columns.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// The pipeline.
    pub pipeline: PipelineView,
    /// Its stages with what is at them, in order.
    pub columns: Vec<BoardColumnView>,
}

/// A stage with what is at it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardColumnView {
    /// The stage.
    pub stage: StageOfPipeline,
    /// How many opportunities.
    pub count: i64,
    /// What they come to, per currency.
    pub sums: Vec<BoardSumView>,
    /// The first cards.
    #[serde(flatten)]
    pub cards: Cards,
}

/// What opportunities come to in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardSumView {
    /// ISO code; empty for those without an amount.
    pub currency: String,
    /// How many.
    pub count: i64,
    /// In the smallest unit.
    pub amount: i64,
    /// Each times its probability.
    pub weighted: i64,
}

impl From<Sum> for BoardSumView {
    fn from(sum: Sum) -> BoardSumView {
        let Sum { currency, count, amount, weighted } = sum;
        BoardSumView { currency, count, amount, weighted }
    }
}

/// Cards of a column, the next to be decided first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cards {
    /// The cards.
    pub cards: Vec<CardView>,
    /// Where the column goes on; null at its end.
    pub next: Option<String>,
}

/// An opportunity on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The version, for moving it.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Its account.
    pub account: Option<UserName>,
    /// How much.
    pub amount: Option<MoneyView>,
    /// In percent.
    pub probability: i64,
    /// When it should be decided, as `2026-11-23`.
    pub expected_close: Option<String>,
    /// What has to be done next.
    pub next_step: String,
    /// Who answers for it.
    pub owner: Option<UserName>,
    /// Since when it is at its stage, in milliseconds since 1970 UTC.
    pub since: Option<i64>,
    /// Something is planned.
    pub planned: bool,
}

fn cards_of(cards: Vec<Card>, next: Option<After>, people: &BTreeMap<UserId, Person>) -> Cards {
    let card = |it: Card| CardView {
        uid: it.uid,
        version: it.version,
        name: it.name,
        account: it.account.map(|(uid, name)| UserName { uid, name }),
        amount: it.amount.map(MoneyView::from),
        probability: it.probability,
        expected_close: it.expected_close.map(|day| day.to_string()),
        next_step: it.next_step,
        owner: it.owner.and_then(|id| people.get(&id)).map(UserName::from),
        since: it.since.map(|at| at.0),
        planned: it.planned,
    };
    let next = next.map(|place| format!("{}.{}", place.day, place.id));
    Cards { cards: cards.into_iter().map(card).collect(), next }
}

/// Returns the board of a pipeline.
#[utoipa::path(get, path = "/api/v1/pipelines/{uid}/board", tag = "pipelines", operation_id = "board",
    params(("uid" = String, Path), BoardAsked),
    responses((status = 200, body = BoardView), (status = 404, body = Problem)))]
pub async fn board(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<BoardAsked>,
) -> Result<Json<BoardView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let board = verbs::of(tx, &by, uid, asked.shown())?;
        let owners = board.columns.iter().flat_map(|it| &it.cards).filter_map(|card| card.owner).collect();
        let people = client_page::people(tx, owners)?;
        Ok::<_, crmweb_crm::Error>((board, people))
    });
    let (board, people) = found.await?;
    let stages: Vec<_> = board.columns.iter().map(|it| it.stage.clone()).collect();
    let column = |it: verbs::Column| BoardColumnView {
        stage: StageOfPipeline::from(&it.stage),
        count: it.sums.iter().map(|sum| sum.count).sum(),
        sums: it.sums.into_iter().map(BoardSumView::from).collect(),
        cards: cards_of(it.cards, it.next, &people),
    };
    let columns = board.columns.into_iter().map(column).collect();
    Ok(Json(BoardView { pipeline: PipelineView::of(board.pipeline, &stages), columns }))
}

/// Returns further cards of a stage.
#[utoipa::path(get, path = "/api/v1/stages/{uid}/cards", tag = "pipelines", operation_id = "stage_cards",
    params(("uid" = String, Path), BoardAsked),
    responses((status = 200, body = Cards), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn cards(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<BoardAsked>,
) -> Result<Json<Cards>, Problem> {
    let after = asked.cursor.as_deref().map(after).transpose()?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let (cards, next) = verbs::cards(tx, &by, uid, asked.shown(), after.as_ref())?;
        let people = client_page::people(tx, cards.iter().filter_map(|card| card.owner).collect())?;
        Ok::<_, crmweb_crm::Error>(cards_of(cards, next, &people))
    });
    Ok(Json(found.await?))
}

fn after(cursor: &str) -> Result<After, Problem> {
    let read = || {
        let (day, id) = cursor.split_once('.')?;
        let fits = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        Some(After { day: fits.then(|| day.to_owned())?, id: id.parse().ok()? })
    };
    read().ok_or_else(|| Problem::invalid("this cursor is none of ours"))
}

/// What months promise and have brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forecast {
    /// By month, owner, outcome and currency; those without a date last.
    pub items: Vec<ForecastLine>,
}

/// What a month promises or has brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastLine {
    /// As `2026-11`; empty for open opportunities without a date.
    pub month: String,
    /// Who answers for them.
    pub owner: Option<UserName>,
    /// `open` or `won`.
    #[schema(value_type = String)]
    pub outcome: Outcome,
    /// How many and how much.
    #[serde(flatten)]
    pub sum: BoardSumView,
}

/// Returns what open opportunities promise by month and owner, and what was won.
#[utoipa::path(get, path = "/api/v1/forecast", tag = "pipelines", operation_id = "forecast", params(ForecastAsked),
    responses((status = 200, body = Forecast), (status = 422, body = Problem)))]
pub async fn forecast(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ForecastAsked>,
) -> Result<Json<Forecast>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let from = match asked.from {
        Some(text) => Day::parse(&text).map_err(|e| Problem::invalid(format!("from: {e}")))?,
        None => Day::of(by.at).ok_or_else(|| Problem::invalid("from: is missing"))?,
    };
    let found = app.crm.store().read_async(move |tx| {
        let lines = verbs::forecast(tx, &by, &from, asked.months.unwrap_or(6), asked.whose.into())?;
        let people = client_page::people(tx, lines.iter().filter_map(|it| it.owner).collect())?;
        Ok::<_, crmweb_crm::Error>((lines, people))
    });
    let (lines, people) = found.await?;
    let line = |it: crmweb_store::board::Promise| ForecastLine {
        month: it.month,
        owner: it.owner.and_then(|id| people.get(&id)).map(UserName::from),
        outcome: it.outcome,
        sum: it.sum.into(),
    };
    Ok(Json(Forecast { items: lines.into_iter().map(line).collect() }))
}
