//! A file on its way out: checked whole before its first byte is given, then read piece by piece.

use super::Blobs;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The most files remembered as checked.
const MOST: usize = 4_000;
/// Read at once while a file is checked.
const PIECE: usize = 64 << 10;

/// Files that were found to be what their names say, and when they were last written then.
#[derive(Clone, Debug, Default)]
pub(super) struct Checked(Arc<Mutex<HashMap<String, (u64, SystemTime)>>>);

impl Blobs {
    /// Opens a content of `size` bytes for reading. It is read and checked once per process, and again when it was
    /// written to since: who gets a part of it gets no wrong bytes.
    pub fn open_checked(&self, sha256: &str, size: u64) -> Result<File> {
        let path = self.path(sha256)?;
        let read = |e| Error::file("read", &path)(e);
        let mut file = File::open(&path).map_err(read)?;
        let about = file.metadata().map_err(read)?;
        let now = (about.len(), about.modified().map_err(read)?);
        if self.checked.lock().get(sha256) == Some(&now) {
            return Ok(file);
        }
        let damaged = || Error::Damaged(format!("file {}", path.display()));
        if now.0 != size || digest(&mut file).map_err(read)? != sha256 {
            return Err(damaged());
        }
        file.seek(SeekFrom::Start(0)).map_err(read)?;
        let mut checked = self.checked.lock();
        if checked.len() >= MOST {
            checked.clear();
        }
        checked.insert(sha256.to_owned(), now);
        Ok(file)
    }
}

impl Checked {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, SystemTime)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(file: &mut File) -> std::io::Result<String> {
    use std::fmt::Write;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => hash.update(&piece[..read]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blobs::sha256_hex;

    #[test]
    fn a_file_that_was_cut_or_changed_is_not_given_out() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let name = sha256_hex(b"one");
        blobs.put_all(&[(&name, b"one")]).unwrap();
        let mut content = Vec::new();
        blobs.open_checked(&name, 3).unwrap().read_to_end(&mut content).unwrap();
        assert_eq!(content, b"one");
        for wrong in [&b"0ne"[..], b"on", b"onee", b""] {
            std::fs::write(blobs.path(&name).unwrap(), wrong).unwrap();
            // A clock may tick more slowly than a test writes.
            let file = File::options().write(true).open(blobs.path(&name).unwrap()).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            assert_eq!(blobs.open_checked(&name, 3).unwrap_err().code(), "store.damaged", "{wrong:?}");
        }
        std::fs::remove_file(blobs.path(&name).unwrap()).unwrap();
        assert_eq!(blobs.open_checked(&name, 3).unwrap_err().code(), "store.no-file");
    }
}
