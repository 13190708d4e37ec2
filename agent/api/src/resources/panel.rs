//! The panel: everything about the mail in front of the user, in one answer.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::Named;
use crate::shape::client::ClientRecordView;
use crate::source::{InFront, MailSource};
use axum::Json;
use axum::extract::State;
use crmweb_crm::in_front::{self, Participant, Standing};
use crmweb_crm::record_page::{self, Limits};
use crmweb_crm::{Error, from_mail};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::Part;
use crmweb_model::privacy::SkipReason;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::{Tx, client_page, suggestions};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for the panel of a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelRequest {
    /// The mail.
    pub source: MailSource,
    /// The address to show; left out: the author, or the first recipient outside the company.
    #[serde(default)]
    pub participant: Option<String>,
}

/// Everything about the mail in front of the user.
#[derive(Debug, Serialize, ToSchema)]
pub struct PanelView {
    /// Its subject.
    pub subject: String,
    /// When it was sent, in milliseconds since 1970 UTC.
    pub at: Option<i64>,
    /// `in`, `out` or `none`.
    pub direction: String,
    /// Its id in the crm, when it is there.
    #[schema(value_type = Option<String>)]
    pub mail: Option<Uid>,
    /// Its place in the private index.
    pub entry: Option<String>,
    /// `crm`, `held`, `private` or `unseen`.
    pub place: String,
    /// Why it is private, for people.
    pub reason: Option<String>,
    /// Why it is private, for programs.
    pub reason_code: Option<String>,
    /// Who stands in it: the author first, colleagues last.
    pub participants: Vec<ParticipantView>,
    /// Which of them is shown; -1 when nobody is.
    pub shown: i64,
    /// Who that is: `known`, `several`, `unknown`, `internal` or `nobody`.
    pub state: String,
    /// The record of the client.
    pub record: Option<ClientRecordView>,
    /// Whom the one shown may be.
    pub candidates: Vec<CandidateView>,
    /// What can be guessed of somebody unknown.
    pub guess: Option<super::guess::GuessView>,
    /// Where the mail belongs, and why.
    pub links: Vec<MailLinkView>,
    /// What was logged from the mail or its conversation.
    pub logged: Vec<LoggedView>,
}

/// Somebody in the mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParticipantView {
    /// The name; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
    /// `from`, `reply_to`, `sender`, `to`, `cc` or `bcc`.
    pub part: String,
    /// `known`, `several`, `unknown` or `internal`.
    pub state: String,
    /// Who it is.
    pub record: Option<Named>,
}

/// Somebody who may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateView {
    /// The record.
    pub record: Named,
    /// What tells it from others.
    pub detail: String,
    /// Its addresses.
    pub addresses: Vec<String>,
}

/// Why the mail belongs to a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailLinkView {
    /// The record.
    pub record: Named,
    /// The rule, such as `address`.
    pub rule: String,
    /// In words.
    pub why: String,
}

/// Something logged from the mail or its conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoggedView {
    /// The record.
    pub record: Named,
    /// `incident`, `opportunity`, `task`, `note`, `call`, …
    pub kind: String,
    /// How far it is.
    pub status: String,
    /// When it was logged, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who logged it.
    pub by: String,
    /// It was logged from this very mail.
    pub from_this_mail: bool,
}

/// Returns everything about the mail in front of the user.
#[utoipa::path(post, path = "/edge/v1/panel", tag = "panel", request_body = PanelRequest,
    responses((status = 200, body = PanelView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn panel(
    State(app): State<App>,
    caller: Caller,
    body: Body<PanelRequest>,
) -> Result<Json<PanelView>, Problem> {
    let PanelRequest { source, participant } = body.value;
    let front = source.find(&app, &caller).await?;
    let asked = participant.map(|text| Address::parse(&text)).transpose();
    let asked = asked.map_err(|e| Problem::invalid(format!("participant: {e}")))?;
    let (actor, now) = (caller.user.actor(), app.machine.now());
    let view = app.crm.store().read_async(move |tx| compose(tx, &actor, front, asked.as_ref(), now)).await?;
    super::guess::complete(&app, view).await.map(Json)
}

/// A panel and what a guess about an unknown person still needs.
pub struct Composed {
    /// The answer so far.
    pub view: PanelView,
    /// The unknown person, and the text of the mail.
    pub unknown: Option<(crmweb_model::mail::Person, String)>,
}

fn compose(
    tx: &mut Tx,
    actor: &Actor,
    front: InFront,
    asked: Option<&Address>,
    now: Millis,
) -> crmweb_crm::Result<Composed> {
    let participants = in_front::participants(tx, &front.people)?;
    let shown = shown(&participants, asked);
    let standing = shown.and_then(|at| participants.get(at)).map(|p| p.standing.clone());
    let limits = Limits { history: PAGE, ..Limits::default() };
    let record = match standing.as_ref().and_then(Standing::client) {
        Some(client) => ClientRecordView::of(record_page::client(tx, actor, client, now, limits)?, PAGE),
        None => None,
    };
    let candidates = match &standing {
        Some(Standing::Several(records)) => {
            records.iter().map(|record| candidate(tx, *record)).collect::<Result<_, _>>()?
        }
        _ => Vec::new(),
    };
    let unknown = match (&standing, shown) {
        (Some(Standing::Unknown | Standing::Account { by_domain: true, .. }), Some(at)) => {
            participants.get(at).map(|p| (p.person.clone(), front.text.clone()))
        }
        _ => None,
    };
    let (links, logged) = match &front.seen {
        Some(seen) => (links(tx, seen)?, logged(tx, actor, seen)?),
        None => (Vec::new(), Vec::new()),
    };
    let (reason_code, reason) = reason(&front);
    let outgoing =
        participants.iter().any(|p| p.person.part == Part::From && p.standing == Standing::Internal);
    let direction = front.direction.clone().unwrap_or_else(|| if outgoing { "out" } else { "in" }.into());
    let view = PanelView {
        subject: front.subject.clone(),
        at: front.at.map(|at| at.0),
        direction,
        mail: front.seen.as_ref().map(|seen| seen.mail.uid),
        entry: front.recent.as_ref().map(|recent| recent.entry.0.to_string()),
        place: front.place().to_owned(),
        reason,
        reason_code,
        state: standing.as_ref().map_or("nobody", state).to_owned(),
        shown: shown.map_or(-1, |at| at as i64),
        participants: participants.iter().map(|p| participant(tx, p)).collect::<Result<_, _>>()?,
        record,
        candidates,
        guess: None,
        links,
        logged,
    };
    Ok(Composed { view, unknown })
}

/// Lines of history on the first page.
pub const PAGE: i64 = 20;

/// The one asked for, else the author, else the first outside the company.
fn shown(participants: &[Participant], asked: Option<&Address>) -> Option<usize> {
    if let Some(address) = asked {
        let found = participants.iter().position(|p| p.person.address == *address);
        if found.is_some() {
            return found;
        }
    }
    let outside = participants.iter().position(|p| p.standing != Standing::Internal);
    outside.or(if participants.is_empty() { None } else { Some(0) })
}

fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Internal => "internal",
        Standing::Contact(_) | Standing::Account { .. } => "known",
        Standing::Several(_) => "several",
        Standing::Unknown => "unknown",
    }
}

fn participant(tx: &mut Tx, p: &Participant) -> crmweb_crm::Result<ParticipantView> {
    let record = match &p.standing {
        Standing::Contact(id) => Some(RecordRef::new(RecordKind::Contact, id.0)),
        Standing::Account { account, .. } => Some(RecordRef::new(RecordKind::Account, account.0)),
        Standing::Internal | Standing::Several(_) | Standing::Unknown => None,
    };
    Ok(ParticipantView {
        name: p.person.name.clone(),
        address: p.person.address.to_string(),
        part: p.person.part.as_str().to_owned(),
        state: state(&p.standing).to_owned(),
        record: record.map(|record| Named::of(tx, record)).transpose()?,
    })
}

fn candidate(tx: &mut Tx, record: RecordRef) -> crmweb_crm::Result<CandidateView> {
    let addresses = match record.kind {
        RecordKind::Contact => {
            let card = client_page::contact_card(tx, crmweb_model::ids::ContactId(record.id))?;
            card.map(|card| card.addresses).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    Ok(CandidateView { record: Named::of(tx, record)?, detail: suggestions::detail(tx, record)?, addresses })
}

fn links(tx: &mut Tx, seen: &in_front::SeenMail) -> crmweb_crm::Result<Vec<MailLinkView>> {
    let view = |link: &in_front::Reason| {
        let record = Named::of(tx, link.record)?;
        Ok(MailLinkView { record, rule: link.rule.as_str().to_owned(), why: link.why.clone() })
    };
    seen.links.iter().map(view).collect()
}

fn logged(tx: &mut Tx, actor: &Actor, seen: &in_front::SeenMail) -> crmweb_crm::Result<Vec<LoggedView>> {
    let logged = from_mail::logged_from(tx, actor.user, seen.mail.id)?;
    let users = client_page::people(tx, logged.iter().filter_map(|l| l.by).collect())?;
    let mut views = Vec::with_capacity(logged.len());
    for one in logged {
        let record = match Named::of(tx, one.record) {
            Err(Error::NoSuch { .. }) => continue,
            named => named?,
        };
        views.push(LoggedView {
            kind: if one.kind.is_empty() { one.record.kind.to_string() } else { one.kind },
            record,
            status: one.status,
            at: one.at.0,
            by: one.by.and_then(|by| users.get(&by)).map(|user| user.name.clone()).unwrap_or_default(),
            from_this_mail: one.here,
        });
    }
    Ok(views)
}

/// Why a mail is not in the crm: the code and the words.
pub fn reason(front: &InFront) -> (Option<String>, Option<String>) {
    match (&front.seen, &front.recent) {
        (None, Some(recent)) => {
            let code = recent.reason.map_or("pending", SkipReason::as_str);
            let why = Some(recent.why.clone()).filter(|why| !why.is_empty());
            (Some(code.to_owned()), why)
        }
        _ => (None, None),
    }
}
