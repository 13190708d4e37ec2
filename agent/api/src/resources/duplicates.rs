//! Records that may be the same: asked while one is entered, listed for the whole base.

use super::asked::PairsAsked;
use super::records::named;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Named;
use crate::shape::alike::{Alike, AlikeReason, reasons};
use crate::shape::values::Types;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::duplicates::{self, Found, Twins};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Records that may be the one meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Candidates {
    /// The records, the most alike first.
    pub items: Vec<Alike>,
}

/// Pairs of records that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairsPage {
    /// The pairs, the most alike first.
    pub items: Vec<PairView>,
    /// Ask with it for the next page; null at the end.
    pub next: Option<String>,
    /// When the whole base was searched last, in milliseconds since 1970 UTC.
    pub searched_at: Option<i64>,
}

/// Two records that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairView {
    /// The older one.
    pub one: Named,
    /// What tells it from others of the same name.
    pub one_detail: String,
    /// The newer one.
    pub other: Named,
    /// What tells it from others of the same name.
    pub other_detail: String,
    /// How much they resemble one another, from 1 to 100.
    pub score: i64,
    /// Why, the strongest first.
    pub reasons: Vec<AlikeReason>,
}

/// Two records that are not the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistinctRequest {
    /// One.
    #[schema(value_type = String)]
    pub one: Uid,
    /// The other.
    #[schema(value_type = String)]
    pub other: Uid,
}

/// A deed without anything to show.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Lists records that may be what is being entered.
#[utoipa::path(post, path = "/api/v1/duplicates/{kind}", tag = "duplicates", request_body = Object,
    params(("kind" = String, Path, description = "`accounts`, `contacts` or `leads`")),
    responses((status = 200, body = Candidates), (status = 422, body = Problem)))]
pub async fn check(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    body: Body<Map<String, Value>>,
) -> Result<Json<Candidates>, Problem> {
    let kind = named(&kind)?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app
        .crm
        .store()
        .read_async(move |tx| {
            let typed = Types::of(tx, kind)?.read(&body.value)?;
            duplicates::of_typed(tx, &by, kind.kind, &typed)
        })
        .await?;
    Ok(Json(Candidates { items: found.into_iter().map(Alike::from).collect() }))
}

/// Lists pairs of the whole base that may be the same, as the last search found them.
#[utoipa::path(get, path = "/api/v1/duplicates", tag = "duplicates", params(PairsAsked),
    responses((status = 200, body = PairsPage), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<PairsAsked>,
) -> Result<Json<PairsPage>, Problem> {
    let kind = named(&asked.kind)?.kind;
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let by = By::new(caller.user.actor(), app.machine.now());
    let (found, next, at) = app
        .crm
        .store()
        .read_async(move |tx| {
            let (found, next) = duplicates::page(tx, &by, kind, asked.after.as_deref(), limit)?;
            Ok::<_, Error>((found, next, duplicates::searched_at(tx)?))
        })
        .await?;
    let items = found.into_iter().map(PairView::from).collect();
    Ok(Json(PairsPage { items, next, searched_at: at.map(|at| at.0) }))
}

/// Searches the whole base for duplicates, in the background.
#[utoipa::path(post, path = "/api/v1/duplicates", tag = "duplicates",
    responses((status = 202), (status = 403, body = Problem)))]
pub async fn search(State(app): State<App>, deed: Deed) -> Result<StatusCode, Problem> {
    let by = deed.by(&app);
    by.may(crmweb_model::rights::Right::Write, crmweb_model::rights::Whose::Mine).map_err(Error::from)?;
    let crm = app.crm.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = duplicates::search_all(&crm, &by) {
            tracing::error!(code = error.code(), %error, "the search for duplicates ended early");
        }
    });
    Ok(StatusCode::ACCEPTED)
}

/// Remembers that two records are not the same.
#[utoipa::path(post, path = "/api/v1/duplicates/{kind}/distinct", tag = "duplicates",
    params(("kind" = String, Path)), request_body = DistinctRequest,
    responses((status = 200, body = Done), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn distinct(
    State(app): State<App>,
    deed: Deed,
    Path(kind): Path<String>,
    body: Body<DistinctRequest>,
) -> Result<Response, Problem> {
    let (kind, DistinctRequest { one, other }) = (named(&kind)?.kind, body.value);
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        duplicates::declare_distinct(tx, by, kind, one, other)?;
        Ok(Done { mutation: by.mutation })
    })
    .await
}

impl From<Twins> for PairView {
    fn from(it: Twins) -> PairView {
        let name =
            |found: &Found| Named { kind: found.record.kind, uid: found.uid, name: found.name.clone() };
        PairView {
            one: name(&it.one),
            one_detail: it.one.detail,
            other: name(&it.other),
            other_detail: it.other.detail,
            score: it.likeness.score,
            reasons: reasons(it.likeness),
        }
    }
}
