//! When an incident has to be answered and solved (SPEC I6).

use crate::company;
use crate::error::Result;
use crmweb_model::due::{Calendar, Hours, Target, Targets};
use crmweb_model::record::{Importance, IncidentStatus};
use crmweb_model::time::Millis;
use crmweb_store::incidents::Incident;
use crmweb_store::{Tx, accounts};

/// Sets both due times by the priority of the incident and the importance of its account, as a new one's.
pub(super) fn set(tx: &mut Tx, incident: &mut Incident) -> Result<()> {
    let target = target(tx, incident)?;
    let hours: Hours = company::get(tx)?;
    let calendar = Calendar::new(&hours, company::zone(&hours)?);
    let from = incident.clock_from.unwrap_or(incident.created_at);
    let due = |minutes: Option<i64>| minutes.and_then(|minutes| calendar.after(from, minutes));
    incident.respond_by = due(target.and_then(|it| it.respond));
    incident.solve_by = due(target.and_then(|it| it.solve));
    Ok(())
}

/// Lets the clock of an incident stand since `now`: the client has to answer.
pub(super) fn pause(incident: &mut Incident, now: Millis) {
    incident.status = IncidentStatus::Waiting;
    incident.paused_at = Some(now);
}

/// Lets the clock run again: what was waited, in working time, is added to both due times.
pub(super) fn run_on(tx: &mut Tx, incident: &mut Incident, now: Millis) -> Result<()> {
    let Some(since) = incident.paused_at.take() else { return Ok(()) };
    let hours: Hours = company::get(tx)?;
    let calendar = Calendar::new(&hours, company::zone(&hours)?);
    let waited = calendar.between(since, now);
    let clock_from = incident.clock_from.unwrap_or(incident.created_at);
    incident.clock_from = calendar.after_millis(clock_from, waited);
    incident.respond_by = incident.respond_by.and_then(|at| calendar.after_millis(at, waited));
    incident.solve_by = incident.solve_by.and_then(|at| calendar.after_millis(at, waited));
    Ok(())
}

/// Starts the clock of the solution anew; the first answer was given once.
pub(super) fn start_again(tx: &mut Tx, incident: &mut Incident, now: Millis) -> Result<()> {
    let answer_due = incident.respond_by;
    incident.clock_from = Some(now);
    incident.paused_at = None;
    set(tx, incident)?;
    incident.respond_by = answer_due;
    Ok(())
}

fn target(tx: &mut Tx, incident: &Incident) -> Result<Option<Target>> {
    let targets: Targets = company::get(tx)?;
    let importance: Option<Importance> = match incident.account {
        Some(account) => accounts::by_id(tx, account)?.map(|it| it.details.importance),
        None => None,
    };
    Ok(targets.of(incident.priority, importance))
}
