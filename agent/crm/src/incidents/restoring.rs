//! An old value put back into one field of an incident.

use super::fields::set;
use super::{change, draft_of, due, fill};
use crate::deed::By;
use crate::error::Result;
use crate::restore::not_restorable;
use crate::work::Gone;
use crmweb_model::ids::Uid;
use crmweb_model::record::IncidentStatus;
use crmweb_model::rights::Right;
use crmweb_store::Tx;
use crmweb_store::incidents::Incident;

/// Fields that follow from others, or never change.
const FOLLOWING: [&str; 6] = ["closed_at", "number", "respond_by", "solve_by", "clock_from", "paused_at"];

/// Puts an old value back into one field; who has it and its queue need the right to hand on.
pub(crate) fn restore_value(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    field: &str,
    old: &str,
) -> Result<i64> {
    let right = if matches!(field, "assignee" | "queue") { Right::HandOn } else { Right::Write };
    let restored = change(tx, by, uid, seen, (right, "restore_value"), |tx, incident| {
        if FOLLOWING.contains(&field) {
            return Err(not_restorable(field));
        }
        let before = incident.clone();
        set(tx, incident, field, old)?.map_err(|Gone| not_restorable(field))?;
        let draft = draft_of(tx, incident)?;
        fill(tx, by, incident, &draft)?;
        if (before.priority, before.account) != (incident.priority, incident.account) {
            due::set(tx, incident)?;
        }
        follow(tx, by, &before, incident)
    })?;
    Ok(restored.version)
}

/// Lets the clock follow a status that was put back.
fn follow(tx: &mut Tx, by: &By, before: &Incident, incident: &mut Incident) -> Result<()> {
    incident.closed_at = match incident.status.is_open() {
        true => None,
        false => incident.closed_at.or(Some(by.at)),
    };
    if before.status == incident.status {
        return Ok(());
    }
    if !before.status.is_open() && incident.status.is_open() {
        due::start_again(tx, incident, by.at)?;
    } else if before.status == IncidentStatus::Waiting {
        due::run_on(tx, incident, by.at)?;
    }
    if incident.status == IncidentStatus::Waiting {
        due::pause(incident, by.at);
    }
    Ok(())
}
