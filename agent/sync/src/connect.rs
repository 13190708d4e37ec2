//! Reaches a mailbox: from what the index knows of it to a signed-in session.

use crate::error::Result;
use crate::secrets::Secrets;
use crmweb_mail::wire::{self, Credentials, Mailbox, Patience, Security, Server, StopSignal};
use crmweb_store::index::mailboxes::{Account, Protection};
use std::sync::Arc;

/// Opens sessions with one mailbox.
pub trait Connector: Send + Sync {
    /// Connects and signs in; raising `stop` ends whatever the session does.
    fn open(&self, stop: &StopSignal) -> Result<Box<dyn Mailbox>>;
}

/// Opens sessions with an IMAP server.
pub struct ImapConnector {
    account: Account,
    secrets: Arc<Secrets>,
    patience: Patience,
}

impl ImapConnector {
    /// Will reach `account` with its password from `secrets`.
    pub fn new(account: Account, secrets: Arc<Secrets>) -> ImapConnector {
        ImapConnector { account, secrets, patience: Patience::default() }
    }
}

impl Connector for ImapConnector {
    fn open(&self, stop: &StopSignal) -> Result<Box<dyn Mailbox>> {
        let secret = self.secrets.read(self.account.secret, &self.account.uid.to_string())?;
        let credentials = Credentials::password(self.account.login.as_str(), secret.reveal());
        Ok(wire::open(&server_of(&self.account), &credentials, &self.patience, stop)?)
    }
}

/// Returns where the server of a mailbox is.
pub fn server_of(account: &Account) -> Server {
    Server {
        host: account.host.clone(),
        port: account.port,
        security: match account.protection {
            Protection::Tls => Security::Tls,
            Protection::StartTls => Security::StartTls,
            Protection::Plain => Security::Plain,
        },
        extra_ca: account.extra_ca.as_ref().map(Into::into),
    }
}
