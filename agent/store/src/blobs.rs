//! Files named by their content: mails in quarantine, documents saved on purpose.
//!
//! A file is on disk before any row speaks of it: written under a temporary name, renamed, synced, and only
//! then may the transaction commit that refers to it. What no row refers to is swept.

mod incoming;
mod outgoing;

pub use incoming::{Incoming, Received};

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A folder of content-addressed files.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: PathBuf,
    checked: outgoing::Checked,
}

/// The SHA-256 of some content, in lower-case hex.
pub fn sha256_hex(content: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}

impl Blobs {
    /// Uses the folder `root`, creating it when needed.
    pub fn open(root: &Path) -> Result<Blobs> {
        fs::create_dir_all(root).map_err(Error::file("create", root))?;
        Ok(Blobs { root: root.into(), checked: outgoing::Checked::default() })
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Stores contents under their SHA-256 (as [`sha256_hex`] gives it); on return all of them survive a power cut.
    ///
    /// One sync for the whole batch: on a spinning or virtual disk a sync costs milliseconds, a mail microseconds.
    pub fn put_all(&self, contents: &[(&str, &[u8])]) -> Result<()> {
        let mut folders = BTreeSet::new();
        let mut written = Vec::new();
        for (sha256, content) in contents {
            if let Some(path) = self.write(sha256, content, &mut folders)? {
                written.push(path);
            }
        }
        if written.is_empty() { Ok(()) } else { self.sync(&written, &folders) }
    }

    /// Reads a content, checking that it still is what its name says.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>> {
        let path = self.path(sha256)?;
        let content = fs::read(&path).map_err(Error::file("read", &path))?;
        if sha256_hex(&content) == sha256 {
            Ok(content)
        } else {
            Err(Error::Damaged(format!("file {}", path.display())))
        }
    }

    /// Removes one file; that it is gone already is fine.
    pub fn remove(&self, sha256: &str) -> Result<()> {
        let path = self.path(sha256)?;
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::file("remove", path)(e)),
            _ => Ok(()),
        }
    }

    /// Removes the files that `wanted` does not name and that are older than `age`; returns how many.
    ///
    /// Younger ones may belong to a transaction that has not committed yet.
    pub fn sweep(&self, now: SystemTime, age: Duration, wanted: impl Fn(&str) -> bool) -> Result<usize> {
        let mut removed = 0;
        for folder in fs::read_dir(&self.root).map_err(Error::file("list", &self.root))?.flatten() {
            // Other folders hold what is no content of ours.
            if folder.file_name().len() != 2 {
                continue;
            }
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                let changed = file.metadata().and_then(|m| m.modified()).unwrap_or(now);
                let old = age.is_zero() || now.duration_since(changed).unwrap_or_default() > age;
                if old && !wanted(&name) {
                    fs::remove_file(file.path()).map_err(Error::file("remove", file.path()))?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    /// Writes one file unless it is there; the temporary name keeps half a file from ever having a real one.
    fn write(
        &self,
        sha256: &str,
        content: &[u8],
        folders: &mut BTreeSet<PathBuf>,
    ) -> Result<Option<PathBuf>> {
        let path = self.path(sha256)?;
        if same_content(&path, content) {
            return Ok(None);
        }
        let folder = path.parent().unwrap_or(&self.root).to_path_buf();
        if folders.insert(folder.clone()) {
            fs::create_dir_all(&folder).map_err(Error::file("create", &folder))?;
        }
        let partial = folder.join(format!("{sha256}.{}.part", uuid::Uuid::new_v4().simple()));
        let stored = File::create(&partial)
            .and_then(|mut file| file.write_all(content))
            .and_then(|()| fs::rename(&partial, &path));
        if let Err(e) = stored {
            drop(fs::remove_file(&partial));
            return Err(Error::file("write", &path)(e));
        }
        Ok(Some(path))
    }

    fn path(&self, sha256: &str) -> Result<PathBuf> {
        match sha256.get(..2) {
            Some(start) if sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit()) => {
                Ok(self.root.join(start).join(sha256))
            }
            _ => Err(Error::Damaged("the name of a stored file".into())),
        }
    }

    #[cfg(target_os = "linux")]
    fn sync(&self, written: &[PathBuf], folders: &BTreeSet<PathBuf>) -> Result<()> {
        const WORTH_ONE_CALL: usize = 4;
        if written.len() + folders.len() <= WORTH_ONE_CALL {
            return sync_each(written, folders);
        }
        let root = File::open(&self.root).map_err(Error::file("open", &self.root))?;
        rustix::fs::syncfs(&root).map_err(|e| Error::file("sync", &self.root)(e.into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn sync(&self, written: &[PathBuf], folders: &BTreeSet<PathBuf>) -> Result<()> {
        sync_each(written, folders)
    }
}

fn sync_each(written: &[PathBuf], folders: &BTreeSet<PathBuf>) -> Result<()> {
    for path in written.iter().chain(folders) {
        // Windows cannot open a folder as a file, and needs no sync of it.
        if cfg!(unix) || path.is_file() {
            File::open(path).and_then(|f| f.sync_all()).map_err(Error::file("sync", path))?;
        }
    }
    Ok(())
}

/// After a power cut a name may stand before its content; only the bytes themselves prove a file.
fn same_content(path: &Path, content: &[u8]) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut there = Vec::new();
    file.metadata().is_ok_and(|m| m.len() == content.len() as u64)
        && file.read_to_end(&mut there).is_ok()
        && there == content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_back_as_it_went_in_once() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let (a, b) = (sha256_hex(b"one"), sha256_hex(b"two"));
        blobs.put_all(&[(&a, b"one"), (&b, b"two"), (&a, b"one")]).unwrap();
        blobs.put_all(&[(&a, b"one")]).unwrap();
        assert_eq!(blobs.read(&a).unwrap(), b"one");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_damaged_file_is_named_and_mended_by_storing_it_again() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let name = sha256_hex(b"one");
        blobs.put_all(&[(&name, b"one")]).unwrap();
        fs::write(blobs.path(&name).unwrap(), b"0ne").unwrap();
        assert_eq!(blobs.read(&name).unwrap_err().code(), "store.damaged");
        blobs.put_all(&[(&name, b"one")]).unwrap();
        assert_eq!(blobs.read(&name).unwrap(), b"one");
    }

    #[test]
    fn a_name_that_is_no_hash_reaches_no_file() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        assert!(blobs.read("../../../etc/passwd").is_err());
    }

    #[test]
    fn sweeping_spares_what_is_wanted_and_what_is_young() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let (a, b) = (sha256_hex(b"one"), sha256_hex(b"two"));
        blobs.put_all(&[(&a, b"one"), (&b, b"two")]).unwrap();
        let now = SystemTime::now();
        let hour = Duration::from_secs(3600);
        assert_eq!(blobs.sweep(now, hour, |_| false).unwrap(), 0);
        assert_eq!(blobs.sweep(now + 2 * hour, hour, |name| name == a).unwrap(), 1);
        assert!(blobs.read(&a).is_ok());
        assert!(blobs.read(&b).is_err());
    }
}
