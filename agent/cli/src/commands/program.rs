//! `completions` and `version`: about the program itself.

use crate::args::Line;
use crate::args::history::Completions;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use clap::CommandFactory;
use clap_complete::Shell;
use crmweb_store::schema::{CRM, MAIL_INDEX};
use serde_json::json;

/// Prints the completions for a shell.
pub fn completions(args: &Completions, output: &Output) -> Result<Exit> {
    let shell: Shell = args.shell.parse().map_err(Failure::usage)?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Line::command(), "crmweb", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    if output.look().json {
        output.answer(&json!({ "shell": args.shell, "script": script }), |_| {})?;
    } else {
        output.raw(&script);
    }
    Ok(Exit::Done)
}

/// Prints the version.
pub fn version(output: &Output) -> Result<Exit> {
    let newest = |schema: &crmweb_store::schema::Schema| schema.steps.last().map_or(0, |step| step.version);
    let (version, crm, index) = (env!("CARGO_PKG_VERSION"), newest(&CRM), newest(&MAIL_INDEX));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let value =
        json!({ "version": version, "crm_schema": crm, "mail_index_schema": index, "system": system });
    output.answer(&value, |page| {
        page.line(&format!("crmweb {version} ({system}), crm schema {crm}, mail index schema {index}"));
    })?;
    Ok(Exit::Done)
}
