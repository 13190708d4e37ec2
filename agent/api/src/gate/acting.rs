//! The user a client acts for, remembered while nothing has been committed: a request costs no question more.

use crmweb_model::ids::{Uid, UserId};
use crmweb_store::users::{self, User};
use crmweb_store::{Result, Store, Tx};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a user is remembered where others commit as well (PostgreSQL).
const MOST: Duration = Duration::from_secs(1);

/// For whom a credential acts, as its row names the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Acted {
    /// In the mail index.
    Uid(Uid),
    /// In the crm.
    Id(UserId),
}

/// Users as they were loaded last.
#[derive(Default)]
pub(super) struct Acting(Mutex<HashMap<Acted, Remembered>>);

struct Remembered {
    user: User,
    commits: u64,
    at: Instant,
}

impl Acting {
    /// Returns an active user.
    pub(super) async fn user(&self, store: &Store, acted: Acted) -> Result<Option<User>> {
        // Before the user is read: a commit in between makes the reading stale.
        let commits = *store.commits().borrow();
        let at = Instant::now();
        if let Some(known) = self.remembered().get(&acted)
            && known.commits == commits
            && at.saturating_duration_since(known.at) < MOST
        {
            return Ok(Some(known.user.clone()));
        }
        let load = move |tx: &mut Tx| match acted {
            Acted::Uid(uid) => users::by_uid(tx, uid),
            Acted::Id(id) => users::by_id(tx, id),
        };
        let found = store.read_async(load).await?;
        let active = found.filter(|user| user.active);
        let mut remembered = self.remembered();
        match &active {
            Some(user) => _ = remembered.insert(acted, Remembered { user: user.clone(), commits, at }),
            None => _ = remembered.remove(&acted),
        }
        Ok(active)
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, HashMap<Acted, Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
