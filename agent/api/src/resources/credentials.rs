//! Sessions and tokens: listed, made and revoked.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::resources::asked::Everybodys;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use crmweb_crm::By;
use crmweb_crm::credentials::{self, Listed, NewToken};
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::credentials::What;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Sessions or tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct Credentials {
    /// In the order they were made.
    pub items: Vec<CredentialView>,
}

/// A session or token; what it is told by its program nobody can tell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialView {
    /// Its id, for revoking it.
    pub uid: String,
    /// The login of its user.
    pub user: String,
    /// `browser`, `outlook`, `thunderbird`, `desktop`; of a token `api`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// When it was made, in ms since 1970.
    pub created_at: i64,
    /// The last use, to about an hour.
    pub seen_at: i64,
    /// From when on it is good no more; null: never.
    pub expires_at: Option<i64>,
    /// It is the one that asks.
    pub this: bool,
}

impl CredentialView {
    fn of(Listed { credential, user }: Listed, caller: Uid) -> CredentialView {
        CredentialView {
            uid: credential.uid.to_string(),
            user: user.login,
            kind: credential.kind,
            name: credential.name,
            scopes: credential.scopes,
            created_at: credential.created_at.0,
            seen_at: credential.seen_at.0,
            expires_at: credential.expires_at.map(|at| at.0),
            this: credential.uid == caller,
        }
    }
}

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// What people shall call it.
    pub name: String,
    /// `read`, or `read` and `write`.
    pub scopes: Vec<String>,
    /// From when on it is good no more, in ms since 1970; null: never.
    #[serde(default)]
    pub expires_at: Option<i64>,
}

/// A new token as its program keeps it.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// The token, told this once: `Authorization: Bearer …`.
    pub token: String,
    /// Its id, for revoking it.
    pub uid: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
}

/// Lists one's own sessions, or everybody's.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "session", params(Everybodys),
    responses((status = 200, body = Credentials), (status = 403, body = Problem)))]
pub async fn sessions(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Everybodys>,
) -> Result<Json<Credentials>, Problem> {
    list(&app, &caller, What::Session, asked).await
}

/// Lists one's own tokens, or everybody's.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "session", params(Everybodys),
    responses((status = 200, body = Credentials), (status = 403, body = Problem)))]
pub async fn tokens(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Everybodys>,
) -> Result<Json<Credentials>, Problem> {
    list(&app, &caller, What::Token, asked).await
}

/// Ends a session: its next request is turned away, its streams end.
#[utoipa::path(delete, path = "/api/v1/sessions/{uid}", tag = "session", params(("uid" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke_session(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<StatusCode, Problem> {
    revoke(&app, &caller, What::Session, uid).await
}

/// Makes a token for a program; it can do what its user can, at most. It is told once and kept nowhere.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "session", request_body = TokenRequest,
    responses((status = 201, body = TokenAnswer), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_token(
    State(app): State<App>,
    caller: Caller,
    Body { value, .. }: Body<TokenRequest>,
) -> Result<(StatusCode, Json<TokenAnswer>), Problem> {
    if value.scopes.iter().any(|scope| scope != "read" && scope != "write") || value.scopes.is_empty() {
        return Err(Problem::unfit("scopes", "must be read, or read and write"));
    }
    let new = NewToken {
        name: value.name,
        writes: value.scopes.iter().any(|scope| scope == "write"),
        expires_at: value.expires_at.map(Millis),
    };
    let by = by(&app, &caller);
    let (made, token) = app.crm.store().write_async(move |tx| credentials::add_token(tx, &by, &new)).await?;
    let answer =
        TokenAnswer { token: token.reveal().to_owned(), uid: made.uid.to_string(), scopes: made.scopes };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Revokes a token.
#[utoipa::path(delete, path = "/api/v1/tokens/{uid}", tag = "session", params(("uid" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<StatusCode, Problem> {
    revoke(&app, &caller, What::Token, uid).await
}

async fn list(
    app: &App,
    caller: &Caller,
    what: What,
    asked: Everybodys,
) -> Result<Json<Credentials>, Problem> {
    let (by, client) = (by(app, caller), caller.client);
    let found =
        app.crm.store().read_async(move |tx| credentials::list(tx, &by, what, asked.everybody)).await?;
    let items = found.into_iter().map(|listed| CredentialView::of(listed, client)).collect();
    Ok(Json(Credentials { items }))
}

async fn revoke(app: &App, caller: &Caller, what: What, uid: Uid) -> Result<StatusCode, Problem> {
    let by = by(app, caller);
    app.crm.store().write_async(move |tx| credentials::revoke(tx, &by, what, uid)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn by(app: &App, caller: &Caller) -> By {
    By::new(caller.user.actor(), app.machine.now())
}
