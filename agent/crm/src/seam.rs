//! The seam between the machine that reads mail and the place where the records are.
//!
//! Alone both are one process; in a company the records are at the hub. The mail side keeps a copy of the
//! [keys](KeyChanges) and hands over only mail that touches one of them.

use crate::error::Result;
use crmweb_model::ids::Uid;
use crmweb_model::mail::Mail;
use crmweb_model::privacy::NeverLog;
use crmweb_model::time::Millis;
use serde::{Deserialize, Serialize};

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// The address of a contact or account.
    Address,
    /// The mail domain of an account.
    Domain,
    /// The address of a colleague.
    Colleague,
    /// A domain of the company itself.
    CompanyDomain,
}

/// One key that came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// What it is.
    pub kind: KeyKind,
    /// The folded address or domain.
    pub key: String,
    /// The record it stands for, as `contact:17`: several records may share a key.
    pub record: String,
    /// It no longer holds.
    pub gone: bool,
}

/// What changed among the keys since a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChanges {
    /// Of the crm; when it differs from the one known, forget everything and start over.
    pub epoch: String,
    /// Ask again with this one.
    pub version: i64,
    /// The changes are everything there is, not a difference.
    pub complete: bool,
    /// The changes.
    pub changes: Vec<KeyChange>,
    /// The never-log list of the user who asks, whole.
    pub never_log_mine: Vec<NeverLog>,
    /// The never-log list of the company, whole.
    pub never_log_company: Vec<NeverLog>,
}

/// A mail handed over.
#[derive(Clone, Debug)]
pub struct HandedMail {
    /// The mailbox that holds it.
    pub mailbox: Uid,
    /// What was read from it.
    pub mail: Mail,
    /// The bytes (or their beginning, when `mail.truncated`).
    pub raw: Vec<u8>,
    /// When the server received it: the date of a mail that has none.
    pub received_at: Millis,
}

/// What became of a mail handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Recorded {
    /// It is in the history of these records.
    Linked {
        /// The mail's id.
        mail: Uid,
        /// Why, for people: `ana@firma.ro is the address of Ana Pop`.
        why: String,
    },
    /// It is in the crm, but its owner holds it back from colleagues.
    Held {
        /// The mail's id.
        mail: Uid,
        /// Why it belongs there.
        why: String,
    },
    /// It belongs to nobody known; nothing of it was stored.
    Nobody,
    /// Only colleagues are in it; nothing of it was stored.
    Internal,
    /// The owner's never-log list covers it, or the owner removed it before; nothing was stored.
    NeverLogMine,
    /// The company's never-log list covers it; nothing was stored.
    NeverLogCompany,
}

/// The customer memory as the mail side sees it.
pub trait Memory: Send + Sync {
    /// Returns the keys that changed after `since` (all of them for `None` or another epoch), as the user of
    /// `mailbox` may use them.
    fn keys(&self, mailbox: Uid, since: Option<(&str, i64)>) -> Result<KeyChanges>;

    /// Takes mails into the history. Idempotent: a batch may be repeated or arrive late.
    ///
    /// One answer per mail, in order. On return everything is safe against loss of power.
    fn record(&self, batch: Vec<HandedMail>) -> Result<Vec<Recorded>>;

    /// Takes a mailbox's captures of these identities back, because the mail no longer may be there (never-log).
    fn retract(&self, mailbox: Uid, mails: Vec<Uid>) -> Result<()>;
}
