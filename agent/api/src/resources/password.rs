//! Passwords: one's own changed, or given to somebody by an administrator. What is typed is kept nowhere.

use super::sign_in::address;
use crate::app::App;
use crate::body::Body;
use crate::caller::{Caller, Through};
use crate::gate::Peer;
use crate::hashing::hashing;
use crate::problem::Problem;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use crmweb_crm::password_change::{self, Typed};
use crmweb_crm::users::by_uid;
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use serde::Deserialize;
use utoipa::ToSchema;

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    /// The one so far; empty when there is none yet.
    #[serde(default)]
    pub old: String,
    /// The one from now on: 12 to 256 characters.
    pub new: String,
}

/// Changes one's own password; all other sessions end.
#[utoipa::path(put, path = "/api/v1/password", tag = "session", request_body = PasswordRequest,
    responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    peer: Option<Extension<Peer>>,
    Body { value: PasswordRequest { old, new }, .. }: Body<PasswordRequest>,
) -> Result<StatusCode, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let kept = (caller.through == Through::Session).then_some(caller.client);
    let typed = Typed { old, new, address: address(peer) };
    hashing(&app, move |crm| password_change::change_password(crm, &by, &typed, kept)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password for somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenPassword {
    /// The password; it is good for choosing another one, and for nothing else.
    pub new: String,
}

/// Gives a user a password that is good once; the user's sessions end.
#[utoipa::path(put, path = "/api/v1/users/{uid}/password", tag = "users", params(("uid" = String, Path)),
    request_body = GivenPassword,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn give(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Body { value, .. }: Body<GivenPassword>,
) -> Result<StatusCode, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    hashing(&app, move |crm| {
        let asked = by.clone();
        let user = crm.read(move |tx| by_uid(tx, &asked, uid))?;
        if user.id == by.actor.user {
            return Err(Error::Conflict("change your own password with the one so far".into()));
        }
        password_change::give_password(crm, &by, user.id, &value.new)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
