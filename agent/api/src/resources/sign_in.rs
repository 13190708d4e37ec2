//! Signing in by password, and out again. What is typed and what is answered is kept nowhere: no key makes a repetition
//! answer again.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::clients::Kind;
use crate::gate::{Asked, Peer};
use crate::hashing::hashing;
use crate::pairing::confirm::{bound_to, name};
use crate::problem::Problem;
use crate::session::{self, ClientView, Session};
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use crmweb_crm::credentials::Door;
use crmweb_crm::sign_in::{self, Attempt, SignedIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody types to be let in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, or a recovery code.
    #[serde(default)]
    pub code: Option<String>,
    /// The password to have from now on, in place of one that is good once.
    #[serde(default)]
    pub new_password: Option<String>,
    /// What the client is: `browser`, `outlook`, `thunderbird`, `desktop`.
    pub kind: String,
    /// What people shall call it, such as `Firefox on pc-ana`.
    pub name: String,
}

/// What whoever signed in keeps.
#[derive(Serialize, ToSchema)]
pub struct SignInAnswer {
    /// The credential, told this once: `Authorization: Bearer …`.
    pub token: String,
    /// Who it is from now on.
    #[serde(flatten)]
    pub session: Session,
}

/// Signs somebody in. Whatever is wrong, the answer is the same; after too many it says how long to wait.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "session", security(()), request_body = SignInRequest,
    responses((status = 201, body = SignInAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(
    State(app): State<App>,
    Extension(asked): Extension<Asked>,
    peer: Option<Extension<Peer>>,
    Body { value, .. }: Body<SignInRequest>,
) -> Result<(StatusCode, Json<SignInAnswer>), Problem> {
    let SignInRequest { login, password, code, new_password, kind, name: called } = value;
    let door = door(&kind, &called, &asked)?;
    let address = address(peer);
    let attempt = Attempt { login, password, code, new_password, address };
    let (now, machine) = (app.machine.now(), app.machine.clone());
    let let_in = hashing(&app, move |crm| {
        let seal = || machine.seal();
        sign_in::sign_in(crm, &attempt, &door, &seal, now)
    });
    let SignedIn { user, session, token } = let_in.await?;
    tracing::info!(user = %user.uid, session = %session.uid, "somebody signed in");
    let client = ClientView::from(&session);
    let session = session::of(&app, user, client).await?;
    let answer = SignInAnswer { token: token.reveal().to_owned(), session };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Signs out: what let this client in is worth nothing from now on.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    responses((status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    session::sign_out(&app, &caller).await
}

/// The program somebody signs in with, bound to the page that asks like a paired one.
fn door(kind: &str, called: &str, asked: &Asked) -> Result<Door, Problem> {
    let kind = Kind::from_name(kind)
        .ok_or_else(|| Problem::unfit("kind", "must be browser, outlook, thunderbird or desktop"))?;
    Ok(Door {
        kind: kind.as_str().into(),
        name: name(called)?,
        origin: bound_to(kind, asked)?,
        scopes: kind.session_scopes().iter().map(|scope| scope.as_str().to_owned()).collect(),
    })
}

/// Says who asks, for counting wrong tries.
pub(crate) fn address(peer: Option<Extension<Peer>>) -> String {
    peer.map_or_else(String::new, |Extension(Peer(address))| address.to_string())
}
