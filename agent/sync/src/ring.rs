//! The shared copy of the keys, kept as new as the crm's.
//!
//! The keys in memory are those the entries of the index were decided by, or newer. Their version is stored only
//! after every entry they touch was decided again, so that an interruption repeats the rest and loses nothing.

use crate::clock::Clock;
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::keys::{Keys, kind_name};
use crate::relink::{self, Relinked, Touched};
use crmweb_crm::seam::{KeyChange, KeyChanges, Memory};
use crmweb_model::privacy::NeverLog;
use crmweb_store::Store;
use crmweb_store::index::keys::{self as stored, StoredKey};
use crmweb_store::index::mailboxes::{self, Account, Kind};
use crmweb_store::index::people::Who;
use crmweb_store::index::{note, noted};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The keys of one index, shared by everything that decides.
pub struct KeyRing {
    keys: RwLock<Arc<Keys>>,
    /// One refresh at a time.
    refreshing: Mutex<()>,
}

const EPOCH: &str = "keys.epoch";
const VERSION: &str = "keys.version";
const NEVER_LOG_MINE: &str = "keys.never_log_mine";
const NEVER_LOG_COMPANY: &str = "keys.never_log_company";

impl KeyRing {
    /// Reads the keys as the index remembers them.
    pub fn open(index: &Store) -> Result<KeyRing> {
        let keys = index.read(|tx| {
            let own = mailboxes::all(tx)?.into_iter().map(|mailbox| mailbox.account.address);
            let mut keys = Keys::new(own);
            for key in stored::all(tx)? {
                keys.add(&key);
            }
            let lists = (list(noted(tx, NEVER_LOG_MINE)?), list(noted(tx, NEVER_LOG_COMPANY)?));
            keys.set_never_log(&lists.0, &lists.1);
            Ok::<_, crmweb_store::Error>(keys)
        })?;
        Ok(KeyRing { keys: RwLock::new(Arc::new(keys)), refreshing: Mutex::new(()) })
    }

    /// Returns the keys as they are now.
    pub fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the crm what changed, and decides the mail it touches again.
    pub fn refresh(
        &self,
        index: &Store,
        memory: &dyn Memory,
        mailbox: &Account,
        clock: &dyn Clock,
    ) -> Result<Relinked> {
        let _one = self.refreshing.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            index.read(|tx| Ok::<_, crmweb_store::Error>((noted(tx, EPOCH)?, noted(tx, VERSION)?)))?;
        let version = |text: &str| text.parse::<i64>().ok();
        let since = match &known {
            (Some(epoch), Some(text)) => version(text).map(|version| (epoch.as_str(), version)),
            _ => None,
        };
        let mut changes = memory.keys(mailbox.uid, since).map_err(SyncError::Memory)?;
        if mailbox.kind == Kind::Shared {
            // Asked for a shared mailbox, the crm names nobody's own list; ours stays as it is.
            changes.never_log_mine =
                index.read(|tx| Ok::<_, crmweb_store::Error>(list(noted(tx, NEVER_LOG_MINE)?)))?;
        }
        let mut relinked = Relinked::default();
        if known.0.as_ref().is_some_and(|epoch| *epoch != changes.epoch) {
            relinked.replayed = relink::replay(index, clock)?;
        }
        let news = self.news(index, &changes)?;
        if !news.is_empty() {
            self.replace(index, &news, &changes)?;
            relinked.add(&relink::reconsider(index, &self.keys(), memory, &news.touched, clock)?);
        }
        let unchanged = known.0.as_deref() == Some(&changes.epoch)
            && known.1.as_deref().and_then(version) == Some(changes.version);
        if !unchanged || !news.is_empty() {
            remember(index, news, changes)?;
        }
        Ok(relinked)
    }

    fn news(&self, index: &Store, changes: &KeyChanges) -> Result<News> {
        let mut news = News::default();
        let stored_now = |key: &KeyChange| StoredKey {
            kind: kind_name(key.kind).into(),
            key: key.key.clone(),
            record: key.record.clone(),
        };
        if changes.complete {
            let before: HashSet<StoredKey> =
                index.read(|tx| stored::all(tx).map(|keys| keys.into_iter().collect()))?;
            let now: HashSet<StoredKey> =
                changes.changes.iter().filter(|c| !c.gone).map(stored_now).collect();
            news.gone = before.difference(&now).cloned().collect();
            news.come = now.difference(&before).cloned().collect();
        } else {
            for change in &changes.changes {
                if change.gone {
                    news.gone.push(stored_now(change))
                } else {
                    news.come.push(stored_now(change))
                }
            }
        }
        let lists = index.read(|tx| {
            Ok::<_, crmweb_store::Error>((noted(tx, NEVER_LOG_MINE)?, noted(tx, NEVER_LOG_COMPANY)?))
        })?;
        news.never_log(&list(lists.0), &changes.never_log_mine);
        news.never_log(&list(lists.1), &changes.never_log_company);
        for key in news.come.iter().chain(&news.gone) {
            let domain = key.kind.ends_with("domain");
            let who = if domain { Who::Domain(key.key.clone()) } else { Who::Address(key.key.clone()) };
            news.touched.people.insert(who);
        }
        Ok(news)
    }

    fn replace(&self, index: &Store, news: &News, changes: &KeyChanges) -> Result<()> {
        let own = index.read(mailboxes::all)?.into_iter().map(|mailbox| mailbox.account.address);
        let mut keys = (*self.keys()).clone();
        keys.set_own(own);
        news.gone.iter().for_each(|key| keys.remove(key));
        news.come.iter().for_each(|key| keys.add(key));
        keys.set_never_log(&changes.never_log_mine, &changes.never_log_company);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }
}

/// What is new since the version known, and whose mail that touches.
#[derive(Debug, Default)]
struct News {
    come: Vec<StoredKey>,
    gone: Vec<StoredKey>,
    touched: Touched,
    lists_changed: bool,
}

impl News {
    fn is_empty(&self) -> bool {
        self.come.is_empty() && self.gone.is_empty() && !self.lists_changed
    }

    fn never_log(&mut self, before: &[NeverLog], now: &[NeverLog]) {
        let come = now.iter().filter(|entry| !before.contains(entry));
        let gone = before.iter().filter(|entry| !now.contains(entry));
        for (entry, is_new) in come.map(|e| (e, true)).chain(gone.map(|e| (e, false))) {
            self.lists_changed = true;
            match entry {
                NeverLog::Address(address) => {
                    let who = Who::Address(address.to_string());
                    self.touched.never_log(who, is_new);
                }
                NeverLog::Domain(domain) => self.touched.never_log(Who::Within(domain.clone()), is_new),
                NeverLog::Folder(_) | NeverLog::Keyword(_) | NeverLog::Sensitivity(_) => {
                    self.touched.everything = true;
                }
            }
        }
    }
}

fn list(text: Option<String>) -> Vec<NeverLog> {
    // What cannot be read any more counts as empty: the crm's list is compared with it and replaces it.
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn remember(index: &Store, news: News, changes: KeyChanges) -> Result<()> {
    let text = |list: &[NeverLog]| serde_json::to_string(list).unwrap_or_default();
    let lists = (text(&changes.never_log_mine), text(&changes.never_log_company));
    in_background(index, move |tx| {
        news.gone.iter().try_for_each(|key| stored::remove(tx, key))?;
        news.come.iter().try_for_each(|key| stored::add(tx, key))?;
        note(tx, NEVER_LOG_MINE, &lists.0)?;
        note(tx, NEVER_LOG_COMPANY, &lists.1)?;
        note(tx, EPOCH, &changes.epoch)?;
        note(tx, VERSION, &changes.version.to_string())?;
        Ok::<_, SyncError>(())
    })
}
