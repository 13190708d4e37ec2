//! What can be typed about the change log.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

const AUDIT: &str = "\
Examples:
  crmweb audit \"Brutăria Veche\"
  crmweb audit --by maria --since 2026-11-01
  crmweb audit account/019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --limit 200 --json
  crmweb audit restore 4711 city";

/// `audit`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = AUDIT, args_conflicts_with_subcommands = true)]
pub struct Audit {
    /// What to do instead of listing.
    #[command(subcommand)]
    pub instead: Option<AuditVerb>,
    /// A record: a name, an address, an incident number, or kind/id (of deleted ones too) [default: all]
    pub record: Option<String>,
    /// Only what this user did, by login
    #[arg(long, value_name = "LOGIN")]
    pub by: Option<String>,
    /// Only this deed
    #[arg(long, value_name = "ID")]
    pub deed: Option<String>,
    /// Not before this date, or date and time
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Before this date, or date and time
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// How many changes
    #[arg(long, default_value_t = 50)]
    pub limit: u16,
    /// Only what is older than this change: the number of the last line before
    #[arg(long, value_name = "NUMBER")]
    pub before: Option<i64>,
}

/// `audit …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum AuditVerb {
    /// Puts the value back that stood in a field before a change
    Restore(Restore),
}

const RESTORE: &str = "\
The change is named by its number in `crmweb audit`. Checks and rights are those of any other change of the field.

Examples:
  crmweb audit restore 4711 city
  crmweb audit restore 4711 owner --as lia";

/// `audit restore`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = RESTORE)]
pub struct Restore {
    /// The number of the change
    pub seq: i64,
    /// The field
    pub field: String,
}
