//! The facts an entry was decided by, for deciding it again.

use super::entries::{Decision, Verdict, answered};
use super::{BoxId, EntryId};
use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Envelope, Nature, Part, Person};
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;

/// What is decided about an entry at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Current {
    /// It is to be handed over.
    Wanted,
    /// It is in the crm, as this mail.
    InCrm(Uid),
    /// It stays out.
    Skipped(SkipReason),
    /// It could not be fetched or read: no decision helps.
    Unreadable,
}

/// The facts an entry is decided by.
#[derive(Clone, Debug)]
pub struct Known {
    /// The entry.
    pub id: EntryId,
    /// Its mailbox.
    pub mailbox: BoxId,
    /// The shown name of its folder.
    pub folder: String,
    /// Its flags.
    pub flags: String,
    /// People (one part each), subject, nature and sensitivity; the rest is not kept.
    pub envelope: Envelope,
    /// What it refers to, as hashes.
    pub references: Vec<i64>,
    /// What is decided about it.
    pub current: Current,
}

/// Reads the facts of entries; those gone meanwhile are left out.
pub fn known(tx: &mut Tx, ids: &[EntryId]) -> Result<Vec<Known>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let entry = tx.query_opt(
            "SELECT f.mailbox_id, f.name, m.flags, m.message_id, m.subject, m.nature, m.sensitivity, m.decision,
                 m.reason, m.mail_uid, m.refs
             FROM messages m
             JOIN folders f ON f.id = m.folder_id
             WHERE m.id = ?1",
            &[&id.0],
            |r| known_row(*id, r),
        )?;
        let Some(mut entry) = entry else { continue };
        entry.envelope.people = tx.query(
            "SELECT a.address, p.part
             FROM message_people p
             JOIN addresses a ON a.id = p.address_id
             WHERE p.message_id = ?1",
            &[&id.0],
            |r| {
                let address = Address::parse(&r.get::<String>(0)?)
                    .map_err(|_| Error::Damaged("an address of the mail index".into()))?;
                Ok(Person { part: Part::from_name(&r.get::<String>(1)?), address, name: String::new() })
            },
        )?;
        found.push(entry);
    }
    Ok(found)
}

fn known_row(id: EntryId, r: &Row) -> Result<Known> {
    let envelope = Envelope {
        message_id: r.get(3)?,
        subject: r.get(4)?,
        nature: Nature::from_name(&r.get::<String>(5)?),
        sensitivity: r.get(6)?,
        ..Envelope::default()
    };
    let current = match answered(&r.get::<String>(7)?, r.get(8)?, r.get(9)?)? {
        Decision::Wanted(_) => Current::Wanted,
        Decision::Linked(mail) | Decision::Held(mail) => Current::InCrm(mail),
        Decision::Skipped(SkipReason::Quarantined | SkipReason::TooLarge) => Current::Unreadable,
        Decision::Skipped(reason) => Current::Skipped(reason),
    };
    let (mailbox, folder, flags) = (BoxId(r.get(0)?), r.get(1)?, r.get(2)?);
    let references = super::refs::unpacked(&r.get::<Vec<u8>>(10)?);
    Ok(Known { id, mailbox, folder, flags, envelope, references, current })
}

/// Returns all entries that are not in the crm.
pub fn outside(tx: &mut Tx) -> Result<Vec<EntryId>> {
    tx.query("SELECT id FROM messages WHERE decision IN ('skipped', 'wanted')", &[], |r| {
        Ok(EntryId(r.get(0)?))
    })
}

/// Returns all entries that are in the crm.
pub fn inside(tx: &mut Tx) -> Result<Vec<EntryId>> {
    tx.query("SELECT id FROM messages WHERE decision IN ('linked', 'held')", &[], |r| Ok(EntryId(r.get(0)?)))
}

/// Changes what was decided about an entry.
pub fn decide(tx: &mut Tx, id: EntryId, verdict: &Verdict, now: Millis) -> Result<()> {
    let (decision, reason, basis, mail_uid) = verdict.columns();
    tx.execute(
        "UPDATE messages
         SET decision = ?2, reason = ?3, basis = ?4, mail_uid = ?5, why = ?6, asked = ?7, decided_at = ?8,
             tries = 0, retry_at = 0
         WHERE id = ?1",
        &[&id.0, &decision, &reason, &basis, &mail_uid, &verdict.why, &i64::from(verdict.asked), &now.0],
    )?;
    super::refs::note_again(tx, id, verdict)
}

/// Changes what was decided about every copy of mails that are, or were, in the crm.
pub fn decide_mails(tx: &mut Tx, mails: &[Uid], verdict: impl Fn(Uid) -> Verdict, now: Millis) -> Result<()> {
    for mail in mails {
        let copies = tx.query("SELECT id FROM messages WHERE mail_uid = ?1", &[&mail.to_string()], |r| {
            Ok(EntryId(r.get(0)?))
        })?;
        for copy in copies {
            decide(tx, copy, &verdict(*mail), now)?;
        }
    }
    Ok(())
}

/// Lists the copies of the mail with this Message-ID (without angle brackets), each with its identity.
pub fn copies(tx: &mut Tx, message_id: &str) -> Result<Vec<(EntryId, String)>> {
    tx.query(
        "SELECT id, identity FROM messages WHERE id_hash = ?1 AND message_id = ?2 AND identity IS NOT NULL",
        &[&super::id_hash(message_id), &message_id],
        |r| Ok((EntryId(r.get(0)?), r.get(1)?)),
    )
}
