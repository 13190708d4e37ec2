//! An unknown sender made a client.

use super::customers::Customer;
use crate::app::App;
use crate::body::Body;
use crate::deed::{Deed, blocking};
use crate::problem::Problem;
use crate::shape::Named;
use crate::shape::alike::Alike;
use crate::shape::fields::{AccountFields, ContactFields};
use crate::source::MailSource;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::hand_in::{self, Handed};
use crmweb_crm::new_client::{self, Employer};
use crmweb_crm::relink;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_store::accounts::Account;
use crmweb_store::contacts::Contact;
use crmweb_store::index::people::{self, Who};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A contact, and where it works.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClientRequest {
    /// The contact.
    pub contact: ContactFields,
    /// The account; null for none.
    pub account: Option<EmployerFields>,
    /// What the contact is there.
    #[serde(default)]
    pub title: String,
    /// The mail in front of the user: one that the agent never saw joins the history with its sender.
    #[serde(default)]
    pub source: Option<MailSource>,
}

/// An account that is there, or a new one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmployerFields {
    /// One that is there.
    #[schema(value_type = Option<String>)]
    pub uid: Option<Uid>,
    /// A new one.
    pub new: Option<AccountFields>,
}

/// A new client.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewClientAnswer {
    /// The contact.
    pub contact: Named,
    /// The account, when it is new too.
    pub account: Option<Named>,
    /// Records that may be the same: worth a look, nothing was refused.
    pub candidates: Vec<Alike>,
    /// Mails of the private index that follow.
    pub attached: u64,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Adds a contact and, when needed, its account, and lets their mail follow.
#[utoipa::path(post, path = "/api/v1/clients", tag = "clients", request_body = NewClientRequest,
    responses((status = 201, body = NewClientAnswer), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    deed: Deed,
    body: Body<NewClientRequest>,
) -> Result<Response, Problem> {
    let NewClientRequest { contact, account, title, source } = body.value;
    let keys = keys(&contact, account.as_ref());
    let draft = contact.draft()?;
    let employer = employer(account)?;
    let attached = attaches(&app, keys.clone()).await?;
    let answer = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            let candidates = new_client::alike(tx, by, &draft, &employer)?;
            let added = new_client::add(tx, by, &draft, &employer, &title)?;
            let account =
                added.account.as_ref().map(|account| Named::of(tx, account.record())).transpose()?;
            let contact = Named::of(tx, added.contact.record())?;
            let candidates = candidates.into_iter().map(Alike::from).collect();
            Ok(NewClientAnswer { contact, account, candidates, attached, mutation: by.mutation })
        })
        .await?;
    follow(&app, &deed, keys);
    if let Some(source) = source {
        bring_along(&app, &deed, source).await;
    }
    Ok(answer)
}

/// Reads where a new contact works.
pub(super) fn employer(account: Option<EmployerFields>) -> Result<Employer, Problem> {
    match account {
        None => Ok(Employer::None),
        Some(EmployerFields { uid: Some(uid), new: None }) => Ok(Employer::Known(uid)),
        Some(EmployerFields { uid: None, new: Some(new) }) => Ok(Employer::New(Box::new(new.into()))),
        Some(_) => Err(Problem::invalid("account: names one that is there, or a new one")),
    }
}

/// Hands in a mail that no mailbox holds. The client is added whether or not that succeeds.
async fn bring_along(app: &App, deed: &Deed, source: MailSource) {
    let Ok(front) = source.find(app, &deed.caller).await else { return };
    if front.place() != "unseen" {
        return;
    }
    let (crm, by, described) = (app.crm.clone(), deed.by(app), front.described());
    let handed =
        blocking(move || Ok(hand_in::hand_in(&crm, &by, Handed::Described(Box::new(described)), false)?));
    if let Err(problem) = handed.await {
        tracing::warn!(code = problem.code, "the mail of a new client was not taken");
    }
}

/// The addresses and domains that become known.
pub(super) fn keys(contact: &ContactFields, account: Option<&EmployerFields>) -> Vec<Who> {
    let new = account.and_then(|account| account.new.as_ref());
    let mut keys = Contact::keys(contact);
    keys.extend(new.into_iter().flat_map(Account::keys));
    keys
}

/// Counts the mails of the private index that each of these keys attaches, and returns the most that one does: a
/// company's domain covers the addresses of its people, so adding up would count their mail twice.
pub(crate) async fn attaches(app: &App, keys: Vec<Who>) -> Result<u64, Problem> {
    let counted = app
        .index
        .read_async(move |tx| {
            let mut most = 0;
            for who in &keys {
                most = most.max(people::count_unmatched(tx, who)?);
            }
            Ok::<_, crmweb_store::Error>(most)
        })
        .await?;
    Ok(counted)
}

/// Lets mail follow new keys: what is in the crm is decided again, what is outside comes in.
pub(crate) fn follow(app: &App, deed: &Deed, keys: Vec<Who>) {
    if keys.is_empty() {
        return;
    }
    let (app, by) = (app.clone(), deed.by(app));
    tokio::task::spawn_blocking(move || {
        for who in &keys {
            let again = match who {
                Who::Address(text) => match Address::parse(text) {
                    Ok(address) => relink::by_address(&app.crm, &by, &address),
                    Err(_) => continue,
                },
                Who::Domain(domain) | Who::Within(domain) => relink::by_domain(&app.crm, &by, domain),
            };
            if let Err(error) = again {
                tracing::error!(code = error.code(), %error, "mail could not be decided again");
            }
        }
        app.machine.keys_changed();
    });
}
