//! What can be typed about webhooks: other systems that are told of changes.

use super::words;
use clap::{Args, Subcommand};
use crmweb_model::record::RecordKind;
use serde::{Deserialize, Serialize};

/// `webhook …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Webhook {
    /// Adds a webhook, and shows its signing secret this one time
    Add(Add),
    /// Lists the webhooks and how they fare
    #[command(after_help = "Examples:\n  crmweb webhook list\n  crmweb webhook list --json")]
    List,
    /// Shows a webhook
    #[command(after_help = "Examples:\n  crmweb webhook show Accounting")]
    Show(Named),
    /// Sends a ping
    #[command(after_help = "Examples:\n  crmweb webhook test Accounting")]
    Test(Named),
    /// Lists what a webhook was told in the last 30 days
    #[command(
        after_help = "Examples:\n  crmweb webhook deliveries Accounting\n  crmweb webhook deliveries Accounting --limit 200 --json"
    )]
    Deliveries(Deliveries),
    /// Sends something again, under the same id
    #[command(after_help = "Examples:\n  crmweb webhook redeliver 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11")]
    Redeliver(Redeliver),
    /// Gives a webhook another secret; the one before is good for a day longer
    #[command(after_help = "Examples:\n  crmweb webhook rotate Accounting")]
    Rotate(Named),
    /// Lets a webhook be told again that was deactivated, from now on
    #[command(after_help = "Examples:\n  crmweb webhook activate Accounting")]
    Activate(Named),
    /// Tells a webhook nothing until it is activated again
    #[command(after_help = "Examples:\n  crmweb webhook deactivate Accounting")]
    Deactivate(Named),
    /// Removes a webhook and forgets its secret
    #[command(after_help = "Examples:\n  crmweb webhook remove Accounting")]
    Remove(Named),
    /// Places inside this machine or network that webhooks may reach
    AllowInternal(AllowInternal),
}

const ADD: &str = "\
The URL begins with https:// and leads out into the world; what leads into this machine or network has to be allowed
first: `crmweb webhook allow-internal HOST:PORT`. What is sent is signed as the Standard Webhooks specification says
(headers webhook-id, webhook-timestamp, webhook-signature).

Examples:
  crmweb webhook add Accounting https://accounting.example/hook
  crmweb webhook add Accounting https://accounting.example/hook --kind account --kind opportunity --verb created
  crmweb webhook add Test https://test.example/hook --secret-file --json";

/// `webhook add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = ADD)]
pub struct Add {
    /// What people call it
    pub name: String,
    /// Where it is told
    pub url: String,
    /// A kind of record it wants to hear of; may be given several times [default: all]
    #[arg(long = "kind", value_name = "KIND", value_parser = words!(RecordKind))]
    pub kinds: Vec<RecordKind>,
    /// What must have happened; may be given several times [default: anything]
    #[arg(long = "verb", value_name = "VERB")]
    pub verbs: Vec<String>,
    /// Keep the secret in a file that only you can read, instead of the keychain
    #[arg(long)]
    pub secret_file: bool,
}

/// A webhook.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Named {
    /// The webhook, by name or id
    pub webhook: String,
}

/// `webhook deliveries`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Deliveries {
    /// The webhook, by name or id
    pub webhook: String,
    /// How many
    #[arg(long, default_value_t = 20)]
    pub limit: u16,
}

/// `webhook redeliver`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Redeliver {
    /// The delivery, by the id in `webhook deliveries`
    pub delivery: String,
}

const ALLOW: &str = "\
Whoever may add a webhook chooses what this machine connects to. Allow only what is meant to hear of your clients.

Examples:
  crmweb webhook allow-internal
  crmweb webhook allow-internal erp.lan:8080
  crmweb webhook allow-internal erp.lan:8080 --forbid";

/// `webhook allow-internal`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = ALLOW)]
pub struct AllowInternal {
    /// HOST:PORT [default: only list them]
    pub place: Option<String>,
    /// Take it off the list
    #[arg(long, requires = "place")]
    pub forbid: bool,
}
