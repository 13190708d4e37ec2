//! Records by their ids outside, and back.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};

/// Where a kind of record is kept, and what says that a row is there for people; `None` for kinds without a table yet.
fn place(kind: RecordKind) -> Option<(&'static str, &'static str)> {
    match kind {
        RecordKind::Account => Some(("accounts", "deleted_at IS NULL")),
        RecordKind::Contact => Some(("contacts", "deleted_at IS NULL")),
        RecordKind::Opportunity => Some(("opportunities", "deleted_at IS NULL")),
        RecordKind::Incident => Some(("incidents", "deleted_at IS NULL")),
        RecordKind::Activity => Some(("activities", "deleted_at IS NULL")),
        RecordKind::Mailbox => Some(("mailboxes", "deleted_at IS NULL")),
        RecordKind::Lead => Some(("leads", "deleted_at IS NULL")),
        RecordKind::Campaign => Some(("campaigns", "deleted_at IS NULL")),
        RecordKind::Sale => Some(("sales", "deleted_at IS NULL")),
        RecordKind::Product => Some(("products", "deleted_at IS NULL")),
        RecordKind::Category => Some(("product_categories", "deleted_at IS NULL")),
        RecordKind::Document => Some(("documents", "deleted_at IS NULL")),
        RecordKind::Template => Some(("templates", "deleted_at IS NULL")),
        RecordKind::Article => Some(("articles", "deleted_at IS NULL")),
        RecordKind::Group => Some(("record_groups", "deleted_at IS NULL")),
        RecordKind::Queue => Some(("queues", "deleted_at IS NULL")),
        RecordKind::CustomField => Some(("custom_fields", "deleted_at IS NULL")),
        RecordKind::Stage => Some(("stages", "1 = 1")),
        RecordKind::Tag => Some(("tags", "1 = 1")),
        RecordKind::User => Some(("users", "active = 1")),
        RecordKind::Mail => Some(("mails", "1 = 1")),
        RecordKind::NeverLog => Some(("never_log", "1 = 1")),
        RecordKind::MatchRule => Some(("match_rules", "1 = 1")),
        RecordKind::View | RecordKind::Setting => None,
    }
}

/// Returns the table of a kind of record.
pub(crate) fn table(kind: RecordKind) -> Option<&'static str> {
    place(kind).map(|(table, _)| table)
}

/// Finds a record by its id outside; deleted ones and inactive users are not there.
pub fn find(tx: &mut Tx, kind: RecordKind, uid: Uid) -> Result<Option<RecordRef>> {
    let Some((table, there)) = place(kind) else { return Ok(None) };
    let sql = format!("SELECT id FROM {table} WHERE uid = ?1 AND {there}");
    tx.query_opt(&sql, &[&uid.to_string()], |r| r.get(0).map(|id| RecordRef::new(kind, id)))
}

/// Tells whether a record is there, not deleted and not inactive.
pub fn is_there(tx: &mut Tx, record: RecordRef) -> Result<bool> {
    let Some((table, there)) = place(record.kind) else { return Ok(false) };
    let sql = format!("SELECT id FROM {table} WHERE id = ?1 AND {there}");
    Ok(tx.query_opt(&sql, &[&record.id], |r| r.get::<i64>(0))?.is_some())
}

/// Returns a record's id outside, of deleted ones too.
pub fn uid(tx: &mut Tx, record: RecordRef) -> Result<Option<Uid>> {
    let Some((table, _)) = place(record.kind) else { return Ok(None) };
    let sql = format!("SELECT uid FROM {table} WHERE id = ?1");
    tx.query_opt(&sql, &[&record.id], |r| read_uid(r, 0))
}

/// Reads column `i` as an id outside.
pub(crate) fn read_uid(r: &Row, i: usize) -> Result<Uid> {
    let text: String = r.get(i)?;
    Uid::parse(&text).map_err(|_| damaged("id of a record", &text))
}

/// Reads column `i` as one of a closed list of words.
pub(crate) fn read_word<T>(r: &Row, i: usize, read: impl Fn(&str) -> Option<T>) -> Result<T> {
    let name: String = r.get(i)?;
    read(&name).ok_or_else(|| damaged("word", &name))
}
