//! `attention`: what needs attention, and why.

use super::Context;
use crate::args::deals::Attention as Args;
use crate::failure::{Exit, Result};
use crate::paint::{Ink, clean, count, fit};
use crate::view::Names;
use crmweb_crm::attention;
use crmweb_crm::board::Whose;
use crmweb_model::attention::{Flag, Rule};
use crmweb_model::record::RecordKind;
use serde_json::json;

/// How wide the name of a record is at most, so that the reasons have room.
const NAME: usize = 34;

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
                let why: Vec<String> = it.flags.iter().map(|flag| told(it.kind, flag)).collect();
                vec![
                    (Ink::Dim, it.kind.to_string()),
                    (Ink::Bold, fit(&clean(&it.name), NAME)),
                    (Ink::Dim, names.of(it.owner)),
                    (Ink::Yellow, why.join(", ")),
                ]
            })
            .collect();
        page.table(3, &rows);
    })?;
    Ok(Exit::Done)
}

fn told(kind: RecordKind, flag: &Flag) -> String {
    let (value, limit) = (flag.value, flag.threshold);
    let days = |value: i64| count(value.unsigned_abs(), "day", "days");
    match flag.rule {
        Rule::CriticalIncident => "critical".into(),
        Rule::SolutionOverdue if kind == RecordKind::Account => format!("solution late: {value}"),
        Rule::SolutionOverdue => format!("solution late by {}", lasting(value)),
        Rule::ResponseOverdue => format!("answer late by {}", lasting(value)),
        Rule::ResponseDue => format!("answer due in {}", lasting(value)),
        Rule::SolutionDue => format!("solution due in {}", lasting(value)),
        Rule::ActivityOverdue if kind == RecordKind::Account => format!("overdue: {value}"),
        Rule::ActivityOverdue if value == 0 => "overdue since today".into(),
        Rule::ActivityOverdue => format!("overdue for {}", days(value)),
        Rule::PastExpectedClose => format!("should have been decided {} ago", days(value)),
        Rule::NothingPlanned => "nothing planned".into(),
        Rule::OpportunityQuiet | Rule::Quiet => format!("no contact for {} (limit {limit})", days(value)),
    }
}

/// Says how long so many minutes are, in the largest unit of which there are two.
fn lasting(minutes: i64) -> String {
    match minutes {
        0..120 => format!("{minutes} min"),
        120..2_880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_speaks_of_days_and_hours_as_people_do() {
        let said = |kind, rule, value| told(kind, &Flag { rule, value, threshold: 14 });
        let (incident, sale) = (RecordKind::Incident, RecordKind::Opportunity);
        assert_eq!(said(incident, Rule::ResponseOverdue, 119), "answer late by 119 min");
        assert_eq!(said(incident, Rule::ResponseOverdue, 670), "answer late by 11 h");
        assert_eq!(said(incident, Rule::SolutionOverdue, 5_110), "solution late by 3 days");
        assert_eq!(said(RecordKind::Account, Rule::SolutionOverdue, 2), "solution late: 2");
        assert_eq!(said(sale, Rule::PastExpectedClose, 1), "should have been decided 1 day ago");
        assert_eq!(said(sale, Rule::OpportunityQuiet, 14), "no contact for 14 days (limit 14)");
        assert_eq!(said(RecordKind::Activity, Rule::ActivityOverdue, 0), "overdue since today");
        assert_eq!(said(RecordKind::Activity, Rule::ActivityOverdue, 2), "overdue for 2 days");
    }
}
