//! Webhooks: who else is told of changes, and how that goes.

use super::activity_verbs::Nothing;
use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::webhooks::{
    Before, Deliveries, DeliveryView, NewWebhook, WebhookFields, WebhookView, Webhooks,
};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::webhooks::{self, internal};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_sync::webhooks::{Keys, managing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

type Answer<T> = Result<T, Problem>;

/// How many deliveries a page has.
const PAGE: usize = 50;

fn by(app: &App, caller: &Caller) -> By {
    By::new(caller.user.actor(), app.machine.now())
}

fn keys(app: &App) -> Result<Keys, Problem> {
    let detail = "this server keeps no secrets";
    app.machine
        .keys()
        .ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "secrets.no-keychain", detail))
}

impl From<managing::Error> for Problem {
    fn from(error: managing::Error) -> Problem {
        match error {
            managing::Error::Crm(e) => e.into(),
            managing::Error::Key(e) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, e.code(), e.to_string()),
        }
    }
}

/// Lists the webhooks.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, body = Webhooks), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Json<Webhooks>> {
    let by = by(&app, &caller);
    let all = app.crm.store().read_async(move |tx| webhooks::list(tx, &by)).await?;
    Ok(Json(Webhooks { items: all.iter().map(WebhookView::from).collect() }))
}

/// Returns a webhook.
#[utoipa::path(get, path = "/api/v1/webhooks/{uid}", tag = "webhooks", params(("uid" = String, Path)),
    responses((status = 200, body = WebhookView), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Answer<Response> {
    let by = by(&app, &caller);
    let found = app.crm.store().read_async(move |tx| webhooks::show(tx, &by, uid)).await?;
    Ok(etag::tagged(found.version, &WebhookView::from(&found)))
}

/// Adds a webhook. The answer has its secret, which is never shown again: repeating the request brings the same answer
/// without it.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = WebhookView), (status = 403, body = Problem), (status = 422, body = Problem),
              (status = 503, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<NewWebhook>) -> Answer<Response> {
    let keys = keys(&app)?;
    let place = if body.value.secret_file { SecretPlace::File } else { SecretPlace::Keychain };
    let draft = body.value.fields().draft()?;
    deed.over_telling(&app, &body.content, StatusCode::CREATED, move |crm, by| {
        let (webhook, secret) = managing::add(crm, &keys, by, &draft, place)?;
        Ok((WebhookView::from(&webhook), Some(("secret", secret.reveal()))))
    })
    .await
}

/// Changes fields of a webhook; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/webhooks/{uid}", tag = "webhooks", params(("uid" = String, Path)),
    request_body = WebhookFields,
    responses((status = 200, body = WebhookView), (status = 412, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Changes>,
) -> Answer<Response> {
    let (seen, asking) = (etag::seen(&headers)?, deed.by(&app));
    let known = app.crm.store().read_async(move |tx| webhooks::show(tx, &asking, uid)).await?;
    let draft = body.value.apply(&WebhookFields::of(&known))?.draft()?;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        // The version asked for, and the one the change was merged into: both must still hold.
        Error::if_stale(crmweb_model::record::RecordKind::Webhook, Some(seen), known.version)?;
        Ok(WebhookView::from(&webhooks::edit_webhook(tx, by, uid, Some(known.version), &draft)?))
    })
    .await
}

/// Removes a webhook: nothing is sent any more, and its secret is forgotten.
#[utoipa::path(delete, path = "/api/v1/webhooks/{uid}", tag = "webhooks", params(("uid" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (seen, keys) = (etag::seen(&headers)?, keys(&app)?);
    deed.over(&app, &format!("remove {uid} {seen}"), StatusCode::NO_CONTENT, move |crm, by| {
        managing::remove(crm, &keys, by, uid, Some(seen))?;
        Ok(())
    })
    .await
}

/// Gives a webhook another secret; for a day everything is signed with both. The answer has it, this one time.
#[utoipa::path(post, path = "/api/v1/webhooks/{uid}/rotate", tag = "webhooks", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 200, body = WebhookView), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn rotate(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Answer<Response> {
    let keys = keys(&app)?;
    deed.over_telling(&app, &body.content, StatusCode::OK, move |crm, by| {
        let (webhook, secret) = managing::rotate(crm, &keys, by, uid)?;
        Ok((WebhookView::from(&webhook), Some(("secret", secret.reveal()))))
    })
    .await
}

/// Sends a ping.
#[utoipa::path(post, path = "/api/v1/webhooks/{uid}/test", tag = "webhooks", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 202, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn test(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Answer<Response> {
    deed.once(&app, &body.content, StatusCode::ACCEPTED, move |tx, by| {
        Ok(DeliveryView::from(&webhooks::test_webhook(tx, by, uid)?))
    })
    .await
}

/// Lists what a webhook was told in the last 30 days, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{uid}/deliveries", tag = "webhooks", params(("uid" = String, Path), Before),
    responses((status = 200, body = Deliveries), (status = 404, body = Problem)))]
pub async fn deliveries(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(page): Query<Before>,
) -> Answer<Json<Deliveries>> {
    let by = by(&app, &caller);
    let wanted = PAGE as i64 + 1;
    let mut all =
        app.crm.store().read_async(move |tx| webhooks::deliveries(tx, &by, uid, page.before, wanted)).await?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let next = all.last().filter(|_| more).map(|last| last.uid.to_string());
    Ok(Json(Deliveries { items: all.iter().map(DeliveryView::from).collect(), next }))
}

/// Sends something again, under the same id.
#[utoipa::path(post, path = "/api/v1/webhooks/deliveries/{uid}/redeliver", tag = "webhooks", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 202, body = DeliveryView), (status = 409, body = Problem)))]
pub async fn redeliver(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Answer<Response> {
    deed.once(&app, &body.content, StatusCode::ACCEPTED, move |tx, by| {
        Ok(DeliveryView::from(&webhooks::redeliver(tx, by, uid)?))
    })
    .await
}

/// Places inside this machine or network that webhooks may reach.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InternalTargets {
    /// The places, as `host:port`.
    pub places: Vec<String>,
}

/// Lists the internal targets.
#[utoipa::path(get, path = "/api/v1/webhook-targets", tag = "webhooks",
    responses((status = 200, body = InternalTargets), (status = 403, body = Problem)))]
pub async fn internal_targets(State(app): State<App>, caller: Caller) -> Answer<Json<InternalTargets>> {
    let by = by(&app, &caller);
    let places = app.crm.store().read_async(move |tx| internal::list(tx, &by)).await?;
    Ok(Json(InternalTargets { places }))
}

/// Replaces the list of internal targets.
#[utoipa::path(put, path = "/api/v1/webhook-targets", tag = "webhooks", request_body = InternalTargets,
    responses((status = 200, body = InternalTargets), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn set_internal_targets(
    State(app): State<App>,
    deed: Deed,
    body: Body<InternalTargets>,
) -> Answer<Response> {
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        Ok(InternalTargets { places: internal::replace(tx, by, &body.value.places)? })
    })
    .await
}
