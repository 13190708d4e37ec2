//! The data directory: one process at a time.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A data directory that this process alone works on, until dropped.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Takes the directory at `path`, creating it (readable by its owner only) when it is not there.
    pub fn take(path: &Path) -> Result<DataDir> {
        create_private(path)?;
        let place = path.join("lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&place)
            .map_err(Error::file("open", &place))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(Error::InUse { directory: path.into(), holder: holder(&mut lock) });
            }
            Err(std::fs::TryLockError::Error(e)) => return Err(Error::file("lock", &place)(e)),
        }
        // The content only helps people; the lock is what counts.
        let sign = |lock: &mut File| {
            lock.set_len(0)?;
            lock.rewind()?;
            writeln!(lock, "{}", std::process::id())
        };
        sign(&mut lock).map_err(Error::file("write", &place))?;
        Ok(DataDir { path: path.into(), _lock: lock })
    }

    /// Returns the directory's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the place of the crm when it is a SQLite file.
    pub fn crm_file(&self) -> PathBuf {
        self.path.join("crm.sqlite")
    }

    /// Returns the place of the mail index.
    pub fn mail_index_file(&self) -> PathBuf {
        self.path.join("mailindex.sqlite")
    }

    /// Returns the folder of content-addressed files.
    pub fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }
}

/// Returns the place of the socket through which a running agent takes commands.
pub fn control_socket(directory: &Path) -> PathBuf {
    directory.join("control.sock")
}

fn create_private(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Error::file("create", path))
}

fn holder(lock: &mut File) -> String {
    let mut text = String::new();
    match lock.take(32).read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => format!("process {}", text.trim()),
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_hears_who_holds_the_directory() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("data");
        let first = DataDir::take(&directory).unwrap();
        let refused = DataDir::take(&directory).unwrap_err();
        assert_eq!(refused.code(), "store.in-use");
        assert!(refused.to_string().contains(&format!("process {}", std::process::id())), "{refused}");
        drop(first);
        DataDir::take(&directory).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_look_into_a_new_data_directory() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("deep/data");
        DataDir::take(&directory).unwrap();
        assert_eq!(std::fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
