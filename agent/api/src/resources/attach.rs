//! The mail in front of the user, or its conversation, attached to a record that is there.

use super::mails::into_crm;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Ref;
use crate::shape::client::PersonView;
use crate::source::{InFront, MailSource, private};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::attach;
use crmweb_crm::hold::Reach;
use crmweb_crm::in_front::SeenMail;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Part, Person};
use crmweb_model::privacy::ShareLevel;
use crmweb_store::index::recent;
use crmweb_store::{mailboxes, threads};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Attaches a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachRequest {
    /// The mail.
    pub source: MailSource,
    /// The account, contact, opportunity or incident.
    pub to: Ref,
    /// How far it reaches.
    pub reach: AttachReach,
}

/// How far attaching reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttachReach {
    /// This mail.
    Mail,
    /// Its whole conversation, with what still comes.
    Thread,
}

impl From<AttachReach> for Reach {
    fn from(reach: AttachReach) -> Reach {
        match reach {
            AttachReach::Mail => Reach::Mail,
            AttachReach::Thread => Reach::Thread,
        }
    }
}

/// What attaching would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachPreview {
    /// The mails that would be attached, newest first.
    pub mails: Vec<AttachedMail>,
    /// How many of them are private now and would enter the crm.
    pub leaves: usize,
    /// What colleagues will see of these: `nothing`, `metadata`, `subject` or `everything`.
    pub level: String,
}

/// A mail that would be attached.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachedMail {
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    pub from: PersonView,
    /// When it was sent, in milliseconds since 1970 UTC.
    pub at: i64,
    /// `crm`, `held`, `private` or `unseen`.
    pub place: String,
}

/// What attaching did.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachAnswer {
    /// Mails that were not there before.
    pub attached: usize,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Says what attaching would do, and what would leave the private index by it.
#[utoipa::path(post, path = "/edge/v1/attach/preview", tag = "attach", request_body = AttachRequest,
    responses((status = 200, body = AttachPreview), (status = 404, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    caller: Caller,
    body: Body<AttachRequest>,
) -> Result<Json<AttachPreview>, Problem> {
    let AttachRequest { source, to, reach } = body.value;
    let front = source.find(&app, &caller).await?;
    let viewer = caller.user.actor();
    let private = private_mails(&app, &caller, &front, reach).await?;
    let preview = app
        .crm
        .store()
        .read_async(move |tx| {
            to.find(tx)?;
            let mine = mailboxes::list(tx)?.into_iter().filter(|mailbox| mailbox.user == Some(viewer.user));
            let level = mine.map(|mailbox| mailbox.share).max().unwrap_or(ShareLevel::Everything);
            let mut mails: Vec<AttachedMail> = match &front.seen {
                Some(seen) => {
                    let reached = attach::reached(tx, &viewer, seen.mail.uid, reach.into())?;
                    reached.iter().map(of_crm).collect()
                }
                None => vec![of_front(&front)],
            };
            let leaves = private.len() + usize::from(front.seen.is_none());
            mails.extend(private.iter().map(of_front));
            mails.sort_by_key(|mail| std::cmp::Reverse(mail.at));
            Ok::<_, crmweb_crm::Error>(AttachPreview { mails, leaves, level: level.as_str().to_owned() })
        })
        .await?;
    Ok(Json(preview))
}

/// The most private mails of one conversation that come along.
const MOST_PRIVATE: usize = 100;

/// The mails of the conversation that nobody known is in: they are private, and come along with the whole of it.
async fn private_mails(
    app: &App,
    caller: &Caller,
    front: &InFront,
    reach: AttachReach,
) -> Result<Vec<InFront>, Problem> {
    if reach == AttachReach::Mail || private(caller).is_err() {
        return Ok(Vec::new());
    }
    let mut ids = match front.seen.as_ref().map(|seen| seen.mail.thread) {
        Some(thread) => {
            app.crm
                .store()
                .read_async(move |tx| threads::message_ids(tx, thread, MOST_PRIVATE as i64))
                .await?
        }
        None => Vec::new(),
    };
    let described = front.described();
    ids.extend(described.message_id.into_iter().chain(described.references));
    let entry = front.recent.as_ref().map(|recent| recent.entry);
    let found = app.index.read_async(move |tx| recent::conversation(tx, &ids, entry, MOST_PRIVATE)).await?;
    Ok(found.into_iter().map(InFront::of_index).collect())
}

fn of_crm(seen: &SeenMail) -> AttachedMail {
    AttachedMail {
        subject: seen.subject.clone(),
        from: author(&seen.people),
        at: seen.mail.at.0,
        place: if seen.held { "held" } else { "crm" }.to_owned(),
    }
}

fn of_front(front: &InFront) -> AttachedMail {
    AttachedMail {
        subject: front.subject.clone(),
        from: author(&front.people),
        at: front.at.map_or(0, |at| at.0),
        place: front.place().to_owned(),
    }
}

fn author(people: &[Person]) -> PersonView {
    let author = people.iter().find(|person| person.part == Part::From);
    author.map_or(PersonView { name: String::new(), address: String::new() }, |person| PersonView {
        name: person.name.clone(),
        address: person.address.to_string(),
    })
}

/// Attaches a mail, or its conversation, to a record.
#[utoipa::path(post, path = "/edge/v1/attach", tag = "attach", request_body = AttachRequest,
    responses((status = 200, body = AttachAnswer), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn attach(
    State(app): State<App>,
    deed: Deed,
    body: Body<AttachRequest>,
) -> Result<Response, Problem> {
    let AttachRequest { source, to, reach } = body.value;
    let front = source.find(&app, &deed.caller).await?;
    let mail = into_crm(&app, &deed, &front).await?;
    for private in private_mails(&app, &deed.caller, &front, reach).await? {
        into_crm(&app, &deed, &private).await?;
    }
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let record = to.find(tx)?;
        let attached = attach::attach(tx, by, mail, reach.into(), record)?;
        Ok(AttachAnswer { attached, mutation: by.mutation })
    })
    .await
}
