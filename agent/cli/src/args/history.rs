//! What can be typed about a client's history, and the commands about the program itself.

use super::path;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

const WHO: &str = "\
The lines of the history are numbered, newest first: ADDRESS~3 names the third of them to `mail show` and `log`.

Examples:
  crmweb who dan@moldotrans.example
  crmweb who Brutăria Veche
  crmweb who dan@moldotrans.example --why --limit 30
  crmweb who dan@moldotrans.example --json";

/// `who`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = WHO)]
pub struct Who {
    /// A mail address, a name or the beginning of one, a phone number, or an id
    #[arg(required = true, num_args = 1..)]
    pub whom: Vec<String>,
    /// How many lines of the history
    #[arg(long, default_value_t = 10)]
    pub limit: u16,
    /// Say of every mail why it belongs here
    #[arg(long)]
    pub why: bool,
}

const UNDO: &str = "\
Takes back everything one command did; what has been changed since then stays as it is now, and is listed.

Examples:
  crmweb undo
  crmweb undo --list
  crmweb undo 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11";

/// `undo`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = UNDO)]
pub struct Undo {
    /// The deed, as the command printed it [default: your last one]
    pub mutation: Option<String>,
    /// Only list your last deeds
    #[arg(long, conflicts_with = "mutation")]
    pub list: bool,
}

const DEMO: &str = "\
Starts a mail server of its own on this machine, for nobody else to reach, with a generated mailbox; makes up the
company behind it; syncs; shows the busiest client and logs an incident from the newest mail. On a terminal it then
serves the panel, with a code to enter there, until Ctrl-C. The data stay in a directory that is printed, for trying
more commands on it. Needs Dovecot and openssl, which `make demo` installs.

Examples:
  crmweb demo
  crmweb demo --messages 10000 --serve
  crmweb demo --postgres postgres://crm@localhost/crm_demo";

/// `demo`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = DEMO)]
pub struct Demo {
    /// Where to put it [default: a new directory for temporary files]
    #[arg(long, value_name = "DIR", value_parser = path)]
    pub dir: Option<PathBuf>,
    /// How many mails
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(50..=200_000))]
    pub messages: u32,
    /// Keep the mail server running, follow the mailbox and serve the panel until Ctrl-C [default: on a terminal]
    #[arg(long)]
    pub serve: bool,
    /// End when everything has been shown
    #[arg(long, conflicts_with = "serve")]
    pub once: bool,
    /// The port of the panel [default: 27480, or any free one when that is taken]
    #[arg(long, value_name = "PORT", conflicts_with = "once")]
    pub port: Option<u16>,
    /// Keep the customer memory in this empty PostgreSQL database, password in $PGPASSWORD
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
}

const COMPLETIONS: &str = "\
Examples:
  crmweb completions bash > ~/.local/share/bash-completion/completions/crmweb
  crmweb completions zsh > ~/.zfunc/_crmweb
  crmweb completions fish > ~/.config/fish/completions/crmweb.fish";

/// `completions`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = COMPLETIONS)]
pub struct Completions {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    pub shell: String,
}

/// `version`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = "Examples:\n  crmweb version\n  crmweb version --json")]
pub struct Version {}
