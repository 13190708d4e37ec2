//! What can be typed about incidents and opportunities.

use super::records::One;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

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
    /// Notes that the client has to answer: due times stand still
    #[command(after_help = "Examples:\n  crmweb incident wait INC-1K")]
    Wait(One),
    /// Notes that the client has answered
    #[command(after_help = "Examples:\n  crmweb incident resume INC-1K")]
    Resume(One),
    /// Opens a solved or closed incident again
    #[command(after_help = "Examples:\n  crmweb incident reopen INC-1K")]
    Reopen(One),
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
    /// Make no sale of what is won
    #[arg(long)]
    pub no_sale: bool,
}
