//! Lists envelopes: one thread asks, another decides and stores.

use crate::caution::Caution;
use crate::decide::{Place, decide};
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::keys::Keys;
use crate::pass::Setup;
use crate::progress::{Stage, Step};
use crate::skeleton;
use crmweb_mail::wire::{Mailbox, Skeleton, StopSignal, Uid, UidSet, WireError};
use crmweb_model::privacy::SkipReason;
use crmweb_store::Tx;
use crmweb_store::index::entries::{self, Basis, Decision, NewEntry, Verdict};
use crmweb_store::index::folders::{self, Cursor, Folder};
use crmweb_store::index::people::Interned;
use crmweb_store::index::{BoxId, id_hash, mailboxes, wanted};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// UIDs to list.
#[derive(Clone, Debug)]
pub struct Job {
    /// In this order.
    pub uids: Vec<Uid>,
    /// What listing them says about the cursor.
    pub reach: Reach,
}

/// How listing moves the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Upwards from the highest known.
    Up,
    /// Downwards from the lowest known.
    Down,
    /// Somewhere between.
    Between,
}

/// Lists envelopes of one folder.
pub struct Lister<'a> {
    /// What everything shares.
    pub setup: &'a Setup,
    /// The mailbox.
    pub mailbox: &'a mailboxes::Mailbox,
    /// What decides.
    pub keys: Arc<Keys>,
    /// Ends it.
    pub stop: &'a StopSignal,
    /// The folder, open in the session.
    pub folder: &'a Folder,
    /// Entries it has already.
    pub known: u64,
}

/// What was listed at once, and where the cursor stands when it is stored.
struct Chunk {
    skeletons: Vec<Skeleton>,
    /// Asked for, and the server would not or could not list them.
    unlisted: Vec<u32>,
    asked: u64,
    cursor: Cursor,
}

/// A chunk with its headers read.
struct Read {
    news: Vec<(NewEntry, Verdict)>,
    unlisted: Vec<u32>,
    asked: u64,
    cursor: Cursor,
}

/// Chunks that wait to be read, or to be stored.
const WAITING: usize = 2;

impl Lister<'_> {
    /// Lists all of it; returns how many mails were new.
    pub fn run(
        &self,
        session: &mut dyn Mailbox,
        jobs: Vec<Job>,
        cursor: &mut Cursor,
        caution: &mut Caution,
    ) -> Result<u64> {
        let total = self.known + jobs.iter().map(|job| job.uids.len() as u64).sum::<u64>();
        std::thread::scope(|scope| {
            let (send, listed) = sync_channel(WAITING);
            let (to_store, read) = sync_channel(WAITING);
            let reading = scope.spawn(move || self.read_all(listed, to_store));
            let storing = scope.spawn(move || self.store_all(read, total));
            let asked = self.ask_all(session, jobs, cursor, caution, send);
            reading.join().map_err(|_| SyncError::Crashed { during: "reading envelopes" })?;
            let stored = storing.join().map_err(|_| SyncError::Crashed { during: "storing envelopes" })??;
            asked.map(|()| stored)
        })
    }

    fn ask_all(
        &self,
        session: &mut dyn Mailbox,
        jobs: Vec<Job>,
        cursor: &mut Cursor,
        caution: &mut Caution,
        send: SyncSender<Chunk>,
    ) -> Result<()> {
        for job in jobs {
            let mut rest = job.uids.as_slice();
            while !rest.is_empty() {
                if self.stop.raised() {
                    return Err(WireError::Stopped.into());
                }
                let (part, later) = rest.split_at(caution.chunk().min(rest.len()));
                let (skeletons, unlisted) = self.ask(session, part, caution)?;
                caution.note_success();
                advance(cursor, part, job.reach);
                rest = later;
                let chunk = Chunk { skeletons, unlisted, asked: part.len() as u64, cursor: *cursor };
                if send.send(chunk).is_err() {
                    return Ok(()); // storing has failed, and says why
                }
            }
        }
        Ok(())
    }

    /// Lists mails; a refusal is narrowed down to the mails it is about.
    fn ask(
        &self,
        session: &mut dyn Mailbox,
        uids: &[Uid],
        caution: &mut Caution,
    ) -> Result<(Vec<Skeleton>, Vec<u32>)> {
        let (mut skeletons, mut unlisted) = (Vec::new(), Vec::new());
        let (bad, fine): (Vec<Uid>, Vec<Uid>) = uids.iter().partition(|uid| caution.is_bad(uid.0));
        unlisted.extend(bad.iter().map(|uid| uid.0));
        let mut parts = vec![fine];
        while let Some(part) = parts.pop().filter(|part| !part.is_empty()) {
            match session.skeletons(&part.iter().copied().collect::<UidSet>()) {
                Ok(listed) => skeletons.extend(listed),
                Err(WireError::Refused { .. }) if part.len() == 1 => unlisted.push(part[0].0),
                Err(WireError::Refused { .. }) => {
                    let (left, right) = part.split_at(part.len() / 2);
                    parts.push(right.to_vec());
                    parts.push(left.to_vec());
                }
                Err(e) => {
                    if !matches!(e, WireError::Stopped | WireError::Throttled { .. }) {
                        caution.note_failure(&part.iter().map(|uid| uid.0).collect::<Vec<_>>());
                    }
                    return Err(e.into());
                }
            }
        }
        Ok((skeletons, unlisted))
    }

    fn read_all(&self, listed: Receiver<Chunk>, to_store: SyncSender<Read>) {
        for chunk in listed {
            if to_store.send(self.read(chunk)).is_err() {
                return; // storing has failed, and says why
            }
        }
    }

    /// Reads headers and decides by them.
    fn read(&self, chunk: Chunk) -> Read {
        let now = self.setup.clock.now();
        let shared = self.mailbox.account.kind == mailboxes::Kind::Shared;
        let read = |skeleton: &Skeleton| {
            let entry = skeleton::entry(skeleton, now);
            let place = Place { folder: &self.folder.name, shared, draft: skeleton.flags.draft };
            let verdict = decide(&self.keys, &entry.envelope, place);
            (entry, verdict)
        };
        let Chunk { skeletons, unlisted, asked, cursor } = chunk;
        Read { news: skeletons.iter().map(read).collect(), unlisted, asked, cursor }
    }

    fn store_all(&self, chunks: Receiver<Read>, total: u64) -> Result<u64> {
        let mut interned = Interned::default();
        let (mut new, mut done) = (0, self.known);
        for chunk in chunks {
            done += chunk.asked;
            let stored;
            (interned, stored) = self.store(chunk, interned)?;
            new += stored;
            self.setup.progress.step(&Step {
                mailbox: self.mailbox.id,
                folder: &self.folder.name,
                stage: Stage::Listing,
                done,
                total,
            });
        }
        Ok(new)
    }

    fn store(&self, chunk: Read, mut interned: Interned) -> Result<(Interned, u64)> {
        let now = self.setup.clock.now();
        let (mailbox, folder) = (self.mailbox.id, self.folder.id);
        let Read { news, unlisted, cursor, .. } = chunk;
        in_background(&self.setup.index, move |tx| {
            let mut stored = 0;
            for (entry, verdict) in news {
                let verdict = settled(tx, mailbox, &entry, verdict)?;
                stored +=
                    u64::from(entries::insert(tx, &mut interned, folder, &entry, &verdict, now)?.is_some());
            }
            for uid in unlisted {
                let entry = skeleton::unlisted(uid, now);
                let verdict = Verdict::of(Decision::Skipped(SkipReason::Quarantined), UNLISTED);
                if let Some(id) = entries::insert(tx, &mut interned, folder, &entry, &verdict, now)? {
                    wanted::quarantine(tx, id, UNLISTED, None, now)?;
                    stored += 1;
                }
            }
            folders::move_cursor(tx, folder, &cursor)?;
            Ok::<_, SyncError>((interned, stored))
        })
    }
}

const UNLISTED: &str = "the server does not show this mail";

/// What the index knows better than the header: the fate of another copy, or that it answers a mail of the crm.
fn settled(tx: &mut Tx, mailbox: BoxId, entry: &NewEntry, verdict: Verdict) -> Result<Verdict> {
    let unmatched = verdict.decision == Decision::Skipped(SkipReason::Unmatched);
    if !unmatched && !matches!(verdict.decision, Decision::Wanted(_)) {
        return Ok(verdict);
    }
    if let Some(identity) = &entry.identity
        && let Some(twin) = entries::twin(tx, mailbox, identity)?
    {
        return Ok(twin);
    }
    let references: Vec<i64> = entry.envelope.references.iter().map(|id| id_hash(id)).collect();
    if unmatched && entries::any_in_crm(tx, &references)? {
        return Ok(Verdict::of(Decision::Wanted(Basis::Thread), "answers a mail of the crm"));
    }
    Ok(verdict)
}

/// Moves the cursor over UIDs that have been asked for; those that no longer exist count too.
fn advance(cursor: &mut Cursor, part: &[Uid], reach: Reach) {
    let highest = part.iter().map(|uid| uid.0).max().unwrap_or(0);
    let lowest = part.iter().map(|uid| uid.0).min().unwrap_or(0);
    match reach {
        Reach::Up => cursor.high = cursor.high.max(highest),
        Reach::Down => {
            cursor.high = cursor.high.max(highest);
            cursor.low = lowest;
        }
        Reach::Between => cursor.high = cursor.high.max(highest),
    }
}
