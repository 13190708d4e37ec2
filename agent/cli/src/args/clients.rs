//! What can be typed about the programs that may use the API: panels in browsers and mail clients.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

const PAIR: &str = "\
Prints a code and waits until somebody types it into the panel. The code is good for two minutes, five tries and one
client. The client then acts for you, until it is revoked or signs out. Needs a running agent.

Examples:
  crmweb pair
  crmweb pair --as maria --kind thunderbird
  crmweb pair --no-wait --json";

/// `pair`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = PAIR)]
pub struct Pair {
    /// Only for a client of this kind
    #[arg(long, value_parser = ["browser", "outlook", "thunderbird", "desktop"])]
    pub kind: Option<String>,
    /// The client may read, and change nothing
    #[arg(long)]
    pub read_only: bool,
    /// Print the code and leave the window open, without waiting
    #[arg(long)]
    pub no_wait: bool,
}

/// `client …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Client {
    /// Lists the paired clients
    #[command(after_help = "Examples:\n  crmweb client list\n  crmweb client list --json")]
    List,
    /// Turns a client away for good; its open panels close at once
    #[command(
        after_help = "Examples:\n  crmweb client revoke \"Firefox on pc-ana\"\n  crmweb client revoke 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11"
    )]
    Revoke(Revoke),
}

/// `client revoke`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Revoke {
    /// The client, by id or by name when only one is called so
    pub client: String,
}
