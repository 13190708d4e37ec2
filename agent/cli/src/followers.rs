//! The mailboxes that this process follows while it serves.

use crate::agent::Agent;
use crate::failure::Failure;
use crate::failure::Result;
use crmweb_store::index::BoxId;
use crmweb_store::index::mailboxes::Mailbox;
use crmweb_sync::State;
use crmweb_sync::worker::Worker;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The mailboxes that are followed; none outside `serve`.
#[derive(Default)]
pub struct Followers(Mutex<Option<HashMap<BoxId, Worker>>>);

/// How long somebody waits for a worker to catch up.
const CATCH_UP: Duration = Duration::from_secs(600);

impl Agent {
    fn followed(&self) -> MutexGuard<'_, Option<HashMap<BoxId, Worker>>> {
        self.followers.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whether this process follows mailboxes.
    pub fn follows(&self) -> bool {
        self.followed().is_some()
    }

    /// Follows all mailboxes that are not paused, from now on.
    pub fn follow_all(&self) -> Result<()> {
        *self.followed() = Some(HashMap::new());
        for mailbox in self.mailboxes(&[])? {
            self.follow_again(&mailbox)?;
        }
        Ok(())
    }

    /// Follows a mailbox as it is reached now, when this process follows mailboxes at all.
    pub fn follow_again(&self, mailbox: &Mailbox) -> Result<()> {
        self.leave(mailbox);
        if mailbox.paused || !self.follows() {
            return Ok(());
        }
        let worker = Worker::start(Arc::clone(&self.setup), Arc::new(self.connector(mailbox)), mailbox.id)?;
        if let Some(followers) = self.followed().as_mut() {
            followers.insert(mailbox.id, worker);
        }
        Ok(())
    }

    /// Follows a mailbox no longer.
    pub fn leave(&self, mailbox: &Mailbox) {
        // The worker ends outside the lock: that takes a moment.
        let worker = self.followed().as_mut().and_then(|followers| followers.remove(&mailbox.id));
        drop(worker);
    }

    /// Follows nothing any more, and waits until everything has ended.
    pub fn leave_all(&self) {
        let workers = self.followed().take();
        drop(workers);
    }

    /// Lets all workers look at everything now.
    pub fn poke_all(&self) {
        self.followed().iter().flat_map(HashMap::values).for_each(Worker::poke);
    }

    /// Lets the worker of a mailbox look at everything now and waits for it; `false` when no worker follows it.
    pub fn catch_up(&self, mailbox: &Mailbox) -> Result<bool> {
        // A round may be under way that began before what the caller has changed: the second one is new.
        for _ in 0..2 {
            let seen = self.news.rounds(mailbox.id);
            match self.followed().as_ref().and_then(|followers| followers.get(&mailbox.id)) {
                Some(worker) => worker.poke(),
                None => return Ok(false),
            }
            match self.news.after_round(mailbox.id, seen, CATCH_UP) {
                Some(State::Waiting { code, text, .. }) => return Err(Failure::new(code, text)),
                Some(_) => {}
                None => {
                    return Err(Failure::new(
                        "agent.gone",
                        "the worker of the mailbox did not finish in time",
                    ));
                }
            }
        }
        Ok(true)
    }
}
