//! Follows one mailbox until it is told to stop.
//!
//! One thread looks at every folder each minute, takes over new keys and delivers. Where the server has IDLE, two
//! more `watch` inbox and sent, each with a connection of its own.

use crate::backoff::Backoff;
use crate::bell::Bell;
use crate::connect::Connector;
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::pass::{Pass, Setup};
use crate::progress::State;
use crate::watch::Watcher;
use crmweb_mail::wire::{Mailbox, StopSignal};
use crmweb_store::index::folders::{Folder, Role};
use crmweb_store::index::mailboxes::{self, Fault};
use crmweb_store::index::{BoxId, FolderId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A mailbox that is followed. Dropping it stops following.
pub struct Worker {
    crew: Arc<Crew>,
    rounds: Option<JoinHandle<()>>,
}

/// What the threads of one mailbox share.
pub(crate) struct Crew {
    pub(crate) setup: Arc<Setup>,
    pub(crate) connector: Arc<dyn Connector>,
    pub(crate) mailbox: mailboxes::Mailbox,
    pub(crate) stop: StopSignal,
    /// Ends the wait between two rounds.
    pub(crate) bell: Bell,
    /// One look at a folder at a time.
    looks: Mutex<HashMap<FolderId, Arc<Mutex<()>>>>,
    watchers: Mutex<HashMap<FolderId, Watcher>>,
}

impl Worker {
    /// Starts following a mailbox.
    pub fn start(setup: Arc<Setup>, connector: Arc<dyn Connector>, mailbox: BoxId) -> Result<Worker> {
        let mailbox = setup.index.read(move |tx| mailboxes::get(tx, mailbox))?;
        let crew = Arc::new(Crew {
            setup,
            connector,
            mailbox,
            stop: StopSignal::default(),
            bell: Bell::default(),
            looks: Mutex::default(),
            watchers: Mutex::default(),
        });
        let rounds = spawn("mailbox", {
            let crew = Arc::clone(&crew);
            move || crew.follow()
        })?;
        Ok(Worker { crew, rounds: Some(rounds) })
    }

    /// Looks at everything now: keys have changed, or somebody asks.
    pub fn poke(&self) {
        self.crew.bell.ring();
    }

    /// Stops following; returns when every thread has ended, within a second or so.
    pub fn stop(self) {}
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.crew.stop.raise();
        self.crew.bell.ring();
        if let Some(rounds) = self.rounds.take() {
            drop(rounds.join());
        }
        self.crew.watchers().clear();
        self.crew.tell(&State::Stopped);
    }
}

impl Crew {
    /// Holds a folder for one look.
    pub(crate) fn look_at(&self, folder: FolderId) -> Arc<Mutex<()>> {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(looks.entry(folder).or_default())
    }

    fn watchers(&self) -> std::sync::MutexGuard<'_, HashMap<FolderId, Watcher>> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, state: &State) {
        self.setup.progress.state(self.mailbox.id, state);
    }

    fn follow(self: &Arc<Crew>) {
        let mut pass = Pass::new(self.mailbox.clone());
        let mut backoff = Backoff::default();
        while !self.stop.raised() {
            let Err(error) = self.one_session(&mut pass, &mut backoff) else { return };
            if error.is_stop() || self.stop.raised() {
                return;
            }
            let wait = backoff.after(&error);
            self.note_fault(&error, wait);
            self.bell.wait(wait);
        }
    }

    /// Connects and makes rounds until something fails or everything is to end.
    fn one_session(self: &Arc<Crew>, pass: &mut Pass, backoff: &mut Backoff) -> Result<()> {
        self.tell(&State::Connecting);
        let mut session = self.connector.open(&self.stop)?;
        self.tell(&State::Syncing);
        loop {
            let unfinished = self.round(pass, &mut *session)?;
            backoff.reset();
            self.note_success()?;
            if !unfinished {
                self.tell(&State::Watching);
                self.bell.wait(self.setup.options.poll);
            }
            if self.stop.raised() {
                session.logout();
                return Ok(());
            }
        }
    }

    /// Looks at everything once and delivers what is wanted; tells whether some is left, because it was time to
    /// look again.
    fn round(self: &Arc<Crew>, pass: &mut Pass, session: &mut dyn Mailbox) -> Result<bool> {
        let setup = &self.setup;
        setup.refresh_keys(&self.mailbox)?;
        let folders = pass.folders(setup, session)?;
        for folder in &folders {
            let look = self.look_at(folder.id);
            let _one = look.lock().unwrap_or_else(PoisonError::into_inner);
            pass.look(setup, session, folder.id, &self.stop)?;
        }
        pass.forget_set_aside(setup)?;
        if session.capabilities()?.idle() {
            self.watch(&folders)?;
        }
        let until = Some(Instant::now() + setup.options.poll);
        let delivered = pass.deliver(setup, session, &folders, &self.stop, until)?;
        for alert in session.alerts() {
            tracing::warn!(mailbox = %self.mailbox.account.address, alert, "the mail server wants you to know");
        }
        Ok(delivered.unfinished)
    }

    /// Has inbox and sent watched; watchers of folders that are no longer followed end.
    fn watch(self: &Arc<Crew>, folders: &[Folder]) -> Result<()> {
        let of_role = |role| folders.iter().find(move |folder| folder.role == role && folder.skip.is_none());
        let watched: Vec<&Folder> = [Role::Inbox, Role::Sent].into_iter().filter_map(of_role).collect();
        let mut watchers = self.watchers();
        watchers.retain(|id, watcher| watched.iter().any(|folder| folder.id == *id) && !watcher.has_ended());
        for folder in watched {
            if let Entry::Vacant(place) = watchers.entry(folder.id) {
                place.insert(Watcher::start(self, folder)?);
            }
        }
        Ok(())
    }

    fn note_success(&self) -> Result<()> {
        let (id, now) = (self.mailbox.id, self.setup.clock.now());
        in_background(&self.setup.index, move |tx| {
            mailboxes::note_synced(tx, id, now)?;
            mailboxes::note_fault(tx, id, None).map_err(SyncError::from)
        })
    }

    fn note_fault(&self, error: &SyncError, wait: Duration) {
        let now = self.setup.clock.now();
        let retry_at = now.plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        let text = error.story();
        tracing::warn!(mailbox = %self.mailbox.account.address, code = error.code(), text, "following is interrupted");
        self.tell(&State::Waiting { code: error.code(), text: text.clone(), retry_at });
        let fault = Fault { code: error.code().into(), text, at: now, retry_at: Some(retry_at) };
        let id = self.mailbox.id;
        // On a full disk this fails as well; the state told above is all there is then.
        if let Err(e) =
            in_background(&self.setup.index, move |tx| Ok(mailboxes::note_fault(tx, id, Some(&fault))?))
        {
            tracing::warn!(code = e.code(), "the fault could not be noted");
        }
    }
}

/// Starts a named thread.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let started = std::thread::Builder::new().name(name.into()).spawn(work);
    started.map_err(|e| SyncError::Index(crmweb_store::Error::file("start a thread for", name)(e)))
}
