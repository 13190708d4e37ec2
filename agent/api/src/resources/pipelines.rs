//! Pipelines and their stages, as an administrator sets them.

use super::work::Changed;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::By;
use crmweb_crm::pipelines::{self, PipelineChange, TypedStage};
use crmweb_model::ids::Uid;
use crmweb_model::record::Outcome;
use crmweb_store::pipelines::Pipeline;
use crmweb_store::stages::Stage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The pipelines, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pipelines {
    /// The pipelines.
    pub items: Vec<PipelineView>,
}

/// A pipeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// New opportunities begin in it.
    pub usual: bool,
    /// Its stages, in order.
    pub stages: Vec<StageOfPipeline>,
}

/// A stage with its id.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StageOfPipeline {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// How likely the sale is then, in percent.
    pub probability: i64,
    /// `open`, `won` or `lost`.
    #[schema(value_type = String)]
    pub outcome: Outcome,
}

impl From<&Stage> for StageOfPipeline {
    fn from(it: &Stage) -> StageOfPipeline {
        let Stage { uid, version, probability, outcome, .. } = *it;
        StageOfPipeline { uid, version, name: it.name.clone(), probability, outcome }
    }
}

impl PipelineView {
    /// Shows a pipeline with its stages.
    pub fn of(it: Pipeline, stages: &[Stage]) -> PipelineView {
        let stages = stages.iter().map(StageOfPipeline::from).collect();
        PipelineView { uid: it.uid, version: it.version, name: it.name, usual: it.usual, stages }
    }
}

/// What is said of a stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageFields {
    /// Its name.
    pub name: String,
    /// In percent; won is always 100, lost 0.
    #[serde(default)]
    pub probability: i64,
    /// `open`, `won` or `lost`.
    #[schema(value_type = String)]
    pub outcome: Outcome,
}

impl From<StageFields> for TypedStage {
    fn from(it: StageFields) -> TypedStage {
        TypedStage { name: it.name, probability: it.probability, outcome: it.outcome }
    }
}

/// A new pipeline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPipeline {
    /// What people call it.
    pub name: String,
    /// Its stages; none: those most companies start with.
    #[serde(default)]
    pub stages: Vec<StageFields>,
}

/// What changes of a pipeline; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineFields {
    /// Another name.
    pub name: Option<String>,
    /// Another place, from 0.
    pub position: Option<i64>,
    /// New opportunities begin in it from now on.
    #[serde(default)]
    pub usual: bool,
}

/// Stages in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageOrder {
    /// Every stage of the pipeline, once.
    #[schema(value_type = Vec<String>)]
    pub stages: Vec<Uid>,
}

/// Where the opportunities of a stage go that is taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageRemoval {
    /// Another stage that ends them alike; needed when there are any.
    #[schema(value_type = Option<String>)]
    pub to: Option<Uid>,
}

/// A stage was taken away.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageRemoved {
    /// How many opportunities went to the other stage.
    pub moved: usize,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

type Answer = Result<Response, Problem>;

/// Lists the pipelines with their stages.
#[utoipa::path(get, path = "/api/v1/pipelines", tag = "pipelines", operation_id = "pipeline_list",
    responses((status = 200, body = Pipelines)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Pipelines>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let all = app.crm.store().read_async(move |tx| pipelines::list(tx, &by)).await?;
    Ok(Json(Pipelines { items: all.into_iter().map(|(it, stages)| PipelineView::of(it, &stages)).collect() }))
}

/// Adds a pipeline.
#[utoipa::path(post, path = "/api/v1/pipelines", tag = "pipelines", operation_id = "pipeline_add",
    request_body = NewPipeline,
    responses((status = 201, body = PipelineView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<NewPipeline>) -> Answer {
    let NewPipeline { name, stages } = body.value;
    let typed: Vec<TypedStage> = stages.into_iter().map(TypedStage::from).collect();
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        let new = pipelines::add(tx, by, &name, &typed)?;
        let stages = crmweb_store::stages::list(tx, &new.code)?;
        Ok(PipelineView::of(new, &stages))
    })
    .await
}

/// Renames or moves a pipeline, or lets new opportunities begin in it.
#[utoipa::path(patch, path = "/api/v1/pipelines/{uid}", tag = "pipelines", operation_id = "pipeline_change",
    params(("uid" = String, Path)), request_body = PipelineFields,
    responses((status = 200, body = Changed), (status = 403, body = Problem), (status = 412, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<PipelineFields>,
) -> Answer {
    let seen = etag::seen(&headers)?;
    let PipelineFields { name, position, usual } = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let change = PipelineChange { name, position, usual };
        let version = pipelines::edit(tx, by, uid, Some(seen), &change)?.version;
        Ok(Changed { version, mutation: by.mutation })
    })
    .await
}

/// Takes a pipeline away in which there is no opportunity.
#[utoipa::path(delete, path = "/api/v1/pipelines/{uid}", tag = "pipelines", operation_id = "pipeline_remove",
    params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn remove(State(app): State<App>, deed: Deed, Path(uid): Path<Uid>, headers: HeaderMap) -> Answer {
    let seen = etag::seen(&headers)?;
    let content = format!("DELETE pipeline {uid} {seen}");
    deed.once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| {
        pipelines::remove(tx, by, uid, Some(seen))
    })
    .await
}

/// Adds a stage to a pipeline.
#[utoipa::path(post, path = "/api/v1/pipelines/{uid}/stages", tag = "pipelines", operation_id = "stage_add",
    params(("uid" = String, Path)), request_body = StageFields,
    responses((status = 201, body = StageOfPipeline), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add_stage(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<StageFields>,
) -> Answer {
    let typed = TypedStage::from(body.value);
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        Ok(StageOfPipeline::from(&pipelines::add_stage(tx, by, uid, &typed)?))
    })
    .await
}

/// Puts the stages of a pipeline into another order.
#[utoipa::path(post, path = "/api/v1/pipelines/{uid}/order", tag = "pipelines", operation_id = "stage_order",
    params(("uid" = String, Path)), request_body = StageOrder,
    responses((status = 200, body = [StageOfPipeline]), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn order(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<StageOrder>,
) -> Answer {
    let order = body.value.stages;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let stages = pipelines::order_stages(tx, by, uid, &order)?;
        Ok(stages.iter().map(StageOfPipeline::from).collect::<Vec<_>>())
    })
    .await
}

/// Gives a stage another name, probability or outcome.
#[utoipa::path(patch, path = "/api/v1/stages/{uid}", tag = "pipelines", operation_id = "stage_change",
    params(("uid" = String, Path)), request_body = StageFields,
    responses((status = 200, body = StageOfPipeline), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub async fn change_stage(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<StageFields>,
) -> Answer {
    let (seen, typed) = (etag::seen(&headers)?, TypedStage::from(body.value));
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        Ok(StageOfPipeline::from(&pipelines::edit_stage(tx, by, uid, Some(seen), &typed)?))
    })
    .await
}

/// Takes a stage away; its opportunities go to another one.
#[utoipa::path(post, path = "/api/v1/stages/{uid}/remove", tag = "pipelines", operation_id = "stage_remove",
    params(("uid" = String, Path)), request_body = StageRemoval,
    responses((status = 200, body = StageRemoved), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn remove_stage(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<StageRemoval>,
) -> Answer {
    let to = body.value.to;
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let moved = pipelines::remove_stage(crm, by, uid, to)?;
        Ok(StageRemoved { moved, mutation: by.mutation })
    })
    .await
}
