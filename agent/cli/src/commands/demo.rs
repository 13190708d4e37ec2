//! `demo`: everything at once, with a private mail server and a made-up company.

mod browser;
mod company;
mod invitation;
mod stage;

use super::serve;
use crate::agent::{Agent, Asker};
use crate::args::history::Demo;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use crate::paint::{Ink, count};
use crate::place::{Config, Place};
use crate::reception::Reception;
use crate::serving;
use crmweb_demo::{Options, Sample, Truth};
use crmweb_model::rights::Role;
use crmweb_store::users::NewUser;
use invitation::Invitation;
use stage::Stage;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Carries out `demo`.
pub fn run(args: &Demo, output: &Output) -> Result<Exit> {
    let directory = directory(args)?;
    let sample = Sample::create(&directory.join("server"), &options(args)?)?;
    let truth = &sample.truth;
    output.show(|page| {
        let line = page.ink(Ink::Bold, &format!("{} of {}", truth.owner.name, truth.owner.company));
        page.painted(&format!(
            "{line} has a mailbox of {} on a private mail server.",
            count(truth.messages.len() as u64, "mail", "mails")
        ));
    });
    let data = directory.join("data");
    let place = Place {
        directory: data.clone(),
        config: Config { database: args.postgres.clone(), ..Config::default() },
    };
    write_configuration(&place)?;
    let agent = Arc::new(Agent::open_for(&place, owner(truth))?);
    let door = Reception::open(&agent)?;
    let asker = Asker::of(&agent, Some(sample.user()))?;
    company::feed(&agent.crm, &asker, &sample.company)?;
    let company = &sample.company;
    output.show(|page| {
        page.line(&format!(
            "Her company knows {}, {}, {} and {}.",
            count(company.accounts.len() as u64, "account", "accounts"),
            count(company.contacts.len() as u64, "contact", "contacts"),
            count(company.opportunities.len() as u64, "opportunity", "opportunities"),
            count(company.incidents.len() as u64, "incident", "incidents"),
        ));
    });
    let stage = Stage::new(Arc::clone(&agent), sample.user(), &data, output);
    let value = play(&stage, &sample)?;
    output.answer(&value, |_| {})?;
    output.show(|page| {
        page.painted("");
        page.painted(&page.ink(Ink::Bold, "Try more on the same data:"));
        for line in stage.suggestions(&value) {
            page.painted(&format!("  {}", page.ink(Ink::Cyan, &line)));
        }
        page.gap();
        page.indented(
            0,
            Ink::Dim,
            &format!("Everything is in {}; remove it when you are done.", directory.display()),
        );
    });
    let exit = match args.serve || (!args.once && !output.look().json && std::io::stdin().is_terminal()) {
        true => serve_panel(&agent, &asker, args.port, output),
        false => Ok(Exit::Done),
    };
    drop(door);
    exit
}

/// Serves the panel and follows the mailbox until Ctrl-C; a code to enter is shown while nobody has.
fn serve_panel(agent: &Arc<Agent>, asker: &Asker, port: Option<u16>, output: &Output) -> Result<Exit> {
    let signals = serve::signals(agent)?;
    let listeners = match port {
        Some(port) => serving::bind(port)?,
        None => serving::bind(agent.serving.port(None)).or_else(|taken| {
            output.remark(&format!("{}; another port will do.", taken.message));
            serving::bind(0)
        })?,
    };
    let api = serving::start(agent, listeners)?;
    let invitation = Invitation::send(agent, asker.user.uid, output)?;
    let exit = serve::stay(agent, signals, output);
    drop(invitation);
    drop(api);
    exit
}

/// The acts of the demo.
fn play(stage: &Stage, sample: &Sample) -> Result<serde_json::Value> {
    let (truth, server) = (&sample.truth, &sample.dovecot);
    let address = truth.owner.address.as_str();
    let port = server.imaps_port().to_string();
    let certificate = server.certificate().display().to_string();
    let add = [
        "mailbox",
        "add",
        address,
        "--host",
        server.host(),
        "--port",
        &port,
        "--login",
        sample.user(),
        "--ca",
        &certificate,
        "--secret-file",
        "--password-stdin",
    ];
    stage.act_with(&add, Sample::PASSWORD)?;
    stage.act(&["company", "domain", "add", &truth.owner.domain])?;
    let started = Instant::now();
    let synced = stage.act(&["sync", "--once"])?;
    let seconds = started.elapsed().as_secs_f64();
    let per_second = (truth.messages.len() as f64 / seconds.max(0.001)) as u64;
    stage.note(&format!(
        "{} in {seconds:.1} s: {per_second} a second",
        count(truth.messages.len() as u64, "mail", "mails")
    ));
    let coverage = stage.act(&["coverage"])?;
    let busiest = busiest(sample)?;
    let who = stage.act(&["who", &busiest])?;
    let mail = format!("{busiest}~{}", newest_received(&who));
    let incident = stage.act(&["log", "incident", "--mail", &mail, "--priority", "high"])?;
    Ok(serde_json::json!({
        "directory": stage.data(), "seconds": seconds, "sync": synced, "coverage": coverage, "busiest": busiest,
        "who": who, "mail": mail, "incident": incident["incident"],
    }))
}

/// The address of the client with whom most was written.
fn busiest(sample: &Sample) -> Result<String> {
    let known: Vec<&String> =
        sample.company.contacts.iter().filter_map(|contact| contact.addresses.first()).collect();
    let mut people: Vec<_> = sample.truth.correspondents.iter().collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.received + person.sent));
    let addresses = people.into_iter().flat_map(|person| person.addresses.first());
    let found = addresses.into_iter().find(|address| known.contains(address));
    found.cloned().ok_or_else(|| Failure::new("demo.failed", "the sample has no client"))
}

/// The number of the newest mail that came in, in the history shown.
fn newest_received(who: &serde_json::Value) -> usize {
    let history = who["history"].as_array().map(Vec::as_slice).unwrap_or_default();
    let received = |item: &serde_json::Value| item["direction"] == "in" && item["mail"].is_object();
    history.iter().position(received).map_or(1, |at| at + 1)
}

fn directory(args: &Demo) -> Result<PathBuf> {
    match &args.dir {
        Some(directory) => {
            if directory.join("data").exists() {
                return Err(Failure::new(
                    "demo.not-empty",
                    format!("{} holds a demo already", directory.display()),
                )
                .hinting("Choose another directory, or remove that one."));
            }
            Ok(directory.clone())
        }
        None => {
            let made = tempfile::Builder::new().prefix("crmweb-demo-").tempdir();
            Ok(made.map_err(crmweb_store::Error::file("create a directory in", std::env::temp_dir()))?.keep())
        }
    }
}

fn options(args: &Demo) -> Result<Options> {
    let today = jiff::Timestamp::from_millisecond(crate::clock::now().0)
        .map_err(|e| Failure::new("demo.failed", format!("the clock shows no moment: {e}")))?;
    Ok(Options { messages: args.messages as usize, until: today, ..Options::default() })
}

/// Keeps the choice of the database, so that later commands find it.
fn write_configuration(place: &Place) -> Result<()> {
    let Some(url) = &place.config.database else { return Ok(()) };
    let file = place.directory.join("config.toml");
    let text = format!("database = {}\n", toml::Value::String(url.clone()));
    let written = create_private(&place.directory).and_then(|()| std::fs::write(&file, text));
    written.map_err(crmweb_store::Error::file("write", &file))?;
    Place::find(Some(&place.directory)).map(drop)
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

fn owner(truth: &Truth) -> NewUser {
    let login = truth.owner.address.split('@').next().unwrap_or("ana").to_owned();
    NewUser {
        login,
        name: truth.owner.name.clone(),
        team: "vânzări".into(),
        language: "ro".into(),
        roles: Role::ALL.to_vec(),
        further: Vec::new(),
        addresses: Vec::new(),
    }
}
