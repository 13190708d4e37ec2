//! `task add`, `event …`: what is planned, done, given up, moved and given to somebody.

use super::{Context, contacts, tasks};
use crate::args::plans::{AddPlan, AssignPlan, DonePlan, Event, MovePlan, OnePlan, Part, Which};
use crate::failure::{Exit, Failure, Result};
use crate::{find, when};
use crmweb_crm::activities::{self, Ending, Scope};
use crmweb_crm::{By, Result as Verb};
use crmweb_model::draft::{ActivityDraft, Attendee, Plan, Reminder};
use crmweb_model::ids::{ContactId, Uid};
use crmweb_model::record::{ActivityKind, Priority, RecordKind, RecordRef, ReminderWay};
use crmweb_model::recurrence::from_words;
use crmweb_store::Tx;
use crmweb_store::activities::Activity;

/// Carries out `event …`.
pub fn run(context: &Context, args: &Event) -> Result<Exit> {
    match args {
        Event::Add(args) => add(context, args, ActivityKind::Event),
        Event::Done(args) => finish(context, args),
        Event::Cancel(args) => cancel(context, args),
        Event::Move(args) => move_to(context, args),
    }
}

/// Plans something.
pub fn add(context: &Context, args: &AddPlan, kind: ActivityKind) -> Result<Exit> {
    let crm = &context.agent.crm;
    let links =
        args.whom.iter().map(|text| find::record(context, text)).collect::<Result<Vec<RecordRef>>>()?;
    let user = |login: &String| find::user(crm, login).map(|user| user.uid);
    let assignee = args.assign.as_ref().map(user).transpose()?;
    let zone = args.zone.clone().or_else(when::zone).unwrap_or_else(|| "UTC".into());
    let draft = ActivityDraft {
        body: args.description.clone().unwrap_or_default(),
        priority: args.priority.unwrap_or(Priority::Normal),
        planned: args.at.as_deref().map(local),
        zone: args.at.is_some().then_some(zone),
        plan: plan(context, args)?,
        ..ActivityDraft::new(args.kind.unwrap_or(kind), args.subject.clone())
    };
    done(context, "planned", move |tx, by| activities::add(tx, by, &draft, assignee, &links))
}

fn plan(context: &Context, args: &AddPlan) -> Result<Plan> {
    let reminder = |way: ReminderWay| move |minutes: &i64| Reminder { minutes: *minutes, way };
    let by_mail = args.remind_mail.iter().map(reminder(ReminderWay::Mail));
    Ok(Plan {
        ends: args.until.as_deref().map(local),
        place: args.place.clone().unwrap_or_default(),
        rule: args.rrule.clone().or_else(|| args.every.as_deref().map(from_words)),
        reminders: args.remind.iter().map(reminder(ReminderWay::Desktop)).chain(by_mail).collect(),
        attendees: args.with.iter().map(|text| attendee(context, text)).collect::<Result<_>>()?,
        private: args.private,
        custom: None,
    })
}

/// A colleague by login, else a contact.
fn attendee(context: &Context, text: &str) -> Result<Attendee> {
    let crm = &context.agent.crm;
    if let Ok(user) = find::user(crm, text) {
        return Ok(Attendee { kind: RecordKind::User, uid: user.uid });
    }
    let record = find::record(context, text)?;
    if record.kind != RecordKind::Contact {
        return Err(Failure::new("crm.invalid", format!("{text:?} is neither a contact nor a colleague")));
    }
    Ok(Attendee { kind: RecordKind::Contact, uid: contacts::load(crm, ContactId(record.id))?.uid })
}

/// Says that something was done.
pub fn finish(context: &Context, args: &DonePlan) -> Result<Exit> {
    let uid = tasks::named(context, &args.task)?;
    let how = Ending { outcome: args.outcome.clone(), occurrence: args.occurrence.as_deref().map(local) };
    done(context, "done", move |tx, by| activities::complete_as(tx, by, uid, None, &how))
}

/// Gives something up.
pub fn cancel(context: &Context, args: &OnePlan) -> Result<Exit> {
    let (uid, occurrence) = (tasks::named(context, &args.task)?, args.occurrence.as_deref().map(local));
    done(context, "cancelled", move |tx, by| match &occurrence {
        Some(occurrence) => activities::cancel_occurrence(tx, by, uid, None, occurrence),
        None => activities::cancel(tx, by, uid, None),
    })
}

/// Takes something up again.
pub fn reopen(context: &Context, args: &Which) -> Result<Exit> {
    let uid: Uid = tasks::named(context, &args.task)?;
    done(context, "open again", move |tx, by| activities::reopen(tx, by, uid, None))
}

/// Moves something to another time.
pub fn move_to(context: &Context, args: &MovePlan) -> Result<Exit> {
    let uid = tasks::named(context, &args.task)?;
    let (at, until) = (local(&args.at), args.until.as_deref().map(local));
    let occurrence = args.occurrence.as_deref().map(local);
    let scope = match args.scope {
        Part::One => Scope::One,
        Part::Following => Scope::Following,
        Part::All => Scope::All,
    };
    done(context, "moved", move |tx, by| {
        activities::move_to(tx, by, uid, None, (occurrence.as_deref(), scope), (&at, until.as_deref()))
    })
}

/// Gives a task to somebody.
pub fn assign(context: &Context, args: &AssignPlan) -> Result<Exit> {
    let uid = tasks::named(context, &args.task)?;
    let to = find::user(&context.agent.crm, &args.login)?.uid;
    done(context, "given", move |tx, by| activities::assign(tx, by, uid, None, to))
}

fn done(
    context: &Context,
    what: &str,
    verb: impl FnOnce(&mut Tx, &By) -> Verb<Activity> + Send + 'static,
) -> Result<Exit> {
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let activity = context.agent.crm.write(move |tx| verb(tx, &by))?;
    tasks::done(context, &activity, what, &mutation)
}

/// `2026-11-27 10:00` as it is stored.
fn local(text: &str) -> String {
    text.trim().replacen(' ', "T", 1)
}
