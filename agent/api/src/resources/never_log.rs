//! Senders whose mail stays out of the customer memory.

use crate::app::App;
use crate::body::{self, Body};
use crate::deed::Deed;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::never_log::{self, List};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::NeverLog;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhoseList {
    /// One's own, which nobody else sees.
    Mine,
    /// The company's.
    Company,
}

/// What stays out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// An address.
    Address,
    /// A domain with all below it.
    Domain,
}

/// Keeps mail out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeverLogRequest {
    /// An address or a domain.
    pub what: What,
    /// Which.
    pub value: String,
    /// On whose list.
    pub list: WhoseList,
}

/// An entry of a never-log list.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeverLogAnswer {
    /// Its id, for removing it.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The deed.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Keeps the mail of a sender out, and takes back what was logged of it.
#[utoipa::path(post, path = "/edge/v1/never-log", tag = "never-log", request_body = NeverLogRequest,
    responses((status = 201, body = NeverLogAnswer), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    deed: Deed,
    body: Body<NeverLogRequest>,
) -> Result<Response, Problem> {
    let NeverLogRequest { what, value, list } = body.value;
    let what = match what {
        What::Address => {
            NeverLog::Address(Address::parse(&value).map_err(|e| crmweb_crm::Error::invalid("value", e))?)
        }
        What::Domain => NeverLog::Domain(value),
    };
    let list = match list {
        WhoseList::Mine => List::Mine,
        WhoseList::Company => List::Company,
    };
    let answer = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            let entry = never_log::add_never_log(tx, by, list, &what)?;
            Ok(NeverLogAnswer { uid: entry.uid, mutation: by.mutation })
        })
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}

/// Removes an entry; the mail it kept out is decided again.
#[utoipa::path(delete, path = "/edge/v1/never-log/{uid}", tag = "never-log", params(("uid" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(State(app): State<App>, deed: Deed, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    let content = body::content(&format!("DELETE never-log {uid}\n"), &[]);
    let answer = deed
        .once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| never_log::remove_never_log(tx, by, uid))
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}
