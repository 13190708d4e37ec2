//! The signing secrets of webhooks, where this machine keeps its secrets.

use super::signing::SigningSecret;
use crate::secrets::{Secret, SecretError, Secrets};
use crmweb_crm::webhooks::OVERLAP;
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::webhooks::Webhook;
use std::sync::Arc;

/// Why a signing secret could not be read or kept. None of the texts holds it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no keychain on this machine, or it is locked.
    #[error(
        "no keychain could be opened: {text}; start one, or have the secret kept in a file that only you can read"
    )]
    NoKeychain {
        /// What the system said.
        text: String,
    },
    /// It is not on this machine.
    #[error("the signing secret is not on this machine; rotate it to get another one")]
    Missing,
    /// The system has no random bytes.
    #[error("the system has no random bytes for a secret")]
    NoRandom,
    /// It cannot be kept or read.
    #[error("the signing secret cannot be kept or read: {0}")]
    Kept(String),
}

impl KeyError {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            KeyError::NoKeychain { .. } => "secrets.no-keychain",
            KeyError::Missing => "secrets.missing",
            KeyError::NoRandom => "secrets.no-random",
            KeyError::Kept(_) => "secrets.file",
        }
    }
}

impl From<SecretError> for KeyError {
    fn from(e: SecretError) -> KeyError {
        match e {
            SecretError::NoKeychain { text } => KeyError::NoKeychain { text },
            SecretError::Missing => KeyError::Missing,
            other => KeyError::Kept(other.to_string()),
        }
    }
}

/// The signing secrets. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Keys(Arc<Secrets>);

impl Keys {
    /// Keeps them among the secrets of this machine.
    pub fn new(secrets: Arc<Secrets>) -> Keys {
        Keys(secrets)
    }

    /// Makes the secret of a new webhook and keeps it. Before the webhook is committed: none is without a secret.
    pub fn create(&self, place: SecretPlace, webhook: Uid) -> Result<SigningSecret, KeyError> {
        let secret = SigningSecret::create().ok_or(KeyError::NoRandom)?;
        self.0.store(place, &name(webhook), &Secret::new(secret.reveal()))?;
        Ok(secret)
    }

    /// Keeps the present secret as the one before. To be called before a rotation is committed.
    pub fn set_aside(&self, webhook: &Webhook) -> Result<(), KeyError> {
        match self.0.read(webhook.secret_place, &name(webhook.uid)) {
            Ok(present) => Ok(self.0.store(webhook.secret_place, &before(webhook.uid), &present)?),
            Err(SecretError::Missing) => Ok(()), // lost: that is why it is rotated
            Err(e) => Err(e.into()),
        }
    }

    /// Forgets the secrets of a webhook; there may be none.
    pub fn forget(&self, place: SecretPlace, webhook: Uid) -> Result<(), KeyError> {
        self.0.forget(place, &name(webhook))?;
        Ok(self.0.forget(place, &before(webhook))?)
    }

    /// Returns the secrets that are good at a moment: the present one, and the one before while it is.
    pub fn good(&self, webhook: &Webhook, now: Millis) -> Result<Vec<SigningSecret>, KeyError> {
        let mut good = vec![self.read(webhook.secret_place, &name(webhook.uid))?];
        if webhook.rotated_at.is_some_and(|at| now < at.plus(OVERLAP)) {
            match self.read(webhook.secret_place, &before(webhook.uid)) {
                Ok(old) if old != good[0] => good.push(old),
                Ok(_) | Err(KeyError::Missing) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(good)
    }

    fn read(&self, place: SecretPlace, name: &str) -> Result<SigningSecret, KeyError> {
        let text = self.0.read(place, name)?;
        SigningSecret::parse(text.reveal()).ok_or_else(|| KeyError::Kept("it is damaged".into()))
    }
}

fn name(webhook: Uid) -> String {
    format!("webhook {webhook}")
}

fn before(webhook: Uid) -> String {
    format!("webhook {webhook} before")
}
