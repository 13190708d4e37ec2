//! What a mail fills into the form of something logged from it (SPEC P2).

use crate::error::Result;
use crate::from_mail::employer;
use crate::in_front::{self, Standing};
use crate::products;
use crate::work::{as_line, as_text, uid};
use crmweb_model::draft::{ActivityDraft, IncidentDraft, OpportunityDraft};
use crmweb_model::ids::{AccountId, ContactId, Uid};
use crmweb_model::mail::Person;
use crmweb_model::record::{ActivityKind, ActivityStatus, Channel, RecordKind};
use crmweb_model::rights::Actor;
use crmweb_model::subject::bare;
use crmweb_store::Tx;

/// What a mail says about something to be logged from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefilled {
    /// Its subject, one line, without `Re:`.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The contact it is about.
    pub contact: Option<Uid>,
    /// The account it is about.
    pub account: Option<Uid>,
    /// The product it speaks of; empty for none.
    pub product: String,
}

impl Prefilled {
    pub(crate) fn new(
        tx: &mut Tx,
        (subject, text): (&str, &str),
        contact: Option<ContactId>,
        account: Option<AccountId>,
    ) -> Result<Prefilled> {
        Ok(Prefilled {
            subject: as_line(bare(subject)),
            text: as_text(text),
            contact: uid(tx, RecordKind::Contact, contact.map(|c| c.0))?,
            account: uid(tx, RecordKind::Account, account.map(|a| a.0))?,
            product: products::named_in(tx, &format!("{subject}\n{text}"))?,
        })
    }

    /// Reads a mail that is not in the crm: it is about whoever in it is known.
    pub fn of_people(
        tx: &mut Tx,
        viewer: &Actor,
        people: &[Person],
        (subject, text): (&str, &str),
    ) -> Result<Prefilled> {
        let (mut contact, mut account) = (None, None);
        for participant in in_front::participants(tx, viewer, people)? {
            match participant.standing {
                Standing::Contact(id) => contact = contact.or(Some(id)),
                Standing::Account { account: id, .. } => account = account.or(Some(id)),
                Standing::Internal | Standing::Lead(_) | Standing::Several(_) | Standing::Unknown => {}
            }
        }
        if let Some(contact) = contact {
            account = employer(tx, viewer, contact)?.or(account);
        }
        Prefilled::new(tx, (subject, text), contact, account)
    }

    /// Fills the form of an incident.
    pub fn incident(self) -> IncidentDraft {
        IncidentDraft {
            description: self.text,
            account: self.account,
            contact: self.contact,
            product: self.product,
            ..IncidentDraft::new(self.subject, Channel::Mail)
        }
    }

    /// Fills the form of an opportunity.
    pub fn opportunity(self) -> OpportunityDraft {
        OpportunityDraft {
            account: self.account,
            contacts: Vec::from_iter(self.contact),
            description: self.text,
            ..OpportunityDraft::new(self.subject)
        }
    }

    /// Fills the form of a task, note, call, …
    pub fn activity(self, kind: ActivityKind) -> ActivityDraft {
        let ahead = matches!(kind, ActivityKind::Task | ActivityKind::Meeting | ActivityKind::Event);
        ActivityDraft {
            body: if kind == ActivityKind::Task { self.text } else { String::new() },
            status: if ahead { ActivityStatus::Planned } else { ActivityStatus::Done },
            ..ActivityDraft::new(kind, self.subject)
        }
    }
}
