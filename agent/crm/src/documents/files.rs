//! The bytes of documents: on disk before a row names them, gone after the last row that did.

use crate::crm::Crm;
use crate::error::{Error, Result};
use crmweb_store::blobs::{Blobs, Incoming, Received};
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::{Store, Tx, documents, settings};
use std::collections::BTreeSet;
use std::fs::File;
use std::time::{Duration, SystemTime};

/// The largest file unless the company has set another size, in bytes.
pub const USUAL: u64 = 100 << 20;
/// The largest size that can be set, in bytes.
pub const MOST: u64 = 1 << 30;
/// The setting that holds the largest size of a file.
const LARGEST: &str = "documents.largest";
/// Names of bytes read at once.
const PAGE: i64 = 1_000;

/// The bytes of a file that has come, seen by the rows that are to name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// SHA-256, in lower-case hex.
    pub sha256: String,
    /// How many.
    pub size: u64,
}

/// Returns the largest size of a file, in bytes.
pub fn largest(tx: &mut Tx) -> Result<u64> {
    let set = settings::get(tx, LARGEST)?.and_then(|text| text.parse().ok());
    Ok(set.unwrap_or(USUAL).min(MOST))
}

/// Sets the largest size of a file, in bytes.
pub(super) fn set_largest(tx: &mut Tx, bytes: u64) -> Result<()> {
    if !(1..=MOST).contains(&bytes) {
        return Err(Error::invalid("largest", format_args!("must be from 1 to {MOST} bytes")));
    }
    Ok(settings::set(tx, LARGEST, &bytes.to_string())?)
}

impl Crm {
    /// Begins a file whose bytes come piece by piece; nothing of it stays unless [`Crm::keep`] is called.
    pub fn receive(&self) -> Result<Incoming> {
        Ok(self.documents()?.receive()?)
    }

    /// Keeps a file that has come, and runs `work`, which writes the rows that name it, in one transaction that survives
    /// a power cut. When `work` names it nowhere, it is gone again.
    pub fn keep<T, E>(
        &self,
        received: Received,
        work: impl FnOnce(&mut Tx, &Bytes) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + From<crmweb_store::Error> + Send + 'static,
    {
        let bytes = Bytes { sha256: received.sha256.clone(), size: received.size };
        let named = bytes.sha256.clone();
        let done = {
            let documents = self.documents()?;
            let _using = self.use_files();
            documents.place(received)?;
            self.store().write_as(Urgency::Interactive, Durability::Full, move |tx| {
                let done = work(tx, &bytes)?;
                Ok::<_, E>((documents::needs(tx, &bytes.sha256)?, done))
            })
        };
        match done {
            Ok((true, done)) => Ok(done),
            Ok((false, done)) => {
                self.remove_documents(vec![named])?;
                Ok(done)
            }
            Err(e) => {
                // What cannot be removed now is swept when the program starts again.
                drop(self.remove_documents(vec![named]));
                Err(e)
            }
        }
    }

    /// Opens the bytes of a document, checked whole.
    pub fn open_document(&self, sha256: &str, size: u64) -> Result<File> {
        Ok(self.documents()?.open_checked(sha256, size)?)
    }

    /// Removes those bytes of documents that no row names.
    pub(crate) fn remove_documents(&self, named: Vec<String>) -> Result<()> {
        let documents = self.documents()?;
        let _alone = self.alone_with_files();
        let unused = self.store().read(move |tx| {
            let mut unused = Vec::new();
            for sha256 in named {
                if !documents::needs(tx, &sha256)? {
                    unused.push(sha256);
                }
            }
            Ok::<_, Error>(unused)
        })?;
        for sha256 in unused {
            documents.remove(&sha256)?;
        }
        Ok(())
    }
}

/// Removes what an interruption left: halves of files, and bytes that no row names.
pub(crate) fn sweep(store: &Store, files: &Blobs) -> Result<()> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    loop {
        let after = named.last().cloned().unwrap_or_default();
        let page = store.read(move |tx| Ok::<_, Error>(documents::contents(tx, &after, PAGE)?))?;
        if page.is_empty() {
            break;
        }
        named.extend(page);
    }
    // Nothing is on its way in: who sweeps has the files alone.
    let swept = files.sweep_incoming()?
        + files.sweep(SystemTime::UNIX_EPOCH, Duration::ZERO, |name| named.contains(name))?;
    if swept > 0 {
        tracing::info!(swept, "removed files that an interruption left behind");
    }
    Ok(())
}
