//! What is done with activities: done, given up, taken up again, given, moved, linked.

use super::activities::ActivityRecord;
use crate::app::App;
use crate::body::Body;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::Ref;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::activities::{self, Ending, Scope};
use crmweb_crm::{By, Result as Verb};
use crmweb_model::ids::Uid;
use crmweb_store::Tx;
use crmweb_store::activities::Activity;
use serde::Deserialize;
use utoipa::ToSchema;

/// How something was done. Nothing needs to be said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CompleteRequest {
    /// What came out of it.
    pub outcome: String,
    /// Which occurrence of a series, by its planned local time; null is the next one.
    pub occurrence: Option<String>,
}

/// Does an activity, or the next occurrence of a series: it leaves the plans for the history.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/complete", tag = "activities", params(("uid" = String, Path)),
    request_body = CompleteRequest,
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn complete(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<CompleteRequest>,
) -> Result<Response, Problem> {
    let how = Ending { outcome: body.value.outcome, occurrence: body.value.occurrence };
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, seen| {
        activities::complete_as(tx, by, uid, seen, &how)
    })
    .await
}

/// Which occurrence of a series.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CancelRequest {
    /// Only this occurrence, by its planned local time; null is all of it.
    pub occurrence: Option<String>,
}

/// Gives an activity up, or leaves one occurrence of a series out.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/cancel", tag = "activities", params(("uid" = String, Path)),
    request_body = CancelRequest,
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<CancelRequest>,
) -> Result<Response, Problem> {
    let occurrence = body.value.occurrence;
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, seen| match &occurrence {
        Some(occurrence) => activities::cancel_occurrence(tx, by, uid, seen, occurrence),
        None => activities::cancel(tx, by, uid, seen),
    })
    .await
}

/// Nothing needs to be said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Takes up again what was done or given up.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/reopen", tag = "activities", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn reopen(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, seen| activities::reopen(tx, by, uid, seen))
        .await
}

/// Gives an activity to somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// The user.
    #[schema(value_type = String)]
    pub to: Uid,
}

/// Gives an activity to a user, who is told.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/assign", tag = "activities", params(("uid" = String, Path)),
    request_body = AssignRequest,
    responses((status = 200, body = ActivityRecord), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn assign(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<AssignRequest>,
) -> Result<Response, Problem> {
    let to = body.value.to;
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, seen| {
        activities::assign(tx, by, uid, seen, to)
    })
    .await
}

/// What of a series is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveScope {
    /// One occurrence.
    #[default]
    One,
    /// This one and those that follow.
    Following,
    /// All of it.
    All,
}

/// Moves something planned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveRequest {
    /// Which occurrence of a series, by its planned local time; null is the next one.
    pub occurrence: Option<String>,
    /// What of a series.
    #[serde(default)]
    pub scope: MoveScope,
    /// The new planned local time.
    pub planned: String,
    /// The new end; null keeps how long it takes.
    pub ends: Option<String>,
}

/// Moves something planned to another time, in its zone.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/move", tag = "activities", params(("uid" = String, Path)),
    request_body = MoveRequest,
    responses((status = 200, body = ActivityRecord), (status = 409, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem)))]
pub async fn move_to(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<MoveRequest>,
) -> Result<Response, Problem> {
    let MoveRequest { occurrence, scope, planned, ends } = body.value;
    let scope = match scope {
        MoveScope::One => Scope::One,
        MoveScope::Following => Scope::Following,
        MoveScope::All => Scope::All,
    };
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, seen| {
        activities::move_to(tx, by, uid, seen, (occurrence.as_deref(), scope), (&planned, ends.as_deref()))
    })
    .await
}

/// Puts an activity into the plans or history of a record too.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/link", tag = "activities", params(("uid" = String, Path)),
    request_body = Ref,
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn link(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Ref>,
) -> Result<Response, Problem> {
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, _| {
        let record = body.value.find(tx)?;
        activities::link(tx, by, uid, record)
    })
    .await
}

/// Takes an activity out of the plans and history of a record.
#[utoipa::path(post, path = "/api/v1/activities/{uid}/unlink", tag = "activities", params(("uid" = String, Path)),
    request_body = Ref,
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn unlink(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Ref>,
) -> Result<Response, Problem> {
    carry_out(&app, &deed, &headers, &body.content, move |tx, by, _| {
        let record = body.value.find(tx)?;
        activities::unlink(tx, by, uid, record)
    })
    .await
}

/// Carries a verb out once, on the version that the client has seen if it says so.
async fn carry_out(
    app: &App,
    deed: &Deed,
    headers: &HeaderMap,
    content: &str,
    verb: impl FnOnce(&mut Tx, &By, Option<i64>) -> Verb<Activity> + Send + 'static,
) -> Result<Response, Problem> {
    let seen = etag::seen_if_told(headers)?;
    deed.once(app, content, StatusCode::OK, move |tx, by| {
        let changed = verb(tx, by, seen)?;
        ActivityRecord::of(tx, changed, &by.actor, Some(by.mutation))
    })
    .await
}
