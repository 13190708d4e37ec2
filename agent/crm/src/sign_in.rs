//! Signing in by password and, where it is asked for, a second factor.
//!
//! Whatever is wrong, the answer is the same and takes as long: nobody learns who has an account here. Tries are
//! counted before they are checked, so that many at once count as many.

use crate::credentials::{self, Door};
use crate::crm::Crm;
use crate::error::{Error, Result};
use crate::factor;
use crate::password::{self, Hashed};
use crate::seal::Seal;
use crmweb_model::ids::UserId;
use crmweb_model::time::Millis;
use crmweb_model::words::fold;
use crmweb_store::attempts::{self, Counted, Tries};
use crmweb_store::credentials::Credential;
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::passwords::{self, Password};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, blobs::sha256_hex};

/// Wrong tries that cost no time: per login, per network address.
const FREE: [i64; 2] = [5, 30];
/// The longest time between two tries, in seconds: nobody is locked out for good.
const LONGEST: [i64; 2] = [300, 60];

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The login, the password or the code is wrong, or the user may not sign in.
    #[error("the login, the password or the code is wrong")]
    Wrong,
    /// Too many were wrong lately.
    #[error("too many wrong tries; wait {seconds} s")]
    TooMany {
        /// How long to wait.
        seconds: i64,
    },
    /// The password is right; the code of the second factor is missing.
    #[error("the code of the second factor is needed")]
    CodeNeeded,
    /// The password is right, but good only for choosing another one.
    #[error("this password is good once: choose another one")]
    MustChange,
}

impl Refused {
    /// Returns the stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::Wrong => "sign-in.wrong",
            Refused::TooMany { .. } => "sign-in.too-many",
            Refused::CodeNeeded => "sign-in.code-needed",
            Refused::MustChange => "sign-in.must-change",
        }
    }
}

/// What somebody typed to be let in. Its `Debug` shows nothing of it.
#[derive(Clone, Default)]
pub struct Attempt {
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, or a recovery code.
    pub code: Option<String>,
    /// The password to have from now on, in place of one that is good once.
    pub new_password: Option<String>,
    /// The network address that asks.
    pub address: String,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt(…)")
    }
}

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Credential,
    /// The credential, told this once.
    pub token: credentials::Token,
}

/// Lets a user in through `door`. Blocks for as long as hashing a password takes.
///
/// The key of second factors is asked for only where there is one.
pub fn sign_in(
    crm: &Crm,
    attempt: &Attempt,
    door: &Door,
    seal: &dyn Fn() -> Option<Seal>,
    at: Millis,
) -> Result<SignedIn> {
    let user = checked(crm, attempt, at)?;
    let chosen = match &attempt.new_password {
        Some(new) => {
            password::check(&user.0, new)?;
            Some(password::hash(new)?)
        }
        None => None,
    };
    let asked = user.0.id;
    let second = crm.read(move |tx| factor::is_on(tx, asked))?;
    let seal = if second { seal() } else { None };
    let (attempt, door) = (attempt.clone(), door.clone());
    crm.store().write_as(Urgency::Interactive, Durability::Full, move |tx| {
        let user = still(tx, user)?;
        factor::check(tx, &user, attempt.code.as_deref(), seal.as_ref(), at)?;
        choose(tx, &user, &attempt, chosen, at)?;
        forgive(tx, &attempt.login, &attempt.address, at)?;
        let (session, token) = credentials::open_session(tx, &user, &door, at)?;
        Ok(SignedIn { user, session, token })
    })
}

/// Checks that whoever acts for a user knows the user's password; without one there is nothing to know.
pub(crate) fn prove(crm: &Crm, user: UserId, typed: &str, address: &str, at: Millis) -> Result<()> {
    let known = crm.read(move |tx| Ok((users::by_id(tx, user)?, passwords::of(tx, user)?)))?;
    let (Some(user), Some(_)) = known else { return Ok(()) };
    let attempt = Attempt {
        login: user.login.clone(),
        password: typed.into(),
        address: address.into(),
        ..Attempt::default()
    };
    checked(crm, &attempt, at)?;
    crm.write(move |tx| forgive(tx, &attempt.login, &attempt.address, at))
}

/// Counts a try and checks its password; the user with the hash that was right.
fn checked(crm: &Crm, attempt: &Attempt, at: Millis) -> Result<(User, String)> {
    let (login, address) = (attempt.login.clone(), attempt.address.clone());
    let found = crm.write(move |tx| {
        count(tx, &login, &address, at)?;
        // PostgreSQL takes no text with a zero character, and nobody is called so.
        let login = fold(&login).replace('\0', " ");
        let user = users::by_login(tx, &login)?.filter(|user| user.active);
        Ok(match user {
            Some(user) => passwords::of(tx, user.id)?.map(|password| (user, password.hash)),
            None => None,
        })
    })?;
    let right = password::is_right(found.as_ref().map(|(_, hash)| hash.as_str()), &attempt.password);
    found.filter(|_| right).ok_or_else(|| Refused::Wrong.into())
}

/// The user, unless deactivated or given another password while this one was checked.
fn still(tx: &mut Tx, (user, hash): (User, String)) -> Result<User> {
    let now = users::by_id(tx, user.id)?.filter(|user| user.active).ok_or(Refused::Wrong)?;
    match passwords::of(tx, user.id)? {
        Some(password) if password.hash == hash => Ok(now),
        _ => Err(Refused::Wrong.into()),
    }
}

/// Puts another password in place of one that is good once.
fn choose(tx: &mut Tx, user: &User, attempt: &Attempt, chosen: Option<Hashed>, at: Millis) -> Result<()> {
    let one_time = passwords::of(tx, user.id)?.is_some_and(|password| password.one_time);
    match chosen {
        None if one_time => Err(Refused::MustChange.into()),
        Some(_) if one_time && attempt.new_password.as_deref() == Some(attempt.password.as_str()) => {
            Err(Error::invalid("new_password", "must be another one"))
        }
        Some(hashed) if one_time => {
            passwords::set(tx, user.id, &Password { hash: hashed.0, one_time: false, set_at: at })?;
            Ok(())
        }
        // One that need not be changed is changed elsewhere, where other sessions end too.
        Some(_) => Err(Error::invalid("new_password", "is only for a password that is good once")),
        None => Ok(()),
    }
}

/// Counts a try, unless it comes too soon after too many.
fn count(tx: &mut Tx, login: &str, address: &str, at: Millis) -> Result<()> {
    let counted = counted(login, address);
    let mut tries = Vec::new();
    for (what, key) in &counted {
        tries.push(attempts::of(tx, *what, key, at)?);
    }
    let wait = tries.iter().zip(0..).map(|(tries, which)| wait(*tries, which, at)).max().unwrap_or(0);
    if wait > 0 {
        return Err(Refused::TooMany { seconds: wait }.into());
    }
    for ((what, key), tries) in counted.iter().zip(tries) {
        attempts::set(tx, *what, key, Tries { failures: tries.failures + 1, last_at: at })?;
    }
    Ok(())
}

/// Takes back what was counted of somebody who was right.
fn forgive(tx: &mut Tx, login: &str, address: &str, at: Millis) -> Result<()> {
    let [(what, key), (other, place)] = counted(login, address);
    attempts::set(tx, what, &key, Tries { failures: 0, last_at: at })?;
    let tries = attempts::of(tx, other, &place, at)?;
    Ok(attempts::set(tx, other, &place, Tries { failures: (tries.failures - 1).max(0), ..tries })?)
}

fn counted(login: &str, address: &str) -> [(Counted, String); 2] {
    let login = sha256_hex(fold(login).as_bytes());
    [(Counted::Login, login), (Counted::Address, sha256_hex(address.as_bytes()))]
}

/// Returns how many seconds still have to pass: after the free tries each wrong one doubles them, up to the longest.
fn wait(tries: Tries, which: usize, now: Millis) -> i64 {
    let over = tries.failures - FREE[which];
    if over < 0 {
        return 0;
    }
    let delay = 1_i64.checked_shl(over.min(20) as u32).unwrap_or(i64::MAX).min(LONGEST[which]);
    let left = tries.last_at.0 + delay * Millis::SECOND - now.0;
    // A clock that was set back locks nobody out for longer than the delay.
    (left.clamp(0, delay * Millis::SECOND) + Millis::SECOND - 1) / Millis::SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_tries_grows_and_never_becomes_a_lock_out() {
        let after = |failures: i64, seconds: i64, which: usize| {
            let tries = Tries { failures, last_at: Millis(1_000_000) };
            wait(tries, which, Millis(1_000_000 + seconds * 1000))
        };
        for (failures, login, address) in [
            (0, 0, 0),
            (4, 0, 0),
            (5, 1, 0),
            (6, 2, 0),
            (9, 16, 0),
            (13, 256, 0),
            (14, 300, 0),
            (30, 300, 1),
            (36, 300, 60),
            (i64::MAX, 300, 60),
        ] {
            assert_eq!((after(failures, 0, 0), after(failures, 0, 1)), (login, address), "{failures}");
            assert_eq!((after(failures, login, 0), after(failures, address, 1)), (0, 0), "{failures}");
        }
        assert_eq!(after(9, 15, 0), 1);
        assert_eq!(after(9, -1_000_000, 0), 16, "a clock that was set back");
    }
}
