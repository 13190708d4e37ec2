//! Documents: files with their versions, and the records to which they belong (SPEC D2).
//!
//! What is said of a document, its keywords too, is changed like that of any record (see [`crate::records`]).

pub mod files;
mod saved;
mod undo;

pub use files::{Bytes, largest};
pub use saved::{Attachment, save_attachment};
pub(crate) use undo::undo;

use crate::deed::By;
use crate::error::{Error, Result};
use crate::records::{self, Record, Typed};
use crate::{whose, work};
use crmweb_model::catalogue::Kind;
use crmweb_model::files as names;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::words::fold;
use crmweb_store::catalogued::{self, Sheet};
use crmweb_store::documents::{self, Asked, Line, Version};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, refs};

const KIND: RecordKind = RecordKind::Document;
/// The kinds of record to which a document can belong.
pub const LINKED: [RecordKind; 8] = [
    RecordKind::Account,
    RecordKind::Contact,
    RecordKind::Lead,
    RecordKind::Opportunity,
    RecordKind::Incident,
    RecordKind::Sale,
    RecordKind::Product,
    RecordKind::Campaign,
];
/// The most versions of one document.
const MOST_VERSIONS: i64 = 10_000;
/// The most records to which one document belongs.
const MOST_LINKS: usize = 1_000;

/// A new document, beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// Its id outside, when the client has chosen one.
    pub uid: Option<Uid>,
    /// What its file was called.
    pub file_name: String,
    /// What is said of it, by fields of the catalogue; its name is the file's when it is left out.
    pub fields: Vec<Typed>,
    /// What is said of this version.
    pub remark: String,
    /// The records to which it belongs.
    pub links: Vec<(RecordKind, Uid)>,
}

/// A document with its files and its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What is said of it.
    pub record: Record,
    /// Its versions, newest first.
    pub versions: Vec<Version>,
    /// The records to which it belongs.
    pub links: Vec<RecordRef>,
}

/// Adds a document with its first version.
pub fn add_document(tx: &mut Tx, by: &By, new: &NewDocument, bytes: &Bytes) -> Result<Document> {
    let file_name = names::safe_name(&new.file_name);
    let mut fields = new.fields.clone();
    if !fields.iter().any(|(name, text)| name == "name" && !text.trim().is_empty()) {
        fields.retain(|(name, _)| name != "name");
        fields.push(("name".into(), file_name.clone()));
    }
    check_size(tx, bytes)?;
    let added = records::add(tx, by, KIND, new.uid, &fields)?;
    insert(tx, by, added.record, 1, &file_name, &new.remark, bytes)?;
    for (kind, uid) in &new.links {
        join(tx, by, added.record, *kind, *uid)?;
    }
    get(tx, by, added.uid)
}

/// Adds a version, which is the newest from now on; `false` when its bytes and its name are the newest's already.
pub fn add_version(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    file_name: &str,
    remark: &str,
    bytes: &Bytes,
) -> Result<(Document, bool)> {
    let known = changeable(tx, by, uid)?;
    check_size(tx, bytes)?;
    let newest = documents::find_version(tx, known.record.id, None)?;
    if newest.as_ref().is_some_and(|newest| newest.sha256 == bytes.sha256) {
        return Ok((get(tx, by, uid)?, false));
    }
    let number = newest.as_ref().map_or(1, |newest| newest.number + 1);
    let called = if file_name.trim().is_empty() { newest.map(|it| it.file_name) } else { None };
    let called = called.unwrap_or_else(|| names::safe_name(file_name));
    insert(tx, by, known.record, number, &called, remark, bytes)?;
    changed(tx, by, &known, "add_version")?;
    Ok((get(tx, by, uid)?, true))
}

/// Makes an old version the newest: its bytes become a version of their own.
pub fn restore_version(tx: &mut Tx, by: &By, uid: Uid, number: i64, seen: Option<i64>) -> Result<Document> {
    let known = changeable(tx, by, uid)?;
    Error::if_stale(KIND, seen, known.version)?;
    let old = version_of(tx, known.record, Some(number))?;
    let newest = version_of(tx, known.record, None)?;
    if old.sha256 == newest.sha256 {
        return Err(Error::Conflict(format!("version {number} is what the newest version holds")));
    }
    let bytes = Bytes { sha256: old.sha256, size: old.size };
    let remark = format!("as version {number}");
    insert(tx, by, known.record, newest.number + 1, &old.file_name, &remark, &bytes)?;
    changed(tx, by, &known, "restore_version")?;
    get(tx, by, uid)
}

/// Lets a document belong to a record.
pub fn link(tx: &mut Tx, by: &By, uid: Uid, to: RecordKind, record: Uid) -> Result<Document> {
    let known = changeable(tx, by, uid)?;
    if join(tx, by, known.record, to, record)? {
        changed(tx, by, &known, "link_document")?;
    }
    get(tx, by, uid)
}

/// Lets a document no longer belong to a record.
pub fn unlink(tx: &mut Tx, by: &By, uid: Uid, from: RecordKind, record: Uid) -> Result<Document> {
    let known = changeable(tx, by, uid)?;
    let other = refs::find(tx, from, record)?.ok_or_else(|| Error::no_such(from, record))?;
    by.may_with(tx, Right::Read, other)?;
    if documents::unlink(tx, known.record.id, other)? {
        note_link(tx, by, known.record, other, false)?;
        changed(tx, by, &known, "unlink_document")?;
    }
    get(tx, by, uid)
}

/// Returns a document, with those of its records that the actor may see.
pub fn get(tx: &mut Tx, by: &By, uid: Uid) -> Result<Document> {
    let record = records::get(tx, by, KIND, uid)?;
    let versions = documents::versions(tx, record.record.id)?;
    let links = documents::links(tx, record.record.id)?;
    let mut there = Vec::with_capacity(links.len());
    for link in links {
        if refs::is_there(tx, link)? {
            there.push(link);
        }
    }
    let links = whose::seen(tx, &by.actor, there, |link| *link)?;
    Ok(Document { record, versions, links })
}

/// Returns a version of a document that the actor may see; `None` is the newest.
pub fn version(tx: &mut Tx, by: &By, uid: Uid, number: Option<i64>) -> Result<Version> {
    let known = records::find(tx, by, kind()?, uid)?;
    version_of(tx, known.record, number)
}

/// Lists documents that the actor may see, the newest first; a keyword is found in any spelling.
pub fn list(tx: &mut Tx, by: &By, asked: Asked, keyword: Option<&str>) -> Result<Vec<Line>> {
    let within = work::reach(by, Right::Read)?;
    if let Some(of) = asked.of {
        by.may_with(tx, Right::Read, of)?;
    }
    let keywords = match keyword.map(fold) {
        Some(wanted) => {
            let all = documents::keywords(tx)?;
            Some(all.into_iter().filter(|keyword| fold(keyword) == wanted).collect())
        }
        None => None,
    };
    let asked = Asked { text: fold(&asked.text), keywords, ..asked };
    Ok(documents::list(tx, &asked, &within)?)
}

/// Sets the largest size of a file for everybody, in bytes.
pub fn set_largest(tx: &mut Tx, by: &By, bytes: u64) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    let before = largest(tx)?;
    files::set_largest(tx, bytes)?;
    let field = FieldChange::new("documents.largest", Some(before.to_string()), Some(bytes.to_string()));
    log::append(tx, &by.author(), RecordRef::new(RecordKind::Setting, 0), "changed", &[field])?;
    Ok(())
}

fn kind() -> Result<&'static Kind> {
    records::kind(KIND)
}

/// Loads a document that the actor may change.
fn changeable(tx: &mut Tx, by: &By, uid: Uid) -> Result<Sheet> {
    let known = records::find(tx, by, kind()?, uid)?;
    by.may_with(tx, Right::Write, known.record)?;
    Ok(known)
}

fn version_of(tx: &mut Tx, document: RecordRef, number: Option<i64>) -> Result<Version> {
    let none = || match number {
        Some(number) => Error::no_such(KIND, format_args!("with a version {number}")),
        None => Error::no_such(KIND, "with a file"),
    };
    documents::find_version(tx, document.id, number)?.ok_or_else(none)
}

fn check_size(tx: &mut Tx, bytes: &Bytes) -> Result<()> {
    let largest = largest(tx)?;
    if bytes.size > largest {
        return Err(Error::invalid("file", format_args!("must have at most {largest} bytes")));
    }
    Ok(())
}

fn insert(
    tx: &mut Tx,
    by: &By,
    document: RecordRef,
    number: i64,
    file_name: &str,
    remark: &str,
    bytes: &Bytes,
) -> Result<()> {
    if number > MOST_VERSIONS {
        return Err(Error::Conflict(format!("a document has at most {MOST_VERSIONS} versions")));
    }
    let version = Version {
        number,
        file_name: file_name.to_owned(),
        media_type: names::media_type(file_name).to_owned(),
        size: bytes.size,
        sha256: bytes.sha256.clone(),
        remark: work::line("remark", remark)?,
        made_by: Some(by.actor.user),
        made_at: by.at,
    };
    documents::insert_version(tx, document.id, &version)?;
    let told = [
        FieldChange::new("version", None, Some(number.to_string())),
        FieldChange::new("file", None, Some(format!("{} {}", version.sha256, version.file_name))),
    ];
    log::append(tx, &by.author(), document, "version_added", &told)?;
    Ok(())
}

fn join(tx: &mut Tx, by: &By, document: RecordRef, to: RecordKind, record: Uid) -> Result<bool> {
    if !LINKED.contains(&to) {
        return Err(Error::invalid("link", format_args!("a document belongs to no {to}")));
    }
    let other = records::find(tx, by, records::kind(to)?, record)?.record;
    if documents::links(tx, document.id)?.len() >= MOST_LINKS {
        return Err(Error::Conflict(format!("a document belongs to at most {MOST_LINKS} records")));
    }
    let added = documents::link(tx, document.id, other, Some(by.actor.user), by.at)?;
    if added {
        note_link(tx, by, document, other, true)?;
    }
    Ok(added)
}

fn note_link(tx: &mut Tx, by: &By, document: RecordRef, other: RecordRef, made: bool) -> Result<()> {
    let text = Some(format!("{}:{}", other.kind, other.id));
    let field =
        if made { FieldChange::new("link", None, text) } else { FieldChange::new("link", text, None) };
    log::append(tx, &by.author(), document, if made { "linked" } else { "unlinked" }, &[field])?;
    Ok(())
}

/// Raises the version of a document whose files or records changed, and notes the deed.
fn changed(tx: &mut Tx, by: &By, known: &Sheet, verb: &str) -> Result<()> {
    catalogued::note_change(tx, kind()?, known.record.id, by.at)?;
    by.note(tx, verb)
}
