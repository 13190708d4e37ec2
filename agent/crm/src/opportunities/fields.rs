//! An opportunity as named texts.

use crate::error::{Error, Result};
use crate::work::{self, Gone};
use crmweb_model::ids::{AccountId, ContactId, UserId};
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Day;
use crmweb_store::fields::{Texts, lines, maybe};
use crmweb_store::opportunities::Opportunity;
use crmweb_store::{Tx, stages};

/// Returns the fields of an opportunity in the order of its form.
pub(super) fn texts(tx: &mut Tx, opportunity: &Opportunity) -> Result<Texts> {
    let mut contacts = Vec::new();
    for contact in &opportunity.contacts {
        contacts.push(work::uid_text(tx, RecordKind::Contact, Some(contact.0))?);
    }
    Ok(vec![
        ("name", opportunity.name.clone()),
        ("account", work::uid_text(tx, RecordKind::Account, opportunity.account.map(|a| a.0))?),
        ("contacts", lines(contacts)),
        ("stage", stages::load(tx, opportunity.stage)?.uid.to_string()),
        ("business_type", opportunity.business_type.clone()),
        ("amount", maybe(opportunity.amount.as_ref())),
        ("probability", opportunity.probability.to_string()),
        ("expected_close", maybe(opportunity.expected_close.as_ref())),
        ("source", opportunity.source.clone()),
        ("competitor", opportunity.competitor.clone()),
        ("description", opportunity.description.clone()),
        ("next_step", opportunity.next_step.clone()),
        ("owner", work::uid_text(tx, RecordKind::User, opportunity.owner.map(|u| u.0))?),
        ("lost_reason", opportunity.lost_reason.clone()),
        ("lost_note", opportunity.lost_note.clone()),
        ("closed_at", work::moment_text(opportunity.closed_at)),
    ])
}

/// Puts one text, as [`texts`] wrote it, back.
pub(super) fn set(
    tx: &mut Tx,
    opportunity: &mut Opportunity,
    field: &str,
    text: &str,
) -> Result<std::result::Result<(), Gone>> {
    match field {
        "name" => opportunity.name = text.into(),
        "business_type" => opportunity.business_type = text.into(),
        "source" => opportunity.source = text.into(),
        "competitor" => opportunity.competitor = text.into(),
        "description" => opportunity.description = text.into(),
        "lost_reason" => opportunity.lost_reason = text.into(),
        "lost_note" => opportunity.lost_note = text.into(),
        "next_step" => opportunity.next_step = text.into(),
        "expected_close" => opportunity.expected_close = Day::parse(text).ok(),
        "amount" => opportunity.amount = Money::parse(text).ok(),
        "closed_at" => opportunity.closed_at = work::moment(text),
        "probability" => return Ok(text.parse().map(|p| opportunity.probability = p).map_err(|_| Gone)),
        "stage" => {
            let pipeline = stages::load(tx, opportunity.stage)?.pipeline;
            // Older entries of the log name it.
            let stage = match super::moving::named(tx, &pipeline, text) {
                Ok(stage) => stage,
                Err(Error::Invalid { .. }) => return Ok(Err(Gone)),
                Err(e) => return Err(e),
            };
            opportunity.stage = stage.id;
            opportunity.outcome = stage.outcome;
        }
        "account" => match work::from_uid_text(tx, RecordKind::Account, text)? {
            Ok(id) => opportunity.account = id.map(AccountId),
            Err(gone) => return Ok(Err(gone)),
        },
        "owner" => match work::from_uid_text(tx, RecordKind::User, text)? {
            Ok(id) => opportunity.owner = id.map(UserId),
            Err(gone) => return Ok(Err(gone)),
        },
        "contacts" => {
            let mut contacts = Vec::new();
            for uid in text.lines() {
                match work::from_uid_text(tx, RecordKind::Contact, uid)? {
                    Ok(id) => contacts.extend(id.map(ContactId)),
                    Err(gone) => return Ok(Err(gone)),
                }
            }
            opportunity.contacts = contacts;
        }
        _ => return Ok(Err(Gone)),
    }
    Ok(Ok(()))
}
