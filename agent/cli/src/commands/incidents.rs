//! `incident …`: requests for support.

use super::{Context, who};
use crate::args::work::{Assign, Incident as Args, Solve, Work};
use crate::failure::{Exit, Failure, Result};
use crate::paint::{Ink, Page};
use crate::view::{Names, moment};
use crate::{find, when};
use crmweb_crm::incidents::{self as verbs, HandTo};
use crmweb_crm::whose;
use crmweb_crm::{By, Error};
use crmweb_model::ids::{IncidentId, Uid};
use crmweb_model::record::{Priority, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::incidents::{self, Incident};
use crmweb_store::{Tx, names, users};
use serde_json::{Value, json};

/// Carries out `incident …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List(args) => list(context, args),
        Args::Show(args) => {
            let incident = load(context, &args.record)?;
            let shown = Shown::of(context, &incident)?;
            let history = who::history(context, incident.record(), 20, false)?;
            let value = json!({ "incident": shown.value, "history": history.value });
            context.output.answer(&value, |page| {
                shown.write(page);
                history.write(page);
            })?;
            Ok(Exit::Done)
        }
        Args::Solve(Solve { incident, solution }) => {
            let solution = solution.clone();
            change(context, incident, "solved", move |tx, by, uid| verbs::solve(tx, by, uid, None, &solution))
        }
        Args::Close(args) => {
            change(context, &args.record, "closed", |tx, by, uid| verbs::close(tx, by, uid, None))
        }
        Args::Wait(args) => {
            change(context, &args.record, "waits", |tx, by, uid| verbs::wait(tx, by, uid, None))
        }
        Args::Resume(args) => {
            change(context, &args.record, "goes on", |tx, by, uid| verbs::resume(tx, by, uid, None))
        }
        Args::Reopen(args) => {
            change(context, &args.record, "open again", |tx, by, uid| verbs::reopen(tx, by, uid, None))
        }
        Args::Assign(args) => assign(context, args),
    }
}

fn assign(context: &Context, args: &Assign) -> Result<Exit> {
    let to = match (&args.login, &args.queue) {
        (Some(login), _) => HandTo::User(find::user(&context.agent.crm, login)?.uid),
        (None, Some(queue)) => HandTo::Queue(queue.clone()),
        (None, None) => return Err(Failure::usage("say to whom: a login or --queue NAME")),
    };
    change(context, &args.incident, "handed on", move |tx, by, uid| verbs::hand_on(tx, by, uid, None, &to))
}

fn change(
    context: &Context,
    text: &str,
    what: &str,
    verb: impl FnOnce(&mut Tx, &By, Uid) -> crmweb_crm::Result<Incident> + Send + 'static,
) -> Result<Exit> {
    let (uid, by) = (load(context, text)?.uid, context.asker.by());
    let mutation = by.mutation.to_string();
    let incident = context.agent.crm.write(move |tx| verb(tx, &by, uid))?;
    done(context, &incident, what, &mutation)
}

/// Tells what was done with an incident, and shows it.
pub fn done(context: &Context, incident: &Incident, what: &str, mutation: &str) -> Result<Exit> {
    let shown = Shown::of(context, incident)?;
    context.output.answer(&json!({ "incident": shown.value, "mutation": mutation }), |page| {
        let line = format!(
            "{} {}",
            page.ink(Ink::Green, "✓"),
            page.ink(Ink::Bold, &format!("{} {what}", incident.label()))
        );
        page.painted(&line);
        shown.write(page);
    })?;
    Ok(Exit::Done)
}

fn load(context: &Context, text: &str) -> Result<Incident> {
    let crm = &context.agent.crm;
    let id = IncidentId(find::of_kind(context, text, RecordKind::Incident)?.id);
    Ok(crm
        .read(move |tx| incidents::load(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Incident, id.0)))?)
}

/// An incident ready to be shown.
struct Shown {
    incident: Incident,
    value: Value,
    client: String,
    author: String,
    assignee: String,
    now: Millis,
}

impl Shown {
    fn of(context: &Context, incident: &Incident) -> Result<Shown> {
        let (known, now) = (incident.clone(), context.asker.at);
        Ok(context.agent.crm.read(move |tx| Shown::load(tx, known, now))?)
    }

    fn load(tx: &mut Tx, incident: Incident, now: Millis) -> crmweb_crm::Result<Shown> {
        let people = Names::load(tx)?;
        let name = |tx: &mut Tx, kind: RecordKind, id: Option<i64>| match id {
            Some(id) => names::of(tx, RecordRef::new(kind, id)),
            None => Ok(String::new()),
        };
        let contact = name(tx, RecordKind::Contact, incident.contact.map(|c| c.0))?;
        let account = name(tx, RecordKind::Account, incident.account.map(|a| a.0))?;
        let draft = verbs::draft_of(tx, &incident)?;
        let (author, assignee) = (people.of(incident.author), people.of(incident.assignee));
        let value = json!({
            "uid": incident.uid, "number": incident.label(), "subject": incident.subject,
            "description": incident.description, "account": draft.account, "account_name": account,
            "contact": draft.contact, "contact_name": contact, "product": incident.product,
            "category": incident.category, "priority": incident.priority, "channel": incident.channel,
            "status": incident.status, "queue": incident.queue, "author": author, "assignee": assignee,
            "solution": incident.solution, "created_at": moment(incident.created_at),
            "updated_at": moment(incident.updated_at), "closed_at": incident.closed_at.map(moment),
            "version": incident.version,
        });
        let client =
            [contact, account].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
        Ok(Shown { incident, value, client, author, assignee, now })
    }

    fn write(&self, page: &mut Page) {
        let incident = &self.incident;
        page.field("subject", &incident.subject);
        page.field("client", &self.client);
        page.field("status", &format!("{} · {} priority", incident.status, incident.priority));
        page.field("assignee", if self.assignee.is_empty() { "nobody" } else { &self.assignee });
        page.field("queue", &incident.queue);
        page.field("product", &incident.product);
        page.field("category", &incident.category);
        let reported = format!(
            "{}, {} by {}, through {}",
            when::distance(self.now, incident.created_at),
            when::moment(incident.created_at),
            if self.author.is_empty() { "the system" } else { &self.author },
            incident.channel
        );
        page.field("logged", &reported);
        let lines: Vec<&str> =
            incident.description.lines().filter(|line| !line.trim().is_empty()).take(6).collect();
        for (i, line) in lines.iter().enumerate() {
            page.field(if i == 0 { "description" } else { "" }, line);
        }
        page.field("solution", &incident.solution);
    }
}

fn list(context: &Context, args: &Work) -> Result<Exit> {
    let (me, mine, limit, now) = (context.asker.user.id, args.mine, args.limit, context.asker.at);
    let viewer = context.asker.actor.clone();
    let mut found: Vec<Shown> = context.agent.crm.read(move |tx| {
        let mut found = Vec::new();
        let everybody = users::list(tx)?.into_iter().map(|user| Some(user.id)).chain([None]);
        for assignee in everybody.filter(|user| !mine || *user == Some(me)) {
            let open = incidents::open_of_assignee(tx, assignee, i64::from(limit))?;
            for incident in whose::seen(tx, &viewer, open, |incident| incident.record())? {
                found.push(Shown::load(tx, incident, now)?);
            }
        }
        Ok(found)
    })?;
    let rank = |priority: Priority| Priority::ALL.iter().rev().position(|known| *known == priority);
    found.sort_by_key(|shown| (rank(shown.incident.priority), shown.incident.created_at));
    found.truncate(usize::from(limit));
    let values: Vec<&Value> = found.iter().map(|shown| &shown.value).collect();
    context.output.answer(&json!({ "incidents": values }), |page| {
        if found.is_empty() {
            page.line("No open incident.");
        }
        let rows: Vec<_> = found.iter().map(row).collect();
        page.table(2, &rows);
    })?;
    Ok(Exit::Done)
}

fn row(shown: &Shown) -> Vec<(Ink, String)> {
    let incident = &shown.incident;
    vec![
        (Ink::Bold, incident.label()),
        (priority_ink(incident.priority), incident.priority.to_string()),
        (Ink::Plain, format!("{} — {}", incident.subject, shown.client)),
        (Ink::Dim, incident.status.to_string()),
        (Ink::Dim, when::short(shown.now, incident.created_at)),
    ]
}

/// How a priority stands out.
pub fn priority_ink(priority: Priority) -> Ink {
    match priority {
        Priority::Critical => Ink::Red,
        Priority::High => Ink::Yellow,
        Priority::Normal => Ink::Plain,
        Priority::Low => Ink::Dim,
    }
}
