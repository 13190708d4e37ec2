//! What only leads have: they become clients, and have a score.

use crate::engine::Tx;
use crate::error::Result;
use crate::fields::damaged;
use crmweb_model::ids::LeadId;
use crmweb_model::record::RecordRef;
use crmweb_model::scoring::{Comparison, Rule};
use crmweb_model::time::Millis;

/// Tells whether a lead has become a client.
pub fn is_converted(tx: &mut Tx, lead: i64) -> Result<bool> {
    let status = tx.query_opt("SELECT status FROM leads WHERE id = ?1", &[&lead], |r| r.get::<String>(0))?;
    Ok(status.as_deref() == Some("converted"))
}

/// Gives a lead its score, which is derived: neither its version nor the change log tells of it.
pub fn set_score(tx: &mut Tx, lead: LeadId, score: Option<i64>) -> Result<()> {
    tx.execute(
        "UPDATE leads
         SET score = ?2
         WHERE id = ?1 AND (score <> ?2 OR (score IS NULL) <> (CAST(?2 AS BIGINT) IS NULL))",
        &[&lead.0, &score],
    )?;
    Ok(())
}

/// Lists leads that are not deleted, oldest first, after `after`.
pub fn after(tx: &mut Tx, after: LeadId, limit: i64) -> Result<Vec<LeadId>> {
    tx.query(
        "SELECT id FROM leads WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2",
        &[&after.0, &limit],
        |r| r.get(0).map(LeadId),
    )
}

/// Returns when the newest mail from one of the lead's own addresses was sent, as far as colleagues may know of it.
pub fn last_mail_from(tx: &mut Tx, lead: RecordRef) -> Result<Option<Millis>> {
    let found = tx.query_opt(
        "SELECT t.at
         FROM timeline t
         JOIN mails m ON m.activity_id = t.activity_id
         WHERE t.record_kind = ?1 AND t.record_id = ?2 AND t.open = 0 AND t.viewer_id = 0
           AND m.from_address IN (SELECT address FROM lead_addresses WHERE lead_id = ?2)
         ORDER BY t.at DESC
         LIMIT 1",
        &[&lead.kind.as_str(), &lead.id],
        |r| r.get(0).map(Millis),
    )?;
    Ok(found)
}

/// Returns the rules that give leads points, oldest first.
pub fn score_rules(tx: &mut Tx) -> Result<Vec<Rule>> {
    let rows = tx.query(
        "SELECT name, subject, comparison, value, points
         FROM score_rules
         WHERE deleted_at IS NULL AND active = 1
         ORDER BY id",
        &[],
        |r| {
            let comparison: String = r.get(2)?;
            let comparison =
                Comparison::from_name(&comparison).ok_or_else(|| damaged("comparison", &comparison))?;
            let points = r.get::<Option<i64>>(4)?.unwrap_or_default();
            Ok(Rule { name: r.get(0)?, subject: r.get(1)?, comparison, value: r.get(3)?, points })
        },
    )?;
    Ok(rows)
}
