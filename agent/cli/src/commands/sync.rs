//! `sync`: reads the mail of all mailboxes, once or from now on.

use super::{Context, serve};
use crate::agent::Agent;
use crate::args::mailbox::Sync;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use crate::paint::{Ink, Page, count, grouped};
use crate::reception::Reception;
use crmweb_mail::wire::StopSignal;
use crmweb_model::privacy::SkipReason;
use crmweb_store::index::mailboxes::Mailbox;
use crmweb_sync::coverage::coverage;
use crmweb_sync::sync_once;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

/// Carries out `sync` in a process of its own; other commands are answered meanwhile.
pub fn run_here(agent: &Arc<Agent>, args: &Sync, output: &Output) -> Result<Exit> {
    let _door = Reception::open(agent)?;
    let exit = run(agent, args, output)?;
    if args.once { Ok(exit) } else { serve::follow(agent, None, output) }
}

/// Carries out `sync` in the agent that follows the mailboxes already.
pub fn run_in_agent(context: &Context, args: &Sync) -> Result<Exit> {
    run(context.agent, args, context.output)
}

fn run(agent: &Agent, args: &Sync, output: &Output) -> Result<Exit> {
    let all = agent.mailboxes(&args.mailboxes)?;
    if all.is_empty() {
        return Err(Failure::not_found("there is no mailbox yet")
            .hinting("Add one: crmweb mailbox add ana@firma.ro   (or try `crmweb demo`)"));
    }
    let chosen: Vec<&Mailbox> =
        all.iter().filter(|mailbox| !mailbox.paused || !args.mailboxes.is_empty()).collect();
    let outcomes = sync_all(agent, &chosen, output);
    // One mailbox: its failure is the command's.
    if let [(_, Err(failure))] = outcomes.as_slice() {
        return Err(failure.clone());
    }
    let values: Vec<Value> = outcomes.iter().map(|(mailbox, outcome)| view(mailbox, outcome)).collect();
    output.answer(&json!({ "mailboxes": values }), |page| {
        for (mailbox, outcome) in &outcomes {
            write(page, mailbox, outcome);
        }
    })?;
    let failed = outcomes.iter().any(|(_, outcome)| outcome.is_err());
    Ok(if failed { Exit::Findings } else { Exit::Done })
}

/// Syncs mailboxes side by side, each on a thread of its own.
pub fn sync_all<'m>(
    agent: &Agent,
    mailboxes: &[&'m Mailbox],
    output: &Output,
) -> Vec<(&'m Mailbox, Result<State>)> {
    let names: HashMap<_, _> = mailboxes.iter().map(|m| (m.id, m.account.address.to_string())).collect();
    let _watching = agent.news.watch(output, names, false);
    thread::scope(|scope| {
        let running: Vec<_> =
            mailboxes.iter().map(|mailbox| (*mailbox, scope.spawn(|| sync(agent, mailbox)))).collect();
        let crashed = || Err(Failure::new("agent.crashed", "syncing failed inside the program"));
        running
            .into_iter()
            .map(|(mailbox, thread)| (mailbox, thread.join().unwrap_or_else(|_| crashed())))
            .collect()
    })
}

/// Brings one mailbox up to date; a failure is noted where `mailbox list` shows it.
fn sync(agent: &Agent, mailbox: &Mailbox) -> Result<State> {
    if agent.catch_up(mailbox)? {
        return state(agent, mailbox);
    }
    let done = sync_once(&agent.setup, &agent.connector(mailbox), mailbox.id, &StopSignal::default());
    match done {
        Ok(_) => state(agent, mailbox),
        Err(e) => {
            let failure = Failure::from(e);
            if let Err(e) = agent.note_fault(mailbox.id, &failure) {
                tracing::warn!(code = e.code, "the fault of a mailbox could not be noted: {}", e.message);
            }
            Err(failure)
        }
    }
}

/// What is in after a sync, over all folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct State {
    server_count: u64,
    linked: u64,
    held: u64,
    left_out: u64,
    quarantined: u64,
    pending: u64,
}

fn state(agent: &Agent, mailbox: &Mailbox) -> Result<State> {
    let mut state = State::default();
    for folder in coverage(&agent.index, mailbox.id)? {
        state.server_count += folder.folder.server_count;
        state.linked += folder.linked;
        state.held += folder.held;
        state.left_out += folder.skipped.values().sum::<u64>();
        state.quarantined += folder.skipped.get(&SkipReason::Quarantined).copied().unwrap_or_default();
        state.pending += folder.pending + folder.unseen;
    }
    Ok(state)
}

fn view(mailbox: &Mailbox, outcome: &Result<State>) -> Value {
    let (state, error) = match outcome {
        Ok(state) => (Some(state), None),
        Err(failure) => (None, Some(failure)),
    };
    json!({ "mailbox": mailbox.account.address, "state": state, "error": error })
}

fn write(page: &mut Page, mailbox: &Mailbox, outcome: &Result<State>) {
    let address = page.ink(Ink::Bold, mailbox.account.address.as_str());
    match outcome {
        Ok(state) => {
            let line = format!(
                "{address}: {} on the server, {} in the history, {} left out",
                count(state.server_count, "mail", "mails"),
                grouped(state.linked + state.held),
                grouped(state.left_out),
            );
            page.painted(&line);
            if state.quarantined > 0 {
                page.indented(
                    2,
                    Ink::Yellow,
                    &format!("{} could not be read, kept aside", grouped(state.quarantined)),
                );
            }
            if state.pending > 0 {
                page.indented(2, Ink::Yellow, &format!("{} to be tried again later", grouped(state.pending)));
            }
        }
        Err(failure) => {
            page.painted(&format!("{address}:"));
            page.failure(failure);
        }
    }
}
