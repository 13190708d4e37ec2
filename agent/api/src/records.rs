//! The records of clients that were asked for lately, written as JSON already.
//!
//! Whoever reads a conversation asks for the same client with each mail, and every open panel asks again when something
//! changes. What is remembered holds until the next commit, and a minute at most, because what is overdue depends on
//! the time. Only for a database that nobody else writes.

use crate::shape::client::ClientRecordView;
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_crm::{Error, Result};
use crmweb_model::ids::UserId;
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::{Store, Tx};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Lines of history on the first page.
pub const PAGE: i64 = 20;
/// The most records remembered; one has about 20 KB.
const MOST: usize = 500;
/// How long a record holds, in milliseconds.
const HOLDS: i64 = 60 * Millis::SECOND;

/// A record as JSON.
#[derive(Clone, Debug)]
pub struct Written(Arc<RawValue>);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Records as they were written last.
pub struct Records {
    alone: bool,
    remembered: Mutex<Remembered>,
}

#[derive(Default)]
struct Remembered {
    commits: u64,
    records: HashMap<(UserId, Client), (Millis, Written)>,
}

impl Records {
    /// Remembers nothing yet.
    pub fn new(store: &Store) -> Records {
        Records { alone: store.is_alone(), remembered: Mutex::default() }
    }

    /// Returns the record of a client as `viewer` may see it. `commits` was read before the transaction began.
    pub fn of(
        &self,
        tx: &mut Tx,
        viewer: &Actor,
        client: Client,
        (now, commits): (Millis, u64),
    ) -> Result<Written> {
        let key = (viewer.user, client);
        if let Some(known) = self.known(key, now, commits) {
            return Ok(known);
        }
        let limits = Limits { history: PAGE, ..Limits::default() };
        let record = record_page::client(tx, viewer, client, now, limits)?;
        let view =
            ClientRecordView::of(record, PAGE).ok_or_else(|| Error::Conflict("nobody is meant".into()))?;
        let written = serde_json::value::to_raw_value(&view)
            .map_err(|e| crmweb_store::Error::Damaged(format!("a record cannot be written: {e}")))?;
        let written = Written(written.into());
        self.remember(key, now, commits, &written);
        Ok(written)
    }

    fn known(&self, key: (UserId, Client), now: Millis, commits: u64) -> Option<Written> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, record) = remembered.records.get(&key)?;
        let holds = remembered.commits == commits && (0..HOLDS).contains(&(now.0 - at.0));
        holds.then(|| record.clone())
    }

    fn remember(&self, key: (UserId, Client), now: Millis, commits: u64, record: &Written) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.alone || commits < remembered.commits {
            return;
        }
        if commits > remembered.commits || remembered.records.len() >= MOST {
            remembered.records.clear();
            remembered.commits = commits;
        }
        remembered.records.insert(key, (now, record.clone()));
    }
}
