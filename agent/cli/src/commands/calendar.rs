//! `calendar`, `agenda`: what is planned, and what one has to do.

use super::{Context, incidents};
use crate::args::plans::Calendar;
use crate::failure::{Exit, Result};
use crate::paint::{Ink, Page};
use crate::view::{Names, moment};
use crate::{find, when};
use crmweb_crm::agenda::{self, ToDo};
use crmweb_crm::calendar::{self, Item, Whom};
use crmweb_model::time::Millis;
use serde_json::{Value, json};

/// A week, shown when nobody says how long.
const SPAN: i64 = 7 * Millis::DAY;

/// Carries out `calendar`.
pub fn run(context: &Context, args: &Calendar) -> Result<Exit> {
    let whom = match args.who.as_str() {
        "me" => Whom::Me,
        "team" => Whom::Team,
        login => Whom::Colleague(find::user(&context.agent.crm, login)?.uid),
    };
    let day = |text: &Option<String>| text.as_deref().map(find::moment).transpose();
    let today = when::moment(context.asker.at);
    let from = match day(&args.from)? {
        Some(from) => from,
        None => find::moment(today.split(' ').next().unwrap_or_default())?,
    };
    let to = day(&args.to)?.unwrap_or_else(|| from.plus(SPAN));
    let by = context.asker.by();
    let (days, names) = context.agent.crm.read(move |tx| {
        let days = calendar::calendar(tx, &by, whom, from, to)?;
        Ok((days, Names::load(tx)?))
    })?;
    let values: Vec<Value> = days.items.iter().map(|item| view(item, &names)).collect();
    context.output.answer(&json!({ "calendar": values, "more": days.more }), |page| {
        if days.items.is_empty() {
            page.line("Nothing is planned. Plan something: crmweb event add \"…\" --at 2026-11-27T10:00");
        }
        let several = whom == Whom::Team;
        let rows: Vec<_> = days.items.iter().map(|item| row(item, several, &names)).collect();
        page.table(1, &rows);
        if days.more {
            page.line("There is more: ask for fewer days.");
        }
    })?;
    Ok(Exit::Done)
}

fn view(item: &Item, names: &Names) -> Value {
    let users: Vec<String> = item.users.iter().map(|user| names.of(Some(*user))).collect();
    let (from, until) = (moment(item.from), moment(item.until));
    if item.busy {
        return json!({ "busy": true, "from": from, "until": until, "users": users });
    }
    let activity = &item.activity;
    json!({
        "busy": false, "from": from, "until": until, "users": users, "uid": activity.uid, "kind": activity.kind,
        "subject": activity.subject, "place": activity.planning.place, "status": activity.status,
        "planned": item.start.to_string(), "zone": activity.zone, "repeats": activity.planning.rule.is_some(),
    })
}

fn row(item: &Item, several: bool, names: &Names) -> Vec<(Ink, String)> {
    let users: Vec<String> = item.users.iter().map(|user| names.of(Some(*user))).collect();
    let subject = if item.busy { "busy".to_owned() } else { item.activity.subject.clone() };
    let mut told = vec![subject];
    if !item.busy && !item.activity.planning.place.is_empty() {
        told.push(item.activity.planning.place.clone());
    }
    if several {
        told.push(users.join(", "));
    }
    let ink = if item.activity.status.is_open() { Ink::Plain } else { Ink::Dim };
    vec![(Ink::Dim, item.start.to_string().replace('T', " ")), (ink, told.join(" — "))]
}

/// Carries out `agenda`.
pub fn agenda(context: &Context) -> Result<Exit> {
    let by = context.asker.by();
    let zone = when::zone().unwrap_or_else(|| "UTC".into());
    let found = context.agent.crm.read(move |tx| agenda::agenda(tx, &by, &zone))?;
    let list = |list: &[ToDo]| list.iter().map(to_do).collect::<Vec<Value>>();
    let value = json!({
        "overdue": list(&found.overdue), "today": list(&found.today), "week": list(&found.week),
        "someday": list(&found.someday), "more": found.more,
    });
    let now = context.asker.at;
    context.output.answer(&value, |page| {
        let parts = [
            ("overdue", &found.overdue, Ink::Red),
            ("today", &found.today, Ink::Bold),
            ("this week", &found.week, Ink::Plain),
            ("some day", &found.someday, Ink::Dim),
        ];
        if parts.iter().all(|(_, list, _)| list.is_empty()) {
            page.line("Nothing to do this week.");
        }
        for (title, list, ink) in parts.into_iter().filter(|(_, list, _)| !list.is_empty()) {
            write(page, title, list, ink, now);
        }
    })?;
    Ok(Exit::Done)
}

fn write(page: &mut Page, title: &str, list: &[ToDo], ink: Ink, now: Millis) {
    page.title(title, "");
    let row = |todo: &ToDo| {
        let due = match todo.start.map(|start| start.to_string()) {
            Some(time) if time.contains('T') => when::distance(now, todo.at),
            Some(day) => when::day_distance(now, &day),
            None => String::new(),
        };
        let subject = (incidents::priority_ink(todo.activity.priority), todo.activity.subject.clone());
        vec![subject, (ink, due)]
    };
    page.table(0, &list.iter().map(row).collect::<Vec<_>>());
    page.gap();
}

fn to_do(todo: &ToDo) -> Value {
    json!({
        "uid": todo.activity.uid, "kind": todo.activity.kind, "subject": todo.activity.subject,
        "priority": todo.activity.priority, "at": moment(todo.at),
        "planned": todo.start.map(|start| start.to_string()), "repeats": todo.activity.planning.rule.is_some(),
    })
}
