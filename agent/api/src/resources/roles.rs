//! Roles: those that ship, to be read, and named sets of rights beside them.

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
use crmweb_crm::{By, roles};
use crmweb_model::ids::Uid;
use crmweb_model::rights::{Grants, Right, Role, Scope};
use crmweb_store::roles::FurtherRole;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// All roles.
#[derive(Debug, Serialize, ToSchema)]
pub struct Roles {
    /// Those that ship first.
    pub items: Vec<RoleView>,
    /// The rights there are, in order.
    pub rights: Vec<RightView>,
}

/// A right.
#[derive(Debug, Serialize, ToSchema)]
pub struct RightView {
    /// Its name.
    pub name: String,
    /// It is about records that belong to somebody, so it can be had for one's own or one's team's alone.
    pub scoped: bool,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Its id; null for those that ship, which stay as they are.
    pub uid: Option<String>,
    /// Goes up with each change.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// Rights with how far they reach: `own`, `team` or `all`.
    pub grants: BTreeMap<String, String>,
}

/// A role to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleRequest {
    /// What people shall call it.
    pub name: String,
    /// Rights with how far they reach: `own`, `team` or `all`.
    pub grants: BTreeMap<String, String>,
}

impl RoleRequest {
    fn read(self) -> Result<(String, Grants), Problem> {
        let grant = |(right, scope): (&String, &String)| {
            let right = Right::from_name(right)
                .ok_or_else(|| Problem::unfit("grants", &format!("{right:?} is no right")))?;
            let scope = Scope::from_name(scope)
                .ok_or_else(|| Problem::unfit("grants", "a right reaches own, team or all"))?;
            Ok::<_, Problem>((right, scope))
        };
        let grants = self.grants.iter().map(grant).collect::<Result<Grants, _>>()?;
        Ok((self.name, grants))
    }
}

impl From<FurtherRole> for RoleView {
    fn from(role: FurtherRole) -> RoleView {
        RoleView {
            uid: Some(role.uid.to_string()),
            version: role.version,
            name: role.name,
            grants: words(&role.grants),
        }
    }
}

fn shipped(role: Role) -> RoleView {
    RoleView { uid: None, version: 1, name: role.as_str().into(), grants: words(&Grants::of(&[role])) }
}

fn words(grants: &Grants) -> BTreeMap<String, String> {
    grants.iter().map(|(right, scope)| (right.as_str().to_owned(), scope.as_str().to_owned())).collect()
}

/// Lists the roles, and the rights there are.
#[utoipa::path(get, path = "/api/v1/roles", tag = "users",
    responses((status = 200, body = Roles), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Roles>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let further = app.crm.store().read_async(move |tx| roles::list_roles(tx, &by)).await?;
    let items = Role::ALL.map(shipped).into_iter().chain(further.into_iter().map(RoleView::from)).collect();
    let right = |right: Right| RightView { name: right.as_str().into(), scoped: right.is_scoped() };
    Ok(Json(Roles { items, rights: Right::ALL.map(right).into() }))
}

/// Returns a role.
#[utoipa::path(get, path = "/api/v1/roles/{uid}", tag = "users", params(("uid" = String, Path)),
    responses((status = 200, body = RoleView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let role = app.crm.store().read_async(move |tx| roles::get_role(tx, &by, uid)).await?;
    Ok(etag::tagged(role.version, &RoleView::from(role)))
}

/// Adds a role.
#[utoipa::path(post, path = "/api/v1/roles", tag = "users", request_body = RoleRequest,
    responses((status = 201, body = RoleView), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<RoleRequest>) -> Result<Response, Problem> {
    let (name, grants) = body.value.read()?;
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        Ok(RoleView::from(roles::add_role(tx, by, &name, &grants)?))
    })
    .await
}

/// Gives a role another name and other rights; whoever has it has them with the next request.
#[utoipa::path(put, path = "/api/v1/roles/{uid}", tag = "users", params(("uid" = String, Path)),
    request_body = RoleRequest,
    responses((status = 200, body = RoleView), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<RoleRequest>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let (name, grants) = body.value.read()?;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        Ok(RoleView::from(roles::edit_role(tx, by, uid, Some(seen), &name, &grants)?))
    })
    .await
}

/// Removes a role that nobody has.
#[utoipa::path(delete, path = "/api/v1/roles/{uid}", tag = "users", params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let content = format!("DELETE role {uid} {seen}");
    deed.once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| {
        roles::remove_role(tx, by, uid, Some(seen))
    })
    .await
}
