//! The folders of a mailbox, each with its cursor: how far its mail is known.

use super::{BoxId, FolderId};
use crate::engine::{Row, Tx};
use crate::error::Result;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;

/// What a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Where new mail arrives.
    Inbox,
    /// What the user has sent.
    Sent,
    /// The archive.
    Archive,
    /// Any other.
    Other,
    /// What the user is still writing.
    Drafts,
    /// What waits to be sent.
    Outbox,
    /// Junk, spam.
    Junk,
    /// Deleted mail.
    Trash,
    /// A virtual folder that mirrors others (All Mail, Flagged, Important).
    All,
}

impl Role {
    /// All of them, in the order in which folders are looked at.
    pub const ALL: [Role; 9] = [
        Role::Inbox,
        Role::Sent,
        Role::Archive,
        Role::Other,
        Role::Drafts,
        Role::Outbox,
        Role::Junk,
        Role::Trash,
        Role::All,
    ];

    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Inbox => "inbox",
            Role::Sent => "sent",
            Role::Archive => "archive",
            Role::Other => "other",
            Role::Drafts => "drafts",
            Role::Outbox => "outbox",
            Role::Junk => "junk",
            Role::Trash => "trash",
            Role::All => "all",
        }
    }

    /// Reads [`Role::as_str`] back; anything else is a folder like any other.
    pub fn from_name(name: &str) -> Role {
        Role::ALL.into_iter().find(|role| role.as_str() == name).unwrap_or(Role::Other)
    }
}

/// How far the mail of a folder is known. Every UID from `low` to `high` has its entry, or is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The numbering it is about; 0 when the server has none.
    pub validity: u32,
    /// The highest UID with its entry; 0: none.
    pub high: u32,
    /// The first sync goes down from the newest and has come here; 0: it is through.
    pub low: u32,
    /// Every change up to this modification is known; 0: the server does not count them.
    pub mod_seq: u64,
    /// The next UID, as the server said at the last look; 0: it did not.
    pub uid_next: u32,
}

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its key.
    pub id: FolderId,
    /// Its mailbox.
    pub mailbox: BoxId,
    /// The bytes of the wire.
    pub raw_name: Vec<u8>,
    /// For people.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// What the user said about it.
    pub choice: Option<bool>,
    /// Why all of it is left out; `None`: it is followed.
    pub skip: Option<SkipReason>,
    /// How far it is known; `None`: never looked at.
    pub cursor: Option<Cursor>,
    /// Messages on the server at the last look.
    pub server_count: u64,
    /// The last look.
    pub looked_at: Option<Millis>,
    /// The last comparison of all UIDs.
    pub compared_at: Option<Millis>,
    /// It is no longer on the server since then.
    pub gone_at: Option<Millis>,
}

/// A folder as the server lists it, and what follows from its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The bytes of the wire.
    pub raw_name: Vec<u8>,
    /// For people.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Why it would be left out if the user said nothing.
    pub skip: Option<SkipReason>,
}

/// Takes over the server's list of folders: new ones come, absent ones are marked as gone and lose their entries.
pub fn reconcile(tx: &mut Tx, mailbox: BoxId, listed: &[Listed], now: Millis) -> Result<Vec<Folder>> {
    for folder in listed {
        let skip = folder.skip.map(SkipReason::as_str);
        tx.execute(
            "INSERT INTO folders (mailbox_id, raw_name, name, role, skip) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (mailbox_id, raw_name) DO UPDATE SET
                 name = excluded.name, role = excluded.role, gone_at = NULL,
                 skip = CASE folders.choice WHEN 1 THEN NULL WHEN 0 THEN coalesce(excluded.skip, 'copy')
                        ELSE excluded.skip END",
            &[&mailbox.0, &folder.raw_name, &folder.name, &folder.role.as_str(), &skip],
        )?;
    }
    let known = of_mailbox(tx, mailbox)?;
    let (present, absent): (Vec<Folder>, Vec<Folder>) =
        known.into_iter().partition(|known| listed.iter().any(|l| l.raw_name == known.raw_name));
    for folder in absent.iter().filter(|folder| folder.gone_at.is_none()) {
        set_aside(tx, folder.id)?;
        tx.execute(
            "UPDATE folders SET gone_at = ?2, low_uid = NULL, server_count = 0 WHERE id = ?1",
            &[&folder.id.0, &now.0],
        )?;
    }
    Ok(present)
}

/// Returns the folders of a mailbox, those that were once there included, in the order to look at them.
pub fn of_mailbox(tx: &mut Tx, mailbox: BoxId) -> Result<Vec<Folder>> {
    let sql = format!("SELECT {COLUMNS} FROM folders WHERE mailbox_id = ?1 ORDER BY name, id");
    let mut folders = tx.query(&sql, &[&mailbox.0], folder)?;
    folders.sort_by_key(|folder| folder.role);
    Ok(folders)
}

/// Returns one folder.
pub fn get(tx: &mut Tx, id: FolderId) -> Result<Folder> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM folders WHERE id = ?1"), &[&id.0], folder)
}

/// Notes what the user said about following a folder; `None`: what is usual.
pub fn choose(tx: &mut Tx, id: FolderId, follow: Option<bool>) -> Result<()> {
    tx.execute("UPDATE folders SET choice = ?2 WHERE id = ?1", &[&id.0, &follow.map(i64::from)])?;
    Ok(())
}

/// Moves the cursor. Belongs into the transaction that stores the entries it speaks of.
pub fn move_cursor(tx: &mut Tx, id: FolderId, cursor: &Cursor) -> Result<()> {
    tx.execute(
        "UPDATE folders
         SET uid_validity = ?2, high_uid = ?3, low_uid = ?4, mod_seq = ?5, uid_next = ?6
         WHERE id = ?1",
        &[
            &id.0,
            &i64::from(cursor.validity),
            &i64::from(cursor.high),
            &i64::from(cursor.low),
            &cursor.mod_seq.cast_signed(),
            &i64::from(cursor.uid_next),
        ],
    )?;
    Ok(())
}

/// Notes a look at a folder and how many messages the server has there; `compared`: all UIDs were compared.
pub fn note_look(tx: &mut Tx, id: FolderId, server_count: u64, compared: bool, now: Millis) -> Result<()> {
    tx.execute(
        "UPDATE folders
         SET server_count = ?2, looked_at = ?3, compared_at = CASE ?4 WHEN 1 THEN ?3 ELSE compared_at END
         WHERE id = ?1",
        &[&id.0, &server_count.cast_signed(), &now.0, &i64::from(compared)],
    )?;
    Ok(())
}

/// Sets the entries of a folder aside because their UIDs mean nothing any more. They stay to recognise the same
/// mail when it is seen again, until [`forget_set_aside`].
pub fn set_aside(tx: &mut Tx, id: FolderId) -> Result<()> {
    tx.execute("UPDATE messages SET uid = -messages.id WHERE folder_id = ?1 AND uid > 0", &[&id.0])?;
    Ok(())
}

/// Forgets the entries set aside in all folders of a mailbox, a part at a time; returns whether some are left.
pub fn forget_set_aside(tx: &mut Tx, mailbox: BoxId) -> Result<bool> {
    const AT_ONCE: u64 = 500;
    let gone = tx.execute(
        "DELETE FROM messages
         WHERE id IN (SELECT m.id
                      FROM folders f
                      JOIN messages m ON m.folder_id = f.id AND m.uid < 0
                      WHERE f.mailbox_id = ?1
                      LIMIT 500)",
        &[&mailbox.0],
    )?;
    Ok(gone == AT_ONCE)
}

const COLUMNS: &str =
    "id, mailbox_id, raw_name, name, role, choice, skip, uid_validity, high_uid, low_uid, mod_seq,
    uid_next, server_count, looked_at, compared_at, gone_at";

fn folder(r: &Row) -> Result<Folder> {
    let uid = |i| Ok::<u32, crate::Error>(u32::try_from(r.get::<i64>(i)?).unwrap_or(u32::MAX));
    let cursor = match r.get::<Option<i64>>(9)? {
        Some(low) => Some(Cursor {
            validity: uid(7)?,
            high: uid(8)?,
            low: u32::try_from(low).unwrap_or(u32::MAX),
            mod_seq: r.get::<i64>(10)?.cast_unsigned(),
            uid_next: uid(11)?,
        }),
        None => None,
    };
    Ok(Folder {
        id: FolderId(r.get(0)?),
        mailbox: BoxId(r.get(1)?),
        raw_name: r.get(2)?,
        name: r.get(3)?,
        role: Role::from_name(&r.get::<String>(4)?),
        choice: r.get::<Option<i64>>(5)?.map(|choice| choice != 0),
        skip: r.get::<Option<String>>(6)?.as_deref().and_then(SkipReason::from_name),
        cursor,
        server_count: r.get::<i64>(12)?.cast_unsigned(),
        looked_at: r.get::<Option<i64>>(13)?.map(Millis),
        compared_at: r.get::<Option<i64>>(14)?.map(Millis),
        gone_at: r.get::<Option<i64>>(15)?.map(Millis),
    })
}
