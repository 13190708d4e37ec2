//! What can be typed about mail.

use super::path;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `mail …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum MailCommand {
    /// Lists mail of the customer memory, newest first
    List(List),
    /// Shows a mail: people, text, attachments, whose it is and why
    Show(Show),
    /// Says where a mail is and what was decided about it
    Where(Where),
    /// Holds my copy of a mail back from colleagues
    #[command(
        after_help = "Examples:\n  crmweb mail hold dan@moldotrans.example~2\n  crmweb mail hold 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --thread"
    )]
    Hold(Reached),
    /// Shares a mail again that was held back
    #[command(after_help = "Examples:\n  crmweb mail share dan@moldotrans.example~2 --thread")]
    Share(Reached),
    /// Takes my copy of a mail out of the customer memory, for good; the mail server keeps it
    #[command(
        after_help = "Examples:\n  crmweb mail remove dan@moldotrans.example~1\n  crmweb mail remove dan@moldotrans.example --thread"
    )]
    Remove(Reached),
    /// Lets a mail that was taken out come back with the next sync
    #[command(after_help = "Examples:\n  crmweb mail restore 20260311.17@moldotrans.example")]
    Restore(Restore),
    /// Corrects whom a mail belongs to; mail of the same address goes along
    Correct(Correct),
    /// Saves an attachment, or the whole mail, to a file
    Save(Save),
}

const LIST: &str = "\
Examples:
  crmweb mail list
  crmweb mail list --search \"factura martie\"
  crmweb mail list --of moldotrans --search factura
  crmweb mail list --unmatched --mailbox ana@firma.ro";

/// `mail list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = LIST)]
pub struct List {
    /// Only mail with all these words in subject, text, people or names of files
    #[arg(long, value_name = "WORDS", conflicts_with = "unmatched")]
    pub search: Option<String>,
    /// Only mail of this client
    #[arg(long, value_name = "WHO", conflicts_with = "unmatched")]
    pub of: Option<String>,
    /// Mail that belongs to nobody known instead; it is on this machine only
    #[arg(long)]
    pub unmatched: bool,
    /// Only mail of this mailbox
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<String>,
    /// How many
    #[arg(long, default_value_t = 20)]
    pub limit: u16,
}

const NAMING: &str = "\
A mail is named by its id, by its Message-ID, or by whom it is from or to: ADDRESS is the newest mail in that client's
history, ADDRESS~2 the one before (the numbers `crmweb who` shows).";

/// `mail show`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(before_help = NAMING, after_help = "Examples:\n  crmweb mail show dan@moldotrans.example\n  crmweb mail show dan@moldotrans.example~3 --quoted\n  crmweb mail show \"<20260629.1@moldotrans.example>\" --json")]
pub struct Show {
    /// The mail
    pub mail: String,
    /// Also the quoted mail and the signature below its text
    #[arg(long)]
    pub quoted: bool,
}

const WHERE: &str = "\
Examples:
  crmweb mail where \"<20260629.1@moldotrans.example>\"
  crmweb mail where 20260629.1@moldotrans.example --json";

/// `mail where`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = WHERE)]
pub struct Where {
    /// Its Message-ID, as a mail program shows it in the source of the mail
    pub message_id: String,
}

/// A mail or its conversation.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(before_help = NAMING)]
pub struct Reached {
    /// The mail
    pub mail: String,
    /// Its whole conversation
    #[arg(long)]
    pub thread: bool,
}

/// `mail restore`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Restore {
    /// Its Message-ID, as the mail has it
    pub message_id: String,
}

const CORRECT: &str = "\
When the wrong place came from somebody's address, everything else of that address is corrected too, and what comes
later goes to the right place by itself. `crmweb undo` takes it back.

Examples:
  crmweb mail correct dan@moldotrans.example~1 --from \"Moldo Trans\" --to \"Carpat Logistic\"
  crmweb mail correct 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --from dan@moldotrans.example --to nobody";

/// `mail correct`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(before_help = NAMING, after_help = CORRECT)]
pub struct Correct {
    /// The mail
    pub mail: String,
    /// Where it does not belong: an account, contact, opportunity or incident
    #[arg(long, value_name = "RECORD")]
    pub from: String,
    /// Where it belongs, or nobody
    #[arg(long, value_name = "RECORD")]
    pub to: String,
}

/// `mail save`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(before_help = NAMING, after_help = "Examples:\n  crmweb mail save dan@moldotrans.example 1 oferta.pdf\n  crmweb mail save dan@moldotrans.example 0 mail.eml")]
pub struct Save {
    /// The mail
    pub mail: String,
    /// Which attachment, as `mail show` numbers them; 0 is the whole mail
    pub number: u16,
    /// The file to write; it must not be there yet
    #[arg(value_parser = path)]
    pub file: PathBuf,
}

/// `never-log …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum NeverLogCommand {
    /// Adds something that is never logged; what was logged of it is taken back
    Add(NeverLogAdd),
    /// Lists what is never logged
    #[command(after_help = "Examples:\n  crmweb never-log list\n  crmweb never-log list --json")]
    List,
    /// Allows something again
    #[command(
        after_help = "Examples:\n  crmweb never-log remove doctor@spital.example\n  crmweb never-log remove keyword:salariu --company"
    )]
    Remove(NeverLogEntry),
}

const NEVER_LOG: &str = "\
An entry is an address, a domain, or one of keyword:WORDS (in the subject), folder:NAME, sensitivity:private.

Examples:
  crmweb never-log add doctor@spital.example
  crmweb never-log add banca.example
  crmweb never-log add \"keyword:fluturaș de salariu\" --company
  crmweb never-log add folder:Personal";

/// `never-log add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = NEVER_LOG)]
pub struct NeverLogAdd {
    /// What is never logged
    #[command(flatten)]
    pub entry: NeverLogEntry,
}

/// An entry of a never-log list.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct NeverLogEntry {
    /// An address, a domain, keyword:WORDS, folder:NAME or sensitivity:private
    pub what: String,
    /// On the company's list, for everybody, instead of mine
    #[arg(long)]
    pub company: bool,
}

const RELINK: &str = "\
Needed only after something unusual, such as a restored backup: adding an address or a client does it by itself.

Examples:
  crmweb relink dan@moldotrans.example --dry-run
  crmweb relink dan@moldotrans.example
  crmweb relink";

/// `relink`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = RELINK)]
pub struct Relink {
    /// Only mail with this address or domain [default: all mail]
    pub key: Option<String>,
    /// Only say what would be attached
    #[arg(long)]
    pub dry_run: bool,
}
