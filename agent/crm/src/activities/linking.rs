//! To which records an activity is linked by hand.

use super::find;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::{from_mail, whose};
use crmweb_model::ids::{ContactId, IncidentId, MailId, OpportunityId, Uid};
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right};
use crmweb_store::activities::Activity;
use crmweb_store::links::{self, Link, Shown};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, incidents, logged, names, opportunities, refs, timeline};

/// The most records that one activity may be linked to by hand.
const MOST_LINKS: usize = 100;

/// Puts an activity into the plans or history of a record too, and of the clients behind it.
pub fn link(tx: &mut Tx, by: &By, uid: Uid, record: RecordRef) -> Result<Activity> {
    let activity = find(tx, by, uid)?;
    by.may_with(tx, Right::Write, activity.record())?;
    if links::of_activity(tx, activity.id)?.iter().filter(|link| !link.refused).count() >= MOST_LINKS {
        return Err(Error::invalid("links", format_args!("must be at most {MOST_LINKS}")));
    }
    linked(tx, by, &activity, &[record])?;
    by.note(tx, "link_activity")?;
    Ok(activity)
}

/// Takes an activity out of the plans and history of a record.
pub fn unlink(tx: &mut Tx, by: &By, uid: Uid, record: RecordRef) -> Result<Activity> {
    let activity = find(tx, by, uid)?;
    by.may_with(tx, Right::Write, activity.record())?;
    seen(tx, by, record)?;
    let present = links::of_activity(tx, activity.id)?;
    let known = present.into_iter().find(|link| link.record == record && !link.refused);
    let known = known.ok_or_else(|| Error::Conflict("it is not linked to that record".into()))?;
    links::remove(tx, activity.id, record)?;
    timeline::refresh(tx, activity.id)?;
    let gone = [FieldChange::new("link", Some(known.to_text()?), None)];
    log::append(tx, &by.author(), activity.record(), "linked", &gone)?;
    by.note(tx, "unlink_activity")?;
    Ok(activity)
}

/// Makes the links to these records that are missing.
pub(super) fn linked(tx: &mut Tx, by: &By, activity: &Activity, records: &[RecordRef]) -> Result<()> {
    let present = links::of_activity(tx, activity.id)?;
    let mut noted = Vec::new();
    for link in with_clients(tx, by, records)? {
        let known = present.iter().find(|known| known.record == link.record);
        if known.is_some_and(|known| !known.refused) {
            continue;
        }
        links::put(tx, activity.id, &link)?;
        noted.push(FieldChange::new("link", known.map(Link::to_text).transpose()?, Some(link.to_text()?)));
    }
    if noted.is_empty() {
        return Ok(());
    }
    timeline::refresh(tx, activity.id)?;
    log::append(tx, &by.author(), activity.record(), "linked", &noted)?;
    Ok(())
}

/// Lists the records to which an activity is linked, as `viewer` may see them.
pub fn shown(tx: &mut Tx, viewer: &Actor, activity: &Activity) -> Result<Vec<Shown>> {
    let shown = links::shown(tx, activity.id, viewer.user)?;
    whose::seen(tx, viewer, shown, |shown| shown.link.record)
}

/// Checks that the actor sees what an activity is linked to; a mail that is not seen is not there.
fn seen(tx: &mut Tx, by: &By, record: RecordRef) -> Result<()> {
    match record.kind {
        RecordKind::Mail => from_mail::visible(tx, &by.actor, MailId(record.id)).map(drop),
        _ => by.may_with(tx, Right::Read, record),
    }
}

/// The links that a copy of an activity has too.
pub(super) fn copied(links: &[Link]) -> Vec<Link> {
    links.iter().filter(|link| !link.refused).cloned().collect()
}

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
                | RecordKind::Campaign
                | RecordKind::Mail
        );
        if !linkable || !refs::is_there(tx, *record)? {
            return Err(Error::no_such(record.kind, record.id));
        }
        seen(tx, by, *record)?;
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
