//! What a client's page shows, as values.

use crmweb_model::draft::Phone;
use crmweb_model::ids::{AccountId, ContactId, IncidentId, OpportunityId, Uid, UserId};
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance, IncidentStatus, Priority};
use crmweb_model::time::{Day, Millis};

/// A user as pages name one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The key.
    pub id: UserId,
    /// The id outside.
    pub uid: Uid,
    /// The name.
    pub name: String,
    /// The team.
    pub team: String,
}

/// Where a contact works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// Its id outside.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// What the contact is there.
    pub title: String,
}

/// A contact as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactCard {
    /// The key.
    pub id: ContactId,
    /// The id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// Salutation.
    pub salutation: String,
    /// Given and family name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Language.
    pub language: String,
    /// What the contact is to us.
    pub kind: ClientKind,
    /// Channels on which the contact must not be contacted.
    pub do_not_contact: Vec<String>,
    /// Since when it is known.
    pub created_at: Millis,
    /// Who looks after it.
    pub owner: Option<Person>,
    /// The first addresses.
    pub addresses: Vec<String>,
    /// The first phones.
    pub phones: Vec<Phone>,
    /// Where the contact works, the main place first.
    pub places: Vec<Place>,
}

/// An account as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCard {
    /// The key.
    pub id: AccountId,
    /// The id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// The name.
    pub name: String,
    /// What it is to us.
    pub kind: ClientKind,
    /// How much it matters.
    pub importance: Importance,
    /// Industry.
    pub industry: String,
    /// Status in words of the company.
    pub status: String,
    /// City.
    pub city: String,
    /// Country.
    pub country: String,
    /// Web site.
    pub web: String,
    /// Since when it is known.
    pub created_at: Millis,
    /// Who looks after it.
    pub owner: Option<Person>,
    /// The first phones.
    pub phones: Vec<Phone>,
}

/// An open incident in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIncident {
    /// The key.
    pub id: IncidentId,
    /// The id outside.
    pub uid: Uid,
    /// The number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// How urgent.
    pub priority: Priority,
    /// How far it is.
    pub status: IncidentStatus,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Who reported it.
    pub contact: Option<ContactId>,
    /// When the solution is due.
    pub solve_by: Option<Millis>,
    /// When it was logged.
    pub created_at: Millis,
}

/// An open opportunity in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOpportunity {
    /// The key.
    pub id: OpportunityId,
    /// The id outside.
    pub uid: Uid,
    /// The name.
    pub name: String,
    /// The stage, by name.
    pub stage: String,
    /// In percent.
    pub probability: i64,
    /// How much.
    pub amount: Option<Money>,
    /// When it should be decided.
    pub expected_close: Option<Day>,
    /// What has to be done next.
    pub next_step: String,
    /// Who answers for it.
    pub owner: Option<UserId>,
    /// An activity is planned, as the viewer may see it.
    pub planned: bool,
    /// When it was logged.
    pub created_at: Millis,
}

/// Somebody else at the same account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The contact.
    pub id: ContactId,
    /// The id outside.
    pub uid: Uid,
    /// Given and family name.
    pub name: String,
    /// What the contact is at the account.
    pub title: String,
    /// The newest thing in the history, as the viewer may see it.
    pub last: Option<Millis>,
}
