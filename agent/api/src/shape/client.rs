//! The record of a client, as the panel shows it.

mod filling;

pub use filling::{cursor_after, history_item};

use super::{Named, UserName};
use crmweb_model::ids::Uid;
use serde::Serialize;
use utoipa::ToSchema;

/// The record of a client as the one who asks may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientRecordView {
    /// The contact, or the account when no contact was asked for.
    pub record: Named,
    /// The person, if one was asked for.
    pub contact: Option<ContactCardView>,
    /// The company; null for a person who works nowhere known.
    pub account: Option<AccountCardView>,
    /// The last time the client and the company spoke.
    pub last_contact: Option<LastContactView>,
    /// Open opportunities, newest first.
    pub opportunities: Vec<OpenOpportunityView>,
    /// Open incidents, critical ones first, then newest first.
    pub incidents: Vec<OpenIncidentView>,
    /// What is planned, soonest first.
    pub planned: Vec<PlannedView>,
    /// What happened, newest first.
    pub history: Vec<HistoryItem>,
    /// The cursor of the next page of the history.
    pub history_next: Option<String>,
    /// How much there is of each.
    pub counts: CountsView,
    /// Others at the same account.
    pub colleagues: Vec<ColleagueView>,
    /// What needs attention, the most urgent first.
    pub flags: Vec<FlagView>,
}

/// How much there is of each list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsView {
    /// Things that happened.
    pub history: i64,
    /// Things planned.
    pub planned: i64,
    /// Open incidents, at most 50.
    pub incidents: usize,
    /// Open opportunities, at most 50.
    pub opportunities: usize,
}

/// A person's card.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactCardView {
    /// The id.
    #[schema(value_type = String)]
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
    /// What the person is to us.
    pub kind: String,
    /// Channels on which the person must not be contacted.
    pub do_not_contact: Vec<String>,
    /// Since when it is known, in milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// Mail addresses, the main one first.
    pub addresses: Vec<String>,
    /// Phones.
    pub phones: Vec<PhoneView>,
    /// Where the person works, the main place first.
    pub places: Vec<PlaceView>,
}

/// Where somebody works.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// The account.
    pub account: Named,
    /// What the person is there.
    pub title: String,
}

/// A company's card.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountCardView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// The name.
    pub name: String,
    /// What it is to us.
    pub kind: String,
    /// How much it matters.
    pub importance: String,
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
    /// Since when it is known, in milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// Phones.
    pub phones: Vec<PhoneView>,
}

/// A phone number.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    /// `phone`, `mobile` or `fax`.
    pub kind: String,
    /// As written.
    pub number: String,
}

/// The last time a client and the company spoke.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastContactView {
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// `email`, `call`, `meeting`, …
    pub kind: String,
    /// `in`, `out` or `none`.
    pub direction: String,
    /// Who wrote, or wrote it down.
    pub who: String,
    /// About what.
    pub subject: String,
}

/// An open opportunity.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenOpportunityView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The name.
    pub name: String,
    /// The stage, by name.
    pub stage: String,
    /// In percent.
    pub probability: i64,
    /// How much.
    pub amount: Option<MoneyView>,
    /// When it should be decided, as `2026-11-23`.
    pub expected_close: Option<String>,
    /// What has to be done next.
    pub next_step: String,
    /// Who answers for it.
    pub owner: Option<UserName>,
    /// Something is planned for it.
    pub planned: bool,
    /// When it was logged, in milliseconds since 1970 UTC.
    pub created_at: i64,
}

/// An amount.
#[derive(Clone, Debug, Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyView {
    /// In the smallest unit of the currency.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

/// An open incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenIncidentView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The number as people write it.
    pub label: String,
    /// What it is about.
    pub subject: String,
    /// How urgent.
    pub priority: String,
    /// How far it is.
    pub status: String,
    /// Who works on it.
    pub assignee: Option<UserName>,
    /// When the solution is due, in milliseconds since 1970 UTC.
    pub solve_by: Option<i64>,
    /// When it was logged, in milliseconds since 1970 UTC.
    pub created_at: i64,
}

/// Something planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedView {
    /// What it is.
    #[serde(flatten)]
    pub item: HistoryItem,
    /// The local time or day as entered; null when it has no date.
    pub when: Option<String>,
    /// The zone of that time.
    pub zone: Option<String>,
    /// Its time has passed.
    pub overdue: bool,
}

/// Something that happened or is planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryItem {
    /// The id.
    pub uid: String,
    /// `email`, `call`, `meeting`, `task`, `event`, `letter`, `fax` or `note`.
    pub kind: String,
    /// How far it is.
    pub status: String,
    /// How urgent.
    pub priority: String,
    /// `in`, `out` or `none`.
    pub direction: String,
    /// What it is about.
    pub subject: String,
    /// The beginning of its text.
    pub snippet: String,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who wrote it down.
    pub author: Option<String>,
    /// Who has to do it.
    pub assignee: Option<String>,
    /// The mail it is, if it is one.
    pub mail: Option<HistoryMail>,
}

/// What a line of the history shows of a mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMail {
    /// The id.
    pub uid: String,
    /// Who wrote it.
    pub from: PersonView,
    /// How many files it carries.
    pub attachments: i64,
    /// How much is seen: `metadata`, `subject` or `everything`.
    pub level: String,
    /// One's own copy is held back from colleagues.
    pub held: bool,
    /// What kind of sender wrote it.
    pub nature: String,
}

/// Somebody in a mail.
#[derive(Clone, Debug, Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonView {
    /// The name; may be empty.
    #[serde(default)]
    pub name: String,
    /// The address.
    pub address: String,
}

/// Somebody else at the same account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleagueView {
    /// The contact.
    pub record: Named,
    /// What the contact is there.
    pub title: String,
    /// The newest thing in its history, in milliseconds since 1970 UTC.
    pub last_at: Option<i64>,
}

/// Something that needs attention.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FlagView {
    /// An incident that cannot wait is open.
    CriticalIncident {
        /// The incident.
        #[schema(value_type = String)]
        incident: Uid,
        /// Its number.
        label: String,
    },
    /// Planned activities whose time has passed.
    Overdue {
        /// How many.
        activities: usize,
    },
    /// An open opportunity that should have been decided.
    PastExpectedClose {
        /// The opportunity.
        #[schema(value_type = String)]
        opportunity: Uid,
    },
    /// An open opportunity for which nothing is planned.
    NothingPlanned {
        /// The opportunity.
        #[schema(value_type = String)]
        opportunity: Uid,
    },
    /// Nobody has spoken with the client for long.
    Quiet {
        /// Days since the last contact.
        days: i64,
    },
}
