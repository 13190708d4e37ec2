//! `task …`: what the asker has to do.

use super::{Context, incidents};
use crate::args::work::{Task as Args, TaskDone};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::view::{Names, moment};
use crate::when;
use crmweb_crm::activities as verbs;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::activities::{self, Activity};
use crmweb_store::{Tx, links, names};
use serde_json::{Value, json};

/// Carries out `task …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List(args) => list(context, i64::from(args.limit)),
        Args::Done(args) => finish(context, args),
    }
}

fn mine(context: &Context, limit: i64) -> Result<Vec<(Activity, String)>> {
    let me = context.asker.user.id;
    Ok(context.agent.crm.read(move |tx| {
        let mut found = Vec::new();
        for activity in activities::open_of_assignee(tx, me, me, limit)? {
            let clients = clients(tx, &activity)?;
            found.push((activity, clients));
        }
        Ok(found)
    })?)
}

/// The clients in whose plans an activity stands.
fn clients(tx: &mut Tx, activity: &Activity) -> crmweb_crm::Result<String> {
    let mut clients = Vec::new();
    for link in links::of_activity(tx, activity.id)?.into_iter().filter(|link| !link.refused) {
        if matches!(link.record.kind, RecordKind::Account | RecordKind::Contact) {
            clients.push(names::of(tx, RecordRef::new(link.record.kind, link.record.id))?);
        }
    }
    Ok(clients.join(", "))
}

fn list(context: &Context, limit: i64) -> Result<Exit> {
    let (found, now) = (mine(context, limit)?, context.asker.at);
    let values: Vec<Value> = found.iter().map(|(activity, clients)| view(activity, clients)).collect();
    context.output.answer(&json!({ "tasks": values }), |page| {
        if found.is_empty() {
            page.line("Nothing to do. Plan something: crmweb log task \"…\" --for WHO --due 2026-11-27");
        }
        let rows: Vec<_> = found
            .iter()
            .enumerate()
            .map(|(i, (activity, clients))| {
                let late = activity.planned.is_some() && activity.at < now;
                let due =
                    if activity.planned.is_some() { when::distance(now, activity.at) } else { String::new() };
                let client = if clients.is_empty() { String::new() } else { format!(" — {clients}") };
                vec![
                    (Ink::Dim, (i + 1).to_string()),
                    (incidents::priority_ink(activity.priority), format!("{}{client}", activity.subject)),
                    (if late { Ink::Red } else { Ink::Plain }, due),
                ]
            })
            .collect();
        page.table(1, &rows);
    })?;
    Ok(Exit::Done)
}

fn finish(context: &Context, args: &TaskDone) -> Result<Exit> {
    let uid = match args.task.parse::<usize>() {
        Ok(number) => {
            let found = mine(context, 1_000)?;
            let line = number.checked_sub(1).and_then(|i| found.get(i));
            let (activity, _) = line.ok_or_else(|| {
                Failure::not_found(format!("there is no task number {number}"))
                    .hinting("`crmweb task list` numbers them.")
            })?;
            activity.uid
        }
        Err(_) => Uid::parse(&args.task).map_err(|e| {
            Failure::of("crm.not-found", &e).hinting("Give the number of the task in `crmweb task list`.")
        })?,
    };
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let activity = context.agent.crm.write(move |tx| verbs::complete(tx, &by, uid, None))?;
    done(context, &activity, "done", &mutation)
}

/// Tells what was done with a task, note or call, and shows it.
pub fn done(context: &Context, activity: &Activity, what: &str, mutation: &str) -> Result<Exit> {
    let (known, now) = (activity.clone(), context.asker.at);
    let (clients, assignee) = context.agent.crm.read(move |tx| {
        let assignee = Names::load(tx)?.of(known.assignee);
        Ok((clients(tx, &known)?, assignee))
    })?;
    let value = json!({ "activity": view(activity, &clients), "assignee": assignee, "mutation": mutation });
    context.output.answer(&value, |page| {
        let title = format!("{} {what}: {}", activity.kind, activity.subject);
        let line = format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, &title));
        page.painted(&line);
        page.field("for", &clients);
        if activity.status.is_open() {
            page.field("who", &assignee);
        }
        if let Some(planned) = &activity.planned {
            page.field(
                "when",
                &format!("{} ({})", planned.replace('T', " "), when::distance(now, activity.at)),
            );
        }
        page.field("text", &activity.body);
    })?;
    Ok(Exit::Done)
}

fn view(activity: &Activity, clients: &str) -> Value {
    json!({
        "uid": activity.uid, "kind": activity.kind, "status": activity.status, "priority": activity.priority,
        "direction": activity.direction, "subject": activity.subject, "body": activity.body,
        "at": moment(activity.at), "planned": activity.planned, "zone": activity.zone, "clients": clients,
        "version": activity.version,
    })
}
