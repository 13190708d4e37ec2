//! Incidents, opportunities, tasks, notes and calls logged from the mail in front of the user.

use super::mails::into_crm;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Named;
use crate::shape::work::{ActivityFields, IncidentFields, OpportunityFields};
use crate::source::{InFront, MailSource};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::prefilled::Prefilled;
use crmweb_crm::{By, from_mail, in_front};
use crmweb_model::draft::{ActivityDraft, IncidentDraft, OpportunityDraft};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, RecordKind};
use crmweb_model::rights::Actor;
use crmweb_store::{Tx, mails, refs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// A request for support.
    Incident,
    /// A possible sale.
    Opportunity,
    /// Something to do.
    Task,
    /// Something written down.
    Note,
    /// A phone call.
    Call,
}

/// Asks for a form filled from a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// The mail.
    pub source: MailSource,
    /// What is to be logged.
    pub kind: LogKind,
}

/// A form filled from a mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogDraft {
    /// What is to be logged.
    pub kind: LogKind,
    /// The contact it is about.
    pub contact: Option<Named>,
    /// The account it is about.
    pub account: Option<Named>,
    /// The form of an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentFields>,
    /// The form of an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<OpportunityFields>,
    /// The form of a task, note or call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityFields>,
    /// The files of the mail: they come along with it.
    pub attachments: Vec<FileView>,
    /// Mails of the conversation that come along.
    pub thread: usize,
    /// The mail is private now and enters the crm by this.
    pub leaves: bool,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Logs something from a mail. Without the form of its kind, as the mail fills it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogRequest {
    /// The mail.
    pub source: MailSource,
    /// What is logged.
    pub kind: LogKind,
    /// The form of an incident.
    pub incident: Option<IncidentFields>,
    /// The form of an opportunity.
    pub opportunity: Option<OpportunityFields>,
    /// The form of a task, note or call.
    pub activity: Option<ActivityFields>,
}

/// What was logged.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogAnswer {
    /// The new record.
    pub record: Named,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
    /// The mail in the crm.
    #[schema(value_type = String)]
    pub mail: Uid,
}

/// Fills the form of something to be logged from a mail.
#[utoipa::path(post, path = "/edge/v1/log/draft", tag = "log", request_body = DraftRequest,
    responses((status = 200, body = LogDraft), (status = 404, body = Problem)))]
pub async fn draft(
    State(app): State<App>,
    caller: Caller,
    body: Body<DraftRequest>,
) -> Result<Json<LogDraft>, Problem> {
    let kind = body.value.kind;
    let front = body.value.source.find(&app, &caller).await?;
    let viewer = caller.user.actor();
    let draft = app.crm.store().read_async(move |tx| fill(tx, &viewer, &front, kind)).await?;
    Ok(Json(draft))
}

fn fill(tx: &mut Tx, viewer: &Actor, front: &InFront, kind: LogKind) -> crmweb_crm::Result<LogDraft> {
    let mut draft = LogDraft {
        kind,
        contact: None,
        account: None,
        incident: None,
        opportunity: None,
        activity: None,
        attachments: Vec::new(),
        thread: 1,
        leaves: front.seen.is_none(),
    };
    let filled = match &front.seen {
        Some(seen) => {
            draft.thread = mails::of_thread(tx, seen.mail.thread)?.len();
            let file = |(name, size)| FileView { name, size };
            draft.attachments = in_front::attachments(tx, seen)?.into_iter().map(file).collect();
            from_mail::prefilled(tx, viewer, seen.mail.id)?
        }
        None => Prefilled::of_people(tx, viewer, &front.people, (&front.subject, &front.text))?,
    };
    draft.contact = named(tx, RecordKind::Contact, filled.contact)?;
    draft.account = named(tx, RecordKind::Account, filled.account)?;
    match activity_kind(kind) {
        Some(activity) => draft.activity = Some(filled.activity(activity).into()),
        None if kind == LogKind::Opportunity => draft.opportunity = Some(filled.opportunity().into()),
        None => draft.incident = Some(filled.incident().into()),
    }
    Ok(draft)
}

fn activity_kind(kind: LogKind) -> Option<ActivityKind> {
    match kind {
        LogKind::Task => Some(ActivityKind::Task),
        LogKind::Note => Some(ActivityKind::Note),
        LogKind::Call => Some(ActivityKind::Call),
        LogKind::Incident | LogKind::Opportunity => None,
    }
}

fn named(tx: &mut Tx, kind: RecordKind, uid: Option<Uid>) -> crmweb_crm::Result<Option<Named>> {
    let Some(uid) = uid else { return Ok(None) };
    refs::find(tx, kind, uid)?.map(|record| Named::of(tx, record)).transpose()
}

/// What is to be logged, with its form when there is one.
enum What {
    Incident(Option<IncidentDraft>),
    Opportunity(Option<OpportunityDraft>),
    Activity(ActivityKind, Option<ActivityDraft>),
}

/// Logs an incident, an opportunity, a task, a note or a call from a mail.
#[utoipa::path(post, path = "/edge/v1/log", tag = "log", request_body = LogRequest,
    responses((status = 201, body = LogAnswer), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn log(State(app): State<App>, deed: Deed, body: Body<LogRequest>) -> Result<Response, Problem> {
    let LogRequest { source, kind, incident, opportunity, activity } = body.value;
    let forms = [incident.is_some(), opportunity.is_some(), activity.is_some()];
    let fitting = match kind {
        LogKind::Incident => [incident.is_some(), false, false],
        LogKind::Opportunity => [false, opportunity.is_some(), false],
        LogKind::Task | LogKind::Note | LogKind::Call => [false, false, activity.is_some()],
    };
    if forms != fitting {
        return Err(Problem::invalid("the form is not that of the kind"));
    }
    let what = match activity_kind(kind) {
        Some(kind) => What::Activity(kind, activity.map(ActivityDraft::from)),
        None if kind == LogKind::Incident => What::Incident(incident.map(IncidentDraft::from)),
        None => What::Opportunity(opportunity.map(OpportunityFields::draft).transpose()?),
    };
    let front = source.find(&app, &deed.caller).await?;
    let mail = into_crm(&app, &deed, &front).await?;
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| carry_out(tx, by, mail, what)).await
}

fn carry_out(tx: &mut Tx, by: &By, mail: Uid, what: What) -> crmweb_crm::Result<LogAnswer> {
    let stored = in_front::mail(tx, &by.actor, mail)?.mail;
    let record = match what {
        What::Incident(draft) => from_mail::incident(tx, by, stored.id, draft.as_ref())?.record(),
        What::Opportunity(draft) => from_mail::opportunity(tx, by, stored.id, draft.as_ref())?.record(),
        What::Activity(kind, draft) => {
            let draft = match draft {
                Some(draft) => ActivityDraft { kind, ..draft },
                None => from_mail::activity_draft(tx, &by.actor, stored.id, kind)?,
            };
            from_mail::activity(tx, by, stored.id, &draft, None, &[])?.record()
        }
    };
    Ok(LogAnswer { record: Named::of(tx, record)?, mutation: by.mutation, mail })
}
