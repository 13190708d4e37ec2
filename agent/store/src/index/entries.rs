//! The entries: one for each mail in each folder, with what was decided about it.

use super::people::Interned;
use super::{BoxId, EntryId, FolderId};
use crate::engine::{Param, Tx};
use crate::error::{Error, Result};
use crmweb_model::ids::Uid;
use crmweb_model::mail::Envelope;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;

/// What makes a mail wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// An address in it is known.
    Address,
    /// A domain in it is known.
    Domain,
    /// The subject holds an incident's number.
    Incident,
    /// It answers a mail that belongs to the crm.
    Thread,
    /// A delivery report, possibly about somebody known.
    Bounce,
    /// The mailbox is the company's.
    Shared,
    /// It was in the crm before the crm was restored or moved.
    Replay,
}

impl Basis {
    const ALL: [Basis; 7] = [
        Basis::Address,
        Basis::Domain,
        Basis::Incident,
        Basis::Thread,
        Basis::Bounce,
        Basis::Shared,
        Basis::Replay,
    ];

    /// Returns the name used in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Address => "address",
            Basis::Domain => "domain",
            Basis::Incident => "incident",
            Basis::Thread => "thread",
            Basis::Bounce => "bounce",
            Basis::Shared => "shared",
            Basis::Replay => "replay",
        }
    }
}

/// What was decided about a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is to be fetched whole and handed over.
    Wanted(Basis),
    /// It is in the history.
    Linked(Uid),
    /// It is in the crm, and its owner holds it back.
    Held(Uid),
    /// It stays out.
    Skipped(SkipReason),
}

/// A decision with its reason for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was decided.
    pub decision: Decision,
    /// Why, for people; may be empty.
    pub why: String,
    /// The crm itself has answered; without news it is not asked again.
    pub asked: bool,
}

impl Verdict {
    /// A verdict of the mail side alone.
    pub fn of(decision: Decision, why: impl Into<String>) -> Verdict {
        Verdict { decision, why: why.into(), asked: false }
    }

    pub(super) fn columns(
        &self,
    ) -> (&'static str, Option<&'static str>, Option<&'static str>, Option<String>) {
        match self.decision {
            Decision::Wanted(basis) => ("wanted", None, Some(basis.as_str()), None),
            Decision::Linked(mail) => ("linked", None, None, Some(mail.to_string())),
            Decision::Held(mail) => ("held", None, None, Some(mail.to_string())),
            Decision::Skipped(reason) => ("skipped", Some(reason.as_str()), None, None),
        }
    }
}

/// A mail newly seen in a folder.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its number in the folder.
    pub uid: u32,
    /// Which mail it is, when the header alone tells.
    pub identity: Option<String>,
    /// What the header says.
    pub envelope: Envelope,
    /// When it was sent, or what comes nearest.
    pub sent_at: Millis,
    /// When the server received it.
    pub received_at: Millis,
    /// Size in bytes, as the server claims.
    pub size: u64,
    /// The flags, separated by spaces.
    pub flags: String,
    /// Names of what is wrong with the header, separated by spaces.
    pub defects: String,
}

/// Stores an entry with its people and references; `None`: there is one with this UID already.
pub fn insert(
    tx: &mut Tx,
    interned: &mut Interned,
    folder: FolderId,
    new: &NewEntry,
    verdict: &Verdict,
    now: Millis,
) -> Result<Option<EntryId>> {
    let envelope = &new.envelope;
    let (decision, reason, basis, mail_uid) = verdict.columns();
    let refs = super::refs::packed(envelope);
    let id = tx.insert(
        "INSERT INTO messages
             (folder_id, uid, identity, message_id, id_hash, subject, author, sent_at, received_at, size, flags,
              nature, sensitivity, defects, decision, reason, basis, why, asked, mail_uid, decided_at, refs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                 ?22)
         ON CONFLICT (folder_id, uid) DO NOTHING",
        &[
            &folder.0,
            &i64::from(new.uid),
            &new.identity,
            &envelope.message_id,
            &envelope.message_id.as_deref().map(super::id_hash),
            &envelope.subject,
            &author(envelope),
            &new.sent_at.0,
            &new.received_at.0,
            &new.size.cast_signed(),
            &new.flags,
            &envelope.nature.as_str(),
            &envelope.sensitivity,
            &new.defects,
            &decision,
            &reason,
            &basis,
            &verdict.why,
            &i64::from(verdict.asked),
            &mail_uid,
            &now.0,
            &refs,
        ],
    )?;
    let Some(id) = id else { return Ok(None) };
    let mut people = Vec::with_capacity(envelope.people.len());
    for person in &envelope.people {
        people.push((interned.id(tx, &person.address)?, person.part.as_str()));
    }
    let values: Vec<&dyn Param> =
        people.iter().flat_map(|(address, part)| [address as &dyn Param, &id, part]).collect();
    tx.insert_rows(
        "INSERT INTO message_people (address_id, message_id, part)",
        3,
        &values,
        "ON CONFLICT (address_id, message_id) DO NOTHING",
    )?;
    super::refs::note(tx, EntryId(id), &refs, verdict)?;
    Ok(Some(EntryId(id)))
}

fn author(envelope: &Envelope) -> String {
    match envelope.author() {
        Some(person) if person.name.is_empty() => person.address.to_string(),
        Some(person) => format!("{} <{}>", person.name, person.address),
        None => String::new(),
    }
}

/// Returns what the crm answered about another copy of this mail in the same mailbox.
pub fn twin(tx: &mut Tx, mailbox: BoxId, identity: &str) -> Result<Option<Verdict>> {
    // Unsorted: SQLite would make ready to sort for every mail, and nearly none has a twin.
    let mut twins = tx.query(
        "SELECT m.decision, m.reason, m.mail_uid, m.why
         FROM messages m
         JOIN folders f ON f.id = m.folder_id
         WHERE m.identity = ?1 AND m.asked = 1 AND f.mailbox_id = ?2",
        &[&identity, &mailbox.0],
        |r| {
            let decision = answered(&r.get::<String>(0)?, r.get(1)?, r.get(2)?)?;
            Ok(Verdict { decision, why: r.get(3)?, asked: true })
        },
    )?;
    let in_crm = |twin: &Verdict| matches!(twin.decision, Decision::Linked(_) | Decision::Held(_));
    let best = twins.iter().position(in_crm).unwrap_or(0);
    Ok((best < twins.len()).then(|| twins.swap_remove(best)))
}

pub(super) fn answered(decision: &str, reason: Option<String>, mail: Option<String>) -> Result<Decision> {
    let mail = || {
        let uid = mail.as_deref().and_then(|uid| Uid::parse(uid).ok());
        uid.ok_or_else(|| Error::Damaged("the mail of an entry".into()))
    };
    Ok(match decision {
        "linked" => Decision::Linked(mail()?),
        "held" => Decision::Held(mail()?),
        "wanted" => Decision::Wanted(Basis::Replay),
        _ => Decision::Skipped(
            reason.as_deref().and_then(SkipReason::from_name).unwrap_or(SkipReason::Unmatched),
        ),
    })
}

/// Tells whether one of these Message-IDs (as hashes) is that of a mail in the crm, on the server or not.
pub fn any_in_crm(tx: &mut Tx, references: &[i64]) -> Result<bool> {
    for hash in references {
        let found =
            tx.query_opt("SELECT id_hash FROM in_crm WHERE id_hash = ?1", &[hash], |r| r.get::<i64>(0))?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the folder of an entry and its number there; `None`: it is no longer on the server.
pub fn place(tx: &mut Tx, id: EntryId) -> Result<Option<(FolderId, u32)>> {
    let place =
        tx.query_opt("SELECT folder_id, uid FROM messages WHERE id = ?1 AND uid > 0", &[&id.0], |r| {
            Ok((FolderId(r.get(0)?), r.get::<i64>(1)?))
        })?;
    Ok(place.and_then(|(folder, uid)| Some((folder, u32::try_from(uid).ok()?))))
}

/// Counts the entries of a folder.
pub fn count(tx: &mut Tx, folder: FolderId) -> Result<u64> {
    tx.query_one("SELECT COUNT(*) FROM messages WHERE folder_id = ?1 AND uid > 0", &[&folder.0], |r| {
        Ok(r.get::<i64>(0)?.cast_unsigned())
    })
}

/// Returns the UIDs that have an entry, ascending, from `from` to `to`.
pub fn uids(tx: &mut Tx, folder: FolderId, from: u32, to: u32) -> Result<Vec<u32>> {
    tx.query(
        "SELECT uid FROM messages WHERE folder_id = ?1 AND uid BETWEEN ?2 AND ?3 ORDER BY uid",
        &[&folder.0, &i64::from(from.max(1)), &i64::from(to)],
        |r| Ok(u32::try_from(r.get::<i64>(0)?).unwrap_or(u32::MAX)),
    )
}

/// Sets aside the entries of mail that is no longer in the folder: it may turn up in another one. The crm keeps
/// its history.
pub fn set_aside(tx: &mut Tx, folder: FolderId, uids: &[u32]) -> Result<()> {
    for uid in uids {
        tx.execute(
            "UPDATE messages SET uid = -id WHERE folder_id = ?1 AND uid = ?2",
            &[&folder.0, &i64::from(*uid)],
        )?;
    }
    Ok(())
}

/// Forgets one entry.
pub fn forget(tx: &mut Tx, id: EntryId) -> Result<()> {
    tx.execute("DELETE FROM messages WHERE id = ?1", &[&id.0])?;
    Ok(())
}

/// Takes over flags; returns how many entries had others.
pub fn set_flags(tx: &mut Tx, folder: FolderId, flags: &[(u32, String)]) -> Result<u64> {
    let mut changed = 0;
    for (uid, flags) in flags {
        changed += tx.execute(
            "UPDATE messages SET flags = ?3 WHERE folder_id = ?1 AND uid = ?2 AND flags <> ?3",
            &[&folder.0, &i64::from(*uid), flags],
        )?;
    }
    Ok(changed)
}

impl Basis {
    /// Reads [`Basis::as_str`] back.
    pub fn from_name(name: &str) -> Option<Basis> {
        Basis::ALL.into_iter().find(|basis| basis.as_str() == name)
    }
}
