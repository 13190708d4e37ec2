//! What can be typed about mailboxes and the agent that follows them.

use super::{path, word};
use clap::{Args, Subcommand};
use crmweb_model::privacy::ShareLevel;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `mailbox …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Mailbox {
    /// Adds a mailbox, or changes how one is reached; signs in before anything is saved
    Add(Add),
    /// Lists the mailboxes and how they fare
    #[command(after_help = "Examples:\n  crmweb mailbox list\n  crmweb mailbox list --json")]
    List,
    /// Signs in to a mailbox and says what the server is and has
    #[command(after_help = "Examples:\n  crmweb mailbox test ana@firma.ro")]
    Test(Named),
    /// Stops following a mailbox and forgets its password; the history stays
    #[command(after_help = "Examples:\n  crmweb mailbox remove ana@firma.ro")]
    Remove(Named),
    /// Leaves a mailbox alone for a while
    #[command(after_help = "Examples:\n  crmweb mailbox pause ana@firma.ro")]
    Pause(Named),
    /// Follows a paused mailbox again
    #[command(after_help = "Examples:\n  crmweb mailbox resume ana@firma.ro")]
    Resume(Named),
}

const ADD: &str = "\
The password is asked for on the terminal, never echoed, and kept in the keychain of the system. Where there is none,
--secret-file keeps it in a file that only you can read. Many providers want an app password for mail programs.

Examples:
  crmweb mailbox add ana@firma.ro
  crmweb mailbox add ana@firma.ro --host imap.firma.ro --login ana
  crmweb mailbox add support@firma.ro --shared
  crmweb mailbox add ana@firma.ro --host mail.intern --ca firma-ca.pem --share subject
  pass show mail/ana | crmweb mailbox add ana@firma.ro --password-stdin --secret-file
  crmweb mailbox add ana@firma.ro --host 127.0.0.1 --port 1143 --security plain";

/// `mailbox add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = ADD)]
pub struct Add {
    /// Its mail address
    pub address: String,
    /// Name of the IMAP server [default: imap. and the domain of the address]
    #[arg(long)]
    pub host: Option<String>,
    /// Port [default: 993 for tls, else 143]
    #[arg(long)]
    pub port: Option<u16>,
    /// How the connection is protected; plain is for servers on this machine only
    #[arg(long, default_value = "tls", value_parser = ["tls", "starttls", "plain"])]
    pub security: String,
    /// The name to sign in with [default: the address]
    #[arg(long)]
    pub login: Option<String>,
    /// A PEM file with an authority to trust beside the system's
    #[arg(long, value_name = "FILE", value_parser = path)]
    pub ca: Option<PathBuf>,
    /// How much colleagues see of its mail
    #[arg(long, default_value = "everything", value_name = "LEVEL",
          value_parser = word(&["nothing", "metadata", "subject", "everything"], ShareLevel::from_name))]
    pub share: ShareLevel,
    /// It is the company's, such as support@: all its mail enters the customer memory
    #[arg(long)]
    pub shared: bool,
    /// Keep the password in an owner-only file instead of the keychain
    #[arg(long)]
    pub secret_file: bool,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Save without signing in first
    #[arg(long)]
    pub no_test: bool,
}

/// A mailbox by its address.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Named {
    /// Its mail address
    pub address: String,
}

const SYNC: &str = "\
First the envelopes of all folders, newest first; then, whole, only the mail that belongs to a client you know. Nothing
on the server is changed. It can be interrupted at any moment and goes on where it was.

Examples:
  crmweb sync --once
  crmweb sync --once ana@firma.ro
  crmweb sync";

/// `sync`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = SYNC)]
pub struct Sync {
    /// Only these mailboxes [default: all that are not paused]
    pub mailboxes: Vec<String>,
    /// End when everything is in, instead of following what comes
    #[arg(long)]
    pub once: bool,
}

const SERVE: &str = "\
While it runs, every other command is carried out by it; one process at a time works on a data directory.
The panel is at http://localhost:27480/panel, for programs of this machine only; `crmweb pair` lets one in.
End it with Ctrl-C or SIGTERM.

Examples:
  crmweb serve
  crmweb serve --port 27500
  crmweb --data /srv/crmweb serve --foreground --no-api";

/// `serve`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
#[command(after_help = SERVE)]
pub struct Serve {
    /// Stay in the foreground; it always does, the option is for service files that want to say so
    #[arg(long)]
    pub foreground: bool,
    /// The port of the panel and its API on this machine; 0: any free one [default: `port` below `[api]` in
    /// config.toml, else 27480]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Follow the mailboxes only, without the panel
    #[arg(long, conflicts_with = "port")]
    pub no_api: bool,
}

const COVERAGE: &str = "\
For each folder: what the server counts is in the history, held back, or left out for a named reason.
The exit status is 1 when a mail is unaccounted for.

Examples:
  crmweb coverage
  crmweb coverage --mailbox ana@firma.ro --json";

/// `coverage`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = COVERAGE)]
pub struct Coverage {
    /// Only this mailbox
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<String>,
}

const DOCTOR: &str = "\
Looks at the data directory, its permissions and free space, both databases, the stored mails, the keychain, and signs
in to every mailbox. The exit status is 1 when something is wrong.

Examples:
  crmweb doctor
  crmweb doctor --offline --json";

/// `doctor`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = DOCTOR)]
pub struct Doctor {
    /// Do not connect to mail servers
    #[arg(long)]
    pub offline: bool,
    /// Look at every stored mail instead of some hundred
    #[arg(long)]
    pub all: bool,
}
