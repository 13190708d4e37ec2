//! The second factor: begun and confirmed by its user, removed by the user or an administrator. Secrets and codes are
//! told once and kept nowhere as they are.

use super::sign_in::address;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::gate::Peer;
use crate::hashing::hashing;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use crmweb_crm::users::by_uid;
use crmweb_crm::{By, Error, factor, password_change};
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a second factor is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactor {
    /// It is.
    pub on: bool,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

/// A second factor that has begun.
#[derive(Serialize, ToSchema)]
pub struct BegunFactor {
    /// The secret in Base32, to be typed into an authenticator program.
    pub secret: String,
    /// The same as `otpauth://…`, to be shown as a picture.
    pub url: String,
}

/// The password, to show that it is really its user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// One's password.
    pub password: String,
}

/// A code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// The six digits.
    pub code: String,
}

/// Codes for the day the device is lost.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each is good once; told this once.
    pub codes: Vec<String>,
}

/// Tells whether a second factor is asked for when one signs in.
#[utoipa::path(get, path = "/api/v1/second-factor", tag = "session", responses((status = 200, body = SecondFactor)))]
pub async fn show(State(app): State<App>, caller: Caller) -> Result<Json<SecondFactor>, Problem> {
    let by = by(&app, &caller);
    let left = app.crm.store().read_async(move |tx| factor::state(tx, &by)).await?;
    Ok(Json(SecondFactor { on: left.is_some(), recovery_codes: left.unwrap_or(0) }))
}

/// Begins a second factor; it is asked for after it was confirmed.
#[utoipa::path(post, path = "/api/v1/second-factor", tag = "session", request_body = Proof,
    responses((status = 201, body = BegunFactor), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    caller: Caller,
    peer: Option<Extension<Peer>>,
    Body { value, .. }: Body<Proof>,
) -> Result<(StatusCode, Json<BegunFactor>), Problem> {
    let (by, machine, address) = (by(&app, &caller), app.machine.clone(), address(peer));
    let begun = hashing(&app, move |crm| {
        password_change::prove(crm, &by, &value.password, &address)?;
        let seal = machine.seal().ok_or(Error::Sealed)?;
        crm.write(move |tx| factor::begin(tx, &by, &seal))
    });
    let factor::Begun { secret, url } = begun.await?;
    Ok((StatusCode::CREATED, Json(BegunFactor { secret, url })))
}

/// Confirms a second factor by a code of it; from now on it is asked for.
#[utoipa::path(post, path = "/api/v1/second-factor/confirm", tag = "session", request_body = FactorCode,
    responses((status = 200, body = RecoveryCodes), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    caller: Caller,
    Body { value, .. }: Body<FactorCode>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let (by, machine) = (by(&app, &caller), app.machine.clone());
    let codes = hashing(&app, move |crm| {
        let seal = machine.seal().ok_or(Error::Sealed)?;
        crm.write(move |tx| factor::confirm(tx, &by, &seal, &value.code))
    });
    Ok(Json(RecoveryCodes { codes: codes.await? }))
}

/// Removes one's own second factor.
#[utoipa::path(post, path = "/api/v1/second-factor/remove", tag = "session", request_body = Proof,
    responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    peer: Option<Extension<Peer>>,
    Body { value, .. }: Body<Proof>,
) -> Result<StatusCode, Problem> {
    let (by, address) = (by(&app, &caller), address(peer));
    hashing(&app, move |crm| {
        password_change::prove(crm, &by, &value.password, &address)?;
        crm.write(move |tx| factor::remove(tx, &by, by.actor.user))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes the second factor of a user who has lost it.
#[utoipa::path(delete, path = "/api/v1/users/{uid}/second-factor", tag = "users", params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
pub async fn remove_of(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<StatusCode, Problem> {
    let by = by(&app, &caller);
    app.crm
        .store()
        .write_async(move |tx| {
            let user = by_uid(tx, &by, uid)?;
            if user.id == by.actor.user {
                return Err(Error::Conflict("remove your own second factor with your password".into()));
            }
            factor::remove(tx, &by, user.id)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn by(app: &App, caller: &Caller) -> By {
    By::new(caller.user.actor(), app.machine.now())
}
