//! How opportunities and sales belong together.

use crate::engine::Tx;
use crate::error::Result;
use crate::refs::read_uid;
use crmweb_model::ids::{OpportunityId, Uid};

/// Returns the oldest sale of an opportunity that is not deleted.
pub fn sale_of(tx: &mut Tx, opportunity: OpportunityId) -> Result<Option<Uid>> {
    tx.query_opt(
        "SELECT uid FROM sales WHERE opportunity_id = ?1 AND deleted_at IS NULL ORDER BY id LIMIT 1",
        &[&opportunity.0],
        |r| read_uid(r, 0),
    )
}
