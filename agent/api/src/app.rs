//! What every handler works with.

use crmweb_crm::Crm;
use crmweb_model::time::Millis;
use crmweb_store::Store;
use crmweb_store::index::EntryId;
use std::sync::Arc;

/// What the API needs of the machine it runs on; the program that serves it provides it.
pub trait Machine: Send + Sync {
    /// Reads the clock.
    fn now(&self) -> Millis;

    /// Lets the mail follow changed addresses, domains and never-log lists. Returns at once; the mail follows in the
    /// background.
    fn keys_changed(&self);

    /// Fetches a mail of the private index whole from its server. Blocks as long as the server takes.
    fn fetch(&self, entry: EntryId) -> Result<Vec<u8>, Unreachable>;
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
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The customer memory.
    pub crm: Crm,
    /// The private mail index.
    pub index: Store,
    /// The machine.
    pub machine: Arc<dyn Machine>,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> App {
        App(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
