//! `crmweb`: the agent and its command line.
//!
//! A command is typed ([`args`]), finds its data ([`place`]) and is carried out by [`commands`] with an [`agent`]:
//! this process, or the one that runs on the data directory already ([`remote`], [`reception`]).

mod agent;
mod args;
mod bars;
mod clock;
mod commands;
mod failure;
mod find;
mod followers;
mod line;
mod machine;
mod news;
mod output;
mod paint;
mod place;
mod port_holder;
#[cfg(unix)]
mod reception;
mod reminding;
mod remote;
mod repeating;
mod request;
mod seal;
mod serving;
mod upkeep;
mod view;
mod when;

fn main() -> std::process::ExitCode {
    line::run(std::env::args_os())
}
