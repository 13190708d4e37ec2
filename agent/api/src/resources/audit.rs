//! What was changed, and what was done lately: for reading, for putting an old value back, for undoing.

use super::clients::follow;
use super::customers::{addresses, domains};
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::audit::{AuditPage, DeedView, Deeds, Which};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::audit;
use crmweb_crm::{By, deeds, restore};
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

type Answer<T> = Result<T, Problem>;

/// Lists changes, newest first: who, when, which field from what to what, and where the value came from.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Which),
    responses((status = 200, body = AuditPage), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Answer<Json<AuditPage>> {
    let (asked, actor) = (which.read()?, caller.user.actor());
    let page = app.crm.store().read_async(move |tx| audit::audit(tx, &actor, &asked)).await?;
    Ok(Json(page.into()))
}

/// Puts an old value back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    /// The field.
    pub field: String,
}

/// A record with an old value again.
#[derive(Debug, Serialize, ToSchema)]
pub struct RestoreAnswer {
    /// The kind of the record.
    pub kind: String,
    /// Its id.
    pub uid: String,
    /// Its version now.
    pub version: i64,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Puts the value back that stood in a field before a change; `If-Match` is the version of the record.
#[utoipa::path(post, path = "/api/v1/audit/{seq}/restore", tag = "audit", params(("seq" = i64, Path)),
    request_body = RestoreRequest,
    responses((status = 200, body = RestoreAnswer), (status = 403, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn restore(
    State(app): State<App>,
    deed: Deed,
    Path(seq): Path<i64>,
    headers: HeaderMap,
    body: Body<RestoreRequest>,
) -> Answer<Response> {
    let (seen, field) = (etag::seen(&headers)?, body.value.field.clone());
    let (told, tell) = std::sync::mpsc::sync_channel(1);
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            let done = restore::restore_value(tx, by, seq, &field, Some(seen))?;
            let kind = done.record.kind.to_string();
            drop(told.try_send(done.value));
            Ok(RestoreAnswer {
                kind,
                uid: done.uid.to_string(),
                version: done.version,
                mutation: by.mutation,
            })
        })
        .await?;
    if let Ok(value) = tell.try_recv() {
        // Mail is known by them: it follows, as after any other change of them.
        let lines: Vec<String> = value.lines().map(str::to_owned).collect();
        match body.value.field.as_str() {
            "addresses" => follow(&app, &deed, addresses(&lines).collect()),
            "domains" => follow(&app, &deed, domains(&lines).collect()),
            _ => {}
        }
    }
    Ok(answer)
}

/// Lists one's own last 50 deeds, newest first.
#[utoipa::path(get, path = "/api/v1/deeds", tag = "audit", responses((status = 200, body = Deeds)))]
pub async fn mine(State(app): State<App>, caller: Caller) -> Answer<Json<Deeds>> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let listed = app.crm.store().read_async(move |tx| deeds::deeds(tx, &by)).await?;
    Ok(Json(Deeds { items: listed.into_iter().map(DeedView::from).collect() }))
}
