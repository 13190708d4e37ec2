//! Which mails are one conversation.

use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::{Error, Result};
use crmweb_model::ids::ThreadId;
use crmweb_model::mail::Envelope;
use crmweb_model::time::Millis;
use std::collections::HashMap;

/// Returns the thread of a mail, starting one when it belongs to none, and remembers the ids it names.
///
/// Mails arrive in any order: an id that is only referred to already has its thread, and the mail that turns out to
/// own it brings its own references along. A mail that names two known threads joins the nearer one: anybody can
/// write any id into a header, so that never merges what others said.
pub fn of_mail(tx: &mut Tx, envelope: &Envelope, at: Millis) -> Result<ThreadId> {
    Named::by(tx, envelope)?.join(tx, at)
}

/// The ids that a mail names, each with its thread when it has one.
pub struct Named<'a> {
    references: Vec<(&'a str, Option<i64>)>,
    own: Option<(&'a str, Option<i64>)>,
}

impl<'a> Named<'a> {
    /// Looks up what a mail names.
    pub fn by(tx: &mut Tx, envelope: &'a Envelope) -> Result<Named<'a>> {
        let mut ids: Vec<&str> = envelope.references.iter().map(String::as_str).collect();
        ids.extend(envelope.message_id.as_deref());
        let known = known(tx, &ids)?;
        let with_thread = |id: &'a str| (id, known.get(id).copied());
        Ok(Named {
            references: envelope.references.iter().map(|id| with_thread(id)).collect(),
            own: envelope.message_id.as_deref().map(with_thread),
        })
    }

    /// Returns the thread the mail would join.
    pub fn thread(&self) -> Option<ThreadId> {
        let waiting = self.own.and_then(|(_, thread)| thread);
        waiting.or_else(|| self.nearest()).map(ThreadId)
    }

    /// Lets the mail join its thread, see [`of_mail`].
    pub fn join(self, tx: &mut Tx, at: Millis) -> Result<ThreadId> {
        let waiting = self.own.and_then(|(_, thread)| thread);
        let thread = match (self.nearest(), waiting) {
            (Some(thread), Some(waiting)) if thread != waiting => {
                if !merge(tx, waiting, thread)? {
                    return Ok(ThreadId(waiting));
                }
                thread
            }
            (Some(thread), _) | (None, Some(thread)) => thread,
            (None, None) => start(tx, at)?,
        };
        for (id, _) in self.references.iter().chain(&self.own).filter(|(_, thread)| thread.is_none()) {
            tx.execute(
                "INSERT INTO thread_refs (message_id, thread_id) VALUES (?1, ?2) ON CONFLICT (message_id) DO NOTHING",
                &[id, &thread],
            )?;
        }
        Ok(ThreadId(thread))
    }

    fn nearest(&self) -> Option<i64> {
        self.references.iter().rev().find_map(|(_, thread)| *thread)
    }
}

fn known<'a>(tx: &mut Tx, ids: &[&'a str]) -> Result<HashMap<&'a str, i64>> {
    let mut threads = HashMap::new();
    // A few fixed sizes, so that the statement is prepared once each.
    for part in ids.chunks(8) {
        let sql = format!(
            "SELECT message_id, thread_id FROM thread_refs WHERE message_id IN ({})",
            placeholders(1, part.len())
        );
        let params: Vec<&dyn Param> = part.iter().map(|id| id as &dyn Param).collect();
        for (id, thread) in tx.query(&sql, &params, |r| Ok((r.get::<String>(0)?, r.get::<i64>(1)?)))? {
            if let Some(id) = part.iter().find(|known| **known == id) {
                threads.insert(*id, thread);
            }
        }
    }
    Ok(threads)
}

fn start(tx: &mut Tx, at: Millis) -> Result<i64> {
    tx.insert("INSERT INTO threads (first_at) VALUES (?1)", &[&at.0])?.ok_or(Error::NotFound)
}

/// The most mails a thread may have to be moved into another.
const MOST_MOVED: i64 = 200;

/// Moves the answers that waited for this mail into the thread of its references.
fn merge(tx: &mut Tx, waiting: i64, into: i64) -> Result<bool> {
    let size: i64 =
        tx.query_one("SELECT COUNT(*) FROM mails WHERE thread_id = ?1", &[&waiting], |r| r.get(0))?;
    if size > MOST_MOVED {
        return Ok(false);
    }
    tx.execute("UPDATE mails SET thread_id = ?2 WHERE thread_id = ?1", &[&waiting, &into])?;
    tx.execute("UPDATE thread_refs SET thread_id = ?2 WHERE thread_id = ?1", &[&waiting, &into])?;
    tx.execute(
        "INSERT INTO thread_records (thread_id, record_kind, record_id)
         SELECT CAST(?2 AS BIGINT), record_kind, record_id FROM thread_records WHERE thread_id = ?1
         ON CONFLICT (thread_id, record_kind, record_id) DO NOTHING",
        &[&waiting, &into],
    )?;
    tx.execute("DELETE FROM thread_records WHERE thread_id = ?1", &[&waiting])?;
    tx.execute("DELETE FROM threads WHERE id = ?1", &[&waiting])?;
    Ok(true)
}
