//! What can be typed about records of any kind and the fields they have.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// `record …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Record {
    /// Adds a record of any kind
    #[command(
        after_help = "Give a field several times where it holds a list. `crmweb field list products` names the fields.\n\nExamples:\n  crmweb record add products code=P-1 \"name=Pompă de apă\" \"price=1200 RON\" category=Pompe\n  crmweb record add leads last_name=Pop \"company=Moldo Trans\" addresses=pop@moldotrans.example source=fair"
    )]
    Add(Add),
    /// Shows a record with all its fields
    #[command(
        after_help = "Examples:\n  crmweb record show products P-1\n  crmweb record show leads \"Pop\" --json"
    )]
    Show(One),
    /// Changes fields of a record; what is not given stays
    #[command(
        after_help = "An empty value takes what was there away.\n\nExamples:\n  crmweb record edit products P-1 state=discontinued price=\n  crmweb record edit accounts \"Moldo Trans\" x.tier=gold"
    )]
    Edit(Edit),
    /// Deletes a record; `crmweb undo` brings it back
    #[command(after_help = "Examples:\n  crmweb record delete products P-1")]
    Delete(One),
}

/// A kind of record and what is entered.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Add {
    /// The kind: accounts, contacts, leads, opportunities, sales, products, documents, templates, …
    pub kind: String,
    /// Fields as NAME=VALUE
    #[arg(value_name = "NAME=VALUE", required = true, value_parser = pair)]
    pub fields: Vec<(String, String)>,
}

/// One record of a kind.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct One {
    /// The kind
    pub kind: String,
    /// Its name, the beginning of it, or its id
    pub record: String,
}

/// A record and what is changed.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Edit {
    /// The kind
    pub kind: String,
    /// Its name, the beginning of it, or its id
    pub record: String,
    /// Fields as NAME=VALUE
    #[arg(value_name = "NAME=VALUE", required = true, value_parser = pair)]
    pub fields: Vec<(String, String)>,
}

/// `field …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Field {
    /// Lists the fields of a kind of record, or the kinds
    #[command(after_help = "Examples:\n  crmweb field list\n  crmweb field list accounts")]
    List(Kind),
    /// Defines a field of your own
    #[command(
        after_help = "What it holds: line, text, choice, number, money, day, flag, or a kind of record such as account.\n\nExamples:\n  crmweb field add account tier Nivel --holds choice --word gold --word silver\n  crmweb field add opportunity contract_no \"Contract number\" --needed"
    )]
    Add(Define),
    /// Takes a field of your own away; its values are kept in case it comes back
    #[command(after_help = "Examples:\n  crmweb field remove account x.tier")]
    Remove(Remove),
}

/// A kind of record, or none.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Kind {
    /// The kind
    pub kind: Option<String>,
}

/// A field of one's own.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Define {
    /// The kind of record
    pub kind: String,
    /// Its name: small letters, digits, underscores
    pub name: String,
    /// What people read
    pub label: String,
    /// What it holds
    #[arg(long, default_value = "line")]
    pub holds: String,
    /// A word of a choice; may be given several times
    #[arg(long = "word", value_name = "WORD")]
    pub words: Vec<String>,
    /// It must have a value
    #[arg(long)]
    pub needed: bool,
    /// Its place in the form
    #[arg(long, default_value_t = 0)]
    pub position: i64,
}

/// A field of one's own.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Remove {
    /// The kind of record
    pub kind: String,
    /// Its name
    pub name: String,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}
