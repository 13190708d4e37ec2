//! What goes on on this machine: how the mailboxes fare, and that a client was signed out. Never stored.

use crate::app::App;
use crmweb_store::index::mailboxes::Mailbox;
use serde::Serialize;
use utoipa::ToSchema;

/// How a mailbox fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailboxView {
    /// Its address.
    pub address: String,
    /// `ok`, `syncing`, `error` or `paused`.
    pub state: &'static str,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// The last complete look at every folder, in ms since 1970.
    pub synced_at: Option<i64>,
}

/// Describes how a mailbox fares now.
pub(crate) fn view(app: &App, mailbox: &Mailbox) -> MailboxView {
    let state = match &mailbox.fault {
        _ if mailbox.paused => "paused",
        _ if app.machine.is_busy(mailbox.id) => "syncing",
        Some(_) => "error",
        None => "ok",
    };
    MailboxView {
        address: mailbox.account.address.to_string(),
        state,
        error: mailbox.fault.as_ref().filter(|_| state == "error").map(|fault| fault.text.clone()),
        synced_at: mailbox.synced_at.map(|at| at.0),
    }
}
