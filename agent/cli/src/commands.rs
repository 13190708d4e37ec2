//! The commands, one file each: a function of an open agent and what was typed.

pub mod accounts;
pub mod attach;
pub mod attention;
pub mod audit;
pub mod calendar;
pub mod claims;
pub mod clients;
pub mod company;
pub mod contacts;
pub mod coverage;
pub mod demo;
pub mod doctor;
pub mod documents;
pub mod duplicates;
pub mod fields;
pub mod groups;
pub mod incidents;
pub mod leads;
mod lists;
pub mod log;
pub mod mail_list;
pub mod mail_show;
pub mod mail_where;
pub mod mail_work;
pub mod mailboxes;
pub mod never_log;
pub mod opportunities;
pub mod pair;
pub mod persons;
pub mod pipelines;
pub mod plans;
pub mod products;
pub mod program;
pub mod records;
pub mod relink;
pub mod roles;
pub mod serve;
pub mod sign_in;
pub mod solutions;
pub mod sync;
pub mod tasks;
pub mod undo;
pub mod users;
pub mod views;
pub mod webhooks;
pub mod who;

use crate::agent::{Agent, Asker};
use crate::args::Command;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use crate::request::Request;
use std::sync::Arc;

/// Everything a command works with.
pub struct Context<'a> {
    /// The open data directory.
    pub agent: &'a Agent,
    /// Who asks.
    pub asker: Asker,
    /// Where the answer goes.
    pub output: &'a Output,
}

/// Carries out a command in this process, which has just opened the agent for it.
pub fn run_here(agent: &Arc<Agent>, request: &Request, output: &Output) -> Result<Exit> {
    match &request.command {
        Command::Serve(args) => serve::run(agent, args, output),
        Command::Sync(args) => sync::run_here(agent, args, output),
        _ => run(agent, request, output),
    }
}

/// Carries out a command with an agent that is open.
pub fn run(agent: &Agent, request: &Request, output: &Output) -> Result<Exit> {
    let asker = Asker::of(agent, request.actor.as_deref())?;
    let context = &Context { agent, asker, output };
    match &request.command {
        Command::Mailbox(args) => mailboxes::run(context, args, &request.typed),
        Command::Sync(args) => sync::run_in_agent(context, args),
        Command::Who(args) => who::run(context, args),
        Command::Mail(args) => mail(context, args),
        Command::Log(args) => log::run(context, args),
        Command::NeverLog(args) => never_log::run(context, args),
        Command::Relink(args) => relink::run(context, args),
        Command::Account(args) => accounts::run(context, args),
        Command::Contact(args) => contacts::run(context, args),
        Command::Incident(args) => incidents::run(context, args),
        Command::Opportunity(args) => opportunities::run(context, args),
        Command::Pipeline(args) => pipelines::run(context, args),
        Command::Attention(args) => attention::run(context, args),
        Command::Solution(args) => solutions::run(context, args),
        Command::Template(args) => solutions::template(context, args),
        Command::Task(args) => tasks::run(context, args),
        Command::User(args) => users::run(context, args, &request.typed),
        Command::Session(args) => sign_in::session(context, args),
        Command::Token(args) => sign_in::token(context, args),
        Command::Event(args) => plans::run(context, args),
        Command::Calendar(args) => calendar::run(context, args),
        Command::Agenda(_) => calendar::agenda(context),
        Command::Claim(args) => claims::run(context, args),
        Command::Record(args) => records::run(context, args),
        Command::Lead(args) => leads::run(context, args),
        Command::Duplicate(args) => duplicates::run(context, args),
        Command::Merge(args) => duplicates::merge(context, args),
        Command::Tag(args) => groups::tag(context, args),
        Command::Group(args) => groups::group(context, args),
        Command::Distribute(args) => groups::share_out(context, args),
        Command::List(args) => lists::run(context, args),
        Command::View(args) => views::run(context, args),
        Command::Field(args) => fields::run(context, args),
        Command::Document(args) => documents::run(context, args),
        Command::Product(args) => products::run(context, args),
        Command::Person(args) => persons::run(context, args),
        Command::Company(args) => company::run(context, args),
        Command::Pair(args) => pair::run(context, args),
        Command::Client(args) => clients::run(context, args),
        Command::Webhook(args) => webhooks::run(context, args),
        Command::Audit(args) => audit::run(context, args),
        Command::Undo(args) => undo::run(context, args),
        Command::Coverage(args) => coverage::run(context, args),
        Command::Doctor(args) => doctor::run(context, args),
        Command::Serve(_) => {
            Err(Failure::new("store.in-use", "an agent is serving this data directory already").hinting(""))
        }
        Command::Demo(_) | Command::Completions(_) | Command::Version(_) => {
            Err(Failure::usage("this command works without an agent"))
        }
    }
}

fn mail(context: &Context, args: &crate::args::mail::MailCommand) -> Result<Exit> {
    use crate::args::mail::MailCommand as M;
    match args {
        M::List(args) => mail_list::run(context, args),
        M::Show(args) => mail_show::show(context, args),
        M::Save(args) => mail_show::save(context, args),
        M::Where(args) => mail_where::run(context, args),
        M::Hold(args) => mail_work::hold(context, args, true),
        M::Share(args) => mail_work::hold(context, args, false),
        M::Remove(args) => mail_work::remove(context, args),
        M::Restore(args) => mail_work::restore(context, &args.message_id),
        M::Correct(args) => mail_work::correct(context, args),
    }
}
