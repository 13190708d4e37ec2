//! What can be typed about accounts, contacts, incidents, opportunities and tasks.

use super::{day, money, words};
use clap::{Args, Subcommand};
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance};
use crmweb_model::time::Day;
use serde::{Deserialize, Serialize};

/// `account …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Account {
    /// Adds an account
    #[command(
        after_help = "Examples:\n  crmweb account add \"Brutăria Veche SRL\" --domain brutaria-veche.example --phone \"+40 21 555 0101\"\n  crmweb account add \"Ion Pop PFA\" --address ion.pop@yahoo.ro --importance high"
    )]
    Add(AccountAdd),
    /// Changes an account; what is not given stays
    #[command(
        after_help = "Examples:\n  crmweb account edit \"Brutăria Veche\" --importance key --industry food\n  crmweb account edit moldotrans.example --name \"Moldo Trans SA\""
    )]
    Edit(AccountEdit),
    /// Lists accounts
    #[command(after_help = "Examples:\n  crmweb account list\n  crmweb account list brut --limit 50")]
    List(Listed),
    /// Shows an account with all its fields
    #[command(
        after_help = "Examples:\n  crmweb account show \"Brutăria Veche\"\n  crmweb account show moldotrans.example --json"
    )]
    Show(One),
}

/// Fields of an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct AccountFields {
    /// What it is to us
    #[arg(long, value_parser = words!(ClientKind))]
    pub kind: Option<ClientKind>,
    /// How much it matters
    #[arg(long, value_parser = words!(Importance))]
    pub importance: Option<Importance>,
    /// A mail domain of its own; may be given several times
    #[arg(long = "domain", value_name = "DOMAIN")]
    pub domains: Vec<String>,
    /// A mail address of the company itself, such as office@; may be given several times
    #[arg(long = "address", value_name = "ADDRESS")]
    pub addresses: Vec<String>,
    /// A phone number; may be given several times
    #[arg(long = "phone", value_name = "NUMBER")]
    pub phones: Vec<String>,
    /// Web site
    #[arg(long)]
    pub web: Option<String>,
    /// VAT number (CUI)
    #[arg(long, value_name = "NUMBER")]
    pub vat: Option<String>,
    /// Registration number (J-number)
    #[arg(long, value_name = "NUMBER")]
    pub registration: Option<String>,
    /// Industry
    #[arg(long)]
    pub industry: Option<String>,
    /// Type of ownership
    #[arg(long)]
    pub ownership: Option<String>,
    /// Number of employees
    #[arg(long)]
    pub employees: Option<i64>,
    /// Annual revenue, such as "1200000 RON"
    #[arg(long, value_parser = money)]
    pub revenue: Option<Money>,
    /// Street and number
    #[arg(long)]
    pub street: Option<String>,
    /// Postal code
    #[arg(long)]
    pub postal_code: Option<String>,
    /// City
    #[arg(long)]
    pub city: Option<String>,
    /// Country
    #[arg(long)]
    pub country: Option<String>,
    /// The parent account
    #[arg(long, value_name = "ACCOUNT")]
    pub parent: Option<String>,
    /// Status, in your own words
    #[arg(long)]
    pub status: Option<String>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// `account add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct AccountAdd {
    /// Its name
    pub name: String,
    /// Its fields
    #[command(flatten)]
    pub fields: AccountFields,
}

/// `account edit`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct AccountEdit {
    /// The account: its name, domain or id
    pub account: String,
    /// A new name
    #[arg(long)]
    pub name: Option<String>,
    /// Its fields
    #[command(flatten)]
    pub fields: AccountFields,
}

/// Which records to list.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Listed {
    /// Only those whose name begins like this
    pub text: Option<String>,
    /// How many
    #[arg(long, default_value_t = 30)]
    pub limit: u16,
}

/// One record.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct One {
    /// Its name, address, domain, number or id
    pub record: String,
}

/// `contact …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Contact {
    /// Adds a contact; mail of its addresses joins its history at once
    #[command(
        after_help = "Examples:\n  crmweb contact add \"Dan Rusu\" --account \"Moldo Trans\" --title director --address dan@moldotrans.example\n  crmweb contact add \"Ana Pop\" --address ana.pop@yahoo.ro --phone \"+40 722 555 010\""
    )]
    Add(ContactAdd),
    /// Changes a contact; what is not given stays
    #[command(
        after_help = "Examples:\n  crmweb contact edit dan@moldotrans.example --title \"director general\" --account \"Moldo Trans\"\n  crmweb contact edit dan@moldotrans.example --name \"Dan Mihai Rusu\""
    )]
    Edit(ContactEdit),
    /// Lists contacts
    #[command(after_help = "Examples:\n  crmweb contact list\n  crmweb contact list dan")]
    List(Listed),
    /// Shows a contact with all its fields
    #[command(after_help = "Examples:\n  crmweb contact show dan@moldotrans.example")]
    Show(One),
    /// Mail addresses of a contact
    #[command(subcommand)]
    Address(ContactAddress),
}

/// Fields of a contact.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct ContactFields {
    /// The account the contact works at
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// The position there
    #[arg(long)]
    pub title: Option<String>,
    /// A phone number; may be given several times
    #[arg(long = "phone", value_name = "NUMBER")]
    pub phones: Vec<String>,
    /// Salutation
    #[arg(long)]
    pub salutation: Option<String>,
    /// Department
    #[arg(long)]
    pub department: Option<String>,
    /// Language: ro, de, en …
    #[arg(long)]
    pub language: Option<String>,
    /// What the contact is to us
    #[arg(long, value_parser = words!(ClientKind))]
    pub kind: Option<ClientKind>,
    /// Birthday, such as 1980-05-17
    #[arg(long, value_parser = day)]
    pub birthday: Option<Day>,
    /// A channel on which the contact must not be contacted: email, phone, letter, fax
    #[arg(long = "do-not", value_name = "CHANNEL")]
    pub do_not_contact: Vec<String>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// `contact add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct ContactAdd {
    /// Full name, the family name last
    pub name: String,
    /// A mail address; may be given several times, the main one first
    #[arg(long = "address", value_name = "ADDRESS")]
    pub addresses: Vec<String>,
    /// Its fields
    #[command(flatten)]
    pub fields: ContactFields,
}

/// `contact edit`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct ContactEdit {
    /// The contact: an address, a name or an id
    pub contact: String,
    /// A new full name
    #[arg(long)]
    pub name: Option<String>,
    /// Its fields
    #[command(flatten)]
    pub fields: ContactFields,
}

/// `contact address …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum ContactAddress {
    /// Adds an address: says how many mails that attaches, and attaches them
    #[command(after_help = "Examples:\n  crmweb contact address add \"Dan Rusu\" dan.rusu@yahoo.ro")]
    Add(OneAddress),
    /// Removes an address
    #[command(after_help = "Examples:\n  crmweb contact address remove \"Dan Rusu\" dan.rusu@yahoo.ro")]
    Remove(OneAddress),
}

/// An address of a contact.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneAddress {
    /// The contact: an address, a name or an id
    pub contact: String,
    /// The address
    pub address: String,
}

/// `incident …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Incident {
    /// Lists open incidents, the most urgent first
    #[command(after_help = "Examples:\n  crmweb incident list\n  crmweb incident list --mine --json")]
    List(Work),
    /// Shows an incident with its history
    #[command(after_help = "Examples:\n  crmweb incident show INC-1K\n  crmweb incident show INC-1K --json")]
    Show(One),
    /// Notes the solution
    #[command(
        after_help = "Examples:\n  crmweb incident solve INC-1K \"Siguranța arsă, schimbată în garanție\""
    )]
    Solve(Solve),
    /// Finishes an incident
    #[command(after_help = "Examples:\n  crmweb incident close INC-1K")]
    Close(One),
    /// Hands an incident on to a user or a queue
    #[command(
        after_help = "Examples:\n  crmweb incident assign INC-1K maria\n  crmweb incident assign INC-1K --queue service"
    )]
    Assign(Assign),
}

/// Which work to list.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Work {
    /// Only mine
    #[arg(long)]
    pub mine: bool,
    /// How many
    #[arg(long, default_value_t = 30)]
    pub limit: u16,
}

/// `incident solve`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Solve {
    /// Its number or id
    pub incident: String,
    /// How it was solved
    pub solution: String,
}

/// `incident assign`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Assign {
    /// Its number or id
    pub incident: String,
    /// The user, by login
    #[arg(required_unless_present = "queue")]
    pub login: Option<String>,
    /// A queue instead
    #[arg(long, conflicts_with = "login")]
    pub queue: Option<String>,
}

/// `opportunity …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Opportunity {
    /// Lists open opportunities, the next to be decided first
    #[command(after_help = "Examples:\n  crmweb opportunity list\n  crmweb opportunity list --mine --json")]
    List(Work),
    /// Shows an opportunity with its history
    #[command(after_help = "Examples:\n  crmweb opportunity show \"Cuptor nou\"")]
    Show(One),
    /// Moves an opportunity to another stage
    #[command(
        after_help = "Examples:\n  crmweb opportunity move \"Cuptor nou\" Negotiation\n  crmweb opportunity move \"Cuptor nou\" Lost --reason \"prea scump\""
    )]
    Move(Move),
}

/// `opportunity move`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Move {
    /// Its name or id
    pub opportunity: String,
    /// The stage, by name
    pub stage: String,
    /// Why; needed when it is lost
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// `task …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Task {
    /// Lists my tasks, planned ones first
    #[command(after_help = "Examples:\n  crmweb task list\n  crmweb task list --limit 100 --json")]
    List(Tasks),
    /// Marks a task as done
    #[command(
        after_help = "Examples:\n  crmweb task done 2\n  crmweb task done 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11"
    )]
    Done(TaskDone),
}

/// `task list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Tasks {
    /// How many
    #[arg(long, default_value_t = 30)]
    pub limit: u16,
}

/// `task done`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct TaskDone {
    /// Its number in `task list`, or its id
    pub task: String,
}
