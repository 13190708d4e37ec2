//! Records that may be the same: looked for while one is entered, and in the whole base (SPEC C4).

mod search;

pub use search::{Found, Twins, page, search_all, searched_at};

use crate::deed::By;
use crate::error::{Error, Result};
use crate::records::{self, Typed};
use crate::whose;
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::likeness::{self, Key, Likeness};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::fields::Texts;
use crmweb_store::likeness as keys;
use crmweb_store::likeness::Pair;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, catalogued, names, refs, suggestions};

/// The most candidates that are worth showing.
const MOST: usize = 20;
/// What the change log calls that two records are not the same.
pub(crate) const DISTINCT: &str = "distinct";

/// A record that may be the one meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// What people call it.
    pub name: String,
    /// What tells it from others of the same name.
    pub detail: String,
    /// Why it may be the same.
    pub likeness: Likeness,
}

/// Lists records that may be what somebody is about to add as a `kind` with these fields, the most alike first. Values
/// that a field cannot hold say nothing.
pub fn of_typed(tx: &mut Tx, by: &By, kind: RecordKind, typed: &[Typed]) -> Result<Vec<Candidate>> {
    by.may(Right::Read, Whose::Mine)?;
    let of = looked_through(kind)?;
    let mut texts = Texts::new();
    for (name, text) in typed {
        if let Some(field) = of.field(name)
            && let Ok(text) = field.of.check(text)
        {
            texts.push((field.name, text));
        }
    }
    let keys = keys::keys_of(kind, keys::region(tx)?, &texts);
    candidates(tx, by, kind, &keys, None)
}

/// Lists records that may be the same as one that is there.
pub fn of_record(tx: &mut Tx, by: &By, kind: RecordKind, uid: Uid) -> Result<Vec<Candidate>> {
    let of = looked_through(kind)?;
    let sheet = records::find(tx, by, of, uid)?;
    let keys = keys::stored(tx, sheet.record)?;
    candidates(tx, by, kind, &keys, Some(sheet.record))
}

/// Refuses to add a record that is there already by its address, VAT number or registration number, unless the client
/// knows of it: `despite` names the records that are others.
pub fn refuse(tx: &mut Tx, by: &By, kind: RecordKind, typed: &[Typed], despite: &[Uid]) -> Result<()> {
    if likeness::looked_through(kind).is_empty() {
        return Ok(());
    }
    let mut found = of_typed(tx, by, kind, typed)?;
    found.retain(|candidate| candidate.likeness.is_certain() && !despite.contains(&candidate.uid));
    // A lead's company may well be a client; a contact may have been a lead.
    found.retain(|candidate| match (kind, candidate.record.kind) {
        (RecordKind::Lead, RecordKind::Contact) => true,
        (new, known) => new == known,
    });
    if found.is_empty() { Ok(()) } else { Err(Error::Duplicate(found)) }
}

/// Remembers that two records of a kind are not the same, so that nobody is asked again.
pub fn declare_distinct(tx: &mut Tx, by: &By, kind: RecordKind, one: Uid, other: Uid) -> Result<()> {
    let of = looked_through(kind)?;
    let (one, other) = (records::find(tx, by, of, one)?, records::find(tx, by, of, other)?);
    by.may_with(tx, Right::Write, one.record)?;
    let pair = Pair::of(one.record, other.record, 0)
        .ok_or_else(|| Error::invalid("other", "must be another record"))?;
    if keys::declare_distinct(tx, &by.author(), pair)? {
        let change = FieldChange::new(DISTINCT, None, Some(other.uid.to_string()));
        log::append(tx, &by.author(), one.record, DISTINCT, &[change])?;
        by.note(tx, "declare_distinct")?;
    }
    Ok(())
}

/// Takes back that two records are not the same.
pub(crate) fn undo_distinct(tx: &mut Tx, by: &By, entry: &Entry) -> Result<bool> {
    by.may_with(tx, Right::Write, entry.record)?;
    for change in &entry.fields {
        let Some(other) = change.new.as_deref().and_then(|uid| Uid::parse(uid).ok()) else { continue };
        let Some(other) = refs::find(tx, entry.record.kind, other)? else { continue };
        if let Some(pair) = Pair::of(entry.record, other, 0)
            && keys::declare_unknown(tx, pair)?
        {
            let change = FieldChange::new(DISTINCT, change.new.clone(), None);
            log::append(tx, &by.author(), entry.record, DISTINCT, &[change])?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what the catalogue says of a kind of which duplicates are looked for.
pub(crate) fn looked_through(kind: RecordKind) -> Result<&'static Kind> {
    if likeness::looked_through(kind).is_empty() {
        return Err(Error::invalid("kind", "must be accounts, contacts or leads"));
    }
    records::kind(kind)
}

fn candidates(
    tx: &mut Tx,
    by: &By,
    kind: RecordKind,
    keys: &[Key],
    itself: Option<RecordRef>,
) -> Result<Vec<Candidate>> {
    let mut alike: Vec<(RecordRef, Likeness)> = keys::sharing(tx, likeness::looked_through(kind), keys)?
        .into_iter()
        .filter(|(record, _)| Some(*record) != itself)
        .filter_map(|(record, of)| Some((record, likeness::compare((kind, keys), (record.kind, &of))?)))
        .collect();
    alike.sort_by_key(|(record, likeness)| (-likeness.score, *record));
    let mut found = Vec::new();
    for (record, likeness) in alike {
        if found.len() == MOST {
            break;
        }
        if let Some(itself) = itself
            && let Some(pair) = Pair::of(itself, record, 0)
            && keys::is_distinct(tx, pair)?
        {
            continue;
        }
        found.extend(candidate(tx, by, record, likeness)?);
    }
    Ok(found)
}

fn candidate(tx: &mut Tx, by: &By, record: RecordRef, likeness: Likeness) -> Result<Option<Candidate>> {
    let Some(sheet) = catalogued::load(tx, records::kind(record.kind)?, record.id)? else { return Ok(None) };
    if sheet.deleted_at.is_some() || !whose::sees(tx, &by.actor, record)? {
        return Ok(None);
    }
    let (name, detail) = (names::of(tx, record)?, suggestions::detail(tx, record)?);
    Ok(Some(Candidate { record, uid: sheet.uid, name, detail, likeness }))
}
