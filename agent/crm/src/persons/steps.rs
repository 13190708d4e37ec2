//! The steps of an erasure that concern what belongs to the person: each does a little and says whether there is more.

use super::sweep::{Finder, mail_words};
use crate::crm::Crm;
use crate::error::Result;
use crate::hand_in::{self, Described};
use crmweb_model::address::Address;
use crmweb_model::identity;
use crmweb_model::ids::MailId;
use crmweb_model::mail::Person as Participant;
use crmweb_model::person::Person;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::blobs::sha256_hex;
use crmweb_store::mails::{self, Stored};
use crmweb_store::packs::Place;
use crmweb_store::persons::erasures::{self, ErasedFile, Erasure};
use crmweb_store::persons::rows::{self, Left, PERSONS};
use crmweb_store::persons::texts::blank_log;
use crmweb_store::persons::{self, Named};
use crmweb_store::privacy::{self, Mark};
use crmweb_store::{Tx, activities, links, search, settings, timeline};

/// Mails per transaction.
const MAILS: i64 = 10;
/// Activities per transaction.
const ACTIVITIES: i64 = 25;
/// The host of addresses that nobody has (RFC 2606).
const NOBODY: &str = "erased.invalid";

/// A mail, and what stays of it: its facts, the hash of its new bytes and where they are; `None` when it goes.
type Prepared = (Stored, Option<(Left, String, Place)>);

/// An erasure as its steps see it.
#[derive(Clone)]
pub(super) struct Job {
    pub erasure: Erasure,
    pub records: Vec<RecordRef>,
    pub finder: Finder,
    pub now: Millis,
}

impl Job {
    /// What the person is called from now on.
    pub(super) fn name(&self) -> String {
        format!("Erased person {}", self.erasure.id)
    }

    fn address(&self) -> String {
        format!("person-{}@{NOBODY}", self.erasure.id)
    }

    fn person(&self) -> &Person {
        &self.erasure.person
    }

    /// Takes the person out of every list, and forgets by what mail was matched.
    pub(super) fn records(&self, tx: &mut Tx) -> Result<()> {
        let key = settings::identity_key(tx)?;
        for address in &self.person().addresses {
            erasures::suppress(tx, &super::suppression(&key, address), "erased", self.now)?;
        }
        rows::forget_keys(tx, &self.records, self.person())?;
        for record in &self.records {
            rows::blank_record(tx, *record, &self.name(), self.now)?;
            blank_log(tx, record.kind, record.id)?;
        }
        Ok(())
    }

    /// The next mails: those of nobody else go, the others stay without the person. Returns where to go on.
    pub(super) fn mails(&self, crm: &Crm) -> Result<Option<i64>> {
        let (person, after) = (self.person().clone(), MailId(self.erasure.after));
        let page = crm.read(move |tx| Ok(persons::mails(tx, &person, after, MAILS)?))?;
        let Some(last) = page.last() else { return Ok(None) };
        let next = last.mail.0;
        let _using = crm.use_files();
        let prepared = self.prepare(crm, page)?;
        let job = self.clone();
        super::erase::write(crm, move |tx| {
            let key = settings::identity_key(tx)?;
            for (stored, new) in prepared {
                privacy::set(
                    tx,
                    privacy::COMPANY,
                    &identity::mark(&key, &stored.identity),
                    Mark::Removed,
                    job.now,
                )?;
                erasures::add_file(tx, job.erasure.id, &file_of(&stored))?;
                blank_log(tx, RecordKind::Mail, stored.id.0)?;
                blank_log(tx, RecordKind::Activity, stored.activity.0)?;
                match new {
                    None => mails::remove(tx, &stored)?,
                    Some((left, sha256, place)) => job.keep_without(tx, &stored, &left, &sha256, place)?,
                }
            }
            erasures::go_on(tx, &Erasure { after: next, ..job.erasure.clone() })?;
            Ok(())
        })?;
        Ok(Some(next))
    }

    /// Writes, outside the transaction, what stays of the mails that others need.
    fn prepare(&self, crm: &Crm, page: Vec<Named>) -> Result<Vec<Prepared>> {
        let job = self.clone();
        let read = crm.read(move |tx| {
            let mut read = Vec::new();
            for named in page {
                let Some(stored) = mails::by_id(tx, named.mail)? else { continue };
                let left = if named.only { None } else { Some(job.left(tx, &stored)?) };
                read.push((stored, left));
            }
            Ok(read)
        })?;
        let contents: Vec<&[u8]> =
            read.iter().filter_map(|(_, left)| left.as_ref().map(|(_, raw)| raw.as_slice())).collect();
        let mut places = crm.packs()?.append(&contents)?.into_iter();
        let placed = |(stored, left): (Stored, Option<(Left, Vec<u8>)>)| {
            let new = left.map(|(left, raw)| (left, sha256_hex(&raw), places.next().unwrap_or_default()));
            (stored, new)
        };
        Ok(read.into_iter().map(placed).collect())
    }

    /// A mail without the person: its facts, and bytes that say the same.
    fn left(&self, tx: &mut Tx, stored: &Stored) -> Result<(Left, Vec<u8>)> {
        let mentions = self.person().mentions(true);
        let clean = |text: String| mentions.without(&text, &self.name()).unwrap_or(text);
        let found = rows::mail(tx, stored)?;
        let is_author = self.person().addresses.contains(&found.from_address);
        let left = Left {
            subject: clean(found.subject),
            text: clean(found.text),
            from_address: if is_author { self.address() } else { found.from_address },
            from_name: if is_author { self.name() } else { clean(found.from_name) },
            message_id: found.message_id.filter(|id| !mentions.found_in(id)),
        };
        let nobody = Address::parse(&self.address()).ok();
        let people = mails::people_of(tx, stored.id)?.into_iter().filter_map(|(address, part, name)| {
            match self.person().addresses.iter().any(|mine| mine == address.as_str()) {
                true => Some(Participant { part, address: nobody.clone()?, name: self.name() }),
                false => Some(Participant { part, address, name: clean(name) }),
            }
        });
        let described = Described {
            message_id: left.message_id.clone(),
            subject: left.subject.clone(),
            at: Some(stored.at),
            people: people.collect(),
            references: Vec::new(),
            text: left.text.clone(),
        };
        Ok((left, hand_in::written(&described)))
    }

    fn keep_without(
        &self,
        tx: &mut Tx,
        stored: &Stored,
        left: &Left,
        sha256: &str,
        place: Place,
    ) -> Result<()> {
        let moved = Stored { place, subject: left.subject.clone(), ..stored.clone() };
        rows::rename_in_mail(tx, stored.id, self.person(), &self.name(), &self.address())?;
        rows::replace_mail(tx, &moved, left, sha256)?;
        for record in &self.records {
            links::remove(tx, stored.activity, *record)?;
        }
        timeline::refresh(tx, stored.activity)?;
        let words = mail_words(tx, &moved)?;
        Ok(search::index(tx, stored.activity, &words)?)
    }

    /// The next activities: what others need stays without the text. Tells whether there are more.
    pub(super) fn activities(&self, tx: &mut Tx) -> Result<bool> {
        let mut left = ACTIVITIES;
        for record in &self.records {
            for (id, _) in rows::activities(tx, *record, left)? {
                left -= 1;
                for mine in &self.records {
                    links::remove(tx, id, *mine)?;
                }
                let others = links::of_activity(tx, id)?;
                let of_others =
                    others.iter().any(|link| PERSONS.contains(&link.record.kind) && !link.refused);
                let Some(known) = activities::load(tx, id)? else { continue };
                if of_others {
                    let mentions = self.person().mentions(true);
                    let clean =
                        |text: &str| mentions.without(text, &self.name()).unwrap_or_else(|| text.to_owned());
                    rows::blank_activity(tx, id, &clean(&known.subject), &clean(&known.body), None)?;
                } else {
                    let gone = others.is_empty().then_some(self.now);
                    rows::blank_activity(tx, id, &self.name(), "", gone)?;
                    blank_log(tx, RecordKind::Activity, id.0)?;
                }
                timeline::refresh(tx, id)?;
            }
            // Mails that were linked by hand, or by a domain, and do not name the person.
            left -= rows::unlink_mails(tx, *record, left.max(0))?.len() as i64;
            if left <= 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Incidents, opportunities, documents.
    pub(super) fn work(&self, tx: &mut Tx) -> Result<()> {
        for record in &self.records {
            if record.kind == RecordKind::Contact {
                for work in rows::work(tx, record.id)? {
                    match work.kind {
                        RecordKind::Incident => {
                            rows::blank_incident(tx, work.id, &self.name())?;
                            blank_log(tx, work.kind, work.id)?;
                        }
                        RecordKind::Opportunity if rows::leave_opportunity(tx, work.id, record.id)? => {
                            blank_log(tx, work.kind, work.id)?;
                        }
                        // What the law wants kept: it names the person no more, because the contact does not.
                        _ => {}
                    }
                }
            }
            for (document, only) in rows::documents(tx, *record)? {
                if only {
                    for sha256 in rows::remove_document(tx, document, &self.name(), self.now)? {
                        let file = ErasedFile { sha256, place: None, identity: String::new() };
                        erasures::add_file(tx, self.erasure.id, &file)?;
                    }
                    blank_log(tx, RecordKind::Document, document)?;
                } else {
                    crmweb_store::documents::unlink(tx, document, *record)?;
                }
            }
        }
        Ok(())
    }
}

fn file_of(mail: &Stored) -> ErasedFile {
    ErasedFile { sha256: mail.sha256.clone(), place: Some(mail.place), identity: mail.identity.clone() }
}
