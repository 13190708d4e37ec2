//! Who does something, when, and as part of which deed.

use crate::error::Result;
use crmweb_model::ids::Uid;
use crmweb_model::rights::{Actor, Denied, Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::log::Author;
use crmweb_store::{Tx, mutations};

/// The one who acts, the moment, and the deed everything done belongs to.
#[derive(Clone, Debug)]
pub struct By {
    /// Who acts.
    pub actor: Actor,
    /// When.
    pub at: Millis,
    /// Names the deed, so that it can be undone as one.
    pub mutation: Uid,
    /// Where the values come from: `typed`, `mail <uid>`, `import line 43`.
    pub provenance: String,
}

impl By {
    /// Starts a deed of `actor`, with values that were typed.
    pub fn new(actor: Actor, at: Millis) -> By {
        By { actor, at, mutation: Uid::create(), provenance: "typed".into() }
    }

    /// Checks that the actor has `right` over what is `whose`.
    pub fn may(&self, right: Right, whose: Whose) -> std::result::Result<(), Denied> {
        self.actor.may(right, whose)
    }

    /// Returns what the change log wants to know.
    pub fn author(&self) -> Author {
        Author {
            user: Some(self.actor.user),
            at: self.at,
            mutation: self.mutation,
            provenance: self.provenance.clone(),
        }
    }

    /// Notes the deed, so that its author can undo it; a verb that cannot be undone does not call this.
    pub fn note(&self, tx: &mut Tx, verb: &str) -> Result<()> {
        Ok(mutations::note(tx, &self.author(), verb)?)
    }
}
