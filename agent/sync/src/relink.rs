//! Mail decided again when the crm's keys change: "attaches 214 mails".

use crate::clock::Clock;
use crate::decide::{Place, decide};
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::keys::Keys;
use crmweb_crm::seam::Memory;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;
use crmweb_store::index::entries::{self, Basis, Decision, Verdict};
use crmweb_store::index::known::{self, Current, Known};
use crmweb_store::index::people::{self, Who};
use crmweb_store::index::{BoxId, EntryId, mailboxes, wanted};
use crmweb_store::{Store, Tx};
use std::collections::{HashMap, HashSet};

/// Whose mail is to be decided again.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Mail outside the crm with these people.
    pub people: HashSet<Who>,
    /// Mail inside the crm with these people too: they are on a never-log list now.
    pub taken_back: HashSet<Who>,
    /// All mail.
    pub everything: bool,
}

impl Touched {
    /// Adds people of a never-log entry that came (`is_new`) or went.
    pub fn never_log(&mut self, who: Who, is_new: bool) {
        if is_new {
            self.taken_back.insert(who.clone());
        }
        self.people.insert(who);
    }
}

/// What deciding again has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relinked {
    /// Mails that are wanted now.
    pub wanted: u64,
    /// Mails that stay out now for another reason.
    pub left_out: u64,
    /// Mails taken back from the crm.
    pub taken_back: u64,
    /// Everything is handed over again: the crm was restored or moved.
    pub replayed: bool,
}

impl Relinked {
    /// Adds up.
    pub fn add(&mut self, other: &Relinked) {
        self.wanted += other.wanted;
        self.left_out += other.left_out;
        self.taken_back += other.taken_back;
        self.replayed |= other.replayed;
    }
}

/// Entries decided in one transaction: about 10 ms.
const AT_ONCE: usize = 200;

/// Counts the mails that would join the crm if this address or domain became known.
pub fn count(index: &Store, who: &Who) -> Result<u64> {
    let who = who.clone();
    Ok(index.read(move |tx| people::count_unmatched(tx, &who))?)
}

/// Wants everything again that is in the crm.
pub fn replay(index: &Store, clock: &dyn Clock) -> Result<bool> {
    let now = clock.now();
    let more = || in_background(index, move |tx| wanted::replay(tx, now).map_err(SyncError::from));
    while more()? {}
    Ok(true)
}

/// Decides the mail that is touched again.
pub fn reconsider(
    index: &Store,
    keys: &Keys,
    memory: &dyn Memory,
    touched: &Touched,
    clock: &dyn Clock,
) -> Result<Relinked> {
    let work = Work { index, keys, memory, clock, boxes: boxes(index)? };
    let mut relinked = Relinked::default();
    if touched.everything {
        relinked.add(&work.decide_again(&index.read(known::outside)?)?);
        relinked.taken_back += work.take_back(&index.read(known::inside)?)?;
        return Ok(relinked);
    }
    for who in &touched.people {
        let who = who.clone();
        let ids = index.read(move |tx| people::outside(tx, &who))?;
        relinked.add(&work.decide_again(&ids)?);
    }
    for who in &touched.taken_back {
        let who = who.clone();
        let ids = index.read(move |tx| people::inside(tx, &who))?;
        relinked.taken_back += work.take_back(&ids)?;
    }
    Ok(relinked)
}

/// The crm's name of each mailbox, and whether it is the company's.
fn boxes(index: &Store) -> Result<HashMap<BoxId, (Uid, bool)>> {
    let all = index.read(mailboxes::all)?;
    let shared = |kind| matches!(kind, mailboxes::Kind::Shared);
    Ok(all.into_iter().map(|b| (b.id, (b.account.uid, shared(b.account.kind)))).collect())
}

struct Work<'a> {
    index: &'a Store,
    keys: &'a Keys,
    memory: &'a dyn Memory,
    clock: &'a dyn Clock,
    boxes: HashMap<BoxId, (Uid, bool)>,
}

impl Work<'_> {
    /// Decides entries outside the crm.
    fn decide_again(&self, ids: &[EntryId]) -> Result<Relinked> {
        let mut relinked = Relinked::default();
        for part in ids.chunks(AT_ONCE) {
            let verdicts = self.verdicts(part)?;
            let now = self.clock.now();
            let changed = in_background(self.index, move |tx| {
                let mut relinked = Relinked::default();
                for (entry, verdict) in verdicts {
                    change(tx, &entry, verdict, now, &mut relinked)?;
                }
                Ok::<_, SyncError>(relinked)
            })?;
            relinked.add(&changed);
        }
        Ok(relinked)
    }

    fn verdicts(&self, ids: &[EntryId]) -> Result<Vec<(Known, Verdict)>> {
        let ids = ids.to_vec();
        let found = self.index.read(move |tx| known::known(tx, &ids))?;
        let decided = |entry: Known| {
            let verdict = self.decide(&entry);
            (entry, verdict)
        };
        Ok(found.into_iter().map(decided).collect())
    }

    fn decide(&self, entry: &Known) -> Verdict {
        let shared = self.boxes.get(&entry.mailbox).is_some_and(|(_, shared)| *shared);
        let draft = entry.flags.split(' ').any(|flag| flag == "draft");
        decide(self.keys, &entry.envelope, Place { folder: &entry.folder, shared, draft })
    }

    /// Takes mail back from the crm that is on a never-log list now: first there, then here.
    fn take_back(&self, ids: &[EntryId]) -> Result<u64> {
        let mut taken_back = 0;
        for part in ids.chunks(AT_ONCE) {
            let mut verdicts = self.verdicts(part)?;
            verdicts.retain(|(_, verdict)| {
                use SkipReason::{NeverLogCompany, NeverLogMine};
                matches!(verdict.decision, Decision::Skipped(NeverLogMine | NeverLogCompany))
            });
            taken_back += self.retract(verdicts)?;
        }
        Ok(taken_back)
    }

    fn retract(&self, covered: Vec<(Known, Verdict)>) -> Result<u64> {
        let mut by_mailbox: HashMap<Uid, Vec<Uid>> = HashMap::new();
        for (entry, _) in &covered {
            if let (Some((uid, _)), Current::InCrm(mail)) = (self.boxes.get(&entry.mailbox), entry.current) {
                by_mailbox.entry(*uid).or_default().push(mail);
            }
        }
        for (mailbox, mails) in by_mailbox {
            self.memory.retract(mailbox, mails).map_err(SyncError::Memory)?;
        }
        let now = self.clock.now();
        in_background(self.index, move |tx| {
            for (entry, verdict) in &covered {
                known::decide(tx, entry.id, verdict, now)?;
                wanted::taken_back(tx, entry.id)?;
            }
            Ok::<_, SyncError>(covered.len() as u64)
        })
    }
}

/// Stores a verdict unless it says what holds already.
fn change(tx: &mut Tx, entry: &Known, verdict: Verdict, now: Millis, relinked: &mut Relinked) -> Result<()> {
    let unmatched = verdict.decision == Decision::Skipped(SkipReason::Unmatched);
    let verdict = if unmatched && entries::any_in_crm(tx, &entry.references)? {
        Verdict::of(Decision::Wanted(Basis::Thread), "answers a mail of the crm")
    } else {
        verdict
    };
    let wanted = matches!(verdict.decision, Decision::Wanted(_));
    let same = match entry.current {
        Current::Wanted => wanted,
        Current::Skipped(reason) => verdict.decision == Decision::Skipped(reason),
        Current::InCrm(_) | Current::Unreadable => true,
    };
    if !same {
        known::decide(tx, entry.id, &verdict, now)?;
        if wanted { relinked.wanted += 1 } else { relinked.left_out += 1 }
    }
    Ok(())
}
