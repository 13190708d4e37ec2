//! The session: who a client is, whom it acts for, and how the mailboxes fare.

use crate::app::App;
use crate::caller::{Caller, Through};
use crate::problem::Problem;
use crate::{pairing, signals};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::credentials::Credential;
use crmweb_store::index::clients::Client;
use crmweb_store::index::mailboxes;
use crmweb_store::settings;
use crmweb_store::users::{self, User};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Who asks, and what there is for it.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// The client.
    pub client: ClientView,
    /// The user it acts for.
    pub user: UserView,
    /// What the user may do to any record.
    pub rights: Vec<String>,
    /// The company's own mail domains.
    pub company_domains: Vec<String>,
    /// The version of the agent.
    pub version: String,
    /// Names the life of the database: with another one everything remembered is void.
    pub epoch: String,
    /// The mailboxes of this machine.
    pub mailboxes: Vec<signals::MailboxView>,
}

/// A paired client.
#[derive(Serialize, ToSchema)]
pub struct ClientView {
    /// Its id.
    pub uid: String,
    /// What it is.
    pub kind: String,
    /// What it calls itself.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
}

/// A user.
#[derive(Serialize, ToSchema)]
pub struct UserView {
    /// The id.
    pub uid: String,
    /// The name people know.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// The language of screens, as `ro`.
    pub language: String,
    /// The roles.
    pub roles: Vec<String>,
}

impl From<&Client> for ClientView {
    fn from(client: &Client) -> ClientView {
        ClientView {
            uid: client.uid.to_string(),
            kind: client.kind.clone(),
            name: client.name.clone(),
            scopes: client.scopes.clone(),
        }
    }
}

impl From<&Credential> for ClientView {
    fn from(session: &Credential) -> ClientView {
        ClientView {
            uid: session.uid.to_string(),
            kind: session.kind.clone(),
            name: session.name.clone(),
            scopes: session.scopes.clone(),
        }
    }
}

impl From<&Caller> for ClientView {
    fn from(caller: &Caller) -> ClientView {
        ClientView {
            uid: caller.client.to_string(),
            kind: caller.kind.clone(),
            name: caller.name.clone(),
            scopes: caller.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        }
    }
}

/// Returns the routes of sessions and pairing.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(hello))
        .routes(routes!(show, leave))
        .routes(routes!(pairing::confirm::confirm))
}

/// Says that an agent is here, and nothing else.
#[utoipa::path(get, path = "/edge/v1/hello", tag = "session", security(()), responses((status = 204)))]
async fn hello() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Tells a client who it is.
#[utoipa::path(get, path = "/edge/v1/session", tag = "session",
    responses((status = 200, body = Session), (status = 401, body = Problem)))]
async fn show(State(app): State<App>, caller: Caller) -> Result<Json<Session>, Problem> {
    let client = ClientView::from(&caller);
    Ok(Json(of(&app, caller.user, client).await?))
}

/// Signs a client out: its token is worth nothing from now on.
#[utoipa::path(delete, path = "/edge/v1/session", tag = "session",
    responses((status = 204), (status = 401, body = Problem)))]
async fn leave(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    sign_out(&app, &caller).await
}

/// Ends what a client was let in by.
pub(crate) async fn sign_out(app: &App, caller: &Caller) -> Result<StatusCode, Problem> {
    match caller.through {
        Through::Pairing => _ = app.clients().revoke_async(&app.index, caller.client).await?,
        Through::Session | Through::Token => app.credentials().end(app.crm.store(), caller.client).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a session together.
pub(crate) async fn of(app: &App, user: User, client: ClientView) -> Result<Session, Problem> {
    let (company_domains, epoch) = app
        .crm
        .store()
        .read_async(|tx| Ok::<_, crmweb_store::Error>((users::company_domains(tx)?, settings::epoch(tx)?)))
        .await?;
    let all = app.index.read_async(mailboxes::all).await?;
    let private = client.scopes.iter().any(|scope| scope == crate::Scope::MailPrivate.as_str());
    let mailboxes =
        if private { all.iter().map(|mailbox| signals::view(app, mailbox)).collect() } else { Vec::new() };
    let roles = role_names(&user);
    Ok(Session {
        client,
        rights: rights(&user),
        user: UserView {
            uid: user.uid.to_string(),
            name: user.name,
            login: user.login,
            language: user.language,
            roles,
        },
        company_domains,
        version: env!("CARGO_PKG_VERSION").into(),
        epoch,
        mailboxes,
    })
}

/// Names the roles of a user, those that ship first.
pub(crate) fn role_names(user: &User) -> Vec<String> {
    let shipped = user.roles.iter().map(|role| role.as_str().to_owned());
    shipped.chain(user.further.iter().map(|role| role.name.clone())).collect()
}

fn rights(user: &User) -> Vec<String> {
    let actor = user.actor();
    let held = Right::ALL.iter().filter(|right| actor.may(**right, Whose::Others).is_ok());
    held.map(|right| right.as_str().to_owned()).collect()
}
