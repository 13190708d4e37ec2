//! What people enter of a record: the fields of a form, a command or an import line.

use crate::ids::Uid;
use crate::money::Money;
use crate::record::{
    ActivityKind, ActivityStatus, Channel, ClientKind, Direction, Importance, PhoneKind, Priority,
    RecordKind, ReminderWay,
};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postal {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// County, state or region.
    pub region: String,
    /// Country.
    pub country: String,
}

/// A phone number as people wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// What it reaches.
    pub kind: PhoneKind,
    /// As written.
    pub number: String,
}

/// What people enter of an account (SPEC C1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountDraft {
    /// Name; must not be empty.
    pub name: String,
    /// What it is to us.
    pub kind: ClientKind,
    /// How much it matters.
    pub importance: Importance,
    /// Industry.
    pub industry: String,
    /// Type of ownership.
    pub ownership: String,
    /// Number of employees.
    pub employees: Option<i64>,
    /// Annual revenue.
    pub annual_revenue: Option<Money>,
    /// Postal address.
    pub postal: Postal,
    /// Phones and faxes.
    pub phones: Vec<Phone>,
    /// Mail addresses of the company itself, such as office@.
    pub addresses: Vec<String>,
    /// Web site.
    pub web: String,
    /// Mail domains.
    pub domains: Vec<String>,
    /// VAT number (CUI).
    pub vat_number: String,
    /// Registration number (J-number).
    pub registration_number: String,
    /// Parent account.
    pub parent: Option<Uid>,
    /// Status in words of the company.
    pub status: String,
    /// Free text.
    pub description: String,
}

impl Default for AccountDraft {
    fn default() -> AccountDraft {
        AccountDraft {
            name: String::new(),
            kind: ClientKind::Client,
            importance: Importance::Normal,
            industry: String::new(),
            ownership: String::new(),
            employees: None,
            annual_revenue: None,
            postal: Postal::default(),
            phones: Vec::new(),
            addresses: Vec::new(),
            web: String::new(),
            domains: Vec::new(),
            vat_number: String::new(),
            registration_number: String::new(),
            parent: None,
            status: String::new(),
            description: String::new(),
        }
    }
}

/// A contact's place at an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The account.
    pub account: Uid,
    /// What the contact is there.
    #[serde(default)]
    pub title: String,
}

/// What people enter of a contact (SPEC C2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactDraft {
    /// Salutation.
    pub salutation: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Accounts, the main one first.
    pub positions: Vec<Position>,
    /// Department.
    pub department: String,
    /// Mail addresses, the main one first.
    pub addresses: Vec<String>,
    /// Phones and faxes.
    pub phones: Vec<Phone>,
    /// Language, as `ro`, `de`, `en`.
    pub language: String,
    /// What the contact is to us.
    pub kind: ClientKind,
    /// Birthday.
    pub birthday: Option<Day>,
    /// Postal address.
    pub postal: Postal,
    /// Channels on which the contact must not be contacted: `email`, `phone`, `letter`, `fax`.
    pub do_not_contact: Vec<String>,
    /// Free text.
    pub description: String,
}

impl Default for ContactDraft {
    fn default() -> ContactDraft {
        ContactDraft {
            salutation: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            positions: Vec::new(),
            department: String::new(),
            addresses: Vec::new(),
            phones: Vec::new(),
            language: String::new(),
            kind: ClientKind::Client,
            birthday: None,
            postal: Postal::default(),
            do_not_contact: Vec::new(),
            description: String::new(),
        }
    }
}

/// What people enter of an incident (SPEC I1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentDraft {
    /// What it is about; must not be empty.
    pub subject: String,
    /// What happened.
    pub description: String,
    /// The account.
    pub account: Option<Uid>,
    /// The contact.
    pub contact: Option<Uid>,
    /// The product, by name.
    pub product: String,
    /// The category.
    pub category: String,
    /// How urgent.
    pub priority: Priority,
    /// How it reached us.
    pub channel: Channel,
    /// The queue; empty for none.
    pub queue: String,
}

impl IncidentDraft {
    /// Returns one of usual priority, with nothing else said of it.
    pub fn new(subject: impl Into<String>, channel: Channel) -> IncidentDraft {
        IncidentDraft {
            subject: subject.into(),
            description: String::new(),
            account: None,
            contact: None,
            product: String::new(),
            category: String::new(),
            priority: Priority::Normal,
            channel,
            queue: String::new(),
        }
    }
}

/// What people enter of an opportunity (SPEC O1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpportunityDraft {
    /// Its name; must not be empty.
    pub name: String,
    /// The account.
    pub account: Option<Uid>,
    /// The contacts, the main one first.
    pub contacts: Vec<Uid>,
    /// The stage by name; `None` is the first of the pipeline.
    pub stage: Option<String>,
    /// What kind of business.
    pub business_type: String,
    /// How much.
    pub amount: Option<Money>,
    /// In percent; `None` is the stage's.
    pub probability: Option<i64>,
    /// When it should be decided.
    pub expected_close: Option<Day>,
    /// Where it came from.
    pub source: String,
    /// The main competitor.
    pub competitor: String,
    /// Free text.
    pub description: String,
    /// What has to be done next.
    pub next_step: String,
}

impl OpportunityDraft {
    /// Returns one at the first stage, with nothing else said of it.
    pub fn new(name: impl Into<String>) -> OpportunityDraft {
        OpportunityDraft {
            name: name.into(),
            account: None,
            contacts: Vec::new(),
            stage: None,
            business_type: String::new(),
            amount: None,
            probability: None,
            expected_close: None,
            source: String::new(),
            competitor: String::new(),
            description: String::new(),
            next_step: String::new(),
        }
    }
}

/// What people enter of a task, note, call or other activity (SPEC T1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityDraft {
    /// What it is.
    pub kind: ActivityKind,
    /// What it is about.
    pub subject: String,
    /// Free text.
    pub body: String,
    /// How far it is.
    pub status: ActivityStatus,
    /// How urgent.
    pub priority: Priority,
    /// Which way it went.
    pub direction: Direction,
    /// When it happened; `None` is now.
    pub at: Option<Millis>,
    /// The planned local time, as `2026-11-24T10:00` or a day.
    pub planned: Option<String>,
    /// The zone of the planned time, as `Europe/Bucharest`.
    pub zone: Option<String>,
    /// What else is planned of it.
    #[serde(default)]
    pub plan: Plan,
}

impl ActivityDraft {
    /// Returns one that is to be done some time, with nothing else said of it.
    pub fn new(kind: ActivityKind, subject: impl Into<String>) -> ActivityDraft {
        ActivityDraft {
            kind,
            subject: subject.into(),
            body: String::new(),
            status: ActivityStatus::Planned,
            priority: Priority::Normal,
            direction: Direction::None,
            at: None,
            planned: None,
            zone: None,
            plan: Plan::default(),
        }
    }
}

/// What is planned of an activity beside its time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// When it ends, in the same zone: a time, or the last day.
    pub ends: Option<String>,
    /// Where.
    pub place: String,
    /// By which rule it happens again, as in `FREQ=WEEKLY;BYDAY=MO`.
    pub rule: Option<String>,
    /// Who does it is reminded of it.
    pub reminders: Vec<Reminder>,
    /// Who takes part, beside the one who has it.
    pub attendees: Vec<Attendee>,
    /// Nobody else sees it.
    pub private: bool,
    /// The kind of an administrator's that it is.
    pub custom: Option<Uid>,
}

/// A reminder of something planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reminder {
    /// How many minutes before.
    pub minutes: i64,
    /// How.
    pub way: ReminderWay,
}

/// Somebody who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attendee {
    /// A contact or a user.
    pub kind: RecordKind,
    /// The id.
    pub uid: Uid,
}
