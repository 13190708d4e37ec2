//! Fields that an administrator defines (SPEC C6): first-class in forms, filters, the change log.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::catalogue::custom::{self as rules, Holds};
use crmweb_model::catalogue::{self, MOST_CUSTOM, MOST_WORDS};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use crmweb_store::custom::{self, CustomField, Definition};
use crmweb_store::log::Entry;

const KIND: RecordKind = RecordKind::CustomField;

/// Defines a field. A field of this name that was taken away comes back with its values if it holds the same.
pub fn add_field(tx: &mut Tx, by: &By, uid: Option<Uid>, typed: &Definition) -> Result<CustomField> {
    by.may(Right::Settings, Whose::Others)?;
    let is = check(typed)?;
    if custom::of_kind(tx, is.of)?.len() >= MOST_CUSTOM {
        return Err(Error::Conflict(format!("a kind of record has at most {MOST_CUSTOM} fields of its own")));
    }
    by.note(tx, "add_custom_field")?;
    let id = match custom::by_name(tx, is.of, &is.name)? {
        Some(known) if !known.deleted => {
            return Err(Error::Conflict(format!("there is a field {} already", is.name)));
        }
        Some(known) if known.is.holds != is.holds => {
            return Err(Error::invalid("name", "was used for a field that held something else"));
        }
        Some(known) => {
            save(tx, by, &known, &is, false)?;
            known.id
        }
        None => custom::insert(tx, &by.author(), uid.unwrap_or_else(Uid::create), &is)?,
    };
    custom::by_id(tx, id)?.ok_or_else(|| Error::no_such(KIND, id))
}

/// Changes labels, words, place and whether a field must have a value; its name and what it holds stay.
pub fn edit_field(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    typed: &Definition,
) -> Result<CustomField> {
    by.may(Right::Settings, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(KIND, seen, known.version)?;
    let fixed = (known.is.of, known.is.name.clone(), known.is.holds);
    let is = check(&Definition { of: fixed.0, name: fixed.1, holds: fixed.2, ..typed.clone() })?;
    if is != known.is {
        by.note(tx, "edit_custom_field")?;
        save(tx, by, &known, &is, false)?;
    }
    find(tx, uid)
}

/// Takes a field away; its values are kept in case it comes back.
pub fn remove_field(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(KIND, seen, known.version)?;
    by.note(tx, "remove_custom_field")?;
    save(tx, by, &known, &known.is, true)
}

/// Takes back what one entry of the change log says was done to a field.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<work::Undone> {
    by.may(Right::Settings, Whose::Others)?;
    let gone = || Error::no_such(KIND, entry.record.id);
    let known = custom::by_id(tx, entry.record.id)?.ok_or_else(gone)?;
    match (entry.verb.as_str(), known.deleted) {
        ("created" | "undeleted", false) => save(tx, by, &known, &known.is, true)?,
        ("deleted", true) => save(tx, by, &known, &known.is, false)?,
        ("changed", false) => {
            let (back, undone) = work::untouched(&entry.fields, &custom::texts(&known.is));
            let mut is = known.is.clone();
            for change in &back {
                let old = change.old.clone().unwrap_or_default();
                match change.field.as_str() {
                    "label_ro" => is.labels[0] = old,
                    "label_en" => is.labels[1] = old,
                    "label_de" => is.labels[2] = old,
                    "words" => is.words = old.lines().map(str::to_owned).collect(),
                    "needed" => is.needed = old == "yes",
                    "position" => is.position = old.parse().unwrap_or(is.position),
                    _ => {}
                }
            }
            save(tx, by, &known, &is, false)?;
            let restored = back.into_iter().map(|change| change.field).collect();
            return Ok(work::Undone { restored, ..undone });
        }
        _ => return Ok(work::Undone::default()),
    }
    Ok(work::Undone::whole(entry))
}

fn save(tx: &mut Tx, by: &By, known: &CustomField, is: &Definition, deleted: bool) -> Result<()> {
    if custom::save(tx, &by.author(), known, is, deleted)? { Ok(()) } else { Err(work::stale(KIND)) }
}

fn find(tx: &mut Tx, uid: Uid) -> Result<CustomField> {
    custom::by_uid(tx, uid)?.filter(|field| !field.deleted).ok_or_else(|| Error::no_such(KIND, uid))
}

fn check(typed: &Definition) -> Result<Definition> {
    if catalogue::of(typed.of).is_none() {
        return Err(Error::invalid("of", format_args!("{} is no kind of record", typed.of)));
    }
    let name = rules::name(&typed.name).map_err(|e| Error::invalid("name", e))?;
    let mut labels = typed.labels.clone();
    for label in &mut labels {
        *label = work::line("label", label)?;
    }
    // A company of one language labels its fields once.
    let given = labels.iter().find(|label| !label.is_empty()).cloned();
    let given = given.ok_or_else(|| Error::invalid("label", "must not be empty"))?;
    labels.iter_mut().filter(|label| label.is_empty()).for_each(|label| label.clone_from(&given));
    let mut words = Vec::new();
    for word in &typed.words {
        let word = work::line("words", word)?;
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    match (typed.holds, words.len()) {
        (Holds::Choice, 0) => return Err(Error::invalid("words", "a choice needs words to choose from")),
        (Holds::Choice, n) if n > MOST_WORDS => {
            return Err(Error::invalid("words", format_args!("must be at most {MOST_WORDS}")));
        }
        (Holds::Choice, _) => {}
        _ => words.clear(),
    }
    Ok(Definition { name, labels, words, ..typed.clone() })
}
