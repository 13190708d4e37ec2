//! The mail in front of the user, however a client names it: by its place in the private index, by its id in the crm, or
//! by what the mail client itself knows of it.

use crate::app::App;
use crate::caller::{Caller, Scope};
use crate::problem::Problem;
use crate::shape::client::PersonView;
use axum::http::StatusCode;
use crmweb_crm::hand_in::Described;
use crmweb_crm::in_front::{self, SeenMail};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Part, Person};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::index::EntryId;
use crmweb_store::index::recent::{self, Recent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest text of a mail that a client may send along, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// Names a mail: exactly one of the three.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MailSource {
    /// A mail of the private index.
    pub entry: Option<String>,
    /// A mail of the crm.
    #[schema(value_type = Option<String>)]
    pub mail: Option<Uid>,
    /// What a mail client knows of the mail it shows.
    pub facts: Option<MailFacts>,
}

/// What a mail client knows of the mail it shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MailFacts {
    /// Message-ID.
    pub message_id: Option<String>,
    /// Subject.
    pub subject: String,
    /// When it was sent, in milliseconds since 1970 UTC.
    pub at: Option<i64>,
    /// Who wrote it.
    pub from: Option<PersonView>,
    /// To whom.
    pub to: Vec<PersonView>,
    /// Copies to whom.
    pub cc: Vec<PersonView>,
    /// Message-IDs it refers to, In-Reply-To last.
    pub references: Vec<String>,
    /// Its plain text, at most 64 KiB.
    pub text: Option<String>,
    /// The address of the mailbox it is shown from.
    pub mailbox: Option<String>,
}

/// The mail in front of the user.
#[derive(Clone, Debug)]
pub struct InFront {
    /// Subject.
    pub subject: String,
    /// When it was sent.
    pub at: Option<Millis>,
    /// The mail in the crm.
    pub seen: Option<SeenMail>,
    /// The mail in the private index.
    pub recent: Option<Recent>,
    /// Who stands in it.
    pub people: Vec<Person>,
    /// Its text, as far as the client told it.
    pub text: String,
    /// What the client told of it.
    pub told: Option<MailFacts>,
}

/// A mail that was asked for, before the crm is asked about it.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// A mail of the crm.
    Crm(Uid),
    /// A mail of the private index.
    Index(Box<Recent>),
    /// What a mail client knows of a mail.
    Told(Box<MailFacts>),
}

impl MailSource {
    /// Checks what was asked for; looks into the private index when it is an entry of it.
    pub async fn check(self, app: &App, caller: &Caller) -> Result<Wanted, Problem> {
        match (self.entry, self.mail, self.facts) {
            (None, Some(uid), None) => Ok(Wanted::Crm(uid)),
            (Some(entry), None, None) => {
                private(caller)?;
                Ok(Wanted::Index(Box::new(of_index(app, entry_id(&entry)?).await?)))
            }
            (None, None, Some(facts)) => Ok(Wanted::Told(Box::new(checked(facts)?))),
            _ => Err(Problem::invalid("a source names exactly one of entry, mail and facts")),
        }
    }

    /// Finds the mail.
    pub async fn find(self, app: &App, caller: &Caller) -> Result<InFront, Problem> {
        let (wanted, viewer) = (self.check(app, caller).await?, caller.user.actor());
        let mut front = app.crm.store().read_async(move |tx| wanted.in_crm(tx, &viewer)).await?;
        front.look_in_index(app, caller).await?;
        Ok(front)
    }
}

impl Wanted {
    /// Finds the mail in the crm, as `viewer` may see it.
    pub fn in_crm(self, tx: &mut Tx, viewer: &Actor) -> crmweb_crm::Result<InFront> {
        match self {
            Wanted::Crm(uid) => Ok(InFront::of_crm(in_front::mail(tx, viewer, uid)?)),
            Wanted::Index(recent) => {
                let Some(uid) = recent.mail else { return Ok(InFront::of_index(*recent)) };
                match in_front::mail(tx, viewer, uid) {
                    Ok(seen) => Ok(InFront { recent: Some(*recent), ..InFront::of_crm(seen) }),
                    Err(crmweb_crm::Error::NoSuch { .. }) => Ok(InFront::of_index(*recent)),
                    Err(e) => Err(e),
                }
            }
            Wanted::Told(facts) => {
                let seen = match &facts.message_id {
                    Some(id) => in_front::by_message_id(tx, viewer, id)?,
                    None => None,
                };
                Ok(match seen {
                    Some(seen) => InFront { told: Some(*facts), ..InFront::of_crm(seen) },
                    None => InFront::of_told(*facts),
                })
            }
        }
    }
}

/// Checks that the client may see the private index.
pub fn private(caller: &Caller) -> Result<(), Problem> {
    if caller.scopes.contains(&Scope::MailPrivate) {
        return Ok(());
    }
    let detail = "this client may not see the mail of this machine";
    Err(Problem::new(StatusCode::FORBIDDEN, "api.forbidden", detail))
}

/// Reads the name of an entry.
pub fn entry_id(text: &str) -> Result<EntryId, Problem> {
    text.parse().map(EntryId).map_err(|_| Problem::invalid("this entry is none of ours"))
}

/// Loads an entry of the private index.
pub async fn of_index(app: &App, entry: EntryId) -> Result<Recent, Problem> {
    let found = app.index.read_async(move |tx| recent::get(tx, entry)).await?;
    found.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "crm.not-found", "this mail is no longer in the mailbox")
    })
}

fn checked(mut facts: MailFacts) -> Result<MailFacts, Problem> {
    if facts.text.as_ref().is_some_and(|text| text.len() > LONGEST_TEXT) {
        return Err(Problem::invalid("text: must have at most 65536 bytes"));
    }
    if facts.to.len() + facts.cc.len() > 2_000 || facts.references.len() > 200 {
        return Err(Problem::invalid("too many people or references"));
    }
    facts.message_id = facts.message_id.as_deref().map(bare_id).filter(|id| !id.is_empty());
    Ok(facts)
}

fn bare_id(text: &str) -> String {
    text.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// An address that is none is left out: mail clients show such things.
fn person(part: Part, shown: &PersonView) -> Option<Person> {
    let address = Address::parse(&shown.address).ok()?;
    let name = shown.name.chars().filter(|c| !c.is_control()).take(200).collect();
    Some(Person { part, address, name })
}

impl InFront {
    /// Looks into the private index for a mail that is not in the crm, when the client may see it.
    pub async fn look_in_index(&mut self, app: &App, caller: &Caller) -> Result<(), Problem> {
        let id = self.told.as_ref().and_then(|told| told.message_id.clone());
        if let (None, Some(id), true) = (&self.seen, id, caller.scopes.contains(&Scope::MailPrivate)) {
            self.recent = app.index.read_async(move |tx| recent::by_message_id(tx, &id)).await?;
        }
        Ok(())
    }

    fn of_told(facts: MailFacts) -> InFront {
        let mut people = Vec::new();
        people.extend(facts.from.as_ref().and_then(|p| person(Part::From, p)));
        people.extend(facts.to.iter().filter_map(|p| person(Part::To, p)));
        people.extend(facts.cc.iter().filter_map(|p| person(Part::Cc, p)));
        InFront {
            subject: facts.subject.clone(),
            at: facts.at.map(Millis),
            seen: None,
            recent: None,
            people,
            text: facts.text.clone().unwrap_or_default(),
            told: Some(facts),
        }
    }

    fn of_crm(seen: SeenMail) -> InFront {
        InFront {
            subject: seen.subject.clone(),
            at: Some(seen.mail.at),
            people: seen.people.clone(),
            text: String::new(),
            recent: None,
            told: None,
            seen: Some(seen),
        }
    }

    /// Describes a mail of the private index.
    pub fn of_index(recent: Recent) -> InFront {
        let named = |address: &Address| named(&recent.author, address);
        let people = recent.people.iter().filter_map(|(part, address)| {
            let address = Address::parse(address).ok()?;
            let name = if *part == Part::From { named(&address) } else { String::new() };
            Some(Person { part: *part, address, name })
        });
        InFront {
            subject: recent.subject.clone(),
            at: Some(recent.sent_at),
            seen: None,
            people: people.collect(),
            text: String::new(),
            told: None,
            recent: Some(recent),
        }
    }

    /// Describes the mail for handing it in, when its bytes are not at hand.
    pub fn described(&self) -> Described {
        let told = self.told.clone().unwrap_or_default();
        Described {
            message_id: told.message_id.or_else(|| self.recent.as_ref().and_then(|r| r.message_id.clone())),
            subject: self.subject.clone(),
            at: self.at,
            people: self.people.clone(),
            references: told.references.iter().map(|id| bare_id(id)).collect(),
            text: self.text.clone(),
        }
    }

    /// Where the mail is: `crm`, `held`, `private` or `unseen`.
    pub fn place(&self) -> &'static str {
        match (&self.seen, &self.recent) {
            (Some(seen), _) if seen.held => "held",
            (Some(_), _) => "crm",
            (None, Some(_)) => "private",
            (None, None) => "unseen",
        }
    }
}

/// The name in `name <address>`.
fn named(author: &str, address: &Address) -> String {
    match author.rsplit_once('<') {
        Some((name, rest)) if rest.trim_end_matches('>').eq_ignore_ascii_case(address.as_str()) => {
            name.trim().trim_matches('"').to_owned()
        }
        _ => String::new(),
    }
}
