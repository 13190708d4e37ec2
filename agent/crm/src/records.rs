//! Records of every kind, by their fields: read, added, changed, deleted. What the catalogue says of a field is checked
//! here; kinds with verbs of their own are changed through those.

mod custom;
mod named;
mod typed;
mod undo;

pub use named::{named, reference};
pub(crate) use undo::{undo, undo_custom};

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work::{self, whose};
use crmweb_model::catalogue::{self, Entered, Field, Kind, Type};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::catalogued::{self, Sheet};
use crmweb_store::fields::Texts;
use crmweb_store::{Tx, refs};

/// Records stand below one another at most this deep.
const DEEPEST: usize = 50;

/// A record with all its fields, those of administrators too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Points at it.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What people call it.
    pub title: String,
    /// Its fields by name, in the order of the form, in canonical form.
    pub fields: Vec<(String, String)>,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

impl Record {
    /// Returns the text of a field; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text)
    }
}

/// A field and the text typed into it.
pub type Typed = (String, String);

/// Returns what the catalogue says of a kind.
pub fn kind(kind: RecordKind) -> Result<&'static Kind> {
    catalogue::of(kind).ok_or_else(|| Error::invalid("kind", format_args!("{kind} is no kind of record")))
}

/// Returns a record.
pub fn get(tx: &mut Tx, by: &By, of: RecordKind, uid: Uid) -> Result<Record> {
    let kind = kind(of)?;
    let sheet = find(tx, by, kind, uid)?;
    let title = catalogued::title(kind, &sheet.texts);
    let mut fields: Vec<Typed> =
        sheet.texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    fields.extend(custom::texts(tx, sheet.record)?);
    Ok(Record {
        record: sheet.record,
        uid: sheet.uid,
        version: sheet.version,
        title,
        fields,
        owner: sheet.owner,
        created_at: sheet.created_at,
        updated_at: sheet.updated_at,
    })
}

/// Adds a record with these fields; `uid` when the client has chosen one.
pub fn add(tx: &mut Tx, by: &By, of: RecordKind, uid: Option<Uid>, typed: &[Typed]) -> Result<Record> {
    let kind = kind(of)?;
    by.may(right(of, Right::Write), Whose::Mine)?;
    let (texts, custom) = check(tx, kind, typed)?;
    let custom = custom::check_new(tx, of, custom)?;
    let uid = uid.unwrap_or_else(Uid::create);
    let record =
        if kind.plain { plain(tx, by, kind, uid, texts)? } else { typed::add(tx, by, of, uid, &texts)? };
    custom::write(tx, by, kind, record, &custom, false)?;
    let uid = refs::uid(tx, record)?.unwrap_or(uid);
    get(tx, by, of, uid)
}

/// Changes fields of a record, those left out stay; `seen` is the version the change was made on.
pub fn edit(
    tx: &mut Tx,
    by: &By,
    of: RecordKind,
    uid: Uid,
    seen: Option<i64>,
    typed: &[Typed],
) -> Result<Record> {
    let kind = kind(of)?;
    let known = find(tx, by, kind, uid)?;
    by.may(right(of, Right::Write), whose(tx, by, known.owner)?)?;
    Error::if_stale(of, seen, known.version)?;
    let (texts, custom) = check(tx, kind, typed)?;
    let custom = custom::check_changed(tx, known.record, custom)?;
    if kind.plain {
        change(tx, by, kind, &known, &texts, "changed")?;
    } else if !texts.is_empty() {
        typed::edit(tx, by, &known, &texts)?;
    }
    let moved = refs_version(tx, kind, known.record.id)? != known.version;
    custom::write(tx, by, kind, known.record, &custom, !moved)?;
    by.note(tx, &format!("edit_{of}"))?;
    get(tx, by, of, uid)
}

/// Deletes a record: it leaves the lists at once, and can come back.
pub fn delete(tx: &mut Tx, by: &By, of: RecordKind, uid: Uid, seen: Option<i64>) -> Result<()> {
    let kind = kind(of)?;
    if !kind.plain {
        return typed::delete(tx, by, of, uid, seen);
    }
    let known = find(tx, by, kind, uid)?;
    by.may(right(of, Right::Delete), whose(tx, by, known.owner)?)?;
    Error::if_stale(of, seen, known.version)?;
    if !catalogued::set_deleted(tx, &by.author(), kind, &known, true)? {
        return Err(work::stale(of));
    }
    by.note(tx, &format!("delete_{of}"))
}

/// Changes fields of a plain record inside another verb, which has asked for the right and checked the values.
pub(crate) fn change(
    tx: &mut Tx,
    by: &By,
    kind: &Kind,
    known: &Sheet,
    texts: &Texts,
    verb: &str,
) -> Result<()> {
    let after = catalogued::merged(&known.texts, texts);
    check_whole(tx, kind, Some(known.record.id), &after)?;
    if catalogued::save(tx, &by.author(), kind, known, texts, verb)? {
        return Ok(());
    }
    Err(work::stale(kind.kind))
}

/// Loads a record that the actor may see; a deleted one is not there.
pub(crate) fn find(tx: &mut Tx, by: &By, kind: &Kind, uid: Uid) -> Result<Sheet> {
    let gone = || Error::no_such(kind.kind, uid);
    if kind.kind == RecordKind::Activity {
        crate::activities::find(tx, by, uid)?; // what is private, and mail, is read elsewhere
    }
    let sheet = catalogued::by_uid(tx, kind, uid)?.filter(|it| it.deleted_at.is_none()).ok_or_else(gone)?;
    by.may(Right::Read, whose(tx, by, sheet.owner)?)?;
    let private = kind.kind == RecordKind::Group && sheet.text("shared") == "no";
    if private && sheet.owner != Some(by.actor.user) {
        return Err(gone());
    }
    Ok(sheet)
}

/// Returns the right that changing a kind needs instead of the usual one.
pub(crate) fn right(of: RecordKind, usual: Right) -> Right {
    match of {
        RecordKind::Queue => Right::Settings,
        _ => usual,
    }
}

fn plain(tx: &mut Tx, by: &By, kind: &Kind, uid: Uid, texts: Texts) -> Result<RecordRef> {
    let whole: Texts = kind
        .fields
        .iter()
        .map(|field| {
            let typed = texts.iter().find(|(name, text)| *name == field.name && !text.is_empty());
            (field.name, typed.map_or_else(|| field.usual.to_owned(), |(_, text)| text.clone()))
        })
        .collect();
    for field in kind.fields.iter().filter(|field| field.entered == Entered::Form && field.needed) {
        if whole.iter().any(|(name, text)| *name == field.name && text.is_empty()) {
            return Err(Error::invalid(field.name, "must not be empty"));
        }
    }
    check_whole(tx, kind, None, &whole)?;
    by.note(tx, &format!("add_{}", kind.kind))?;
    Ok(catalogued::insert(tx, &by.author(), kind, uid, &whole)?.record)
}

/// Checks what was typed against the catalogue; returns the fields of the catalogue and those of administrators.
fn check(tx: &mut Tx, kind: &'static Kind, typed: &[Typed]) -> Result<(Texts, Vec<Typed>)> {
    let (mut texts, mut custom) = (Texts::new(), Vec::new());
    for (name, text) in typed {
        if name.starts_with(catalogue::custom::PREFIX) {
            custom.push((name.clone(), text.clone()));
            continue;
        }
        let unknown = || Error::invalid(name.clone(), format_args!("{} have no such field", kind.plural));
        let field = kind.field(name).ok_or_else(unknown)?;
        match field.entered {
            Entered::Form => {}
            Entered::Verb(verb) => {
                return Err(Error::invalid(field.name, format_args!("changes only by the verb {verb}")));
            }
            Entered::Program => return Err(Error::invalid(field.name, "is kept by the program")),
        }
        let text = field.check(text).map_err(|e| Error::invalid(field.name, e))?;
        check_references(tx, field, &text)?;
        texts.push((field.name, text));
    }
    Ok((texts, custom))
}

fn check_references(tx: &mut Tx, field: &Field, text: &str) -> Result<()> {
    let (Type::One(kind) | Type::Many(kind)) = field.of else { return Ok(()) };
    for line in text.lines() {
        let uid = Uid::parse(line).map_err(|e| Error::invalid(field.name, e))?;
        refs::find(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))?;
    }
    Ok(())
}

/// Checks what no single field tells: a record is called something, and does not stand below itself.
fn check_whole(tx: &mut Tx, kind: &Kind, id: Option<i64>, texts: &Texts) -> Result<()> {
    let first = kind.title.first().copied().unwrap_or("name");
    kind.check_title(&catalogued::title(kind, texts)).map_err(|e| Error::invalid(first, e))?;
    let parent = texts.iter().find(|(name, _)| *name == "parent").map(|(_, text)| text.clone());
    let mut above = parent.unwrap_or_default();
    for _ in 0..DEEPEST {
        let Ok(uid) = Uid::parse(&above) else { return Ok(()) };
        let Some(sheet) = catalogued::by_uid(tx, kind, uid)? else { return Ok(()) };
        if id == Some(sheet.record.id) {
            return Err(Error::invalid("parent", "stands below this record"));
        }
        above = sheet.text("parent").to_owned();
    }
    Err(Error::invalid("parent", format_args!("must not stand more than {DEEPEST} deep")))
}

fn refs_version(tx: &mut Tx, kind: &Kind, id: i64) -> Result<i64> {
    Ok(catalogued::load(tx, kind, id)?.map_or(0, |sheet| sheet.version))
}
