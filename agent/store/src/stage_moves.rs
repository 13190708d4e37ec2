//! Where an opportunity was, from its beginning: when it came to each stage and who moved it there.

use crate::engine::Tx;
use crate::error::Result;
use crate::log::Author;
use crmweb_model::ids::{OpportunityId, StageId, UserId};
use crmweb_model::time::Millis;

/// An opportunity came to a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// When.
    pub at: Millis,
    /// The stage.
    pub stage: StageId,
    /// Who moved it; `None` is the system.
    pub by: Option<UserId>,
    /// How long it stayed, in milliseconds; `None` when it is there now.
    pub stayed: Option<i64>,
}

/// Notes that an opportunity came to a stage.
pub fn note(tx: &mut Tx, by: &Author, opportunity: OpportunityId, stage: StageId) -> Result<()> {
    tx.execute(
        "INSERT INTO stage_moves (opportunity_id, position, at, stage_id, user_id, mutation)
         VALUES (?1, (SELECT COALESCE(MAX(m.position) + 1, 0) FROM stage_moves m WHERE m.opportunity_id = ?1),
                 ?2, ?3, ?4, ?5)",
        &[&opportunity.0, &by.at.0, &stage.0, &by.user.map(|u| u.0), &by.mutation.to_string()],
    )?;
    Ok(())
}

/// Forgets the last move of an opportunity if the deed `mutation` made it and it came from `back`; tells whether.
pub fn take_back(tx: &mut Tx, opportunity: OpportunityId, mutation: &str, back: StageId) -> Result<bool> {
    let mut last = tx.query(
        "SELECT position, mutation, stage_id FROM stage_moves
         WHERE opportunity_id = ?1
         ORDER BY position DESC
         LIMIT 2",
        &[&opportunity.0],
        |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?, r.get::<i64>(2)?)),
    )?;
    let (Some(before), Some((position, deed, _))) = (last.pop(), last.pop()) else { return Ok(false) };
    if deed != mutation || before.2 != back.0 {
        return Ok(false);
    }
    let gone = tx.execute(
        "DELETE FROM stage_moves WHERE opportunity_id = ?1 AND position = ?2",
        &[&opportunity.0, &position],
    )?;
    Ok(gone == 1)
}

/// Lists where an opportunity was, oldest first.
pub fn list(tx: &mut Tx, opportunity: OpportunityId) -> Result<Vec<Came>> {
    let mut moves = tx.query(
        "SELECT at, stage_id, user_id FROM stage_moves WHERE opportunity_id = ?1 ORDER BY position",
        &[&opportunity.0],
        |r| {
            Ok(Came {
                at: Millis(r.get(0)?),
                stage: StageId(r.get(1)?),
                by: r.get::<Option<i64>>(2)?.map(UserId),
                stayed: None,
            })
        },
    )?;
    for next in 1..moves.len() {
        moves[next - 1].stayed = Some(moves[next].at.0.saturating_sub(moves[next - 1].at.0).max(0));
    }
    Ok(moves)
}
