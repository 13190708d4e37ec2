//! The worker that tells webhooks: it reads the log after each commit, and sends what is due.
//!
//! Each webhook has one sender at a time, so that it hears in order; a slow one holds up nobody else. Stopping the
//! worker loses nothing: what was not noted as delivered is sent again, under the same id.

use super::keys::{KeyError, Keys};
use super::post::{DEADLINE, Headers, Post};
use crate::bell::Bell;
use crate::clock::Clock;
use crmweb_crm::webhooks::target;
use crmweb_crm::webhooks::telling::{self, Next, Told};
use crmweb_crm::{Crm, Result};
use crmweb_model::ids::WebhookId;
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use crmweb_store::webhooks::deliveries::{self, Attempt, Delivery};
use crmweb_store::webhooks::{self as rows, Webhook};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Webhooks that are sent to at the same time.
const SENDERS: usize = 16;
/// How long one webhook is sent to before others get their turn.
const TURN: Duration = Duration::from_secs(2);
/// How long further commits are gathered before the log is read again.
const GATHER: Duration = Duration::from_millis(20);
/// How often is looked although nobody committed here.
const LOOK: Duration = Duration::from_secs(60);
/// The same where others commit too (PostgreSQL).
const LOOK_FOR_OTHERS: Duration = Duration::from_secs(1);
/// How long a delivery that is being sent is left to its sender.
const TAKEN: i64 = 30 * Millis::SECOND;
/// How often old deliveries are forgotten.
const FORGET_EVERY: i64 = 3_600 * Millis::SECOND;
/// How long is waited after a fault of the database.
const RECOVER: Duration = Duration::from_secs(1);

/// A running worker; it ends when this is dropped.
pub struct Worker {
    work: Arc<Work>,
    thread: Option<JoinHandle<()>>,
}

struct Work {
    crm: Crm,
    keys: Keys,
    clock: Arc<dyn Clock>,
    post: Post,
    bell: Bell,
    pause: Bell,
    ending: AtomicBool,
    /// The webhooks that are being sent to.
    busy: Mutex<BTreeSet<WebhookId>>,
}

impl Worker {
    /// Starts telling the webhooks of `crm`.
    pub fn start(crm: Crm, keys: Keys, clock: Arc<dyn Clock>) -> crmweb_store::Result<Worker> {
        let work = Arc::new(Work {
            crm,
            keys,
            clock,
            post: Post::default(),
            bell: Bell::default(),
            pause: Bell::default(),
            ending: AtomicBool::new(false),
            busy: Mutex::default(),
        });
        let working = Arc::clone(&work);
        let thread = std::thread::Builder::new()
            .name("webhooks".into())
            .spawn(move || working.work())
            .map_err(crmweb_store::Error::file("start a thread for", "webhooks"))?;
        Ok(Worker { work, thread: Some(thread) })
    }
}

impl Drop for Worker {
    /// Does not wait for senders under way: they take seconds, and what they do not note is sent again.
    fn drop(&mut self) {
        self.work.ending.store(true, Ordering::SeqCst);
        self.work.pause.ring();
        self.work.bell.ring();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Rings the worker's bell when something was committed.
struct Rings(Arc<Work>);

impl Wake for Rings {
    fn wake(self: Arc<Rings>) {
        self.0.bell.ring();
    }
}

impl Work {
    fn is_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }

    fn busy(&self) -> MutexGuard<'_, BTreeSet<WebhookId>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(self: &Arc<Work>) {
        let mut commits = self.crm.store().commits();
        let waker = Waker::from(Arc::new(Rings(Arc::clone(self))));
        let mut forget_at = Millis(0);
        if self.crm.store().is_alone()
            && let Err(e) = self.crm.write(|tx| Ok(deliveries::give_back(tx)?))
        {
            tracing::warn!(code = e.code(), "webhooks could not be taken up again");
        }
        while !self.is_ending() {
            commits.mark_unchanged();
            let wait = self.round(&mut forget_at).unwrap_or_else(|e| {
                tracing::warn!(code = e.code(), "webhooks cannot be told at the moment");
                RECOVER
            });
            let mut committed = pin!(commits.changed());
            if committed.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                self.bell.wait(wait);
            }
            self.pause.wait(GATHER);
        }
    }

    /// Plans what is new and lets everything be sent that is due; returns how long there is nothing to do.
    fn round(self: &Arc<Work>, forget_at: &mut Millis) -> Result<Duration> {
        let now = self.clock.now();
        telling::plan_all(&self.crm, now)?;
        if *forget_at <= now {
            telling::forget_old(&self.crm, now)?;
            *forget_at = now.plus(FORGET_EVERY);
        }
        let look = if self.crm.store().is_alone() { LOOK } else { LOOK_FOR_OTHERS };
        let mut next = now.plus(i64::try_from(look.as_millis()).unwrap_or(i64::MAX));
        for (webhook, due) in self.crm.read(due)? {
            if due > now {
                next = next.min(due);
            } else if !self.send_beside(webhook) {
                next = next.min(now.plus(Millis::SECOND)); // all senders are at work
            }
        }
        Ok(Duration::from_millis(u64::try_from(next.0 - now.0).unwrap_or(0)))
    }

    /// Starts a sender for a webhook unless it has one; `false` when there are too many.
    fn send_beside(self: &Arc<Work>, webhook: WebhookId) -> bool {
        let mut busy = self.busy();
        if busy.contains(&webhook) {
            return true;
        }
        if busy.len() >= SENDERS {
            return false;
        }
        busy.insert(webhook);
        drop(busy);
        let work = Arc::clone(self);
        let started = std::thread::Builder::new().name("webhook".into()).spawn(move || {
            if let Err(e) = work.send_all(webhook) {
                tracing::warn!(code = e.code(), "a webhook cannot be told at the moment");
                std::thread::sleep(RECOVER);
            }
            work.busy().remove(&webhook);
            work.bell.ring();
        });
        if started.is_err() {
            self.busy().remove(&webhook);
        }
        started.is_ok()
    }

    /// Sends what is due to a webhook, in order, for one turn.
    fn send_all(&self, webhook: WebhookId) -> Result<()> {
        let begun = Instant::now();
        while !self.is_ending() && begun.elapsed() < TURN {
            let now = self.clock.now();
            let next = self.crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
                telling::take_next(tx, webhook, now, now.plus(TAKEN))
            })?;
            let Next::Send { webhook, delivery, told, internal } = next else { return Ok(()) };
            let Some(told) = told else {
                self.crm.write(move |tx| telling::withhold(tx, &delivery))?;
                continue;
            };
            let (attempt, asked) = self.send(&webhook, &delivery, &told, &internal, now);
            let (at, spread) = (self.clock.now(), spread(&delivery));
            self.crm.store().write_as(Urgency::Background, Durability::Full, move |tx| {
                telling::note(tx, &webhook, &delivery, attempt, asked, at, spread)
            })?;
        }
        Ok(())
    }

    fn send(
        &self,
        webhook: &Webhook,
        delivery: &Delivery,
        told: &Told,
        internal: &[String],
        now: Millis,
    ) -> (Attempt, Option<i64>) {
        let failed = |error: String| (Attempt { error, ..Attempt::default() }, None);
        // The list may be another one than when the webhook was added.
        let target = match target::check(&webhook.url, internal) {
            Ok(target) => target,
            Err(why) => return failed(format!("the URL {why}")),
        };
        let secrets = match self.keys.good(webhook, now) {
            Ok(secrets) => secrets,
            Err(
                e
                @ (KeyError::Missing | KeyError::NoKeychain { .. } | KeyError::NoRandom | KeyError::Kept(_)),
            ) => {
                return failed(e.to_string());
            }
        };
        let (id, timestamp) = (delivery.uid.to_string(), now.0.div_euclid(Millis::SECOND));
        let body = body(told).to_string();
        let signatures: Vec<String> =
            secrets.iter().map(|secret| secret.sign(&id, timestamp, &body)).collect();
        let headers = Headers { id: &id, timestamp, signature: &signatures.join(" ") };
        self.post.send(&target, &headers, &body, now)
    }
}

/// When each active webhook wants to be sent to.
fn due(tx: &mut crmweb_store::Tx) -> Result<Vec<(WebhookId, Millis)>> {
    let mut all = Vec::new();
    for webhook in rows::list(tx)?.into_iter().filter(|webhook| webhook.active) {
        if let Some(due) = deliveries::due(tx, webhook.id)? {
            all.push((webhook.id, due.max(webhook.hold_until)));
        }
    }
    Ok(all)
}

/// By how much the wait of a delivery is stretched.
fn spread(delivery: &Delivery) -> u8 {
    RandomState::new().hash_one(delivery.attempts).to_le_bytes()[0]
}

/// What a telling says, as JSON.
fn body(told: &Told) -> Value {
    let fields: Vec<Value> = told
        .fields
        .iter()
        .map(|change| json!({ "field": change.field, "old": change.old, "new": change.new }))
        .collect();
    let by = told.by.as_ref().map(|(uid, name)| json!({ "uid": uid.to_string(), "name": name }));
    json!({
        "id": told.id.to_string(),
        "seq": told.seq,
        "at": told.at.to_rfc3339(),
        "kind": told.kind.as_str(),
        "uid": told.uid.map(|uid| uid.to_string()),
        "verb": told.verb,
        "fields": fields,
        "by": by,
        "mutation": Some(&told.mutation).filter(|mutation| !mutation.is_empty()),
    })
}

/// A sender has to have its answer before it loses the delivery.
const _: () = assert!(TAKEN > DEADLINE.as_millis() as i64 * 2);
