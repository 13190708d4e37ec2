//! The threads that own a database; everyone else sends them work.
//!
//! One thread writes, so a transaction never meets a busy database and interactive work can go first.
//! A few more read. The PostgreSQL driver may not be connected, used or dropped inside an async task, which is
//! why connections live on threads of their own and never in a handler.

use crate::engine::{Db, Durability, Tx};
use crate::error::{Error, Result};
use crate::schema::Location;
use std::any::Any;
use std::collections::VecDeque;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce(&mut Db) + Send>;
type Outcome<T, E> = std::result::Result<std::result::Result<T, E>, Box<dyn Any + Send>>;

/// Who waits for a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// A person.
    Interactive,
    /// Nobody: sync, imports, relinks. Such a job holds the writer no longer than 50 ms, or ends soon after
    /// [`Store::is_awaited`].
    Background,
}

/// A handle on an open database. Cloning it is cheap; dropping the last one closes the database.
#[derive(Clone)]
pub struct Store(Arc<Owners>);

struct Owners {
    writer: Queue,
    readers: Queue,
    /// Nobody but this process writes.
    alone: bool,
    /// SQLite's log: what is committed is safe once it is synced.
    log: Option<PathBuf>,
    /// Counts the writing transactions that were committed here.
    commits: tokio::sync::watch::Sender<u64>,
}

/// Readers beside the writer; the screens of one person rarely ask more at once.
const READERS: usize = 3;

impl Store {
    /// Opens what `location` names; the schema must be there already (see [`crate::schema::prepare`]).
    pub fn open(location: &Location) -> Result<Store> {
        let name = location.name();
        let writer = Queue::start(&format!("{name} writer"), vec![location.open()?], {
            let location = location.clone();
            move || location.open()
        })?;
        let reading = (0..READERS).map(|_| location.open_reader()).collect::<Result<Vec<_>>>()?;
        let readers = Queue::start(&format!("{name} reader"), reading, {
            let location = location.clone();
            move || location.open_reader()
        })?;
        let alone = matches!(location, Location::File(_));
        let (log, commits) = (location.log(), tokio::sync::watch::Sender::new(0));
        Ok(Store(Arc::new(Owners { writer, readers, alone, log, commits })))
    }

    /// Tells whether nobody but this process writes the database.
    pub fn is_alone(&self) -> bool {
        self.0.alone
    }

    /// Returns what changes with each commit of this process: whoever shows what is stored looks again then.
    pub fn commits(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.commits.subscribe()
    }

    /// Runs `work` in one writing transaction and waits for it.
    pub fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_as(Urgency::Interactive, Durability::Normal, work)
    }

    /// Like [`Store::write`], saying who waits and how safe the commit must be when this returns.
    ///
    /// It is the caller who waits for the disk, not the writer: that takes up the next work meanwhile. An error then
    /// says that what was committed may not survive a power cut.
    pub fn write_as<T, E>(
        &self,
        urgency: Urgency,
        durability: Durability,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let commits = self.0.commits.clone();
        let log = self.0.log.as_deref().filter(|_| durability == Durability::Full);
        let within = if log.is_some() { Durability::Normal } else { durability };
        let done = self.0.writer.run(urgency, move |db| counting(&commits, db.write(within, work)))?;
        log.map_or(Ok(()), sync)?;
        Ok(done)
    }

    /// Runs `work` in one reading transaction and waits for it.
    pub fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.readers.run(Urgency::Interactive, move |db| db.read(work))
    }

    /// Leaves nothing of what was deleted in the files (see [`Db::compact`]); the writer is held as long as that takes.
    pub fn compact(&self) -> Result<()> {
        self.0.writer.run(Urgency::Background, Db::compact)
    }

    /// Tells whether a person waits for the writer: background work then ends its transaction.
    pub fn is_awaited(&self) -> bool {
        self.0.writer.shared.people.load(Ordering::Relaxed) > 0
    }

    /// Like [`Store::write`], without blocking an async runtime; on return it survives a power cut.
    pub async fn write_async<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let commits = self.0.commits.clone();
        self.0.writer.run_async(move |db| counting(&commits, db.write(Durability::Full, work))).await
    }

    /// Like [`Store::read`], without blocking an async runtime.
    pub async fn read_async<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.0.readers.run_async(move |db| db.read(work)).await
    }
}

/// Brings SQLite's log to the disk. What is no longer in it was synced with the database before it left.
fn sync(log: &Path) -> Result<()> {
    match File::options().write(true).open(log).and_then(|log| log.sync_data()) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::file("sync", log)(e)),
        _ => Ok(()),
    }
}

/// Work waiting for its threads: people first, then the rest, each in order of arrival.
struct Queue {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    waiting: Mutex<Waiting>,
    /// How many people wait.
    people: AtomicUsize,
}

#[derive(Default)]
struct Waiting {
    interactive: VecDeque<Job>,
    background: VecDeque<Job>,
    /// Threads without work. The last one goes first: its connection has the newest pages at hand.
    idle: Vec<Arc<Condvar>>,
    closed: bool,
}

impl Queue {
    /// Starts one thread per database; `reopen` replaces a connection that was lost.
    fn start(
        name: &str,
        databases: Vec<Db>,
        reopen: impl Fn() -> Result<Db> + Clone + Send + 'static,
    ) -> Result<Queue> {
        let shared = Arc::new(Shared { waiting: Mutex::default(), people: AtomicUsize::new(0) });
        let mut queue = Queue { shared: Arc::clone(&shared), threads: Vec::new() };
        for db in databases {
            let (shared, reopen) = (Arc::clone(&shared), reopen.clone());
            let thread = std::thread::Builder::new()
                .name(name.into())
                .spawn(move || shared.serve(db, reopen))
                .map_err(Error::file("start a thread for", name))?;
            queue.threads.push(thread);
        }
        Ok(queue)
    }

    fn run<T, E>(
        &self,
        urgency: Urgency,
        work: impl FnOnce(&mut Db) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (done, result) = mpsc::sync_channel::<Outcome<T, E>>(1);
        let job: Job = Box::new(move |db| drop(done.send(catch_unwind(AssertUnwindSafe(|| work(db))))));
        self.shared.push(urgency, job);
        returned(result.recv().map_err(|_| Error::Closed)?)
    }

    async fn run_async<T, E>(
        &self,
        work: impl FnOnce(&mut Db) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (done, result) = tokio::sync::oneshot::channel::<Outcome<T, E>>();
        let job: Job = Box::new(move |db| drop(done.send(catch_unwind(AssertUnwindSafe(|| work(db))))));
        self.shared.push(Urgency::Interactive, job);
        returned(result.await.map_err(|_| Error::Closed)?)
    }
}

impl Drop for Queue {
    /// Lets the threads finish what waits, then closes their connections.
    fn drop(&mut self) {
        let idle = {
            let mut waiting = self.shared.lock();
            waiting.closed = true;
            std::mem::take(&mut waiting.idle)
        };
        idle.iter().for_each(|thread| thread.notify_one());
        for thread in self.threads.drain(..) {
            // The last handle may be dropped by a job, that is on the thread itself.
            if thread.thread().id() != std::thread::current().id() {
                drop(thread.join());
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, urgency: Urgency, job: Job) {
        let mut waiting = self.lock();
        match urgency {
            Urgency::Interactive => waiting.interactive.push_back(job),
            Urgency::Background => waiting.background.push_back(job),
        }
        self.people.store(waiting.interactive.len(), Ordering::Relaxed);
        let woken = waiting.idle.pop();
        drop(waiting);
        if let Some(thread) = woken {
            thread.notify_one();
        }
    }

    /// Waits for work of the thread that is woken by `me`; `None` at the end.
    fn next(&self, me: &Arc<Condvar>) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.interactive.pop_front().or_else(|| waiting.background.pop_front()) {
                self.people.store(waiting.interactive.len(), Ordering::Relaxed);
                // It may have woken by itself.
                waiting.idle.retain(|idle| !Arc::ptr_eq(idle, me));
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            if !waiting.idle.iter().any(|idle| Arc::ptr_eq(idle, me)) {
                waiting.idle.push(Arc::clone(me));
            }
            waiting = me.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn serve(&self, mut db: Db, reopen: impl Fn() -> Result<Db>) {
        let me = Arc::new(Condvar::new());
        while let Some(job) = self.next(&me) {
            if db.is_lost() {
                match reopen() {
                    Ok(fresh) => db = fresh,
                    Err(e) => tracing::warn!(code = e.code(), "the database cannot be reached again yet"),
                }
            }
            job(&mut db);
        }
    }
}

/// Counts a commit before anybody hears of it.
fn counting<T, E>(
    commits: &tokio::sync::watch::Sender<u64>,
    outcome: std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    if outcome.is_ok() {
        commits.send_modify(|count| *count = count.wrapping_add(1));
    }
    outcome
}

/// A panic in the work belongs to the caller, not to the store.
fn returned<T, E>(outcome: Outcome<T, E>) -> std::result::Result<T, E> {
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noting(told: &mpsc::Sender<&'static str>, what: &'static str) -> Job {
        let told = told.clone();
        Box::new(move |_| told.send(what).unwrap())
    }
    #[test]
    fn people_go_before_work_nobody_waits_for() {
        let place = tempfile::tempdir().unwrap();
        let location = Location::File(place.path().join("x.sqlite"));
        let shared = Arc::new(Shared { waiting: Mutex::default(), people: AtomicUsize::new(0) });
        let (told, heard) = mpsc::channel();
        shared.push(Urgency::Background, noting(&told, "an import"));
        shared.push(Urgency::Background, noting(&told, "a relink"));
        shared.push(Urgency::Interactive, noting(&told, "Ana"));
        shared.push(Urgency::Interactive, noting(&told, "Dan"));
        shared.lock().closed = true;
        let reopen = location.clone();
        shared.serve(location.open().unwrap(), move || reopen.open());
        drop(told);
        assert_eq!(heard.iter().collect::<Vec<_>>(), ["Ana", "Dan", "an import", "a relink"]);
    }
}
