//! Records of every kind, by the fields of the catalogue.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::UserName;
use crate::shape::values::Types;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use crmweb_crm::records::{self, Record};
use crmweb_crm::{By, Error, Result};
use crmweb_model::catalogue::{self, Kind};
use crmweb_model::ids::Uid;
use crmweb_store::{Tx, client_page};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A record with all its fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its kind: `account`, `lead`, `product`, ….
    pub kind: &'static str,
    /// Goes up with every change; also the ETag.
    pub version: i64,
    /// What people call it.
    pub title: String,
    /// Its fields by name, each as the catalogue says (`GET /api/v1/fields`).
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was made, in milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
}

impl RecordView {
    /// Shows a record.
    pub fn of(tx: &mut Tx, record: Record) -> Result<RecordView> {
        let types = Types::of(tx, records::kind(record.record.kind)?)?;
        let owner = match record.owner {
            Some(id) => client_page::people(tx, vec![id])?.get(&id).map(UserName::from),
            None => None,
        };
        Ok(RecordView {
            uid: record.uid,
            kind: record.record.kind.as_str(),
            version: record.version,
            title: record.title,
            fields: types.write(&record.fields),
            owner,
            created_at: record.created_at.0,
            updated_at: record.updated_at.0,
        })
    }
}

type Answer = std::result::Result<Response, Problem>;

/// Returns a record of any kind.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{uid}", tag = "records", operation_id = "record_get",
    params(("kind" = String, Path, description = "`accounts`, `leads`, `products`, …"), ("uid" = String, Path)),
    responses((status = 200, body = RecordView), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path((kind, uid)): Path<(String, Uid)>) -> Answer {
    let kind = named(&kind)?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| view(tx, &by, kind, uid)).await?;
    Ok(etag::tagged(found.version, &found))
}

/// Adds a record of any kind.
#[utoipa::path(post, path = "/api/v1/records/{kind}", tag = "records", operation_id = "record_add",
    params(("kind" = String, Path)), request_body = Object,
    responses((status = 201, body = RecordView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    deed: Deed,
    Path(kind): Path<String>,
    body: Body<Map<String, Value>>,
) -> Answer {
    let kind = named(&kind)?;
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        let typed = Types::of(tx, kind)?.read(&body.value)?;
        let added = records::add(tx, by, kind.kind, None, &typed)?;
        RecordView::of(tx, added)
    })
    .await
}

/// Changes fields of a record; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/records/{kind}/{uid}", tag = "records", operation_id = "record_change",
    params(("kind" = String, Path), ("uid" = String, Path)), request_body = Object,
    responses((status = 200, body = RecordView), (status = 412, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path((kind, uid)): Path<(String, Uid)>,
    headers: HeaderMap,
    body: Body<Map<String, Value>>,
) -> Answer {
    let (kind, seen) = (named(&kind)?, etag::seen(&headers)?);
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            let typed = Types::of(tx, kind)?.read(&body.value)?;
            let changed = records::edit(tx, by, kind.kind, uid, Some(seen), &typed)?;
            RecordView::of(tx, changed)
        })
        .await;
    with_current(&app, &deed, kind, uid, answer).await
}

/// Deletes a record; it leaves the lists at once, and undoing brings it back.
#[utoipa::path(delete, path = "/api/v1/records/{kind}/{uid}", tag = "records", operation_id = "record_delete",
    params(("kind" = String, Path), ("uid" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn delete(
    State(app): State<App>,
    deed: Deed,
    Path((kind, uid)): Path<(String, Uid)>,
    headers: HeaderMap,
) -> Answer {
    let (kind, seen) = (named(&kind)?, etag::seen(&headers)?);
    let content = format!("DELETE {} {uid} {seen}", kind.plural);
    let answer = deed
        .once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| {
            records::delete(tx, by, kind.kind, uid, Some(seen))
        })
        .await;
    with_current(&app, &deed, kind, uid, answer).await.map(IntoResponse::into_response)
}

/// Tells a client that changed what somebody else changed meanwhile how the record is now.
async fn with_current(app: &App, deed: &Deed, kind: &'static Kind, uid: Uid, answer: Answer) -> Answer {
    match answer {
        Err(mut problem) if problem.code == "crm.stale" => {
            let by = deed.by(app);
            let now = app.crm.store().read_async(move |tx| view(tx, &by, kind, uid)).await?;
            problem.current = serde_json::to_value(now).ok().map(Box::new);
            Err(problem)
        }
        answer => answer,
    }
}

fn view(tx: &mut Tx, by: &By, kind: &Kind, uid: Uid) -> Result<RecordView> {
    let found = records::get(tx, by, kind.kind, uid)?;
    RecordView::of(tx, found)
}

/// Finds the kind named in an address.
pub(super) fn named(kind: &str) -> std::result::Result<&'static Kind, Problem> {
    let unknown = || Error::invalid("kind", "is no kind of record");
    Ok(catalogue::named(kind).ok_or_else(unknown)?)
}
