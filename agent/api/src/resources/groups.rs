//! Who is in a group. Groups themselves are records.

use super::asked::MembersAsked;
use super::tags::{ListChanged, Listed};
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Named;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::{By, Error, groups, records};
use crmweb_model::ids::Uid;
use serde::Serialize;
use utoipa::ToSchema;

/// The members of a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Members {
    /// The members.
    pub items: Vec<Named>,
    /// Ask with it for the next page; null at the end.
    pub next: Option<String>,
}

/// Lists the members of a group.
#[utoipa::path(get, path = "/api/v1/groups/{uid}/members", tag = "groups", operation_id = "group_members",
    params(("uid" = String, Path), MembersAsked),
    responses((status = 200, body = Members), (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<MembersAsked>,
) -> Result<Json<Members>, Problem> {
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let by = By::new(caller.user.actor(), app.machine.now());
    let page = app
        .crm
        .store()
        .read_async(move |tx| {
            let after = asked.after.map(|text| records::place(tx, &text)).transpose()?;
            let (found, last) = groups::members(tx, &by, uid, after, limit)?;
            let items = found.into_iter().map(|record| Named::of(tx, record)).collect::<Result<_, _>>()?;
            let next = last.map(|record| records::placed(tx, record)).transpose()?;
            Ok::<_, Error>(Members { items, next })
        })
        .await?;
    Ok(Json(page))
}

/// Puts records into a group and takes others out.
#[utoipa::path(post, path = "/api/v1/groups/{uid}/members", tag = "groups", operation_id = "group_change",
    params(("uid" = String, Path)), request_body = Listed,
    responses((status = 200, body = ListChanged), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Listed>,
) -> Result<Response, Problem> {
    let listed = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let (add, remove) = listed.find(tx)?;
        let added = groups::add_members(tx, by, uid, &add)?;
        let removed = groups::remove_members(tx, by, uid, &remove)?;
        Ok(ListChanged { added, removed, mutation: by.mutation })
    })
    .await
}
