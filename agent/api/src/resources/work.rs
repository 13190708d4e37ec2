//! Opportunities carried on from the panel: stages moved.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::opportunities;
use crmweb_model::ids::Uid;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::stages;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stages of the pipeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stages {
    /// The stages, in order.
    pub items: Vec<StageView>,
}

/// A stage of the pipeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageView {
    /// Its name.
    pub name: String,
    /// How likely the sale is then, in percent.
    pub probability: i64,
    /// `open`, `won` or `lost`.
    pub outcome: String,
}

/// Lists the stages of the pipeline.
#[utoipa::path(get, path = "/api/v1/stages", tag = "work", responses((status = 200, body = Stages)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Stages>, Problem> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(crmweb_crm::Error::from)?;
    let found = app.crm.store().read_async(|tx| stages::list(tx, stages::SALES)).await?;
    let items = found
        .into_iter()
        .map(|s| StageView { name: s.name, probability: s.probability, outcome: s.outcome.to_string() })
        .collect();
    Ok(Json(Stages { items }))
}

/// Moves an opportunity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageRequest {
    /// The stage, by name.
    pub stage: String,
    /// Why; needed for a stage that ends it.
    #[serde(default)]
    pub reason: String,
}

/// A changed record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    /// Its version now.
    pub version: i64,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Moves an opportunity to a stage.
#[utoipa::path(post, path = "/api/v1/opportunities/{uid}/stage", tag = "work", params(("uid" = String, Path)),
    request_body = StageRequest,
    responses((status = 200, body = Changed), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn stage(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<StageRequest>,
) -> Result<Response, Problem> {
    let StageRequest { stage, reason } = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let moved = opportunities::move_stage(tx, by, uid, None, &stage, &reason)?;
        Ok(Changed { version: moved.version, mutation: by.mutation })
    })
    .await
}
