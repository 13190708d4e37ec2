//! Erasures under way and done, and whom nobody may write to any more.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::fields::damaged;
use crate::packs::Place;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::person::Person;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// The erasure of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The number under which the person is still spoken of.
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// The contact or lead; `None` is an address without a record.
    pub record: Option<RecordRef>,
    /// By what the person is recognised; empty at the end.
    pub person: Person,
    /// What is done now.
    pub step: String,
    /// Where it goes on.
    pub after: i64,
    /// How much there was, as JSON.
    pub counts: String,
    /// Who asked for it.
    pub user: Option<UserId>,
    /// When.
    pub started_at: Millis,
    /// When it was finished.
    pub done_at: Option<Millis>,
}

/// Bytes that no row names any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedFile {
    /// SHA-256 of the content.
    pub sha256: String,
    /// Where a mail is; `None` is the file of a document.
    pub place: Option<Place>,
    /// The identity of the mail.
    pub identity: String,
}

const SELECT: &str =
    "SELECT id, uid, record_kind, record_id, person, step, after_key, counts, user_id, started_at, done_at
     FROM erasures";

/// Notes that an erasure begins; returns it with its number.
pub fn begin(tx: &mut Tx, new: &Erasure) -> Result<Erasure> {
    let record = new.record.unwrap_or(RecordRef::new(RecordKind::Setting, 0));
    let kind = new.record.map_or("", |record| record.kind.as_str());
    let id = tx.insert(
        "INSERT INTO erasures (uid, record_kind, record_id, person, step, after_key, counts, user_id, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            &new.uid.to_string(),
            &kind,
            &record.id,
            &json(&new.person)?,
            &new.step,
            &new.after,
            &new.counts,
            &new.user.map(|u| u.0),
            &new.started_at.0,
        ],
    )?;
    Ok(Erasure { id: id.ok_or(Error::NotFound)?, ..new.clone() })
}

/// Notes how far an erasure is.
pub fn go_on(tx: &mut Tx, erasure: &Erasure) -> Result<()> {
    tx.execute(
        "UPDATE erasures SET step = ?2, after_key = ?3 WHERE id = ?1",
        &[&erasure.id, &erasure.step, &erasure.after],
    )?;
    Ok(())
}

/// Notes that an erasure is finished: by what the person was recognised is forgotten.
pub fn finish(tx: &mut Tx, erasure: &Erasure, at: Millis) -> Result<()> {
    tx.execute(
        "UPDATE erasures SET step = ?2, person = '', done_at = ?3 WHERE id = ?1",
        &[&erasure.id, &erasure.step, &at.0],
    )?;
    Ok(())
}

/// Lists the erasures that are not finished, oldest first.
pub fn open(tx: &mut Tx) -> Result<Vec<Erasure>> {
    tx.query(&format!("{SELECT} WHERE done_at IS NULL ORDER BY id"), &[], erasure)
}

/// Finds an erasure by its id outside.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Erasure>> {
    tx.query_opt(&format!("{SELECT} WHERE uid = ?1"), &[&uid.to_string()], erasure)
}

/// Returns the newest erasure of a record.
pub fn of_record(tx: &mut Tx, record: RecordRef) -> Result<Option<Erasure>> {
    let sql = format!("{SELECT} WHERE record_kind = ?1 AND record_id = ?2 ORDER BY id DESC LIMIT 1");
    tx.query_opt(&sql, &[&record.kind.as_str(), &record.id], erasure)
}

/// Notes bytes that have to be removed once the transaction is through.
pub fn add_file(tx: &mut Tx, erasure: i64, file: &ErasedFile) -> Result<()> {
    let place = file.place.unwrap_or_default();
    tx.execute(
        "INSERT INTO erased_files (erasure_id, sha256, pack, pack_at, size, identity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (erasure_id, sha256, pack, pack_at) DO NOTHING",
        &[&erasure, &file.sha256, &place.pack, &(place.at as i64), &(place.length as i64), &file.identity],
    )?;
    Ok(())
}

/// Lists the bytes that are still to be removed.
pub fn files(tx: &mut Tx, erasure: i64) -> Result<Vec<ErasedFile>> {
    tx.query(
        "SELECT sha256, pack, pack_at, size, identity FROM erased_files WHERE erasure_id = ?1",
        &[&erasure],
        |r| {
            let (pack, at, length): (i64, i64, i64) = (r.get(1)?, r.get(2)?, r.get(3)?);
            let place = Place { pack, at: at.unsigned_abs(), length: length.unsigned_abs() };
            Ok(ErasedFile { sha256: r.get(0)?, place: (pack > 0).then_some(place), identity: r.get(4)? })
        },
    )
}

/// Forgets bytes that were removed.
pub fn forget_files(tx: &mut Tx, erasure: i64) -> Result<()> {
    tx.execute("DELETE FROM erased_files WHERE erasure_id = ?1", &[&erasure])?;
    Ok(())
}

/// Lets nobody write to an address any more, known by its keyed hash.
pub fn suppress(tx: &mut Tx, mark: &str, why: &str, at: Millis) -> Result<()> {
    tx.execute(
        "INSERT INTO suppressed_addresses (mark, why, at) VALUES (?1, ?2, ?3) ON CONFLICT (mark) DO NOTHING",
        &[&mark, &why, &at.0],
    )?;
    Ok(())
}

/// Returns why nobody may write to an address, known by its keyed hash.
pub fn suppressed(tx: &mut Tx, mark: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT why FROM suppressed_addresses WHERE mark = ?1", &[&mark], |r| r.get(0))
}

fn json(person: &Person) -> Result<String> {
    serde_json::to_string(person).map_err(|e| Error::Damaged(e.to_string()))
}

fn erasure(r: &Row) -> Result<Erasure> {
    let (kind, id, person): (String, i64, String) = (r.get(2)?, r.get(3)?, r.get(4)?);
    let person = match person.as_str() {
        "" => Person::default(),
        text => serde_json::from_str(text).map_err(|e| Error::Damaged(e.to_string()))?,
    };
    let record = match kind.as_str() {
        "" => None,
        kind => Some(RecordRef::new(RecordKind::from_name(kind).ok_or_else(|| damaged("kind", kind))?, id)),
    };
    Ok(Erasure {
        id: r.get(0)?,
        uid: crate::refs::read_uid(r, 1)?,
        record,
        person,
        step: r.get(5)?,
        after: r.get(6)?,
        counts: r.get(7)?,
        user: r.get::<Option<i64>>(8)?.map(UserId),
        started_at: Millis(r.get(9)?),
        done_at: r.get::<Option<i64>>(10)?.map(Millis),
    })
}
