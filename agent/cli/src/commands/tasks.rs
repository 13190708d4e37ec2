//! `task …`: what the asker has to do.

use super::{Context, incidents, plans};
use crate::args::plans::Task as Args;
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::view::{Names, moment};
use crate::when;
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, RecordKind};
use crmweb_model::rights::Actor;
use crmweb_store::Tx;
use crmweb_store::activities::{self, Activity};
use serde_json::{Value, json};

/// Carries out `task …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List(args) => list(context, i64::from(args.limit)),
        Args::Add(args) => plans::add(context, args, ActivityKind::Task),
        Args::Done(args) => plans::finish(context, args),
        Args::Cancel(args) => plans::cancel(context, args),
        Args::Reopen(args) => plans::reopen(context, args),
        Args::Move(args) => plans::move_to(context, args),
        Args::Assign(args) => plans::assign(context, args),
    }
}

fn mine(context: &Context, limit: i64) -> Result<Vec<(Activity, String)>> {
    let (me, viewer) = (context.asker.user.id, context.asker.actor.clone());
    Ok(context.agent.crm.read(move |tx| {
        let mut found = Vec::new();
        for activity in activities::open_of_assignee(tx, me, me, limit)? {
            let clients = clients(tx, &viewer, &activity)?;
            found.push((activity, clients));
        }
        Ok(found)
    })?)
}

/// The clients in whose plans an activity stands, as `viewer` may see them.
fn clients(tx: &mut Tx, viewer: &Actor, activity: &Activity) -> crmweb_crm::Result<String> {
    let mut clients = Vec::new();
    for shown in crmweb_crm::activities::shown(tx, viewer, activity)? {
        if matches!(shown.link.record.kind, RecordKind::Account | RecordKind::Contact) {
            clients.push(shown.name);
        }
    }
    Ok(clients.join(", "))
}

fn list(context: &Context, limit: i64) -> Result<Exit> {
    let (found, now) = (mine(context, limit)?, context.asker.at);
    let values: Vec<Value> = found.iter().map(|(activity, clients)| view(activity, clients)).collect();
    context.output.answer(&json!({ "tasks": values }), |page| {
        if found.is_empty() {
            page.line("Nothing to do. Plan something: crmweb task add \"…\" --for WHO --at 2026-11-27");
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

/// Finds a task by its number in the list, or its id.
pub fn named(context: &Context, text: &str) -> Result<Uid> {
    match text.parse::<usize>() {
        Ok(number) => {
            let found = mine(context, 1_000)?;
            let line = number.checked_sub(1).and_then(|i| found.get(i));
            let (activity, _) = line.ok_or_else(|| {
                Failure::not_found(format!("there is no task number {number}"))
                    .hinting("`crmweb task list` numbers them.")
            })?;
            Ok(activity.uid)
        }
        Err(_) => Uid::parse(text).map_err(|e| {
            Failure::of("crm.not-found", &e).hinting("Give the number of the task in `crmweb task list`.")
        }),
    }
}

/// Tells what was done with a task, note or call, and shows it.
pub fn done(context: &Context, activity: &Activity, what: &str, mutation: &str) -> Result<Exit> {
    let (known, now, viewer) = (activity.clone(), context.asker.at, context.asker.actor.clone());
    let (clients, assignee) = context.agent.crm.read(move |tx| {
        let assignee = Names::load(tx)?.of(known.assignee);
        Ok((clients(tx, &viewer, &known)?, assignee))
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
        page.field("where", &activity.planning.place);
        page.field("repeats", activity.planning.rule.as_deref().unwrap_or_default());
        page.field("text", &activity.body);
        page.field("outcome", &activity.planning.outcome);
    })?;
    Ok(Exit::Done)
}

fn view(activity: &Activity, clients: &str) -> Value {
    json!({
        "uid": activity.uid, "kind": activity.kind, "status": activity.status, "priority": activity.priority,
        "direction": activity.direction, "subject": activity.subject, "body": activity.body,
        "at": moment(activity.at), "planned": activity.planned, "zone": activity.zone, "clients": clients,
        "version": activity.version, "ends": activity.planning.ends, "place": activity.planning.place,
        "rule": activity.planning.rule, "outcome": activity.planning.outcome,
        "private": activity.private_to.is_some(), "occurrence": activity.planning.occurrence,
    })
}
