//! An incident that waits for its client, and one that is opened again.

use super::{change, due};
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::attention::days;
use crmweb_model::ids::Uid;
use crmweb_model::record::IncidentStatus;
use crmweb_model::rights::Right;
use crmweb_store::Tx;
use crmweb_store::incidents::Incident;

/// Days after which a closed incident stays closed: what comes then is a new one.
const REOPENED_WITHIN: i64 = 60;

/// Notes that the client has to answer: due times stand still.
pub fn wait(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Incident> {
    change(tx, by, uid, seen, (Right::Write, "wait_for_client"), |_, incident| {
        match incident.status {
            IncidentStatus::New | IncidentStatus::Open => due::pause(incident, by.at),
            status => return Err(Error::Conflict(format!("{} is {status} already", incident.label()))),
        }
        Ok(())
    })
}

/// Notes that the client has answered: due times go on, later by what was waited.
pub fn resume(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Incident> {
    change(tx, by, uid, seen, (Right::Write, "resume_incident"), |tx, incident| {
        if incident.status != IncidentStatus::Waiting {
            return Err(Error::Conflict(format!("{} does not wait for its client", incident.label())));
        }
        incident.status = IncidentStatus::Open;
        due::run_on(tx, incident, by.at)
    })
}

/// Opens a solved or closed incident again; its solution stays to be read, and is due anew.
pub fn reopen(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Incident> {
    change(tx, by, uid, seen, (Right::Write, "reopen_incident"), |tx, incident| {
        if incident.status.is_open() {
            return Err(Error::Conflict(format!("{} is open already", incident.label())));
        }
        let closed = incident.closed_at.map_or(0, |at| days(at, by.at));
        if incident.status == IncidentStatus::Closed && closed > REOPENED_WITHIN {
            let label = incident.label();
            return Err(Error::Conflict(format!("{label} was closed {closed} days ago; log a new incident")));
        }
        incident.status = IncidentStatus::Open;
        incident.closed_at = None;
        due::start_again(tx, incident, by.at)
    })
}
