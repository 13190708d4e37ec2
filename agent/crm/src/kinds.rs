//! Kinds of activity that an administrator adds: order processing, trade fair, … (SPEC T1).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::ids::{CustomKindId, Uid};
use crmweb_model::record::{ActivityKind, RecordKind};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use crmweb_store::fields::{Texts, changes, created};
use crmweb_store::kinds::{self, CustomKind};
use crmweb_store::log;

const KIND: RecordKind = RecordKind::ActivityKind;
/// The most kinds there are.
const MOST: usize = 200;
/// The longest name, in characters.
const LONGEST: usize = 60;

/// What an administrator enters of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindDraft {
    /// As which of the kinds that ship it behaves.
    pub kind: ActivityKind,
    /// Its Romanian name; empty is the English one.
    pub name_ro: String,
    /// Its English name; must not be empty.
    pub name_en: String,
    /// Its German name; empty is the English one.
    pub name_de: String,
    /// The word for its icon: small letters, digits and hyphens.
    pub icon: String,
    /// It can be planned.
    pub plannable: bool,
    /// It is offered for new activities.
    pub active: bool,
}

/// Lists the kinds, those no longer offered too.
pub fn list(tx: &mut Tx, by: &By) -> Result<Vec<CustomKind>> {
    by.may(Right::Read, Whose::Mine)?;
    Ok(kinds::list(tx)?)
}

/// Adds a kind.
pub fn add(tx: &mut Tx, by: &By, draft: &KindDraft) -> Result<CustomKind> {
    by.may(Right::Settings, Whose::Others)?;
    if kinds::list(tx)?.len() >= MOST {
        return Err(Error::Conflict(format!("there are {MOST} kinds already")));
    }
    let empty = CustomKind {
        id: CustomKindId(0),
        uid: Uid::create(),
        version: 1,
        kind: draft.kind,
        name_ro: String::new(),
        name_en: String::new(),
        name_de: String::new(),
        icon: String::new(),
        plannable: true,
        active: true,
    };
    let new = filled(empty, draft)?;
    let stored = kinds::insert(tx, &new)?.ok_or_else(|| taken(&new))?;
    log::append(tx, &by.author(), stored.record(), "created", &created(&texts(&stored)))?;
    Ok(stored)
}

/// Changes a kind; what is of that kind already stays as it is.
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, draft: &KindDraft) -> Result<CustomKind> {
    by.may(Right::Settings, Whose::Others)?;
    let before = find(tx, uid)?;
    Error::if_stale(KIND, seen, before.version)?;
    let mut after = filled(before.clone(), draft)?;
    if kinds::by_name(tx, &after.name_en)?.is_some_and(|other| other.id != before.id) {
        return Err(taken(&after));
    }
    let differs = changes(&texts(&before), &texts(&after));
    if differs.is_empty() {
        return Ok(before);
    }
    if !kinds::save(tx, &after)? {
        return Err(work::stale(KIND));
    }
    after.version += 1;
    log::append(tx, &by.author(), after.record(), "changed", &differs)?;
    Ok(after)
}

/// Removes a kind that nothing uses; others can be switched off.
pub fn remove(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    let kind = find(tx, uid)?;
    Error::if_stale(KIND, seen, kind.version)?;
    if !kinds::remove(tx, kind.id)? {
        let text = format!("{} is used by activities; make it inactive instead", kind.name_en);
        return Err(Error::Conflict(text));
    }
    log::append(tx, &by.author(), kind.record(), "deleted", &[])?;
    Ok(())
}

/// Finds a kind.
pub fn find(tx: &mut Tx, uid: Uid) -> Result<CustomKind> {
    kinds::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(KIND, uid))
}

fn filled(kind: CustomKind, draft: &KindDraft) -> Result<CustomKind> {
    if draft.kind == ActivityKind::Email {
        return Err(Error::invalid("kind", "must not be a mail; mails come from a mailbox"));
    }
    let name_en = short("name_en", work::name("name_en", &draft.name_en)?)?;
    let or_english = |name: String| if name.is_empty() { name_en.clone() } else { name };
    let icon = draft.icon.trim();
    if icon.len() > 40 || !icon.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-') {
        return Err(Error::invalid("icon", "must be a word of small letters, digits and hyphens"));
    }
    Ok(CustomKind {
        kind: draft.kind,
        name_ro: or_english(short("name_ro", work::line("name_ro", &draft.name_ro)?)?),
        name_de: or_english(short("name_de", work::line("name_de", &draft.name_de)?)?),
        name_en: name_en.clone(),
        icon: icon.into(),
        plannable: draft.plannable,
        active: draft.active,
        ..kind
    })
}

fn short(field: &'static str, name: String) -> Result<String> {
    match name.chars().count() {
        0..=LONGEST => Ok(name),
        _ => Err(Error::invalid(field, format_args!("must have at most {LONGEST} characters"))),
    }
}

fn taken(kind: &CustomKind) -> Error {
    Error::Conflict(format!("there is a kind {:?} already", kind.name_en))
}

fn texts(kind: &CustomKind) -> Texts {
    let yes = |truth: bool| if truth { "yes" } else { "no" }.to_owned();
    vec![
        ("kind", kind.kind.to_string()),
        ("name_ro", kind.name_ro.clone()),
        ("name_en", kind.name_en.clone()),
        ("name_de", kind.name_de.clone()),
        ("icon", kind.icon.clone()),
        ("plannable", yes(kind.plannable)),
        ("active", yes(kind.active)),
    ]
}
