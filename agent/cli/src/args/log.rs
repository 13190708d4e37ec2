//! What can be typed to log something in a client's history.

use super::{day, money, words};
use clap::{Args, Subcommand};
use crmweb_model::money::Money;
use crmweb_model::record::{Channel, Direction, Priority};
use crmweb_model::time::Day;
use serde::{Deserialize, Serialize};

/// `log …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Log {
    /// Logs a request for support
    Incident(LogIncident),
    /// Logs a possible sale
    Opportunity(LogOpportunity),
    /// Plans something to do
    Task(LogTask),
    /// Writes something down
    Note(LogNote),
    /// Logs a phone call
    Call(LogCall),
}

/// Where it comes from and whose it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct About {
    /// The mail it comes from: its id, its Message-ID, or ADDRESS~N; fills in what is not given
    #[arg(long, value_name = "MAIL")]
    pub mail: Option<String>,
    /// The client it is for: an address, a name or an id [default: the mail's]
    #[arg(long = "for", value_name = "WHO")]
    pub whom: Option<String>,
}

/// `log incident`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb log incident --mail dan@moldotrans.example\n  crmweb log incident --mail dan@moldotrans.example~2 --priority high --product \"DX-200\"\n  crmweb log incident --for \"Brutăria Veche\" \"Cuptorul nu pornește\" --channel phone"
)]
pub struct LogIncident {
    /// What it is about [default: the mail's subject]
    pub subject: Option<String>,
    /// The mail and the client
    #[command(flatten)]
    pub about: About,
    /// What happened [default: the mail's text]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = words!(Priority))]
    pub priority: Option<Priority>,
    /// How it reached us
    #[arg(long, value_parser = words!(Channel))]
    pub channel: Option<Channel>,
    /// The product
    #[arg(long)]
    pub product: Option<String>,
    /// The category
    #[arg(long)]
    pub category: Option<String>,
    /// The queue
    #[arg(long)]
    pub queue: Option<String>,
}

/// `log opportunity`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb log opportunity --mail dan@moldotrans.example --amount \"12000 EUR\"\n  crmweb log opportunity \"Cuptor nou\" --for \"Brutăria Veche\" --close 2026-12-15 --next-step \"trimite oferta\""
)]
pub struct LogOpportunity {
    /// Its name [default: the mail's subject]
    pub name: Option<String>,
    /// The mail and the client
    #[command(flatten)]
    pub about: About,
    /// How much, such as "12000 EUR"
    #[arg(long, value_parser = money)]
    pub amount: Option<Money>,
    /// The stage, by name [default: the first]
    #[arg(long)]
    pub stage: Option<String>,
    /// In percent [default: the stage's]
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..=100))]
    pub probability: Option<i64>,
    /// When it should be decided, such as 2026-12-15
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub close: Option<Day>,
    /// What has to be done next
    #[arg(long, value_name = "TEXT")]
    pub next_step: Option<String>,
    /// Where it came from
    #[arg(long)]
    pub source: Option<String>,
    /// The main competitor
    #[arg(long)]
    pub competitor: Option<String>,
    /// What kind of business
    #[arg(long = "type", value_name = "TYPE")]
    pub business_type: Option<String>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// `log task`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb log task \"Trimite oferta\" --mail dan@moldotrans.example --due 2026-11-27\n  crmweb log task \"Sună-l pe Dan\" --for dan@moldotrans.example --due 2026-11-24T10:00 --assign maria"
)]
pub struct LogTask {
    /// What has to be done [default: the mail's subject]
    pub subject: Option<String>,
    /// The mail and the client
    #[command(flatten)]
    pub about: About,
    /// When, such as 2026-11-27 or 2026-11-27T10:00
    #[arg(long, value_name = "WHEN")]
    pub due: Option<String>,
    /// Who has to do it, by login [default: me]
    #[arg(long, value_name = "LOGIN")]
    pub assign: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = words!(Priority))]
    pub priority: Option<Priority>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// `log note`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb log note \"Preferă să fie sunat dimineața\" --for dan@moldotrans.example\n  crmweb log note \"Reducere promisă: 5 %\" --mail dan@moldotrans.example"
)]
pub struct LogNote {
    /// What is written down; the first line is its title
    pub text: String,
    /// The mail and the client
    #[command(flatten)]
    pub about: About,
}

/// `log call`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb log call \"A confirmat comanda\" --for dan@moldotrans.example --direction in\n  crmweb log call \"Ofertă discutată\" --mail dan@moldotrans.example --at \"2026-11-23 15:30\""
)]
pub struct LogCall {
    /// What it was about
    pub subject: String,
    /// The mail and the client
    #[command(flatten)]
    pub about: About,
    /// Who called: in is the client, out is us
    #[arg(long, default_value = "out", value_parser = words!(Direction))]
    pub direction: Direction,
    /// When [default: now]
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// What was said
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
}
