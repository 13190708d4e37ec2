//! Webhooks: other systems that are told of changes. Their secrets are in no database.

pub mod deliveries;

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::{Texts, damaged};
use crate::index::mailboxes::SecretPlace;
use crate::refs::read_uid;
use crmweb_model::ids::{Uid, UserId, WebhookId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// A webhook as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its key.
    pub id: WebhookId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with every change people make.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// The kinds of record it wants to hear of; none: all.
    pub kinds: Vec<RecordKind>,
    /// What must have happened (`created`, `changed`, …); none: anything.
    pub verbs: Vec<String>,
    /// Whether anything is sent.
    pub active: bool,
    /// Why the program deactivated it; empty: it did not.
    pub stopped_because: String,
    /// Where its secret is kept.
    pub secret_place: SecretPlace,
    /// When it got another secret; the one before is good for a day longer.
    pub rotated_at: Option<Millis>,
    /// Whose eyes it has: what this user may not see is not told.
    pub owner: UserId,
    /// The last entry of the change log that was looked at for it.
    pub seen_seq: i64,
    /// Since when nothing could be delivered.
    pub failing_since: Option<Millis>,
    /// Nothing is sent before.
    pub hold_until: Millis,
    /// When it was added.
    pub created_at: Millis,
    /// When it was changed last.
    pub updated_at: Millis,
    /// When it was removed.
    pub deleted_at: Option<Millis>,
}

impl Webhook {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Webhook, self.id.0)
    }

    /// Returns its fields as the change log names them.
    pub fn texts(&self) -> Texts {
        let active = if self.active { "1" } else { "0" };
        vec![
            ("name", self.name.clone()),
            ("url", self.url.clone()),
            ("kinds", kinds_text(&self.kinds)),
            ("verbs", self.verbs.join(" ")),
            ("active", active.into()),
            ("stopped_because", self.stopped_because.clone()),
            ("rotated_at", crate::fields::maybe(self.rotated_at.map(|at| at.0))),
        ]
    }
}

const SELECT: &str =
    "SELECT id, uid, version, name, url, kinds, verbs, active, stopped_because, secret_place, rotated_at,
            owner_id, seen_seq, failing_since, hold_until, created_at, updated_at, deleted_at
     FROM webhooks";

/// Stores a new webhook and returns it with its key.
pub fn insert(tx: &mut Tx, new: Webhook) -> Result<Webhook> {
    let id = tx.query_one(
        "INSERT INTO webhooks
             (uid, name, url, kinds, verbs, active, secret_place, owner_id, seen_seq, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         RETURNING id",
        &[
            &new.uid.to_string(),
            &new.name,
            &new.url,
            &kinds_text(&new.kinds),
            &new.verbs.join(" "),
            &i64::from(new.active),
            &new.secret_place.as_str(),
            &new.owner.0,
            &new.seen_seq,
            &new.created_at.0,
            &new.updated_at.0,
        ],
        |r| r.get(0),
    )?;
    Ok(Webhook { id: WebhookId(id), version: 1, ..new })
}

/// Saves what people change of a webhook that was loaded at `version`; `false` when somebody saved it since.
pub fn save(tx: &mut Tx, webhook: &Webhook) -> Result<bool> {
    let saved = tx.execute(
        "UPDATE webhooks
         SET version = version + 1, name = ?3, url = ?4, kinds = ?5, verbs = ?6, active = ?7, stopped_because = ?8,
             rotated_at = ?9, seen_seq = ?10, failing_since = ?11, hold_until = ?12, updated_at = ?13, deleted_at = ?14,
             owner_id = ?15
         WHERE id = ?1 AND version = ?2",
        &[
            &webhook.id.0,
            &webhook.version,
            &webhook.name,
            &webhook.url,
            &kinds_text(&webhook.kinds),
            &webhook.verbs.join(" "),
            &i64::from(webhook.active),
            &webhook.stopped_because,
            &webhook.rotated_at.map(|at| at.0),
            &webhook.seen_seq,
            &webhook.failing_since.map(|at| at.0),
            &webhook.hold_until.0,
            &webhook.updated_at.0,
            &webhook.deleted_at.map(|at| at.0),
            &webhook.owner.0,
        ],
    )?;
    Ok(saved == 1)
}

/// Notes how the target fares; no change that people made.
pub fn note_health(
    tx: &mut Tx,
    id: WebhookId,
    failing_since: Option<Millis>,
    hold_until: Millis,
) -> Result<()> {
    tx.execute(
        "UPDATE webhooks SET failing_since = ?2, hold_until = ?3 WHERE id = ?1",
        &[&id.0, &failing_since.map(|at| at.0), &hold_until.0],
    )?;
    Ok(())
}

/// Notes that the log was looked at up to `to`; `false` when another process was faster.
pub fn advance(tx: &mut Tx, id: WebhookId, from: i64, to: i64) -> Result<bool> {
    let moved = tx
        .execute("UPDATE webhooks SET seen_seq = ?3 WHERE id = ?1 AND seen_seq = ?2", &[&id.0, &from, &to])?;
    Ok(moved == 1)
}

/// Lists the webhooks that were not removed, by name.
pub fn list(tx: &mut Tx) -> Result<Vec<Webhook>> {
    tx.query(&format!("{SELECT} WHERE deleted_at IS NULL ORDER BY name, id"), &[], webhook)
}

/// Loads a webhook by its id outside, unless it was removed.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Webhook>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1 AND deleted_at IS NULL"), &[&uid.to_string()], webhook)
}

/// Loads a webhook by its key, unless it was removed.
pub fn by_id(tx: &mut Tx, id: WebhookId) -> Result<Option<Webhook>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1 AND deleted_at IS NULL"), &[&id.0], webhook)
}

fn kinds_text(kinds: &[RecordKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

fn webhook(r: &Row) -> Result<Webhook> {
    let (kinds, verbs, place): (String, String, String) = (r.get(5)?, r.get(6)?, r.get(9)?);
    let kind = |name: &str| RecordKind::from_name(name).ok_or_else(|| damaged("kind of record", name));
    Ok(Webhook {
        id: WebhookId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        name: r.get(3)?,
        url: r.get(4)?,
        kinds: kinds.split_whitespace().map(kind).collect::<Result<_>>()?,
        verbs: verbs.split_whitespace().map(str::to_owned).collect(),
        active: r.flag(7)?,
        stopped_because: r.get(8)?,
        secret_place: SecretPlace::from_name(&place).ok_or_else(|| damaged("place of a secret", &place))?,
        rotated_at: r.get::<Option<i64>>(10)?.map(Millis),
        owner: UserId(r.get(11)?),
        seen_seq: r.get(12)?,
        failing_since: r.get::<Option<i64>>(13)?.map(Millis),
        hold_until: Millis(r.get(14)?),
        created_at: Millis(r.get(15)?),
        updated_at: Millis(r.get(16)?),
        deleted_at: r.get::<Option<i64>>(17)?.map(Millis),
    })
}
