//! How the syncs of all mailboxes go, told to whoever watches.

use crate::output::{Output, Step};
use crmweb_store::index::BoxId;
use crmweb_sync::{Progress, Stage, State, progress};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Hears the syncs and passes it on.
#[derive(Default)]
pub struct News {
    heard: Mutex<Heard>,
    changed: Condvar,
}

#[derive(Default)]
struct Heard {
    watchers: Vec<(u64, Watcher)>,
    next: u64,
    /// The rounds each mailbox has finished, and how the last one ended.
    rounds: HashMap<BoxId, (u64, Option<State>)>,
    /// The mailboxes whose mail is being read.
    busy: HashSet<BoxId>,
    /// Is told of each change of state.
    listener: Option<Arc<dyn Fn() + Send + Sync>>,
}

#[derive(Clone)]
struct Watcher {
    output: Output,
    /// The names of the mailboxes; with one alone the name is left out.
    names: HashMap<BoxId, String>,
    /// Also tells changes of state.
    states: bool,
}

/// Watching, until dropped.
pub struct Watching {
    news: Arc<News>,
    id: u64,
}

impl News {
    /// Shows on `output` how the mailboxes in `names` go; with `states` also how they fare.
    pub fn watch(self: &Arc<News>, output: &Output, names: HashMap<BoxId, String>, states: bool) -> Watching {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.next += 1;
        let id = heard.next;
        heard.watchers.push((id, Watcher { output: output.clone(), names, states }));
        Watching { news: Arc::clone(self), id }
    }

    /// Tells `listener` of each change of state from now on; `None`: nobody any more.
    pub fn tell(&self, listener: Option<Arc<dyn Fn() + Send + Sync>>) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).listener = listener;
    }

    /// Tells whether the mail of a mailbox is being read.
    pub fn is_busy(&self, mailbox: BoxId) -> bool {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).busy.contains(&mailbox)
    }

    /// Returns how many rounds of a mailbox have ended.
    pub fn rounds(&self, mailbox: BoxId) -> u64 {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.rounds.get(&mailbox).map_or(0, |(number, _)| *number)
    }

    /// Waits for the end of the first round after `seen`; returns how it ended, `None` when the time is over.
    pub fn after_round(&self, mailbox: BoxId, seen: u64, most: Duration) -> Option<State> {
        let until = Instant::now() + most;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some((number, state)) = heard.rounds.get(&mailbox)
                && *number > seen
            {
                return state.clone();
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            heard = self.changed.wait_timeout(heard, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The watchers are written to outside the lock: a slow terminal must not stop a sync of another.
    fn each(&self, mailbox: BoxId, tell: impl Fn(&Watcher, &str)) {
        let watchers: Vec<Watcher> = {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.watchers.iter().map(|(_, watcher)| watcher.clone()).collect()
        };
        for watcher in &watchers {
            if let Some(name) = watcher.names.get(&mailbox) {
                tell(watcher, name);
            }
        }
    }
}

impl Progress for News {
    fn step(&self, step: &progress::Step) {
        let doing = match step.stage {
            Stage::Listing => "envelopes",
            Stage::Reading => "mails",
        };
        self.each(step.mailbox, |watcher, name| {
            let what = if watcher.names.len() == 1 {
                step.folder.to_owned()
            } else {
                format!("{name} {}", step.folder)
            };
            watcher.output.step(&Step { what, doing: doing.into(), done: step.done, of: step.total });
        });
    }

    fn state(&self, mailbox: BoxId, state: &State) {
        let listener = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            match state {
                State::Connecting | State::Syncing => heard.busy.insert(mailbox),
                State::Watching | State::Waiting { .. } | State::Stopped => heard.busy.remove(&mailbox),
            };
            heard.listener.clone()
        };
        if let Some(tell) = listener {
            tell();
        }
        if matches!(state, State::Watching | State::Waiting { .. } | State::Stopped) {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let round = heard.rounds.entry(mailbox).or_default();
            *round = (round.0 + 1, Some(state.clone()));
            drop(heard);
            self.changed.notify_all();
        }
        self.each(mailbox, |watcher, name| {
            if watcher.states {
                watcher.output.remark(&format!("{name}: {}", in_words(state)));
            }
        });
    }
}

/// Says how a mailbox fares.
pub fn in_words(state: &State) -> String {
    match state {
        State::Connecting => "connecting".into(),
        State::Syncing => "reading".into(),
        State::Watching => "up to date, waiting for mail".into(),
        State::Waiting { code, text, retry_at } => {
            format!("{text} [{code}]; next attempt {}", crate::when::moment(*retry_at))
        }
        State::Stopped => "stopped".into(),
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut heard = self.news.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = heard.watchers.iter().position(|(id, _)| *id == self.id) {
            let (_, watcher) = heard.watchers.remove(at);
            watcher.output.steps_over();
        }
    }
}
