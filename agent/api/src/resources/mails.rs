//! Mail of the private index: the newest of it, its text, and mail that a client hands in.

use super::asked::MailsAsked;
use crate::app::App;
use crate::body;
use crate::caller::Caller;
use crate::deed::{Deed, blocking};
use crate::place;
use crate::problem::Problem;
use crate::shape::client::PersonView;
use crate::source::{InFront, entry_id, of_index, private};
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::hand_in::{self, Handed};
use crmweb_crm::seam::Recorded;
use crmweb_crm::whose;
use crmweb_model::ids::Uid;
use crmweb_model::mail::Part;
use crmweb_model::privacy::SkipReason;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_store::index::entries::{Decision, Verdict};
use crmweb_store::index::known;
use crmweb_store::index::recent::{self, Before, Recent};
use crmweb_store::{Tx, links, mails, names};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// The most mails of one page.
const MOST: i64 = 100;

/// A page of recent mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecentMails {
    /// The mails, newest first.
    pub items: Vec<RecentMail>,
    /// Where the list goes on; null at its end.
    pub next: Option<String>,
}

/// A mail of the private index.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecentMail {
    /// Its place in the index.
    pub entry: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    pub from: PersonView,
    /// To whom.
    pub to: Vec<PersonView>,
    /// When it was sent, in milliseconds since 1970 UTC.
    pub at: i64,
    /// `in` or `out`.
    pub direction: String,
    /// `crm`, `held` or `private`.
    pub place: String,
    /// Why it is private.
    pub reason_code: Option<String>,
    /// The clients it belongs to, by name.
    pub clients: Vec<String>,
    /// The folder.
    pub folder: String,
    /// The address of the mailbox.
    pub mailbox: String,
}

/// Lists the newest mail of this machine's mailboxes.
#[utoipa::path(get, path = "/edge/v1/mails", tag = "mails", params(MailsAsked),
    responses((status = 200, body = RecentMails), (status = 403, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<MailsAsked>,
) -> Result<Json<RecentMails>, Problem> {
    private(&caller)?;
    let before = asked.cursor.as_deref().map(place::read_before).transpose()?;
    let limit = asked.limit.unwrap_or(50).clamp(1, MOST);
    let text = asked.q.unwrap_or_default();
    let found = app.index.read_async(move |tx| recent::list(tx, before, &text, limit)).await?;
    let next = found.last().filter(|_| found.len() as i64 == limit);
    let next = next.map(|last| place::write_before(Before { sent_at: last.sent_at, entry: last.entry }));
    let in_crm: Vec<Uid> = found.iter().filter_map(|mail| mail.mail).collect();
    let viewer = caller.user.actor();
    let clients = app.crm.store().read_async(move |tx| clients(tx, &viewer, &in_crm)).await?;
    let items = found.into_iter().map(|mail| view(mail, &clients)).collect();
    Ok(Json(RecentMails { items, next }))
}

/// The clients of mails, by name.
fn clients(tx: &mut Tx, viewer: &Actor, uids: &[Uid]) -> crmweb_crm::Result<HashMap<Uid, Vec<String>>> {
    let mut all = HashMap::new();
    for uid in uids {
        let Some(mail) = mails::by_uid(tx, *uid)? else { continue };
        let mut names = Vec::new();
        let present = links::of_activity(tx, mail.activity)?;
        for link in whose::seen(tx, viewer, present, |link| link.record)? {
            let client = matches!(link.record.kind, RecordKind::Contact | RecordKind::Account);
            let visible = !link.refused && link.only_for.is_none_or(|user| user == viewer.user);
            if client && visible && names.len() < 3 {
                names.push(names::of(tx, link.record)?);
            }
        }
        all.insert(*uid, names);
    }
    Ok(all)
}

fn view(mail: Recent, clients: &HashMap<Uid, Vec<String>>) -> RecentMail {
    let names = mail.mail.and_then(|uid| clients.get(&uid).cloned()).unwrap_or_default();
    let from = mail.people.iter().find(|(part, _)| *part == Part::From);
    let address = from.map(|(_, address)| address.clone()).unwrap_or_default();
    let shown = mail.author.rsplit_once('<').map_or(mail.author.as_str(), |(name, _)| name);
    let name = shown.trim().trim_matches('"').to_owned();
    let to = mail.people.iter().filter(|(part, _)| *part == Part::To);
    let to = to.map(|(_, address)| PersonView { name: String::new(), address: address.clone() }).collect();
    let place = match mail.decision.as_str() {
        "linked" => "crm",
        "held" => "held",
        _ => "private",
    };
    RecentMail {
        entry: mail.entry.0.to_string(),
        message_id: mail.message_id,
        subject: mail.subject,
        from: PersonView { name: if name == address { String::new() } else { name }, address },
        to,
        at: mail.sent_at.0,
        direction: if mail.role == "sent" { "out" } else { "in" }.to_owned(),
        place: place.to_owned(),
        reason_code: (place == "private")
            .then(|| mail.reason.map_or("pending", SkipReason::as_str).to_owned()),
        clients: names,
        folder: mail.folder,
        mailbox: mail.mailbox,
    }
}

/// What a mail says.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailText {
    /// What is new in it, as plain text, its signature last.
    pub text: String,
    /// What it carries.
    pub attachments: Vec<AttachmentView>,
}

/// A file that a mail carries.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Its media type; may be empty.
    pub kind: String,
}

/// Returns what a mail of the private index says; one that is not in the crm is fetched from its server.
#[utoipa::path(get, path = "/edge/v1/mails/{entry}/text", tag = "mails", params(("entry" = String, Path)),
    responses((status = 200, body = MailText), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn text(
    State(app): State<App>,
    caller: Caller,
    Path(entry): Path<String>,
) -> Result<Json<MailText>, Problem> {
    private(&caller)?;
    let entry = entry_id(&entry)?;
    of_index(&app, entry).await?;
    let machine = app.machine.clone();
    let raw = blocking(move || machine.fetch(entry).map_err(Problem::from)).await?;
    let mail = hand_in::read(&raw);
    let text = if mail.signature.is_empty() {
        mail.text
    } else {
        format!("{}\n\n-- \n{}", mail.text, mail.signature)
    };
    let attachments = mail.attachments.into_iter().filter(|a| !a.inline);
    let attachments = attachments
        .map(|a| AttachmentView {
            name: a.name,
            size: i64::try_from(a.size).unwrap_or(0),
            kind: a.media_type,
        })
        .collect();
    Ok(Json(MailText { text, attachments }))
}

/// What became of a mail that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandedIn {
    /// The mail in the crm.
    #[schema(value_type = Option<String>)]
    pub mail: Option<Uid>,
    /// `linked`, `held`, `nobody`, `internal` or `never_log`.
    pub outcome: String,
    /// Why, for people.
    pub why: String,
}

/// Takes a whole mail (RFC 5322) that the agent has never seen.
#[utoipa::path(post, path = "/edge/v1/mails/eml", tag = "mails",
    request_body(content = String, content_type = "message/rfc822"),
    responses((status = 201, body = HandedIn), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn eml(State(app): State<App>, deed: Deed, request: Request) -> Result<Response, Problem> {
    let raw = body::bytes(request, &app).await?;
    let content = body::content("eml\n", &raw);
    deed.over(&app, &content, StatusCode::CREATED, move |crm, by| {
        let handed = hand_in::hand_in(crm, by, Handed::Whole(raw.to_vec()), false)?;
        Ok(outcome(handed))
    })
    .await
}

fn outcome(recorded: Recorded) -> HandedIn {
    let (outcome, mail, why) = match recorded {
        Recorded::Linked { mail, why } => ("linked", Some(mail), why),
        Recorded::Held { mail, why } => ("held", Some(mail), why),
        Recorded::Nobody => ("nobody", None, "nobody of it is known".to_owned()),
        Recorded::Internal => ("internal", None, "only colleagues are in it".to_owned()),
        Recorded::NeverLogMine => ("never_log", None, "your never-log list covers it".to_owned()),
        Recorded::NeverLogCompany => ("never_log", None, "the company's never-log list covers it".to_owned()),
    };
    HandedIn { mail, outcome: outcome.to_owned(), why }
}

/// Brings the mail in front of the user into the crm, when it is not there yet, because its user wants something of it
/// there. Returns its id.
pub(crate) async fn into_crm(app: &App, deed: &Deed, front: &InFront) -> Result<Uid, Problem> {
    if let Some(seen) = &front.seen {
        return Ok(seen.mail.uid);
    }
    let (by, app, front) = (deed.by(app), app.clone(), front.clone());
    blocking(move || {
        let entry = front.recent.as_ref().map(|recent| recent.entry);
        let fetched = entry.map(|entry| app.machine.fetch(entry));
        let handed = match fetched {
            Some(Ok(raw)) => Handed::Whole(raw),
            Some(Err(unreachable)) if front.told.is_none() => return Err(unreachable.into()),
            _ => Handed::Described(Box::new(front.described())),
        };
        let recorded = hand_in::hand_in(&app.crm, &by, handed, true)?;
        let (mail, verdict) = match recorded {
            Recorded::Linked { mail, why } => (mail, Verdict::of(Decision::Linked(mail), why)),
            Recorded::Held { mail, why } => (mail, Verdict::of(Decision::Held(mail), why)),
            other => {
                let refused = outcome(other);
                let detail = format!("this mail stays out of the customer memory: {}", refused.why);
                return Err(Problem::new(StatusCode::CONFLICT, "crm.conflict", detail));
            }
        };
        if let Some(entry) = entry {
            app.index.write(move |tx| known::decide(tx, entry, &verdict, by.at))?;
        }
        Ok(mail)
    })
    .await
}
