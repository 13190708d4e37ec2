//! `audit`: what was changed, and an old value put back.

use super::Context;
use crate::args::audit::{Audit as Args, AuditVerb, Restore};
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::paint::Ink;
use crate::view::moment;
use crate::when;
use crmweb_crm::audit::{self, Asked, Line};
use crmweb_crm::{relink, restore};
use crmweb_model::address::Address;
use crmweb_model::catalogue::{self, Type};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Millis;
use crmweb_store::log::FieldChange;
use crmweb_store::refs;
use serde_json::{Value, json};

/// Carries out `audit`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match &args.instead {
        Some(AuditVerb::Restore(args)) => put_back(context, args),
        None => list(context, args),
    }
}

fn list(context: &Context, args: &Args) -> Result<Exit> {
    let crm = &context.agent.crm;
    let mut asked = Asked {
        record: args.record.as_deref().map(|text| record(context, text)).transpose()?,
        user: args.by.as_deref().map(|login| find::user(crm, login)).transpose()?.map(|user| user.uid),
        deed: args.deed.as_deref().map(Uid::parse).transpose().map_err(|e| Failure::of("crm.invalid", &e))?,
        since: args.since.as_deref().map(time).transpose()?,
        until: args.until.as_deref().map(time).transpose()?,
        before: args.before,
        limit: 0,
    };
    let (mut lines, wanted): (Vec<Line>, usize) = (Vec::new(), args.limit.into());
    loop {
        asked.limit = (wanted - lines.len()).min(audit::LARGEST);
        let (actor, question) = (context.asker.actor.clone(), asked.clone());
        let page = crm.read(move |tx| audit::audit(tx, &actor, &question))?;
        lines.extend(page.lines);
        asked.before = page.next;
        if asked.before.is_none() || lines.len() >= wanted {
            break;
        }
    }
    let values: Vec<Value> = lines.iter().map(view).collect();
    context.output.answer(&json!({ "changes": values, "next": asked.before }), |page| {
        if lines.is_empty() {
            page.line("Nothing was changed.");
        }
        for line in &lines {
            let by = line.by.as_ref().map_or("crmweb", |(_, name)| name.as_str());
            let head = format!("{}  {}  {} {} {}", line.seq, when::moment(line.at), by, line.verb, line.kind);
            page.line(&format!("{head} {}", line.name));
            for field in &line.fields {
                page.indented(4, Ink::Plain, &told(line.kind, field));
            }
            if line.provenance != "typed" {
                page.indented(4, Ink::Dim, &line.provenance);
            }
        }
        if let Some(next) = asked.before {
            page.indented(0, Ink::Dim, &format!("More: --before {next}"));
        }
    })?;
    Ok(Exit::Done)
}

fn told(of: RecordKind, field: &FieldChange) -> String {
    let known = catalogue::of(of).and_then(|kind| kind.field(&field.field)).map(|known| known.of);
    let value = |value: &Option<String>| {
        let text = value.as_deref().unwrap_or("—");
        match (known, text.parse()) {
            (Some(Type::Moment), Ok(at)) => when::moment(Millis(at)),
            (Some(Type::Text), _) => text.lines().collect::<Vec<_>>().join(" "),
            _ => text.replace('\n', ", "),
        }
    };
    format!("{}: {} → {}", field.field, value(&field.old), value(&field.new))
}

/// Finds a record by what people call it, or a deleted one by `kind/id`.
fn record(context: &Context, text: &str) -> Result<(RecordKind, Uid)> {
    let by_id = || {
        let (kind, uid) = text.split_once('/')?;
        Some((RecordKind::from_name(kind)?, Uid::parse(uid).ok()?))
    };
    if let Some(named) = by_id() {
        return Ok(named);
    }
    let record = find::record(context, text)?;
    let uid = context.agent.crm.read(move |tx| Ok(refs::uid(tx, record)?))?;
    let uid = uid.ok_or_else(|| Failure::not_found(format!("there is no record {text:?}")))?;
    Ok((record.kind, uid))
}

fn time(text: &str) -> Result<Millis> {
    when::read(text)
        .ok_or_else(|| Failure::usage(format!("{text:?} is no date; write 2026-11-24 or 2026-11-24T10:00")))
}

fn view(line: &Line) -> Value {
    let fields: Vec<Value> =
        line.fields.iter().map(|f| json!({ "field": f.field, "old": f.old, "new": f.new })).collect();
    let by = line.by.as_ref().map(|(uid, name)| json!({ "uid": uid.to_string(), "name": name }));
    json!({
        "seq": line.seq, "at": moment(line.at), "by": by, "deed": line.deed, "kind": line.kind.as_str(),
        "uid": line.uid.map(|uid| uid.to_string()), "name": line.name, "verb": line.verb, "fields": fields,
        "provenance": line.provenance,
    })
}

fn put_back(context: &Context, args: &Restore) -> Result<Exit> {
    let crm = &context.agent.crm;
    let (by, seq, field) = (context.asker.by(), args.seq, args.field.clone());
    let done = crm.write(move |tx| restore::restore_value(tx, &by, seq, &field, None))?;
    let by = context.asker.by();
    for value in done.value.lines() {
        // Mail is known by them: it follows, as after any other change of them.
        match (args.field.as_str(), Address::parse(value)) {
            ("addresses", Ok(address)) => drop(relink::by_address(crm, &by, &address)?),
            ("domains", _) => drop(relink::by_domain(crm, &by, value)?),
            _ => {}
        }
    }
    let value = json!({
        "kind": done.record.kind.as_str(), "uid": done.uid.to_string(), "version": done.version, "field": args.field,
        "value": done.value,
    });
    context.output.answer(&value, |page| {
        let value = if done.value.is_empty() { "nothing" } else { &done.value };
        page.line(&format!("{} of the {} is {value} again.", args.field, done.record.kind));
    })?;
    Ok(Exit::Done)
}
