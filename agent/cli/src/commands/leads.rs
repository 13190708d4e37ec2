//! `lead …`: leads on their way to becoming clients.

use super::Context;
use crate::args::leads::{Convert, Lead as Args};
use crate::failure::{Exit, Result};
use crate::paint::{Ink, Page, count};
use crmweb_crm::leads::{self, Conversion, Converted, Into as Target, Preview};
use crmweb_crm::records::{self, Record};
use crmweb_crm::{By, score};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;
use serde_json::json;

/// Carries out `lead …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Start(one) => step(context, &one.lead, leads::start),
        Args::Qualify(one) => step(context, &one.lead, leads::qualify),
        Args::Reopen(one) => step(context, &one.lead, leads::reopen),
        Args::Disqualify(args) => {
            let reason = args.reason.clone();
            step(context, &args.lead, move |tx, by, uid, seen| leads::disqualify(tx, by, uid, seen, &reason))
        }
        Args::Convert(args) => convert(context, args),
        Args::Score(one) => explain(context, &one.lead),
        Args::Rescore => {
            let leads = score::recompute(&context.agent.crm, context.asker.at)?;
            context.output.answer(&json!({ "leads": leads }), |page| {
                page.line(&format!("{} scored anew.", count(leads as u64, "lead", "leads")));
            })?;
            Ok(Exit::Done)
        }
    }
}

fn named(tx: &mut Tx, by: &By, kind: RecordKind, text: &str) -> crmweb_crm::Result<Uid> {
    Ok(records::named(tx, by, records::kind(kind)?, text)?.uid)
}

fn step(
    context: &Context,
    lead: &str,
    verb: impl FnOnce(&mut Tx, &By, Uid, Option<i64>) -> crmweb_crm::Result<Record> + Send + 'static,
) -> Result<Exit> {
    let (by, text) = (context.asker.by(), lead.to_owned());
    let mutation = by.mutation.to_string();
    let lead = context.agent.crm.write(move |tx| {
        let uid = named(tx, &by, RecordKind::Lead, &text)?;
        verb(tx, &by, uid, None)
    })?;
    let value = json!({ "uid": lead.uid, "status": lead.text("status"), "version": lead.version, "mutation": mutation });
    context.output.answer(&value, |page| {
        let line = format!("{} is {}", lead.title, lead.text("status"));
        done(page, &line);
        page.field("reason", lead.text("reason"));
    })?;
    Ok(Exit::Done)
}

fn convert(context: &Context, args: &Convert) -> Result<Exit> {
    let (by, asked) = (context.asker.by(), args.clone());
    let (uid, how) = context.agent.crm.read(move |tx| {
        let uid = named(tx, &by, RecordKind::Lead, &asked.lead)?;
        let mut target = |kind: RecordKind, text: &str| match text {
            "new" => Ok(Target::New),
            "none" => Ok(Target::Nothing),
            name => named(tx, &by, kind, name).map(Target::Known),
        };
        let account = target(RecordKind::Account, &asked.account)?;
        let contact = target(RecordKind::Contact, &asked.contact)?;
        Ok((uid, Conversion { account, contact, opportunity: asked.opportunity }))
    })?;
    let by = context.asker.by();
    if args.dry_run {
        let shown = context.agent.crm.read(move |tx| leads::preview(tx, &by, uid, &how))?;
        return preview(context, &shown);
    }
    let made = leads::convert(&context.agent.crm, &by, uid, None, &how)?;
    let Converted { lead, account, contact, opportunity } = made;
    let value = json!({
        "lead": lead.uid, "account": account, "contact": contact, "opportunity": opportunity,
        "mutation": by.mutation.to_string(),
    });
    context.output.answer(&value, |page| {
        done(page, &format!("{} became a client", lead.title));
        for (label, uid) in [("account", account), ("contact", contact), ("opportunity", opportunity)] {
            page.field(label, &uid.map(|uid| uid.to_string()).unwrap_or_default());
        }
    })?;
    Ok(Exit::Done)
}

fn preview(context: &Context, shown: &Preview) -> Result<Exit> {
    let records: Vec<_> = shown
        .records
        .iter()
        .map(|it| {
            let steps = it
                .steps
                .iter()
                .map(|s| json!({ "from": s.from, "to": s.to, "before": s.before, "after": s.after }));
            let alike = it
                .candidates
                .iter()
                .map(|c| json!({ "uid": c.uid, "name": c.name, "score": c.likeness.score }));
            json!({
                "kind": it.kind, "known": it.known, "fields": steps.collect::<Vec<_>>(),
                "candidates": alike.collect::<Vec<_>>(), "history": it.history,
            })
        })
        .collect();
    context.output.answer(&json!({ "records": records }), |page| {
        for planned in &shown.records {
            page.title(planned.kind.as_str(), if planned.known.is_some() { "that is there" } else { "new" });
            for step in &planned.steps {
                page.field(&step.to, &step.after.replace('\n', ", "));
            }
            for (what, count) in &planned.history {
                page.indented(2, Ink::Dim, &format!("{what}: {count}"));
            }
            for like in &planned.candidates {
                let why: Vec<&str> = like.likeness.reasons.iter().map(|reason| reason.why.as_str()).collect();
                page.indented(2, Ink::Yellow, &format!("may be {} ({})", like.name, why.join(", ")));
            }
        }
    })?;
    Ok(Exit::Done)
}

fn explain(context: &Context, lead: &str) -> Result<Exit> {
    let (by, text) = (context.asker.by(), lead.to_owned());
    let score = context.agent.crm.read(move |tx| {
        let uid = named(tx, &by, RecordKind::Lead, &text)?;
        score::of(tx, &by, uid)
    })?;
    let reasons: Vec<_> = score
        .points
        .iter()
        .map(|it| json!({ "rule": it.rule, "value": it.found, "threshold": it.threshold, "points": it.points, "why": it.why }))
        .collect();
    context.output.answer(&json!({ "score": score.sum, "reasons": reasons }), |page| {
        page.title(&score.sum.to_string(), "points");
        let rows: Vec<_> = score
            .points
            .iter()
            .map(|point| vec![(Ink::Dim, point.rule.clone()), (Ink::Plain, point.why.clone())])
            .collect();
        page.table(1, &rows);
    })?;
    Ok(Exit::Done)
}

/// Says that something was done.
pub fn done(page: &mut Page, what: &str) {
    page.painted(&format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, what)));
}
