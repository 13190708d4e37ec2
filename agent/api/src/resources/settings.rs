//! What an administrator sets for the whole company.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::company::{self, LostReasons, Setting};
use crmweb_crm::{By, Error, Result};
use crmweb_model::attention::Thresholds;
use crmweb_model::due::{Hours, Targets};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use serde_json::Value;

type Answer<T> = std::result::Result<T, Problem>;

/// Returns a setting of the company: `lost_reasons`, `attention`, `support_hours` or `support_targets`.
#[utoipa::path(get, path = "/api/v1/settings/{name}", tag = "settings", operation_id = "setting_get",
    params(("name" = String, Path)), responses((status = 200, body = Object), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(name): Path<String>) -> Answer<Json<Value>> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(Error::from)?;
    let found = app.crm.store().read_async(move |tx| match name.as_str() {
        LostReasons::NAME => shown::<LostReasons>(tx),
        Thresholds::NAME => shown::<Thresholds>(tx),
        Hours::NAME => shown::<Hours>(tx),
        Targets::NAME => shown::<Targets>(tx),
        _ => Err(unknown()),
    });
    Ok(Json(found.await?))
}

/// Sets it for everybody.
#[utoipa::path(post, path = "/api/v1/settings/{name}", tag = "settings", operation_id = "setting_set",
    params(("name" = String, Path)), request_body = Object,
    responses((status = 200, body = Object), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    State(app): State<App>,
    deed: Deed,
    Path(name): Path<String>,
    body: Body<Value>,
) -> Answer<Response> {
    let value = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| match name.as_str() {
        LostReasons::NAME => changed::<LostReasons>(tx, by, value),
        Thresholds::NAME => changed::<Thresholds>(tx, by, value),
        Hours::NAME => changed::<Hours>(tx, by, value),
        Targets::NAME => changed::<Targets>(tx, by, value),
        _ => Err(unknown()),
    })
    .await
}

fn shown<S: Setting>(tx: &mut Tx) -> Result<Value> {
    let set: S = company::get(tx)?;
    serde_json::to_value(set).map_err(|e| Error::invalid(S::NAME, e))
}

fn changed<S: Setting>(tx: &mut Tx, by: &By, value: Value) -> Result<Value> {
    let wanted: S = serde_json::from_value(value).map_err(|e| Error::invalid(S::NAME, e))?;
    company::set(tx, by, &wanted)?;
    shown::<S>(tx)
}

fn unknown() -> Error {
    let names = [LostReasons::NAME, Thresholds::NAME, Hours::NAME, Targets::NAME];
    Error::invalid("name", format!("must be one of {}", names.join(", ")))
}
