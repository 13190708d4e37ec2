//! The customer memory of one place: its database and its files.

use crate::error::{Error, Result};
use crmweb_store::blobs::Blobs;
use crmweb_store::{Store, Tx};

/// The customer memory of one place. Cloning it is cheap.
#[derive(Clone)]
pub struct Crm {
    store: Store,
    blobs: Blobs,
}

impl Crm {
    /// Uses an open database (its schema prepared) and a folder of files.
    pub fn new(store: Store, blobs: Blobs) -> Crm {
        Crm { store, blobs }
    }

    /// Runs `work` in one writing transaction: all of it happens or nothing.
    pub fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.store.write(work)
    }

    /// Runs `work` in one reading transaction, which sees one moment.
    pub fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.store.read(work)
    }

    /// Returns the database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the files.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Reads a stored file, for example a whole mail by its hash.
    pub fn file(&self, sha256: &str) -> Result<Vec<u8>> {
        self.blobs.read(sha256).map_err(Error::from)
    }
}
