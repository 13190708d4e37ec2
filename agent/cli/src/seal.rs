//! The key of secrets that the database holds, kept where the passwords of the mailboxes are.

use crate::failure::{Failure, Result};
use crmweb_crm::seal::Seal;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_sync::secrets::{Secret, SecretError, Secrets};

/// The name it is kept under.
const NAME: &str = "seal";

/// Returns the key; draws one when there is none yet: into the keychain, or where there is no keychain into the file
/// of its owner's alone.
pub fn of(secrets: &Secrets) -> Result<Seal> {
    for place in [SecretPlace::File, SecretPlace::Keychain] {
        match secrets.read(place, NAME) {
            Ok(kept) => {
                return Seal::read(kept.reveal()).ok_or_else(|| {
                    Failure::new("secrets.damaged", "the key of kept secrets is damaged")
                        .hinting("Restore it from a backup, or remove the second factors of all users.")
                });
            }
            Err(SecretError::Missing | SecretError::NoKeychain { .. }) => {}
            Err(e) => return Err(e.into()),
        }
    }
    let seal = Seal::create()?;
    let kept = Secret::new(seal.reveal());
    match secrets.store(SecretPlace::Keychain, NAME, &kept) {
        Err(SecretError::NoKeychain { .. }) => secrets.store(SecretPlace::File, NAME, &kept)?,
        stored => stored?,
    }
    Ok(seal)
}
