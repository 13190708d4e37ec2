//! Why a command was not carried out: for people, for scripts, for the shell.

use serde::Serialize;
use std::fmt::Write;

/// How a command ended, as the shell sees it (the numbers of `sysexits.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and the answer is "no" or "something is wrong".
    Findings = 1,
    /// The command line itself was wrong.
    Usage = 64,
    /// A value cannot be accepted, a record does not exist, or stored data are damaged.
    Data = 65,
    /// A server or program that is needed does not answer.
    Unreachable = 69,
    /// A file or directory cannot be created or written.
    CannotWrite = 73,
    /// Reading or writing failed, or the disk is full.
    Io = 74,
    /// Busy or asked to wait: try again later.
    TryLater = 75,
    /// A password was refused, or the user lacks a right.
    Denied = 77,
    /// The configuration or the version of the program does not fit.
    Configuration = 78,
}

/// What a command that was not carried out says; nothing is half done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The stable code, such as `imap.sign-in-refused`.
    pub code: String,
    /// What happened, with its causes.
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
}

/// A result of a command.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Says what happened, with the hint that belongs to `code`.
    pub fn new(code: &str, message: impl Into<String>) -> Failure {
        Failure { code: code.into(), message: message.into(), hint: hint(code).into() }
    }

    /// Takes over an error and all its causes.
    pub fn of(code: &str, error: &(dyn std::error::Error + 'static)) -> Failure {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            // Some drivers repeat their source in their own text.
            if !message.contains(&text) {
                let _infallible = write!(message, ": {text}");
            }
            cause = inner.source();
        }
        Failure::new(code, message)
    }

    /// Says that the command line cannot be meant.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new("usage", message)
    }

    /// Says that something named does not exist.
    pub fn not_found(what: impl Into<String>) -> Failure {
        Failure::new("crm.not-found", what)
    }

    /// Replaces the hint.
    pub fn hinting(mut self, hint: impl Into<String>) -> Failure {
        self.hint = hint.into();
        self
    }

    /// Returns how the command ends.
    pub fn exit(&self) -> Exit {
        exit(&self.code)
    }
}

impl From<crmweb_store::Error> for Failure {
    fn from(e: crmweb_store::Error) -> Failure {
        Failure::of(e.code(), &e)
    }
}

impl From<crmweb_crm::Error> for Failure {
    fn from(e: crmweb_crm::Error) -> Failure {
        match e {
            crmweb_crm::Error::Store(e) => e.into(),
            e => Failure::of(e.code(), &e),
        }
    }
}

impl From<crmweb_sync::SyncError> for Failure {
    fn from(e: crmweb_sync::SyncError) -> Failure {
        match e {
            crmweb_sync::SyncError::Index(e) => e.into(),
            crmweb_sync::SyncError::Memory(e) => e.into(),
            e => Failure::of(e.code(), &e),
        }
    }
}

impl From<crmweb_sync::secrets::SecretError> for Failure {
    fn from(e: crmweb_sync::secrets::SecretError) -> Failure {
        Failure::of(e.code(), &e)
    }
}

impl From<crmweb_demo::DemoError> for Failure {
    fn from(e: crmweb_demo::DemoError) -> Failure {
        Failure::of(e.code(), &e)
    }
}

/// Which exit status a code means.
fn exit(code: &str) -> Exit {
    match code {
        "usage" => Exit::Usage,
        "store.disk-full" | "store.io" | "store.no-file" | "output.failed" => Exit::Io,
        "sync.crashed" | "agent.crashed" | "store.internal" => Exit::Io,
        "store.not-writable" => Exit::CannotWrite,
        "pair.expired" | "pair.closed" | "pair.withdrawn" | "api.not-served" => Exit::TryLater,
        "store.busy" | "store.in-use" | "store.closed" | "imap.throttled" | "imap.closed" | "agent.gone" => {
            Exit::TryLater
        }
        "store.unreachable" | "imap.unreachable" | "imap.timeout" | "imap.greeting" | "imap.tls" => {
            Exit::Unreachable
        }
        "imap.certificate" | "imap.unsupported" | "imap.refused" | "imap.protocol" => Exit::Unreachable,
        "store.sign-in-refused" | "imap.sign-in-refused" | "crm.denied" => Exit::Denied,
        "store.newer-schema" | "store.no-database" | "imap.plaintext-refused" | "imap.extra-ca" => {
            Exit::Configuration
        }
        _ => match code.split('.').next().unwrap_or_default() {
            "config" | "agent" | "api" => Exit::Configuration,
            "imap" | "demo" => Exit::Unreachable,
            "secrets" => Exit::Configuration,
            _ => Exit::Data,
        },
    }
}

/// What to do about a code.
fn hint(code: &str) -> &'static str {
    match code {
        "usage" => "`crmweb --help` shows where to begin; every command has a --help with examples.",
        "store.disk-full" => {
            "Free some space on the disk of the data directory and try again; nothing was lost."
        }
        "store.io" => "Look at the disk (dmesg, smartctl) and run `crmweb doctor`.",
        "store.not-writable" => "Make the data directory writable for you, or choose another with --data.",
        "store.busy" => "Another program is writing; try again in a moment.",
        "store.in-use" => "End that process, or wait until it has finished, and try again.",
        "store.unreachable" => {
            "Start PostgreSQL, or correct `database` in config.toml; `crmweb doctor` looks closer."
        }
        "store.sign-in-refused" => {
            "Give the right password in $PGPASSWORD, or correct the user in config.toml."
        }
        "store.no-database" => "Create the database (createdb), or correct `database` in config.toml.",
        "store.newer-schema" => {
            "Install the newer version of crmweb again; this one leaves the data untouched."
        }
        "store.corrupt" => {
            "Move the damaged file away and restore a backup; mail is read anew from the server."
        }
        "store.foreign-database" => "Choose another data directory with --data, or move that file away.",
        "store.damaged" => {
            "Run `crmweb doctor`; what is damaged can be read anew from the mail server or a backup."
        }
        "config.broken" => "Correct that line; the keys are `database`, `log` and below `[api]` `port`.",
        "config.password" => {
            "Take the password out of the URL and give it in the environment variable PGPASSWORD."
        }
        "config.data" => "Say where the data shall be: --data DIR or the environment variable CRMWEB_DATA.",
        "imap.unreachable" => "Check --host and --port, the network and the firewall.",
        "imap.timeout" => "Check the network, or try again later.",
        "imap.certificate" => {
            "For a private certificate give its authority with --ca FILE; otherwise somebody may be listening."
        }
        "imap.tls" | "imap.greeting" => "Check --port and --security: 993 is tls, 143 is starttls.",
        "imap.plaintext-refused" => {
            "Use --security tls or starttls; plain is for servers on this machine only."
        }
        "imap.extra-ca" => "Give a PEM file with at least one certificate to --ca.",
        "imap.sign-in-refused" => {
            "Check the login (--login) and the password; many providers want an app password for mail programs."
        }
        "imap.throttled" | "imap.closed" => "The server wants a pause; try again in some minutes.",
        "imap.unsupported" => "This server lacks something essential; ask its administrator.",
        "api.port-in-use" => {
            "End that program, or choose another port: `crmweb serve --port N`, or `port = N` below `[api]` in config.toml."
        }
        "api.port-refused" => {
            "Choose another port: `crmweb serve --port N`, or `port = N` below `[api]` in config.toml."
        }
        "api.not-served" => "Start `crmweb serve` in another terminal, and repeat the command.",
        "pair.expired" | "pair.closed" | "pair.withdrawn" => "`crmweb pair` makes another code.",
        "demo.program-missing" => "`make demo` installs what is missing, or install the packages named.",
        "crm.not-found" => {
            "`crmweb account list`, `contact list`, `incident list` or `mail list` show what there is."
        }
        "crm.duplicate" => {
            "`crmweb duplicate check` shows why; --anyway adds it all the same, `crmweb merge` makes two one."
        }
        "crm.merged" => "Ask for the record it went into; `crmweb undo` parts them again.",
        "crm.denied" => "`crmweb user list` shows who has which role; --as LOGIN acts as another user.",
        "agent.other-version" => {
            "End the running agent and start it again, so that both are the same version."
        }
        "agent.gone" => {
            "The agent ended meanwhile; look at its output, start it again, and repeat the command."
        }
        "output.failed" => "What was asked for is done; only its answer could not be written.",
        "secrets.missing" | "secrets.file" => {
            "Set the password again: crmweb mailbox add ADDRESS, with the same options."
        }
        "store.constraint" | "store.internal" => "This should not happen; `crmweb doctor` looks closer.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_code_has_its_exit_status() {
        for (code, status) in [
            ("usage", 64),
            ("crm.invalid", 65),
            ("crm.not-found", 65),
            ("store.corrupt", 65),
            ("imap.unreachable", 69),
            ("store.not-writable", 73),
            ("store.disk-full", 74),
            ("store.in-use", 75),
            ("imap.throttled", 75),
            ("imap.sign-in-refused", 77),
            ("crm.denied", 77),
            ("store.newer-schema", 78),
            ("config.broken", 78),
            ("something.nobody-knows", 65),
        ] {
            assert_eq!(Failure::new(code, "").exit() as u8, status, "{code}");
        }
    }

    #[test]
    fn causes_are_told_once() {
        let e = std::io::Error::new(std::io::ErrorKind::StorageFull, "no space left");
        let e = crmweb_store::Error::file("write", "a/b")(e);
        assert_eq!(Failure::from(e).message, "cannot write a/b: no space left");
    }
}
