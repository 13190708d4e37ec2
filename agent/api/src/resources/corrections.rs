//! Whom a mail belongs to put right, and what was done taken back.

use crate::app::App;
use crate::body::Body;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Ref;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::{correct, undo};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Says where a mail belongs instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// Where it is and does not belong.
    pub from: Ref,
    /// Where it belongs; null is nowhere.
    pub to: Option<Ref>,
}

/// What a correction did.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectAnswer {
    /// The address whose mail goes there from now on.
    pub taught: Option<String>,
    /// Other mails that went along.
    pub others: usize,
    /// Why the mail is now where it is.
    pub why: String,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Corrects whom a mail belongs to. The correction teaches a rule, and all mail of the address follows.
#[utoipa::path(post, path = "/api/v1/mails/{uid}/correct", tag = "corrections", params(("uid" = String, Path)),
    request_body = CorrectRequest,
    responses((status = 200, body = CorrectAnswer), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn correct(
    State(app): State<App>,
    deed: Deed,
    Path(mail): Path<Uid>,
    body: Body<CorrectRequest>,
) -> Result<Response, Problem> {
    let CorrectRequest { from, to } = body.value;
    let machine = app.machine.clone();
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let (from, to) = crm.read(move |tx| Ok((from.find(tx)?, to.map(|to| to.find(tx)).transpose()?)))?;
        let done = correct::correct(crm, by, mail, from, to)?;
        machine.keys_changed();
        Ok(CorrectAnswer {
            taught: done.taught.map(|address| address.to_string()),
            others: done.others,
            why: done.why,
            mutation: done.mutation,
        })
    })
    .await
}

/// Chooses whom an address stands for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceRequest {
    /// The address.
    pub address: String,
    /// Whose it is.
    pub to: Ref,
}

/// What a choice did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoiceAnswer {
    /// Mails that changed.
    pub others: usize,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Chooses among several clients with one address, for all its mail.
#[utoipa::path(post, path = "/api/v1/choices", tag = "corrections", request_body = ChoiceRequest,
    responses((status = 200, body = ChoiceAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn choose(
    State(app): State<App>,
    deed: Deed,
    body: Body<ChoiceRequest>,
) -> Result<Response, Problem> {
    let ChoiceRequest { address, to } = body.value;
    let address = Address::parse(&address).map_err(|e| crmweb_crm::Error::invalid("address", e))?;
    let machine = app.machine.clone();
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let to = crm.read(move |tx| to.find(tx))?;
        let others = correct::choose(crm, by, &address, to)?;
        machine.keys_changed();
        Ok(ChoiceAnswer { others, mutation: by.mutation })
    })
    .await
}

/// Takes a deed back.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UndoRequest {
    /// The deed; null is one's last.
    pub mutation: Option<String>,
}

/// What undoing did.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoAnswer {
    /// What was taken back, such as `log_incident`.
    pub verb: String,
    /// Changes taken back.
    pub restored: usize,
    /// Why others were kept, one line each.
    pub kept: Vec<String>,
}

/// Takes a deed back where its values still stand.
#[utoipa::path(post, path = "/api/v1/undo", tag = "corrections", request_body = UndoRequest,
    responses((status = 200, body = UndoAnswer), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn undo(State(app): State<App>, deed: Deed, body: Body<UndoRequest>) -> Result<Response, Problem> {
    let mutation = body.value.mutation;
    let (index, machine) = (app.index.clone(), app.machine.clone());
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let undone = undo::undo(crm, by, mutation)?;
        crmweb_sync::undone::note(&index, &undone, by.at)?;
        machine.keys_changed();
        Ok(UndoAnswer { verb: undone.verb, restored: undone.restored, kept: undone.kept })
    })
    .await
}
