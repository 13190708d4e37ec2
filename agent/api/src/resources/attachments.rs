//! A file of a mail saved as a document (SPEC M9).

use crate::app::App;
use crate::body::Body;
use crate::deed::{Deed, blocking};
use crate::problem::Problem;
use crate::shape::Ref;
use crate::shape::documents::DocumentView;
use crate::source::{InFront, MailSource};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::By;
use crmweb_crm::documents::{Attachment, NewDocument, add_document};
use serde::Deserialize;
use utoipa::ToSchema;

/// Which file of which mail, and what is said of the document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveRequest {
    /// The mail.
    pub source: MailSource,
    /// Which of its files, from 1, embedded pictures counted.
    pub number: usize,
    /// What the document is called; the name of the file when it is left out.
    pub name: Option<String>,
    /// What it is, such as `contract`.
    pub kind: Option<String>,
    /// Words it is found by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The records to which it belongs.
    #[serde(default)]
    pub links: Vec<Ref>,
}

/// Saves a file of a mail as a document. What the records do not hold is fetched from the mail server.
#[utoipa::path(post, path = "/edge/v1/attachments", tag = "documents", request_body = SaveRequest,
    responses((status = 201, body = DocumentView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 503, body = Problem)))]
pub async fn save(State(app): State<App>, deed: Deed, body: Body<SaveRequest>) -> Result<Response, Problem> {
    let SaveRequest { source, number, name, kind, keywords, links } = body.value;
    let front = source.find(&app, &deed.caller).await?;
    let (by, from) = (deed.by(&app), app.clone());
    let (file, received) = blocking(move || {
        let file = Attachment::of(&whole(&from, &by, &front)?, number)?;
        let received = from.crm.receive_all(&file.content)?;
        Ok((file.name, received))
    })
    .await?;
    let keywords = (!keywords.is_empty()).then(|| keywords.join("\n"));
    let said = [("name", name), ("kind", kind), ("keywords", keywords)];
    let new = NewDocument {
        uid: None,
        file_name: file,
        fields: said.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?))).collect(),
        remark: String::new(),
        links: links.into_iter().map(|link| (link.kind, link.uid)).collect(),
    };
    deed.with_file(&app, &body.content, StatusCode::CREATED, received, move |tx, by, bytes| {
        let added = add_document(tx, by, &new, bytes)?;
        super::documents::done(tx, by, added)
    })
    .await
}

/// The bytes of a mail: as the crm holds them, else from its server.
fn whole(app: &App, by: &By, front: &InFront) -> Result<Vec<u8>, Problem> {
    if let Some(seen) = &front.seen
        && let Some(raw) = app.crm.whole_mail(by, seen.mail.uid)?
    {
        return Ok(raw);
    }
    let Some(recent) = &front.recent else {
        let detail = "only the beginning of this mail is kept, and this machine does not know where it is";
        return Err(Problem::new(StatusCode::CONFLICT, "crm.conflict", detail));
    };
    Ok(app.machine.fetch(recent.entry)?)
}
