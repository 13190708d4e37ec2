//! Passwords: hashed by argon2id, checked in the same time whether or not there is a user, chosen well enough.

use crate::error::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use crmweb_model::words::fold;
use crmweb_store::users::User;

/// The fewest and most characters of a password.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=256;
/// 19 MiB, twice, one lane: what OWASP recommends at least.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The hash of no password of anybody, with the same costs.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y3Jtd2ViLWRlY295LTE2Yg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a password. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Hashed(pub(crate) String);

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed(…)")
    }
}

/// Hashes a password with a salt of its own. Takes some 30 ms and 19 MiB.
pub fn hash(password: &str) -> Result<Hashed> {
    let hasher = hasher()?;
    let hashed = hasher.hash_password(password.as_bytes()).map_err(|_| Error::NoRandomness)?;
    Ok(Hashed(hashed.to_string()))
}

/// Tells whether a password is the one that was hashed; without a hash the same work is done in vain.
pub(crate) fn is_right(hashed: Option<&str>, password: &str) -> bool {
    // No password is longer; work for one that is would be work for an attacker.
    let fits = password.chars().take(LENGTH.end() + 1).count() <= *LENGTH.end();
    let asked = if fits { password } else { "" };
    let Ok(parsed) = PasswordHash::new(hashed.unwrap_or(DECOY)) else { return false };
    let right = Argon2::default().verify_password(asked.as_bytes(), &parsed).is_ok();
    right && fits && hashed.is_some()
}

/// Refuses a password that is too short, too long, or the user's own name.
pub fn check(user: &User, password: &str) -> Result<()> {
    if !LENGTH.contains(&password.chars().take(LENGTH.end() + 1).count()) {
        let (least, most) = (LENGTH.start(), LENGTH.end());
        return Err(Error::invalid("password", format_args!("must have {least} to {most} characters")));
    }
    let folded = fold(password);
    let mut names = vec![fold(&user.login), fold(&user.name)];
    names.extend(user.addresses.iter().map(|address| fold(address.as_str())));
    if names.contains(&folded) {
        return Err(Error::invalid("password", "must not be the login, the name or an address"));
    }
    let first = password.chars().next();
    if password.chars().all(|c| Some(c) == first) {
        return Err(Error::invalid("password", "must not be one character again and again"));
    }
    Ok(())
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Error::NoRandomness)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_password_is_right_or_wrong_and_never_stored_as_it_is() {
        let hashed = hash("corect cal baterie").unwrap();
        assert!(hashed.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hashed.0);
        assert!(!hashed.0.contains("corect"));
        assert!(is_right(Some(&hashed.0), "corect cal baterie"));
        for wrong in ["", "corect cal bateriE", &"x".repeat(1 << 20), "corect cal baterie\0"] {
            assert!(!is_right(Some(&hashed.0), wrong));
        }
        assert_ne!(hash("corect cal baterie").unwrap().0, hashed.0, "each has a salt of its own");
        assert!(!is_right(Some("damaged"), "corect cal baterie"));
        assert_eq!(format!("{hashed:?}"), "Hashed(…)");
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        let hashed = hash("corect cal baterie").unwrap();
        let time = |hashed: Option<&str>| {
            let fastest = (0..5).map(|_| {
                let start = Instant::now();
                assert!(!is_right(hashed, "wrong password"));
                start.elapsed()
            });
            fastest.min().unwrap_or_default()
        };
        let (somebody, nobody) = (time(Some(&hashed.0)), time(None));
        let (less, more) = (somebody.min(nobody), somebody.max(nobody));
        assert!(less > Duration::from_millis(2), "{less:?}");
        assert!(more < 2 * less, "{somebody:?} {nobody:?}");
    }
}
