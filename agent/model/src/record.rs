//! The records of the crm and the words for their parts.

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
        /// Something that was sold.
        Sale = "sale",
        /// Something the company sells.
        Product = "product",
        /// A branch of the product catalogue.
        Category = "category",
        /// A file with its versions.
        Document = "document",
        /// A text for mail, with gaps to fill.
        Template = "template",
        /// A solution that helps again.
        Article = "article",
        /// Records put together by hand.
        Group = "group",
        /// Where incidents wait for somebody.
        Queue = "queue",
        /// The way opportunities go.
        Pipeline = "pipeline",
        /// A stage of a pipeline.
        Stage = "stage",
        /// What gives a lead points.
        ScoreRule = "score_rule",
        /// A word put on records.
        Tag = "tag",
        /// A field that an administrator defined.
        CustomField = "custom_field",
        /// A saved list: columns, filter, order.
        View = "view",
        /// A user of the product.
        User = "user",
        /// A role beside those that ship.
        Role = "role",
        /// A mailbox that is followed.
        Mailbox = "mailbox",
        /// A never-log entry.
        NeverLog = "never_log",
        /// A rule that a correction taught.
        MatchRule = "match_rule",
        /// A kind of activity that an administrator added.
        ActivityKind = "activity_kind",
        /// A mail to be sent.
        Outbox = "outbox",
        /// A setting of the company.
        Setting = "setting",
        /// Another system that is told of changes.
        Webhook = "webhook",
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
    /// How somebody is reminded.
    ReminderWay {
        /// By mail.
        Mail = "mail",
        /// On the open screens.
        Desktop = "desktop",
    }
}

words! {
    /// What somebody does with a client at the moment.
    Purpose {
        /// Writes an answer.
        Replying = "replying",
        /// Deals with the matter.
        Dealing = "dealing",
    }
}

words! {
    /// How far a mail to be sent is.
    OutboxState {
        /// Waits.
        Queued = "queued",
        /// A worker has it.
        Sending = "sending",
        /// The server has taken it.
        Sent = "sent",
        /// Refused for the moment; tried again.
        Retry = "retry",
        /// Refused for good.
        Failed = "failed",
        /// Nobody knows whether the server took it: never sent again by itself.
        Uncertain = "uncertain",
        /// Withdrawn before it was sent.
        Cancelled = "cancelled",
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

pub use crate::draft::{
    AccountDraft, ActivityDraft, Attendee, ContactDraft, IncidentDraft, OpportunityDraft, Phone, Plan,
    Position, Postal, Reminder,
};
