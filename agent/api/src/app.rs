//! What every handler works with.

use crate::clients::Clients;
use crate::credentials::Credentials;
use crate::hashing::Hashing;
use crate::pairing::Pairing;
use crate::records::Records;
use crmweb_crm::Crm;
use crmweb_crm::seal::Seal;
use crmweb_model::time::Millis;
use crmweb_store::Store;
use crmweb_store::index::{BoxId, EntryId};
use crmweb_sync::webhooks::Keys;
use std::sync::Arc;
use tokio::sync::watch;

/// What the API needs of the machine it runs on; the program that serves it provides it.
pub trait Machine: Send + Sync {
    /// Reads the clock.
    fn now(&self) -> Millis;

    /// Lets the mail follow changed addresses, domains and never-log lists. Returns at once; the mail follows in the
    /// background.
    fn keys_changed(&self);

    /// Fetches a mail of the private index whole from its server. Blocks as long as the server takes.
    fn fetch(&self, entry: EntryId) -> Result<Vec<u8>, Unreachable>;

    /// Returns the key of secrets that the database holds; `None`: there is no place to keep one.
    fn seal(&self) -> Option<Seal> {
        None
    }

    /// Returns the signing secrets of webhooks; `None` where no secrets are kept.
    fn keys(&self) -> Option<Keys> {
        None
    }

    /// Tells whether the mail of a mailbox is being read at this moment.
    fn is_busy(&self, mailbox: BoxId) -> bool {
        let _ = mailbox;
        false
    }
}

/// A mail that cannot be fetched now.
#[derive(Debug, thiserror::Error)]
#[error("the mail cannot be fetched now: {reason}")]
pub struct Unreachable {
    /// The stable code of the fault.
    pub code: &'static str,
    /// Why, for people.
    pub reason: String,
}

/// What every handler works with. Cloning it is cheap.
#[derive(Clone)]
pub struct App(Arc<Whole>);

/// The parts of an [`App`].
pub struct Parts {
    /// The customer memory.
    pub crm: Crm,
    /// The private mail index.
    pub index: Store,
    /// The machine.
    pub machine: Arc<dyn Machine>,
}

struct Whole {
    parts: Parts,
    clients: Clients,
    credentials: Credentials,
    hashing: Hashing,
    pairing: Pairing,
    records: Records,
    mailboxes: watch::Sender<u64>,
    ending: watch::Sender<bool>,
}

impl App {
    /// Puts the parts together; no client is let in until [`Clients::load`].
    pub fn new(parts: Parts) -> App {
        App(Arc::new(Whole {
            records: Records::new(parts.crm.store()),
            parts,
            clients: Clients::default(),
            credentials: Credentials::default(),
            hashing: Hashing::default(),
            pairing: Pairing::default(),
            mailboxes: watch::Sender::new(0),
            ending: watch::Sender::new(false),
        }))
    }

    /// Returns the clients that are let in.
    pub fn clients(&self) -> &Clients {
        &self.0.clients
    }

    /// Returns the sessions and tokens that are let in.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Returns where passwords are hashed.
    pub(crate) fn hashing(&self) -> &Hashing {
        &self.0.hashing
    }

    /// Returns the window through which clients become paired.
    pub fn pairing(&self) -> &Pairing {
        &self.0.pairing
    }

    /// Returns the records of clients that were asked for lately.
    pub(crate) fn records(&self) -> &Records {
        &self.0.records
    }

    /// Tells whoever watches that a mailbox fares otherwise now.
    pub fn mailbox_changed(&self) {
        self.0.mailboxes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Changes whenever a mailbox fares otherwise.
    pub(crate) fn mailbox_changes(&self) -> watch::Receiver<u64> {
        self.0.mailboxes.subscribe()
    }

    /// Ends what would go on for ever: the streams.
    pub(crate) fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Becomes true when everything is to end.
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
