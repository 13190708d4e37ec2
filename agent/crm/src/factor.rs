//! The second factor of a user: begun, confirmed by a code, asked for at each signing in, taken away again.

use crate::credentials::{SECRET, hash_for, no_user};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::seal::{Seal, random};
use crate::sign_in::Refused;
use crate::totp;
use crmweb_model::ids::UserId;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::log::{self, FieldChange};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, factors, passwords};
use data_encoding::BASE32_NOPAD;

/// How many recovery codes a user gets.
const RECOVERY_CODES: usize = 10;
/// Bytes of a recovery code.
const RECOVERY: usize = 10;

/// A second factor that has begun. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Begun {
    /// The secret in Base32, to be typed into an authenticator program.
    pub secret: String,
    /// The same as `otpauth://…`, to be shown as a picture.
    pub url: String,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Begun(…)")
    }
}

/// Begins a second factor of the actor's own; it is asked for only after [`confirm`].
pub fn begin(tx: &mut Tx, by: &By, seal: &Seal) -> Result<Begun> {
    by.may(Right::Read, Whose::Mine)?;
    let me = load(tx, by.actor.user)?;
    if passwords::of(tx, me.id)?.is_none() {
        return Err(Error::Conflict("set a password first: a code alone lets nobody in".into()));
    }
    if factors::of(tx, me.id)?.is_some_and(|factor| factor.confirmed_at.is_some()) {
        return Err(Error::Conflict("you have a second factor already; remove it first".into()));
    }
    let secret = random::<{ totp::SECRET }>()?;
    factors::begin(tx, me.id, &seal.close(&secret, &me.uid.to_string())?)?;
    let secret = BASE32_NOPAD.encode(&secret);
    let url = format!("otpauth://totp/CRMWeb:{}?secret={secret}&issuer=CRMWeb", escaped(&me.login));
    Ok(Begun { secret, url })
}

/// Asks for the second factor from now on, because the actor has shown a code of it; returns recovery codes, each
/// good once.
pub fn confirm(tx: &mut Tx, by: &By, seal: &Seal, code: &str) -> Result<Vec<String>> {
    by.may(Right::Read, Whose::Mine)?;
    let me = load(tx, by.actor.user)?;
    let factor = factors::of(tx, me.id)?.filter(|factor| factor.confirmed_at.is_none());
    let factor = factor.ok_or_else(|| Error::Conflict("no second factor was begun".into()))?;
    let secret = seal.open(&factor.sealed, &me.uid.to_string())?;
    let step = totp::step_of(&secret, code, by.at);
    let step = step.ok_or_else(|| Error::invalid("code", "is not the code of this moment"))?;
    factors::use_step(tx, me.id, step)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<_>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| hash_for(me.uid, &plain(code))).collect();
    factors::confirm(tx, me.id, by.at, &hashes)?;
    note(tx, by, me.id, None, Some("on".into()))?;
    Ok(codes)
}

/// Tells whether a second factor is asked for of the actor, and how many recovery codes are left.
pub fn state(tx: &mut Tx, by: &By) -> Result<Option<i64>> {
    by.may(Right::Read, Whose::Mine)?;
    let on = is_on(tx, by.actor.user)?;
    Ok(if on { Some(factors::recovery_left(tx, by.actor.user)?) } else { None })
}

/// Takes the second factor of a user away: one's own, or with the right to manage users that of somebody who has lost
/// the device and the recovery codes.
pub fn remove(tx: &mut Tx, by: &By, user: UserId) -> Result<()> {
    match user == by.actor.user {
        true => by.may(Right::Read, Whose::Mine)?,
        false => by.may(Right::Users, Whose::Others)?,
    }
    load(tx, user)?;
    if !factors::remove(tx, user)? {
        return Err(Error::Conflict("there is no second factor".into()));
    }
    note(tx, by, user, Some("on".into()), None)
}

/// Tells whether a second factor is asked for of a user.
pub(crate) fn is_on(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(factors::of(tx, user)?.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Lets a user pass who has no second factor, or shows a code or recovery code that was not used yet.
pub(crate) fn check(
    tx: &mut Tx,
    user: &User,
    typed: Option<&str>,
    seal: Option<&Seal>,
    at: Millis,
) -> Result<()> {
    let Some(factor) = factors::of(tx, user.id)?.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(());
    };
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else {
        return Err(Refused::CodeNeeded.into());
    };
    if factors::use_recovery(tx, user.id, &hash_for(user.uid, &plain(typed)))? {
        return Ok(());
    }
    let secret = seal.ok_or(Error::Sealed)?.open(&factor.sealed, &user.uid.to_string())?;
    match totp::step_of(&secret, typed, at) {
        Some(step) if factors::use_step(tx, user.id, step)? => Ok(()),
        _ => Err(Refused::Wrong.into()),
    }
}

/// Makes a recovery code, as `abcd-efgh-ijkl-mnop`.
fn recovery_code() -> Result<String> {
    let letters = BASE32_NOPAD.encode(&random::<RECOVERY>()?).to_lowercase();
    let groups: Vec<String> =
        letters.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into()).collect();
    Ok(groups.join("-"))
}

/// Takes what somebody typed; case, spaces and hyphens say nothing.
fn plain(code: &str) -> String {
    let said = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    said.take(2 * RECOVERY).map(|c| c.to_ascii_lowercase()).collect()
}

fn escaped(login: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    login
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn load(tx: &mut Tx, id: UserId) -> Result<User> {
    users::by_id(tx, id)?.ok_or_else(|| no_user(id.0))
}

fn note(tx: &mut Tx, by: &By, user: UserId, old: Option<String>, new: Option<String>) -> Result<()> {
    let change = FieldChange::new("second_factor", old, new);
    log::append(tx, &by.author(), users::record(user), SECRET, &[change])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::ids::Uid;

    #[test]
    fn a_recovery_code_is_typed_as_people_type() {
        let code = recovery_code().unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
        assert_eq!(plain(&code.to_uppercase().replace('-', " ")), plain(&code));
        let (ana, dan) = (Uid::create(), Uid::create());
        assert_ne!(hash_for(ana, &plain(&code)), hash_for(dan, &plain(&code)));
    }

    #[test]
    fn a_login_of_any_letters_comes_into_the_url() {
        assert_eq!(escaped("ștefan@x"), "%C8%99tefan%40x");
    }
}
