//! From the words of the command line to an exit status.

use crate::agent::Agent;
use crate::args::mailbox::{Add, Mailbox};
use crate::args::people::User;
use crate::args::sign_in::Password;
use crate::args::{Command, Line, Options};
use crate::commands;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Colour, Console, Look, Output};
use crate::place::Place;
use crate::remote;
use crate::request::{Request, Typed};
use clap::Parser;
use clap::error::ErrorKind;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a command waits for another short one that holds the data directory.
const PATIENCE: Duration = Duration::from_secs(3);

/// Carries out what was typed.
pub fn run(words: impl Iterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.collect();
    let Line { command, options } = match Line::try_parse_from(&words) {
        Ok(line) => line,
        Err(e) => return misread(&e, words.iter().any(|word| word == "--json")),
    };
    let look = Look::here(options.json, options.quiet, options.color);
    let output = Output::new(look.clone(), Arc::new(Console::new(&look)));
    let status =
        carry_out(command, options, &output).unwrap_or_else(|failure| output.failure(&failure) as u8);
    match output.fault() {
        Some(failure) if status <= 1 => ExitCode::from(output.failure(&failure) as u8),
        _ => ExitCode::from(status),
    }
}

/// Shows clap's help or complaint.
fn misread(e: &clap::Error, json: bool) -> ExitCode {
    match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            drop(e.print());
            ExitCode::from(Exit::Done as u8)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            drop(e.print());
            ExitCode::from(Exit::Usage as u8)
        }
        _ if json => {
            let look = Look::here(true, true, Colour::Never);
            let text = e.render().to_string();
            let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let output = Output::new(look.clone(), Arc::new(Console::new(&look)));
            ExitCode::from(output.failure(&Failure::usage(message)) as u8)
        }
        _ => {
            drop(e.print());
            ExitCode::from(Exit::Usage as u8)
        }
    }
}

fn carry_out(command: Command, options: Options, output: &Output) -> Result<u8> {
    match command {
        Command::Completions(args) => return Ok(commands::program::completions(&args, output)? as u8),
        Command::Version(_) => return Ok(commands::program::version(output)? as u8),
        Command::Demo(args) => return Ok(commands::demo::run(&args, output)? as u8),
        _ => {}
    }
    let place = match Place::find(options.data.as_deref()) {
        Ok(place) => place,
        Err(failure) => return ill(&command, output, failure),
    };
    log_to_stderr(&place);
    let typed = typed(&command)?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let request = Request { version, command, actor: options.actor, look: output.look().clone(), typed };
    if let Some(status) = remote::ask(&place.directory, &request, &Console::new(output.look()))? {
        return Ok(status);
    }
    let agent = match open(&place, &request, output) {
        Ok(Opened::Here(agent)) => agent,
        Ok(Opened::Elsewhere(status)) => return Ok(status),
        Err(failure) => return ill(&request.command, output, failure),
    };
    Ok(commands::run_here(&agent, &request, output)? as u8)
}

/// The doctor is asked just when the agent cannot be opened.
fn ill(command: &Command, output: &Output, failure: Failure) -> Result<u8> {
    match command {
        Command::Doctor(_) => Ok(commands::doctor::without_agent(&failure, output)? as u8),
        _ => Err(failure),
    }
}

enum Opened {
    Here(Arc<Agent>),
    Elsewhere(u8),
}

/// Opens the agent; while another short command holds the directory, waits for it.
fn open(place: &Place, request: &Request, output: &Output) -> Result<Opened> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Agent::open(place) {
            Err(failure) if failure.code == "store.in-use" && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(20));
                if let Some(status) = remote::ask(&place.directory, request, &Console::new(output.look()))? {
                    return Ok(Opened::Elsewhere(status));
                }
            }
            opened => return opened.map(|agent| Opened::Here(Arc::new(agent))),
        }
    }
}

/// Asks for what must not stand on the command line.
fn typed(command: &Command) -> Result<Typed> {
    match command {
        Command::Mailbox(Mailbox::Add(Add { password_stdin: true, .. })) => Typed::from_stdin(),
        Command::User(User::Password(Password { password_stdin: true, old, .. })) => {
            Typed::lines_from_stdin(if *old { 2 } else { 1 })
        }
        Command::User(User::Password(Password { login, old, .. })) => Typed::chosen(login, *old),
        Command::Mailbox(Mailbox::Add(add)) => Typed::from_terminal(&format!("Password of {}", add.address)),
        _ => Ok(Typed::default()),
    }
}

/// The log goes to standard error; the configuration or `$CRMWEB_LOG` says how much of it.
fn log_to_stderr(place: &Place) {
    let level = std::env::var("CRMWEB_LOG").ok().or_else(|| place.config.log.clone());
    let filter =
        tracing_subscriber::EnvFilter::try_new(level.as_deref().unwrap_or("error")).unwrap_or_default();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    drop(log.try_init());
}
