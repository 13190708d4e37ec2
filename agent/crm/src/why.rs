//! The reason of a link, as people read it.

use crate::error::Result;
use crmweb_model::ids::ActivityId;
use crmweb_model::matching::Rule;
use crmweb_store::links::{self, Link};
use crmweb_store::{Tx, names};

/// Says in one line why an activity is where it is: `ana@firma.ro is the address of Ana Pop; …`.
pub fn of_activity(tx: &mut Tx, activity: ActivityId) -> Result<String> {
    let mut reasons = Vec::new();
    for link in links::of_activity(tx, activity)?.iter().filter(|link| !link.refused) {
        reasons.push(of_link(tx, link)?);
    }
    Ok(reasons.join("; "))
}

/// Says why one link was made.
pub fn of_link(tx: &mut Tx, link: &Link) -> Result<String> {
    let name = names::of(tx, link.record)?;
    let (evidence, domain) = (&link.evidence, link.evidence.rsplit('@').next().unwrap_or_default());
    Ok(match link.rule {
        Rule::ByHand => format!("{name} was chosen by hand"),
        Rule::Taught => format!("{evidence} was corrected to {name} before"),
        Rule::IncidentNumber => format!("the subject names {evidence}, which belongs to {name}"),
        Rule::Address => format!("{evidence} is the address of {name}"),
        Rule::AccountAddress => format!("{evidence} is an address of {name}"),
        Rule::Employer => format!("the owner of {evidence} works at {name}"),
        Rule::Thread => format!("it answers mail of {name}"),
        Rule::Domain => format!("{domain} is the mail domain of {name}"),
        Rule::Ambiguous => format!("{evidence} may stand for {name} (not decided yet)"),
    })
}
