//! The customer memory of one place: its database and its files.

use crate::error::{Error, Result};
use crmweb_store::blobs::Blobs;
use crmweb_store::{Store, Tx, mails};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// The customer memory of one place. Cloning it is cheap.
#[derive(Clone)]
pub struct Crm {
    store: Store,
    blobs: Blobs,
    /// Held for reading while files wait for the rows that name them, for writing while files are removed.
    files: Arc<RwLock<()>>,
}

/// A file of a mail, and the mail that may still need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub sha256: String,
    /// The identity of the mail; equal bytes have equal identity.
    pub identity: String,
}

impl File {
    /// Names the file of the mail with this identity.
    pub fn new(sha256: &str, identity: &str) -> File {
        File { sha256: sha256.into(), identity: identity.into() }
    }
}

impl Crm {
    /// Uses an open database (its schema prepared) and a folder of files.
    pub fn new(store: Store, blobs: Blobs) -> Crm {
        Crm { store, blobs, files: Arc::default() }
    }

    /// Runs `work` in one writing transaction: all of it happens or nothing.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.store.write(work)
    }

    /// Runs `work` in one reading transaction, which sees one moment.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
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

    /// Keeps files from being removed between their writing and the commit of the rows that name them.
    pub(crate) fn use_files(&self) -> RwLockReadGuard<'_, ()> {
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes those of `files` that no mail needs.
    pub(crate) fn remove_files(&self, files: Vec<File>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let _alone = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let unused = self.store.read(move |tx| {
            let mut unused = Vec::new();
            for file in files {
                let user = mails::by_identity(tx, &file.identity)?;
                if user.is_none_or(|mail| mail.sha256 != file.sha256) {
                    unused.push(file.sha256);
                }
            }
            Ok::<_, Error>(unused)
        })?;
        for name in unused {
            self.blobs.remove(&name)?;
        }
        Ok(())
    }
}
