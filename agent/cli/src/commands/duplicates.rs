//! `duplicate …` and `merge`: records that are one, found and made one.

use super::Context;
use super::leads::done;
use super::records::kind;
use crate::args::leads::{Check, Distinct, Duplicate as Args, Merge, Pairs};
use crate::failure::{Exit, Result};
use crate::paint::{Ink, count};
use crmweb_crm::duplicates::{self, Candidate};
use crmweb_crm::merge::{self, Preview};
use crmweb_crm::records;
use crmweb_model::likeness::Likeness;
use serde_json::{Value, json};

/// Carries out `duplicate …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Check(args) => check(context, args),
        Args::Search => {
            let found = duplicates::search_all(&context.agent.crm, &context.asker.by())?;
            context.output.answer(&json!({ "pairs": found }), |page| {
                page.line(&format!("{} found.", count(found as u64, "pair", "pairs")));
            })?;
            Ok(Exit::Done)
        }
        Args::List(args) => list(context, args),
        Args::Distinct(args) => distinct(context, args),
    }
}

fn why(likeness: &Likeness) -> String {
    likeness.reasons.iter().map(|reason| reason.why.as_str()).collect::<Vec<_>>().join(", ")
}

fn check(context: &Context, args: &Check) -> Result<Exit> {
    let (kind, by, fields) = (kind(&args.kind)?.kind, context.asker.by(), args.fields.clone());
    let found = context.agent.crm.read(move |tx| duplicates::of_typed(tx, &by, kind, &fields))?;
    let view = |it: &Candidate| json!({ "uid": it.uid, "kind": it.record.kind, "name": it.name, "score": it.likeness.score, "why": why(&it.likeness) });
    let values: Vec<Value> = found.iter().map(view).collect();
    context.output.answer(&json!({ "candidates": values }), |page| {
        if found.is_empty() {
            page.line("Nothing like it is there.");
        }
        let row = |it: &Candidate| {
            let name =
                if it.detail.is_empty() { it.name.clone() } else { format!("{} ({})", it.name, it.detail) };
            vec![
                (Ink::Bold, name),
                (Ink::Plain, it.likeness.score.to_string()),
                (Ink::Dim, why(&it.likeness)),
            ]
        };
        let rows: Vec<_> = found.iter().map(row).collect();
        page.table(0, &rows);
    })?;
    Ok(if found.is_empty() { Exit::Done } else { Exit::Findings })
}

fn list(context: &Context, args: &Pairs) -> Result<Exit> {
    let (kind, by, limit) = (kind(&args.kind)?.kind, context.asker.by(), i64::from(args.limit).max(1));
    let (found, _) = context.agent.crm.read(move |tx| duplicates::page(tx, &by, kind, None, limit))?;
    let values: Vec<Value> = found
        .iter()
        .map(|it| {
            let one = |found: &duplicates::Found| json!({ "uid": found.uid, "name": found.name });
            json!({ "one": one(&it.one), "other": one(&it.other), "score": it.likeness.score, "why": why(&it.likeness) })
        })
        .collect();
    context.output.answer(&json!({ "pairs": values }), |page| {
        if found.is_empty() {
            page.line("No pairs. `crmweb duplicate search` looks for them.");
        }
        let rows: Vec<_> = found
            .iter()
            .map(|it| {
                vec![
                    (Ink::Bold, it.one.name.clone()),
                    (Ink::Bold, it.other.name.clone()),
                    (Ink::Plain, it.likeness.score.to_string()),
                    (Ink::Dim, why(&it.likeness)),
                ]
            })
            .collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn distinct(context: &Context, args: &Distinct) -> Result<Exit> {
    let (kind, by, args) = (kind(&args.kind)?, context.asker.by(), args.clone());
    let mutation = by.mutation.to_string();
    context.agent.crm.write(move |tx| {
        let one = records::named(tx, &by, kind, &args.one)?.uid;
        let other = records::named(tx, &by, kind, &args.other)?.uid;
        duplicates::declare_distinct(tx, &by, kind.kind, one, other)
    })?;
    context.output.answer(&json!({ "mutation": mutation }), |page| done(page, "they are two"))?;
    Ok(Exit::Done)
}

/// Carries out `merge`.
pub fn merge(context: &Context, args: &Merge) -> Result<Exit> {
    let (kind, by, asked) = (kind(&args.kind)?, context.asker.by(), args.clone());
    let (winner, losers) = context.agent.crm.read(move |tx| {
        let winner = records::named(tx, &by, kind, &asked.winner)?;
        let mut losers = Vec::new();
        for text in &asked.losers {
            losers.push(records::named(tx, &by, kind, text)?.uid);
        }
        Ok(((winner.uid, winner.version), losers))
    })?;
    let by = context.asker.by();
    if args.dry_run {
        let shown =
            context.agent.crm.read(move |tx| merge::preview(tx, &by, kind.kind, winner.0, &losers))?;
        return preview(context, &shown);
    }
    let seen = (winner.0, Some(winner.1));
    let merged = merge::merge(&context.agent.crm, &by, kind.kind, seen, &losers, &args.fields)?;
    let value = json!({ "uid": merged.uid, "title": merged.title, "version": merged.version, "mutation": by.mutation.to_string() });
    context.output.answer(&value, |page| {
        done(page, &format!("merged into {}", merged.title));
        page.line("`crmweb undo` parts them again.");
    })?;
    Ok(Exit::Done)
}

fn preview(context: &Context, shown: &Preview) -> Result<Exit> {
    let fields: Vec<Value> = shown
        .fields
        .iter()
        .map(|it| {
            let values: Vec<_> =
                it.values.iter().map(|held| json!({ "uid": held.of, "value": held.text })).collect();
            json!({ "field": it.field, "values": values, "proposed": it.proposed, "differs": it.differs })
        })
        .collect();
    context.output.answer(&json!({ "fields": fields, "moves": shown.moves }), |page| {
        for field in shown.fields.iter().filter(|field| field.differs) {
            page.field(&field.field, &field.proposed.replace('\n', ", "));
            for other in field.values.iter().filter(|held| held.text != field.proposed) {
                page.indented(4, Ink::Dim, &other.text.replace('\n', ", "));
            }
        }
        for (what, count) in &shown.moves {
            page.indented(2, Ink::Plain, &format!("{what}: {count}"));
        }
    })?;
    Ok(Exit::Done)
}
