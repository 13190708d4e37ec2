//! Fetches mail that belongs to the crm and hands it over.
//!
//! Three stages run at once: this thread fetches, a second reads the mails, two more hand them over and note the
//! outcome. A few batches wait between them, so memory stays flat. The crm commits before the index: an interruption repeats
//! a batch, which harms nothing.

use crate::batch::batches;
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::ingest::{Answer, Batch, Desk, Raw};
use crate::pass::Setup;
use crate::progress::{Stage, Step};
use crate::waiting::Waiting;
use crmweb_mail::wire::{Body, Content, FolderName, Mailbox, StopSignal, Uid, UidSet, WireError};
use crmweb_model::time::Millis;
use crmweb_store::index::folders::Folder;
use crmweb_store::index::wanted::{self, Wanted};
use crmweb_store::index::{entries, mailboxes};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What a handover has achieved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Mails in the history now, copies in other folders included.
    pub linked: u64,
    /// Mails that are in the crm and held back.
    pub held: u64,
    /// Mails the crm did not want after all.
    pub declined: u64,
    /// Mails given up for now.
    pub quarantined: u64,
    /// Bytes fetched.
    pub bytes: u64,
    /// Mails that are wanted because one they answer was linked, in whatever folder.
    pub called_for: u64,
    /// Time was up before everything was handed over.
    pub unfinished: bool,
}

impl Delivered {
    /// Adds up.
    pub fn add(&mut self, other: &Delivered) {
        self.linked += other.linked;
        self.held += other.held;
        self.declined += other.declined;
        self.quarantined += other.quarantined;
        self.bytes += other.bytes;
        self.called_for += other.called_for;
        self.unfinished |= other.unfinished;
    }
}

/// Fetches and hands over what is wanted of the folders of one mailbox.
pub struct Handover<'a> {
    /// What everything shares.
    pub setup: &'a Setup,
    /// The mailbox.
    pub mailbox: &'a mailboxes::Mailbox,
    /// Ends it.
    pub stop: &'a StopSignal,
    /// When to leave the rest for later, so that other things get their turn.
    pub until: Option<Instant>,
}

/// Threads that hand over.
const RECORDERS: usize = 2;
/// How many batches wait at most.
const ROOM: usize = 2;
/// A mail the server refuses is given up after so many times.
const REFUSALS: u32 = 3;
/// A mail the server has no bytes for is given up after so many times.
const ABSENCES: u32 = 5;
/// A mail that ends the session when asked for alone is given up after so many times.
const DEATHS: u32 = 6;
/// More rounds than any chain of answers needs.
const MOST_ROUNDS: u32 = 1_000;

impl Handover<'_> {
    /// Delivers what is wanted of a folder and due. The folder is opened only when there is something.
    pub fn of_folder(&self, session: &mut dyn Mailbox, folder: &Folder) -> Result<Delivered> {
        if self.wanted(folder, 0)?.0 == 0 {
            return Ok(Delivered::default());
        }
        match session.examine(&FolderName::from_wire(folder.raw_name.clone())) {
            Err(WireError::Refused { .. }) => return Ok(Delivered::default()),
            seen => _ = seen?,
        }
        self.of_open_folder(session, folder, 0)
    }

    /// Delivers what is wanted and due above a UID of the folder that is open.
    pub fn of_open_folder(
        &self,
        session: &mut dyn Mailbox,
        folder: &Folder,
        above: u32,
    ) -> Result<Delivered> {
        let mut delivered = Delivered::default();
        let (mut done, mut total) = (0, 0);
        for _ in 0..MOST_ROUNDS {
            let (due, wanted) = self.wanted(folder, above)?;
            if due == 0 {
                break;
            }
            if self.is_late() {
                delivered.unfinished = true;
                return Ok(delivered);
            }
            total = done + due;
            let tally = Mutex::new((delivered, done));
            let outcome = self.round(session, folder, wanted, total, &tally);
            (delivered, done) = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
            outcome?;
        }
        if total > 0 {
            // Copies are settled with the mail they are copies of.
            self.tell(folder, total, total);
        }
        Ok(delivered)
    }

    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    fn wanted(&self, folder: &Folder, above: u32) -> Result<(u64, Vec<Wanted>)> {
        let (id, now) = (folder.id, self.setup.clock.now());
        Ok(self.setup.index.read(move |tx| wanted::of_folder(tx, id, above, now))?)
    }

    fn round(
        &self,
        session: &mut dyn Mailbox,
        folder: &Folder,
        wanted: Vec<Wanted>,
        total: u64,
        tally: &Mutex<(Delivered, u64)>,
    ) -> Result<()> {
        let desk = Desk::new(self.setup, self.mailbox, &folder.name);
        let desk = &desk;
        std::thread::scope(|scope| {
            let (to_read, fetched) = sync_channel::<Vec<Raw>>(0);
            let (to_record, read) = sync_channel::<Batch>(ROOM);
            let reading = scope.spawn(move || read_all(desk, fetched, to_record));
            // Theirs alone: when both have failed, reading must not wait for them.
            let waiting = Arc::new(Mutex::new(Waiting::new(read)));
            // While one waits for the disk to have a batch's files, the other's transaction runs.
            let recording = [(); RECORDERS].map(|()| {
                let waiting = Arc::clone(&waiting);
                scope.spawn(move || self.record_all(desk, &waiting, folder, total, tally))
            });
            drop(waiting);
            let fetched = self.fetch_all(session, wanted, &to_read, tally);
            drop(to_read);
            let read = reading
                .join()
                .map_err(|_| SyncError::Crashed { during: "reading mail" })
                .and_then(|outcome| outcome);
            let mut recorded = Ok(());
            for recorder in recording {
                let crashed = |_| SyncError::Crashed { during: "handing mail over" };
                recorded = recorded.and(recorder.join().map_err(crashed).and_then(|outcome| outcome));
            }
            recorded.and(read).and(fetched)
        })
    }

    fn record_all(
        &self,
        desk: &Desk,
        waiting: &Mutex<Waiting>,
        folder: &Folder,
        total: u64,
        tally: &Mutex<(Delivered, u64)>,
    ) -> Result<()> {
        loop {
            let batch = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(batch) = batch else { return Ok(()) };
            self.count(folder, &desk.record(batch)?, total, tally);
        }
    }

    fn count(&self, folder: &Folder, answer: &Answer, total: u64, tally: &Mutex<(Delivered, u64)>) {
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.0.add(&answer.delivered);
        tally.1 += answer.entries;
        self.tell(folder, tally.1.min(total), total);
    }

    fn tell(&self, folder: &Folder, done: u64, total: u64) {
        let (mailbox, folder) = (self.mailbox.id, folder.name.as_str());
        self.setup.progress.step(&Step { mailbox, folder, stage: Stage::Reading, done, total });
    }

    fn fetch_all(
        &self,
        session: &mut dyn Mailbox,
        wanted: Vec<Wanted>,
        to_read: &SyncSender<Vec<Raw>>,
        tally: &Mutex<(Delivered, u64)>,
    ) -> Result<()> {
        let mut batches = batches(wanted, self.setup.options.cap);
        batches.reverse();
        while let Some(batch) = batches.pop() {
            if self.stop.raised() {
                return Err(WireError::Stopped.into());
            }
            if self.is_late() {
                return Ok(());
            }
            let uids: UidSet = batch.iter().map(|wanted| Uid(wanted.uid)).collect();
            match session.bodies(&uids, self.setup.options.cap) {
                Ok(bodies) => {
                    let raws = self.sort(batch, bodies, tally)?;
                    if !raws.is_empty() && to_read.send(raws).is_err() {
                        return Ok(()); // a later stage has failed, and says why
                    }
                }
                Err(WireError::Refused { text, .. }) if batch.len() == 1 => {
                    let now = self.setup.clock.now();
                    self.failed(&batch, REFUSALS, &format!("the server refuses it: {text}"), now, tally)?;
                }
                Err(WireError::Refused { .. }) => {
                    let mut left = batch;
                    let right = left.split_off(left.len() / 2);
                    batches.push(right);
                    batches.push(left);
                }
                Err(e) => {
                    if blames_the_mail(&e) {
                        // Next time in a smaller batch, at last alone.
                        let last = if batch.len() == 1 { DEATHS } else { u32::MAX };
                        self.failed(
                            &batch,
                            last,
                            &format!("reading it failed: {e}"),
                            self.setup.clock.now(),
                            tally,
                        )?;
                    }
                    return Err(e.into());
                }
            }
        }
        Ok(())
    }

    /// Parts what came from what did not.
    fn sort(
        &self,
        batch: Vec<Wanted>,
        bodies: Vec<Body>,
        tally: &Mutex<(Delivered, u64)>,
    ) -> Result<Vec<Raw>> {
        let mut contents: HashMap<u32, Content> = bodies.into_iter().map(|b| (b.uid.0, b.content)).collect();
        let (mut raws, mut gone) = (Vec::with_capacity(batch.len()), Vec::new());
        for wanted in batch {
            let (bytes, truncated) = match contents.remove(&wanted.uid) {
                Some(Content::Whole(bytes)) if !bytes.is_empty() => (bytes, false),
                Some(Content::Beginning(bytes)) if !bytes.is_empty() => (bytes, true),
                Some(_) => {
                    let wait = (Millis::SECOND * 60) << (2 * wanted.tries.min(4));
                    let retry_at = self.setup.clock.now().plus(wait);
                    self.failed(&[wanted], ABSENCES, "the server has no bytes for it", retry_at, tally)?;
                    continue;
                }
                None => {
                    gone.push(wanted);
                    continue;
                }
            };
            raws.push(Raw { wanted, bytes, truncated });
        }
        if !gone.is_empty() {
            // Deleted meanwhile. Were it a mistake of the server, the next comparison brings it back.
            in_background(&self.setup.index, move |tx| {
                gone.iter().try_for_each(|wanted| entries::forget(tx, wanted.id)).map_err(SyncError::from)
            })?;
        }
        let bytes: u64 = raws.iter().map(|raw| raw.bytes.len() as u64).sum();
        tally.lock().unwrap_or_else(PoisonError::into_inner).0.bytes += bytes;
        Ok(raws)
    }

    /// Notes a failed attempt; the mail is given up when it is one of `most`.
    fn failed(
        &self,
        batch: &[Wanted],
        most: u32,
        why: &str,
        retry_at: Millis,
        tally: &Mutex<(Delivered, u64)>,
    ) -> Result<()> {
        let given_up = batch.iter().filter(|wanted| wanted.tries + 1 >= most).count() as u64;
        tally.lock().unwrap_or_else(PoisonError::into_inner).0.quarantined += given_up;
        let (batch, why, now) = (batch.to_vec(), why.to_owned(), self.setup.clock.now());
        in_background(&self.setup.index, move |tx| {
            for wanted in &batch {
                if wanted.tries + 1 >= most {
                    wanted::quarantine(tx, wanted.id, &why, None, now)?;
                } else {
                    wanted::note_failure(tx, wanted.id, &why, retry_at)?;
                }
            }
            Ok::<_, SyncError>(())
        })
    }
}

fn read_all(desk: &Desk, fetched: Receiver<Vec<Raw>>, to_record: SyncSender<Batch>) -> Result<()> {
    for raws in fetched {
        let batch = desk.read(raws)?;
        if to_record.send(batch).is_err() {
            break; // recording has failed, and says why
        }
    }
    Ok(())
}

/// Tells whether a mail may be what ended the session.
fn blames_the_mail(e: &WireError) -> bool {
    matches!(
        e,
        WireError::Protocol { .. }
            | WireError::Crashed { .. }
            | WireError::TooLarge { .. }
            | WireError::Closed { .. }
            | WireError::Timeout { .. }
    )
}
