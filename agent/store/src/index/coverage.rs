//! The proof that nothing is missing: per folder, server count = linked + held + skipped (+ pending while syncing).

use super::folders::{self, Folder};
use super::{BoxId, EntryId, FolderId};
use crate::engine::{Row, Tx};
use crate::error::Result;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;
use std::collections::BTreeMap;

/// What became of the mail of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderCoverage {
    /// The folder.
    pub folder: Folder,
    /// In the history.
    pub linked: u64,
    /// In the crm, held back.
    pub held: u64,
    /// Left out, by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Decided to belong to the crm, not there yet.
    pub pending: u64,
    /// On the server, not listed yet.
    pub unseen: u64,
}

impl FolderCoverage {
    /// Returns how many mails are accounted for, pending ones included.
    pub fn accounted(&self) -> u64 {
        self.linked + self.held + self.skipped.values().sum::<u64>() + self.pending
    }

    /// Tells whether every mail the server counted has its place, and none is under way.
    pub fn is_complete(&self) -> bool {
        self.pending == 0 && self.unseen == 0 && self.accounted() == self.folder.server_count
    }
}

/// Accounts for every folder of a mailbox.
pub fn of_mailbox(tx: &mut Tx, mailbox: BoxId) -> Result<Vec<FolderCoverage>> {
    let folders = folders::of_mailbox(tx, mailbox)?;
    folders
        .into_iter()
        .filter(|folder| folder.gone_at.is_none())
        .map(|folder| of_folder(tx, folder))
        .collect()
}

fn of_folder(tx: &mut Tx, folder: Folder) -> Result<FolderCoverage> {
    let mut coverage =
        FolderCoverage { folder, linked: 0, held: 0, skipped: BTreeMap::new(), pending: 0, unseen: 0 };
    // Only counted, never read.
    if let Some(reason) = coverage.folder.skip {
        coverage.skipped.insert(reason, coverage.folder.server_count);
        return Ok(coverage);
    }
    let counts = tx.query(
        "SELECT decision, reason, COUNT(*)
         FROM messages
         WHERE folder_id = ?1 AND uid > 0
         GROUP BY decision, reason",
        &[&coverage.folder.id.0],
        |r| Ok((r.get::<String>(0)?, r.get::<Option<String>>(1)?, r.get::<i64>(2)?.cast_unsigned())),
    )?;
    for (decision, reason, count) in counts {
        match decision.as_str() {
            "linked" => coverage.linked += count,
            "held" => coverage.held += count,
            "wanted" => coverage.pending += count,
            _ => {
                let reason =
                    reason.as_deref().and_then(SkipReason::from_name).unwrap_or(SkipReason::Unmatched);
                *coverage.skipped.entry(reason).or_default() += count;
            }
        }
    }
    coverage.unseen = coverage.folder.server_count.saturating_sub(coverage.accounted());
    Ok(coverage)
}

/// Where a mail is, and what became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// The entry.
    pub entry: EntryId,
    /// The folder.
    pub folder: FolderId,
    /// The address of the mailbox.
    pub mailbox: String,
    /// The shown name of the folder.
    pub folder_name: String,
    /// Its number in the folder.
    pub uid: u32,
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    pub author: String,
    /// When it was sent.
    pub sent_at: Millis,
    /// Its flags.
    pub flags: String,
    /// `wanted`, `linked`, `held` or `skipped`.
    pub decision: String,
    /// Why it was skipped.
    pub reason: Option<SkipReason>,
    /// Why, for people.
    pub why: String,
    /// The mail in the crm.
    pub mail: Option<Uid>,
    /// Its Message-ID.
    pub message_id: Option<String>,
}

/// Returns every place of the mail with this Message-ID (without angle brackets).
pub fn locate(tx: &mut Tx, message_id: &str) -> Result<Vec<Whereabouts>> {
    let id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    tx.query(
        "SELECT m.id, f.id, b.address, f.name, m.uid, m.subject, m.author, m.sent_at, m.flags, m.decision, m.reason,
             m.why, m.mail_uid, m.message_id
         FROM messages m
         JOIN folders f ON f.id = m.folder_id
         JOIN mailboxes b ON b.id = f.mailbox_id
         WHERE m.id_hash = ?1 AND m.message_id = ?2 AND m.uid > 0
         ORDER BY b.address, f.name, m.uid",
        &[&super::id_hash(id), &id],
        whereabouts,
    )
}

/// Lists the newest mail that is in the crm, or that nobody known is in; at most `limit`, copies included.
pub fn newest(tx: &mut Tx, in_crm: bool, limit: i64) -> Result<Vec<Whereabouts>> {
    let which = if in_crm { "m.decision IN ('linked', 'held')" } else { "m.reason = 'unmatched'" };
    let sql = format!(
        "SELECT m.id, f.id, b.address, f.name, m.uid, m.subject, m.author, m.sent_at, m.flags, m.decision, m.reason,
             m.why, m.mail_uid, m.message_id
         FROM messages m
         JOIN folders f ON f.id = m.folder_id
         JOIN mailboxes b ON b.id = f.mailbox_id
         WHERE {which} AND m.uid > 0
         ORDER BY m.sent_at DESC, m.id DESC
         LIMIT ?1"
    );
    tx.query(&sql, &[&limit], whereabouts)
}

fn whereabouts(r: &Row) -> Result<Whereabouts> {
    Ok(Whereabouts {
        entry: EntryId(r.get(0)?),
        folder: FolderId(r.get(1)?),
        mailbox: r.get(2)?,
        folder_name: r.get(3)?,
        uid: u32::try_from(r.get::<i64>(4)?).unwrap_or(0),
        subject: r.get(5)?,
        author: r.get(6)?,
        sent_at: Millis(r.get(7)?),
        flags: r.get(8)?,
        decision: r.get(9)?,
        reason: r.get::<Option<String>>(10)?.as_deref().and_then(SkipReason::from_name),
        why: r.get(11)?,
        mail: r.get::<Option<String>>(12)?.as_deref().and_then(|uid| Uid::parse(uid).ok()),
        message_id: r.get(13)?,
    })
}
