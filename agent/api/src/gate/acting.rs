//! The user a client acts for, remembered while nothing has been committed: a request costs no question more.

use crmweb_model::ids::Uid;
use crmweb_store::users::{self, User};
use crmweb_store::{Result, Store};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a user is remembered where others commit as well (PostgreSQL).
const MOST: Duration = Duration::from_secs(1);

/// Users as they were loaded last.
#[derive(Default)]
pub(super) struct Acting(Mutex<HashMap<Uid, Remembered>>);

struct Remembered {
    user: User,
    commits: u64,
    at: Instant,
}

impl Acting {
    /// Returns an active user.
    pub(super) async fn user(&self, store: &Store, uid: Uid) -> Result<Option<User>> {
        // Before the user is read: a commit in between makes the reading stale.
        let commits = *store.commits().borrow();
        let at = Instant::now();
        if let Some(known) = self.remembered().get(&uid)
            && known.commits == commits
            && at.saturating_duration_since(known.at) < MOST
        {
            return Ok(Some(known.user.clone()));
        }
        let found = store.read_async(move |tx| users::by_uid(tx, uid)).await?;
        let active = found.filter(|user| user.active);
        let mut remembered = self.remembered();
        match &active {
            Some(user) => _ = remembered.insert(uid, Remembered { user: user.clone(), commits, at }),
            None => _ = remembered.remove(&uid),
        }
        Ok(active)
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, HashMap<Uid, Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
