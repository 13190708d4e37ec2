//! What a mail refers to: the mail it answers, the incident whose number it names.

use crate::engine::Tx;
use crate::error::Result;
use crate::links::record_kind;
use crmweb_model::identity::id_hash;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// The nearest references that are looked up; who answers a thread quotes its latest mails.
const NEAREST: usize = 10;

/// Returns the contacts, accounts and leads of the nearest of `references` (oldest first) that is in the crm, and
/// that reference.
pub fn clients(tx: &mut Tx, references: &[String]) -> Result<Option<(Vec<RecordRef>, String)>> {
    for id in references.iter().rev().take(NEAREST) {
        let found = tx.query(
            "SELECT l.record_kind, l.record_id
             FROM mails m
             CROSS JOIN activity_links l -- in this order: SQLite would go through all links of a kind
             WHERE m.id_hash = ?1 AND m.message_id = ?2 AND l.activity_id = m.activity_id AND l.refused = 0 AND l.only_for = 0
               AND l.record_kind IN ('contact', 'account', 'lead')
             ORDER BY l.record_kind DESC, l.record_id
             LIMIT 20",
            &[&id_hash(id), &id.as_str()],
            |r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?)),
        )?;
        if !found.is_empty() {
            let read = |(kind, id): (String, i64)| Ok(RecordRef::new(record_kind(&kind)?, id));
            return Ok(Some((found.into_iter().map(read).collect::<Result<_>>()?, id.clone())));
        }
    }
    Ok(None)
}

/// Returns the incident with this number and its contact and account, unless it was closed before `since`.
pub fn incident(tx: &mut Tx, number: i64, since: Millis) -> Result<Option<(RecordRef, Vec<RecordRef>)>> {
    tx.query_opt(
        "SELECT id, contact_id, account_id
         FROM incidents
         WHERE number = ?1 AND deleted_at IS NULL AND (closed_at IS NULL OR closed_at >= ?2)",
        &[&number, &since.0],
        |r| {
            let contact = r.get::<Option<i64>>(1)?.map(|id| RecordRef::new(RecordKind::Contact, id));
            let account = r.get::<Option<i64>>(2)?.map(|id| RecordRef::new(RecordKind::Account, id));
            let clients = contact.into_iter().chain(account).collect();
            Ok((RecordRef::new(RecordKind::Incident, r.get(0)?), clients))
        },
    )
}
