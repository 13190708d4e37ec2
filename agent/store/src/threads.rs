//! Which mails are one conversation.

use crate::engine::{Param, Tx};
use crate::error::{Error, Result};
use crmweb_model::identity::id_hash;
use crmweb_model::ids::ThreadId;
use crmweb_model::mail::Envelope;
use crmweb_model::time::Millis;

/// Returns the thread of a mail, starting one when it belongs to none, and remembers the ids it names.
///
/// Mails arrive in any order: an id that is only referred to already has its thread, and the mail that turns out to
/// own it brings its own references along. A mail that names two known threads joins the nearer one: anybody can
/// write any id into a header, so that never merges what others said.
pub fn of_mail(tx: &mut Tx, envelope: &Envelope, at: Millis) -> Result<ThreadId> {
    Named::by(tx, envelope)?.join(tx, at)
}

/// The ids that a mail names, as hashes, each with its thread when it has one.
pub struct Named {
    /// Of the mails it refers to, oldest first.
    references: Vec<(i64, Option<i64>)>,
    own: Option<(i64, Option<i64>)>,
}

/// Ids looked up by one statement: a few fixed sizes are prepared once each.
const AT_ONCE: usize = 12;

impl Named {
    /// Looks up what a mail names.
    pub fn by(tx: &mut Tx, envelope: &Envelope) -> Result<Named> {
        let mut ids: Vec<i64> = envelope.references.iter().map(|id| id_hash(id)).collect();
        ids.extend(envelope.message_id.as_deref().map(id_hash));
        let known = known(tx, &ids)?;
        let mut references: Vec<(i64, Option<i64>)> = ids.into_iter().zip(known).collect();
        let own = envelope.message_id.as_ref().and_then(|_| references.pop());
        Ok(Named { references, own })
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
        let news = self.references.iter().chain(&self.own).filter(|(_, known)| known.is_none());
        let values: Vec<&dyn Param> = news.flat_map(|(id, _)| [id as &dyn Param, &thread]).collect();
        tx.insert_rows(
            "INSERT INTO thread_refs (id_hash, thread_id)",
            2,
            &values,
            "ON CONFLICT (id_hash) DO NOTHING",
        )?;
        Ok(ThreadId(thread))
    }

    fn nearest(&self) -> Option<i64> {
        self.references.iter().rev().find_map(|(_, thread)| *thread)
    }
}

/// Returns the threads of ids, each where its id stands. One look-up each: for a list, SQLite would build a table.
fn known(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Option<i64>>> {
    let mut threads = vec![None; ids.len()];
    for (part, found) in ids.chunks(AT_ONCE).zip(threads.chunks_mut(AT_ONCE)) {
        let look_up = |i| format!("SELECT id_hash, thread_id FROM thread_refs WHERE id_hash = ?{i}");
        let sql = (1..=part.len()).map(look_up).collect::<Vec<_>>().join(" UNION ALL ");
        let params: Vec<&dyn Param> = part.iter().map(|id| id as &dyn Param).collect();
        for (id, thread) in tx.query(&sql, &params, |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?)))? {
            for (_, place) in part.iter().zip(&mut *found).filter(|(asked, _)| **asked == id) {
                *place = Some(thread);
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

/// Lists the Message-IDs of the mails of a conversation, newest first, at most `limit`.
pub fn message_ids(tx: &mut Tx, thread: ThreadId, limit: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT message_id FROM mails WHERE thread_id = ?1 AND message_id IS NOT NULL ORDER BY sent_at DESC, id DESC LIMIT ?2",
        &[&thread.0, &limit],
        |r| r.get(0),
    )
}
