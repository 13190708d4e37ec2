//! The desk where mail is read, decided once more by what it really says, and handed to the crm.
//!
//! Mail from the server comes through here, and so does imported mail.

use crate::decide::{Place, decide};
use crate::error::{Result, SyncError};
use crate::handover::Delivered;
use crate::index::in_background;
use crate::keys::Keys;
use crate::pass::Setup;
use crmweb_crm::seam::{HandedMail, Memory, Recorded};
use crmweb_mail::parse;
use crmweb_model::mail::Mail;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;
use crmweb_store::blobs::sha256_hex;
use crmweb_store::index::entries::{self, Basis, Decision, Verdict};
use crmweb_store::index::wanted::{self, Wanted};
use crmweb_store::index::{id_hash, mailboxes};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A mail as it was fetched.
#[derive(Debug)]
pub struct Raw {
    /// Its entry.
    pub wanted: Wanted,
    /// The bytes, or the beginning of them.
    pub bytes: Vec<u8>,
    /// They are only the beginning.
    pub truncated: bool,
}

/// Mails that have been read: some to be handed over, some to stay out.
#[derive(Debug, Default)]
pub struct Batch {
    handed: Vec<(Wanted, HandedMail)>,
    left_out: Vec<(Wanted, Verdict)>,
}

/// A batch of this size lets no other join: with it the writer is held for some tens of milliseconds.
const LARGE: usize = 400;
/// The same in bytes.
const LARGE_BYTES: usize = 8 << 20;

impl Batch {
    /// Tells whether another batch may join.
    pub fn has_room(&self) -> bool {
        let bytes: usize = self.handed.iter().map(|(_, handed)| handed.raw.len()).sum();
        self.handed.len() < LARGE && bytes < LARGE_BYTES && !self.has_failed()
    }

    /// Adds the mails of another batch.
    pub fn join(&mut self, other: Batch) {
        self.handed.extend(other.handed);
        self.left_out.extend(other.left_out);
    }

    /// Tells whether mail in it could not be handed over before: it stays in small company.
    pub fn has_failed(&self) -> bool {
        self.handed.iter().any(|(wanted, _)| wanted.tries > 0)
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The outcomes.
    pub delivered: Delivered,
    /// Entries of the batch that are settled.
    pub entries: u64,
}

/// Reads the mail of one folder and hands it over.
pub struct Desk<'a> {
    setup: &'a Setup,
    mailbox: &'a mailboxes::Mailbox,
    folder: &'a str,
    keys: Arc<Keys>,
}

/// A mail the crm cannot take is given up after so many times.
const FAILURES: u32 = 6;

impl<'a> Desk<'a> {
    /// A desk for mail of `folder` (its shown name).
    pub fn new(setup: &'a Setup, mailbox: &'a mailboxes::Mailbox, folder: &'a str) -> Desk<'a> {
        Desk { setup, mailbox, folder, keys: setup.ring.keys() }
    }

    /// Reads mails and decides about each by what it really says: the server's list may have been wrong or old.
    pub fn read(&self, raws: Vec<Raw>) -> Result<Batch> {
        let mut batch = Batch::default();
        for raw in raws {
            let mail = parse::mail(&raw.bytes, raw.truncated);
            let replayed = raw.wanted.basis == Some(Basis::Replay);
            match self.verdict(&mail, replayed)? {
                None => {
                    let handed = HandedMail {
                        mailbox: self.mailbox.account.uid,
                        mail,
                        raw: raw.bytes,
                        received_at: raw.wanted.received_at,
                    };
                    batch.handed.push((raw.wanted, handed));
                }
                Some(verdict) => batch.left_out.push((raw.wanted, verdict)),
            }
        }
        Ok(batch)
    }

    /// Why a mail is not handed over; `None`: it is.
    fn verdict(&self, mail: &Mail, replayed: bool) -> Result<Option<Verdict>> {
        let shared = self.mailbox.account.kind == mailboxes::Kind::Shared;
        let verdict = decide(&self.keys, &mail.envelope, Place { folder: self.folder, shared, draft: false });
        match verdict.decision {
            Decision::Wanted(Basis::Bounce) | Decision::Skipped(SkipReason::Unmatched) => {
                let known = replayed
                    || mail.bounces.iter().any(|bounce| self.keys.knows_address(&bounce.address))
                    || mail.bounces.iter().any(|bounce| self.keys.knows_domain(bounce.address.domain()))
                    || self.answers_the_crm(mail)?;
                let unmatched = Verdict::of(Decision::Skipped(SkipReason::Unmatched), "");
                Ok((!known).then_some(unmatched))
            }
            Decision::Skipped(_) => Ok(Some(verdict)),
            Decision::Wanted(_) | Decision::Linked(_) | Decision::Held(_) => Ok(None),
        }
    }

    fn answers_the_crm(&self, mail: &Mail) -> Result<bool> {
        let ids = mail.envelope.references.iter().chain(&mail.about);
        let hashes: Vec<i64> = ids.map(|id| id_hash(id)).collect();
        if hashes.is_empty() {
            return Ok(false);
        }
        Ok(self.setup.index.read(move |tx| entries::any_in_crm(tx, &hashes))?)
    }

    /// Hands a batch over and notes what became of it: first the crm, then the index.
    pub fn record(&self, batch: Batch) -> Result<Answer> {
        let (wanted, mails): (Vec<Wanted>, Vec<HandedMail>) = batch.handed.into_iter().unzip();
        // A mail that failed before is alone here; only then its bytes are kept for the quarantine.
        let kept = mails.first().filter(|_| wanted.iter().any(|w| w.tries > 0) && mails.len() == 1);
        let kept = kept.map(|handed| handed.raw.clone());
        let count = mails.len();
        let answers = if mails.is_empty() { Ok(Vec::new()) } else { hand_over(&*self.setup.memory, mails) };
        match answers {
            Ok(answers) if answers.len() == count => {
                let settled =
                    wanted.into_iter().zip(answers.into_iter().map(verdict_of)).chain(batch.left_out);
                self.settle(settled.collect())
            }
            Err(e) if e.is_transient() => Err(e),
            answers => {
                let why = match answers {
                    Err(e) => e.story(),
                    Ok(_) => "the customer memory answered about other mail".into(),
                };
                tracing::warn!(why, mails = count, "mail was not taken over");
                self.failed(&wanted, &why, kept.as_deref())?;
                let mut answer = self.settle(batch.left_out)?;
                let given_up = wanted.iter().filter(|wanted| wanted.tries + 1 >= FAILURES).count() as u64;
                answer.delivered.quarantined += given_up;
                Ok(answer)
            }
        }
    }

    fn settle(&self, settled: Vec<(Wanted, Verdict)>) -> Result<Answer> {
        let (mailbox, now) = (self.mailbox.id, self.setup.clock.now());
        in_background(&self.setup.index, move |tx| {
            let mut answer = Answer { entries: settled.len() as u64, ..Answer::default() };
            let delivered = &mut answer.delivered;
            for (wanted, verdict) in &settled {
                let identity = wanted.identity.as_deref().filter(|_| verdict.asked);
                let entries = wanted::settle(tx, mailbox, wanted.id, identity, verdict, now)?;
                match verdict.decision {
                    Decision::Linked(_) => delivered.linked += entries,
                    Decision::Held(_) => delivered.held += entries,
                    Decision::Skipped(_) | Decision::Wanted(_) => delivered.declined += entries,
                }
                if matches!(verdict.decision, Decision::Linked(_) | Decision::Held(_)) {
                    delivered.called_for += wanted::want_answers(tx, wanted.id, now)?;
                }
            }
            Ok::<_, SyncError>(answer)
        })
    }

    /// Next time in a smaller batch, at last alone; then it is kept in quarantine.
    fn failed(&self, batch: &[Wanted], why: &str, bytes: Option<&[u8]>) -> Result<()> {
        let mut sha256 = None;
        if let (Some(blobs), Some(bytes)) = (&self.setup.quarantine, bytes) {
            let name = sha256_hex(bytes);
            blobs.put_all(&[(&name, bytes)])?;
            sha256 = Some(name);
        }
        let (batch, why, now) = (batch.to_vec(), why.to_owned(), self.setup.clock.now());
        in_background(&self.setup.index, move |tx| {
            for wanted in &batch {
                if wanted.tries + 1 >= FAILURES {
                    wanted::quarantine(tx, wanted.id, &why, sha256.as_deref(), now)?;
                } else {
                    wanted::note_failure(tx, wanted.id, &why, now)?;
                }
            }
            Ok::<_, SyncError>(())
        })
    }
}

/// A panic below is a fault like any other: it must not stop the sync.
fn hand_over(memory: &dyn Memory, mails: Vec<HandedMail>) -> Result<Vec<Recorded>> {
    match catch_unwind(AssertUnwindSafe(|| memory.record(mails))) {
        Ok(answers) => answers.map_err(SyncError::Memory),
        Err(_) => Err(SyncError::Crashed { during: "handing mail over" }),
    }
}

fn verdict_of(recorded: Recorded) -> Verdict {
    let skipped = |reason| (Decision::Skipped(reason), String::new());
    let (decision, why) = match recorded {
        Recorded::Linked { mail, why } => (Decision::Linked(mail), why),
        Recorded::Held { mail, why } => (Decision::Held(mail), why),
        Recorded::Nobody => skipped(SkipReason::Unmatched),
        Recorded::Internal => skipped(SkipReason::Internal),
        Recorded::NeverLogMine => skipped(SkipReason::NeverLogMine),
        Recorded::NeverLogCompany => skipped(SkipReason::NeverLogCompany),
    };
    Verdict { decision, why, asked: true }
}

/// A mail that comes from elsewhere than a followed folder: an imported file, or handed in by a client.
#[derive(Debug)]
pub struct Foreign {
    /// What was read from it.
    pub mail: Mail,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// When it was received, as far as known.
    pub received_at: Millis,
}

/// Hands foreign mail over as mail of `mailbox`, found in `folder`. One answer per mail, in order.
///
/// What the never-log lists cover, what only colleagues are in and what matches nobody does not leave the edge.
pub fn ingest(
    setup: &Setup,
    mailbox: &mailboxes::Mailbox,
    folder: &str,
    mails: Vec<Foreign>,
) -> Result<Vec<Recorded>> {
    let desk = Desk::new(setup, mailbox, folder);
    let mut answers = Vec::with_capacity(mails.len());
    let mut handed = Vec::new();
    for Foreign { mail, raw, received_at } in mails {
        let verdict = desk.verdict(&mail, false)?;
        answers.push(verdict.map(|verdict| match verdict.decision {
            Decision::Skipped(SkipReason::Internal) => Recorded::Internal,
            Decision::Skipped(SkipReason::NeverLogMine) => Recorded::NeverLogMine,
            Decision::Skipped(SkipReason::NeverLogCompany) => Recorded::NeverLogCompany,
            Decision::Skipped(_) | Decision::Wanted(_) | Decision::Linked(_) | Decision::Held(_) => {
                Recorded::Nobody
            }
        }));
        if answers.last().is_some_and(Option::is_none) {
            handed.push(HandedMail { mailbox: mailbox.account.uid, mail, raw, received_at });
        }
    }
    let recorded = if handed.is_empty() { Vec::new() } else { hand_over(&*setup.memory, handed)? };
    let mut recorded = recorded.into_iter();
    Ok(answers.into_iter().filter_map(|answer| answer.or_else(|| recorded.next())).collect())
}
