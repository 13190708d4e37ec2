//! What can be typed about leads, duplicates, merging, tags, groups and distribution.

use super::fields::pair;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// `lead …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Lead {
    /// Begins to work on a lead
    #[command(after_help = "Examples:\n  crmweb lead start \"Maria Ionescu\"")]
    Start(OneLead),
    /// Says that a lead is worth the work
    #[command(after_help = "Examples:\n  crmweb lead qualify \"Maria Ionescu\"")]
    Qualify(OneLead),
    /// Says that a lead is not worth the work, and why
    #[command(after_help = "Examples:\n  crmweb lead disqualify \"Maria Ionescu\" \"no budget\"")]
    Disqualify(Disqualify),
    /// Takes a lead up again
    #[command(after_help = "Examples:\n  crmweb lead reopen \"Maria Ionescu\"")]
    Reopen(OneLead),
    /// Makes a lead an account, a contact and an opportunity, with its whole history
    #[command(
        after_help = "Each of account and contact is new, none, or the name of one that is there.\n\nExamples:\n  crmweb lead convert \"Maria Ionescu\" --opportunity \"Ten pumps\"\n  crmweb lead convert \"Maria Ionescu\" --account \"Moldo Trans\" --dry-run"
    )]
    Convert(Convert),
    /// Explains the score of a lead
    #[command(after_help = "Examples:\n  crmweb lead score \"Maria Ionescu\"")]
    Score(OneLead),
    /// Makes the scores of all leads anew; the rules are `crmweb record add score_rules …`
    #[command(
        after_help = "Examples:\n  crmweb record add score_rules name=Budget subject=budget comparison=at_least \"value=10000 EUR\" points=20\n  crmweb lead rescore"
    )]
    Rescore,
}

/// A lead.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneLead {
    /// The lead: its name, the beginning of it, or its id
    pub lead: String,
}

/// `lead disqualify`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Disqualify {
    /// The lead: its name, the beginning of it, or its id
    pub lead: String,
    /// Why
    pub reason: String,
}

/// `lead convert`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Convert {
    /// The lead: its name, the beginning of it, or its id
    pub lead: String,
    /// The account
    #[arg(long, default_value = "new")]
    pub account: String,
    /// The contact
    #[arg(long, default_value = "new")]
    pub contact: String,
    /// The name of an opportunity
    #[arg(long, value_name = "NAME")]
    pub opportunity: Option<String>,
    /// Only show what goes where
    #[arg(long)]
    pub dry_run: bool,
}

/// `duplicate …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Duplicate {
    /// Shows what is there already of something that is to be added
    #[command(
        after_help = "Examples:\n  crmweb duplicate check accounts \"name=Moldo Trans\" vat_number=RO123456"
    )]
    Check(Check),
    /// Searches the whole base for duplicates
    #[command(after_help = "Examples:\n  crmweb duplicate search")]
    Search,
    /// Lists the pairs that the last search found
    #[command(after_help = "Examples:\n  crmweb duplicate list accounts")]
    List(Pairs),
    /// Says that two records are not the same
    #[command(after_help = "Examples:\n  crmweb duplicate distinct accounts \"Alfa Nord\" \"Alfa Sud\"")]
    Distinct(Distinct),
}

/// `duplicate check`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Check {
    /// The kind: accounts, contacts or leads
    pub kind: String,
    /// Fields as NAME=VALUE
    #[arg(value_name = "NAME=VALUE", required = true, value_parser = pair)]
    pub fields: Vec<(String, String)>,
}

/// `duplicate list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Pairs {
    /// The kind: accounts, contacts or leads
    pub kind: String,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    pub limit: u16,
}

/// `duplicate distinct`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Distinct {
    /// The kind: accounts, contacts or leads
    pub kind: String,
    /// One
    pub one: String,
    /// The other
    pub other: String,
}

/// `merge`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "`crmweb undo` parts them again; what was edited since is kept and listed.\n\nExamples:\n  crmweb merge accounts \"Moldo Trans\" \"MoldoTrans SRL\" --dry-run\n  crmweb merge contacts \"Dan Rusu\" \"D. Rusu\" --set \"last_name=Rusu\""
)]
pub struct Merge {
    /// The kind: accounts, contacts or leads
    pub kind: String,
    /// The record that stays
    pub winner: String,
    /// The records that go into it
    #[arg(required = true)]
    pub losers: Vec<String>,
    /// A value chosen instead of the proposed one
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    pub fields: Vec<(String, String)>,
    /// Only show what would happen
    #[arg(long)]
    pub dry_run: bool,
}

/// `tag …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Tag {
    /// Adds a tag
    #[command(
        after_help = "Examples:\n  crmweb tag add \"Fair 2026\" --colour #2266aa\n  crmweb tag add \"call back\" --personal"
    )]
    Add(NewTag),
    /// Lists the tags
    #[command(after_help = "Examples:\n  crmweb tag list")]
    List,
    /// Gives a tag another word
    #[command(after_help = "Examples:\n  crmweb tag rename \"Fair\" \"Fair 2026\"")]
    Rename(TwoTags),
    /// Puts everything with one tag under another one
    #[command(after_help = "Examples:\n  crmweb tag merge fair \"Fair 2026\"")]
    Merge(TwoTags),
    /// Takes a tag away from everything
    #[command(after_help = "Examples:\n  crmweb tag remove \"Fair 2026\"")]
    Remove(OneTag),
    /// Puts a tag on records
    #[command(after_help = "Examples:\n  crmweb tag put \"Fair 2026\" leads \"Maria Ionescu\"")]
    Put(Listed),
    /// Takes a tag off records
    #[command(after_help = "Examples:\n  crmweb tag take \"Fair 2026\" leads \"Maria Ionescu\"")]
    Take(Listed),
}

/// `tag add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct NewTag {
    /// The word
    pub name: String,
    /// Only you see it
    #[arg(long)]
    pub personal: bool,
    /// A colour, such as #2266aa
    #[arg(long, default_value = "")]
    pub colour: String,
}

/// Two tags.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct TwoTags {
    /// The tag
    pub tag: String,
    /// The other one
    pub other: String,
}

/// A tag.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneTag {
    /// The tag
    pub tag: String,
}

/// Records on a list.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Listed {
    /// The tag or group
    pub list: String,
    /// The kind: accounts, contacts, leads, …
    pub kind: String,
    /// The records
    #[arg(required = true)]
    pub records: Vec<String>,
}

/// `group …`; groups are added with `crmweb record add groups …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Group {
    /// Lists who is in a group
    #[command(
        after_help = "Examples:\n  crmweb record add groups name=Fair members=lead\n  crmweb group members Fair"
    )]
    Members(OneGroup),
    /// Puts records into a group
    #[command(after_help = "Examples:\n  crmweb group put Fair leads \"Maria Ionescu\"")]
    Put(Listed),
    /// Takes records out of a group
    #[command(after_help = "Examples:\n  crmweb group take Fair leads \"Maria Ionescu\"")]
    Take(Listed),
}

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneGroup {
    /// The group
    pub group: String,
}

/// `distribute`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Each record goes to whoever has the least work of its kind.\n\nExamples:\n  crmweb distribute leads \"Maria Ionescu\" \"Ion Pop\" --to maria --to dan\n  crmweb distribute accounts \"Moldo Trans\" --to maria --dry-run"
)]
pub struct Distribute {
    /// The kind: accounts, contacts, leads or opportunities
    pub kind: String,
    /// The records
    #[arg(required = true)]
    pub records: Vec<String>,
    /// A colleague, by login; may be given several times
    #[arg(long = "to", value_name = "LOGIN", required = true)]
    pub to: Vec<String>,
    /// Only show who would get what
    #[arg(long)]
    pub dry_run: bool,
}
