//! What can be typed about documents, products and the data of persons.

use super::path;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `document …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Document {
    /// Adds a document, or with --to a new version of one
    #[command(
        after_help = "Examples:\n  crmweb document add contract.pdf --kind contract --keyword pumps --link accounts \"Moldo Trans\"\n  crmweb document add contract-signed.pdf --to contract.pdf --remark signed"
    )]
    Add(Add),
    /// Lists documents, the newest first
    #[command(
        after_help = "Examples:\n  crmweb document list\n  crmweb document list offer --keyword pumps\n  crmweb document list --of accounts \"Moldo Trans\""
    )]
    List(List),
    /// Shows a document with its versions and records
    #[command(after_help = "Examples:\n  crmweb document show contract.pdf")]
    Show(One),
    /// Writes the file of a document
    #[command(
        after_help = "Examples:\n  crmweb document get contract.pdf saved.pdf\n  crmweb document get contract.pdf first.pdf --number 1"
    )]
    Get(Get),
    /// Lets a document belong to a record, or with --remove no longer
    #[command(
        after_help = "Examples:\n  crmweb document link contract.pdf contacts \"Dan Rusu\"\n  crmweb document link contract.pdf contacts \"Dan Rusu\" --remove"
    )]
    Link(Link),
    /// Gives a document other keywords
    #[command(after_help = "Examples:\n  crmweb document keyword contract.pdf pumps filters")]
    Keyword(Keyword),
    /// Lists the versions of a document, or with --restore makes an old one the newest
    #[command(
        after_help = "Examples:\n  crmweb document versions contract.pdf\n  crmweb document versions contract.pdf --restore 1"
    )]
    Versions(Versions),
    /// Deletes a document; `crmweb undo` brings it back
    #[command(after_help = "Examples:\n  crmweb document remove contract.pdf")]
    Remove(One),
    /// Shows or sets how large a file may be, in MiB
    #[command(after_help = "Examples:\n  crmweb document limit\n  crmweb document limit 500")]
    Limit(Limit),
}

/// `document add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Add {
    /// The file
    #[arg(value_parser = path)]
    pub file: PathBuf,
    /// What the document is called [default: the name of the file]
    #[arg(long)]
    pub name: Option<String>,
    /// What it is: offer_request, offer, contract, presentation, offer_template, product_description, other
    #[arg(long)]
    pub kind: Option<String>,
    /// A word it is found by; may be given several times
    #[arg(long = "keyword", value_name = "WORD")]
    pub keywords: Vec<String>,
    /// A record to which it belongs
    #[arg(long, num_args = 2, value_names = ["KIND", "RECORD"])]
    pub link: Vec<String>,
    /// Adds a version to this document instead
    #[arg(long, value_name = "DOCUMENT", conflicts_with_all = ["name", "kind", "keywords", "link"])]
    pub to: Option<String>,
    /// What is said of this version
    #[arg(long, default_value = "")]
    pub remark: String,
}

/// `document list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct List {
    /// Only those with this in their names
    #[arg(default_value = "")]
    pub text: String,
    /// Only those with this keyword
    #[arg(long, value_name = "WORD")]
    pub keyword: Option<String>,
    /// Only those of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Only those of this record
    #[arg(long, num_args = 2, value_names = ["KIND", "RECORD"])]
    pub of: Vec<String>,
    /// How many
    #[arg(long, default_value_t = 30)]
    pub limit: u16,
}

/// One document.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct One {
    /// Its name, the beginning of it, or its id
    pub document: String,
}

/// `document get`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Get {
    /// Its name, the beginning of it, or its id
    pub document: String,
    /// Where to write the file; it must not be there yet
    #[arg(value_parser = path)]
    pub file: PathBuf,
    /// Which version [default: the newest]
    #[arg(long)]
    pub number: Option<i64>,
}

/// `document link`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Link {
    /// Its name, the beginning of it, or its id
    pub document: String,
    /// The kind of record: accounts, contacts, leads, opportunities, incidents, sales, products, campaigns
    pub kind: String,
    /// The record
    pub record: String,
    /// It no longer belongs there
    #[arg(long)]
    pub remove: bool,
}

/// `document keyword`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Keyword {
    /// Its name, the beginning of it, or its id
    pub document: String,
    /// The words; none takes all away
    pub keywords: Vec<String>,
}

/// `document versions`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Versions {
    /// Its name, the beginning of it, or its id
    pub document: String,
    /// Makes this version the newest
    #[arg(long, value_name = "NUMBER")]
    pub restore: Option<i64>,
}

/// `document limit`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Limit {
    /// How many MiB, at most 1024
    pub mib: Option<u64>,
}

/// `product …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Product {
    /// Shows the tree of categories with the number of their products
    #[command(after_help = "Examples:\n  crmweb product tree")]
    Tree,
    /// Lists products by category (with all below it), state, code
    #[command(
        after_help = "Examples:\n  crmweb product list --category Pumps --state active\n  crmweb product list --code DX-"
    )]
    List(Products),
}

/// `product list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Products {
    /// Only those with this in code or name
    pub text: Option<String>,
    /// Only those in this category and below it
    #[arg(long)]
    pub category: Option<String>,
    /// Only those in this state
    #[arg(long, value_parser = ["active", "out_of_stock", "discontinued"])]
    pub state: Option<String>,
    /// Only those whose code begins so
    #[arg(long)]
    pub code: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: u16,
}

/// `person …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Person {
    /// Counts what is stored of a person
    #[command(
        after_help = "Examples:\n  crmweb person data contact \"Dan Rusu\"\n  crmweb person data address stranger@else.example"
    )]
    Data(Whom),
    /// Writes everything stored of a person into a ZIP
    #[command(after_help = "Examples:\n  crmweb person export contact \"Dan Rusu\" dan-rusu.zip")]
    Export(Export),
    /// Erases a person for good: records, mail, files, history. Nothing of it can be undone
    #[command(after_help = "Examples:\n  crmweb person erase contact \"Dan Rusu\" --confirm \"Dan Rusu\"")]
    Erase(Erase),
}

/// Whose data.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Whom {
    /// What the person is here
    #[arg(value_parser = ["contact", "lead", "address"])]
    pub kind: String,
    /// The name, the beginning of it, an id; or the address
    pub person: String,
}

/// `person export`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Export {
    /// Whose data
    #[command(flatten)]
    pub whom: Whom,
    /// Where to write the ZIP; it must not be there yet
    #[arg(value_parser = path)]
    pub file: PathBuf,
}

/// `person erase`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Erase {
    /// Whose data
    #[command(flatten)]
    pub whom: Whom,
    /// The person's whole name (or the address) as it is written
    #[arg(long, value_name = "NAME")]
    pub confirm: String,
}
