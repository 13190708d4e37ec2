//! What a sync tells about itself while it runs.

use crmweb_model::time::Millis;
use crmweb_store::index::BoxId;

/// What is being done with a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The envelopes of its mail are listed.
    Listing,
    /// Mail that belongs to the crm is read whole and handed over.
    Reading,
}

/// How far a folder is. `done` mails are safely stored, never more than `total`; `total` may still grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The mailbox.
    pub mailbox: BoxId,
    /// The shown name of the folder.
    pub folder: &'a str,
    /// What is being done.
    pub stage: Stage,
    /// Mails done in this stage.
    pub done: u64,
    /// Mails to do in this stage, as far as known.
    pub total: u64,
}

/// How a followed mailbox fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being reached.
    Connecting,
    /// Mail is being listed or read.
    Syncing,
    /// Everything is in; changes are waited for.
    Watching,
    /// Something went wrong.
    Waiting {
        /// The stable code of the fault.
        code: &'static str,
        /// The fault, for people.
        text: String,
        /// When it is tried again.
        retry_at: Millis,
    },
    /// Ended.
    Stopped,
}

/// Hears how a sync goes. Called from its threads: it must be quick.
pub trait Progress: Send + Sync {
    /// A part of a folder is safely stored.
    fn step(&self, step: &Step) {
        let _ = step;
    }

    /// The state of a mailbox changed.
    fn state(&self, mailbox: BoxId, state: &State) {
        let _ = (mailbox, state);
    }
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
