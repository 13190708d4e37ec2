//! What can be typed: every command, its options, and the help that teaches them.

pub mod audit;
pub mod clients;
pub mod deals;
pub mod fields;
pub mod history;
pub mod leads;
pub mod lists;
pub mod log;
pub mod mail;
pub mod mailbox;
pub mod papers;
pub mod people;
pub mod plans;
pub mod records;
pub mod sign_in;
pub mod webhooks;
pub mod work;

use crate::output::Colour;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use crmweb_model::time::Day;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

const BEGIN: &str = "\
Where to begin:
  crmweb demo                         try everything with a made-up company, nothing to set up
  crmweb mailbox add ana@firma.ro     follow your own mailbox (asks for the password)
  crmweb account add \"Brutăria Veche SRL\" --domain brutaria-veche.example
                                      name a client; mail with its people becomes its history
  crmweb sync --once                  read the mail
  crmweb who ana@brutaria-veche.example
                                      the client's record: who, what is open, what was said
  crmweb serve                        keep following your mail, with the panel at http://localhost:27480/panel
  crmweb pair                         let that panel in, by a code

The agent keeps your customer memory: it follows your mailboxes over IMAP, only ever reading them, and turns mail
with clients into their history. Mail that belongs to nobody you know never enters it.";

const AFTER: &str = "\
Exit statuses:
  0 done   1 done, and the answer is no or something is wrong   64 the command line is wrong
  65 no such record, or a value or stored data cannot be used   69 a server or program cannot be reached
  73 the data directory cannot be written   74 reading or writing failed, or the disk is full
  75 busy or in use: try again   77 a password was refused, or a right is missing   78 configuration or version

Examples:
  crmweb who dan@moldotrans.example --json | jq .history
  crmweb log incident --mail dan@moldotrans.example --priority high
  crmweb --data /srv/crmweb doctor";

/// Customer memory inside your mail: the agent and its command line.
#[derive(Debug, Parser)]
#[command(name = "crmweb", version, before_help = BEGIN, after_help = AFTER, propagate_version = true)]
#[command(max_term_width = 110, subcommand_required = true, arg_required_else_help = true)]
pub struct Line {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// For every command.
    #[command(flatten)]
    pub options: Options,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For every command")]
pub struct Options {
    /// The data directory [default: $CRMWEB_DATA, else crmweb in your folder for program data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Act as this user, by login; needed only when there are several
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub actor: Option<String>,
    /// Answer with one JSON value on standard output, errors as JSON on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Only the answer, no remarks and no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Colour,
}

/// The commands.
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Command {
    /// Tries everything with a private mail server and a made-up company
    Demo(history::Demo),
    /// Mailboxes that are followed
    #[command(subcommand)]
    Mailbox(mailbox::Mailbox),
    /// Reads the mail of all mailboxes
    Sync(mailbox::Sync),
    /// Follows all mailboxes and serves the panel until it is ended
    Serve(mailbox::Serve),
    /// Lets a panel or mail client in, by a code
    Pair(clients::Pair),
    /// Panels and mail clients that have been let in
    #[command(subcommand)]
    Client(clients::Client),
    /// Shows the record of a client: who, what is open, what was said
    Who(history::Who),
    /// Mail: list, show, find, hold back, correct
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Logs an incident, opportunity, task, note or call, from a mail or by itself
    #[command(subcommand)]
    Log(log::Log),
    /// What is never logged
    #[command(subcommand)]
    NeverLog(mail::NeverLogCommand),
    /// Decides anew whose the mail is
    Relink(mail::Relink),
    /// Accounts: the companies and other clients
    #[command(subcommand)]
    Account(records::Account),
    /// Contacts: the people
    #[command(subcommand)]
    Contact(records::Contact),
    /// Incidents: requests for support
    #[command(subcommand)]
    Incident(work::Incident),
    /// Opportunities: possible sales
    #[command(subcommand)]
    Opportunity(work::Opportunity),
    /// Pipelines: stages, the board, the forecast
    #[command(subcommand)]
    Pipeline(deals::Pipeline),
    /// Shows what needs attention, and why
    Attention(deals::Attention),
    /// Past solutions: solved incidents and articles
    #[command(subcommand)]
    Solution(deals::Solution),
    /// Templates for mail
    #[command(subcommand)]
    Template(deals::Template),
    /// Tasks
    #[command(subcommand)]
    Task(plans::Task),
    /// Events, meetings and calls that are planned
    #[command(subcommand)]
    Event(plans::Event),
    /// Shows what is planned: mine, the team's, a colleague's
    Calendar(plans::Calendar),
    /// Shows what I have to do: late, today, this week
    Agenda(plans::Agenda),
    /// Who deals with whom at the moment
    #[command(subcommand)]
    Claim(plans::Claim),
    /// Records of any kind, by their fields
    #[command(subcommand)]
    Record(fields::Record),
    /// Leads on their way to becoming clients
    #[command(subcommand)]
    Lead(leads::Lead),
    /// Records that may be the same
    #[command(subcommand)]
    Duplicate(leads::Duplicate),
    /// Makes several records of one client one
    Merge(leads::Merge),
    /// Tags: words put on records
    #[command(subcommand)]
    Tag(leads::Tag),
    /// Who is in a group
    #[command(subcommand)]
    Group(leads::Group),
    /// Gives records to colleagues, evenly
    Distribute(leads::Distribute),
    /// Lists records of any kind, by any filter and order
    List(lists::List),
    /// Lists that are kept, and those that ship
    #[command(subcommand)]
    View(lists::View),
    /// The fields of records, and fields of your own
    #[command(subcommand)]
    Field(fields::Field),
    /// Documents: files with versions, keywords and records they belong to
    #[command(subcommand)]
    Document(papers::Document),
    /// The product catalogue
    #[command(subcommand)]
    Product(papers::Product),
    /// What is stored of a person: counted, handed over, erased
    #[command(subcommand)]
    Person(papers::Person),
    /// Users and their roles
    #[command(subcommand)]
    User(people::User),
    /// Who is signed in, and where
    #[command(subcommand)]
    Session(sign_in::Session),
    /// Tokens for programs that use the API
    #[command(subcommand)]
    Token(sign_in::Token),
    /// What concerns the whole company
    #[command(subcommand)]
    Company(people::Company),
    /// Other systems that are told of changes
    #[command(subcommand)]
    Webhook(webhooks::Webhook),
    /// Shows what was changed: who, when, from what to what
    Audit(audit::Audit),
    /// Takes back what was done last
    Undo(history::Undo),
    /// Accounts for every mail of every folder
    Coverage(mailbox::Coverage),
    /// Finds out what is wrong and how to mend it
    Doctor(mailbox::Doctor),
    /// Prints the completions for a shell
    Completions(history::Completions),
    /// Prints the version and what it is made for
    Version(history::Version),
}

/// Reads a path and makes it absolute: a running agent has another working directory.
pub fn path(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|e| e.to_string())
}

/// Reads a day.
pub fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|e| e.to_string())
}

/// Reads an amount.
pub fn money(text: &str) -> Result<crmweb_model::money::Money, String> {
    crmweb_model::money::Money::parse(text).map_err(|e| e.to_string())
}

/// Reads one of the words `all` by `read`.
pub fn word<T: Clone + Send + Sync + 'static>(
    all: &[&'static str],
    read: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.to_vec()).try_map(move |text| read(&text).ok_or("not one of the words"))
}

/// Makes the parser of a closed list of words of the model.
macro_rules! words {
    ($kind:ty) => {
        $crate::args::word(
            &<$kind>::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>(),
            <$kind>::from_name,
        )
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
        let path = format!("{path} {}", command.get_name());
        if command.get_subcommands().next().is_none() {
            found.push((path.clone(), command.clone()));
        }
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            leaves(sub, &path, found);
        }
    }

    #[test]
    fn the_commands_fit_together() {
        Line::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_teaches_with_an_example_that_can_be_typed() {
        let mut found = Vec::new();
        let mut line = Line::command();
        line.build();
        leaves(&line, "", &mut found);
        assert!(found.len() > 50, "{}", found.len());
        for (path, command) in found {
            let help = command.term_width(0).render_long_help().to_string();
            let examples =
                help.split("Examples:").nth(1).unwrap_or_else(|| panic!("{path} has no example:\n{help}"));
            let typed: Vec<&str> =
                examples.lines().map(str::trim).filter(|l| l.starts_with("crmweb ")).collect();
            assert!(!typed.is_empty(), "{path} has no example");
            for example in typed {
                let words = split(example.split(['|', '>']).next().unwrap());
                if let Err(e) = Line::try_parse_from(&words) {
                    panic!("{path}: {example}: {e}");
                }
            }
        }
    }

    /// Splits as a shell does, knowing quotes only.
    fn split(line: &str) -> Vec<String> {
        let (mut words, mut quote) = (vec![String::new()], None);
        for letter in line.chars() {
            match (quote, letter) {
                (Some(open), _) if letter == open => quote = None,
                (None, '"' | '\'') => quote = Some(letter),
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().unwrap().push(letter),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}
