//! Views: lists that people keep, and those that ship.

use super::asked::ViewsAsked;
use super::fields::LabelsView;
use super::lists::kind;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::lists::LayoutView;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::views::{self as verbs, Opened, Typed};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A list that can be opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewView {
    /// Its id; of one that ships, its name.
    pub uid: String,
    /// Goes up with every change; also the ETag. 0 for one that ships, which cannot be changed.
    pub version: i64,
    /// What it lists: `account`, `lead`, ….
    pub kind: &'static str,
    /// What people read.
    pub labels: LabelsView,
    /// Colleagues see it too.
    pub shared: bool,
    /// The reader may change it.
    pub mine: bool,
    /// What it shows, and how.
    pub list: LayoutView,
}

/// The lists of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewsView {
    /// Those that ship, then those that are kept, by name.
    pub items: Vec<ViewView>,
    /// The one the reader sees first.
    pub first: Option<String>,
}

/// A list to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    /// What it lists: `accounts`, `leads`, ….
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Colleagues see it too.
    #[serde(default)]
    pub shared: bool,
    /// What it shows, and how; left out: that of `copy`.
    #[serde(default)]
    pub list: Option<LayoutView>,
    /// Copies this list instead.
    #[serde(default)]
    pub copy: Option<String>,
}

/// What is changed of a list; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewChange {
    /// What it is called.
    pub name: Option<String>,
    /// Colleagues see it too.
    pub shared: Option<bool>,
    /// What it shows, and how.
    pub list: Option<LayoutView>,
}

/// Which list is seen first.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstView {
    /// Its id; null for none.
    pub view: Option<String>,
}

impl From<Opened> for ViewView {
    fn from(opened: Opened) -> ViewView {
        let [ro, en, de] = opened.labels;
        ViewView {
            uid: opened.id,
            version: opened.version,
            kind: opened.of.as_str(),
            labels: LabelsView { ro, en, de },
            shared: opened.shared,
            mine: opened.mine,
            list: LayoutView::from(&opened.layout),
        }
    }
}

type Answer = Result<Response, Problem>;

/// Lists the views of a kind.
#[utoipa::path(get, path = "/api/v1/views", tag = "lists", operation_id = "views_list", params(ViewsAsked),
    responses((status = 200, body = ViewsView), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ViewsAsked>,
) -> Result<Json<ViewsView>, Problem> {
    let (kind, by) = (kind(&asked.kind)?, By::new(caller.user.actor(), app.machine.now()));
    let found = app
        .crm
        .store()
        .read_async(move |tx| {
            let first = verbs::first(tx, &by, kind)?.map(|opened| opened.id);
            let items = verbs::list(tx, &by, kind)?.into_iter().map(ViewView::from).collect();
            Ok::<_, Error>(ViewsView { items, first })
        })
        .await?;
    Ok(Json(found))
}

/// Returns a view.
#[utoipa::path(get, path = "/api/v1/views/{uid}", tag = "lists", operation_id = "view_get",
    params(("uid" = String, Path)),
    responses((status = 200, body = ViewView), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let by = By::new(caller.user.actor(), app.machine.now());
    let opened = app.crm.store().read_async(move |tx| verbs::open(tx, &by, &id)).await?;
    let view = ViewView::from(opened);
    Ok(etag::tagged(view.version, &view))
}

/// Keeps a list.
#[utoipa::path(post, path = "/api/v1/views", tag = "lists", operation_id = "view_add", request_body = NewView,
    responses((status = 201, body = ViewView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<NewView>) -> Answer {
    let NewView { kind: of, name, shared, list, copy } = body.value;
    let (of, layout) = (kind(&of)?, list.map(LayoutView::layout).transpose()?);
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        let layout = match (layout, copy) {
            (Some(layout), None) => layout,
            (None, Some(copy)) => verbs::open(tx, by, &copy)?.layout,
            _ => return Err(Error::invalid("list", "either a list or a copy of one is needed")),
        };
        let view = verbs::add(tx, by, None, of, &Typed { name, shared, layout })?;
        Ok(ViewView::from(verbs::open(tx, by, &view.uid.to_string())?))
    })
    .await
}

/// Changes a view.
#[utoipa::path(patch, path = "/api/v1/views/{uid}", tag = "lists", operation_id = "view_change",
    params(("uid" = String, Path)), request_body = ViewChange,
    responses((status = 200, body = ViewView), (status = 403, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<ViewChange>,
) -> Answer {
    let (seen, ViewChange { name, shared, list }) = (etag::seen(&headers)?, body.value);
    let layout = list.map(LayoutView::layout).transpose()?;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let known = verbs::open(tx, by, &uid.to_string())?;
        let [_, called, _] = known.labels;
        let typed = Typed {
            name: name.unwrap_or(called),
            shared: shared.unwrap_or(known.shared),
            layout: layout.unwrap_or(known.layout),
        };
        let view = verbs::edit(tx, by, uid, Some(seen), &typed)?;
        Ok(ViewView::from(verbs::open(tx, by, &view.uid.to_string())?))
    })
    .await
}

/// Deletes a view; undoing brings it back.
#[utoipa::path(delete, path = "/api/v1/views/{uid}", tag = "lists", operation_id = "view_delete",
    params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn delete(State(app): State<App>, deed: Deed, Path(uid): Path<Uid>, headers: HeaderMap) -> Answer {
    let seen = etag::seen(&headers)?;
    let content = format!("DELETE view {uid} {seen}");
    deed.once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| verbs::delete(tx, by, uid, Some(seen)))
        .await
}

/// Sets which view of a kind one sees first.
#[utoipa::path(post, path = "/api/v1/views/first/{kind}", tag = "lists", operation_id = "view_first",
    params(("kind" = String, Path)), request_body = FirstView,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn first(
    State(app): State<App>,
    deed: Deed,
    Path(of): Path<String>,
    body: Body<FirstView>,
) -> Answer {
    let (of, view) = (kind(&of)?, body.value.view);
    deed.once(&app, &body.content, StatusCode::NO_CONTENT, move |tx, by| {
        verbs::set_first(tx, by, of, view.as_deref())
    })
    .await
}
