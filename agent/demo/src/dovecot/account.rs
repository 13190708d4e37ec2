//! The account Dovecot runs as: ourselves, or the unprivileged system user `mail` when we are root.

use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;
use std::process::Command;

use crate::error::{DemoError, Result};

use super::keeper::find_program;

const UNPRIVILEGED: &str = "mail";

/// The user and group of the server's processes and files.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub user: String,
    pub group: String,
    /// The numbers that root has to give files to; none for everybody else.
    ids: Option<(u32, u32)>,
}

impl Account {
    /// The account for a server started by this process.
    pub fn for_server() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { user: id(&["-un"])?, group: id(&["-gn"])?, ids: None });
        }
        let number = |option| id(&[option, UNPRIVILEGED]).map(|text| text.parse::<u32>().unwrap_or(u32::MAX));
        let ids = Some((number("-u")?, number("-g")?));
        Ok(Self { user: UNPRIVILEGED.to_owned(), group: id(&["-gn", UNPRIVILEGED])?, ids })
    }

    /// Gives a file or a directory with all that is in it to this account (root only; else nothing).
    pub fn give(&self, path: &Path) -> Result<()> {
        self.give_itself(path)?;
        if self.ids.is_none() || path.is_symlink() || !path.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(path).map_err(DemoError::file("list", path))? {
            self.give(&entry.map_err(DemoError::file("list", path))?.path())?;
        }
        Ok(())
    }

    /// Gives a file or a directory, but not what is in it, to this account (root only; else nothing).
    pub fn give_itself(&self, path: &Path) -> Result<()> {
        let Some((user, group)) = self.ids else { return Ok(()) };
        lchown(path, Some(user), Some(group)).map_err(DemoError::file("give away", path))
    }

    /// The command that runs Dovecot in the foreground as this account, ended by the kernel with its parent.
    ///
    /// As root it becomes the unprivileged user but may still pass through closed parents of the directory
    /// (temporary directories are 0700), by an inheritable capability that access(2) respects too.
    pub fn command(&self, configuration: &Path) -> Vec<String> {
        let mut command = Vec::new();
        if let Some(setpriv) = find_program("setpriv") {
            command.extend([setpriv.display().to_string(), "--pdeathsig=TERM".to_owned()]);
            if let Some((user, group)) = self.ids {
                command.extend([format!("--reuid={user}"), format!("--regid={group}")]);
                command.extend(PASS_CLOSED_PARENTS.map(str::to_owned));
            }
        }
        let dovecot = find_program("dovecot").map_or("dovecot".to_owned(), |path| path.display().to_string());
        command.extend([dovecot, "-F".into(), "-c".into(), configuration.display().to_string()]);
        command
    }
}

const PASS_CLOSED_PARENTS: [&str; 4] = [
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
    "--securebits=+no_setuid_fixup",
];

/// The (user, group) that root gives a new file at `path` to: those of the nearest directory that exists.
pub(crate) fn owner_of(path: &Path) -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    path.ancestors().find_map(|parent| fs::metadata(parent).ok()).map(|known| (known.uid(), known.gid()))
}

fn id(arguments: &[&str]) -> Result<String> {
    let attempt = "look up the account for the mail server";
    let output = Command::new("id")
        .args(arguments)
        .output()
        .map_err(|error| DemoError::Program { attempt, answer: error.to_string() })?;
    if !output.status.success() {
        return Err(DemoError::Program {
            attempt,
            answer: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
