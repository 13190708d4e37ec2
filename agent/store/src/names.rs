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
        RecordKind::Role => "SELECT name, '' FROM roles WHERE id = ?1",
        RecordKind::Activity => "SELECT subject, '' FROM activities WHERE id = ?1",
        RecordKind::Mailbox => "SELECT address, '' FROM mailboxes WHERE id = ?1",
        RecordKind::Webhook => "SELECT name, '' FROM webhooks WHERE id = ?1",
        RecordKind::Incident => return incident(tx, record.id),
        RecordKind::Lead => {
            "SELECT CASE WHEN first_name || last_name = '' THEN company ELSE first_name END, last_name FROM leads WHERE id = ?1"
        }
        RecordKind::Campaign => "SELECT name, '' FROM campaigns WHERE id = ?1",
        RecordKind::Sale => "SELECT number, name FROM sales WHERE id = ?1",
        RecordKind::Product => "SELECT code, name FROM products WHERE id = ?1",
        RecordKind::Category => "SELECT name, '' FROM product_categories WHERE id = ?1",
        RecordKind::Document => "SELECT name, '' FROM documents WHERE id = ?1",
        RecordKind::Template => "SELECT name, '' FROM templates WHERE id = ?1",
        RecordKind::Article => "SELECT name, '' FROM articles WHERE id = ?1",
        RecordKind::Group => "SELECT name, '' FROM record_groups WHERE id = ?1",
        RecordKind::Queue => "SELECT name, '' FROM queues WHERE id = ?1",
        RecordKind::Pipeline => "SELECT name, '' FROM pipelines WHERE id = ?1",
        RecordKind::ScoreRule => "SELECT name, '' FROM score_rules WHERE id = ?1",
        RecordKind::Stage => "SELECT name, '' FROM stages WHERE id = ?1",
        RecordKind::Tag => "SELECT name, '' FROM tags WHERE id = ?1",
        RecordKind::CustomField => "SELECT name, '' FROM custom_fields WHERE id = ?1",
        RecordKind::ActivityKind => "SELECT name_en, '' FROM activity_kinds WHERE id = ?1",
        RecordKind::Outbox => "SELECT subject, '' FROM outbox WHERE id = ?1",
        RecordKind::View
        | RecordKind::Mail
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
