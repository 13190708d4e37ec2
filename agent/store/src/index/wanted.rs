//! The wanted entries: mail on its way from the server into the crm.

use super::entries::{Basis, Verdict};
use super::{BoxId, EntryId, FolderId, refs};
use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::time::Millis;

/// A mail to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its entry.
    pub id: EntryId,
    /// Its number in the folder.
    pub uid: u32,
    /// Which mail it is, when the header told.
    pub identity: Option<String>,
    /// Size in bytes, as the server claims.
    pub size: u64,
    /// When the server received it.
    pub received_at: Millis,
    /// Attempts that failed.
    pub tries: u32,
    /// Why it is wanted.
    pub basis: Option<Basis>,
}

/// So much is returned at once, a few megabytes: whoever fetches it waits for the rest only seldom.
const MOST: usize = 20_000;

/// Returns what is wanted of a folder above a UID and due: how much, and the newest of it, newest first.
pub fn of_folder(tx: &mut Tx, folder: FolderId, above: u32, now: Millis) -> Result<(u64, Vec<Wanted>)> {
    let newest = newest(tx, folder, above, now)?;
    if newest.len() < MOST {
        return Ok((newest.len() as u64, newest));
    }
    let count = tx.query_one(
        "SELECT COUNT(*) FROM messages
         WHERE folder_id = ?1 AND decision = 'wanted' AND uid > ?2 AND retry_at <= ?3",
        &[&folder.0, &i64::from(above), &now.0],
        |r| Ok(r.get::<i64>(0)?.cast_unsigned()),
    )?;
    Ok((count, newest))
}

fn newest(tx: &mut Tx, folder: FolderId, above: u32, now: Millis) -> Result<Vec<Wanted>> {
    tx.query(
        "SELECT id, uid, identity, size, received_at, tries, basis
         FROM messages
         WHERE folder_id = ?1 AND decision = 'wanted' AND uid > ?2 AND retry_at <= ?3
         ORDER BY sent_at DESC, id DESC
         LIMIT ?4",
        &[&folder.0, &i64::from(above), &now.0, &(MOST as i64)],
        |r| {
            Ok(Wanted {
                id: EntryId(r.get(0)?),
                uid: u32::try_from(r.get::<i64>(1)?).unwrap_or(0),
                identity: r.get(2)?,
                size: r.get::<i64>(3)?.cast_unsigned(),
                received_at: Millis(r.get(4)?),
                tries: u32::try_from(r.get::<i64>(5)?).unwrap_or(0),
                basis: r.get::<Option<String>>(6)?.as_deref().and_then(Basis::from_name),
            })
        },
    )
}

/// Counts what is wanted of the followed folders of a mailbox, due or not.
pub fn count(tx: &mut Tx, mailbox: BoxId) -> Result<u64> {
    tx.query_one(
        "SELECT COUNT(*)
         FROM folders f
         JOIN messages m ON m.folder_id = f.id
         WHERE f.mailbox_id = ?1 AND f.skip IS NULL AND m.decision = 'wanted' AND m.uid > 0",
        &[&mailbox.0],
        |r| Ok(r.get::<i64>(0)?.cast_unsigned()),
    )
}

/// Settles an entry and the other copies of the mail in the same mailbox; returns how many were settled.
///
/// A copy that is left out for a reason of its own (a folder on the never-log list) stays as it is.
pub fn settle(
    tx: &mut Tx,
    mailbox: BoxId,
    id: EntryId,
    identity: Option<&str>,
    verdict: &Verdict,
    now: Millis,
) -> Result<u64> {
    settle_one(tx, id, verdict, now)?;
    let copies = match identity {
        Some(identity) => open_copies(tx, mailbox, id, identity)?,
        None => Vec::new(),
    };
    for copy in &copies {
        settle_one(tx, *copy, verdict, now)?;
    }
    Ok(1 + copies.len() as u64)
}

fn settle_one(tx: &mut Tx, id: EntryId, verdict: &Verdict, now: Millis) -> Result<()> {
    let (decision, reason, basis, mail_uid) = verdict.columns();
    tx.execute(
        "UPDATE messages
         SET decision = ?2, reason = ?3, basis = ?4, mail_uid = ?5, why = ?6, asked = ?7, decided_at = ?8,
             retry_at = 0
         WHERE id = ?1",
        &[&id.0, &decision, &reason, &basis, &mail_uid, &verdict.why, &i64::from(verdict.asked), &now.0],
    )?;
    refs::note_again(tx, id, verdict)
}

/// Lists the other copies of a mail in its mailbox that wait for the same answer.
fn open_copies(tx: &mut Tx, mailbox: BoxId, id: EntryId, identity: &str) -> Result<Vec<EntryId>> {
    // The folder is asked for one by one: for a list of folders, SQLite would build a table each time.
    tx.query(
        "SELECT m.id
         FROM messages m
         WHERE m.identity = ?1 AND m.id <> ?2
             AND (m.decision = 'wanted' OR (m.decision = 'skipped' AND m.reason = 'unmatched'))
             AND (SELECT f.mailbox_id FROM folders f WHERE f.id = m.folder_id) = ?3",
        &[&identity, &id.0, &mailbox.0],
        |r| r.get(0).map(EntryId),
    )
}

/// Notes that an entry's mail is in the crm, and wants the mails that answer it and matched nobody, in every
/// mailbox; returns how many.
pub fn want_answers(tx: &mut Tx, id: EntryId, now: Millis) -> Result<u64> {
    let own =
        tx.query_opt("SELECT id_hash FROM messages WHERE id = ?1", &[&id.0], |r| r.get::<Option<i64>>(0))?;
    let Some(own) = own.flatten() else { return Ok(0) };
    tx.execute("INSERT INTO in_crm (id_hash) VALUES (?1) ON CONFLICT (id_hash) DO NOTHING", &[&own])?;
    let mut called = 0;
    for answer in refs::answers(tx, own)? {
        called += tx.execute(
            "UPDATE messages
             SET decision = 'wanted', reason = NULL, basis = 'thread', why = 'answers a mail of the crm',
                 decided_at = ?2, tries = 0, retry_at = 0
             WHERE id = ?1 AND decision = 'skipped' AND reason = 'unmatched'",
            &[&answer.0, &now.0],
        )?;
    }
    Ok(called)
}

/// Notes that an entry's mail was taken back from the crm: its answers are no longer wanted for its sake.
pub fn taken_back(tx: &mut Tx, id: EntryId) -> Result<()> {
    tx.execute("DELETE FROM in_crm WHERE id_hash = (SELECT id_hash FROM messages WHERE id = ?1)", &[&id.0])?;
    Ok(())
}

/// Notes a failed attempt and when the next one is due.
pub fn note_failure(tx: &mut Tx, id: EntryId, why: &str, retry_at: Millis) -> Result<()> {
    tx.execute(
        "UPDATE messages SET tries = tries + 1, why = ?2, retry_at = ?3 WHERE id = ?1 AND decision = 'wanted'",
        &[&id.0, &why, &retry_at.0],
    )?;
    Ok(())
}

/// Gives an entry up for now: it counts as quarantined, with its defect and, where they are known, its bytes.
pub fn quarantine(tx: &mut Tx, id: EntryId, defect: &str, sha256: Option<&str>, now: Millis) -> Result<()> {
    tx.execute(
        "UPDATE messages
         SET decision = 'skipped', reason = 'quarantined', basis = NULL, why = ?2, decided_at = ?3
         WHERE id = ?1",
        &[&id.0, &defect, &now.0],
    )?;
    tx.execute(
        "INSERT INTO quarantine (message_id, defect, sha256, at)
         SELECT id, ?2, ?3, ?4 FROM messages WHERE id = ?1
         ON CONFLICT (message_id) DO UPDATE SET defect = excluded.defect, sha256 = excluded.sha256, at = excluded.at",
        &[&id.0, &defect, &sha256, &now.0],
    )?;
    Ok(())
}

/// Wants the quarantined mail of a mailbox once more; returns how many.
pub fn release(tx: &mut Tx, mailbox: BoxId, now: Millis) -> Result<u64> {
    tx.execute(
        "UPDATE messages
         SET decision = 'wanted', reason = NULL, basis = 'replay', tries = 0, retry_at = 0, decided_at = ?2
         WHERE decision = 'skipped' AND reason = 'quarantined'
             AND folder_id IN (SELECT id FROM folders WHERE mailbox_id = ?1)",
        &[&mailbox.0, &now.0],
    )
}

/// Wants everything again that is in the crm, because the crm was restored or moved; a part at a time, returns
/// whether some is left.
pub fn replay(tx: &mut Tx, now: Millis) -> Result<bool> {
    const AT_ONCE: u64 = 1_000;
    let changed = tx.execute(
        "UPDATE messages
         SET decision = 'wanted', basis = 'replay', mail_uid = NULL, asked = 0, tries = 0, retry_at = 0,
             decided_at = ?1
         WHERE id IN (SELECT id FROM messages WHERE decision IN ('linked', 'held') LIMIT 1000)",
        &[&now.0],
    )?;
    Ok(changed == AT_ONCE)
}
