//! The files of documents: their versions, and the records to which documents belong.

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::keys;
use crate::reach::{Reach, of_people};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// One version of a document's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// The name it came with, made safe.
    pub file_name: String,
    /// The type under which it is handed out.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content: the name of its bytes.
    pub sha256: String,
    /// What its author said of it.
    pub remark: String,
    /// Who added it.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Millis,
}

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Points at it.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// What it is, such as `contract`.
    pub kind: String,
    /// How many versions it has.
    pub versions: i64,
    /// The name of its newest file.
    pub file_name: String,
    /// The size of its newest file in bytes.
    pub size: u64,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// Which documents are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Folded; in the name.
    pub text: String,
    /// One of these is a keyword of it, as written; `None` is any.
    pub keywords: Option<Vec<String>>,
    /// What it is.
    pub kind: Option<String>,
    /// The record to which it belongs.
    pub of: Option<RecordRef>,
    /// Only older ones than this, by key.
    pub before: Option<i64>,
    /// How many.
    pub limit: i64,
}

const VERSION: &str = "SELECT number, file_name, media_type, size, sha256, remark, made_by, made_at
     FROM document_versions
     WHERE document_id = ?1";

/// Lists the versions of a document, newest first.
pub fn versions(tx: &mut Tx, document: i64) -> Result<Vec<Version>> {
    tx.query(&format!("{VERSION} ORDER BY number DESC"), &[&document], version)
}

/// Returns a version; `None` is the newest.
pub fn find_version(tx: &mut Tx, document: i64, number: Option<i64>) -> Result<Option<Version>> {
    match number {
        Some(number) => tx.query_opt(&format!("{VERSION} AND number = ?2"), &[&document, &number], version),
        None => tx.query_opt(&format!("{VERSION} ORDER BY number DESC LIMIT 1"), &[&document], version),
    }
}

/// Adds a version under its number.
pub fn insert_version(tx: &mut Tx, document: i64, new: &Version) -> Result<()> {
    tx.execute(
        "INSERT INTO document_versions (document_id, number, file_name, media_type, size, sha256, remark, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            &document,
            &new.number,
            &new.file_name,
            &new.media_type,
            &(new.size as i64),
            &new.sha256,
            &new.remark,
            &new.made_by.map(|u| u.0),
            &new.made_at.0,
        ],
    )?;
    count(tx, document)
}

/// Takes a version away.
pub fn remove_version(tx: &mut Tx, document: i64, number: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM document_versions WHERE document_id = ?1 AND number = ?2",
        &[&document, &number],
    )?;
    count(tx, document)
}

fn count(tx: &mut Tx, document: i64) -> Result<()> {
    tx.execute(
        "UPDATE documents
         SET versions = (SELECT COUNT(*) FROM document_versions WHERE document_id = ?1)
         WHERE id = ?1",
        &[&document],
    )?;
    Ok(())
}

/// Lets a document belong to a record; `false` when it does already.
pub fn link(tx: &mut Tx, document: i64, to: RecordRef, by: Option<UserId>, at: Millis) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO document_links (document_id, record_kind, record_id, made_by, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (document_id, record_kind, record_id) DO NOTHING",
        &[&document, &to.kind.as_str(), &to.id, &by.map(|u| u.0), &at.0],
    )?;
    Ok(added == 1)
}

/// Lets a document no longer belong to a record; `false` when it did not.
pub fn unlink(tx: &mut Tx, document: i64, from: RecordRef) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM document_links WHERE document_id = ?1 AND record_kind = ?2 AND record_id = ?3",
        &[&document, &from.kind.as_str(), &from.id],
    )?;
    Ok(removed == 1)
}

/// Lists the records to which a document belongs.
pub fn links(tx: &mut Tx, document: i64) -> Result<Vec<RecordRef>> {
    tx.query(
        "SELECT record_kind, record_id FROM document_links WHERE document_id = ?1 ORDER BY record_kind, record_id",
        &[&document],
        |r| keys::record(r, 0),
    )
}

/// Lists documents of people within reach, the newest first; what is nobody's only to whom everything is shown.
pub fn list(tx: &mut Tx, asked: &Asked, within: &Reach) -> Result<Vec<Line>> {
    let text = asked.text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let (of, like) = (asked.of.unwrap_or(RecordRef::new(RecordKind::Document, 0)), format!("%{text}%"));
    let (before, of_kind) = (asked.before.unwrap_or(i64::MAX), of.kind.as_str());
    let (user, team) = (within.user(), within.team());
    let mut params: Vec<&dyn Param> =
        vec![&before, &like, &asked.kind, &of.id, &of_kind, &asked.limit, &user, &team];
    let mut with_keyword = String::new();
    if let Some(keywords) = &asked.keywords {
        let marks = placeholders(9, keywords.len().max(1));
        with_keyword = format!(
            "AND EXISTS (SELECT 1 FROM document_keywords k WHERE k.document_id = d.id AND k.keyword IN ({marks}))"
        );
        params.extend(keywords.iter().map(|keyword| keyword as &dyn Param));
        if keywords.is_empty() {
            return Ok(Vec::new());
        }
    }
    let (owner, maker) = (of_people("d.owner_id", 7, 8), of_people("d.created_by", 7, 8));
    let sql = format!(
        "SELECT d.id, d.uid, d.name, d.kind, COALESCE(d.versions, 0), COALESCE(v.file_name, ''), COALESCE(v.size, 0),
                d.owner_id, d.updated_at
         FROM documents d
         LEFT JOIN document_versions v
           ON v.document_id = d.id
          AND v.number = (SELECT MAX(n.number) FROM document_versions n WHERE n.document_id = d.id)
         WHERE d.deleted_at IS NULL
           AND d.id < ?1
           AND d.name_key LIKE ?2 ESCAPE '!'
           AND (CAST(?3 AS TEXT) IS NULL OR d.kind = ?3)
           AND (CAST(?4 AS BIGINT) = 0
                OR EXISTS (SELECT 1 FROM document_links l
                           WHERE l.document_id = d.id AND l.record_kind = ?5 AND l.record_id = ?4))
           AND ({owner} OR {maker})
           {with_keyword}
         ORDER BY d.id DESC
         LIMIT ?6"
    );
    tx.query(&sql, &params, line)
}

/// Lists every keyword that stands on a document, each spelling once.
pub fn keywords(tx: &mut Tx) -> Result<Vec<String>> {
    tx.query("SELECT DISTINCT keyword FROM document_keywords ORDER BY keyword", &[], |r| r.get(0))
}

/// Tells whether any version has these bytes.
pub fn needs(tx: &mut Tx, sha256: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM (SELECT number FROM document_versions WHERE sha256 = ?1 LIMIT 1) AS used";
    Ok(tx.query_opt(sql, &[&sha256], |_| Ok(()))?.is_some())
}

/// Lists the names of bytes after `after`, each once, at most `limit`.
pub fn contents(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT DISTINCT sha256 FROM document_versions WHERE sha256 > ?1 ORDER BY sha256 LIMIT ?2",
        &[&after, &limit],
        |r| r.get(0),
    )
}

fn version(r: &Row) -> Result<Version> {
    Ok(Version {
        number: r.get(0)?,
        file_name: r.get(1)?,
        media_type: r.get(2)?,
        size: r.get::<i64>(3)?.unsigned_abs(),
        sha256: r.get(4)?,
        remark: r.get(5)?,
        made_by: r.get::<Option<i64>>(6)?.map(UserId),
        made_at: Millis(r.get(7)?),
    })
}

fn line(r: &Row) -> Result<Line> {
    Ok(Line {
        record: RecordRef::new(RecordKind::Document, r.get(0)?),
        uid: crate::refs::read_uid(r, 1)?,
        name: r.get(2)?,
        kind: r.get(3)?,
        versions: r.get(4)?,
        file_name: r.get(5)?,
        size: r.get::<i64>(6)?.unsigned_abs(),
        owner: r.get::<Option<i64>>(7)?.map(UserId),
        updated_at: Millis(r.get(8)?),
    })
}
