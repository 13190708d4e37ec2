//! The records of the crm and the words for their parts.

use crate::ids::Uid;
use crate::money::Money;
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// Makes a closed list of words, each with its name in storage and JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// Returns the name used in storage and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// Reads [`Self::as_str`] back.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// The kinds of record.
    RecordKind {
        /// A company or other client.
        Account = "account",
        /// A person.
        Contact = "contact",
        /// A prospect before qualification.
        Lead = "lead",
        /// A possible sale.
        Opportunity = "opportunity",
        /// A request for support.
        Incident = "incident",
        /// Something that happened or is planned.
        Activity = "activity",
        /// A mail and its copies.
        Mail = "mail",
        /// A marketing campaign.
        Campaign = "campaign",
        /// A user of the product.
        User = "user",
        /// A mailbox that is followed.
        Mailbox = "mailbox",
        /// A never-log entry.
        NeverLog = "never_log",
        /// A rule that a correction taught.
        MatchRule = "match_rule",
        /// A setting of the company.
        Setting = "setting",
    }
}

/// Points at one record of this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// Its kind.
    pub kind: RecordKind,
    /// Its key.
    pub id: i64,
}

impl RecordRef {
    /// Points at record `id` of `kind`.
    pub fn new(kind: RecordKind, id: i64) -> RecordRef {
        RecordRef { kind, id }
    }
}

words! {
    /// What an account or contact is to the company.
    ClientKind {
        /// Buys, or may.
        Client = "client",
        /// Sells with us.
        Partner = "partner",
        /// Sells against us.
        Competitor = "competitor",
        /// Sells to us.
        Supplier = "supplier",
        /// None of these.
        Other = "other",
    }
}

words! {
    /// How much a client matters.
    Importance {
        /// Little.
        Low = "low",
        /// As usual.
        Normal = "normal",
        /// Much.
        High = "high",
        /// A key account.
        Key = "key",
    }
}

words! {
    /// How urgent work is.
    Priority {
        /// Can wait.
        Low = "low",
        /// As usual.
        Normal = "normal",
        /// Soon.
        High = "high",
        /// At once.
        Critical = "critical",
    }
}

words! {
    /// What an activity is.
    ActivityKind {
        /// A mail.
        Email = "email",
        /// A phone call.
        Call = "call",
        /// A meeting.
        Meeting = "meeting",
        /// Something to do.
        Task = "task",
        /// Something that takes place.
        Event = "event",
        /// A paper letter.
        Letter = "letter",
        /// A fax.
        Fax = "fax",
        /// Something written down.
        Note = "note",
    }
}

words! {
    /// How far an activity is.
    ActivityStatus {
        /// Still to be done.
        Planned = "planned",
        /// Begun.
        Started = "started",
        /// Waiting for somebody else.
        Waiting = "waiting",
        /// Done: part of the history.
        Done = "done",
        /// Will not be done.
        Cancelled = "cancelled",
    }
}

impl ActivityStatus {
    /// Tells whether the activity is still ahead (planned) rather than history.
    pub fn is_open(self) -> bool {
        match self {
            ActivityStatus::Planned | ActivityStatus::Started | ActivityStatus::Waiting => true,
            ActivityStatus::Done | ActivityStatus::Cancelled => false,
        }
    }
}

words! {
    /// Which way a mail or call went, seen from the company.
    Direction {
        /// To us.
        In = "in",
        /// From us.
        Out = "out",
        /// Among ourselves, or unknown.
        None = "none",
    }
}

words! {
    /// How far an incident is.
    IncidentStatus {
        /// Not looked at.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// The client has to answer.
        Waiting = "waiting",
        /// There is a solution.
        Solved = "solved",
        /// Finished.
        Closed = "closed",
    }
}

impl IncidentStatus {
    /// Tells whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        match self {
            IncidentStatus::New | IncidentStatus::Open | IncidentStatus::Waiting => true,
            IncidentStatus::Solved | IncidentStatus::Closed => false,
        }
    }
}

words! {
    /// The way a request reached the company.
    Channel {
        /// By mail.
        Mail = "mail",
        /// By phone.
        Phone = "phone",
        /// By fax.
        Fax = "fax",
        /// By letter.
        Letter = "letter",
        /// From the web.
        Web = "web",
        /// In person.
        InPerson = "in_person",
    }
}

words! {
    /// Where an opportunity stands at last.
    Outcome {
        /// Undecided.
        Open = "open",
        /// Sold.
        Won = "won",
        /// Not sold.
        Lost = "lost",
    }
}

words! {
    /// What a phone number reaches.
    PhoneKind {
        /// A desk.
        Phone = "phone",
        /// A pocket.
        Mobile = "mobile",
        /// A fax.
        Fax = "fax",
    }
}

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
}
