//! What can be typed about accounts and contacts.

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
