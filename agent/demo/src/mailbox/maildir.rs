//! Writes a Maildir++ as Dovecot lays it out.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

use super::letter::Letter;
use crate::dovecot::owner_of;
use crate::error::{DemoError, Result};

/// A Maildir that is being filled. Written by root, it belongs to the owner of the directory that holds it.
#[derive(Debug)]
pub(crate) struct Maildir {
    root: PathBuf,
    seed: u64,
    owner: Option<(u32, u32)>,
    /// The `cur` directory of each folder made so far.
    folders: HashMap<String, PathBuf>,
}

impl Maildir {
    /// The empty Maildir at `root`, with its INBOX.
    pub fn create(root: &Path, seed: u64) -> Result<Self> {
        let mut maildir =
            Self { root: root.to_path_buf(), seed, owner: owner_of(root), folders: HashMap::new() };
        if maildir.holds_mail() {
            return Err(DemoError::NotEmpty(root.to_path_buf()));
        }
        fs::create_dir_all(root).map_err(DemoError::file("create the directory", root))?;
        maildir.give(root)?;
        maildir.folder("INBOX")?;
        Ok(maildir)
    }

    /// Writes one mail; gives its file name.
    pub fn add(&mut self, number: usize, letter: &Letter) -> Result<String> {
        let raw = &letter.raw;
        let lines = raw.iter().filter(|&&byte| byte == b'\n').count();
        let proper = raw.windows(2).filter(|two| *two == b"\r\n").count();
        let flags = letter.flags;
        let flags: String = [('D', flags.draft), ('R', flags.answered), ('S', flags.seen)]
            .iter()
            .filter_map(|&(sign, set)| set.then_some(sign))
            .collect();
        let (date, size) = (letter.date, raw.len());
        // W is the size with CRLF line ends, which is what Dovecot sends.
        let name = format!(
            "{date}.M{number:06}P{}.crmweb,S={size},W={}:2,{flags}",
            self.seed,
            size + lines - proper
        );
        let path = self.folder(&letter.folder)?.join(&name);
        let mut file = File::create(&path).map_err(DemoError::file("create", &path))?;
        file.write_all(raw).map_err(DemoError::file("write", &path))?;
        // It becomes INTERNALDATE.
        let arrival = UNIX_EPOCH + Duration::from_secs(date.unsigned_abs());
        file.set_modified(arrival).map_err(DemoError::file("date", &path))?;
        self.give(&path)?;
        Ok(name)
    }

    /// Subscribes to all folders (Dovecot's file format 2).
    pub fn subscribe(&self) -> Result<()> {
        let path = self.root.join("subscriptions");
        let known = fs::read_to_string(&path).unwrap_or_default();
        let names = self
            .folders
            .keys()
            .filter(|name| *name != "INBOX")
            .map(|name| name.split('/').map(folder_name).collect::<Vec<_>>().join("\t"));
        let names: BTreeSet<String> =
            known.lines().skip(2).filter(|line| !line.is_empty()).map(str::to_owned).chain(names).collect();
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        fs::write(&path, format!("V\t2\n\n{lines}")).map_err(DemoError::file("write", &path))?;
        self.give(&path)
    }

    /// The `cur` directory of a folder, which is made if needed.
    fn folder(&mut self, name: &str) -> Result<&Path> {
        if !self.folders.contains_key(name) {
            let path = self.root.join(directory_of(name));
            for directory in [path.clone(), path.join("cur"), path.join("new"), path.join("tmp")] {
                fs::create_dir_all(&directory)
                    .map_err(DemoError::file("create the directory", &directory))?;
                self.give(&directory)?;
            }
            if name != "INBOX" {
                let mark = path.join("maildirfolder");
                File::create(&mark).map_err(DemoError::file("create", &mark))?;
                self.give(&mark)?;
            }
            self.folders.insert(name.to_owned(), path.join("cur"));
        }
        Ok(&self.folders[name])
    }

    fn holds_mail(&self) -> bool {
        let has_files =
            |folder: &Path| fs::read_dir(folder.join("cur")).is_ok_and(|mut cur| cur.next().is_some());
        let inside = fs::read_dir(&self.root).into_iter().flatten().flatten();
        has_files(&self.root) || inside.into_iter().any(|entry| has_files(&entry.path()))
    }

    fn give(&self, path: &Path) -> Result<()> {
        match self.owner {
            Some((user, group)) => {
                chown(path, Some(user), Some(group)).map_err(DemoError::file("give away", path))
            }
            None => Ok(()),
        }
    }
}

/// The directory of a folder inside a Maildir++: empty for INBOX, `.Archive.2024` for `Archive/2024`.
pub fn directory_of(folder: &str) -> String {
    match folder {
        "INBOX" => String::new(),
        _ => folder.split('/').map(|part| format!(".{}", folder_name(part))).collect(),
    }
}

/// A folder's name as IMAP writes it: modified UTF-7 (RFC 3501 §5.1.3).
pub fn folder_name(name: &str) -> String {
    const MODIFIED: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut wire = String::new();
    let mut foreign: Vec<u8> = Vec::new();
    for sign in name.chars().map(Some).chain([None]) {
        let plain = sign.is_none_or(|sign| (' '..='~').contains(&sign));
        if plain && !foreign.is_empty() {
            wire.push_str(&format!("&{}-", MODIFIED.encode(&foreign)));
            foreign.clear();
        }
        match sign {
            Some('&') => wire.push_str("&-"),
            Some(sign) if plain => wire.push(sign),
            Some(sign) => {
                let mut units = [0; 2];
                foreign.extend(sign.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
            }
            None => {}
        }
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::{directory_of, folder_name};

    #[test]
    fn folder_names_are_written_in_modified_utf7() {
        assert_eq!(folder_name("Clienți/A&B"), "Clien&Ahs-i/A&-B");
        assert_eq!(folder_name("日本語"), "&ZeVnLIqe-");
        assert_eq!(directory_of("INBOX"), "");
        assert_eq!(directory_of("Archive/2024"), ".Archive.2024");
    }
}
