//! To which records an activity is linked by hand.

use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::ids::{ContactId, IncidentId, OpportunityId};
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::links::Link;
use crmweb_store::{Tx, incidents, logged, names, opportunities, refs};

/// The most records that one activity may be linked to by hand.
const MOST_LINKS: usize = 100;

/// The links to these records, and to the clients behind them.
pub(super) fn with_clients(tx: &mut Tx, by: &By, records: &[RecordRef]) -> Result<Vec<Link>> {
    if records.len() > MOST_LINKS {
        return Err(Error::invalid("links", format_args!("must be at most {MOST_LINKS}")));
    }
    let mut made: Vec<Link> = Vec::new();
    let mut add = |record: RecordRef, rule: Rule, evidence: &str| {
        if made.iter().all(|link| link.record != record) {
            let evidence = evidence.to_owned();
            let made_by = (rule == Rule::ByHand).then_some(by.actor.user);
            made.push(Link {
                record,
                rule,
                evidence,
                refused: false,
                only_for: None,
                made_by,
                made_at: by.at,
            });
        }
    };
    for record in records {
        let linkable = matches!(
            record.kind,
            RecordKind::Account
                | RecordKind::Contact
                | RecordKind::Lead
                | RecordKind::Opportunity
                | RecordKind::Incident
                | RecordKind::Mail
        );
        if !linkable || !refs::is_there(tx, *record)? {
            return Err(Error::no_such(record.kind, record.id));
        }
        add(*record, Rule::ByHand, "");
    }
    for record in records {
        let name = names::of(tx, *record)?;
        for client in clients(tx, *record)? {
            add(client, Rule::ByHand, &name);
        }
    }
    Ok(made)
}

/// The contact and account behind a record; for a contact, its main account.
fn clients(tx: &mut Tx, record: RecordRef) -> Result<Vec<RecordRef>> {
    let (contacts, account) = match record.kind {
        RecordKind::Contact => (Vec::new(), logged::main_account(tx, ContactId(record.id))?),
        RecordKind::Incident => match incidents::load(tx, IncidentId(record.id))? {
            Some(incident) => (Vec::from_iter(incident.contact), incident.account),
            None => return Ok(Vec::new()),
        },
        RecordKind::Opportunity => match opportunities::load(tx, OpportunityId(record.id))? {
            Some(opportunity) => (opportunity.contacts, opportunity.account),
            None => return Ok(Vec::new()),
        },
        _ => return Ok(Vec::new()),
    };
    let contacts = contacts.into_iter().map(|id| RecordRef::new(RecordKind::Contact, id.0));
    let account = account.map(|id| RecordRef::new(RecordKind::Account, id.0));
    let mut there = Vec::new();
    for client in contacts.chain(account) {
        if refs::is_there(tx, client)? {
            there.push(client);
        }
    }
    Ok(there)
}
