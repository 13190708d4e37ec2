//! Sessions and tokens as requests show them: remembered while nothing has been committed, so that a request costs no
//! question more.

use crate::clients;
use crmweb_crm::credentials::{NOTED, is_good};
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::credentials::{self as rows, Credential};
use crmweb_store::{Result, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// How long one is remembered where others commit as well (PostgreSQL).
const MOST: Duration = Duration::from_secs(1);
/// The most remembered.
const ROOM: usize = 10_000;

/// Sessions and tokens as they were loaded last, by the beginning of their hashes.
#[derive(Default)]
pub(crate) struct Credentials(Mutex<HashMap<[u8; 8], Remembered>>);

struct Remembered {
    credential: Arc<Credential>,
    commits: u64,
    at: Instant,
}

impl Credentials {
    /// Finds the session or token that is this and still good. The whole hash is compared, in the same time.
    pub(crate) async fn by_token(
        &self,
        store: &Store,
        token: &str,
        now: Millis,
    ) -> Result<Option<Arc<Credential>>> {
        let hash = clients::hash(token);
        let found = self.near(store, hash).await?;
        let right = |found: &Arc<Credential>| bool::from(found.hash.ct_eq(&hash)) && is_good(found, now);
        Ok(found.filter(right))
    }

    async fn near(&self, store: &Store, hash: [u8; 32]) -> Result<Option<Arc<Credential>>> {
        // Before it is read: a commit in between makes the reading stale.
        let commits = *store.commits().borrow();
        let at = Instant::now();
        let handle = beginning(&hash);
        if let Some(known) = self.remembered().get(&handle)
            && known.commits == commits
            && at.saturating_duration_since(known.at) < MOST
        {
            return Ok(Some(Arc::clone(&known.credential)));
        }
        let found = store.read_async(move |tx| rows::near(tx, &hash)).await?.map(Arc::new);
        let mut remembered = self.remembered();
        if remembered.len() >= ROOM {
            remembered.clear();
        }
        match &found {
            Some(credential) => {
                let credential = Arc::clone(credential);
                remembered.insert(handle, Remembered { credential, commits, at });
            }
            None => _ = remembered.remove(&handle),
        }
        Ok(found)
    }

    /// Tells whether one is still good.
    pub(crate) async fn has(&self, store: &Store, uid: Uid, now: Millis) -> Result<bool> {
        let found = store.read_async(move |tx| rows::by_uid(tx, uid)).await?;
        Ok(found.is_some_and(|found| is_good(&found, now)))
    }

    /// Forgets one: its next request is turned away.
    pub(crate) async fn end(&self, store: &Store, uid: Uid) -> Result<()> {
        self.remembered().retain(|_, known| known.credential.uid != uid);
        store.write_async(move |tx| rows::remove(tx, uid)).await?;
        Ok(())
    }

    /// Stores once in a while that one is in use; nobody waits for it.
    pub(crate) fn note_seen(&self, store: &Store, used: &Credential, now: Millis) {
        if now.0 - used.seen_at.0 < NOTED {
            return;
        }
        if let Some(known) = self.remembered().get_mut(&beginning(&used.hash)) {
            if known.credential.seen_at != used.seen_at {
                return;
            }
            known.credential = Arc::new(Credential { seen_at: now, ..used.clone() });
        }
        let (store, uid) = (store.clone(), used.uid);
        tokio::spawn(async move {
            if let Err(e) = store.write_async(move |tx| rows::note_seen(tx, uid, now)).await {
                tracing::warn!(code = e.code(), "the use of a session could not be noted");
            }
        });
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<[u8; 8], Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn beginning(hash: &[u8; 32]) -> [u8; 8] {
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    first
}
