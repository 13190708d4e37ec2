//! Kinds with verbs of their own, changed by the names of their fields.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::{accounts as account_verbs, activities, contacts as contact_verbs, incidents, opportunities};
use crmweb_model::draft::{AccountDraft, ActivityDraft, ContactDraft, IncidentDraft, OpportunityDraft};
use crmweb_model::ids::{AccountId, ContactId, Uid};
use crmweb_model::money::Money;
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Channel, Direction, Priority, RecordKind, RecordRef,
};
use crmweb_model::time::{Day, Millis};
use crmweb_store::catalogued::Sheet;
use crmweb_store::fields::Texts;
use crmweb_store::{Tx, accounts, contacts};

/// Adds a record; work gets an id of its own.
pub(super) fn add(tx: &mut Tx, by: &By, kind: RecordKind, uid: Uid, texts: &Texts) -> Result<RecordRef> {
    match kind {
        RecordKind::Account => {
            let mut draft = AccountDraft::default();
            for (field, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
                accounts::restore(&mut draft, field, text)?;
            }
            Ok(account_verbs::add_account(tx, by, Some(uid), &draft)?.record())
        }
        RecordKind::Contact => {
            let mut draft = ContactDraft::default();
            for (field, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
                contacts::restore(&mut draft, field, text)?;
            }
            Ok(contact_verbs::add_contact(tx, by, Some(uid), &draft)?.record())
        }
        RecordKind::Opportunity => {
            let mut draft = OpportunityDraft::new("");
            texts.iter().for_each(|(field, text)| opportunity(&mut draft, field, text));
            Ok(opportunities::log(tx, by, &draft)?.record())
        }
        RecordKind::Incident => {
            let mut draft = IncidentDraft::new("", Channel::Mail);
            texts.iter().for_each(|(field, text)| incident(&mut draft, field, text));
            Ok(incidents::log(tx, by, &draft)?.record())
        }
        RecordKind::Activity => {
            let mut draft = ActivityDraft::new(ActivityKind::Task, "");
            texts.iter().for_each(|(field, text)| activity(&mut draft, field, text));
            Ok(activities::add(tx, by, &draft, None, &[])?.record())
        }
        other => Err(Error::no_such(other, uid)),
    }
}

/// Changes the fields named; the others stay.
pub(super) fn edit(tx: &mut Tx, by: &By, known: &Sheet, texts: &Texts) -> Result<()> {
    let (uid, seen) = (known.uid, Some(known.version));
    match known.record.kind {
        RecordKind::Account => {
            let id = AccountId(known.record.id);
            let account = accounts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Account, uid))?;
            let mut draft = account.details;
            for (field, text) in texts {
                accounts::restore(&mut draft, field, text)?;
            }
            account_verbs::edit_account(tx, by, id, seen, &draft)?;
        }
        RecordKind::Contact => {
            let id = ContactId(known.record.id);
            let contact = contacts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Contact, uid))?;
            let mut draft = contact.details;
            for (field, text) in texts {
                contacts::restore(&mut draft, field, text)?;
            }
            contact_verbs::edit_contact(tx, by, id, seen, &draft)?;
        }
        RecordKind::Opportunity => {
            let before = opportunities::find(tx, uid)?;
            let mut draft = opportunities::draft_of(tx, &before)?;
            texts.iter().for_each(|(field, text)| opportunity(&mut draft, field, text));
            opportunities::edit(tx, by, uid, seen, &draft)?;
        }
        RecordKind::Incident => {
            let before = incidents::find(tx, uid)?;
            let mut draft = incidents::draft_of(tx, &before)?;
            texts.iter().for_each(|(field, text)| incident(&mut draft, field, text));
            incidents::edit(tx, by, uid, seen, &draft)?;
        }
        RecordKind::Activity => {
            let before = activities::find(tx, by, uid)?;
            let mut draft = activities::draft_of(tx, &before)?;
            texts.iter().for_each(|(field, text)| activity(&mut draft, field, text));
            activities::edit(tx, by, uid, seen, &draft)?;
        }
        other => return Err(Error::no_such(other, uid)),
    }
    Ok(())
}

/// Deletes a record by the verb of its kind.
pub(super) fn delete(tx: &mut Tx, by: &By, kind: RecordKind, uid: Uid, seen: Option<i64>) -> Result<()> {
    let gone = || Error::no_such(kind, uid);
    match kind {
        RecordKind::Account => {
            let id = accounts::by_uid(tx, uid)?.ok_or_else(gone)?.id;
            account_verbs::delete_account(tx, by, id, seen)
        }
        RecordKind::Contact => {
            let id = contacts::by_uid(tx, uid)?.ok_or_else(gone)?.id;
            contact_verbs::delete_contact(tx, by, id, seen)
        }
        RecordKind::Opportunity => opportunities::delete(tx, by, uid, seen),
        RecordKind::Incident => incidents::delete(tx, by, uid, seen),
        RecordKind::Activity => activities::delete(tx, by, uid, seen),
        _ => Err(gone()),
    }
}

// The texts have been checked against the catalogue: what cannot be read here is empty.

fn opportunity(draft: &mut OpportunityDraft, field: &str, text: &str) {
    match field {
        "name" => draft.name = text.into(),
        "account" => draft.account = Uid::parse(text).ok(),
        "stage" => draft.stage = (!text.is_empty()).then(|| text.to_owned()),
        "contacts" => draft.contacts = text.lines().filter_map(|line| Uid::parse(line).ok()).collect(),
        "business_type" => draft.business_type = text.into(),
        "amount" => draft.amount = Money::parse(text).ok(),
        "probability" => draft.probability = text.parse().ok(),
        "expected_close" => draft.expected_close = Day::parse(text).ok(),
        "source" => draft.source = text.into(),
        "competitor" => draft.competitor = text.into(),
        "description" => draft.description = text.into(),
        "next_step" => draft.next_step = text.into(),
        _ => {}
    }
}

fn incident(draft: &mut IncidentDraft, field: &str, text: &str) {
    match field {
        "subject" => draft.subject = text.into(),
        "description" => draft.description = text.into(),
        "account" => draft.account = Uid::parse(text).ok(),
        "contact" => draft.contact = Uid::parse(text).ok(),
        "product" => draft.product = text.into(),
        "category" => draft.category = text.into(),
        "queue" => draft.queue = text.into(),
        "priority" => draft.priority = Priority::from_name(text).unwrap_or(draft.priority),
        "channel" => draft.channel = Channel::from_name(text).unwrap_or(draft.channel),
        _ => {}
    }
}

fn activity(draft: &mut ActivityDraft, field: &str, text: &str) {
    let some = || (!text.is_empty()).then(|| text.to_owned());
    match field {
        "kind" => draft.kind = ActivityKind::from_name(text).unwrap_or(draft.kind),
        "subject" => draft.subject = text.into(),
        "body" => draft.body = text.into(),
        "status" => draft.status = ActivityStatus::from_name(text).unwrap_or(draft.status),
        "priority" => draft.priority = Priority::from_name(text).unwrap_or(draft.priority),
        "direction" => draft.direction = Direction::from_name(text).unwrap_or(draft.direction),
        "at" => draft.at = text.parse().ok().map(Millis),
        "planned" => draft.planned = some(),
        "zone" => draft.zone = some(),
        "place" => draft.plan.place = text.into(),
        _ => {}
    }
}
