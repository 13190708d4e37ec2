//! Passwords changed by their users, or given by an administrator.
//!
//! Whoever gets another password is signed out everywhere else: whoever knew the old one is out.

use crate::credentials::{SECRET, no_user};
use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::password::{self, Hashed};
use crate::sign_in;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, FieldChange};
use crmweb_store::owner::Urgency;
use crmweb_store::passwords::{self, Password};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, credentials};

/// Two passwords, and where they were typed. Its `Debug` shows nothing.
#[derive(Clone, Default)]
pub struct Typed {
    /// The one so far; empty when there is none.
    pub old: String,
    /// The one from now on.
    pub new: String,
    /// The network address that asks.
    pub address: String,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// Gives the actor another password; all sessions end but `kept`. Blocks as long as hashing takes.
pub fn change_password(crm: &Crm, by: &By, typed: &Typed, kept: Option<Uid>) -> Result<()> {
    by.may(Right::Read, Whose::Mine)?;
    prove(crm, by, &typed.old, &typed.address)?;
    let hashed = hashed(crm, by.actor.user, &typed.new)?;
    let by = by.clone();
    write(crm, move |tx| set(tx, &by, by.actor.user, hashed, false, kept))
}

/// Gives a user a password that is good for choosing another one, and for nothing else; all sessions of the user end.
///
/// Whoever gives it to oneself, at the command line, keeps it.
pub fn give_password(crm: &Crm, by: &By, user: UserId, new: &str) -> Result<()> {
    by.may(Right::Users, Whose::Others)?;
    let hashed = hashed(crm, user, new)?;
    let by = by.clone();
    write(crm, move |tx| set(tx, &by, user, hashed, user != by.actor.user, None))
}

/// Checks that whoever acts knows the actor's password, as often as it may be tried; without one there is nothing to
/// know.
pub fn prove(crm: &Crm, by: &By, password: &str, address: &str) -> Result<()> {
    by.may(Right::Read, Whose::Mine)?;
    match sign_in::prove(crm, by.actor.user, password, address, by.at) {
        Err(Error::Refused(sign_in::Refused::Wrong)) => {
            Err(Error::invalid("password", "is not the password"))
        }
        other => other,
    }
}

fn hashed(crm: &Crm, user: UserId, new: &str) -> Result<Hashed> {
    let user: User = crm.read(move |tx| users::by_id(tx, user)?.ok_or_else(|| no_user(user.0)))?;
    password::check(&user, new)?;
    password::hash(new)
}

fn write(crm: &Crm, work: impl FnOnce(&mut Tx) -> Result<()> + Send + 'static) -> Result<()> {
    crm.store().write_as(Urgency::Interactive, Durability::Full, work)
}

fn set(tx: &mut Tx, by: &By, user: UserId, new: Hashed, one_time: bool, kept: Option<Uid>) -> Result<()> {
    passwords::set(tx, user, &Password { hash: new.0, one_time, set_at: by.at })?;
    credentials::end_sessions(tx, user, kept)?;
    let change = FieldChange::new("password", None, Some(if one_time { "given" } else { "chosen" }.into()));
    log::append(tx, &by.author(), users::record(user), SECRET, &[change])?;
    Ok(())
}
