//! What is told to webhooks: each telling waits, is sent, and keeps how it went.

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{DeliveryId, Uid, WebhookId};
use crmweb_model::time::Millis;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is to be sent, for the first time or again.
    Waiting,
    /// The target has taken it.
    Delivered,
    /// It is not tried any more.
    Failed,
    /// What it would say may not be told any more.
    Withheld,
}

impl State {
    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Delivered => "delivered",
            State::Failed => "failed",
            State::Withheld => "withheld",
        }
    }

    /// Reads [`State::as_str`] back.
    pub fn from_name(name: &str) -> Option<State> {
        [State::Waiting, State::Delivered, State::Failed, State::Withheld]
            .into_iter()
            .find(|s| s.as_str() == name)
    }
}

/// One telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its key.
    pub id: DeliveryId,
    /// Its id outside, by which the receiver knows one that comes again.
    pub uid: Uid,
    /// To whom.
    pub webhook: WebhookId,
    /// Which entry of the change log; 0: a ping.
    pub seq: i64,
    /// How far it is.
    pub state: State,
    /// How often it was sent.
    pub attempts: i64,
    /// When it is sent next, while it waits.
    pub due_at: Millis,
    /// When it was sent last.
    pub tried_at: Option<Millis>,
    /// How that went.
    pub result: Attempt,
    /// When it was made.
    pub created_at: Millis,
}

/// How sending went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The HTTP status of the answer.
    pub status: Option<i64>,
    /// How long it took, in ms.
    pub took: Option<i64>,
    /// How the answer begins.
    pub answer: String,
    /// Why there was no answer.
    pub error: String,
}

const SELECT: &str = "SELECT id, uid, webhook_id, seq, state, attempts, due_at, tried_at, status, took, answer, error, created_at
     FROM webhook_deliveries";

/// Makes a delivery for each of `seqs`, in their order.
pub fn plan(tx: &mut Tx, webhook: WebhookId, seqs: &[i64], now: Millis) -> Result<()> {
    let uids: Vec<String> = seqs.iter().map(|_| Uid::create().to_string()).collect();
    let mut values: Vec<&dyn Param> = Vec::with_capacity(seqs.len() * 6);
    for (seq, uid) in seqs.iter().zip(&uids) {
        values.extend([uid as &dyn Param, &webhook.0, seq, &"waiting", &now.0, &now.0]);
    }
    let into = "INSERT INTO webhook_deliveries (uid, webhook_id, seq, state, due_at, created_at)";
    tx.insert_rows(into, 6, &values, "")
}

/// Makes one delivery, and returns it.
pub fn add(tx: &mut Tx, webhook: WebhookId, seq: i64, now: Millis) -> Result<Delivery> {
    let uid = Uid::create();
    tx.execute(
        "INSERT INTO webhook_deliveries (uid, webhook_id, seq, state, due_at, created_at)
         VALUES (?1, ?2, ?3, 'waiting', ?4, ?4)",
        &[&uid.to_string(), &webhook.0, &seq, &now.0],
    )?;
    tx.query_one(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], delivery)
}

/// Returns what of a webhook is to be sent next: what has been due for longest.
pub fn next(tx: &mut Tx, webhook: WebhookId, now: Millis) -> Result<Option<Delivery>> {
    let sql = format!(
        "{SELECT} WHERE webhook_id = ?1 AND state = 'waiting' AND due_at <= ?2 ORDER BY due_at, id LIMIT 1"
    );
    tx.query_opt(&sql, &[&webhook.0, &now.0], delivery)
}

/// Returns when something of a webhook is to be sent next; not while somebody is sending it.
pub fn due(tx: &mut Tx, webhook: WebhookId) -> Result<Option<Millis>> {
    tx.query_opt(
        "SELECT CASE WHEN taken_until > due_at THEN taken_until ELSE due_at END
         FROM webhook_deliveries
         WHERE webhook_id = ?1 AND state = 'waiting'
         ORDER BY due_at, id
         LIMIT 1",
        &[&webhook.0],
        |r| r.get(0).map(Millis),
    )
}

/// Takes a delivery for sending, until a moment; `false` when another process was faster.
pub fn take(tx: &mut Tx, id: DeliveryId, now: Millis, until: Millis) -> Result<bool> {
    let taken = tx.execute(
        "UPDATE webhook_deliveries SET taken_until = ?3
         WHERE id = ?1 AND state = 'waiting' AND taken_until <= ?2",
        &[&id.0, &now.0, &until.0],
    )?;
    Ok(taken == 1)
}

/// Gives back everything that a process took which is gone.
pub fn give_back(tx: &mut Tx) -> Result<()> {
    tx.execute(
        "UPDATE webhook_deliveries SET taken_until = 0 WHERE state = 'waiting' AND taken_until > 0",
        &[],
    )?;
    Ok(())
}

/// Notes how sending went, and what becomes of the delivery.
pub fn tried(tx: &mut Tx, delivery: &Delivery) -> Result<()> {
    let result = &delivery.result;
    tx.execute(
        "UPDATE webhook_deliveries
         SET state = ?2, attempts = ?3, due_at = ?4, tried_at = ?5, status = ?6, took = ?7, answer = ?8, error = ?9,
             taken_until = 0
         WHERE id = ?1",
        &[
            &delivery.id.0,
            &delivery.state.as_str(),
            &delivery.attempts,
            &delivery.due_at.0,
            &delivery.tried_at.map(|at| at.0),
            &result.status,
            &result.took,
            &result.answer,
            &result.error,
        ],
    )?;
    Ok(())
}

/// Lists the deliveries of a webhook, newest first, before the one with the key `before`, at most `limit`.
pub fn of_webhook(tx: &mut Tx, webhook: WebhookId, before: Option<i64>, limit: i64) -> Result<Vec<Delivery>> {
    let sql = format!("{SELECT} WHERE webhook_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    tx.query(&sql, &[&webhook.0, &before.unwrap_or(i64::MAX), &limit], delivery)
}

/// Loads a delivery by its id outside.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Delivery>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], delivery)
}

/// Forgets deliveries made before a moment that wait for nothing, at most `limit`; returns how many.
pub fn purge(tx: &mut Tx, before: Millis, limit: i64) -> Result<u64> {
    let old = tx.query(
        "SELECT id FROM webhook_deliveries WHERE created_at < ?1 AND state <> 'waiting' ORDER BY created_at LIMIT ?2",
        &[&before.0, &limit],
        |r| r.get::<i64>(0),
    )?;
    if old.is_empty() {
        return Ok(0);
    }
    let ids: Vec<&dyn Param> = old.iter().map(|id| id as &dyn Param).collect();
    tx.execute(&format!("DELETE FROM webhook_deliveries WHERE id IN ({})", placeholders(1, old.len())), &ids)
}

fn delivery(r: &Row) -> Result<Delivery> {
    Ok(Delivery {
        id: DeliveryId(r.get(0)?),
        uid: read_uid(r, 1)?,
        webhook: WebhookId(r.get(2)?),
        seq: r.get(3)?,
        state: read_word(r, 4, State::from_name)?,
        attempts: r.get(5)?,
        due_at: Millis(r.get(6)?),
        tried_at: r.get::<Option<i64>>(7)?.map(Millis),
        result: Attempt { status: r.get(8)?, took: r.get(9)?, answer: r.get(10)?, error: r.get(11)? },
        created_at: Millis(r.get(12)?),
    })
}
