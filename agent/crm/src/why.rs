//! The reason of a link, as people read it.

use crate::error::Result;
use crmweb_model::ids::ActivityId;
use crmweb_model::matching::Rule;
use crmweb_model::record::RecordRef;
use crmweb_store::links::{self, Link};
use crmweb_store::{Tx, names};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Says in one line why an activity is where it is: `ana@firma.ro is the address of Ana Pop; …`.
pub fn of_activity(tx: &mut Tx, activity: ActivityId) -> Result<String> {
    Names::default().of_activity(tx, activity)
}

/// Says why one link was made.
pub fn of_link(tx: &mut Tx, link: &Link) -> Result<String> {
    let name = names::of(tx, link.record)?;
    Ok(reason(link.rule, &link.evidence, &name))
}

/// What records are called, asked for once: many mails of a batch belong to the same.
#[derive(Default)]
pub(crate) struct Names(HashMap<RecordRef, String>);

impl Names {
    /// Like [`of_activity`].
    pub fn of_activity(&mut self, tx: &mut Tx, activity: ActivityId) -> Result<String> {
        let links = links::of_activity(tx, activity)?;
        let links = links.iter().filter(|link| !link.refused);
        self.of_links(tx, links.map(|link| (link.record, link.rule, link.evidence.as_str())))
    }

    /// Says why links were made, in the order of their records.
    pub fn of_links<'a>(
        &mut self,
        tx: &mut Tx,
        links: impl Iterator<Item = (RecordRef, Rule, &'a str)>,
    ) -> Result<String> {
        let mut reasons = BTreeMap::new();
        for (record, rule, evidence) in links {
            let name = match self.0.entry(record) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(names::of(tx, record)?),
            };
            reasons.insert((record.kind.as_str(), record.id), reason(rule, evidence, name));
        }
        Ok(reasons.into_values().collect::<Vec<_>>().join("; "))
    }
}

/// Puts the reason of a link to the record called `name` in words.
pub(crate) fn reason(rule: Rule, evidence: &str, name: &str) -> String {
    let domain = evidence.rsplit('@').next().unwrap_or_default();
    match rule {
        Rule::ByHand => format!("{name} was chosen by hand"),
        Rule::Taught => format!("{evidence} was corrected to {name} before"),
        Rule::IncidentNumber => format!("the subject names {evidence}, which belongs to {name}"),
        Rule::Address => format!("{evidence} is the address of {name}"),
        Rule::AccountAddress => format!("{evidence} is an address of {name}"),
        Rule::Employer => format!("the owner of {evidence} works at {name}"),
        Rule::Converted => format!("it belonged to the lead {evidence}, which became {name}"),
        Rule::Thread => format!("it answers mail of {name}"),
        Rule::Domain => format!("{domain} is the mail domain of {name}"),
        Rule::Ambiguous => format!("{evidence} may stand for {name} (not decided yet)"),
    }
}
