//! What a webhook is told: which entries of the change log, and what they say outside.

use super::retry::{self, Health};
use super::{internal, is_told, stop};
use crate::crm::Crm;
use crate::error::Result;
use crate::viewer::{self, Naming};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::owner::Urgency;
use crmweb_store::webhooks::deliveries::{self, Attempt, Delivery, State};
use crmweb_store::webhooks::{self, Webhook};
use crmweb_store::{Tx, refs, users};

/// The place in the log of what is no change but a test.
pub const PING: i64 = 0;
/// Entries looked at per transaction.
const BATCH: i64 = 200;
/// How long a delivery is known.
pub const KEPT: i64 = 30 * Millis::DAY;
/// Old deliveries forgotten per transaction.
const FORGOTTEN_AT_ONCE: i64 = 200;

/// What is said of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The delivery's id.
    pub id: Uid,
    /// The change's number in the log; 0: a ping.
    pub seq: i64,
    /// When it happened.
    pub at: Millis,
    /// The kind of the record.
    pub kind: RecordKind,
    /// The record's id outside.
    pub uid: Option<Uid>,
    /// What happened.
    pub verb: String,
    /// The fields with their values before and after; records in them by their ids outside.
    pub fields: Vec<FieldChange>,
    /// By whom: id outside and name; `None` is the program.
    pub by: Option<(Uid, String)>,
    /// The deed it is part of; empty for a ping.
    pub mutation: String,
}

/// Makes a delivery of each new entry that each active webhook wants and may hear of. The place it has read up to is
/// committed with them, so that none is lost or made twice.
pub fn plan_all(crm: &Crm, now: Millis) -> Result<()> {
    let (all, newest) = crm.read(|tx| Ok((webhooks::list(tx)?, log::newest(tx)?)))?;
    for webhook in all.into_iter().filter(|webhook| webhook.active) {
        let mut from = webhook.seen_seq;
        while from < newest {
            let (asking, asked) = (webhook.clone(), from);
            let (to, seqs) = crm.read(move |tx| wanted(tx, &asking, asked))?;
            let id = webhook.id;
            let moved = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
                let moved = webhooks::advance(tx, id, from, to)?;
                if moved {
                    deliveries::plan(tx, id, &seqs, now)?;
                }
                Ok::<_, crate::Error>(moved)
            })?;
            if !moved || to == from {
                break; // another process does it, or people changed the webhook
            }
            from = to;
        }
    }
    Ok(())
}

/// The next entries a webhook is told, and the place they were read up to.
fn wanted(tx: &mut Tx, webhook: &Webhook, from: i64) -> Result<(i64, Vec<i64>)> {
    let entries = log::after(tx, from, BATCH)?;
    let to = entries.last().map_or(from, |entry| entry.seq);
    let mut seqs = Vec::new();
    for entry in &entries {
        if is_wanted(webhook, entry) && viewer::may_hear(tx, None, entry)? {
            seqs.push(entry.seq);
        }
    }
    Ok((to, seqs))
}

fn is_wanted(webhook: &Webhook, entry: &Entry) -> bool {
    let kind = entry.record.kind;
    is_told(kind)
        && (webhook.kinds.is_empty() || webhook.kinds.contains(&kind))
        && (webhook.verbs.is_empty() || webhook.verbs.contains(&entry.verb))
}

/// What is to be sent next to a webhook.
#[derive(Debug)]
pub enum Next {
    /// This.
    Send {
        /// The webhook, as it is now.
        webhook: Box<Webhook>,
        /// The delivery.
        delivery: Box<Delivery>,
        /// What it says; `None`: it may not be told any more.
        told: Option<Box<Told>>,
        /// The internal targets.
        internal: Vec<String>,
    },
    /// Nothing before this moment; `None`: nothing at all.
    Wait(Option<Millis>),
}

/// Takes the next delivery of a webhook for sending until `until`, as it may be told at this moment.
pub fn take_next(
    tx: &mut Tx,
    webhook: crmweb_model::ids::WebhookId,
    now: Millis,
    until: Millis,
) -> Result<Next> {
    let Some(webhook) = webhooks::by_id(tx, webhook)?.filter(|webhook| webhook.active) else {
        return Ok(Next::Wait(None));
    };
    let owner = users::by_id(tx, webhook.owner)?.filter(|user| user.active);
    if owner.is_none_or(|owner| owner.actor().may(Right::Read, Whose::Others).is_err()) {
        stop(tx, webhook.id, "the user with whose eyes it looked is no longer active", now)?;
        return Ok(Next::Wait(None));
    }
    if webhook.hold_until > now {
        return Ok(Next::Wait(Some(webhook.hold_until)));
    }
    let Some(delivery) = deliveries::next(tx, webhook.id, now)? else {
        return Ok(Next::Wait(deliveries::due(tx, webhook.id)?));
    };
    if !deliveries::take(tx, delivery.id, now, until)? {
        return Ok(Next::Wait(Some(until)));
    }
    let told = told(tx, &webhook, &delivery)?;
    let internal = internal::places(tx)?;
    Ok(Next::Send {
        webhook: Box::new(webhook),
        delivery: Box::new(delivery),
        told: told.map(Box::new),
        internal,
    })
}

/// Says what a delivery says; `None` when it may not be told, or not any more.
pub fn told(tx: &mut Tx, webhook: &Webhook, delivery: &Delivery) -> Result<Option<Told>> {
    if delivery.seq == PING {
        return Ok(Some(Told {
            id: delivery.uid,
            seq: PING,
            at: delivery.created_at,
            kind: RecordKind::Webhook,
            uid: Some(webhook.uid),
            verb: "ping".into(),
            fields: Vec::new(),
            by: None,
            mutation: String::new(),
        }));
    }
    let Some(entry) = log::by_seq(tx, delivery.seq)? else { return Ok(None) };
    if !is_told(entry.record.kind) || !viewer::may_hear(tx, None, &entry)? {
        return Ok(None);
    }
    let by = match entry.user {
        Some(user) => users::by_id(tx, user)?.map(|user| (user.uid, user.name)),
        None => None,
    };
    Ok(Some(Told {
        id: delivery.uid,
        seq: entry.seq,
        at: entry.at,
        kind: entry.record.kind,
        uid: refs::uid(tx, entry.record)?,
        verb: entry.verb.clone(),
        fields: viewer::fields(tx, None, &entry, Naming::Ids)?,
        by,
        mutation: entry.mutation.clone(),
    }))
}

/// Forgets deliveries that are over and older than [`KEPT`], a few at a time, until a person waits.
pub fn forget_old(crm: &Crm, now: Millis) -> Result<()> {
    loop {
        let gone = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            Ok::<_, crate::Error>(deliveries::purge(tx, now.plus(-KEPT), FORGOTTEN_AT_ONCE)?)
        })?;
        if gone < FORGOTTEN_AT_ONCE as u64 || crm.store().is_awaited() {
            return Ok(());
        }
    }
}

/// Notes how an attempt went, and what becomes of the webhook by it.
pub fn note(
    tx: &mut Tx,
    webhook: &Webhook,
    delivery: &Delivery,
    attempt: Attempt,
    asked: Option<i64>,
    now: Millis,
    spread: u8,
) -> Result<()> {
    let (after, health) = retry::decide(webhook, delivery, attempt, asked, now, spread);
    deliveries::tried(tx, &after)?;
    match health {
        Health::Well { failing_since, hold_until } => {
            Ok(webhooks::note_health(tx, webhook.id, failing_since, hold_until)?)
        }
        Health::Stopped { because } => stop(tx, webhook.id, &because, now),
    }
}

/// Notes that a delivery is not sent, because what it says may not be told any more.
pub fn withhold(tx: &mut Tx, delivery: &Delivery) -> Result<()> {
    Ok(deliveries::tried(tx, &Delivery { state: State::Withheld, ..delivery.clone() })?)
}
