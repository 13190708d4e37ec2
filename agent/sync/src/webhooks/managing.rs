//! Webhooks added, given another secret and removed: the verb in the crm, and the secret on this machine.

use super::keys::{KeyError, Keys};
use super::signing::SigningSecret;
use crmweb_crm::webhooks::{self, WebhookDraft};
use crmweb_crm::{By, Crm};
use crmweb_model::ids::Uid;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::webhooks::Webhook;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The verb was refused.
    #[error(transparent)]
    Crm(#[from] crmweb_crm::Error),
    /// The secret could not be kept.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Adds a webhook; returns it and its secret, which nobody is shown again.
pub fn add(
    crm: &Crm,
    keys: &Keys,
    by: &By,
    draft: &WebhookDraft,
    place: SecretPlace,
) -> Result<(Webhook, SigningSecret), Error> {
    let asking = by.clone();
    crm.read(move |tx| webhooks::list(tx, &asking))?; // nobody without the right makes secrets
    let uid = Uid::create();
    let secret = keys.create(place, uid)?;
    let (by, draft) = (by.clone(), draft.clone());
    let added = crm.write(move |tx| webhooks::add_webhook(tx, &by, uid, &draft, place));
    if added.is_err() {
        keys.forget(place, uid)?;
    }
    Ok((added?, secret))
}

/// Gives a webhook another secret and returns that; the one before is good for a day longer.
pub fn rotate(crm: &Crm, keys: &Keys, by: &By, uid: Uid) -> Result<(Webhook, SigningSecret), Error> {
    let asking = by.clone();
    let known = crm.read(move |tx| webhooks::show(tx, &asking, uid))?;
    keys.set_aside(&known)?;
    let by = by.clone();
    // Interrupted here, both secrets are the old one, and it is rotated again.
    let rotated = crm.write(move |tx| webhooks::rotate_secret(tx, &by, uid))?;
    let secret = keys.create(known.secret_place, uid)?;
    Ok((rotated, secret))
}

/// Removes a webhook and forgets its secrets.
pub fn remove(crm: &Crm, keys: &Keys, by: &By, uid: Uid, seen: Option<i64>) -> Result<Webhook, Error> {
    let by = by.clone();
    let gone = crm.write(move |tx| webhooks::remove_webhook(tx, &by, uid, seen))?;
    if let Err(e) = keys.forget(gone.secret_place, uid) {
        tracing::warn!(code = e.code(), "the secret of a removed webhook could not be forgotten");
    }
    Ok(gone)
}
