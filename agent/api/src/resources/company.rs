//! What concerns the whole company.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::{Error, users as verbs};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::users;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The company's own mail domains: everybody there is a colleague.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyDomains {
    /// The domains.
    pub domains: Vec<String>,
}

/// Lists the company's own mail domains.
#[utoipa::path(get, path = "/api/v1/company/domains", tag = "users",
    responses((status = 200, body = CompanyDomains), (status = 403, body = Problem)))]
pub async fn domains(State(app): State<App>, caller: Caller) -> Result<Json<CompanyDomains>, Problem> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(Error::from)?;
    let domains = app.crm.store().read_async(users::company_domains).await?;
    Ok(Json(CompanyDomains { domains }))
}

/// Makes these the company's own mail domains.
#[utoipa::path(put, path = "/api/v1/company/domains", tag = "users", request_body = CompanyDomains,
    responses((status = 200, body = CompanyDomains), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn set_domains(
    State(app): State<App>,
    deed: Deed,
    body: Body<CompanyDomains>,
) -> Result<Response, Problem> {
    let typed = body.value.domains;
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            Ok(CompanyDomains { domains: verbs::set_company_domains(tx, by, &typed)? })
        })
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}
