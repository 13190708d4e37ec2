//! What was logged from mails, and what logging needs to know of a mail.

use crate::engine::Tx;
use crate::error::Result;
use crate::links::record_kind;
use crate::mails::Stored;
use crmweb_model::ids::{AccountId, ContactId, MailId, ThreadId, UserId};
use crmweb_model::record::RecordRef;
use crmweb_model::time::Millis;

/// Something that was logged from a mail or from another one of its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The incident, opportunity, task, note, …
    pub record: RecordRef,
    /// Its subject or name.
    pub label: String,
    /// Who logged it.
    pub by: Option<UserId>,
    /// When.
    pub at: Millis,
    /// How far it is: a status, or the outcome of an opportunity.
    pub status: String,
    /// What an activity is (`task`, `note`, …); empty for other records.
    pub kind: String,
}

/// What of a mail goes into a new record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What is new in it.
    pub text: String,
    /// Its author's address.
    pub from_address: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
}

/// Returns what of a mail goes into a new record.
pub fn content(tx: &mut Tx, mail: MailId) -> Result<Content> {
    tx.query_one("SELECT text, from_address, message_id FROM mails WHERE id = ?1", &[&mail.0], |r| {
        Ok(Content { text: r.get(0)?, from_address: r.get(1)?, message_id: r.get(2)? })
    })
}

/// Lists the files a mail carries as name and size in bytes; images shown inside its text are left out.
pub fn attachments(tx: &mut Tx, mail: MailId) -> Result<Vec<(String, i64)>> {
    tx.query(
        "SELECT name, size FROM attachments WHERE mail_id = ?1 AND inline = 0 ORDER BY position",
        &[&mail.0],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// Lists what was logged from a mail, by its own links and by its conversation, newest first, at most 50, as `viewer`
/// may see it.
pub fn from_mail(tx: &mut Tx, mail: &Stored, viewer: UserId) -> Result<Vec<Logged>> {
    let found = tx.query(
        "WITH records AS (
             SELECT record_kind, record_id FROM thread_records WHERE thread_id = ?1
             UNION
             SELECT record_kind, record_id FROM activity_links
             WHERE activity_id = ?2 AND refused = 0 AND only_for IN (0, ?4)
         )
         SELECT r.record_kind, i.id, i.subject, i.author_id, i.created_at, i.status, ''
         FROM records r JOIN incidents i ON i.id = r.record_id
         WHERE r.record_kind = 'incident' AND i.deleted_at IS NULL
         UNION ALL
         SELECT r.record_kind, o.id, o.name, o.author_id, o.created_at, o.outcome, ''
         FROM records r JOIN opportunities o ON o.id = r.record_id
         WHERE r.record_kind = 'opportunity' AND o.deleted_at IS NULL
         UNION ALL
         SELECT 'activity', a.id, a.subject, a.author_id, a.created_at, a.status, a.kind
         FROM activity_links l JOIN activities a ON a.id = l.activity_id
         WHERE l.record_kind = 'mail' AND l.record_id = ?3 AND l.refused = 0
           AND a.deleted_at IS NULL AND a.private_to IN (0, ?4)
         ORDER BY 5 DESC, 2 DESC
         LIMIT 50",
        &[&mail.thread.0, &mail.activity.0, &mail.id.0, &viewer.0],
        |r| {
            let (kind, by): (String, Option<i64>) = (r.get(0)?, r.get(3)?);
            let record = RecordRef::new(record_kind(&kind)?, r.get(1)?);
            Ok(Logged {
                record,
                label: r.get(2)?,
                by: by.map(UserId),
                at: Millis(r.get(4)?),
                status: r.get(5)?,
                kind: r.get(6)?,
            })
        },
    )?;
    Ok(found)
}

/// Lists the conversations that belong to a record.
pub fn threads_of(tx: &mut Tx, record: RecordRef) -> Result<Vec<ThreadId>> {
    tx.query(
        "SELECT thread_id FROM thread_records WHERE record_kind = ?1 AND record_id = ?2 ORDER BY thread_id",
        &[&record.kind.as_str(), &record.id],
        |r| r.get(0).map(ThreadId),
    )
}

/// Returns the account where a contact mainly works.
pub fn main_account(tx: &mut Tx, contact: ContactId) -> Result<Option<AccountId>> {
    tx.query_opt(
        "SELECT a.id
         FROM contact_accounts p
         JOIN accounts a ON a.id = p.account_id
         WHERE p.contact_id = ?1 AND a.deleted_at IS NULL
         ORDER BY p.position, a.id
         LIMIT 1",
        &[&contact.0],
        |r| r.get(0).map(AccountId),
    )
}
