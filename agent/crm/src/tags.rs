//! Tags: words put on records of any kind, everybody's or one's own (SPEC C5).

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::tags::{self, Of, Tag};
use crmweb_store::{Tx, catalogued, refs};

/// The longest word, in characters.
const LONGEST: usize = 60;
/// The most records tagged at once.
const MOST: usize = 200;
/// Records moved per entry of the change log when tags are merged.
const PART: i64 = 100;
/// The most records a tag that is merged may be on.
const MOST_MERGED: usize = 5_000;

/// What the change log calls a tag put on records, and taken off.
const TAGGED: &str = "tagged";
const UNTAGGED: &str = "untagged";

/// Adds a tag, everybody's or one's own.
pub fn add(tx: &mut Tx, by: &By, name: &str, personal: bool, colour: &str) -> Result<Tag> {
    let of = personal.then_some(by.actor.user);
    by.may(Right::Write, whose(of))?;
    let name = word(name)?;
    if tags::by_name(tx, of, &name)?.is_some() {
        return Err(Error::Conflict(format!("there is a tag {name} already")));
    }
    let mut tag = Tag { id: 0, uid: Uid::create(), name, of, colour: hue(colour)?, deleted: false };
    tag.id = tags::insert(tx, &tag, Some(by.actor.user), by.at)?;
    log::append(tx, &by.author(), tag.record(), "created", &[])?;
    by.note(tx, "add_tag")?;
    Ok(tag)
}

/// Gives a tag another word or colour; `None` leaves it.
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, name: Option<&str>, colour: Option<&str>) -> Result<Tag> {
    let before = changeable(tx, by, uid)?;
    let mut after = before.clone();
    if let Some(name) = name {
        after.name = word(name)?;
        if tags::by_name(tx, before.of, &after.name)?.is_some_and(|known| known.id != before.id) {
            return Err(Error::Conflict(format!("there is a tag {} already", after.name)));
        }
    }
    if let Some(colour) = colour {
        after.colour = hue(colour)?;
    }
    store(tx, by, &before, &after, "changed")?;
    by.note(tx, "edit_tag")?;
    Ok(after)
}

/// Takes a tag away from everything; undoing puts it back.
pub fn remove(tx: &mut Tx, by: &By, uid: Uid) -> Result<()> {
    let before = changeable(tx, by, uid)?;
    store(tx, by, &before, &Tag { deleted: true, ..before.clone() }, "deleted")?;
    by.note(tx, "remove_tag")
}

/// Puts all that has one tag under another one; the first is gone.
pub fn merge(tx: &mut Tx, by: &By, from: Uid, into: Uid) -> Result<Tag> {
    let (from, into) = (changeable(tx, by, from)?, changeable(tx, by, into)?);
    if from.id == into.id || from.of != into.of {
        return Err(Error::invalid("into", "must be another tag, personal only if both are"));
    }
    by.note(tx, "merge_tags")?;
    let (mut after, mut seen) = (None, 0);
    loop {
        let part = tags::members(tx, Of::Tag(from.id), after, PART)?;
        seen += part.len();
        if seen > MOST_MERGED {
            return Err(Error::Conflict(format!("{} is on more than {MOST_MERGED} records", from.name)));
        }
        after = part.last().copied();
        if after.is_none() {
            break;
        }
        put(tx, by, &into, &part, true)?;
    }
    store(tx, by, &from, &Tag { deleted: true, ..from.clone() }, "deleted")?;
    Ok(into)
}

/// Puts a tag on records; those that have it stay as they are. Returns how many are new.
pub fn tag(tx: &mut Tx, by: &By, uid: Uid, records: &[RecordRef]) -> Result<usize> {
    let tag = visible(tx, by, uid)?;
    check(tx, by, &tag, records)?;
    let new = put(tx, by, &tag, records, true)?;
    by.note(tx, "tag")?;
    Ok(new)
}

/// Takes a tag off records; returns how many had it.
pub fn untag(tx: &mut Tx, by: &By, uid: Uid, records: &[RecordRef]) -> Result<usize> {
    let tag = visible(tx, by, uid)?;
    check(tx, by, &tag, records)?;
    let taken = put(tx, by, &tag, records, false)?;
    by.note(tx, "untag")?;
    Ok(taken)
}

/// Lists the tags the actor sees.
pub fn list(tx: &mut Tx, by: &By) -> Result<Vec<Tag>> {
    by.may(Right::Read, Whose::Mine)?;
    Ok(tags::seen_by(tx, by.actor.user)?)
}

/// Lists the tags of a record that the actor sees.
pub fn on(tx: &mut Tx, by: &By, record: RecordRef) -> Result<Vec<Tag>> {
    by.may_with(tx, Right::Read, record)?;
    Ok(tags::on(tx, record, by.actor.user)?)
}

/// Takes back what one entry of the change log says was done with a tag.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<bool> {
    let Some(now) = tags::by_id(tx, entry.record.id)? else { return Ok(false) };
    if now.of.is_some_and(|user| user != by.actor.user) {
        return Err(Error::no_such(RecordKind::Tag, now.uid));
    }
    by.may(Right::Write, if is_use(entry) { Whose::Mine } else { whose(now.of) })?;
    let told = |field: &str| entry.fields.iter().find(|change| change.field == field);
    match entry.verb.as_str() {
        TAGGED | UNTAGGED => {
            let records = told("records").and_then(|change| change.new.clone()).unwrap_or_default();
            let records: Vec<RecordRef> = records.split(' ').filter_map(crate::merge::read).collect();
            for record in records.iter().filter(|_| now.of.is_none()) {
                by.may_with(tx, Right::Write, *record)?;
            }
            Ok(put(tx, by, &now, &records, entry.verb == UNTAGGED)? > 0)
        }
        "created" if !now.deleted => {
            store(tx, by, &now, &Tag { deleted: true, ..now.clone() }, "deleted")?;
            Ok(true)
        }
        "deleted" if now.deleted => {
            if tags::by_name(tx, now.of, &now.name)?.is_some() {
                return Err(Error::Conflict(format!("there is another tag {} by now", now.name)));
            }
            store(tx, by, &now, &Tag { deleted: false, ..now.clone() }, "undeleted")?;
            Ok(true)
        }
        "changed" => {
            let mut back = now.clone();
            for (field, value) in [("name", &mut back.name), ("colour", &mut back.colour)] {
                if let Some(change) = told(field)
                    && change.new.as_deref().unwrap_or_default() == value.as_str()
                {
                    *value = change.old.clone().unwrap_or_default();
                }
            }
            let taken = tags::by_name(tx, back.of, &back.name)?.is_some_and(|known| known.id != back.id);
            if back == now || taken {
                return Ok(false);
            }
            store(tx, by, &now, &back, "changed")?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Puts a tag on records or takes it off, and tells the log of each part; of a personal tag nothing else.
fn put(tx: &mut Tx, by: &By, tag: &Tag, records: &[RecordRef], on: bool) -> Result<usize> {
    let mut changed = Vec::new();
    for record in records {
        let done = match on {
            true => tags::put(tx, Of::Tag(tag.id), *record, Some(by.actor.user), by.at)?,
            false => tags::take(tx, Of::Tag(tag.id), *record)?,
        };
        if done {
            changed.push(crate::merge::written(*record));
        }
    }
    if !changed.is_empty() {
        let change = FieldChange::new("records", None, Some(changed.join(" ")));
        log::append(tx, &by.author(), tag.record(), if on { TAGGED } else { UNTAGGED }, &[change])?;
    }
    Ok(changed.len())
}

/// The actor may change the records; putting one's own tag on them changes nobody's view.
fn check(tx: &mut Tx, by: &By, tag: &Tag, records: &[RecordRef]) -> Result<()> {
    if records.len() > MOST {
        return Err(Error::invalid("records", format_args!("must be at most {MOST}")));
    }
    let right = if tag.of.is_some() { Right::Read } else { Right::Write };
    by.may(right, Whose::Mine)?;
    for record in records {
        let kind = records::kind(record.kind)?;
        let uid = refs::uid(tx, *record)?.ok_or_else(|| Error::no_such(record.kind, record.id))?;
        records::find(tx, by, kind, uid)?;
        by.may_with(tx, right, *record)?;
    }
    Ok(())
}

fn visible(tx: &mut Tx, by: &By, uid: Uid) -> Result<Tag> {
    let mine = |tag: &Tag| !tag.deleted && tag.of.is_none_or(|user| user == by.actor.user);
    tags::by_uid(tx, uid)?.filter(mine).ok_or_else(|| Error::no_such(RecordKind::Tag, uid))
}

fn changeable(tx: &mut Tx, by: &By, uid: Uid) -> Result<Tag> {
    let tag = visible(tx, by, uid)?;
    by.may(Right::Write, whose(tag.of))?;
    Ok(tag)
}

/// A tag that everybody sees is nobody's own.
fn whose(of: Option<UserId>) -> Whose {
    if of.is_some() { Whose::Mine } else { Whose::Others }
}

/// Tells whether an entry is about records that got or lost a tag, not about the tag itself.
fn is_use(entry: &Entry) -> bool {
    matches!(entry.verb.as_str(), TAGGED | UNTAGGED)
}

fn store(tx: &mut Tx, by: &By, before: &Tag, after: &Tag, verb: &str) -> Result<()> {
    let mut changes = Vec::new();
    for (field, old, new) in [("name", &before.name, &after.name), ("colour", &before.colour, &after.colour)]
    {
        if old != new {
            let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            changes.push(FieldChange::new(field, some(old), some(new)));
        }
    }
    if changes.is_empty() && before.deleted == after.deleted {
        return Ok(());
    }
    tags::save(tx, after, by.at)?;
    log::append(tx, &by.author(), after.record(), verb, &changes)?;
    Ok(())
}

fn word(name: &str) -> Result<String> {
    let name = entered::line("name", name, LONGEST)?;
    if name.is_empty() { Err(Error::invalid("name", "must not be empty")) } else { Ok(name) }
}

fn hue(colour: &str) -> Result<String> {
    let colour = colour.trim().to_lowercase();
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if colour.is_empty() || digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(colour);
    }
    Err(Error::invalid("colour", "must be a colour such as #2266aa"))
}

/// Returns the members of a list that are there, each as what people call it; a private activity stays out.
pub(crate) fn there(tx: &mut Tx, by: &By, members: Vec<RecordRef>) -> Result<Vec<RecordRef>> {
    let mut found = Vec::new();
    for record in members {
        let Some(sheet) = catalogued::load(tx, records::kind(record.kind)?, record.id)? else { continue };
        match records::find(tx, by, records::kind(record.kind)?, sheet.uid) {
            Ok(_) => found.push(record),
            Err(e @ Error::Store(_)) => return Err(e),
            Err(_) => {}
        }
    }
    Ok(found)
}

/// Lists records that have a tag, by kind and key, after `after`, at most `limit` looked at; the last one looked at is
/// returned for going on.
pub fn records_of(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    after: Option<RecordRef>,
    limit: i64,
) -> Result<(Vec<RecordRef>, Option<RecordRef>)> {
    by.may(Right::Read, Whose::Mine)?;
    let tag = visible(tx, by, uid)?;
    let members = tags::members(tx, Of::Tag(tag.id), after, limit)?;
    let last = members.last().copied().filter(|_| members.len() as i64 == limit);
    Ok((there(tx, by, members)?, last))
}
