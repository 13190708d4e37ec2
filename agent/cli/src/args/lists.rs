//! What can be typed about lists and views.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

const WHERE: &str = "\
Filters: `=` `!=` `<` `<=` `>` `>=`, `~` contains, `^=` starts with, `in (a, b)`, `between a, b`, `within last 30 days`,
`is empty`, `is filled`; `and`, `or`, `not`, parentheses. `any incidents (…)` and `no contacts (…)` look at related
records; `no activity since 90 days` at what happened. `crmweb field list accounts` names the fields.

Examples:
  crmweb list accounts --where 'city = Cluj and importance = key'
  crmweb list accounts --where 'any incidents (priority = critical and status != closed)' --sort -created_at
  crmweb list contacts --where 'no activity since 90 days and owner = me' --columns first_name,last_name,phones
  crmweb list opportunities --view forecast --summary
  crmweb list leads --csv > leads.csv";

/// `list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = WHERE)]
pub struct List {
    /// The kind: accounts, contacts, leads, opportunities, incidents, activities, products, …
    pub kind: String,
    /// A view to start from; without one, the one you see first
    #[arg(long)]
    pub view: Option<String>,
    /// How it is listed instead.
    #[command(flatten)]
    pub shape: Shape,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// Go on after the place a page before ended at
    #[arg(long, value_name = "PLACE")]
    pub cursor: Option<String>,
    /// Groups and totals instead of records
    #[arg(long, conflicts_with = "csv")]
    pub summary: bool,
    /// As comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// What a list shows, and how.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct Shape {
    /// Which records
    #[arg(long = "where", value_name = "FILTER")]
    pub filter: Option<String>,
    /// The columns
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// The order; -FIELD for the greatest first
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', allow_hyphen_values = true)]
    pub sort: Vec<String>,
    /// Group by this; of days FIELD:month or FIELD:year
    #[arg(long, value_name = "FIELD")]
    pub group: Option<String>,
    /// Numbers and amounts to add up
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    pub totals: Vec<String>,
}

/// `view …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum View {
    /// Keeps a list
    #[command(
        after_help = "Examples:\n  crmweb view add accounts \"Clienți din Cluj\" --where 'city = Cluj' --sort name\n  crmweb view add accounts \"Ai noștri\" --copy my-accounts --shared"
    )]
    Add(Add),
    /// Lists the views of a kind
    #[command(after_help = "Examples:\n  crmweb view list accounts")]
    List(Kind),
    /// Shows what a view lists
    #[command(after_help = "Examples:\n  crmweb view show accounts quiet-accounts")]
    Show(Named),
    /// Deletes a view; `crmweb undo` brings it back
    #[command(after_help = "Examples:\n  crmweb view remove accounts \"Clienți din Cluj\"")]
    Remove(Named),
    /// Sets the view of a kind that you see first; without one, everything
    #[command(after_help = "Examples:\n  crmweb view default opportunities my-open-opportunities")]
    Default(Default),
}

/// `view add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Add {
    /// The kind
    pub kind: String,
    /// What it is called
    pub name: String,
    /// Colleagues see it too
    #[arg(long)]
    pub shared: bool,
    /// Starts from another view
    #[arg(long, value_name = "VIEW")]
    pub copy: Option<String>,
    /// What it shows, and how.
    #[command(flatten)]
    pub shape: Shape,
}

/// A kind of record.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Kind {
    /// The kind
    pub kind: String,
}

/// A view of a kind.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Named {
    /// The kind
    pub kind: String,
    /// Its name or id
    pub view: String,
}

/// `view default`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Default {
    /// The kind
    pub kind: String,
    /// Its name or id
    pub view: Option<String>,
}
