//! How far a person's right to read goes.

use crate::deed::By;
use crate::error::Result;
use crmweb_model::rights::{Denied, Right, Scope};
use crmweb_store::query::{Reach, Viewer};

/// Returns the actor as one who looks at lists.
pub fn viewer(by: &By) -> Result<Viewer> {
    let actor = &by.actor;
    let reach = match actor.scope(Right::Read).ok_or(Denied { right: Right::Read })? {
        Scope::All => Reach::All,
        Scope::Team => Reach::Team,
        Scope::Own => Reach::Own,
    };
    Ok(Viewer { user: actor.user, team: actor.team.clone(), reach })
}
