//! Who has an incident: a colleague or a queue, and who had it before (SPEC I4, U1).

use super::{change, find};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::notify::{self, Notice};
use crate::{records, whose, work};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{IncidentStatus, RecordKind};
use crmweb_model::rights::Right;
use crmweb_model::time::Millis;
use crmweb_store::incidents::{self, Incident, NEVER};
use crmweb_store::{Tx, log, named};

/// Changes of an incident that are looked at for who had it.
const LOOKED_AT: i64 = 1_000;
/// The most incidents of a page.
const MOST: i64 = 200;

/// To whom an incident is handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandTo {
    /// This colleague.
    User(Uid),
    /// Whoever works on this queue, by its id or name; the empty one is nobody's.
    Queue(String),
}

/// Hands an incident on to a colleague or a queue; anyone with the right may (SPEC U1). The colleague is told.
pub fn hand_on(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, to: &HandTo) -> Result<Incident> {
    let mut had = None;
    let handed = change(tx, by, uid, seen, (Right::HandOn, "hand_on_incident"), |tx, incident| {
        had = incident.assignee;
        if !incident.status.is_open() {
            return Err(Error::Conflict(format!("{} is {} already", incident.label(), incident.status)));
        }
        match to {
            HandTo::User(user) => {
                incident.assignee = work::user(tx, Some(*user))?;
                if incident.status == IncidentStatus::New {
                    incident.status = IncidentStatus::Open;
                }
            }
            HandTo::Queue(queue) => {
                incident.assignee = None;
                into_queue(tx, incident, queue)?;
            }
        }
        Ok(())
    })?;
    if handed.assignee != had {
        notify::tell(tx, by, handed.assignee, handed.record(), &Notice::HandedOn(&handed))?;
    }
    Ok(handed)
}

/// Puts an incident into the queue named; the empty name takes it out.
pub(super) fn into_queue(tx: &mut Tx, incident: &mut Incident, text: &str) -> Result<()> {
    let text = work::line("queue", text)?;
    let known = named::queue(tx, &text)?;
    if known.is_none() && !text.is_empty() {
        return Err(Error::invalid(
            "queue",
            format_args!("there is no queue {text:?}; an administrator adds it"),
        ));
    }
    incident.queue_id = known.as_ref().map(|it| it.id);
    incident.queue = known.map(|it| it.name).unwrap_or_default();
    Ok(())
}

/// Somebody came to have an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// When it was handed on.
    pub at: Millis,
    /// Who handed it on; `None` is the system.
    pub by: Option<UserId>,
    /// The colleague who had it from then on, by id outside; empty for nobody.
    pub assignee: String,
    /// The queue it was in from then on: an id outside, or a name of old; empty for none.
    pub queue: String,
}

/// Lists who had an incident, oldest first.
pub fn handed(tx: &mut Tx, by: &By, uid: Uid) -> Result<Vec<Had>> {
    let incident = find(tx, uid)?;
    by.may_with(tx, Right::Read, incident.record())?;
    let mut entries = log::of_record(tx, incident.record(), LOOKED_AT)?;
    entries.reverse();
    let (mut assignee, mut queue) = (String::new(), String::new());
    let mut had = Vec::new();
    for entry in entries {
        let mut told = false;
        for change in &entry.fields {
            let new = change.new.clone().unwrap_or_default();
            match change.field.as_str() {
                "assignee" => (assignee, told) = (new, true),
                "queue" => (queue, told) = (new, true),
                _ => {}
            }
        }
        if told || entry.verb == "created" {
            had.push(Had { at: entry.at, by: entry.user, assignee: assignee.clone(), queue: queue.clone() });
        }
    }
    Ok(had)
}

/// Lists the open incidents of a queue, the first to be solved first, and where the list goes on.
pub fn of_queue(
    tx: &mut Tx,
    by: &By,
    queue: Uid,
    after: Option<Place>,
    limit: i64,
) -> Result<(Vec<Incident>, Option<Place>)> {
    let queue = records::find(tx, by, records::kind(RecordKind::Queue)?, queue)?;
    let (after, limit) = (after.map(|place| (place.solve_by, place.id)), limit.clamp(1, MOST));
    let found = incidents::open_of_queue(tx, queue.record.id, after, limit)?;
    let next = found.last().map(Place::of).filter(|_| found.len() as i64 == limit);
    let mut seen = Vec::new();
    for incident in found {
        if whose::sees(tx, &by.actor, incident.record())? {
            seen.push(incident);
        }
    }
    Ok((seen, next))
}

/// The place of an incident in its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it is due; far away without a due time.
    pub solve_by: i64,
    /// Its key.
    pub id: i64,
}

impl Place {
    /// Returns the place of an incident.
    pub fn of(incident: &Incident) -> Place {
        Place { solve_by: incident.solve_by.map_or(NEVER, |at| at.0), id: incident.id.0 }
    }
}
