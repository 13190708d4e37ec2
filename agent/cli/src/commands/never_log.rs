//! `never-log …`: what is never logged, by oneself or by anybody.

use super::{Context, attach};
use crate::args::mail::{NeverLogAdd, NeverLogCommand, NeverLogEntry};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crmweb_crm::never_log::{self, List};
use crmweb_model::address::Address;
use crmweb_model::privacy::NeverLog;
use crmweb_store::never_log::Entry;
use serde_json::{Value, json};

/// Carries out `never-log …`.
pub fn run(context: &Context, args: &NeverLogCommand) -> Result<Exit> {
    match args {
        NeverLogCommand::Add(NeverLogAdd { entry }) => add(context, entry),
        NeverLogCommand::List => list(context),
        NeverLogCommand::Remove(entry) => remove(context, entry),
    }
}

fn add(context: &Context, args: &NeverLogEntry) -> Result<Exit> {
    let (by, what, list) = (context.asker.by(), read(&args.what)?, whose(args));
    let mutation = by.mutation.to_string();
    let entry = context.agent.crm.write(move |tx| never_log::add_never_log(tx, &by, list, &what))?;
    let attached = attach::after_change(context, &[])?;
    let value = json!({ "entry": view(&entry), "taken_back": attached.taken_back, "mutation": mutation });
    context.output.answer(&value, |page| {
        page.line(&format!("Never logged from now on: {}.", text(&entry.what)));
        if attached.taken_back > 0 {
            page.line(&format!("{} taken back out of the history.", attached.taken_back));
        }
    })?;
    Ok(Exit::Done)
}

fn remove(context: &Context, args: &NeverLogEntry) -> Result<Exit> {
    let (by, list) = (context.asker.by(), whose(args));
    let wanted = never_log::folded(&read(&args.what)?)?;
    let mutation = by.mutation.to_string();
    let asked = by.clone();
    let entries = context.agent.crm.read(move |tx| never_log::never_log(tx, &asked, list))?;
    let entry = entries.into_iter().find(|entry| entry.what == wanted).ok_or_else(|| {
        Failure::not_found(format!("{} is not on the list", args.what))
            .hinting("`crmweb never-log list` shows it.")
    })?;
    let uid = entry.uid;
    context.agent.crm.write(move |tx| never_log::remove_never_log(tx, &by, uid))?;
    let attached = attach::after_change(context, &[])?;
    let value = json!({ "entry": view(&entry), "attached": attached.wanted, "mutation": mutation });
    context.output.answer(&value, |page| {
        page.line(&format!("Allowed again: {}.", text(&entry.what)));
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<Exit> {
    let by = context.asker.by();
    let (mine, company) = context.agent.crm.read(move |tx| {
        Ok((never_log::never_log(tx, &by, List::Mine)?, never_log::never_log(tx, &by, List::Company)?))
    })?;
    let views = |entries: &[Entry]| entries.iter().map(view).collect::<Vec<Value>>();
    context.output.answer(&json!({ "mine": views(&mine), "company": views(&company) }), |page| {
        for (title, entries) in [("Mine", &mine), ("The company's", &company)] {
            page.title(title, if entries.is_empty() { "nothing" } else { "" });
            for entry in entries {
                page.indented(2, Ink::Plain, &text(&entry.what));
            }
        }
    })?;
    Ok(Exit::Done)
}

fn whose(args: &NeverLogEntry) -> List {
    if args.company { List::Company } else { List::Mine }
}

fn view(entry: &Entry) -> Value {
    json!({ "uid": entry.uid, "entry": text(&entry.what), "since": crate::view::moment(entry.made_at) })
}

/// Writes an entry as it is typed.
fn text(what: &NeverLog) -> String {
    match what {
        NeverLog::Address(address) => address.to_string(),
        NeverLog::Domain(domain) => domain.clone(),
        NeverLog::Folder(name) => format!("folder:{name}"),
        NeverLog::Keyword(words) => format!("keyword:{words}"),
        NeverLog::Sensitivity(mark) => format!("sensitivity:{mark}"),
    }
}

/// Reads an entry as it is typed.
fn read(typed: &str) -> Result<NeverLog> {
    let typed = typed.trim();
    if let Some((kind, value)) = typed.split_once(':') {
        let value = value.trim().to_owned();
        return match kind {
            "keyword" => Ok(NeverLog::Keyword(value)),
            "folder" => Ok(NeverLog::Folder(value)),
            "sensitivity" => Ok(NeverLog::Sensitivity(value)),
            "domain" => Ok(NeverLog::Domain(value)),
            "address" => address(&value),
            _ => Err(unreadable(typed)),
        };
    }
    if typed.contains('@') && !typed.starts_with('@') {
        return address(typed);
    }
    let domain = typed.trim_start_matches('@').to_lowercase();
    if domain.contains('.') && !domain.contains(char::is_whitespace) {
        Ok(NeverLog::Domain(domain))
    } else {
        Err(unreadable(typed))
    }
}

fn address(text: &str) -> Result<NeverLog> {
    Address::parse(text).map(NeverLog::Address).map_err(|e| Failure::of("crm.invalid", &e))
}

fn unreadable(typed: &str) -> Failure {
    Failure::new("crm.invalid", format!("{typed:?} is nothing that can be kept out"))
        .hinting("Write an address, a domain, keyword:WORDS, folder:NAME or sensitivity:private.")
}
