//! Watches one folder with IDLE: what arrives is in the history within a second.

use crate::backoff::Backoff;
use crate::bell::Bell;
use crate::error::Result;
use crate::handover::Handover;
use crate::pass::Pass;
use crate::worker::{Crew, spawn};
use crmweb_mail::wire::{Mailbox, StopSignal, WireError, Woken};
use crmweb_store::index::folders::{self, Folder};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

/// A folder that is watched. Dropping it stops watching.
pub(crate) struct Watcher {
    stop: StopSignal,
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts watching.
    pub(crate) fn start(crew: &Arc<Crew>, folder: &Folder) -> Result<Watcher> {
        let stop = StopSignal::default();
        let bell = Arc::new(Bell::default());
        let watch = Watch {
            crew: Arc::downgrade(crew),
            folder: folder.clone(),
            stop: stop.clone(),
            bell: Arc::clone(&bell),
        };
        let thread = spawn("mailbox-idle", move || watch.follow())?;
        Ok(Watcher { stop, bell, thread: Some(thread) })
    }

    /// Tells whether it gave up, because the server does not do IDLE after all.
    pub(crate) fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.raise();
        self.bell.ring();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Watch {
    crew: std::sync::Weak<Crew>,
    folder: Folder,
    stop: StopSignal,
    bell: Arc<Bell>,
}

impl Watch {
    /// Watches until it is stopped. Its faults are not the mailbox's: the rounds go on and see the same mail later.
    fn follow(&self) {
        let mut backoff = Backoff::default();
        while let Some(crew) = self.crew.upgrade().filter(|_| !self.stop.raised()) {
            let Err(error) = self.one_session(&crew, &mut backoff) else { return };
            let unsupported = matches!(error, crate::SyncError::Wire(WireError::Unsupported { .. }));
            if error.is_stop() || unsupported || self.stop.raised() {
                return;
            }
            tracing::info!(folder = %self.folder.name, code = error.code(), "watching is interrupted");
            drop(crew);
            self.bell.wait(backoff.after(&error));
        }
    }

    fn one_session(&self, crew: &Crew, backoff: &mut Backoff) -> Result<()> {
        let mut session = crew.connector.open(&self.stop)?;
        let mut pass = Pass::new(crew.mailbox.clone());
        loop {
            self.look(crew, &mut pass, &mut *session)?;
            backoff.reset();
            if session.idle(crew.setup.options.idle, &self.stop)? == Woken::Stopped {
                return Ok(());
            }
        }
    }

    fn look(&self, crew: &Crew, pass: &mut Pass, session: &mut dyn Mailbox) -> Result<()> {
        let (setup, id) = (&crew.setup, self.folder.id);
        setup.refresh_keys(&crew.mailbox)?;
        let before = setup.index.read(move |tx| folders::get(tx, id))?.cursor.map_or(0, |cursor| cursor.high);
        {
            let look = crew.look_at(id);
            let _one = look.lock().unwrap_or_else(PoisonError::into_inner);
            pass.look_again(setup, session, id, &self.stop)?;
        }
        // What else is wanted is for the rounds: they may be at it just now.
        let handover = Handover { setup, mailbox: &crew.mailbox, stop: &self.stop, until: None };
        let delivered = handover.of_open_folder(session, &self.folder, before)?;
        if delivered.called_for > 0 {
            crew.bell.ring();
        }
        Ok(())
    }
}
