//! Templates filled for somebody.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::Named;
use axum::Json;
use axum::extract::State;
use crmweb_crm::By;
use crmweb_crm::templates::{self as verbs, About};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which template, for whom and about what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenderRequest {
    /// The template, or any of its family.
    #[schema(value_type = String)]
    pub template: Uid,
    /// The person.
    #[schema(value_type = Option<String>)]
    pub contact: Option<Uid>,
    /// The company.
    #[schema(value_type = Option<String>)]
    pub account: Option<Uid>,
    /// The prospect.
    #[schema(value_type = Option<String>)]
    pub lead: Option<Uid>,
    /// The opportunity.
    #[schema(value_type = Option<String>)]
    pub opportunity: Option<Uid>,
    /// The incident.
    #[schema(value_type = Option<String>)]
    pub incident: Option<Uid>,
}

/// A template filled for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenderedView {
    /// The template, or the one of its family in the language of the person.
    pub template: Named,
    /// Its language.
    pub language: String,
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML; empty when the template has none.
    pub html: String,
    /// The documents that go along.
    pub documents: Vec<Named>,
    /// The fields that had no value, as the template names them.
    pub fell_back: Vec<String>,
}

/// Fills a template, in the language of its reader where its family has it.
#[utoipa::path(post, path = "/api/v1/templates/render", tag = "templates", operation_id = "template_render",
    request_body = RenderRequest,
    responses((status = 200, body = RenderedView), (status = 404, body = Problem)))]
pub async fn render(
    State(app): State<App>,
    caller: Caller,
    body: Body<RenderRequest>,
) -> Result<Json<RenderedView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let RenderRequest { template, contact, account, lead, opportunity, incident } = body.value;
    let about = About { contact, account, lead, opportunity, incident };
    let mail = app.crm.store().read_async(move |tx| verbs::render(tx, &by, template, &about)).await?;
    let document = |(uid, name)| Named { kind: RecordKind::Document, uid, name };
    Ok(Json(RenderedView {
        template: Named { kind: RecordKind::Template, uid: mail.template, name: mail.name },
        language: mail.language,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        documents: mail.documents.into_iter().map(document).collect(),
        fell_back: mail.fell_back,
    }))
}
