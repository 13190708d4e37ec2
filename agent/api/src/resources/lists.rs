//! Lists of records by any filter and order: asked for once, or kept as views.

use super::asked::RowsAsked;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::resources::records::named;
use crate::shape::lists::{LayoutView, ListPage};
use axum::Json;
use axum::extract::{Path, Query, State};
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::{By, Error, Result, views};
use crmweb_model::record::RecordKind;
use crmweb_model::view::Layout;
use crmweb_store::Tx;
use crmweb_store::query::Effort;
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::ToSchema;

/// Rows of a page when nothing else is said.
const USUAL: i64 = 50;

/// A list and which page of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAsked {
    /// What it shows, and how.
    #[serde(default = "everything")]
    pub list: LayoutView,
    /// Go on after this place.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many records, at most 200.
    #[serde(default)]
    pub limit: Option<i64>,
    /// Where the reader is, as `Europe/Bucharest`: "today" is theirs. UTC when left out.
    #[serde(default)]
    pub zone: Option<String>,
    /// How many records there are, up to 10,000.
    #[serde(default)]
    pub count: bool,
    /// Groups and totals of the whole list, as it says.
    #[serde(default)]
    pub summary: bool,
}

fn everything() -> LayoutView {
    LayoutView::from(&Layout::new(&[], crmweb_model::filter::Filter::everything()))
}

/// What of a list is wanted.
struct Wanted {
    cursor: Option<String>,
    limit: i64,
    count: bool,
    summary: bool,
}

/// Lists records of a kind.
#[utoipa::path(post, path = "/api/v1/query/{kind}", tag = "lists", operation_id = "query",
    params(("kind" = String, Path, description = "`accounts`, `leads`, `products`, …")), request_body = ListAsked,
    responses((status = 200, body = ListPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn query(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    body: Body<ListAsked>,
) -> std::result::Result<Json<ListPage>, Problem> {
    let ListAsked { list, cursor, limit, zone, count, summary } = body.value;
    let (kind, zone) = (named(&kind)?.kind, self::zone(zone)?);
    let asked = Asked { kind, layout: list.layout()?, zone, kept: false, effort: Effort::default() };
    let by = By::new(caller.user.actor(), app.machine.now());
    let wanted = Wanted { cursor, limit: limit.unwrap_or(USUAL), count, summary };
    let page = app.crm.store().read_async(move |tx| page(tx, &by, &asked, &wanted)).await?;
    Ok(Json(page))
}

/// Returns a page of a view.
#[utoipa::path(get, path = "/api/v1/views/{uid}/rows", tag = "lists", operation_id = "view_rows",
    params(("uid" = String, Path, description = "its id, or the name of one that ships"), RowsAsked),
    responses((status = 200, body = ListPage), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rows(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(asked): Query<RowsAsked>,
) -> std::result::Result<Json<ListPage>, Problem> {
    let zone = zone(asked.zone)?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let RowsAsked { cursor, limit, count, summary, .. } = asked;
    let wanted = Wanted { cursor, limit: limit.unwrap_or(USUAL), count, summary };
    let page = app
        .crm
        .store()
        .read_async(move |tx| {
            let view = views::open(tx, &by, &id)?;
            let (kind, layout, effort) = (view.of, view.layout, Effort::default());
            page(tx, &by, &Asked { kind, layout, zone, kept: true, effort }, &wanted)
        })
        .await?;
    Ok(Json(page))
}

fn page(tx: &mut Tx, by: &By, asked: &Asked, wanted: &Wanted) -> Result<ListPage> {
    let found = lists::page(tx, by, asked, wanted.cursor.as_deref(), wanted.limit)?;
    let mut page = ListPage::of(found, asked.kind, &lists::customs(tx)?);
    if wanted.count {
        page.count = Some(lists::count(tx, by, asked)?.into());
    }
    if wanted.summary {
        page.add(lists::summary(tx, by, asked)?);
    }
    Ok(page)
}

/// Reads the zone of a reader; UTC when nothing is said.
pub(super) fn zone(name: Option<String>) -> Result<TimeZone> {
    match name {
        None => Ok(TimeZone::UTC),
        Some(name) => lists::zone(&name)
            .ok_or_else(|| Error::invalid("zone", "must be a time zone such as Europe/Bucharest")),
    }
}

/// Names the kind of record that a view lists in an address.
pub(super) fn kind(name: &str) -> std::result::Result<RecordKind, Problem> {
    Ok(named(name)?.kind)
}
