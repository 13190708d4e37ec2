//! Documents: their files in and out, their versions, the records to which they belong.

use super::activity_verbs::Nothing;
use crate::app::App;
use crate::body::{self, Body};
use crate::caller::Caller;
use crate::deed::{Deed, blocking};
use crate::download::{self, About};
use crate::etag;
use crate::problem::Problem;
use crate::resources::asked::{DocumentAsked, DocumentsAsked, VersionAsked};
use crate::shape::Ref;
use crate::shape::documents::{self as shape, DocumentLine, DocumentView};
use crate::upload;
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::documents::{self, NewDocument};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::documents::Asked;
use crmweb_store::{Tx, refs};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of documents.
#[derive(Debug, Serialize, ToSchema)]
pub struct Documents {
    /// The newest first.
    pub items: Vec<DocumentLine>,
    /// Where it goes on; null at its end.
    pub next: Option<String>,
}

/// Lists documents.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents", params(DocumentsAsked),
    responses((status = 200, body = Documents), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<DocumentsAsked>,
) -> Result<Json<Documents>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let of = asked.of.as_deref().map(named).transpose()?;
    let cursor = asked.cursor.as_deref().map(uid).transpose()?;
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let page = app
        .crm
        .store()
        .read_async(move |tx| {
            let of = of.map(|of| of.find(tx)).transpose()?;
            let before = match cursor {
                Some(cursor) => refs::find(tx, RecordKind::Document, cursor)?.map(|record| record.id),
                None => None,
            };
            let text = asked.q.unwrap_or_default();
            let asked = (Asked { text, kind: asked.kind, of, before, limit, keywords: None }, asked.keyword);
            let found = documents::list(tx, &by, asked.0, asked.1.as_deref())?;
            let full = found.len() as i64 == limit;
            let next = found.last().filter(|_| full).map(|line| line.uid.to_string());
            Ok::<_, Error>(Documents { items: shape::lines(tx, found)?, next })
        })
        .await?;
    Ok(Json(page))
}

/// Adds a document. The body is its file, as `application/octet-stream`; it is written as it comes.
#[utoipa::path(post, path = "/api/v1/documents", tag = "documents", params(DocumentAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = DocumentView), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    deed: Deed,
    Query(asked): Query<DocumentAsked>,
    request: Request,
) -> Result<Response, Problem> {
    let asked_for = format!("POST {}\n", request.uri());
    let new = read(asked)?;
    let file = upload::receive(&app, request).await?;
    let content = body::content(&asked_for, file.sha256.as_bytes());
    deed.with_file(&app, &content, StatusCode::CREATED, file, move |tx, by, bytes| {
        let added = documents::add_document(tx, by, &new, bytes)?;
        done(tx, by, added)
    })
    .await
}

/// Returns a document.
#[utoipa::path(get, path = "/api/v1/documents/{uid}", tag = "documents", params(("uid" = String, Path)),
    responses((status = 200, body = DocumentView), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let read = move |tx: &mut Tx| {
        let found = documents::get(tx, &by, uid)?;
        DocumentView::of(tx, found)
    };
    let view = app.crm.store().read_async(read).await?;
    Ok(etag::tagged(view.version, &view))
}

/// Adds a version, which is the newest from now on. The body is its file; the same file again adds nothing.
#[utoipa::path(post, path = "/api/v1/documents/{uid}/versions", tag = "documents",
    params(("uid" = String, Path), VersionAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = DocumentView), (status = 404, body = Problem), (status = 413, body = Problem)))]
pub async fn add_version(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    Query(asked): Query<VersionAsked>,
    request: Request,
) -> Result<Response, Problem> {
    let asked_for = format!("POST {}\n", request.uri());
    let file = upload::receive(&app, request).await?;
    let content = body::content(&asked_for, file.sha256.as_bytes());
    let (name, remark) = (asked.file_name.unwrap_or_default(), asked.remark.unwrap_or_default());
    deed.with_file(&app, &content, StatusCode::CREATED, file, move |tx, by, bytes| {
        let (document, added) = documents::add_version(tx, by, uid, &name, &remark, bytes)?;
        let view = done(tx, by, document)?;
        Ok(if added { view } else { DocumentView { unchanged: true, mutation: None, ..view } })
    })
    .await
}

/// Hands out the file of a version, or a part of it (`Range`).
#[utoipa::path(get, path = "/api/v1/documents/{uid}/versions/{number}/content", tag = "documents",
    params(("uid" = String, Path), ("number" = i64, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
              (status = 206, content_type = "application/octet-stream", body = Vec<u8>),
              (status = 304), (status = 404, body = Problem), (status = 416, body = Problem),
              (status = 500, body = Problem)))]
pub async fn content(
    State(app): State<App>,
    caller: Caller,
    Path((uid, number)): Path<(Uid, i64)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let crm = app.crm.clone();
    let (file, about) = blocking(move || {
        let version = crm.read(move |tx| documents::version(tx, &by, uid, Some(number)))?;
        let file = crm.open_document(&version.sha256, version.size)?;
        let name = version.file_name;
        Ok((file, About { name, media_type: version.media_type, sha256: version.sha256, size: version.size }))
    })
    .await?;
    download::answer(file, &about, &headers).await
}

/// Makes an old version the newest.
#[utoipa::path(post, path = "/api/v1/documents/{uid}/versions/{number}/restore", tag = "documents",
    params(("uid" = String, Path), ("number" = i64, Path)), request_body = Nothing,
    responses((status = 200, body = DocumentView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 412, body = Problem)))]
pub async fn restore(
    State(app): State<App>,
    deed: Deed,
    Path((uid, number)): Path<(Uid, i64)>,
    headers: HeaderMap,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let restored = documents::restore_version(tx, by, uid, number, Some(seen))?;
        done(tx, by, restored)
    })
    .await
}

/// Lets a document belong to a record.
#[utoipa::path(post, path = "/api/v1/documents/{uid}/links", tag = "documents", params(("uid" = String, Path)),
    request_body = Ref,
    responses((status = 200, body = DocumentView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn link(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Ref>,
) -> Result<Response, Problem> {
    let to = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let linked = documents::link(tx, by, uid, to.kind, to.uid)?;
        done(tx, by, linked)
    })
    .await
}

/// Lets a document no longer belong to a record.
#[utoipa::path(delete, path = "/api/v1/documents/{uid}/links/{kind}/{record}", tag = "documents",
    params(("uid" = String, Path), ("kind" = String, Path), ("record" = String, Path)),
    responses((status = 200, body = DocumentView), (status = 404, body = Problem)))]
pub async fn unlink(
    State(app): State<App>,
    deed: Deed,
    Path((uid, kind, record)): Path<(Uid, RecordKind, Uid)>,
) -> Result<Response, Problem> {
    let content = body::content(&format!("DELETE documents/{uid}/links/{kind}/{record}\n"), &[]);
    deed.once(&app, &content, StatusCode::OK, move |tx, by| {
        let unlinked = documents::unlink(tx, by, uid, kind, record)?;
        done(tx, by, unlinked)
    })
    .await
}
fn read(asked: DocumentAsked) -> Result<NewDocument, Problem> {
    let said = [
        ("name", asked.name),
        ("kind", asked.kind),
        ("keywords", asked.keywords),
        ("description", asked.description),
    ];
    let links = asked.links.as_deref().unwrap_or_default().split(',').filter(|link| !link.is_empty());
    let links: Vec<Ref> = links.map(named).collect::<Result<_, Problem>>()?;
    Ok(NewDocument {
        uid: None,
        file_name: asked.file_name,
        fields: said.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect(),
        remark: asked.remark.unwrap_or_default(),
        links: links.into_iter().map(|link| (link.kind, link.uid)).collect(),
    })
}

pub(super) fn done(tx: &mut Tx, by: &By, document: documents::Document) -> crmweb_crm::Result<DocumentView> {
    Ok(DocumentView { mutation: Some(by.mutation), ..DocumentView::of(tx, document)? })
}

fn named(text: &str) -> Result<Ref, Problem> {
    let wrong = || Problem::invalid("a record is named as account:019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11");
    let (kind, id) = text.split_once(':').ok_or_else(wrong)?;
    Ok(Ref { kind: RecordKind::from_name(kind).ok_or_else(wrong)?, uid: uid(id)? })
}

fn uid(text: &str) -> Result<Uid, Problem> {
    Uid::parse(text).map_err(|e| Problem::invalid(e.to_string()))
}
