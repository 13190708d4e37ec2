//! `pair`: opens the window for one client, shows the code, and waits for who comes.

use super::Context;
use crate::args::clients::Pair;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Output, Step};
use crate::paint::Ink;
use crate::serving::Served;
use crmweb_api::clients::Kind;
use crmweb_api::pairing::code::Code;
use crmweb_api::pairing::{Ended, OPEN, Offer, TRIES, WindowId};
use crmweb_model::ids::Uid;
use serde_json::json;
use std::time::{Duration, Instant};

/// How often the countdown moves.
const TICK: Duration = Duration::from_secs(1);

/// Carries out `pair`.
pub fn run(context: &Context, args: &Pair) -> Result<Exit> {
    let served = context.agent.serving.now().ok_or_else(|| {
        Failure::new("api.not-served", "no agent serves the panel on this data directory at the moment")
    })?;
    let kind = args.kind.as_deref().and_then(Kind::from_name);
    let offer = Offer { user: context.asker.user.uid, kind, read_only: args.read_only };
    let (window, code) = open(&served, offer)?;
    let value = json!({
        "code": code.shown(), "address": panel(&served), "seconds": OPEN.as_secs(), "tries": TRIES,
        "user": context.asker.user.login,
    });
    context.output.answer(&value, |page| {
        page.painted(&format!("Open {}", page.ink(Ink::Bold, &panel(&served))));
        page.painted(&format!("and enter the code {}", page.ink(Ink::Bold, &code.shown())));
        let user = &context.asker.user;
        page.indented(
            0,
            Ink::Dim,
            &format!(
                "It is good for {} seconds, {TRIES} tries and one client, which then acts for {}.",
                OPEN.as_secs(),
                user.name
            ),
        );
    })?;
    if args.no_wait {
        return Ok(Exit::Done);
    }
    let (client, name) = wait(&served, window, context.output)?;
    context.output.answer(&json!({ "paired": { "uid": client.to_string(), "name": name } }), |page| {
        page.indented(0, Ink::Green, &format!("{name} is paired."));
    })?;
    Ok(Exit::Done)
}

/// Opens a window; its code is shown to nobody but whoever asked for it.
pub fn open(served: &Served, offer: Offer) -> Result<(WindowId, Code)> {
    let code = Code::random().map_err(|e| Failure::of(e.code(), &e))?;
    Ok((served.app.pairing().open(offer, code.clone(), Instant::now()), code))
}

/// Returns where the panel is.
pub fn panel(served: &Served) -> String {
    format!("{}/panel", served.address)
}

fn wait(served: &Served, window: WindowId, output: &Output) -> Result<(Uid, String)> {
    let pairing = served.app.pairing();
    let started = Instant::now();
    let ended = loop {
        if let Some(ended) = pairing.wait(window, TICK) {
            break ended;
        }
        let gone = started.elapsed().min(OPEN).as_secs();
        output.step(&Step {
            what: "waiting".into(),
            doing: format!("{} s left", OPEN.as_secs() - gone),
            done: gone,
            of: OPEN.as_secs(),
        });
        // Whoever looked at the code is gone: nobody shall type it any more.
        if output.is_broken() {
            pairing.withdraw(window);
        }
    };
    output.steps_over();
    match ended {
        Ended::Used { client, name } => Ok((client, name)),
        Ended::Expired => Err(Failure::new("pair.expired", "nobody entered the code in time")),
        Ended::Closed => Err(Failure::new("pair.closed", "too many wrong codes were entered")),
        Ended::Withdrawn => Err(Failure::new("pair.withdrawn", "another pairing was started")),
        Ended::Failed => Err(Failure::new("pair.failed", "the client could not be stored")),
    }
}
