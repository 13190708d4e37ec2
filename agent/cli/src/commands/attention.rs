//! `attention`: what needs attention, and why.

use super::Context;
use crate::args::deals::Attention as Args;
use crate::failure::{Exit, Result};
use crate::paint::Ink;
use crate::view::Names;
use crmweb_crm::attention;
use crmweb_crm::board::Whose;
use crmweb_model::attention::{Flag, Rule};
use serde_json::json;

/// Carries out `attention`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let whose = match (args.team, args.all) {
        (true, _) => Whose::Team,
        (_, true) => Whose::All,
        _ => Whose::Mine,
    };
    let by = context.asker.by();
    let (urgent, names) =
        context.agent.crm.read(move |tx| Ok((attention::list(tx, &by, whose)?, Names::load(tx)?)))?;
    let values: Vec<_> = urgent
        .iter()
        .map(|it| json!({ "kind": it.kind, "uid": it.uid, "name": it.name, "owner": names.of(it.owner), "flags": it.flags }))
        .collect();
    context.output.answer(&json!({ "attention": values }), |page| {
        if urgent.is_empty() {
            page.line("Nothing needs attention.");
        }
        let rows: Vec<_> = urgent
            .iter()
            .map(|it| {
                let why: Vec<String> = it.flags.iter().map(told).collect();
                vec![
                    (Ink::Dim, it.kind.to_string()),
                    (Ink::Bold, it.name.clone()),
                    (Ink::Yellow, why.join(", ")),
                    (Ink::Dim, names.of(it.owner)),
                ]
            })
            .collect();
        page.table(1, &rows);
    })?;
    Ok(Exit::Done)
}

fn told(flag: &Flag) -> String {
    let (value, limit) = (flag.value, flag.threshold);
    match flag.rule {
        Rule::CriticalIncident => "critical".into(),
        Rule::SolutionOverdue => format!("solution late: {value}"),
        Rule::ResponseOverdue => format!("answer late by {value} min"),
        Rule::ResponseDue => format!("answer due in {value} min"),
        Rule::SolutionDue => format!("solution due in {value} min"),
        Rule::ActivityOverdue => format!("overdue: {value}"),
        Rule::PastExpectedClose => format!("should have been decided {value} days ago"),
        Rule::NothingPlanned => "nothing planned".into(),
        Rule::OpportunityQuiet | Rule::Quiet => format!("no contact for {value} days (limit {limit})"),
    }
}
