//! Why following a mailbox came to a halt.

use crmweb_mail::wire::WireError;
use std::time::Duration;

/// A result of the sync.
pub type Result<T> = std::result::Result<T, SyncError>;

/// What stopped the sync of a mailbox. A single mail never does.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The conversation with the mail server.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The private mail index.
    #[error("the mail index could not be read or written")]
    Index(#[from] crmweb_store::Error),
    /// The customer memory did not take the mail.
    #[error("the customer memory could not be reached")]
    Memory(#[source] crmweb_crm::Error),
    /// The password.
    #[error(transparent)]
    Secret(#[from] crate::secrets::SecretError),
    /// A thread of the program failed.
    #[error("following the mailbox failed inside the program during {during}")]
    Crashed {
        /// What was under way.
        during: &'static str,
    },
}

impl SyncError {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            SyncError::Wire(e) => e.code(),
            SyncError::Index(e) => e.code(),
            SyncError::Memory(e) => e.code(),
            SyncError::Secret(e) => e.code(),
            SyncError::Crashed { .. } => "sync.crashed",
        }
    }

    /// Tells whether waiting may mend it.
    pub fn is_transient(&self) -> bool {
        match self {
            SyncError::Wire(e) => e.is_transient(),
            SyncError::Index(e) | SyncError::Memory(crmweb_crm::Error::Store(e)) => e.is_transient(),
            SyncError::Memory(_) | SyncError::Secret(_) | SyncError::Crashed { .. } => false,
        }
    }

    /// Returns how long the server asked us to stay away.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            SyncError::Wire(e) => e.retry_after(),
            _ => None,
        }
    }

    /// Tells whether somebody wants the sync to end.
    pub fn is_stop(&self) -> bool {
        matches!(self, SyncError::Wire(WireError::Stopped))
    }

    /// Returns the whole story for people: the fault and what caused it.
    pub fn story(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }
}
