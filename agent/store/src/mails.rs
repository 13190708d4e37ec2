//! Mails of the crm: each once, with a capture for every mailbox that holds it.

mod copies;

pub use copies::{Capture, capture, captures, hold, uncapture};

use crate::engine::{Param, Row, Tx};
use crate::error::{Error, Result};
use crate::packs::Place;
use crmweb_model::address::Address;
use crmweb_model::identity::id_hash;
use crmweb_model::ids::{ActivityId, MailId, ThreadId, Uid};
use crmweb_model::mail::{Mail, Part};
use crmweb_model::record::Direction;
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// Where a stored mail is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub id: MailId,
    /// Its id outside.
    pub uid: Uid,
    /// The activity it is.
    pub activity: ActivityId,
    /// Its conversation.
    pub thread: ThreadId,
    /// Its identity (SPEC M5).
    pub identity: String,
    /// Its subject.
    pub subject: String,
    /// When it was sent.
    pub at: Millis,
    /// The hash of its bytes.
    pub sha256: String,
    /// Where they are.
    pub place: Place,
    /// They are only its beginning.
    pub truncated: bool,
}

/// Everything about a mail that is not in its bytes.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// What was read.
    pub mail: &'a Mail,
    /// Its identity.
    pub identity: &'a str,
    /// Its conversation.
    pub thread: ThreadId,
    /// Where its bytes are.
    pub place: Place,
    /// Which way it went.
    pub direction: Direction,
    /// When it was sent, or received when it does not say.
    pub at: Millis,
    /// Now.
    pub now: Millis,
}

/// Stores a mail and the activity it is; links, captures, search and timeline are the caller's.
pub fn insert(tx: &mut Tx, new: &NewMail) -> Result<Stored> {
    let (mail, envelope) = (new.mail, &new.mail.envelope);
    let activity = tx.insert(
        "INSERT INTO activities (uid, kind, status, open, priority, direction, subject, at, created_at, updated_at, done_at,
                                 subject_key)
         VALUES (?1, 'email', 'done', 0, 'normal', ?2, ?3, ?4, ?5, ?5, ?4, ?6)",
        &[
            &Uid::create().to_string(),
            &new.direction.as_str(),
            &envelope.subject,
            &new.at.0,
            &new.now.0,
            &fold(&envelope.subject),
        ],
    )?;
    let activity = activity.ok_or(Error::NotFound)?;
    let author = envelope.author();
    let files = mail.attachments.iter().filter(|a| !a.inline).count() as i64;
    let defects: Vec<&str> = mail.defects.iter().map(|d| d.as_str()).collect();
    let uid = Uid::create();
    let id = tx.insert(
        "INSERT INTO mails (uid, identity, activity_id, thread_id, message_id, id_hash, sent_at, from_address, from_name, nature,
                            text, size, truncated, sha256, pack, pack_at, attachments, defects, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19)",
        &[
            &uid.to_string(),
            &new.identity,
            &activity,
            &new.thread.0,
            &envelope.message_id,
            &envelope.message_id.as_deref().map(id_hash),
            &new.at.0,
            &author.map_or("", |p| p.address.as_str()),
            &author.map_or("", |p| p.name.as_str()),
            &envelope.nature.as_str(),
            &mail.text,
            &(mail.size as i64),
            &i64::from(mail.truncated),
            &mail.sha256,
            &new.place.pack,
            &(new.place.at as i64),
            &files,
            &defects.join(" "),
            &new.now.0,
        ],
    )?;
    let id = MailId(id.ok_or(Error::NotFound)?);
    people(tx, id, mail)?;
    attachments(tx, id, mail)?;
    Ok(Stored {
        id,
        uid,
        activity: ActivityId(activity),
        thread: new.thread,
        identity: new.identity.into(),
        subject: envelope.subject.clone(),
        at: new.at,
        sha256: mail.sha256.clone(),
        place: new.place,
        truncated: mail.truncated,
    })
}

/// Replaces the beginning of a mail by the whole of it (at `place`), when a second copy has more; or bytes that were
/// damaged.
pub fn complete(tx: &mut Tx, id: MailId, mail: &Mail, place: Place) -> Result<()> {
    let files = mail.attachments.iter().filter(|a| !a.inline).count() as i64;
    tx.execute(
        "UPDATE mails
         SET text = ?2, size = ?3, truncated = ?4, sha256 = ?5, pack = ?6, pack_at = ?7, attachments = ?8
         WHERE id = ?1",
        &[
            &id.0,
            &mail.text,
            &(mail.size as i64),
            &i64::from(mail.truncated),
            &mail.sha256,
            &place.pack,
            &(place.at as i64),
            &files,
        ],
    )?;
    tx.execute("DELETE FROM attachments WHERE mail_id = ?1", &[&id.0])?;
    attachments(tx, id, mail)
}

fn people(tx: &mut Tx, id: MailId, mail: &Mail) -> Result<()> {
    let people = mail.envelope.people.iter().filter(|p| p.part != Part::Bcc);
    let columns: Vec<_> = people.map(|p| (p.address.as_str(), p.part.as_str(), &p.name)).collect();
    let values: Vec<&dyn Param> =
        columns.iter().flat_map(|(address, part, name)| [&id.0 as &dyn Param, address, part, name]).collect();
    tx.insert_rows(
        "INSERT INTO mail_people (mail_id, address, part, name)",
        4,
        &values,
        "ON CONFLICT (mail_id, address, part) DO NOTHING",
    )
}

fn attachments(tx: &mut Tx, id: MailId, mail: &Mail) -> Result<()> {
    for (position, file) in mail.attachments.iter().enumerate() {
        tx.execute(
            "INSERT INTO attachments (mail_id, position, name, media_type, size, inline, sha256)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[
                &id.0,
                &(position as i64),
                &file.name,
                &file.media_type,
                &(file.size as i64),
                &i64::from(file.inline),
                &file.sha256,
            ],
        )?;
    }
    Ok(())
}

const STORED: &str =
    "SELECT m.id, m.uid, m.activity_id, m.thread_id, m.identity, a.subject, m.sent_at, m.sha256, m.truncated,
            m.pack, m.pack_at, m.size
     FROM mails m
     JOIN activities a ON a.id = m.activity_id";

/// Finds a mail by its identity.
pub fn by_identity(tx: &mut Tx, identity: &str) -> Result<Option<Stored>> {
    tx.query_opt(&format!("{STORED} WHERE m.identity = ?1"), &[&identity], stored)
}

/// Finds a mail by its id outside.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Stored>> {
    tx.query_opt(&format!("{STORED} WHERE m.uid = ?1"), &[&uid.to_string()], stored)
}

/// Finds a mail by its key.
pub fn by_id(tx: &mut Tx, id: MailId) -> Result<Option<Stored>> {
    tx.query_opt(&format!("{STORED} WHERE m.id = ?1"), &[&id.0], stored)
}

/// Finds the mail that an activity is.
pub fn by_activity(tx: &mut Tx, activity: ActivityId) -> Result<Option<Stored>> {
    tx.query_opt(&format!("{STORED} WHERE m.activity_id = ?1"), &[&activity.0], stored)
}

/// Finds the mails that carry a Message-ID: usually one.
pub fn by_message_id(tx: &mut Tx, message_id: &str) -> Result<Vec<Stored>> {
    let sql = format!("{STORED} WHERE m.id_hash = ?1 AND m.message_id = ?2 ORDER BY m.id");
    tx.query(&sql, &[&id_hash(message_id), &message_id], stored)
}

/// Lists the mails of a conversation, oldest first.
pub fn of_thread(tx: &mut Tx, thread: ThreadId) -> Result<Vec<Stored>> {
    tx.query(&format!("{STORED} WHERE m.thread_id = ?1 ORDER BY m.sent_at, m.id"), &[&thread.0], stored)
}

/// Lists the places in a pack that mails have.
pub fn places(tx: &mut Tx, pack: i64) -> Result<Vec<Place>> {
    tx.query("SELECT pack_at, size FROM mails WHERE pack = ?1 ORDER BY pack_at", &[&pack], |r| {
        Ok(Place { pack, at: r.get::<i64>(0)? as u64, length: r.get::<i64>(1)? as u64 })
    })
}

/// Lists the mails after a key, at most `limit`.
pub fn after(tx: &mut Tx, after: MailId, limit: i64) -> Result<Vec<Stored>> {
    tx.query(&format!("{STORED} WHERE m.id > ?1 ORDER BY m.id LIMIT ?2"), &[&after.0, &limit], stored)
}

/// Lists the mails in whose headers an address stands, blind copies included, oldest key first, after `after`.
pub fn with_address(tx: &mut Tx, address: &Address, after: MailId, limit: i64) -> Result<Vec<MailId>> {
    tx.query(
        "SELECT DISTINCT mail_id FROM mail_people WHERE address = ?1 AND mail_id > ?2 ORDER BY mail_id LIMIT ?3",
        &[&address.as_str(), &after.0, &limit],
        |r| r.get(0).map(MailId),
    )
}

/// Lists the mails in whose headers an address at `domain` stands, among the `among` keys after `after`; and the key
/// to go on after, `None` at the end.
pub fn with_domain(
    tx: &mut Tx,
    domain: &str,
    after: MailId,
    among: i64,
) -> Result<(Vec<MailId>, Option<MailId>)> {
    let last: Option<i64> = tx.query_one("SELECT MAX(id) FROM mails", &[], |r| r.get(0))?;
    let upto = after.0.saturating_add(among);
    let escaped = domain.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let found = tx.query(
        "SELECT DISTINCT mail_id
         FROM mail_people
         WHERE mail_id > ?1 AND mail_id <= ?2 AND address LIKE ?3 ESCAPE '!'
         ORDER BY mail_id",
        &[&after.0, &upto, &format!("%@{escaped}")],
        |r| r.get(0).map(MailId),
    )?;
    Ok((found, last.filter(|last| upto < *last).map(|_| MailId(upto))))
}

/// Lists who stands in a mail's headers, blind copies left out: address, part, name.
pub fn people_of(tx: &mut Tx, id: MailId) -> Result<Vec<(Address, Part, String)>> {
    let found = tx.query(
        "SELECT address, part, name FROM mail_people WHERE mail_id = ?1 ORDER BY part, address",
        &[&id.0],
        |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?)),
    )?;
    let read = |(address, part, name): (String, String, String)| {
        Some((Address::parse(&address).ok()?, Part::from_name(&part), name))
    };
    Ok(found.into_iter().filter_map(read).collect())
}

/// Removes a mail of which no copy is left, with its activity and everything that hangs on it but its bytes.
pub fn remove(tx: &mut Tx, mail: &Stored) -> Result<()> {
    crate::search::forget(tx, mail.activity)?;
    for sql in [
        "DELETE FROM captures WHERE mail_id = ?1",
        "DELETE FROM attachments WHERE mail_id = ?1",
        "DELETE FROM mail_people WHERE mail_id = ?1",
        "DELETE FROM mails WHERE id = ?1",
    ] {
        tx.execute(sql, &[&mail.id.0])?;
    }
    tx.execute("DELETE FROM activity_links WHERE activity_id = ?1", &[&mail.activity.0])?;
    crate::timeline::refresh(tx, mail.activity)?;
    tx.execute("DELETE FROM activities WHERE id = ?1", &[&mail.activity.0])?;
    Ok(())
}

fn stored(r: &Row) -> Result<Stored> {
    let uid: String = r.get(1)?;
    Ok(Stored {
        id: MailId(r.get(0)?),
        uid: Uid::parse(&uid).map_err(|e| Error::Damaged(e.to_string()))?,
        activity: ActivityId(r.get(2)?),
        thread: ThreadId(r.get(3)?),
        identity: r.get(4)?,
        subject: r.get(5)?,
        at: Millis(r.get(6)?),
        sha256: r.get(7)?,
        truncated: r.flag(8)?,
        place: Place { pack: r.get(9)?, at: r.get::<i64>(10)? as u64, length: r.get::<i64>(11)? as u64 },
    })
}
