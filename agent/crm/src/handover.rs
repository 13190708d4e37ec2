//! Mail taken into the history: the heart of the product.
//!
//! What belongs to nobody leaves no trace. What belongs to somebody is stored once, whoever hands it over and
//! however often, with the reason for each of its links.

use crate::crm::{Crm, File};
use crate::error::{Error, Result};
use crate::facts::{Asked, Known};
use crate::ready::Ready;
use crate::score;
use crate::seam::{HandedMail, Recorded};
use crate::source::{Source, Sources};
use crate::why::Names;
use crmweb_model::address::Address;
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::mail::{Nature, Part};
use crmweb_model::matching::Link;
use crmweb_model::privacy::NeverLog;
use crmweb_model::record::{Direction, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Author, FieldChange};
use crmweb_store::mails::{NewMail, Stored};
use crmweb_store::owner::Urgency;
use crmweb_store::packs::{Packs, Place};
use crmweb_store::privacy::Mark;
use crmweb_store::{Tx, links, mails, never_log, search, settings, threads, timeline};
use std::collections::{BTreeSet, HashMap};

/// Takes mails into the history; see [`crate::seam::Memory::record`].
pub fn record(crm: &Crm, batch: Vec<HandedMail>, now: Millis) -> Result<Vec<Recorded>> {
    take_in(crm, batch, false, now)
}

/// Like [`record`], and keeps mail that belongs to nobody: its owner links it by hand.
pub(crate) fn record_anyway(crm: &Crm, batch: Vec<HandedMail>, now: Millis) -> Result<Vec<Recorded>> {
    take_in(crm, batch, true, now)
}

fn take_in(crm: &Crm, batch: Vec<HandedMail>, anyway: bool, now: Millis) -> Result<Vec<Recorded>> {
    crm.sweep()?;
    let using = crm.use_files();
    // Outside the transaction: the writer is everybody's.
    let mut rest = Ready::all(crm, batch)?;
    let (mut answers, mut unused) = (Vec::with_capacity(rest.len()), Vec::new());
    while !rest.is_empty() {
        let part = std::mem::take(&mut rest);
        let (store, packs) = (crm.store().clone(), crm.packs()?.clone());
        let taken = crm.store().write_as(Urgency::Background, Durability::Full, move |tx| {
            let mut visit = Visit { anyway, ..Visit::start(tx, packs, now)? };
            let taken = visit.take_all(tx, part, || store.is_awaited())?;
            visit.finish(tx)?;
            Ok::<_, Error>(taken)
        })?;
        answers.extend(taken.answers);
        unused.extend(taken.unused);
        drop(taken.done);
        rest = taken.rest;
    }
    drop(using);
    crm.remove_files(unused)?;
    Ok(answers)
}

/// What one transaction did of a batch.
struct Taken {
    answers: Vec<Recorded>,
    /// Bytes that were written and no mail needs.
    unused: Vec<File>,
    /// What is done with: let go of where nobody waits for the writer.
    done: Vec<Ready>,
    /// Left for the next transaction.
    rest: Vec<Ready>,
}

/// One batch within its transaction.
struct Visit {
    now: Millis,
    /// Mail that belongs to nobody is kept too.
    anyway: bool,
    known: Known,
    never_log_company: Vec<NeverLog>,
    identity_key: Vec<u8>,
    sources: Sources,
    names: Names,
    /// The timelines of new mails, written together at the end.
    beginnings: timeline::Beginnings,
    /// The words of new mails: added together at the end, see [`search::add`].
    findable: Vec<(ActivityId, String)>,
    packs: Packs,
    /// Bytes that a stored mail needs.
    kept: BTreeSet<Place>,
    /// Bytes that no mail needs any more.
    unused: Vec<File>,
    /// Records whose history changed, per mailbox: one entry of the change log each.
    touched: HashMap<Uid, BTreeSet<RecordRef>>,
}

impl Visit {
    fn start(tx: &mut Tx, packs: Packs, now: Millis) -> Result<Visit> {
        Ok(Visit {
            now,
            anyway: false,
            known: Known::load(tx)?,
            never_log_company: never_log::of(tx, None)?,
            identity_key: settings::identity_key(tx)?,
            sources: Sources::default(),
            names: Names::default(),
            beginnings: timeline::Beginnings::default(),
            findable: Vec::new(),
            packs,
            kept: BTreeSet::new(),
            unused: Vec::new(),
            touched: HashMap::new(),
        })
    }

    /// Takes mails until somebody waits for the writer; at least one.
    fn take_all(&mut self, tx: &mut Tx, batch: Vec<Ready>, awaited: impl Fn() -> bool) -> Result<Taken> {
        self.known.meet(tx, batch.iter().flat_map(|m| m.people.iter().map(|(address, _)| address)))?;
        let mut answers = Vec::with_capacity(batch.len());
        let (mut done, mut rest) = (Vec::with_capacity(batch.len()), batch.into_iter());
        for mut ready in rest.by_ref() {
            answers.push(self.take(tx, &mut ready)?);
            if ready.written().is_some_and(|place| !self.kept.contains(&place)) {
                self.unused.extend(ready.file());
            }
            done.push(ready);
            if awaited() {
                break;
            }
        }
        Ok(Taken { answers, unused: std::mem::take(&mut self.unused), done, rest: rest.collect() })
    }

    fn take(&mut self, tx: &mut Tx, ready: &mut Ready) -> Result<Recorded> {
        let source = self.sources.get(tx, ready.mailbox)?;
        if source.is_erased(tx, &self.identity_key, &ready.identity)? {
            return Ok(Recorded::NeverLogCompany);
        }
        let mark = source.mark(tx, &self.identity_key, &ready.identity)?;
        if let Some(refusal) = self.refusal(ready, &source, mark) {
            return Ok(refusal);
        }
        let held = mark == Some(Mark::Held);
        let (stored, why) = match mails::by_identity(tx, &ready.identity)? {
            Some(stored) => {
                self.add_copy(tx, ready, &source, &stored, held)?;
                let why = self.names.of_activity(tx, stored.activity)?;
                (stored, why)
            }
            None => match self.add_mail(tx, ready, &source, held)? {
                Some(added) => added,
                None => return Ok(Recorded::Nobody),
            },
        };
        Ok(if held {
            Recorded::Held { mail: stored.uid, why }
        } else {
            Recorded::Linked { mail: stored.uid, why }
        })
    }

    /// Why a mail is not even looked up.
    fn refusal(&self, ready: &Ready, source: &Source, mark: Option<Mark>) -> Option<Recorded> {
        let envelope = &ready.mail.envelope;
        let on = |list: &[NeverLog]| list.iter().any(|entry| entry.covers(envelope, ""));
        if mark == Some(Mark::Removed) || on(&source.never_log_mine) {
            return Some(Recorded::NeverLogMine);
        }
        if on(&self.never_log_company) {
            return Some(Recorded::NeverLogCompany);
        }
        let internal =
            !ready.people.is_empty() && ready.people.iter().all(|(a, _)| self.known.is_colleague(a));
        // What its owner brings in by hand may be among colleagues.
        (internal && !self.anyway).then_some(Recorded::Internal)
    }

    /// A copy of a mail that is there: another mailbox's, or the same one handed over again.
    fn add_copy(
        &mut self,
        tx: &mut Tx,
        ready: &mut Ready,
        source: &Source,
        stored: &Stored,
        held: bool,
    ) -> Result<()> {
        let new = mails::capture(tx, stored.id, &source.capture(ready.blind(), held), self.now)?;
        if ready.betters(stored) {
            let place = ready.place(&self.packs)?;
            mails::complete(tx, stored.id, &ready.mail, place)?;
            self.unused.push(File::of(stored));
            match self.findable.iter_mut().find(|(activity, _)| *activity == stored.activity) {
                Some((_, tokens)) => tokens.clone_from(&ready.tokens),
                None => search::index(tx, stored.activity, &ready.tokens)?,
            }
            self.kept.insert(place);
        }
        if new {
            self.link_blind(tx, ready, source, stored)?;
            self.beginnings.write(tx)?;
            timeline::refresh(tx, stored.activity)?;
            self.touch(tx, source, stored)?;
        }
        Ok(())
    }

    /// Stores a mail that is new and says why; `None` when it belongs to nobody.
    fn add_mail(
        &mut self,
        tx: &mut Tx,
        ready: &mut Ready,
        source: &Source,
        held: bool,
    ) -> Result<Option<(Stored, String)>> {
        let place = ready.place(&self.packs);
        let mail = &ready.mail;
        let envelope = &mail.envelope;
        let named = threads::Named::by(tx, envelope)?;
        let asked = Asked {
            people: &ready.people,
            subject: &envelope.subject,
            references: &envelope.references,
            thread: named.thread(),
            refused: Vec::new(),
            now: self.now,
        };
        let found = self.known.decide(tx, &asked)?;
        if found.is_empty() && !self.anyway {
            return Ok(None);
        }
        let at = envelope.date.unwrap_or(ready.received_at);
        let outgoing = envelope.author().is_some_and(|p| self.known.is_colleague(&p.address));
        let new = NewMail {
            mail,
            identity: &ready.identity,
            place: place?,
            thread: named.join(tx, at)?,
            direction: if outgoing { Direction::Out } else { Direction::In },
            at,
            now: self.now,
        };
        let stored = mails::insert(tx, &new)?;
        let copy = source.capture(ready.blind(), held);
        mails::capture(tx, stored.id, &copy, self.now)?;
        let made: Vec<links::Link> =
            found.iter().map(|link| made(link, source.mailbox.user, self.now)).collect();
        links::put_all(tx, stored.activity, &made)?;
        self.beginnings.of_mail(stored.activity, at, &copy, &made);
        self.findable.push((stored.activity, std::mem::take(&mut ready.tokens)));
        self.note_bounces(tx, ready)?;
        self.kept.insert(stored.place);
        let touched = self.touched.entry(source.mailbox.uid).or_default();
        touched.extend(found.iter().map(|link| link.record));
        let reasons = found.iter().map(|link| (link.record, link.rule, link.evidence.as_str()));
        let why = self.names.of_links(tx, reasons)?;
        Ok(Some((stored, why)))
    }

    /// Blind copies are known only to the mailbox that sent them, whichever copy arrived first.
    fn link_blind(&mut self, tx: &mut Tx, ready: &Ready, source: &Source, stored: &Stored) -> Result<()> {
        let blind: Vec<(Address, Part)> =
            ready.people.iter().filter(|(_, part)| *part == Part::Bcc).cloned().collect();
        if blind.is_empty() {
            return Ok(());
        }
        let present: Vec<RecordRef> =
            links::of_activity(tx, stored.activity)?.iter().map(|l| l.record).collect();
        let asked = Asked {
            people: &blind,
            subject: "",
            references: &[],
            thread: None,
            refused: present,
            now: self.now,
        };
        for link in self.known.decide(tx, &asked)? {
            links::put(tx, stored.activity, &made(&link, source.mailbox.user, self.now))?;
        }
        Ok(())
    }

    fn note_bounces(&self, tx: &mut Tx, ready: &Ready) -> Result<()> {
        if ready.mail.envelope.nature == Nature::Bounce {
            for bounce in ready.mail.bounces.iter().filter(|b| b.permanent) {
                crmweb_store::contacts::mark_bounced(tx, &bounce.address, self.now)?;
            }
        }
        Ok(())
    }

    fn touch(&mut self, tx: &mut Tx, source: &Source, stored: &Stored) -> Result<()> {
        let records =
            links::of_activity(tx, stored.activity)?.into_iter().filter(|l| !l.refused).map(|l| l.record);
        self.touched.entry(source.mailbox.uid).or_default().extend(records);
        Ok(())
    }

    /// One entry per mailbox and batch: enough for every open screen to know what to ask for again.
    fn finish(&mut self, tx: &mut Tx) -> Result<()> {
        self.beginnings.write(tx)?;
        for (uid, records) in std::mem::take(&mut self.touched) {
            let Some(source) = self.sources.known(uid) else { continue };
            for lead in records.iter().filter(|record| record.kind == RecordKind::Lead) {
                score::refresh(tx, *lead, self.now)?;
            }
            let names: Vec<String> = records.iter().map(|r| format!("{}:{}", r.kind, r.id)).collect();
            let author = Author {
                user: source.mailbox.user,
                at: self.now,
                mutation: Uid::create(),
                provenance: format!("mailbox {uid}"),
            };
            let mailbox = RecordRef::new(RecordKind::Mailbox, source.mailbox.id.0);
            log::append(
                tx,
                &author,
                mailbox,
                "received",
                &[FieldChange::new("records", None, Some(names.join(" ")))],
            )?;
        }
        for (activity, tokens) in &self.findable {
            search::add(tx, *activity, tokens)?;
        }
        Ok(())
    }
}

/// A link that a rule made.
pub(crate) fn made(link: &Link, owner: Option<UserId>, at: Millis) -> links::Link {
    links::Link {
        record: link.record,
        rule: link.rule,
        evidence: link.evidence.clone(),
        refused: false,
        only_for: if link.blind { owner } else { None },
        made_by: None,
        made_at: at,
    }
}
