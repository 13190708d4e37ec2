//! What people call a record.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::subject::incident_label;

/// Returns the name of a record; of one that is gone, its kind and key.
pub fn of(tx: &mut Tx, record: RecordRef) -> Result<String> {
    let sql = match record.kind {
        RecordKind::Account => "SELECT name, '' FROM accounts WHERE id = ?1",
        RecordKind::Contact => "SELECT first_name, last_name FROM contacts WHERE id = ?1",
        RecordKind::Opportunity => "SELECT name, '' FROM opportunities WHERE id = ?1",
        RecordKind::User => "SELECT name, '' FROM users WHERE id = ?1",
        RecordKind::Activity => "SELECT subject, '' FROM activities WHERE id = ?1",
        RecordKind::Mailbox => "SELECT address, '' FROM mailboxes WHERE id = ?1",
        RecordKind::Webhook => "SELECT name, '' FROM webhooks WHERE id = ?1",
        RecordKind::Incident => return incident(tx, record.id),
        RecordKind::Lead
        | RecordKind::Mail
        | RecordKind::Campaign
        | RecordKind::NeverLog
        | RecordKind::MatchRule
        | RecordKind::Setting => return Ok(format!("{} {}", record.kind, record.id)),
    };
    let name = tx.query_opt(sql, &[&record.id], |r| {
        let (first, last): (String, String) = (r.get(0)?, r.get(1)?);
        Ok(format!("{first} {last}").trim().to_owned())
    })?;
    Ok(name.unwrap_or_else(|| format!("{} {}", record.kind, record.id)))
}

fn incident(tx: &mut Tx, id: i64) -> Result<String> {
    let found = tx.query_opt("SELECT number, subject FROM incidents WHERE id = ?1", &[&id], |r| {
        Ok(format!("{} {}", incident_label(r.get(0)?), r.get::<String>(1)?))
    })?;
    Ok(found.unwrap_or_else(|| format!("incident {id}")))
}
