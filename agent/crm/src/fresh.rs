//! A crm that nobody has used yet.

use crate::error::Result;
use crate::users::checked;
use crmweb_model::ids::Uid;
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::log::Author;
use crmweb_store::users::{self, NewUser, User};
use crmweb_store::{Tx, fresh};

/// Makes a new crm ready to work: its epoch, its secret, its first pipeline, and `first`, who holds all roles.
///
/// A crm that is in use stays as it is; the user who was added first is returned.
pub fn install(tx: &mut Tx, now: Millis, first: &NewUser) -> Result<User> {
    fresh::prepare(tx)?;
    if let Some(user) = users::list(tx)?.into_iter().next() {
        return Ok(user);
    }
    let author = Author { user: None, at: now, mutation: Uid::create(), provenance: "installation".into() };
    let first = NewUser { roles: Role::ALL.to_vec(), ..checked(tx, None, first)? };
    Ok(users::insert(tx, &author, &first)?)
}
