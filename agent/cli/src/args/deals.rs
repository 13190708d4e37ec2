//! What can be typed about pipelines, attention, past solutions and templates.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// `pipeline …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Pipeline {
    /// Lists the pipelines with their stages
    #[command(after_help = "Examples:\n  crmweb pipeline list\n  crmweb pipeline list --json")]
    List,
    /// Adds a pipeline with the stages most companies start with
    #[command(after_help = "Examples:\n  crmweb pipeline add Service")]
    Add(PipelineAdd),
    /// Adds a stage to a pipeline
    #[command(
        after_help = "Examples:\n  crmweb pipeline stage Sales Demo --probability 40\n  crmweb pipeline stage Sales \"Lost for good\" --outcome lost"
    )]
    Stage(StageAdd),
    /// Takes a stage away; its opportunities go to another one
    #[command(after_help = "Examples:\n  crmweb pipeline remove-stage Sales Qualified --to Offer")]
    RemoveStage(StageRemove),
    /// Shows what is at each stage
    #[command(after_help = "Examples:\n  crmweb pipeline board\n  crmweb pipeline board Sales --mine")]
    Board(Board),
    /// Shows what the next months promise
    #[command(
        after_help = "Examples:\n  crmweb pipeline forecast\n  crmweb pipeline forecast --months 12 --json"
    )]
    Forecast(Forecast),
}

/// `pipeline add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct PipelineAdd {
    /// Its name
    pub name: String,
}

/// `pipeline stage`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct StageAdd {
    /// The pipeline, by name
    pub pipeline: String,
    /// The name of the stage
    pub name: String,
    /// How likely a sale is then, in percent
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(0..=100))]
    pub probability: i64,
    /// Whether it ends the opportunity, and how
    #[arg(long, default_value = "open", value_parser = super::words!(crmweb_model::record::Outcome))]
    pub outcome: crmweb_model::record::Outcome,
}

/// `pipeline remove-stage`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct StageRemove {
    /// The pipeline, by name
    pub pipeline: String,
    /// The stage, by name
    pub stage: String,
    /// The stage of the same pipeline to which its opportunities go
    #[arg(long)]
    pub to: Option<String>,
}

/// `pipeline board`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Board {
    /// The pipeline, by name [default: the usual one]
    pub pipeline: Option<String>,
    /// Only mine
    #[arg(long)]
    pub mine: bool,
}

/// `pipeline forecast`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Forecast {
    /// How many months, from this one on
    #[arg(long, default_value_t = 6)]
    pub months: i64,
    /// Only mine
    #[arg(long)]
    pub mine: bool,
}

/// `attention`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = "Examples:\n  crmweb attention\n  crmweb attention --all --json")]
pub struct Attention {
    /// That of my team
    #[arg(long, conflicts_with = "all")]
    pub team: bool,
    /// Everybody's
    #[arg(long)]
    pub all: bool,
}

/// `solution …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Solution {
    /// Finds past solutions for an incident or for words
    #[command(
        after_help = "Examples:\n  crmweb solution find INC-1K\n  crmweb solution find \"imprimanta trage strâmb hârtia\""
    )]
    Find(SolutionFind),
    /// Makes an article of a solved incident
    #[command(after_help = "Examples:\n  crmweb solution article INC-1K --publish")]
    Article(SolutionArticle),
}

/// `solution find`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct SolutionFind {
    /// The number of an incident, or words
    pub what: String,
    /// How many
    #[arg(long, default_value_t = 5)]
    pub limit: usize,
}

/// `solution article`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct SolutionArticle {
    /// Its number or id
    pub incident: String,
    /// Publish it at once
    #[arg(long)]
    pub publish: bool,
}

/// `template …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Template {
    /// Shows what a template says to somebody
    #[command(
        after_help = "Examples:\n  crmweb template show Ofertă --for dan@moldotrans.example\n  crmweb template show Ofertă --for INC-1K --json"
    )]
    Show(TemplateShow),
}

/// `template show`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct TemplateShow {
    /// The template, by name or id
    pub template: String,
    /// A contact, account, opportunity or incident
    #[arg(long = "for", value_name = "WHO")]
    pub whom: String,
}
