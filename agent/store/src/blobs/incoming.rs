//! A file on its way in: written piece by piece under a temporary name, and named by its content at the end.

use super::Blobs;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of files that are still coming.
const FOLDER: &str = "incoming";

/// A file that is still coming; dropped before its end, nothing of it stays.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    path: Part,
    hash: Sha256,
    size: u64,
}

/// A file that is whole and synced, and has no name yet; dropped, nothing of it stays.
#[derive(Debug)]
pub struct Received {
    /// SHA-256 of its content, in lower-case hex.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    path: Part,
}

/// The temporary file.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    taken: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.taken {
            // It may be gone already; what is left is swept.
            drop(fs::remove_file(&self.path));
        }
    }
}

impl Incoming {
    /// Takes the next piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.file.write_all(piece).map_err(Error::file("write", &self.path.path))?;
        self.hash.update(piece);
        self.size += piece.len() as u64;
        Ok(())
    }

    /// Returns how many bytes have come so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Ends the file; on return its content survives a power cut.
    pub fn end(self) -> Result<Received> {
        self.file.sync_all().map_err(Error::file("sync", &self.path.path))?;
        let sha256 = self.hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        });
        Ok(Received { sha256, size: self.size, path: self.path })
    }
}

impl Blobs {
    /// Begins a file whose content comes piece by piece.
    pub fn receive(&self) -> Result<Incoming> {
        let folder = self.incoming();
        fs::create_dir_all(&folder).map_err(Error::file("create", &folder))?;
        let path = folder.join(format!("{}.part", uuid::Uuid::new_v4().simple()));
        let file = File::create_new(&path).map_err(Error::file("create", &path))?;
        Ok(Incoming { file, path: Part { path, taken: false }, hash: Sha256::new(), size: 0 })
    }

    /// Gives a file the name of its content; on return the name survives a power cut. Bytes that stand under it already
    /// are replaced: they may have been damaged.
    pub fn place(&self, mut received: Received) -> Result<()> {
        let path = self.path(&received.sha256)?;
        let folder = path.parent().unwrap_or(self.root());
        let is_new = !folder.is_dir();
        fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        fs::rename(&received.path.path, &path).map_err(Error::file("write", &path))?;
        received.path.taken = true;
        sync_folder(folder)?;
        if is_new { sync_folder(self.root()) } else { Ok(()) }
    }

    /// Removes what an interruption left of files on their way in; returns how many. No file may be coming meanwhile.
    pub fn sweep_incoming(&self) -> Result<usize> {
        let Ok(parts) = fs::read_dir(self.incoming()) else { return Ok(0) };
        let mut removed = 0;
        for part in parts.flatten() {
            fs::remove_file(part.path()).map_err(Error::file("remove", part.path()))?;
            removed += 1;
        }
        Ok(removed)
    }

    fn incoming(&self) -> PathBuf {
        self.root().join(FOLDER)
    }
}

/// Windows cannot open a folder as a file, and needs no sync of it.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(Error::file("sync", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(place: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for folder in fs::read_dir(place).unwrap().flatten() {
            let inside = fs::read_dir(folder.path()).unwrap().flatten();
            found.extend(inside.map(|file| file.file_name().to_string_lossy().into_owned()));
        }
        found
    }

    #[test]
    fn a_file_comes_piece_by_piece_and_is_named_by_its_content() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        for _twice in 0..2 {
            let mut file = blobs.receive().unwrap();
            file.write(b"on").unwrap();
            file.write(b"e").unwrap();
            let file = file.end().unwrap();
            assert_eq!((file.sha256.as_str(), file.size), (crate::blobs::sha256_hex(b"one").as_str(), 3));
            blobs.place(file).unwrap();
        }
        assert_eq!(all(place.path()), [crate::blobs::sha256_hex(b"one")]);
    }

    #[test]
    fn what_is_given_up_leaves_nothing_and_what_was_interrupted_is_swept() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let mut file = blobs.receive().unwrap();
        file.write(b"half").unwrap();
        drop(file);
        drop(blobs.receive().unwrap().end().unwrap());
        assert_eq!(all(place.path()), [""; 0]);
        std::mem::forget(blobs.receive().unwrap());
        assert_eq!((blobs.sweep_incoming().unwrap(), all(place.path()).len()), (1, 0));
    }

    #[test]
    fn damaged_bytes_are_mended_by_the_same_file_coming_again() {
        let place = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(place.path()).unwrap();
        let name = crate::blobs::sha256_hex(b"one");
        blobs.put_all(&[(&name, b"one")]).unwrap();
        fs::write(blobs.path(&name).unwrap(), b"0ne").unwrap();
        let mut file = blobs.receive().unwrap();
        file.write(b"one").unwrap();
        blobs.place(file.end().unwrap()).unwrap();
        assert_eq!(blobs.read(&name).unwrap(), b"one");
    }
}
