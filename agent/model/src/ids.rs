//! Keys: `i64` inside one database, a UUIDv7 [`Uid`] everywhere outside it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of a record outside the database: URLs, exports, links, mail headers. Any client may create one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(uuid::Uuid);

/// A text that is no [`Uid`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not an id; ids look like 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11")]
pub struct NotAUid(pub String);

impl Uid {
    /// Creates a new one; later ones sort after earlier ones.
    pub fn create() -> Uid {
        Uid(uuid::Uuid::now_v7())
    }

    /// Reads the hyphenated form.
    pub fn parse(text: &str) -> Result<Uid, NotAUid> {
        uuid::Uuid::try_parse(text).map(Uid).map_err(|_| NotAUid(text.chars().take(60).collect()))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )*};
}

ids! {
    /// Key of a user.
    UserId,
    /// Key of an account.
    AccountId,
    /// Key of a contact.
    ContactId,
    /// Key of a lead.
    LeadId,
    /// Key of an opportunity.
    OpportunityId,
    /// Key of an incident.
    IncidentId,
    /// Key of an activity.
    ActivityId,
    /// Key of a mail in the crm.
    MailId,
    /// Key of a mailbox in the crm.
    MailboxId,
    /// Key of a thread of mails.
    ThreadId,
    /// Key of a pipeline stage.
    StageId,
    /// Key of a role beside those that ship.
    RoleId,
    /// Key of a kind of activity that an administrator added.
    CustomKindId,
    /// Key of a mail to be sent.
    OutboxId,
    /// Key of a claim.
    ClaimId,
    /// Key of a webhook.
    WebhookId,
    /// Key of one telling of a webhook.
    DeliveryId,
}
