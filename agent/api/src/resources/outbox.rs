//! The mail to be sent, for an administrator.

use super::activity_verbs::Nothing;
use super::asked::OutboxAsked;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Named;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::{By, outbox};
use crmweb_model::ids::Uid;
use crmweb_model::record::OutboxState;
use crmweb_store::Tx;
use crmweb_store::outbox::Outgoing;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the mail to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxView {
    /// The mails, newest first.
    pub items: Vec<OutgoingView>,
    /// Where it goes on; null at its end.
    #[schema(value_type = Option<String>)]
    pub next: Option<Uid>,
}

/// A mail to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutgoingView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// To which address.
    pub to_address: String,
    /// To whom.
    pub to_name: String,
    /// In which language.
    pub language: String,
    /// Its subject.
    pub subject: String,
    /// What it is about.
    pub about: Option<Named>,
    /// The system writes, not a mailbox.
    pub from_system: bool,
    /// How far it is.
    #[schema(value_type = String)]
    pub state: OutboxState,
    /// How often a worker took it.
    pub attempts: i64,
    /// When it may be taken, in ms since 1970.
    pub next_at: i64,
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// What went wrong last.
    pub error: String,
    /// When it was queued, in ms since 1970.
    pub created_at: i64,
}

/// Lists the mail to be sent.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "outbox", params(OutboxAsked),
    responses((status = 200, body = OutboxView), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<OutboxAsked>,
) -> Result<Json<OutboxView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let view = app
        .crm
        .store()
        .read_async(move |tx| {
            let found = outbox::list(tx, &by, asked.state, asked.cursor, limit)?;
            let next = found.last().filter(|_| found.len() as i64 == limit).map(|mail| mail.uid);
            let items =
                found.into_iter().map(|mail| shown(tx, &by, mail)).collect::<crmweb_crm::Result<_>>()?;
            Ok::<_, crmweb_crm::Error>(OutboxView { items, next })
        })
        .await?;
    Ok(Json(view))
}

/// Withdraws a mail that no worker has taken yet.
#[utoipa::path(post, path = "/api/v1/outbox/{uid}/cancel", tag = "outbox", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 200, body = OutgoingView), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let cancelled = outbox::cancel(tx, by, uid)?;
        shown(tx, by, cancelled)
    })
    .await
}

/// A mail as an administrator may see it: of something private or not seen, neither subject nor record.
fn shown(tx: &mut Tx, by: &By, it: Outgoing) -> crmweb_crm::Result<OutgoingView> {
    let hidden = outbox::is_hidden(tx, &by.actor, &it)?;
    let about = match it.mail.about {
        Some(record) if !hidden => Some(Named::of(tx, record)?),
        _ => None,
    };
    Ok(OutgoingView {
        uid: it.uid,
        to_address: it.mail.to_address,
        to_name: it.mail.to_name,
        language: it.mail.language,
        subject: if hidden { String::new() } else { it.mail.subject },
        about,
        from_system: it.mail.mailbox.is_none(),
        state: it.state,
        attempts: it.attempts,
        next_at: it.next_at.0,
        message_id: it.message_id,
        error: it.error,
        created_at: it.created_at.0,
    })
}
