//! Mail taken into the history: the heart of the product.
//!
//! What belongs to nobody leaves no trace. What belongs to somebody is stored once, whoever hands it over and
//! however often, with the reason for each of its links.

use crate::crm::{Crm, File};
use crate::error::{Error, Result};
use crate::facts::{Asked, Known};
use crate::seam::{HandedMail, Recorded};
use crate::why::Names;
use crmweb_model::address::Address;
use crmweb_model::identity;
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::mail::{Nature, Part};
use crmweb_model::matching::{self, Link};
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::record::{Direction, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words;
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Author, FieldChange};
use crmweb_store::mails::{Capture, NewMail, Stored};
use crmweb_store::owner::Urgency;
use crmweb_store::privacy::Mark;
use crmweb_store::{Tx, links, mailboxes, mails, never_log, privacy, search, settings, threads, timeline};
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
    // Outside the transaction: the writer is everybody's.
    let batch: Vec<Ready> = batch.into_iter().map(Ready::from).collect();
    let files: Vec<(&str, &[u8])> =
        batch.iter().map(|m| (m.handed.mail.sha256.as_str(), m.handed.raw.as_slice())).collect();
    let using = crm.use_files();
    crm.blobs().put_all(&files)?;
    let written: Vec<File> = batch.iter().map(|m| File::new(&m.handed.mail.sha256, &m.identity)).collect();
    let (answers, kept) = crm.store().write_as(Urgency::Background, Durability::Full, move |tx| {
        let mut visit = Visit { anyway, ..Visit::start(tx, now)? };
        visit.known.meet(tx, batch.iter().flat_map(|m| m.people.iter().map(|(address, _)| address)))?;
        let answers = batch.iter().map(|mail| visit.take(tx, mail)).collect::<Result<Vec<_>>>()?;
        visit.finish(tx)?;
        Ok::<_, Error>((answers, visit.kept))
    })?;
    drop(using);
    crm.remove_files(written.into_iter().filter(|file| !kept.contains(&file.sha256)).collect())?;
    Ok(answers)
}

/// A mail with what can be worked out before the database is asked.
struct Ready {
    handed: HandedMail,
    identity: String,
    tokens: String,
    people: Vec<(Address, Part)>,
}

impl From<HandedMail> for Ready {
    fn from(handed: HandedMail) -> Ready {
        let mail = &handed.mail;
        let mut texts: Vec<&str> = vec![&mail.envelope.subject, &mail.text];
        texts.extend(mail.envelope.people.iter().filter(|p| p.part != Part::Bcc).map(|p| p.name.as_str()));
        texts.extend(mail.attachments.iter().filter(|a| !a.inline).map(|a| a.name.as_str()));
        let tokens = words::tokens(&texts);
        let people = mail.envelope.people.iter().map(|p| (p.address.clone(), p.part)).collect();
        Ready { identity: identity::of(mail), tokens, people, handed }
    }
}

/// The mailbox a mail comes from, and what its owner does not want logged.
#[derive(Clone)]
struct Source {
    mailbox: mailboxes::Mailbox,
    never_log_mine: Vec<NeverLog>,
    has_marks: bool,
}

/// One batch within its transaction.
struct Visit {
    now: Millis,
    /// Mail that belongs to nobody is kept too.
    anyway: bool,
    known: Known,
    never_log_company: Vec<NeverLog>,
    identity_key: Vec<u8>,
    sources: HashMap<Uid, Source>,
    names: Names,
    /// The words of new mails: added together at the end, see [`search::add`].
    findable: Vec<(ActivityId, String)>,
    /// Files that a stored mail needs.
    kept: BTreeSet<String>,
    /// Records whose history changed, per mailbox: one entry of the change log each.
    touched: HashMap<Uid, BTreeSet<RecordRef>>,
}

impl Visit {
    fn start(tx: &mut Tx, now: Millis) -> Result<Visit> {
        Ok(Visit {
            now,
            anyway: false,
            known: Known::load(tx)?,
            never_log_company: never_log::of(tx, None)?,
            identity_key: settings::identity_key(tx)?,
            sources: HashMap::new(),
            names: Names::default(),
            findable: Vec::new(),
            kept: BTreeSet::new(),
            touched: HashMap::new(),
        })
    }

    fn take(&mut self, tx: &mut Tx, ready: &Ready) -> Result<Recorded> {
        let source = self.source(tx, ready.handed.mailbox)?;
        let mark = self.mark(tx, &source, &ready.identity)?;
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

    fn source(&mut self, tx: &mut Tx, uid: Uid) -> Result<Source> {
        if let Some(source) = self.sources.get(&uid) {
            return Ok(source.clone());
        }
        let mailbox = mailboxes::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Mailbox, uid))?;
        let source = match mailbox.user {
            Some(user) => Source {
                never_log_mine: never_log::of(tx, Some(user))?,
                has_marks: privacy::any(tx, user)?,
                mailbox,
            },
            None => Source { mailbox, never_log_mine: Vec::new(), has_marks: false },
        };
        self.sources.insert(uid, source.clone());
        Ok(source)
    }

    fn mark(&self, tx: &mut Tx, source: &Source, identity: &str) -> Result<Option<Mark>> {
        match source.mailbox.user {
            Some(user) if source.has_marks => {
                Ok(privacy::of(tx, user, &identity::mark(&self.identity_key, identity))?)
            }
            _ => Ok(None),
        }
    }

    /// Why a mail is not even looked up.
    fn refusal(&self, ready: &Ready, source: &Source, mark: Option<Mark>) -> Option<Recorded> {
        let envelope = &ready.handed.mail.envelope;
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
        ready: &Ready,
        source: &Source,
        stored: &Stored,
        held: bool,
    ) -> Result<()> {
        let mail = &ready.handed.mail;
        let new = mails::capture(tx, stored.id, &capture(source, mail_blind(ready), held), self.now)?;
        if stored.truncated && !mail.truncated {
            mails::complete(tx, stored.id, mail)?;
            match self.findable.iter_mut().find(|(activity, _)| *activity == stored.activity) {
                Some((_, tokens)) => tokens.clone_from(&ready.tokens),
                None => search::index(tx, stored.activity, &ready.tokens)?,
            }
            self.kept.insert(mail.sha256.clone());
        } else {
            self.kept.insert(stored.sha256.clone());
        }
        if new {
            self.link_blind(tx, ready, source, stored)?;
            timeline::refresh(tx, stored.activity)?;
            self.touch(tx, source, stored)?;
        }
        Ok(())
    }

    /// Stores a mail that is new and says why; `None` when it belongs to nobody.
    fn add_mail(
        &mut self,
        tx: &mut Tx,
        ready: &Ready,
        source: &Source,
        held: bool,
    ) -> Result<Option<(Stored, String)>> {
        let mail = &ready.handed.mail;
        let envelope = &mail.envelope;
        let thread = threads::find(tx, envelope)?;
        let asked = Asked {
            people: &ready.people,
            subject: &envelope.subject,
            references: &envelope.references,
            thread,
            refused: Vec::new(),
            now: self.now,
        };
        let found = matching::decide(&self.known.facts(tx, &asked)?);
        if found.is_empty() && !self.anyway {
            return Ok(None);
        }
        let at = envelope.date.unwrap_or(ready.handed.received_at);
        let outgoing = envelope.author().is_some_and(|p| self.known.is_colleague(&p.address));
        let new = NewMail {
            mail,
            identity: &ready.identity,
            thread: threads::of_mail(tx, envelope, at)?,
            direction: if outgoing { Direction::Out } else { Direction::In },
            at,
            now: self.now,
        };
        let stored = mails::insert(tx, &new)?;
        mails::capture(tx, stored.id, &capture(source, mail_blind(ready), held), self.now)?;
        for link in &found {
            links::put(tx, stored.activity, &made(link, source.mailbox.user, self.now))?;
        }
        timeline::start(tx, stored.activity)?;
        self.findable.push((stored.activity, ready.tokens.clone()));
        self.note_bounces(tx, ready)?;
        self.kept.insert(mail.sha256.clone());
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
        for link in matching::decide(&self.known.facts(tx, &asked)?) {
            links::put(tx, stored.activity, &made(&link, source.mailbox.user, self.now))?;
        }
        Ok(())
    }

    fn note_bounces(&self, tx: &mut Tx, ready: &Ready) -> Result<()> {
        if ready.handed.mail.envelope.nature == Nature::Bounce {
            for bounce in ready.handed.mail.bounces.iter().filter(|b| b.permanent) {
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
        for (activity, tokens) in &self.findable {
            search::add(tx, *activity, tokens)?;
        }
        for (uid, records) in std::mem::take(&mut self.touched) {
            let Some(source) = self.sources.get(&uid) else { continue };
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
        Ok(())
    }
}

fn mail_blind(ready: &Ready) -> Vec<Address> {
    ready.people.iter().filter(|(_, part)| *part == Part::Bcc).map(|(address, _)| address.clone()).collect()
}

fn capture(source: &Source, blind: Vec<Address>, held: bool) -> Capture {
    let shared = source.mailbox.user.is_none();
    Capture {
        mailbox: source.mailbox.id,
        user: source.mailbox.user,
        share: if shared { ShareLevel::Everything } else { source.mailbox.share },
        held,
        blind,
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
