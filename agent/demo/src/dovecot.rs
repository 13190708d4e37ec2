//! A private, throw-away Dovecot on loopback: IMAP, IMAPS and LMTP on free ports, everything under one directory.
//!
//! It ends with its handle, and by the kernel's parent-death signal when this process dies without dropping it.
//! That signal follows the *thread* that started the child, so one thread keeps the server for all its life.

mod account;
mod certificate;
mod configuration;
mod keeper;
mod load;
mod wire;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::error::{DemoError, Result};
use account::Account;
pub(crate) use account::owner_of;
use configuration::Ports;
use keeper::Keeper;
pub(crate) use keeper::find_program;
pub use load::Loading;
pub use wire::Dialogue;

/// Where the server listens.
pub const HOST: &str = "127.0.0.1";

const READY_WITHIN: Duration = Duration::from_secs(30);
/// The longest directory in which Dovecot's sockets still fit into the 108 bytes of a socket address.
const LONGEST_SOCKET_DIRECTORY: usize = 60;
const ATTEMPTS: usize = 5;

/// The way mail is kept on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Storage {
    /// One file per mail; [`crate::generate`] writes it directly.
    #[default]
    Maildir,
    /// Dovecot's own format, many mails per file: what large servers use.
    Mdbox,
}

/// How the server is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setup {
    /// The storage of every user.
    pub storage: Storage,
    /// Whether the IMAP traffic is recorded in [`Dovecot::rawlog`].
    pub rawlog: bool,
}

/// A running mail server; dropping it ends it and keeps the mail.
#[derive(Debug)]
pub struct Dovecot {
    /// First, because it is dropped first: nothing may be removed under a running server.
    keeper: Option<Keeper>,
    directory: PathBuf,
    sockets: PathBuf,
    _short: Option<TempDir>,
    account: Account,
    setup: Setup,
    ports: Ports,
}

impl Dovecot {
    /// Starts a server with Maildir storage in `directory` for these (name, password) pairs and waits until it
    /// answers. Mail already there is kept.
    pub fn start(directory: &Path, users: &[(&str, &str)]) -> Result<Self> {
        Self::start_with(directory, users, Setup::default())
    }

    /// Starts a server set up in another way than the usual one.
    pub fn start_with(directory: &Path, users: &[(&str, &str)], setup: Setup) -> Result<Self> {
        find_program("dovecot")
            .ok_or(DemoError::Missing { program: "dovecot", packages: configuration::PACKAGES })?;
        fs::create_dir_all(directory).map_err(DemoError::file("create the directory", directory))?;
        let directory = directory.canonicalize().map_err(DemoError::file("resolve", directory))?;
        let account = Account::for_server()?;

        let (sockets, short) = socket_directory(&directory)?;
        configuration::lay_out(&directory, &sockets, users, &account)?;
        if !directory.join("tls/cert.pem").exists() {
            certificate::make(&directory.join("tls"))?;
        }
        account.give(&directory.join("tls"))?;
        if let Some(short) = &short {
            account.give(short.path())?;
        }

        let ports = Ports::default();
        let mut server = Self { keeper: None, directory, sockets, _short: short, account, setup, ports };
        server.start_on_free_ports()?;
        Ok(server)
    }

    /// The host of all ports: loopback.
    pub fn host(&self) -> &'static str {
        HOST
    }

    /// The port of IMAP, plain or STARTTLS.
    pub fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// The port of IMAP over TLS.
    pub fn imaps_port(&self) -> u16 {
        self.ports.imaps
    }

    /// The port of LMTP.
    pub fn lmtp_port(&self) -> u16 {
        self.ports.lmtp
    }

    /// The self-signed certificate (PEM) of localhost and 127.0.0.1, to be trusted as an extra authority.
    pub fn certificate(&self) -> PathBuf {
        self.directory.join("tls/cert.pem")
    }

    /// The user's Maildir.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.directory.join("mail").join(user).join("Maildir")
    }

    /// The directory with the recorded IMAP traffic.
    pub fn rawlog(&self) -> PathBuf {
        self.directory.join("rawlog")
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log/dovecot.log")).unwrap_or_default()
    }

    /// The process id of the server while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.keeper.as_ref().map(Keeper::pid)
    }

    /// Puts one mail into the user's INBOX, as a mail from outside would get there (LMTP).
    pub fn deliver(&self, user: &str, raw: &[u8]) -> Result<()> {
        wire::deliver(self.ports.lmtp, user, raw)
    }

    /// Opens a line-by-line IMAP dialogue, signed in.
    pub fn dialogue(&self, user: &str, password: &str) -> Result<Dialogue> {
        let mut dialogue = Dialogue::open(self.ports.imap, "open an IMAP connection")?;
        dialogue.command(&format!("LOGIN {} {}", wire::quoted(user), wire::quoted(password)))?;
        Ok(dialogue)
    }

    /// Ends the server, as a power cut seen by its clients; the mail stays. Does nothing when it is stopped.
    pub fn stop(&mut self) {
        self.keeper = None;
    }

    /// Starts the stopped (or running) server again on the same ports.
    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        self.run()
    }

    fn start_on_free_ports(&mut self) -> Result<()> {
        let mut attempt = 1;
        loop {
            self.ports = Ports::free()?;
            match self.run() {
                // Another program took one of the ports in between.
                Err(DemoError::Program { answer, .. })
                    if attempt < ATTEMPTS && answer.contains("Address already in use") =>
                {
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    fn run(&mut self) -> Result<()> {
        let nonce = format!("{}-{}", std::process::id(), self.ports.imap);
        let (directory, account) = (&self.directory, &self.account);
        let file = configuration::write(directory, &self.sockets, account, self.setup, &self.ports, &nonce)?;
        let started = directory.join("log/start.log");
        let mut keeper = Keeper::start(&account.command(&file), &started)?;
        let deadline = Instant::now() + READY_WITHIN;
        for (port, greets) in [(self.ports.imap, true), (self.ports.imaps, false), (self.ports.lmtp, true)] {
            while !wire::answers(port, greets.then_some(nonce.as_str())) {
                if let Some(answer) = keeper.ended() {
                    return Err(self.refusal(&started, &answer));
                }
                if Instant::now() > deadline {
                    let log = configuration::tail(&self.log());
                    return Err(DemoError::NotReady { seconds: READY_WITHIN.as_secs(), log });
                }
                std::thread::sleep(Duration::from_millis(4));
            }
        }
        self.keeper = Some(keeper);
        Ok(())
    }

    fn refusal(&self, started: &Path, status: &str) -> DemoError {
        let words = format!("{}\n{}", fs::read_to_string(started).unwrap_or_default(), self.log());
        if words.contains("protocols: Unknown protocol") {
            return DemoError::Missing {
                program: "dovecot's imap or lmtp",
                packages: configuration::PACKAGES,
            };
        }
        let answer = format!("{status}: {}", configuration::tail(&words));
        DemoError::Program { attempt: "start the mail server", answer }
    }
}

/// The directory for Dovecot's sockets: in `directory`, or in the temporary one where that path is too long.
fn socket_directory(directory: &Path) -> Result<(PathBuf, Option<TempDir>)> {
    let inside = directory.join("run");
    if inside.as_os_str().len() <= LONGEST_SOCKET_DIRECTORY {
        return Ok((inside, None));
    }
    let parent = std::env::temp_dir();
    let short = tempfile::Builder::new()
        .prefix("dove")
        .tempdir_in(&parent)
        .map_err(DemoError::file("create a directory in", &parent))?;
    Ok((short.path().join("run"), Some(short)))
}
