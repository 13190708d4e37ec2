//! Webhooks: other systems told of changes, out of the change log (SPEC X1).
//!
//! What is kept here is who wants to hear what and how each telling went; the signing secrets and the network are the
//! business of whoever delivers.

pub mod internal;
pub mod retry;
pub mod target;
pub mod telling;

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crmweb_model::catalogue;
use crmweb_model::ids::{Uid, WebhookId};
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::fields::{changes, created};
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::log::{self, Author};
use crmweb_store::webhooks::deliveries::{self, Delivery, State};
use crmweb_store::webhooks::{self, Webhook};
use crmweb_store::{Tx, settings};

const KIND: RecordKind = RecordKind::Webhook;

/// The most webhooks of one company.
const MOST: usize = 50;
/// The most verbs one webhook asks for.
const MOST_VERBS: usize = 50;
/// How long the secret before the last rotation is still good.
pub const OVERLAP: i64 = Millis::DAY;
/// Tells whether changes of such records are told: those people work with, not users and settings.
pub fn is_told(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Mail | RecordKind::Mailbox) || catalogue::of(kind).is_some()
}

/// What people enter of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDraft {
    /// What people call it.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// The kinds of record it wants to hear of; none: all.
    pub kinds: Vec<RecordKind>,
    /// What must have happened, such as `created`; none: anything.
    pub verbs: Vec<String>,
    /// Whether anything is sent.
    pub active: bool,
}

/// Adds a webhook that hears of everything from now on, with the eyes of whoever adds it.
///
/// Its secret is kept under `uid` by the caller, before this is committed.
pub fn add_webhook(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    draft: &WebhookDraft,
    place: SecretPlace,
) -> Result<Webhook> {
    may_tell(by)?;
    if webhooks::list(tx)?.len() >= MOST {
        return Err(Error::Conflict(format!("there are {MOST} webhooks already")));
    }
    let mut new = Webhook {
        id: WebhookId(0),
        uid,
        version: 1,
        name: String::new(),
        url: String::new(),
        kinds: Vec::new(),
        verbs: Vec::new(),
        active: draft.active,
        stopped_because: String::new(),
        secret_place: place,
        rotated_at: None,
        owner: by.actor.user,
        seen_seq: 0,
        failing_since: None,
        hold_until: Millis(0),
        created_at: by.at,
        updated_at: by.at,
        deleted_at: None,
    };
    fill(tx, &mut new, draft)?;
    new.seen_seq = log::newest(tx)?;
    let stored = webhooks::insert(tx, new)?;
    log::append(tx, &by.author(), stored.record(), "created", &created(&stored.texts()))?;
    Ok(stored)
}

/// Gives a webhook other details; `seen` is the version the change was made on. One that is activated again hears of
/// what happens from then on, with the eyes of whoever activates it.
pub fn edit_webhook(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    draft: &WebhookDraft,
) -> Result<Webhook> {
    may_tell(by)?;
    let before = find(tx, uid)?;
    Error::if_stale(KIND, seen, before.version)?;
    let mut after = before.clone();
    fill(tx, &mut after, draft)?;
    after.active = draft.active;
    if after.active && !before.active {
        after.owner = by.actor.user;
        after.seen_seq = log::newest(tx)?;
        after.stopped_because = String::new();
    }
    if after.active && !before.active || after.url != before.url {
        (after.failing_since, after.hold_until) = (None, Millis(0));
    }
    store(tx, &by.author(), &before, after, "changed")
}

/// Removes a webhook: nothing is sent any more. Its secret is the caller's to forget.
pub fn remove_webhook(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Webhook> {
    by.may(Right::Settings, Whose::Others)?;
    let before = find(tx, uid)?;
    Error::if_stale(KIND, seen, before.version)?;
    let gone = Webhook { active: false, deleted_at: Some(by.at), ..before.clone() };
    store(tx, &by.author(), &before, gone, "deleted")
}

/// Notes that a webhook has another secret; the one before is good for [`OVERLAP`] longer.
pub fn rotate_secret(tx: &mut Tx, by: &By, uid: Uid) -> Result<Webhook> {
    by.may(Right::Settings, Whose::Others)?;
    let before = find(tx, uid)?;
    let after = Webhook { rotated_at: Some(by.at), ..before.clone() };
    store(tx, &by.author(), &before, after, "changed")
}

/// Sends a ping, after what waits already.
pub fn test_webhook(tx: &mut Tx, by: &By, uid: Uid) -> Result<Delivery> {
    by.may(Right::Settings, Whose::Others)?;
    let webhook = find(tx, uid)?;
    if !webhook.active {
        return Err(Error::Conflict(format!("{} is not active; activate it first", webhook.name)));
    }
    // Whoever tests wants to know now, although the target was ill.
    webhooks::note_health(tx, webhook.id, webhook.failing_since, Millis(0))?;
    Ok(deliveries::add(tx, webhook.id, telling::PING, by.at)?)
}

/// Sends something again that was told or given up, under the same id.
pub fn redeliver(tx: &mut Tx, by: &By, uid: Uid) -> Result<Delivery> {
    by.may(Right::Settings, Whose::Others)?;
    let gone = || Error::Conflict(format!("there is no delivery {uid}; deliveries are kept for 30 days"));
    let mut delivery = deliveries::by_uid(tx, uid)?.ok_or_else(gone)?;
    let webhook = webhooks::by_id(tx, delivery.webhook)?.ok_or_else(gone)?;
    if !webhook.active {
        return Err(Error::Conflict(format!("{} is not active; activate it first", webhook.name)));
    }
    (delivery.state, delivery.attempts, delivery.due_at) = (State::Waiting, 0, by.at);
    deliveries::tried(tx, &delivery)?;
    webhooks::note_health(tx, webhook.id, webhook.failing_since, Millis(0))?;
    Ok(delivery)
}

/// Lists the webhooks, by name.
pub fn list(tx: &mut Tx, by: &By) -> Result<Vec<Webhook>> {
    by.may(Right::Settings, Whose::Others)?;
    Ok(webhooks::list(tx)?)
}

/// Finds a webhook for somebody who may manage it.
pub fn show(tx: &mut Tx, by: &By, uid: Uid) -> Result<Webhook> {
    by.may(Right::Settings, Whose::Others)?;
    find(tx, uid)
}

/// Lists what a webhook was told, newest first, before the delivery `before`, at most `limit`.
pub fn deliveries(tx: &mut Tx, by: &By, uid: Uid, before: Option<Uid>, limit: i64) -> Result<Vec<Delivery>> {
    by.may(Right::Settings, Whose::Others)?;
    let webhook = find(tx, uid)?;
    let before = match before {
        Some(before) => deliveries::by_uid(tx, before)?.map(|delivery| delivery.id.0),
        None => None,
    };
    Ok(deliveries::of_webhook(tx, webhook.id, before, limit)?)
}

/// Deactivates a webhook that cannot go on, and says why. It is the program that does this.
pub fn stop(tx: &mut Tx, id: WebhookId, because: &str, now: Millis) -> Result<()> {
    let Some(before) = webhooks::by_id(tx, id)? else { return Ok(()) };
    let author = Author { user: None, at: now, mutation: Uid::create(), provenance: "webhooks".into() };
    let after = Webhook { active: false, stopped_because: because.to_owned(), ..before.clone() };
    store(tx, &author, &before, after, "changed").map(drop)
}

/// What a webhook is told leaves the company: nobody sends away more than one sees.
fn may_tell(by: &By) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    Ok(by.may(Right::Read, Whose::Others)?)
}

fn find(tx: &mut Tx, uid: Uid) -> Result<Webhook> {
    webhooks::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(KIND, uid))
}

fn store(tx: &mut Tx, by: &Author, before: &Webhook, mut after: Webhook, verb: &str) -> Result<Webhook> {
    let differs = changes(&before.texts(), &after.texts());
    if differs.is_empty() && before.deleted_at == after.deleted_at {
        return Ok(after);
    }
    after.updated_at = by.at;
    if !webhooks::save(tx, &after)? {
        return Err(crate::work::stale(KIND));
    }
    after.version += 1;
    log::append(tx, by, after.record(), verb, &differs)?;
    Ok(after)
}

fn fill(tx: &mut Tx, webhook: &mut Webhook, draft: &WebhookDraft) -> Result<()> {
    webhook.name = entered::name("name", &draft.name)?;
    let internal = internal::places(tx)?;
    webhook.url = target::check(&draft.url, &internal).map_err(|why| Error::invalid("url", why))?.url;
    if let Some(other) = draft.kinds.iter().find(|kind| !is_told(**kind)) {
        return Err(Error::invalid("kinds", format_args!("must not be {other}, of which nothing is told")));
    }
    webhook.kinds = draft.kinds.clone();
    webhook.kinds.sort_unstable();
    webhook.kinds.dedup();
    let is_verb = |verb: &String| {
        (1..=40).contains(&verb.len()) && verb.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    if draft.verbs.len() > MOST_VERBS || !draft.verbs.iter().all(is_verb) {
        return Err(Error::invalid(
            "verbs",
            format_args!("must be at most {MOST_VERBS} words such as created"),
        ));
    }
    webhook.verbs = draft.verbs.clone();
    webhook.verbs.sort_unstable();
    webhook.verbs.dedup();
    Ok(())
}

/// The setting that lists internal targets.
const INTERNAL: &str = "webhook_internal";

fn internal_setting(tx: &mut Tx) -> Result<String> {
    Ok(settings::get(tx, INTERNAL)?.unwrap_or_default())
}
