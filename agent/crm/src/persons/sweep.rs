//! Texts anywhere that speak of a person. They are read page by page; the writer sees only those that do.

use super::Found;
use crate::crm::Crm;
use crate::error::{Error, Result};
use crmweb_model::ids::{ActivityId, MailId};
use crmweb_model::person::Mentions;
use crmweb_model::record::RecordKind;
use crmweb_model::words::tokens;
use crmweb_store::engine::Durability;
use crmweb_store::log::FieldChange;
use crmweb_store::owner::Urgency;
use crmweb_store::persons::texts::{self, Logged, Place, Row};
use crmweb_store::{Tx, activities, mails, search};
use std::borrow::Cow;

/// Rows read at once.
const PAGE: i64 = 200;
/// Entries of the change log and answers read at once.
const ENTRIES: i64 = 1_000;
/// Rows written at once.
const WRITTEN: usize = 20;

/// What finds a person in texts: with the names, and without them.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    named: Mentions,
    keyed: Mentions,
}

impl Finder {
    pub(super) fn of(found: &Found) -> Finder {
        Finder { named: found.person.mentions(!found.has_namesake), keyed: found.person.mentions(false) }
    }

    fn of_text(&self, place: &Place, n: usize) -> &Mentions {
        if place.is_own_name(n) { &self.keyed } else { &self.named }
    }

    fn is_in(&self, place: &Place, row: &Row) -> bool {
        row.texts.iter().enumerate().any(|(n, text)| self.of_text(place, n).found_in(text))
    }
}

/// Counts the records, entries of the change log and answers that speak of a person.
pub(super) fn count(crm: &Crm, found: &Found) -> Result<(u64, u64, u64)> {
    let finder = Finder::of(found);
    let (mut rows, mut entries, mut answers) = (0, 0, 0);
    for place in crm.read(|tx| Ok(texts::places(tx)?))? {
        each_row(crm, &finder, &place, 0, |hits, _| {
            rows += hits.len() as u64;
            Ok(())
        })?;
    }
    each_entry(crm, &finder, 0, |hits, _| {
        entries += hits.len() as u64;
        Ok(())
    })?;
    each_answer(crm, &finder, |hits| {
        answers += hits.len() as u64;
        Ok(())
    })?;
    Ok((rows, entries, answers))
}

/// Calls the person `name` in every text of a place; `done` hears how far it is.
pub(super) fn clean_place(
    crm: &Crm,
    finder: &Finder,
    place: &Place,
    from: i64,
    name: &str,
    mut done: impl FnMut(i64) -> Result<()>,
) -> Result<()> {
    each_row(crm, finder, place, from, |hits, last| {
        for part in hits.chunks(WRITTEN) {
            let (keys, place, finder) = (part.to_vec(), place.clone(), finder.clone());
            let name = name.to_owned();
            crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
                for key in keys {
                    // It may have been changed since it was read.
                    let Some(mut row) = place.page(tx, key - 1, 1)?.pop().filter(|row| row.key == key) else {
                        continue;
                    };
                    for (n, text) in row.texts.iter_mut().enumerate() {
                        if let Some(without) = finder.of_text(&place, n).without(text, &name) {
                            *text = without;
                        }
                    }
                    place.replace(tx, &row)?;
                    find_anew(tx, &place, key)?;
                }
                Ok::<_, Error>(())
            })?;
        }
        done(last)
    })
}

/// Activities and mails are found by their words.
fn find_anew(tx: &mut Tx, place: &Place, key: i64) -> Result<()> {
    let (activity, text) = match (place.kind, place.table) {
        (Some(RecordKind::Activity), _) => (ActivityId(key), None),
        (None, "mails") => match mails::by_id(tx, MailId(key))? {
            Some(mail) => (mail.activity, Some(mail)),
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    let Some(stored) = activities::load(tx, activity)?.filter(|it| it.deleted_at.is_none()) else {
        return Ok(());
    };
    let mail = match text {
        Some(mail) => Some(mail),
        None => mails::by_activity(tx, activity)?,
    };
    let words = match mail {
        Some(mail) => mail_words(tx, &mail)?,
        None => tokens(&[&stored.subject, &stored.body]),
    };
    Ok(search::index(tx, activity, &words)?)
}

/// The words by which a mail that was changed is found.
pub(super) fn mail_words(tx: &mut Tx, mail: &mails::Stored) -> Result<String> {
    let left = crmweb_store::persons::rows::mail(tx, mail)?;
    let people = mails::people_of(tx, mail.id)?;
    let mut texts: Vec<&str> = vec![&left.subject, &left.text];
    texts.extend(people.iter().map(|(_, _, name)| name.as_str()));
    Ok(tokens(&texts))
}

/// Calls the person `name` in the whole change log; `done` hears how far it is.
pub(super) fn clean_log(
    crm: &Crm,
    finder: &Finder,
    from: i64,
    name: &str,
    mut done: impl FnMut(i64) -> Result<()>,
) -> Result<()> {
    each_entry(crm, finder, from, |hits, last| {
        for part in hits.chunks(WRITTEN) {
            let cleaned: Vec<Logged> = part.iter().map(|entry| cleaned(finder, entry, name)).collect();
            crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
                // Entries are never changed but here.
                cleaned.iter().try_for_each(|entry| Ok::<_, Error>(texts::replace_logged(tx, entry)?))
            })?;
        }
        done(last)
    })
}

fn cleaned(finder: &Finder, entry: &Logged, name: &str) -> Logged {
    let clean = |text: String| finder.named.without(&text, name).unwrap_or(text);
    let fields = match serde_json::from_str::<Vec<FieldChange>>(&entry.fields) {
        Ok(fields) => {
            let fields: Vec<FieldChange> = fields
                .into_iter()
                .map(|change| FieldChange {
                    field: clean(change.field),
                    old: change.old.map(clean),
                    new: change.new.map(clean),
                })
                .collect();
            serde_json::to_string(&fields).ok().filter(|text| !finder.named.found_in(text))
        }
        Err(_) => None,
    };
    Logged {
        seq: entry.seq,
        fields: fields.unwrap_or_else(|| "[]".to_owned()),
        provenance: clean(entry.provenance.clone()),
    }
}

/// Lets the answers to requests that speak of the person say nothing more.
pub(super) fn clean_answers(crm: &Crm, finder: &Finder) -> Result<()> {
    each_answer(crm, finder, |hits| {
        let hits = hits.to_vec();
        crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            for (user, key) in hits {
                texts::blank_answers(tx, user, &[key])?;
            }
            Ok::<_, Error>(())
        })
    })
}

fn each_row(
    crm: &Crm,
    finder: &Finder,
    place: &Place,
    from: i64,
    mut found: impl FnMut(&[i64], i64) -> Result<()>,
) -> Result<()> {
    let mut after = from;
    loop {
        let (asked, finder) = (place.clone(), finder.clone());
        let (hits, last) = crm.read(move |tx| {
            let page = asked.page(tx, after, PAGE)?;
            let hits: Vec<i64> =
                page.iter().filter(|row| finder.is_in(&asked, row)).map(|row| row.key).collect();
            Ok((hits, page.last().map(|row| row.key)))
        })?;
        let Some(last) = last else { return Ok(()) };
        found(&hits, last)?;
        after = last;
    }
}

fn each_entry(
    crm: &Crm,
    finder: &Finder,
    from: i64,
    mut found: impl FnMut(&[Logged], i64) -> Result<()>,
) -> Result<()> {
    let mut after = from;
    loop {
        let finder = finder.clone();
        let (hits, last) = crm.read(move |tx| {
            let mut page = texts::log_page(tx, after, ENTRIES)?;
            let last = page.last().map(|entry| entry.seq);
            page.retain(|it| finder.named.found_in(&it.fields) || finder.named.found_in(&it.provenance));
            Ok((page, last))
        })?;
        let Some(last) = last else { return Ok(()) };
        found(&hits, last)?;
        after = last;
    }
}

fn each_answer(
    crm: &Crm,
    finder: &Finder,
    mut found: impl FnMut(&[(i64, String)]) -> Result<()>,
) -> Result<()> {
    let mut after = (0, String::new());
    loop {
        let (finder, from) = (finder.clone(), after.clone());
        let (hits, last) = crm.read(move |tx| {
            let page = texts::answers(tx, &(from.0, Cow::Borrowed(from.1.as_str())), ENTRIES / 5)?;
            let last = page.last().map(|(user, key, _)| (*user, key.clone()));
            let hits = page.into_iter().filter(|(_, _, answer)| finder.named.found_in(answer));
            Ok((hits.map(|(user, key, _)| (user, key)).collect::<Vec<_>>(), last))
        })?;
        let Some(last) = last else { return Ok(()) };
        found(&hits)?;
        after = last;
    }
}
