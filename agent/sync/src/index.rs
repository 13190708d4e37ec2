//! How the sync writes to the mail index: nobody waits for it, and whatever is lost is found again on the server.

use crate::error::{Result, SyncError};
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::{Store, Tx};

/// Runs `work` in one writing transaction, after everything that people wait for.
pub(crate) fn in_background<T: Send + 'static>(
    index: &Store,
    work: impl FnOnce(&mut Tx) -> std::result::Result<T, SyncError> + Send + 'static,
) -> Result<T> {
    index.write_as(Urgency::Background, Durability::Normal, work)
}
