//! An incident as named texts.

use crate::error::Result;
use crate::work::{self, Gone};
use crmweb_model::ids::{AccountId, ContactId, Uid, UserId};
use crmweb_model::record::{Channel, IncidentStatus, Priority, RecordKind};
use crmweb_store::fields::Texts;
use crmweb_store::incidents::Incident;
use crmweb_store::{Tx, named};

/// Returns the fields of an incident in the order of its form.
pub(super) fn texts(tx: &mut Tx, incident: &Incident) -> Result<Texts> {
    Ok(vec![
        ("subject", incident.subject.clone()),
        ("description", incident.description.clone()),
        ("account", work::uid_text(tx, RecordKind::Account, incident.account.map(|a| a.0))?),
        ("contact", work::uid_text(tx, RecordKind::Contact, incident.contact.map(|c| c.0))?),
        ("product", incident.product.clone()),
        ("category", incident.category.clone()),
        ("priority", incident.priority.to_string()),
        ("channel", incident.channel.to_string()),
        ("status", incident.status.to_string()),
        ("queue", queue_text(tx, incident)?),
        ("assignee", work::uid_text(tx, RecordKind::User, incident.assignee.map(|u| u.0))?),
        ("respond_by", work::moment_text(incident.respond_by)),
        ("solve_by", work::moment_text(incident.solve_by)),
        ("clock_from", work::moment_text(incident.clock_from)),
        ("paused_at", work::moment_text(incident.paused_at)),
        ("solution", incident.solution.clone()),
        ("closed_at", work::moment_text(incident.closed_at)),
    ])
}

/// A queue by its id; a name of old that no queue has, as it is.
fn queue_text(tx: &mut Tx, incident: &Incident) -> Result<String> {
    match incident.queue_id {
        Some(id) => work::uid_text(tx, RecordKind::Queue, Some(id)),
        None => Ok(incident.queue.clone()),
    }
}

/// Puts one text, as [`texts`] wrote it, back.
pub(super) fn set(
    tx: &mut Tx,
    incident: &mut Incident,
    field: &str,
    text: &str,
) -> Result<std::result::Result<(), Gone>> {
    let reference = match field {
        "account" => Some(RecordKind::Account),
        "contact" => Some(RecordKind::Contact),
        "assignee" => Some(RecordKind::User),
        _ => None,
    };
    if let Some(kind) = reference {
        let Ok(id) = work::from_uid_text(tx, kind, text)? else { return Ok(Err(Gone)) };
        match kind {
            RecordKind::Account => incident.account = id.map(AccountId),
            RecordKind::Contact => incident.contact = id.map(ContactId),
            _ => incident.assignee = id.map(UserId),
        }
        return Ok(Ok(()));
    }
    match field {
        "subject" => incident.subject = text.into(),
        "description" => incident.description = text.into(),
        "product" => {
            incident.product = text.into();
            incident.product_id = named::product(tx, text)?.map(|it| it.id);
        }
        "category" => incident.category = text.into(),
        "queue" => {
            let known = named::queue(tx, text)?;
            if known.is_none() && Uid::parse(text).is_ok() {
                return Ok(Err(Gone));
            }
            incident.queue_id = known.as_ref().map(|it| it.id);
            incident.queue = known.map_or_else(|| text.to_owned(), |it| it.name);
        }
        "clock_from" => incident.clock_from = work::moment(text),
        "paused_at" => incident.paused_at = work::moment(text),
        "solution" => incident.solution = text.into(),
        "respond_by" => incident.respond_by = work::moment(text),
        "solve_by" => incident.solve_by = work::moment(text),
        "closed_at" => incident.closed_at = work::moment(text),
        "priority" => return Ok(Priority::from_name(text).map(|p| incident.priority = p).ok_or(Gone)),
        "channel" => return Ok(Channel::from_name(text).map(|c| incident.channel = c).ok_or(Gone)),
        "status" => return Ok(IncidentStatus::from_name(text).map(|s| incident.status = s).ok_or(Gone)),
        _ => return Ok(Err(Gone)),
    }
    Ok(Ok(()))
}
