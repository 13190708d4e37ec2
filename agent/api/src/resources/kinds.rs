//! Kinds of activity that an administrator adds.

use crate::app::App;
use crate::body::{self, Body};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::By;
use crmweb_crm::kinds::{self, KindDraft};
use crmweb_model::ids::Uid;
use crmweb_model::record::ActivityKind;
use crmweb_store::kinds::CustomKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an administrator enters of a kind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindFields {
    /// As which of the kinds that ship it behaves: `task`, `event`, `meeting`, `call`, `letter`, `fax` or `note`.
    #[schema(value_type = String)]
    pub kind: ActivityKind,
    /// Its Romanian name; empty is the English one.
    #[serde(default)]
    pub name_ro: String,
    /// Its English name.
    pub name_en: String,
    /// Its German name; empty is the English one.
    #[serde(default)]
    pub name_de: String,
    /// The word for its icon.
    #[serde(default)]
    pub icon: String,
    /// It can be planned.
    pub plannable: bool,
    /// It is offered for new activities.
    pub active: bool,
}

/// A kind of activity.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActivityKindView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change; also the ETag.
    pub version: i64,
    /// What the administrator entered.
    #[serde(flatten)]
    pub fields: KindFields,
}

/// The kinds of activity beside those that ship.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kinds {
    /// The kinds, in the order they were added.
    pub items: Vec<ActivityKindView>,
}

impl From<CustomKind> for ActivityKindView {
    fn from(k: CustomKind) -> ActivityKindView {
        let (kind, plannable, active) = (k.kind, k.plannable, k.active);
        let (name_ro, name_en, name_de, icon) = (k.name_ro, k.name_en, k.name_de, k.icon);
        let fields = KindFields { kind, name_ro, name_en, name_de, icon, plannable, active };
        ActivityKindView { uid: k.uid, version: k.version, fields }
    }
}

impl From<KindFields> for KindDraft {
    fn from(f: KindFields) -> KindDraft {
        let (kind, plannable, active) = (f.kind, f.plannable, f.active);
        KindDraft {
            kind,
            name_ro: f.name_ro,
            name_en: f.name_en,
            name_de: f.name_de,
            icon: f.icon,
            plannable,
            active,
        }
    }
}

/// Lists the kinds of activity beside those that ship.
#[utoipa::path(get, path = "/api/v1/activity-kinds", tag = "activities", responses((status = 200, body = Kinds)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Kinds>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| kinds::list(tx, &by)).await?;
    Ok(Json(Kinds { items: found.into_iter().map(ActivityKindView::from).collect() }))
}

/// Adds a kind.
#[utoipa::path(post, path = "/api/v1/activity-kinds", tag = "activities", request_body = KindFields,
    responses((status = 201, body = ActivityKindView), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<KindFields>) -> Result<Response, Problem> {
    let draft = KindDraft::from(body.value);
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        kinds::add(tx, by, &draft).map(ActivityKindView::from)
    })
    .await
}

/// Changes a kind; all its fields are given.
#[utoipa::path(put, path = "/api/v1/activity-kinds/{uid}", tag = "activities", params(("uid" = String, Path)),
    request_body = KindFields,
    responses((status = 200, body = ActivityKindView), (status = 403, body = Problem), (status = 412, body = Problem),
              (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<KindFields>,
) -> Result<Response, Problem> {
    let (seen, draft) = (etag::seen(&headers)?, KindDraft::from(body.value));
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        kinds::edit(tx, by, uid, Some(seen), &draft).map(ActivityKindView::from)
    })
    .await
}

/// Removes a kind that nothing uses.
#[utoipa::path(delete, path = "/api/v1/activity-kinds/{uid}", tag = "activities", params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let content = body::content(&format!("DELETE kind {uid} {seen}"), &[]);
    deed.once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| kinds::remove(tx, by, uid, Some(seen)))
        .await
}
