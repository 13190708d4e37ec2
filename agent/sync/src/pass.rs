//! One pass over a mailbox: every folder is looked at, and what belongs to the crm is handed over.

use crate::caution::Caution;
use crate::clock::Clock;
use crate::connect::Connector;
use crate::error::{Result, SyncError};
use crate::folders::listed;
use crate::handover::{Delivered, Handover};
use crate::index::in_background;
use crate::look::{Look, Looked};
use crate::progress::Progress;
use crate::relink::Relinked;
use crate::ring::KeyRing;
use crmweb_crm::seam::Memory;
use crmweb_mail::wire::{Mailbox, StopSignal, WireError};
use crmweb_model::time::Millis;
use crmweb_store::Store;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::folders::{self, Folder};
use crmweb_store::index::{BoxId, FolderId, mailboxes, wanted};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What can be chosen about following mailboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often folders without IDLE are looked at.
    pub poll: Duration,
    /// How long one IDLE lasts at most.
    pub idle: Duration,
    /// How often all UIDs of a folder are compared with the server's.
    pub compare: Duration,
    /// The largest mail that is fetched whole, in bytes.
    pub cap: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            poll: Duration::from_secs(60),
            idle: Duration::from_secs(290),
            compare: Duration::from_secs(3_600),
            cap: 25 << 20,
        }
    }
}

/// What all mailboxes of one index share.
pub struct Setup {
    /// The private mail index.
    pub index: Store,
    /// The customer memory.
    pub memory: Arc<dyn Memory>,
    /// The crm's keys.
    pub ring: KeyRing,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who hears how it goes.
    pub progress: Arc<dyn Progress>,
    /// Where mail the crm cannot take is kept.
    pub quarantine: Option<Blobs>,
    /// What can be chosen.
    pub options: Options,
}

impl Setup {
    /// Follows mailboxes of `index` for `memory`, with the usual options.
    pub fn new(
        index: Store,
        memory: Arc<dyn Memory>,
        clock: Arc<dyn Clock>,
        progress: Arc<dyn Progress>,
    ) -> Result<Setup> {
        let ring = KeyRing::open(&index)?;
        Ok(Setup { index, memory, ring, clock, progress, quarantine: None, options: Options::default() })
    }

    /// Takes over new keys of the crm.
    pub fn refresh_keys(&self, mailbox: &mailboxes::Mailbox) -> Result<Relinked> {
        self.ring.refresh(&self.index, &*self.memory, &mailbox.account, &*self.clock)
    }
}

/// What a sync has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Folders that are followed.
    pub folders: u64,
    /// Mails newly listed.
    pub listed: u64,
    /// Mails no longer on the server.
    pub gone: u64,
    /// What was handed over.
    pub delivered: Delivered,
    /// Mails that are wanted and were not handed over: they are tried again later.
    pub pending: u64,
    /// Times the connection was lost and made again.
    pub reconnected: u32,
}

/// The work on one mailbox, with what is remembered from session to session.
pub struct Pass {
    mailbox: mailboxes::Mailbox,
    cautions: HashMap<FolderId, Caution>,
}

impl Pass {
    /// A first pass over a mailbox.
    pub fn new(mailbox: mailboxes::Mailbox) -> Pass {
        Pass { mailbox, cautions: HashMap::new() }
    }

    /// Returns the mailbox.
    pub fn mailbox(&self) -> &mailboxes::Mailbox {
        &self.mailbox
    }

    /// Takes over the server's folders and returns those that are there, in the order to look at them.
    pub fn folders(&self, setup: &Setup, session: &mut dyn Mailbox) -> Result<Vec<Folder>> {
        let listed = listed(&session.folders()?);
        let (id, now) = (self.mailbox.id, setup.clock.now());
        in_background(&setup.index, move |tx| {
            folders::reconcile(tx, id, &listed, now).map_err(SyncError::from)
        })
    }

    /// Looks at one folder: all of it when it is due, else only when its state has changed.
    pub fn look(
        &mut self,
        setup: &Setup,
        session: &mut dyn Mailbox,
        folder: FolderId,
        stop: &StopSignal,
    ) -> Result<Looked> {
        let folder = setup.index.read(move |tx| folders::get(tx, folder))?;
        let look = Look { setup, mailbox: &self.mailbox, stop };
        if folder.skip.is_some() {
            look.count_only(session, &folder)?;
            return Ok(Looked::default());
        }
        let due = is_due(&folder, setup);
        if look.is_quiet(session, &folder, due)? {
            return Ok(Looked::default());
        }
        let caution = self.cautions.entry(folder.id).or_default();
        look.at(session, &folder, due, caution)
    }

    /// Looks at a folder that is open already and has reported a change.
    pub fn look_again(
        &mut self,
        setup: &Setup,
        session: &mut dyn Mailbox,
        folder: FolderId,
        stop: &StopSignal,
    ) -> Result<Looked> {
        let folder = setup.index.read(move |tx| folders::get(tx, folder))?;
        let caution = self.cautions.entry(folder.id).or_default();
        Look { setup, mailbox: &self.mailbox, stop }.at(session, &folder, is_due(&folder, setup), caution)
    }

    /// Hands over what is wanted of these folders, until nothing more is called for or time is up.
    pub fn deliver(
        &self,
        setup: &Setup,
        session: &mut dyn Mailbox,
        folders: &[Folder],
        stop: &StopSignal,
        until: Option<Instant>,
    ) -> Result<Delivered> {
        let handover = Handover { setup, mailbox: &self.mailbox, stop, until };
        let mut delivered = Delivered::default();
        loop {
            let before = delivered.called_for;
            for folder in folders.iter().filter(|folder| folder.skip.is_none()) {
                delivered.add(&handover.of_folder(session, folder)?);
            }
            if delivered.called_for == before || delivered.unfinished {
                return Ok(delivered);
            }
        }
    }

    /// Does everything once with one session; what was done counts even when it fails.
    pub fn run(
        &mut self,
        setup: &Setup,
        session: &mut dyn Mailbox,
        stop: &StopSignal,
        report: &mut Report,
    ) -> Result<()> {
        setup.refresh_keys(&self.mailbox)?;
        let folders = self.folders(setup, session)?;
        report.folders = folders.iter().filter(|folder| folder.skip.is_none()).count() as u64;
        for folder in &folders {
            let looked = self.look(setup, session, folder.id, stop)?;
            report.listed += looked.listed;
            report.gone += looked.gone;
        }
        self.forget_set_aside(setup)?;
        report.delivered.add(&self.deliver(setup, session, &folders, stop, None)?);
        let (id, now) = (self.mailbox.id, setup.clock.now());
        report.pending = in_background(&setup.index, move |tx| {
            mailboxes::note_synced(tx, id, now)?;
            mailboxes::note_fault(tx, id, None)?;
            wanted::count(tx, id).map_err(SyncError::from)
        })?;
        Ok(())
    }

    /// Forgets mail that is no longer where it was, after it was looked for everywhere else.
    pub fn forget_set_aside(&self, setup: &Setup) -> Result<()> {
        let id = self.mailbox.id;
        while in_background(&setup.index, move |tx| Ok(folders::forget_set_aside(tx, id)?))? {}
        Ok(())
    }
}

fn is_due(folder: &Folder, setup: &Setup) -> bool {
    let period = i64::try_from(setup.options.compare.as_millis()).unwrap_or(i64::MAX);
    let last = folder.compared_at.or(folder.looked_at);
    last.is_some_and(|at: Millis| at.plus(period) <= setup.clock.now())
}

/// Sessions that may end before one sync is given up.
const MOST_SESSIONS: u32 = 24;

/// Syncs a mailbox once, connecting again where the connection is lost; returns what was done.
pub fn sync_once(
    setup: &Setup,
    connector: &dyn Connector,
    mailbox: BoxId,
    stop: &StopSignal,
) -> Result<Report> {
    let mailbox = setup.index.read(move |tx| mailboxes::get(tx, mailbox))?;
    let mut pass = Pass::new(mailbox);
    let mut report = Report::default();
    loop {
        let mut session = connector.open(stop)?;
        match pass.run(setup, &mut *session, stop, &mut report) {
            Ok(()) => {
                session.logout();
                return Ok(report);
            }
            Err(SyncError::Wire(e)) if goes_on_with_another(&e) && report.reconnected + 1 < MOST_SESSIONS => {
                tracing::info!(code = e.code(), "the session ended; connecting again");
                report.reconnected += 1;
            }
            Err(e) => return Err(e),
        }
    }
}

/// Tells whether another session may get further.
fn goes_on_with_another(e: &WireError) -> bool {
    matches!(
        e,
        WireError::Closed { .. }
            | WireError::Timeout { .. }
            | WireError::Protocol { .. }
            | WireError::Crashed { .. }
            | WireError::TooLarge { .. }
    )
}
