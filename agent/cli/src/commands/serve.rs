//! `serve`: follows all mailboxes, serves the panel, and answers other commands, until it is ended.

use crate::agent::Agent;
use crate::args::mailbox::Serve;
use crate::clock;
use crate::failure::{Exit, Result};
use crate::output::Output;
use crate::paint::{Ink, Page, count};
use crate::reception::Reception;
use crate::reminding::Reminding;
use crate::serving::{self, Running};
use crmweb_crm::{merge, score};
use crmweb_model::likeness;
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

/// Follows all mailboxes and gives reminders until one of `signals` comes.
pub fn stay(agent: &Agent, mut signals: Signals, output: &Output) -> Result<Exit> {
    finish_erasures(agent);
    // What an interruption left half done, before anybody asks for it.
    merge::resume(&agent.crm, clock::now())?;
    let (crm, scored) = (agent.crm.clone(), std::thread::Builder::new().name("scores".into()));
    let scored = scored.spawn(move || {
        likeness::warm();
        if let Err(error) = score::recompute(&crm, clock::now()) {
            tracing::error!(code = error.code(), %error, "the leads could not be scored");
        }
    });
    agent.follow_all()?;
    let reminding =
        Reminding::start(&agent.crm).map_err(crmweb_store::Error::file("remind from", agent.directory()))?;
    let keys = Keys::new(agent.secrets.clone());
    let telling = webhooks::Worker::start(agent.crm.clone(), keys, Arc::new(SystemClock))?;
    let signal = signals.forever().next();
    tracing::info!(?signal, "ending");
    output.remark("ending …");
    drop((reminding, telling));
    agent.leave_all();
    // The database is closed by the last who uses it.
    if let Ok(scored) = scored {
        drop(scored.join());
    }
    Ok(Exit::Done)
}

/// Goes on, beside everything else, with the erasure of persons that was interrupted.
fn finish_erasures(agent: &Agent) {
    let crm = agent.crm.clone();
    let work = move || match crmweb_crm::persons::erase::go_on(&crm, clock::now()) {
        Ok(0) => {}
        Ok(many) => tracing::info!(many, "completed erasures that were interrupted"),
        Err(e) => tracing::error!(code = e.code(), "an erasure that was interrupted cannot be completed yet"),
    };
    if let Err(e) = std::thread::Builder::new().name("erasures".into()).spawn(work) {
        tracing::error!("no thread for erasures: {e}");
    }
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
