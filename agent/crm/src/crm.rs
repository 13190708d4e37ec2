//! The customer memory of one place: its database and its files.

use crate::documents::files;
use crate::error::{Error, Result};
use crmweb_model::identity;
use crmweb_store::blobs::Blobs;
use crmweb_store::mails::Stored;
use crmweb_store::packs::{Packs, Place};
use crmweb_store::{Store, Tx, mails, settings};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The customer memory of one place. Cloning it is cheap.
#[derive(Clone)]
pub struct Crm {
    store: Store,
    blobs: Blobs,
    packs: Arc<OnceLock<Packs>>,
    documents: Arc<OnceLock<Blobs>>,
    /// Held for reading while bytes wait for the rows that name them, for writing while bytes are erased.
    files: Arc<RwLock<()>>,
    swept: Arc<AtomicBool>,
}

/// The bytes of a mail, and the mail that may still need them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where they are.
    pub place: Place,
    /// Their hash.
    pub sha256: String,
    /// The identity of the mail.
    pub identity: String,
}

impl File {
    /// Names the bytes of a mail.
    pub fn of(mail: &Stored) -> File {
        File { place: mail.place, sha256: mail.sha256.clone(), identity: mail.identity.clone() }
    }
}

impl Crm {
    /// Uses an open database (its schema prepared) and a folder of files; whole mails are beside them, in packs.
    pub fn new(store: Store, blobs: Blobs) -> Crm {
        Crm {
            store,
            blobs,
            packs: Arc::default(),
            documents: Arc::default(),
            files: Arc::default(),
            swept: Arc::default(),
        }
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

    /// Returns the bytes of a mail, checking that they still are what was stored.
    pub fn file(&self, mail: &Stored) -> Result<Vec<u8>> {
        self.packs()?.read(mail.place, &mail.sha256).map_err(Error::from)
    }

    /// Returns the packs that hold whole mails. Each database has a folder of its own, so that none takes another's
    /// mail for what a crash left behind.
    pub(crate) fn packs(&self) -> Result<&Packs> {
        if let Some(packs) = self.packs.get() {
            return Ok(packs);
        }
        let root = self.own_folder("packs")?;
        Ok(self.packs.get_or_init(|| Packs::new(root)))
    }

    /// Returns the files of documents, in a folder of this database's own, like the packs. What an interruption left
    /// there is removed when it is asked for first.
    pub(crate) fn documents(&self) -> Result<&Blobs> {
        if let Some(documents) = self.documents.get() {
            return Ok(documents);
        }
        let root = self.own_folder("documents")?;
        let _alone = self.files.write().unwrap_or_else(PoisonError::into_inner);
        if self.documents.get().is_none() {
            let found = Blobs::open(&root)?;
            files::sweep(&self.store, &found)?;
            drop(self.documents.set(found));
        }
        self.documents.get().ok_or(Error::Store(crmweb_store::Error::Closed))
    }

    fn own_folder(&self, purpose: &str) -> Result<PathBuf> {
        let key = self.store.read(|tx| Ok::<_, Error>(settings::identity_key(tx)?))?;
        let name = &identity::mark(&key, purpose)[..16];
        Ok(self.blobs.root().join(purpose).join(name))
    }

    /// Keeps everybody from bringing bytes while some are removed.
    pub(crate) fn alone_with_files(&self) -> RwLockWriteGuard<'_, ()> {
        self.files.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps bytes from being erased between their writing and the commit of the rows that name them.
    pub(crate) fn use_files(&self) -> RwLockReadGuard<'_, ()> {
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Erases those of `files` that no mail needs.
    pub(crate) fn remove_files(&self, files: Vec<File>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let _alone = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let unused = self.store.read(move |tx| {
            let mut unused = Vec::new();
            for file in files {
                let user = mails::by_identity(tx, &file.identity)?;
                if user.is_none_or(|mail| mail.place != file.place) {
                    unused.push(file);
                }
            }
            Ok::<_, Error>(unused)
        })?;
        let unused: Vec<(Place, &str)> =
            unused.iter().map(|file| (file.place, file.sha256.as_str())).collect();
        Ok(self.packs()?.erase(&unused)?)
    }

    /// Erases, once per process, what a crash between the writing of mails and their commit left in the newest pack.
    pub(crate) fn sweep(&self) -> Result<()> {
        if self.swept.load(Ordering::Acquire) {
            return Ok(());
        }
        let _alone = self.files.write().unwrap_or_else(PoisonError::into_inner);
        if self.swept.load(Ordering::Acquire) {
            return Ok(());
        }
        // The one before may have become full in the very batch that was lost.
        let newest = self.packs()?.newest()?;
        for pack in [newest - 1, newest].into_iter().filter(|pack| *pack > 0) {
            let mut used = self.store.read(move |tx| Ok::<_, Error>(mails::places(tx, pack)?))?;
            let swept = self.packs()?.sweep(pack, &mut used)?;
            if swept > 0 {
                tracing::info!(swept, pack, "erased mail that an interruption left behind");
            }
        }
        self.swept.store(true, Ordering::Release);
        Ok(())
    }
}
