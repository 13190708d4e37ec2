//! The data of a person: counted, handed over, erased.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::{Deed, blocking};
use crate::download::attachment;
use crate::piped::pipe;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use crmweb_crm::By;
use crmweb_crm::persons::{self, Count, Who, erase, export};
use crmweb_model::files::safe_name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much there is of one kind of data.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldView {
    /// Of what, such as `mails`.
    pub what: &'static str,
    /// How much.
    pub count: u64,
}

/// What is stored of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalDataView {
    /// What people call the person: what has to be typed to erase the data.
    pub name: String,
    /// What erasing takes away.
    pub holds: Vec<HeldView>,
    /// What stays, without telling who it was.
    pub stays: Vec<HeldView>,
    /// Somebody else is called the same: texts are looked through for addresses and phones only.
    pub has_namesake: bool,
}

/// Asks for the end of a person's data.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// The person's name (or the address), typed by who asks: nothing of it can be undone.
    pub confirm: String,
}

/// What an erasure did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasedView {
    /// The number under which the person is still spoken of: "Erased person 3".
    pub number: i64,
    /// How much there was.
    pub before: Vec<HeldView>,
    /// How much there is now.
    pub after: Vec<HeldView>,
    /// What stays, without telling who it was.
    pub stays: Vec<HeldView>,
}

fn counts(counts: Vec<Count>) -> Vec<HeldView> {
    counts.into_iter().map(|Count { what, count }| HeldView { what, count }).collect()
}

/// Counts what is stored of a contact, a lead, or an address that neither has.
#[utoipa::path(get, path = "/api/v1/persons/{kind}/{uid}/data", tag = "persons",
    params(("kind" = String, Path), ("uid" = String, Path)),
    responses((status = 200, body = PersonalDataView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn data(
    State(app): State<App>,
    caller: Caller,
    Path((kind, uid)): Path<(String, String)>,
) -> Result<Json<PersonalDataView>, Problem> {
    let (who, by) = (Who::read(&kind, &uid)?, By::new(caller.user.actor(), app.machine.now()));
    let crm = app.crm.clone();
    let data = blocking(move || Ok(persons::personal_data(&crm, &by, &who)?)).await?;
    Ok(Json(PersonalDataView {
        name: data.name,
        holds: counts(data.holds),
        stays: counts(data.stays),
        has_namesake: data.has_namesake,
    }))
}

/// Hands over everything stored of a person, as a ZIP that is written as it is taken.
#[utoipa::path(get, path = "/api/v1/persons/{kind}/{uid}/export", tag = "persons",
    params(("kind" = String, Path), ("uid" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub async fn export(
    State(app): State<App>,
    caller: Caller,
    Path((kind, uid)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (who, by) = (Who::read(&kind, &uid)?, By::new(caller.user.actor(), app.machine.now()));
    let (asked, checked) = (who.clone(), by.clone());
    let name = app.crm.store().read_async(move |tx| export::check(tx, &checked, &asked)).await?;
    let (mut out, body) = pipe();
    let crm = app.crm.clone();
    tokio::task::spawn_blocking(move || match export::export_person(&crm, &by, &who, &mut out) {
        Ok(_) => drop(out.end()),
        Err(e) => tracing::warn!(code = e.code(), "an export ended early"),
    });
    let named = attachment(&safe_name(&format!("{name}.zip")));
    let headers =
        [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, body).into_response())
}

/// Erases a person for good. Interrupted, it goes on when it is asked for again, or when the agent starts.
#[utoipa::path(post, path = "/api/v1/persons/{kind}/{uid}/erase", tag = "persons",
    params(("kind" = String, Path), ("uid" = String, Path)), request_body = EraseRequest,
    responses((status = 200, body = ErasedView), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
pub async fn erase(
    State(app): State<App>,
    deed: Deed,
    Path((kind, uid)): Path<(String, String)>,
    body: Body<EraseRequest>,
) -> Result<Response, Problem> {
    let (who, confirm, machine) = (Who::read(&kind, &uid)?, body.value.confirm, app.machine.clone());
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let done = erase::erase_person(crm, by, &who, &confirm)?;
        machine.keys_changed();
        Ok(ErasedView {
            number: done.number,
            before: counts(done.before),
            after: counts(done.after),
            stays: counts(done.stays),
        })
    })
    .await
}
