//! Groups: lists put together by hand, everybody's or one's own (SPEC C5). They are added and changed as records.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crate::tags::there;
use crate::whose;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::catalogued::Sheet;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::tags::{self, Of};
use crmweb_store::{Tx, catalogued};

/// The most members added or removed at once.
const MOST: usize = 200;
/// What the change log calls members that came or went.
pub(crate) const MEMBERS: &str = "members";

/// Puts records into a group; returns how many are new.
pub fn add_members(tx: &mut Tx, by: &By, group: Uid, records: &[RecordRef]) -> Result<usize> {
    let sheet = changeable(tx, by, group)?;
    check(&sheet, records)?;
    if there(tx, by, records.to_vec())?.len() < records.len() {
        return Err(Error::no_such(RecordKind::Contact, "of this id"));
    }
    let added = put(tx, by, &sheet, records, true)?;
    by.note(tx, "add_members")?;
    Ok(added)
}

/// Takes records out of a group; returns how many were in it.
pub fn remove_members(tx: &mut Tx, by: &By, group: Uid, records: &[RecordRef]) -> Result<usize> {
    let sheet = changeable(tx, by, group)?;
    // Of what one does not see one cannot tell whether it was a member.
    let records = whose::seen(tx, &by.actor, records.to_vec(), |record| *record)?;
    let removed = put(tx, by, &sheet, &records, false)?;
    by.note(tx, "remove_members")?;
    Ok(removed)
}

/// Lists the members of a group, by kind and key, after `after`, at most `limit` looked at; the last one looked at is
/// returned for going on.
pub fn members(
    tx: &mut Tx,
    by: &By,
    group: Uid,
    after: Option<RecordRef>,
    limit: i64,
) -> Result<(Vec<RecordRef>, Option<RecordRef>)> {
    let sheet = records::find(tx, by, records::kind(RecordKind::Group)?, group)?;
    let members = tags::members(tx, Of::Group(sheet.record.id), after, limit)?;
    let last = members.last().copied().filter(|_| members.len() as i64 == limit);
    Ok((there(tx, by, members)?, last))
}

/// Takes back what one entry of the change log says of members.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<bool> {
    let kind = records::kind(RecordKind::Group)?;
    let Some(sheet) = catalogued::load(tx, kind, entry.record.id)?.filter(|it| it.deleted_at.is_none())
    else {
        return Ok(false);
    };
    changeable(tx, by, sheet.uid)?;
    let mut changed = 0;
    for change in &entry.fields {
        let (told, on) = match (&change.old, &change.new) {
            (Some(old), None) => (old, true),
            (None, Some(new)) => (new, false),
            _ => continue,
        };
        let records: Vec<RecordRef> = told.split(' ').filter_map(crate::merge::read).collect();
        changed += put(tx, by, &sheet, &records, on)?;
    }
    Ok(changed > 0)
}

fn put(tx: &mut Tx, by: &By, group: &Sheet, records: &[RecordRef], on: bool) -> Result<usize> {
    if records.len() > MOST {
        return Err(Error::invalid("records", format_args!("must be at most {MOST}")));
    }
    let of = Of::Group(group.record.id);
    let mut changed = Vec::new();
    for record in records {
        let done = match on {
            true => tags::put(tx, of, *record, Some(by.actor.user), by.at)?,
            false => tags::take(tx, of, *record)?,
        };
        if done {
            changed.push(crate::merge::written(*record));
        }
    }
    if changed.is_empty() {
        return Ok(0);
    }
    let told = Some(changed.join(" "));
    let change =
        if on { FieldChange::new(MEMBERS, None, told) } else { FieldChange::new(MEMBERS, told, None) };
    log::append(tx, &by.author(), group.record, MEMBERS, &[change])?;
    Ok(changed.len())
}

fn changeable(tx: &mut Tx, by: &By, group: Uid) -> Result<Sheet> {
    let sheet = records::find(tx, by, records::kind(RecordKind::Group)?, group)?;
    by.may_with(tx, Right::Write, sheet.record)?;
    Ok(sheet)
}

/// A group holds records of one kind, and what a lead of it became.
fn check(group: &Sheet, records: &[RecordRef]) -> Result<()> {
    let of = group.text("members");
    match records.iter().find(|record| record.kind.as_str() != of) {
        Some(other) => {
            Err(Error::invalid("records", format_args!("the group holds {of}s, not {}s", other.kind)))
        }
        None => Ok(()),
    }
}
