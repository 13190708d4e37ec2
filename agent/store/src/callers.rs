//! Who calls: contacts, accounts and leads by their phone numbers.

use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crmweb_model::record::RecordRef;

/// The most callers one number may have.
const MOST: i64 = 20;

/// Finds clients with one of these numbers (digits only), people first.
pub fn by_numbers(tx: &mut Tx, numbers: &[String]) -> Result<Vec<RecordRef>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let among = placeholders(2, numbers.len());
    let sql = format!(
        "SELECT 1, 'contact', c.id
         FROM contact_phones p JOIN contacts c ON c.id = p.contact_id
         WHERE p.number_key IN ({among}) AND c.deleted_at IS NULL
         UNION
         SELECT 2, 'account', a.id
         FROM account_phones p JOIN accounts a ON a.id = p.account_id
         WHERE p.number_key IN ({among}) AND a.deleted_at IS NULL
         UNION
         SELECT 3, 'lead', l.id
         FROM lead_phones p JOIN leads l ON l.id = p.lead_id
         WHERE p.number_key IN ({among}) AND l.deleted_at IS NULL
         ORDER BY 1, 3
         LIMIT ?1"
    );
    let mut params: Vec<&dyn Param> = vec![&MOST];
    params.extend(numbers.iter().map(|number| number as &dyn Param));
    tx.query(&sql, &params, |r| {
        let kind: String = r.get(1)?;
        Ok(RecordRef::new(record_kind(&kind)?, r.get(2)?))
    })
}
