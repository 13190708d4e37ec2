//! The newest mail of the private index, for a list beside the panel.

use super::{EntryId, refs};
use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crmweb_model::ids::Uid;
use crmweb_model::mail::Part;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;
use std::collections::HashMap;

/// A mail of the private index in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// The entry.
    pub entry: EntryId,
    /// The address of its mailbox.
    pub mailbox: String,
    /// The shown name of its folder.
    pub folder: String,
    /// The folder's role (`inbox`, `sent`, …).
    pub role: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Who wrote it, as shown.
    pub author: String,
    /// When it was sent.
    pub sent_at: Millis,
    /// `wanted`, `linked`, `held` or `skipped`.
    pub decision: String,
    /// Why it was skipped.
    pub reason: Option<SkipReason>,
    /// Why, for people.
    pub why: String,
    /// The mail in the crm.
    pub mail: Option<Uid>,
    /// Addresses in its headers, each with the first part played.
    pub people: Vec<(Part, String)>,
}

/// A place in the list: what comes after it is older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// When the last mail shown was sent.
    pub sent_at: Millis,
    /// Its entry.
    pub entry: EntryId,
}

macro_rules! recent {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, b.address, f.name, f.role, m.message_id, m.subject, m.author, m.sent_at, m.decision, m.reason,
                 m.why, m.mail_uid
             FROM messages m
             JOIN folders f ON f.id = m.folder_id
             JOIN mailboxes b ON b.id = f.mailbox_id ",
            $rest
        )
    };
}

/// Lists the newest mail of followed folders, before `before`, at most `limit`. With `text` only what has it in subject
/// or author.
pub fn list(tx: &mut Tx, before: Option<Before>, text: &str, limit: i64) -> Result<Vec<Recent>> {
    let from = before.unwrap_or(Before { sent_at: Millis(i64::MAX), entry: EntryId(i64::MAX) });
    let literal = text.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let pattern = if literal.is_empty() { "%".to_owned() } else { format!("%{literal}%") };
    let found = tx.query(
        recent!(
            "WHERE m.sent_at <= ?1 AND (m.sent_at, m.id) < (?1, ?2) AND m.uid > 0 AND f.skip IS NULL
                 AND (m.subject LIKE ?3 ESCAPE '!' OR m.author LIKE ?3 ESCAPE '!')
             ORDER BY m.sent_at DESC, m.id DESC
             LIMIT ?4"
        ),
        &[&from.sent_at.0, &from.entry.0, &pattern, &limit],
        row,
    )?;
    with_people(tx, found)
}

/// Loads one mail of the index.
pub fn get(tx: &mut Tx, entry: EntryId) -> Result<Option<Recent>> {
    let found = tx.query(recent!("WHERE m.id = ?1 AND m.uid > 0"), &[&entry.0], row)?;
    Ok(with_people(tx, found)?.pop())
}

/// Finds a mail of the index by its Message-ID; the copy in the inbox before others.
pub fn by_message_id(tx: &mut Tx, message_id: &str) -> Result<Option<Recent>> {
    let found = tx.query(
        recent!(
            "WHERE m.id_hash = ?1 AND m.message_id = ?2 AND m.uid > 0
             ORDER BY CASE WHEN m.mail_uid IS NULL THEN 1 ELSE 0 END, CASE f.role WHEN 'inbox' THEN 0 ELSE 1 END, m.id
             LIMIT 1"
        ),
        &[&super::id_hash(message_id), &message_id],
        row,
    )?;
    Ok(with_people(tx, found)?.pop())
}

/// Lists the mails nobody known is in that belong to a conversation: those that refer to one of `message_ids`, those that
/// carry one, and those that `entry` refers to; newest first, at most `limit`, each mail once.
pub fn conversation(
    tx: &mut Tx,
    message_ids: &[String],
    entry: Option<EntryId>,
    limit: usize,
) -> Result<Vec<Recent>> {
    let parents = match entry {
        Some(entry) => refs::of_entry(tx, entry)?,
        None => Vec::new(),
    };
    let entry = entry.map_or(0, |entry| entry.0);
    let mut hashes: Vec<i64> = message_ids.iter().take(MOST_IDS).map(|id| super::id_hash(id)).collect();
    hashes.resize(MOST_IDS, hashes.first().copied().unwrap_or(0));
    // The newest are at the end.
    hashes.extend(parents.iter().rev().take(MOST_IDS));
    hashes.resize(2 * MOST_IDS, hashes.first().copied().unwrap_or(0));
    let mut params: Vec<&dyn Param> = vec![&entry];
    params.extend(hashes.iter().map(|hash| hash as &dyn Param));
    let sql = format!(
        recent!(
            "JOIN (SELECT message_id AS id FROM message_refs WHERE id_hash IN ({own})
                   UNION SELECT id FROM messages WHERE id_hash IN ({all})) AS near ON near.id = m.id
             WHERE m.decision = 'skipped' AND m.reason = 'unmatched' AND m.uid > 0 AND f.skip IS NULL AND m.id <> ?1
             ORDER BY m.sent_at DESC, m.id DESC"
        ),
        own = placeholders(2, MOST_IDS),
        all = placeholders(2, 2 * MOST_IDS)
    );
    let mut found: Vec<Recent> = Vec::new();
    for mail in tx.query(&sql, &params, row)? {
        let copy = |known: &Recent| known.message_id.is_some() && known.message_id == mail.message_id;
        if found.len() < limit && !found.iter().any(copy) {
            found.push(mail);
        }
    }
    with_people(tx, found)
}

/// The most Message-IDs a conversation is found by.
const MOST_IDS: usize = 64;

fn with_people(tx: &mut Tx, mut found: Vec<Recent>) -> Result<Vec<Recent>> {
    if found.is_empty() {
        return Ok(found);
    }
    let ids: Vec<i64> = found.iter().map(|m| m.entry.0).collect();
    let params: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    let sql = format!(
        "SELECT p.message_id, p.part, a.address
         FROM message_people p
         JOIN addresses a ON a.id = p.address_id
         WHERE p.message_id IN ({})
         ORDER BY p.message_id, a.id",
        placeholders(1, ids.len())
    );
    let mut people: HashMap<i64, Vec<(Part, String)>> = HashMap::new();
    for (id, part, address) in
        tx.query(&sql, &params, |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?, r.get::<String>(2)?)))?
    {
        people.entry(id).or_default().push((Part::from_name(&part), address));
    }
    for mail in &mut found {
        mail.people = people.remove(&mail.entry.0).unwrap_or_default();
    }
    Ok(found)
}

fn row(r: &Row) -> Result<Recent> {
    Ok(Recent {
        entry: EntryId(r.get(0)?),
        mailbox: r.get(1)?,
        folder: r.get(2)?,
        role: r.get(3)?,
        message_id: r.get(4)?,
        subject: r.get(5)?,
        author: r.get(6)?,
        sent_at: Millis(r.get(7)?),
        decision: r.get(8)?,
        reason: r.get::<Option<String>>(9)?.as_deref().and_then(SkipReason::from_name),
        why: r.get(10)?,
        mail: r.get::<Option<String>>(11)?.as_deref().and_then(|uid| Uid::parse(uid).ok()),
        people: Vec::new(),
    })
}
