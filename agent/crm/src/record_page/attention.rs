//! What needs attention with a client.

use super::Planned;
use crmweb_model::ids::Uid;
use crmweb_model::record::Priority;
use crmweb_model::subject::incident_label;
use crmweb_model::time::{Day, Millis};
use crmweb_store::client_page::{OpenIncident, OpenOpportunity};

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// An incident that cannot wait is open.
    CriticalIncident {
        /// The incident.
        incident: Uid,
        /// Its number, as people write it.
        label: String,
    },
    /// Planned activities whose time has passed.
    Overdue {
        /// How many of those shown.
        activities: usize,
    },
    /// An open opportunity that should have been decided.
    PastExpectedClose {
        /// The opportunity.
        opportunity: Uid,
    },
    /// An open opportunity for which nothing is planned.
    NothingPlanned {
        /// The opportunity.
        opportunity: Uid,
    },
    /// Nobody has spoken with the client for long.
    Quiet {
        /// Days since the last contact, or since the client is known.
        days: i64,
    },
}

/// What is known when attention is decided.
pub(super) struct Facts<'a> {
    pub now: Millis,
    /// Days without contact after which the client counts as quiet.
    pub quiet_days: i64,
    pub known_since: Option<Millis>,
    pub last_contact: Option<Millis>,
    pub planned: &'a [Planned],
    pub incidents: &'a [OpenIncident],
    pub opportunities: &'a [OpenOpportunity],
}

/// Lists what needs attention, the most urgent first.
pub(super) fn flags(facts: &Facts) -> Vec<Flag> {
    let mut flags = Vec::new();
    let critical = facts.incidents.iter().filter(|incident| incident.priority == Priority::Critical);
    flags.extend(critical.map(|incident| Flag::CriticalIncident {
        incident: incident.uid,
        label: incident_label(incident.number),
    }));
    let overdue = facts.planned.iter().filter(|planned| planned.overdue).count();
    if overdue > 0 {
        flags.push(Flag::Overdue { activities: overdue });
    }
    let today = facts.now.to_rfc3339();
    let passed = |day: &Day| today.get(..10).is_some_and(|today| day.as_str() < today);
    for opportunity in facts.opportunities {
        if opportunity.expected_close.as_ref().is_some_and(passed) {
            flags.push(Flag::PastExpectedClose { opportunity: opportunity.uid });
        }
        if !opportunity.planned {
            flags.push(Flag::NothingPlanned { opportunity: opportunity.uid });
        }
    }
    if let Some(since) = facts.last_contact.or(facts.known_since) {
        let days = facts.now.0.saturating_sub(since.0) / Millis::DAY;
        if days >= facts.quiet_days {
            flags.push(Flag::Quiet { days });
        }
    }
    flags
}
