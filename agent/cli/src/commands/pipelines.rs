//! `pipeline …`: stages, the board and the forecast.

use super::Context;
use crate::args::deals::{Board, Forecast, Pipeline as Args, StageAdd, StageRemove};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::view::Names;
use crmweb_crm::board::{self, Shown, Whose};
use crmweb_crm::pipelines::{self, TypedStage};
use crmweb_model::money::Money;
use crmweb_model::time::Day;
use crmweb_model::words::fold;
use crmweb_store::board::Sum;
use crmweb_store::pipelines::Pipeline;
use crmweb_store::stages::Stage;
use serde_json::json;

/// Carries out `pipeline …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List => list(context),
        Args::Add(args) => {
            let (by, name) = (context.asker.by(), args.name.clone());
            context.agent.crm.write(move |tx| pipelines::add(tx, &by, &name, &[]))?;
            list(context)
        }
        Args::Stage(args) => add_stage(context, args),
        Args::RemoveStage(args) => remove_stage(context, args),
        Args::Board(args) => show_board(context, args),
        Args::Forecast(args) => forecast(context, args),
    }
}

fn all(context: &Context) -> Result<Vec<(Pipeline, Vec<Stage>)>> {
    let by = context.asker.by();
    Ok(context.agent.crm.read(move |tx| pipelines::list(tx, &by))?)
}

fn named(context: &Context, name: &str) -> Result<(Pipeline, Vec<Stage>)> {
    let found = all(context)?.into_iter().find(|(it, _)| fold(&it.name) == fold(name));
    found.ok_or_else(|| {
        Failure::not_found(format!("there is no pipeline {name:?}"))
            .hinting("`crmweb pipeline list` shows them.")
    })
}

fn stage<'s>(stages: &'s [Stage], name: &str) -> Result<&'s Stage> {
    let found = stages.iter().find(|it| fold(&it.name) == fold(name));
    found.ok_or_else(|| Failure::not_found(format!("there is no stage {name:?} in this pipeline")))
}

fn list(context: &Context) -> Result<Exit> {
    let all = all(context)?;
    let stage = |it: &Stage| json!({ "uid": it.uid, "name": it.name, "probability": it.probability, "outcome": it.outcome });
    let values: Vec<_> = all
        .iter()
        .map(|(it, stages)| {
            let stages: Vec<_> = stages.iter().map(stage).collect();
            json!({ "uid": it.uid, "name": it.name, "usual": it.usual, "stages": stages })
        })
        .collect();
    context.output.answer(&json!({ "pipelines": values }), |page| {
        for (pipeline, stages) in &all {
            page.title(&pipeline.name, if pipeline.usual { "new opportunities begin here" } else { "" });
            let row = |it: &Stage| {
                vec![
                    (Ink::Bold, it.name.clone()),
                    (Ink::Plain, format!("{} %", it.probability)),
                    (Ink::Dim, it.outcome.to_string()),
                ]
            };
            let rows: Vec<_> = stages.iter().map(row).collect();
            page.table(0, &rows);
        }
    })?;
    Ok(Exit::Done)
}

fn add_stage(context: &Context, args: &StageAdd) -> Result<Exit> {
    let (pipeline, by) = (named(context, &args.pipeline)?.0.uid, context.asker.by());
    let typed = TypedStage { name: args.name.clone(), probability: args.probability, outcome: args.outcome };
    context.agent.crm.write(move |tx| pipelines::add_stage(tx, &by, pipeline, &typed))?;
    list(context)
}

fn remove_stage(context: &Context, args: &StageRemove) -> Result<Exit> {
    let (_, stages) = named(context, &args.pipeline)?;
    let gone = stage(&stages, &args.stage)?.uid;
    let to = args.to.as_deref().map(|name| stage(&stages, name)).transpose()?.map(|it| it.uid);
    let by = context.asker.by();
    let moved = pipelines::remove_stage(&context.agent.crm, &by, gone, to)?;
    context.output.answer(&json!({ "moved": moved, "mutation": by.mutation }), |page| {
        page.line(&format!("{} is gone; opportunities moved: {moved}.", args.stage));
    })?;
    Ok(Exit::Done)
}

fn whose(mine: bool) -> Whose {
    if mine { Whose::Mine } else { Whose::All }
}

fn sum_text(sum: &Sum) -> String {
    Money { minor: sum.amount, currency: sum.currency.clone() }.to_string()
}

fn show_board(context: &Context, args: &Board) -> Result<Exit> {
    let uid = match &args.pipeline {
        Some(name) => named(context, name)?.0.uid,
        None => {
            let usual = all(context)?.into_iter().find(|(it, _)| it.usual);
            usual.ok_or_else(|| Failure::not_found("there is no pipeline"))?.0.uid
        }
    };
    let (by, shown) = (context.asker.by(), Shown { whose: whose(args.mine), cards: 10, ..Shown::default() });
    let board = context.agent.crm.read(move |tx| board::of(tx, &by, uid, shown))?;
    let sum = |it: &Sum| json!({ "currency": it.currency, "count": it.count, "amount": it.amount, "weighted": it.weighted });
    let columns: Vec<_> = board
        .columns
        .iter()
        .map(|it| {
            let cards: Vec<_> = it.cards.iter().map(|card| json!({ "uid": card.uid, "name": card.name })).collect();
            json!({ "stage": it.stage.name, "sums": it.sums.iter().map(sum).collect::<Vec<_>>(), "cards": cards })
        })
        .collect();
    context.output.answer(&json!({ "pipeline": board.pipeline.name, "columns": columns }), |page| {
        for column in &board.columns {
            let sums: Vec<String> =
                column.sums.iter().filter(|sum| !sum.currency.is_empty()).map(sum_text).collect();
            let count: i64 = column.sums.iter().map(|sum| sum.count).sum();
            page.title(&column.stage.name, &format!("{count}  {}", sums.join(", ")));
            let rows: Vec<_> = column
                .cards
                .iter()
                .map(|card| {
                    let client = card.account.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
                    let close = card.expected_close.as_ref().map(ToString::to_string).unwrap_or_default();
                    vec![(Ink::Plain, format!("{} — {client}", card.name)), (Ink::Dim, close)]
                })
                .collect();
            page.table(0, &rows);
        }
    })?;
    Ok(Exit::Done)
}

fn forecast(context: &Context, args: &Forecast) -> Result<Exit> {
    let (by, months, whose) = (context.asker.by(), args.months, whose(args.mine));
    let from = Day::of(by.at).ok_or_else(|| Failure::usage("the clock shows no day"))?;
    let (lines, names) = context.agent.crm.read(move |tx| {
        let lines = board::forecast(tx, &by, &from, months, whose)?;
        Ok((lines, Names::load(tx)?))
    })?;
    let values: Vec<_> = lines
        .iter()
        .map(|it| json!({ "month": it.month, "owner": names.of(it.owner), "outcome": it.outcome, "currency": it.sum.currency, "count": it.sum.count, "amount": it.sum.amount, "weighted": it.sum.weighted }))
        .collect();
    context.output.answer(&json!({ "forecast": values }), |page| {
        if lines.is_empty() {
            page.line("Nothing is promised yet.");
        }
        let rows: Vec<_> = lines
            .iter()
            .map(|it| {
                let month = if it.month.is_empty() { "no date" } else { &it.month };
                let amount = if it.sum.currency.is_empty() { String::new() } else { sum_text(&it.sum) };
                vec![
                    (Ink::Bold, month.to_owned()),
                    (Ink::Plain, names.of(it.owner)),
                    (Ink::Dim, format!("{} {}", it.sum.count, it.outcome)),
                    (Ink::Bold, amount),
                ]
            })
            .collect();
        page.table(1, &rows);
    })?;
    Ok(Exit::Done)
}
