//! The panel: everything about the mail in front of the user, in one answer.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::records::Written;
use crate::shape::Named;
use crate::shape::client::ClientRecordView;
use crate::source::{InFront, MailSource};
use axum::Json;
use axum::extract::State;
use crmweb_crm::Error;
use crmweb_crm::in_front::{self, Participant, Reason, SeenMail, Standing};
use crmweb_crm::whose;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Part, Person};
use crmweb_model::matching::Rule;
use crmweb_model::privacy::SkipReason;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::{Tx, client_page, logged, suggestions};
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
    #[schema(value_type = Option<ClientRecordView>)]
    pub record: Option<Written>,
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
    let asked = participant.map(|text| Address::parse(&text)).transpose();
    let asked = asked.map_err(|e| Problem::invalid(format!("participant: {e}")))?;
    let wanted = source.check(&app, &caller).await?;
    let (actor, records) = (caller.user.actor(), app.clone());
    // Before the transaction begins: a commit in between makes what it reads old.
    let now = (app.machine.now(), *app.crm.store().commits().borrow());
    let mut composed = app
        .crm
        .store()
        .read_async(move |tx| {
            let front = wanted.in_crm(tx, &actor)?;
            compose(tx, &Asking { actor: &actor, now, app: &records }, front, asked.as_ref())
        })
        .await?;
    composed.front.look_in_index(&app, &caller).await?;
    super::guess::complete(&app, composed).await.map(Json)
}

/// A panel, and what its last touches need.
pub struct Composed {
    /// The answer so far.
    pub view: PanelView,
    /// The mail.
    pub front: InFront,
    /// Somebody unknown who is shown, and what the mail says.
    pub unknown: Option<(Person, String)>,
}

/// Who asks, and when: the time, and the number of commits until then.
struct Asking<'a> {
    actor: &'a Actor,
    now: (Millis, u64),
    app: &'a App,
}

fn compose(
    tx: &mut Tx,
    asking: &Asking,
    front: InFront,
    asked: Option<&Address>,
) -> crmweb_crm::Result<Composed> {
    let participants = in_front::participants(tx, asking.actor, &front.people)?;
    let shown = shown(&participants, asked);
    let one = shown.and_then(|at| participants.get(at));
    let standing = one.map(|participant| &participant.standing);
    let record = match standing.and_then(Standing::client) {
        Some(client) => Some(asking.app.records().of(tx, asking.actor, client, asking.now)?),
        None => None,
    };
    let candidates = match standing {
        Some(Standing::Several(records)) => {
            records.iter().map(|record| candidate(tx, *record)).collect::<Result<_, _>>()?
        }
        _ => Vec::new(),
    };
    let unknown = match one {
        Some(Participant {
            person,
            standing: Standing::Lead(_) | Standing::Unknown | Standing::Account { by_domain: true, .. },
        }) => {
            let text = match &front.seen {
                Some(seen) => in_front::text(tx, seen)?,
                None => front.text.clone(),
            };
            Some((person.clone(), text))
        }
        _ => None,
    };
    let (links, logged) = match &front.seen {
        Some(seen) => (seen.links.iter().map(link).collect(), already_logged(tx, asking.actor, seen)?),
        None => (Vec::new(), Vec::new()),
    };
    let ours = |p: &Participant| p.person.part == Part::From && p.standing == Standing::Internal;
    let view = PanelView {
        subject: front.subject.clone(),
        at: front.at.map(|at| at.0),
        direction: if participants.iter().any(ours) { "out" } else { "in" }.to_owned(),
        mail: front.seen.as_ref().map(|seen| seen.mail.uid),
        entry: None,
        place: String::new(),
        reason: None,
        reason_code: None,
        state: standing.map_or("nobody", state).to_owned(),
        shown: shown.map_or(-1, |at| at as i64),
        participants: participants.iter().map(|p| participant(tx, p, &front)).collect::<Result<_, _>>()?,
        record,
        candidates,
        guess: None,
        links,
        logged,
    };
    Ok(Composed { view, front, unknown })
}

impl Composed {
    /// Says where the mail is.
    pub fn placed(self) -> PanelView {
        let (reason_code, reason) = reason(&self.front);
        let entry = self.front.recent.as_ref().map(|recent| recent.entry.0.to_string());
        PanelView { entry, place: self.front.place().to_owned(), reason, reason_code, ..self.view }
    }
}

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
        // Until the panel shows leads: somebody who is no client yet.
        Standing::Lead(_) | Standing::Unknown => "unknown",
    }
}

fn participant(tx: &mut Tx, p: &Participant, front: &InFront) -> crmweb_crm::Result<ParticipantView> {
    let record = match &p.standing {
        Standing::Contact(id) => Some(RecordRef::new(RecordKind::Contact, id.0)),
        Standing::Account { account, .. } => Some(RecordRef::new(RecordKind::Account, account.0)),
        Standing::Lead(id) => Some(RecordRef::new(RecordKind::Lead, id.0)),
        Standing::Internal | Standing::Several(_) | Standing::Unknown => None,
    };
    let links = front.seen.iter().flat_map(|seen| &seen.links);
    let record = match record {
        Some(record) => match links.into_iter().find(|link| link.record == record) {
            Some(link) => Some(link_name(link)),
            None => Some(Named::of(tx, record)?),
        },
        None => None,
    };
    Ok(ParticipantView {
        name: p.person.name.clone(),
        address: p.person.address.to_string(),
        part: p.person.part.as_str().to_owned(),
        state: state(&p.standing).to_owned(),
        record,
    })
}

fn link_name(link: &Reason) -> Named {
    Named { kind: link.record.kind, uid: link.uid, name: link.name.clone() }
}

fn link(link: &Reason) -> MailLinkView {
    MailLinkView { record: link_name(link), rule: link.rule.as_str().to_owned(), why: link.why.clone() }
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

fn already_logged(tx: &mut Tx, actor: &Actor, seen: &SeenMail) -> crmweb_crm::Result<Vec<LoggedView>> {
    let logged = logged::from_mail(tx, &seen.mail, actor.user)?;
    let logged = whose::seen(tx, actor, logged, |one| one.record)?;
    let users = client_page::people(tx, logged.iter().filter_map(|l| l.by).collect())?;
    let by_hand = |link: &&Reason| link.rule == Rule::ByHand;
    let here = |record: RecordRef| {
        record.kind == RecordKind::Activity || seen.links.iter().filter(by_hand).any(|l| l.record == record)
    };
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
            from_this_mail: here(one.record),
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
