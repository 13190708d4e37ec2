//! What JSON answers look like: stable names, ids as outside, moments as RFC 3339.

use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;
use crmweb_store::users::{self, User};
use crmweb_store::{Result, Tx};
use serde::Serialize;
use std::collections::HashMap;

/// A user.
#[derive(Clone, Debug, Serialize)]
pub struct UserView {
    /// Id.
    pub uid: String,
    /// Short name.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Team.
    pub team: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Own addresses.
    pub addresses: Vec<String>,
    /// Whether the user may still act.
    pub active: bool,
}

impl From<&User> for UserView {
    fn from(user: &User) -> UserView {
        UserView {
            uid: user.uid.to_string(),
            login: user.login.clone(),
            name: user.name.clone(),
            team: user.team.clone(),
            roles: role_names(user),
            addresses: user.addresses.iter().map(ToString::to_string).collect(),
            active: user.active,
        }
    }
}

/// Names the roles of a user, those that ship first.
fn role_names(user: &User) -> Vec<String> {
    let shipped = user.roles.iter().map(|role| role.as_str().to_owned());
    shipped.chain(user.further.iter().map(|role| role.name.clone())).collect()
}

/// Names of users, read once per answer.
pub struct Names(HashMap<i64, String>);

impl Names {
    /// Reads the names of all users.
    pub fn load(tx: &mut Tx) -> Result<Names> {
        Ok(Names(users::list(tx)?.into_iter().map(|user| (user.id.0, user.name)).collect()))
    }

    /// Returns the name of a user; empty for nobody.
    pub fn of(&self, user: Option<UserId>) -> String {
        user.and_then(|user| self.0.get(&user.0)).cloned().unwrap_or_default()
    }
}

/// Returns a moment as JSON shows it.
pub fn moment(at: Millis) -> String {
    at.to_rfc3339()
}

/// A deed that was done, and how to take it back.
#[derive(Clone, Debug, Serialize)]
pub struct Deed<T> {
    /// What there is now.
    #[serde(flatten)]
    pub result: T,
    /// Names the deed for `undo`.
    pub mutation: String,
}
