//! Incidents: requests for support.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{AccountId, ContactId, IncidentId, Uid, UserId};
use crmweb_model::record::{Channel, IncidentStatus, Priority, RecordKind, RecordRef};
use crmweb_model::subject::incident_label;
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// A request for support as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its key; given by [`insert`].
    pub id: IncidentId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// Its number, unique.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// What happened.
    pub description: String,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// Who reported it.
    pub contact: Option<ContactId>,
    /// The product, by name.
    pub product: String,
    /// The category.
    pub category: String,
    /// How urgent.
    pub priority: Priority,
    /// How it reached us.
    pub channel: Channel,
    /// How far it is.
    pub status: IncidentStatus,
    /// The queue, by name; empty for none.
    pub queue: String,
    /// The queue in which it waits; `None` also for a name of old that no queue has.
    pub queue_id: Option<i64>,
    /// The product in the catalogue.
    pub product_id: Option<i64>,
    /// Since when due times count; `None` is since it was logged.
    pub clock_from: Option<Millis>,
    /// Since when the client has to answer.
    pub paused_at: Option<Millis>,
    /// Who logged it.
    pub author: Option<UserId>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// When the first answer is due.
    pub respond_by: Option<Millis>,
    /// When the solution is due.
    pub solve_by: Option<Millis>,
    /// What solved it.
    pub solution: String,
    /// When it was logged.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When nobody had to do anything any more.
    pub closed_at: Option<Millis>,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
}

impl Incident {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Incident, self.id.0)
    }

    /// Returns its number as people write it: `INC-1042K`.
    pub fn label(&self) -> String {
        incident_label(self.number)
    }
}

const SELECT: &str =
    "SELECT id, uid, version, number, subject, description, account_id, contact_id, product, category,
            priority, channel, status,
            COALESCE((SELECT q.name FROM queues q WHERE q.id = incidents.queue_id), queue),
            author_id, assignee_id, respond_by, solve_by, solution,
            created_at, updated_at, closed_at, deleted_at, queue_id, product_id, clock_from, paused_at
     FROM incidents";

/// Stores a new incident and returns it with its key.
pub fn insert(tx: &mut Tx, new: Incident) -> Result<Incident> {
    let id = tx.query_one(
        "INSERT INTO incidents
             (uid, number, subject, subject_key, description, account_id, contact_id, product, category, priority,
              channel, status, open, queue, author_id, assignee_id, respond_by, solve_by, solution,
              created_at, updated_at, closed_at, queue_id, product_id, clock_from, paused_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                 ?23, ?24, ?25, ?26)
         RETURNING id",
        &[
            &new.uid.to_string(),
            &new.number,
            &new.subject,
            &fold(&new.subject),
            &new.description,
            &new.account.map(|a| a.0),
            &new.contact.map(|c| c.0),
            &new.product,
            &new.category,
            &new.priority.as_str(),
            &new.channel.as_str(),
            &new.status.as_str(),
            &i64::from(new.status.is_open()),
            &new.queue,
            &new.author.map(|u| u.0),
            &new.assignee.map(|u| u.0),
            &new.respond_by.map(|t| t.0),
            &new.solve_by.map(|t| t.0),
            &new.solution,
            &new.created_at.0,
            &new.updated_at.0,
            &new.closed_at.map(|t| t.0),
            &new.queue_id,
            &new.product_id,
            &new.clock_from.map(|t| t.0),
            &new.paused_at.map(|t| t.0),
        ],
        |r| r.get(0),
    )?;
    Ok(Incident { id: IncidentId(id), version: 1, ..new })
}

/// Saves an incident that was loaded at `version`; `false` when somebody saved it since, and nothing is written.
pub fn save(tx: &mut Tx, incident: &Incident) -> Result<bool> {
    let saved = tx.execute(
        "UPDATE incidents
         SET version = version + 1, subject = ?3, subject_key = ?4, description = ?5, account_id = ?6,
             contact_id = ?7, product = ?8, category = ?9, priority = ?10, channel = ?11, status = ?12, open = ?13,
             queue = ?14, assignee_id = ?15, respond_by = ?16, solve_by = ?17, solution = ?18, updated_at = ?19,
             closed_at = ?20, deleted_at = ?21, queue_id = ?22, product_id = ?23, clock_from = ?24, paused_at = ?25
         WHERE id = ?1 AND version = ?2",
        &[
            &incident.id.0,
            &incident.version,
            &incident.subject,
            &fold(&incident.subject),
            &incident.description,
            &incident.account.map(|a| a.0),
            &incident.contact.map(|c| c.0),
            &incident.product,
            &incident.category,
            &incident.priority.as_str(),
            &incident.channel.as_str(),
            &incident.status.as_str(),
            &i64::from(incident.status.is_open()),
            &incident.queue,
            &incident.assignee.map(|u| u.0),
            &incident.respond_by.map(|t| t.0),
            &incident.solve_by.map(|t| t.0),
            &incident.solution,
            &incident.updated_at.0,
            &incident.closed_at.map(|t| t.0),
            &incident.deleted_at.map(|t| t.0),
            &incident.queue_id,
            &incident.product_id,
            &incident.clock_from.map(|t| t.0),
            &incident.paused_at.map(|t| t.0),
        ],
    )?;
    Ok(saved == 1)
}

/// Loads an incident by its key, deleted ones too.
pub fn load(tx: &mut Tx, id: IncidentId) -> Result<Option<Incident>> {
    tx.query_opt(&format!("{SELECT} WHERE id = ?1"), &[&id.0], incident)
}

/// Loads an incident by its id outside, deleted ones too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Incident>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], incident)
}

/// Loads an incident by its number; deleted ones are not there.
pub fn by_number(tx: &mut Tx, number: i64) -> Result<Option<Incident>> {
    tx.query_opt(&format!("{SELECT} WHERE number = ?1 AND deleted_at IS NULL"), &[&number], incident)
}

/// Lists the open incidents of an account, newest first.
pub fn open_of_account(tx: &mut Tx, account: AccountId, limit: i64) -> Result<Vec<Incident>> {
    let sql = format!(
        "{SELECT} WHERE account_id = ?1 AND open = 1 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2"
    );
    tx.query(&sql, &[&account.0, &limit], incident)
}

/// Lists the open incidents that a contact reported, newest first.
pub fn open_of_contact(tx: &mut Tx, contact: ContactId, limit: i64) -> Result<Vec<Incident>> {
    let sql = format!(
        "{SELECT} WHERE contact_id = ?1 AND open = 1 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2"
    );
    tx.query(&sql, &[&contact.0, &limit], incident)
}

/// Lists the open incidents on which a user works, newest first; `None` lists those nobody has.
pub fn open_of_assignee(tx: &mut Tx, assignee: Option<UserId>, limit: i64) -> Result<Vec<Incident>> {
    let whose = if assignee.is_some() { "assignee_id = ?2" } else { "assignee_id IS NULL" };
    let sql = format!("{SELECT} WHERE {whose} AND open = 1 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?1");
    match assignee {
        Some(user) => tx.query(&sql, &[&limit, &user.0], incident),
        None => tx.query(&sql, &[&limit], incident),
    }
}

/// Lists the open incidents that wait in a queue, the first to be solved first; those without a due time last.
pub fn open_of_queue(
    tx: &mut Tx,
    queue: i64,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<Incident>> {
    let (due, id) = after.unwrap_or((0, 0));
    let sql = format!(
        "{SELECT}
         WHERE queue_id = ?1 AND open = 1 AND deleted_at IS NULL
           AND (COALESCE(solve_by, {NEVER}) > ?2 OR (COALESCE(solve_by, {NEVER}) = ?2 AND id > ?3))
         ORDER BY COALESCE(solve_by, {NEVER}), id
         LIMIT ?4"
    );
    tx.query(&sql, &[&queue, &due, &id, &limit], incident)
}

/// A due time that never comes.
pub const NEVER: i64 = 253_402_300_799_999;

/// Returns when the client of an incident was first answered since it was logged: the first mail, call, letter or fax of ours
/// that belongs to it.
pub fn answered(tx: &mut Tx, incident: IncidentId) -> Result<Option<Millis>> {
    let at: Option<i64> = tx.query_one(
        "SELECT MIN(a.at)
         FROM activity_links l
         JOIN activities a ON a.id = l.activity_id
         JOIN incidents i ON i.id = l.record_id
         WHERE l.record_kind = 'incident' AND l.record_id = ?1 AND l.refused = 0
           AND a.direction = 'out' AND a.open = 0 AND a.status = 'done' AND a.deleted_at IS NULL
           AND a.kind IN ('email', 'call', 'letter', 'fax') AND a.at >= i.created_at",
        &[&incident.0],
        |r| r.get(0),
    )?;
    Ok(at.map(Millis))
}

fn incident(r: &Row) -> Result<Incident> {
    Ok(Incident {
        id: IncidentId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        number: r.get(3)?,
        subject: r.get(4)?,
        description: r.get(5)?,
        account: r.get::<Option<i64>>(6)?.map(AccountId),
        contact: r.get::<Option<i64>>(7)?.map(ContactId),
        product: r.get(8)?,
        category: r.get(9)?,
        priority: read_word(r, 10, Priority::from_name)?,
        channel: read_word(r, 11, Channel::from_name)?,
        status: read_word(r, 12, IncidentStatus::from_name)?,
        queue: r.get(13)?,
        author: r.get::<Option<i64>>(14)?.map(UserId),
        assignee: r.get::<Option<i64>>(15)?.map(UserId),
        respond_by: r.get::<Option<i64>>(16)?.map(Millis),
        solve_by: r.get::<Option<i64>>(17)?.map(Millis),
        solution: r.get(18)?,
        created_at: Millis(r.get(19)?),
        updated_at: Millis(r.get(20)?),
        closed_at: r.get::<Option<i64>>(21)?.map(Millis),
        deleted_at: r.get::<Option<i64>>(22)?.map(Millis),
        queue_id: r.get(23)?,
        product_id: r.get(24)?,
        clock_from: r.get::<Option<i64>>(25)?.map(Millis),
        paused_at: r.get::<Option<i64>>(26)?.map(Millis),
    })
}
