//! Passwords: in the operating system's keychain, or, when asked explicitly, in a file only its owner can read.

use crmweb_store::index::mailboxes::SecretPlace;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A password. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a password.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// Returns the password, for signing in.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a password could not be read or kept. None of the texts holds it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no keychain on this machine, or it is locked.
    #[error(
        "no keychain could be opened: {text}; start one (gnome-keyring, KWallet), or add the mailbox with --secret-file to keep its password in a file that only you can read"
    )]
    NoKeychain {
        /// What the system said.
        text: String,
    },
    /// Nothing is kept under this name.
    #[error("no password is kept for this mailbox; set it again")]
    Missing,
    /// The file cannot be used.
    #[error("could not use the file of passwords {}: {text}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        text: String,
    },
    /// The file can be read by others.
    #[error("the file of passwords {} can be read by others; make it private: chmod 600", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
}

impl SecretError {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            SecretError::NoKeychain { .. } => "secrets.no-keychain",
            SecretError::Missing => "secrets.missing",
            SecretError::File { .. } => "secrets.file",
            SecretError::Exposed { .. } => "secrets.exposed",
        }
    }
}

/// Where passwords are kept.
#[derive(Debug)]
pub struct Secrets {
    file: PathBuf,
    /// One change of the file at a time.
    writing: Mutex<()>,
}

type Result<T> = std::result::Result<T, SecretError>;

/// The name under which the system's keychain shows our entries.
#[cfg(feature = "keychain")]
const SERVICE: &str = "crmweb";

impl Secrets {
    /// Keeps the file, if one is asked for, in the data directory.
    pub fn new(data_directory: &Path) -> Secrets {
        Secrets { file: data_directory.join("secrets.json"), writing: Mutex::new(()) }
    }

    /// Keeps a password under a name.
    pub fn store(&self, place: SecretPlace, name: &str, secret: &Secret) -> Result<()> {
        match place {
            SecretPlace::Keychain => keychain::store(name, secret),
            SecretPlace::File => self.change(|all| _ = all.insert(name.into(), secret.0.clone())),
        }
    }

    /// Returns the password kept under a name.
    pub fn read(&self, place: SecretPlace, name: &str) -> Result<Secret> {
        match place {
            SecretPlace::Keychain => keychain::read(name),
            SecretPlace::File => self.all()?.remove(name).map(Secret).ok_or(SecretError::Missing),
        }
    }

    /// Forgets the password kept under a name; there may be none.
    pub fn forget(&self, place: SecretPlace, name: &str) -> Result<()> {
        match place {
            SecretPlace::Keychain => keychain::forget(name),
            SecretPlace::File => self.change(|all| _ = all.remove(name)),
        }
    }

    fn all(&self) -> Result<BTreeMap<String, String>> {
        let text = match fs::read(&self.file) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            text => text.map_err(|e| self.fault(&e))?,
        };
        if is_exposed(&self.file) {
            return Err(SecretError::Exposed { path: self.file.clone() });
        }
        // The parser's words could quote what it read.
        let damaged = |_| SecretError::File { path: self.file.clone(), text: "it is damaged".into() };
        serde_json::from_slice(&text).map_err(damaged)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<()> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.all()?;
        change(&mut all);
        let text = serde_json::to_vec(&all).map_err(|e| self.fault(&e.into()))?;
        let partial = self.file.with_extension("part");
        drop(fs::remove_file(&partial));
        let written = private(&partial).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&partial, &self.file)).map_err(|e| self.fault(&e))
    }

    fn fault(&self, e: &io::Error) -> SecretError {
        SecretError::File { path: self.file.clone(), text: e.to_string() }
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_path: &Path) -> bool {
    false // a user's profile folder is closed to others
}

#[cfg(feature = "keychain")]
mod keychain {
    use super::{Result, SERVICE, Secret, SecretError};

    fn entry(name: &str) -> Result<keyring::Entry> {
        keyring::Entry::new(SERVICE, name).map_err(|e| fault(&e))
    }

    fn fault(e: &keyring::Error) -> SecretError {
        match e {
            keyring::Error::NoEntry => SecretError::Missing,
            other => SecretError::NoKeychain { text: other.to_string() },
        }
    }

    pub(super) fn store(name: &str, secret: &Secret) -> Result<()> {
        entry(name)?.set_password(secret.reveal()).map_err(|e| fault(&e))
    }

    pub(super) fn read(name: &str) -> Result<Secret> {
        entry(name)?.get_password().map(Secret::new).map_err(|e| fault(&e))
    }

    pub(super) fn forget(name: &str) -> Result<()> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(e) => Err(fault(&e)),
        }
    }
}

#[cfg(not(feature = "keychain"))]
mod keychain {
    use super::{Result, Secret, SecretError};

    fn absent<T>() -> Result<T> {
        Err(SecretError::NoKeychain { text: "this program was built without one".into() })
    }

    pub(super) fn store(_name: &str, _secret: &Secret) -> Result<()> {
        absent()
    }

    pub(super) fn read(_name: &str) -> Result<Secret> {
        absent()
    }

    pub(super) fn forget(_name: &str) -> Result<()> {
        absent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_passwords_is_its_owners_alone() {
        let place = tempfile::tempdir().unwrap();
        let secrets = Secrets::new(place.path());
        secrets.store(SecretPlace::File, "a", &Secret::new("one")).unwrap();
        secrets.store(SecretPlace::File, "b", &Secret::new("two")).unwrap();
        assert_eq!(secrets.read(SecretPlace::File, "a").unwrap().reveal(), "one");
        secrets.forget(SecretPlace::File, "a").unwrap();
        assert_eq!(secrets.read(SecretPlace::File, "a").unwrap_err().code(), "secrets.missing");
        assert_eq!(secrets.read(SecretPlace::File, "b").unwrap().reveal(), "two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |mode| fs::set_permissions(&secrets.file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(fs::metadata(&secrets.file).unwrap().permissions().mode() & 0o777, 0o600);
            mode(0o644);
            assert_eq!(secrets.read(SecretPlace::File, "b").unwrap_err().code(), "secrets.exposed");
        }
    }

    #[test]
    fn a_keychain_is_missing_or_has_nothing_for_a_stranger() {
        let place = tempfile::tempdir().unwrap();
        let error =
            Secrets::new(place.path()).read(SecretPlace::Keychain, "crmweb test of nobody").unwrap_err();
        assert!(["secrets.no-keychain", "secrets.missing"].contains(&error.code()), "{error}");
        if error.code() == "secrets.no-keychain" {
            assert!(error.to_string().contains("--secret-file"));
        }
    }

    #[test]
    fn a_password_is_in_no_debug_text() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
