//! Mail to be sent: queued with its Message-ID, taken by one worker at a time, settled once.
//!
//! Nothing is sent here. A worker that dies with a mail leaves it uncertain: the server may have it, so it is never
//! sent again by itself.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{MailboxId, OutboxId, Uid};
use crmweb_model::record::{OutboxState, RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// A mail to be sent, as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// From which mailbox; `None`: the system writes.
    pub mailbox: Option<MailboxId>,
    /// To which address.
    pub to_address: String,
    /// To whom.
    pub to_name: String,
    /// In which language it is.
    pub language: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// What it is about.
    pub about: Option<RecordRef>,
}

/// A mail to be sent, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its key.
    pub id: OutboxId,
    /// Its id outside.
    pub uid: Uid,
    /// What is sent.
    pub mail: NewMail,
    /// The deed that wrote it.
    pub mutation: String,
    /// How far it is.
    pub state: OutboxState,
    /// How often a worker took it.
    pub attempts: i64,
    /// When it may be taken.
    pub next_at: Millis,
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// What went wrong last.
    pub error: String,
    /// When it was queued.
    pub created_at: Millis,
}

impl Outgoing {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Outbox, self.id.0)
    }
}

/// How a worker settles a mail it has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The server has it.
    Sent,
    /// Refused for the moment: again at this time.
    Retry(Millis, String),
    /// Refused for good.
    Failed(String),
    /// The connection was lost when nobody knew.
    Uncertain(String),
}

const SELECT: &str =
    "SELECT id, uid, mailbox_id, to_address, to_name, language, subject, text, html, record_kind, record_id, mutation,
            state, attempts, next_at, message_id, error, created_at
     FROM outbox";

/// Queues a mail; its Message-ID is chosen now.
pub fn queue(tx: &mut Tx, new: &NewMail, mutation: Uid, now: Millis) -> Result<Outgoing> {
    let uid = Uid::create();
    let domain = new.to_address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let sender = match new.mailbox {
        Some(mailbox) => tx.query_opt("SELECT address FROM mailboxes WHERE id = ?1", &[&mailbox.0], |r| {
            r.get::<String>(0)
        })?,
        None => None,
    };
    let domain =
        sender.as_deref().and_then(|address| address.rsplit_once('@')).map_or(domain, |(_, domain)| domain);
    let id: i64 = tx.query_one(
        "INSERT INTO outbox
             (uid, mailbox_id, to_address, to_name, language, subject, text, html, record_kind, record_id, mutation,
              state, next_at, message_id, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'queued', ?12, ?13, ?12, ?12)
         RETURNING id",
        &[
            &uid.to_string(),
            &new.mailbox.map(|m| m.0),
            &new.to_address,
            &new.to_name,
            &new.language,
            &new.subject,
            &new.text,
            &new.html,
            &new.about.map_or("", |record| record.kind.as_str()),
            &new.about.map_or(0, |record| record.id),
            &mutation.to_string(),
            &now.0,
            &format!("{uid}@{domain}"),
        ],
        |r| r.get(0),
    )?;
    tx.query_one(&format!("{SELECT} WHERE id = ?1"), &[&id], outgoing)
}

/// Takes up to `limit` mails that may be sent now, for `lease` until `until`; no other worker gets them.
pub fn lease(tx: &mut Tx, lease: &str, now: Millis, until: Millis, limit: i64) -> Result<Vec<Outgoing>> {
    let sql = format!(
        "{SELECT} WHERE state IN ('queued', 'retry') AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2"
    );
    let mut taken = Vec::new();
    for mail in tx.query(&sql, &[&now.0, &limit], outgoing)? {
        // Another worker may have been faster: then its row waits for it, and is no longer queued.
        let got = tx.execute(
            "UPDATE outbox
             SET state = 'sending', lease = ?2, lease_until = ?3, attempts = attempts + 1, updated_at = ?4
             WHERE id = ?1 AND state IN ('queued', 'retry')",
            &[&mail.id.0, &lease, &until.0, &now.0],
        )?;
        if got == 1 {
            taken.push(Outgoing { state: OutboxState::Sending, attempts: mail.attempts + 1, ..mail });
        }
    }
    Ok(taken)
}

/// Settles a mail that `lease` has; `false` when it has it no longer.
pub fn settle(tx: &mut Tx, id: OutboxId, lease: &str, how: &Settled, now: Millis) -> Result<bool> {
    let (state, next_at, error) = match how {
        Settled::Sent => (OutboxState::Sent, now, ""),
        Settled::Retry(at, error) => (OutboxState::Retry, *at, error.as_str()),
        Settled::Failed(error) => (OutboxState::Failed, now, error.as_str()),
        Settled::Uncertain(error) => (OutboxState::Uncertain, now, error.as_str()),
    };
    let settled = tx.execute(
        "UPDATE outbox
         SET state = ?3, next_at = ?4, error = ?5, lease = '', lease_until = 0, updated_at = ?6
         WHERE id = ?1 AND state = 'sending' AND lease = ?2",
        &[&id.0, &lease, &state.as_str(), &next_at.0, &error, &now.0],
    )?;
    Ok(settled == 1)
}

/// Tells whether the time of a worker is over that has a mail.
pub fn is_expired(tx: &mut Tx, now: Millis) -> Result<bool> {
    let sql = "SELECT id FROM outbox WHERE state = 'sending' AND lease_until <= ?1 LIMIT 1";
    Ok(tx.query_opt(sql, &[&now.0], |r| r.get::<i64>(0))?.is_some())
}

/// Makes uncertain what a worker had whose time is over; returns how many.
pub fn expire(tx: &mut Tx, now: Millis) -> Result<u64> {
    tx.execute(
        "UPDATE outbox
         SET state = 'uncertain', error = 'the worker that sent it has ended', lease = '', lease_until = 0, updated_at = ?1
         WHERE state = 'sending' AND lease_until <= ?1",
        &[&now.0],
    )
}

/// Withdraws a mail that nobody has taken yet; `false` when it is too late.
pub fn cancel(tx: &mut Tx, id: OutboxId, now: Millis) -> Result<bool> {
    let cancelled = tx.execute(
        "UPDATE outbox SET state = 'cancelled', updated_at = ?2 WHERE id = ?1 AND state IN ('queued', 'retry')",
        &[&id.0, &now.0],
    )?;
    Ok(cancelled == 1)
}

/// Withdraws what a deed wrote and nobody has taken yet: the deed was undone.
pub fn withdraw(tx: &mut Tx, mutation: &str, now: Millis) -> Result<u64> {
    tx.execute(
        "UPDATE outbox SET state = 'cancelled', updated_at = ?2 WHERE mutation = ?1 AND state = 'queued'",
        &[&mutation, &now.0],
    )
}

/// Loads a mail to be sent.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Outgoing>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], outgoing)
}

/// Lists mails newest first, those in `state` or all, before the key `before`, at most `limit`.
pub fn list(tx: &mut Tx, state: Option<OutboxState>, before: OutboxId, limit: i64) -> Result<Vec<Outgoing>> {
    let sql = format!(
        "{SELECT}
         WHERE id < ?1 AND (CAST(?2 AS TEXT) IS NULL OR state = ?2)
         ORDER BY id DESC LIMIT ?3"
    );
    tx.query(&sql, &[&before.0, &state.map(OutboxState::as_str), &limit], outgoing)
}

fn outgoing(r: &Row) -> Result<Outgoing> {
    let kind: String = r.get(9)?;
    let about = match kind.as_str() {
        "" => None,
        kind => Some(RecordRef::new(record_kind(kind)?, r.get(10)?)),
    };
    Ok(Outgoing {
        id: OutboxId(r.get(0)?),
        uid: read_uid(r, 1)?,
        mail: NewMail {
            mailbox: r.get::<Option<i64>>(2)?.map(MailboxId),
            to_address: r.get(3)?,
            to_name: r.get(4)?,
            language: r.get(5)?,
            subject: r.get(6)?,
            text: r.get(7)?,
            html: r.get(8)?,
            about,
        },
        mutation: r.get(11)?,
        state: read_word(r, 12, OutboxState::from_name)?,
        attempts: r.get(13)?,
        next_at: Millis(r.get(14)?),
        message_id: r.get(15)?,
        error: r.get(16)?,
        created_at: Millis(r.get(17)?),
    })
}
