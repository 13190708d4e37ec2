//! `serve`: follows all mailboxes, serves the panel, and answers other commands, until it is ended.

use crate::agent::Agent;
use crate::args::mailbox::Serve;
use crate::clock;
use crate::failure::{Exit, Result};
use crate::output::Output;
use crate::paint::{Ink, Page, count};
use crate::reception::Reception;
use crate::serving::{self, Running};
use crate::{reminding, upkeep};
use crmweb_crm::merge;
use crmweb_sync::SystemClock;
use crmweb_sync::webhooks::{self, Keys};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::HashMap;
use std::sync::Arc;

/// Carries out `serve`.
pub fn run(agent: &Arc<Agent>, args: &Serve, output: &Output) -> Result<Exit> {
    // Before anything else: a port that is taken is told at once.
    let listeners = match args.no_api {
        true => None,
        false => Some(serving::bind(agent.serving.port(args.port))?),
    };
    let door = Reception::open(agent)?;
    let api = listeners.map(|listeners| serving::start(agent, listeners)).transpose()?;
    let exit = follow(agent, api.as_ref(), output);
    drop(api);
    drop(door);
    exit
}

/// Follows all mailboxes until SIGINT, SIGTERM or SIGHUP, and tells how they fare.
pub fn follow(agent: &Arc<Agent>, api: Option<&Running>, output: &Output) -> Result<Exit> {
    let signals = signals(agent)?;
    let mailboxes = agent.mailboxes(&[])?;
    let addresses: Vec<&str> = mailboxes.iter().map(|m| m.account.address.as_str()).collect();
    let address = api.map(Running::address);
    let value =
        serde_json::json!({ "serving": agent.directory(), "mailboxes": addresses, "address": address });
    output.answer(&value, |page| describe(page, agent, &addresses, address.as_deref()))?;
    let names: HashMap<_, _> = mailboxes.iter().map(|m| (m.id, m.account.address.to_string())).collect();
    let watching = agent.news.watch(output, names, true);
    let exit = stay(agent, signals, output);
    drop(watching);
    exit
}

/// Gets ready to be ended. Before anything runs: a signal in between must end it cleanly too.
pub fn signals(agent: &Agent) -> Result<Signals> {
    let signals = Signals::new([SIGINT, SIGTERM, SIGHUP]);
    Ok(signals.map_err(crmweb_store::Error::file("wait for signals in", agent.directory()))?)
}

/// Follows all mailboxes, gives reminders and looks after the crm until one of `signals` comes.
pub fn stay(agent: &Agent, mut signals: Signals, output: &Output) -> Result<Exit> {
    // What an interruption left half done, before anybody asks for it.
    merge::resume(&agent.crm, clock::now())?;
    agent.follow_all()?;
    let looked_after = crmweb_store::Error::file("look after", agent.directory());
    let repeated = [reminding::start(&agent.crm), upkeep::start(&agent.crm)];
    let repeated = repeated.into_iter().collect::<std::io::Result<Vec<_>>>().map_err(looked_after)?;
    let keys = Keys::new(agent.secrets.clone());
    let telling = webhooks::Worker::start(agent.crm.clone(), keys, Arc::new(SystemClock))?;
    let signal = signals.forever().next();
    tracing::info!(?signal, "ending");
    output.remark("ending …");
    drop((repeated, telling));
    agent.leave_all();
    Ok(Exit::Done)
}

fn describe(page: &mut Page, agent: &Agent, mailboxes: &[&str], address: Option<&str>) {
    let line = format!(
        "{} {}",
        page.ink(Ink::Bold, "crmweb is running on"),
        page.ink(Ink::Bold, &agent.directory().display().to_string())
    );
    page.painted(&line);
    match mailboxes {
        [] => page.line("No mailbox yet: crmweb mailbox add ana@firma.ro (from another terminal)"),
        some => page.line(&format!(
            "following {}: {}",
            count(some.len() as u64, "mailbox", "mailboxes"),
            some.join(", ")
        )),
    }
    if let Some(address) = address {
        page.line(&format!("The panel is at {address}/panel; `crmweb pair` lets a browser in."));
    }
    page.indented(0, Ink::Dim, "Other crmweb commands work meanwhile. End it with Ctrl-C.");
}
