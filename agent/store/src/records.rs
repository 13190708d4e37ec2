//! Records of any kind: found by the name they have outside the database, and what refers to them.

use crate::engine::Tx;
use crate::error::Result;
use crate::{keys, refs};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};

/// Finds the record of whatever kind whose id outside the database is `uid`, unless it is deleted.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<RecordRef>> {
    for kind in RecordKind::ALL {
        if let Some(record) = refs::find(tx, *kind, uid)? {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// Lists what people made that refers to an account or contact and would hang in the air without it, at most 20.
///
/// Links that rules made do not count: without the record they would not have been made.
pub fn referring(tx: &mut Tx, record: RecordRef) -> Result<Vec<RecordRef>> {
    let sql = match record.kind {
        RecordKind::Account => {
            "SELECT 'contact', c.id
             FROM contact_accounts w JOIN contacts c ON c.id = w.contact_id
             WHERE w.account_id = ?1 AND c.deleted_at IS NULL
             UNION ALL
             SELECT 'account', id FROM accounts WHERE parent_id = ?1 AND deleted_at IS NULL
             UNION ALL
             SELECT 'opportunity', id FROM opportunities WHERE account_id = ?1 AND deleted_at IS NULL
             UNION ALL
             SELECT 'incident', id FROM incidents WHERE account_id = ?1 AND deleted_at IS NULL
             UNION ALL
             SELECT 'activity', a.id
             FROM activity_links l JOIN activities a ON a.id = l.activity_id
             WHERE l.record_kind = 'account' AND l.record_id = ?1 AND l.refused = 0 AND l.made_by IS NOT NULL
               AND a.deleted_at IS NULL
             LIMIT 20"
        }
        RecordKind::Contact => {
            "SELECT 'opportunity', o.id
             FROM opportunity_contacts c JOIN opportunities o ON o.id = c.opportunity_id
             WHERE c.contact_id = ?1 AND o.deleted_at IS NULL
             UNION ALL
             SELECT 'incident', id FROM incidents WHERE contact_id = ?1 AND deleted_at IS NULL
             UNION ALL
             SELECT 'activity', a.id
             FROM activity_links l JOIN activities a ON a.id = l.activity_id
             WHERE l.record_kind = 'contact' AND l.record_id = ?1 AND l.refused = 0 AND l.made_by IS NOT NULL
               AND a.deleted_at IS NULL
             LIMIT 20"
        }
        RecordKind::Lead => {
            "SELECT 'activity', a.id
             FROM activity_links l JOIN activities a ON a.id = l.activity_id
             WHERE l.record_kind = 'lead' AND l.record_id = ?1 AND l.refused = 0 AND l.made_by IS NOT NULL
               AND a.deleted_at IS NULL
             LIMIT 20"
        }
        _ => return Ok(Vec::new()),
    };
    tx.query(sql, &[&record.id], |r| keys::record(r, 0))
}
