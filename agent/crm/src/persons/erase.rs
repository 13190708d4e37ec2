//! A person erased: step by step, each in small transactions, so that whoever is interrupted goes on where it was.

use super::steps::Job;
use super::sweep::{self, Finder};
use super::{Count, Found, Who, count, find};
use crate::crm::{Crm, File};
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Author, FieldChange};
use crmweb_store::owner::Urgency;
use crmweb_store::persons::erasures::{self, Erasure};
use crmweb_store::persons::{self, has_namesake, texts};
use crmweb_store::{Tx, search};

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The number under which the person is still spoken of.
    pub number: i64,
    /// How much there was.
    pub before: Vec<Count>,
    /// How much there is now.
    pub after: Vec<Count>,
    /// What stays without telling who it was.
    pub stays: Vec<Count>,
}

/// How often an erasure begins again because somebody wrote of the person meanwhile.
const ROUNDS: u32 = 3;
/// Steps in their order.
const STEPS: [&str; 7] = ["mails", "activities", "work", "texts", "log", "answers", "words"];

/// Erases a person for good; `confirm` is the person's name (or address) as typed by who asks.
///
/// Interrupted, it is completed by asking again, or by [`go_on`] when the program starts. Nothing of it can be undone.
pub fn erase_person(crm: &Crm, by: &By, who: &Who, confirm: &str) -> Result<Erased> {
    by.may(Right::Erase, Whose::Others)?;
    let asked = by.mutation;
    if let Some(known) = crm.read(move |tx| Ok(erasures::by_uid(tx, asked)?))? {
        return finish(crm, known, by.at);
    }
    let whom = who.clone();
    let open = crm.read(move |tx| under_way(tx, &whom))?;
    if let Some(open) = open {
        return finish(crm, open, by.at);
    }
    let whom = who.clone();
    let asker = by.clone();
    let found = crm.read(move |tx| find(tx, &asker, &whom))?;
    if fold(confirm) != fold(&found.name) {
        return Err(Error::invalid("confirm", format_args!("must be {:?}, as it is written", found.name)));
    }
    let data = count(crm, &found)?;
    let counts = written(&data.holds, &data.stays);
    let (by, at) = (by.clone(), by.at);
    let erasure = write(crm, move |tx| begin(tx, &by, &found, counts))?;
    finish(crm, erasure, at)
}

/// Completes the erasures that were interrupted; returns how many.
pub fn go_on(crm: &Crm, now: Millis) -> Result<usize> {
    let open = crm.read(|tx| Ok(erasures::open(tx)?))?;
    let many = open.len();
    for erasure in open {
        finish(crm, erasure, now)?;
    }
    Ok(many)
}

pub(super) fn write<T: Send + 'static>(
    crm: &Crm,
    work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    crm.store().write_as(Urgency::Background, Durability::Full, work)
}

/// The erasure of a record that is already out of the lists, or of an address, when it was interrupted.
fn under_way(tx: &mut Tx, who: &Who) -> Result<Option<Erasure>> {
    let is_it = |tx: &mut Tx, open: &Erasure| match (who, open.record) {
        (Who::Record(kind, uid), Some(record)) => {
            let named = crmweb_store::refs::uid(tx, record)?;
            Ok::<_, Error>(*kind == record.kind && named == Some(*uid))
        }
        (Who::Address(address), None) => {
            Ok(open.person.addresses.iter().any(|mine| mine == address.as_str()))
        }
        _ => Ok(false),
    };
    for open in erasures::open(tx)? {
        if is_it(tx, &open)? {
            return Ok(Some(open));
        }
    }
    Ok(None)
}

/// From here on the person is in no list and no mail is matched to it.
fn begin(tx: &mut Tx, by: &By, found: &Found, counts: String) -> Result<Erasure> {
    let new = Erasure {
        id: 0,
        uid: by.mutation,
        record: found.records.first().copied(),
        person: found.person.clone(),
        step: STEPS[0].into(),
        after: 0,
        counts,
        user: Some(by.actor.user),
        started_at: by.at,
        done_at: None,
    };
    let erasure = erasures::begin(tx, &new)?;
    job(tx, erasure.clone(), by.at)?.records(tx)?;
    Ok(erasure)
}

fn job(tx: &mut Tx, erasure: Erasure, now: Millis) -> Result<Job> {
    let records = erasure.record.map_or(Ok(Vec::new()), |record| persons::records(tx, record))?;
    let person = erasure.person.clone();
    let has_namesake = has_namesake(tx, &records, &person)?;
    let found = Found { name: String::new(), records: records.clone(), person, has_namesake };
    Ok(Job { finder: Finder::of(&found), erasure, records, now })
}

fn finish(crm: &Crm, mut erasure: Erasure, now: Millis) -> Result<Erased> {
    let mut rounds = 0;
    while erasure.done_at.is_none() {
        let again = erasure.clone();
        let job = crm.read(move |tx| job(tx, again, now))?;
        remove_files(crm, &job)?;
        let next = step(crm, &job)?;
        remove_files(crm, &job)?;
        erasure = match next {
            Some((step, after)) => {
                let next = Erasure { step, after, ..erasure };
                let noted = next.clone();
                write(crm, move |tx| Ok(erasures::go_on(tx, &noted)?))?;
                next
            }
            None => {
                rounds += 1;
                close(crm, job, now, rounds)?
            }
        };
    }
    let (before, stays) = read(&erasure.counts);
    let after = before.iter().map(|it| Count { what: it.what, count: 0 }).collect();
    Ok(Erased { number: erasure.id, before, after, stays })
}

/// Does a step, or a part of it; returns what comes next.
fn step(crm: &Crm, job: &Job) -> Result<Option<(String, i64)>> {
    let name = job.name();
    let (step, place) = job.erasure.step.split_once(' ').unwrap_or((&job.erasure.step, "0"));
    let next = |step: &str| {
        let at = STEPS.iter().position(|known| *known == step).map_or(0, |at| at + 1);
        STEPS.get(at).map(|step| ((*step).to_owned(), 0))
    };
    match step {
        "mails" => match job.mails(crm)? {
            Some(after) => Ok(Some((step.to_owned(), after))),
            None => Ok(next(step)),
        },
        "activities" => {
            let work = job.clone();
            let more = write(crm, move |tx| work.activities(tx))?;
            Ok(if more { Some((step.to_owned(), 0)) } else { next(step) })
        }
        "work" => {
            let work = job.clone();
            write(crm, move |tx| work.work(tx))?;
            Ok(next(step))
        }
        "texts" => {
            let places = crm.read(|tx| Ok(texts::places(tx)?))?;
            let at: usize = place.parse().unwrap_or_default();
            let Some(place) = places.get(at) else { return Ok(next(step)) };
            let note = |after| note(crm, job, after);
            sweep::clean_place(crm, &job.finder, place, job.erasure.after, &name, note)?;
            Ok(Some((format!("texts {}", at + 1), 0)))
        }
        "log" => {
            let note = |after| note(crm, job, after);
            sweep::clean_log(crm, &job.finder, job.erasure.after, &name, note)?;
            Ok(next(step))
        }
        "answers" => {
            sweep::clean_answers(crm, &job.finder)?;
            Ok(next(step))
        }
        _ => {
            let first = job.erasure.after == 0;
            let more = write(crm, move |tx| Ok(search::clean(tx, first)?))?;
            Ok(if more { Some((step.to_owned(), 1)) } else { None })
        }
    }
}

/// Notes now and then how far a long step is.
fn note(crm: &Crm, job: &Job, after: i64) -> Result<()> {
    /// Rows looked through between two notes.
    const OFTEN: i64 = 20_000;
    if after / OFTEN == job.erasure.after / OFTEN || after % OFTEN > 1_000 {
        return Ok(());
    }
    let noted = Erasure { after, ..job.erasure.clone() };
    write(crm, move |tx| Ok(erasures::go_on(tx, &noted)?))
}

/// Removes the bytes that no row names any more; one that was interrupted here finds them noted.
fn remove_files(crm: &Crm, job: &Job) -> Result<()> {
    let id = job.erasure.id;
    let noted = crm.read(move |tx| Ok(erasures::files(tx, id)?))?;
    if noted.is_empty() {
        return Ok(());
    }
    let (mut mails, mut documents) = (Vec::new(), Vec::new());
    for file in noted {
        match file.place {
            Some(place) => mails.push(File { place, sha256: file.sha256, identity: file.identity }),
            None => documents.push(file.sha256),
        }
    }
    crm.remove_files(mails)?;
    if !documents.is_empty() {
        crm.remove_documents(documents)?;
    }
    write(crm, move |tx| Ok(erasures::forget_files(tx, id)?))
}

/// Checks that nothing is left, forgets who it was, and leaves nothing of it in the files of the database.
fn close(crm: &Crm, job: Job, now: Millis, round: u32) -> Result<Erasure> {
    let person = job.erasure.person.clone();
    let found = Found { records: job.records.clone(), name: job.name(), has_namesake: false, person };
    let data = count(crm, &found)?;
    if data.total() > 0 {
        let left: Vec<String> = data
            .holds
            .iter()
            .filter(|it| it.count > 0)
            .map(|it| format!("{} {}", it.count, it.what))
            .collect();
        if round == ROUNDS {
            let detail = format!("an erasure left something: {}; ask for it again", left.join(", "));
            return Err(Error::Conflict(detail));
        }
        // Somebody wrote of the person meanwhile: once more from the beginning.
        return Ok(Erasure { step: STEPS[0].into(), after: 0, ..job.erasure });
    }
    let done = Erasure { step: "done".into(), done_at: Some(now), ..job.erasure };
    let noted = done.clone();
    write(crm, move |tx| {
        erasures::finish(tx, &noted, now)?;
        log_erased(tx, &noted, now)
    })?;
    crm.store().compact()?;
    Ok(done)
}

/// The change log says that it was done, not what was there.
fn log_erased(tx: &mut Tx, erasure: &Erasure, now: Millis) -> Result<()> {
    let author = Author { user: erasure.user, at: now, mutation: erasure.uid, provenance: "erasure".into() };
    let record = erasure.record.unwrap_or(RecordRef::new(RecordKind::Setting, 0));
    let field = FieldChange::new("number", None, Some(erasure.id.to_string()));
    log::append(tx, &author, record, "erased", &[field])?;
    Ok(())
}

/// What may be counted, so that counts come back under their own names.
const COUNTED: [&str; 16] = [
    "records",
    "mails",
    "activities",
    "notes",
    "incidents",
    "opportunities",
    "documents",
    "documents_of_others_too",
    "links",
    "history",
    "keys",
    "mentions",
    "log_entries",
    "answers",
    "mails_with_others",
    "sales",
];

fn written(holds: &[Count], stays: &[Count]) -> String {
    let pairs = |counts: &[Count]| {
        counts.iter().map(|it| format!("{} {}", it.what, it.count)).collect::<Vec<_>>().join(",")
    };
    format!("{};{}", pairs(holds), pairs(stays))
}

fn read(text: &str) -> (Vec<Count>, Vec<Count>) {
    let counts = |text: &str| {
        let pairs = text.split(',').filter_map(|pair| pair.split_once(' '));
        let count = |(what, count): (&str, &str)| {
            let what = COUNTED.iter().find(|known| **known == what)?;
            Some(Count { what, count: count.parse().ok()? })
        };
        pairs.filter_map(count).collect()
    };
    let (holds, stays) = text.split_once(';').unwrap_or((text, ""));
    (counts(holds), counts(stays))
}
