//! A private PostgreSQL for the tests: one server for a whole run, a fresh database for each test.
//!
//! nextest starts a process per test, so the server belongs to none of them. The first test starts it, the others find it by a
//! file in a directory of the user, and each holds a shared lock while it lives. A shell script owns the server; it ends it when
//! the lock has been free for a while, and the kernel ends the server if the script is killed. The same works under `cargo test`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fmt, io::Write, thread};

use ::postgres::{Client, NoTls};

use crate::cluster::{Cluster, Durability, Installed};
use crate::eventually;

const IDLE: Duration = Duration::from_secs(20);
const START: Duration = Duration::from_secs(60);
const SHARED: &str = include_str!("shared.sh");
const PRIVATE: &str = include_str!("private.sh");

/// A running PostgreSQL that only these tests know.
pub struct Postgres {
    /// The URL of its maintenance database.
    url: String,
    life: Life,
}

/// A database of one test; dropped with this value.
pub struct Database {
    name: String,
    url: String,
    maintenance: String,
}

enum Life {
    /// Shared with other tests as long as the lock is held.
    Shared { _lock: File },
    /// Ends with this value or this process.
    Private { installed: Installed, cluster: Cluster, keeper: Child },
}

impl Postgres {
    /// The server of this test run, started if no other test has; or what is missing to start one.
    pub fn shared() -> Result<&'static Postgres, String> {
        static SERVER: OnceLock<Result<Postgres, String>> = OnceLock::new();
        let server = SERVER.get_or_init(|| {
            let installed = Installed::find()?;
            let meeting_place = installed.nursery().join(meeting_name());
            shared_at(&installed, &meeting_place, IDLE)
        });
        server.as_ref().map_err(Clone::clone)
    }

    /// A server of this test alone, which forces commits to the disk as in production; or what is missing.
    pub fn durable() -> Result<Postgres, String> {
        let installed = Installed::find()?;
        let home = installed.nursery().join(format!("crmweb-postgres-{}", unique()));
        let cluster = installed.initialise(&home, Durability::Full);
        let keeper = keep(&installed, &cluster);
        let server =
            Postgres { url: cluster.url("postgres"), life: Life::Private { installed, cluster, keeper } };
        if let Life::Private { cluster, .. } = &server.life {
            ready(cluster)?;
        }
        Ok(server)
    }

    /// An empty database of its own.
    pub fn fresh_database(&self) -> Database {
        let name = format!("t{}", unique());
        let maintenance = self.url.clone();
        let url = format!("{}/{name}", maintenance.trim_end_matches("/postgres"));
        // Half the time of the default strategy where nothing is forced to the disk (21 ms instead of 45).
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy");
        command(&maintenance, &create).expect("a fresh database");
        Database { name, url, maintenance }
    }

    /// Kills the server like a power cut would and starts it again with what it had on the disk.
    ///
    /// Panics on the shared server: other tests are using it.
    pub fn crash(&mut self) {
        let Life::Private { installed, cluster, keeper } = &mut self.life else {
            panic!("only a server of one's own may crash")
        };
        keeper.stdin.take().expect("the keeper listens").write_all(b"crash\n").expect("the keeper hears");
        keeper.wait().expect("the keeper ends");
        // Its last processes may still hold the old memory: the server then refuses to start.
        eventually("PostgreSQL after its crash", START, || {
            *keeper = keep(installed, cluster);
            let started = ready(cluster);
            if started.is_err() {
                keeper.stdin.take()?.write_all(b"crash\n").ok()?;
                keeper.wait().ok()?;
            }
            started.ok()
        });
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Life::Private { keeper, .. } = &mut self.life {
            drop(keeper.stdin.take());
            keeper.wait().ok();
        }
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postgres")
    }
}

impl Database {
    /// Its URL, with user and password, as the `postgres` crate reads it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        command(&self.maintenance, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).ok();
    }
}

fn shared_at(installed: &Installed, meeting_place: &Path, idle: Duration) -> Result<Postgres, String> {
    private_directory(meeting_place, installed.mode_above())?;
    let starting = lock_file(meeting_place, "starting");
    starting.lock().expect("the lock of whoever starts the server");
    let users = lock_file(meeting_place, "users");
    users.lock_shared().expect("the lock of the server's users");
    let note = meeting_place.join("url");
    let known = fs::read_to_string(&note).ok().filter(|url| command(url, "SELECT 1").is_ok());
    let url = match known {
        Some(url) => url,
        None => start_shared(installed, meeting_place, &note, idle)?,
    };
    Ok(Postgres { url, life: Life::Shared { _lock: users } })
}

fn start_shared(installed: &Installed, place: &Path, note: &Path, idle: Duration) -> Result<String, String> {
    for leftover in fs::read_dir(place).into_iter().flatten().flatten() {
        if leftover.file_name().to_string_lossy().starts_with("server-") {
            fs::remove_dir_all(leftover.path()).ok();
        }
    }
    let cluster = installed.initialise(&place.join(format!("server-{}", unique())), Durability::None);
    let log = cluster.log_file();
    let started = Command::new("setsid")
        .args(["--fork", "sh", "-c", SHARED, "postgres-of-the-tests"])
        .args([&place.join("users"), &cluster.home])
        .arg(idle.as_secs().to_string())
        .args(installed.server(&cluster))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("the log twice"))
        .stderr(log)
        .status();
    started.map_err(|error| format!("setsid: {error}"))?;
    ready(&cluster)?;
    let url = cluster.url("postgres");
    let draft = place.join("url.new");
    let written =
        owner_only().truncate(true).open(&draft).and_then(|mut file| file.write_all(url.as_bytes()));
    written
        .and_then(|()| fs::rename(&draft, note))
        .map_err(|error| format!("{}: {error}", note.display()))?;
    Ok(url)
}

fn keep(installed: &Installed, cluster: &Cluster) -> Child {
    let log = cluster.log_file();
    Command::new("setsid")
        .args(["sh", "-c", PRIVATE, "postgres-of-a-test"])
        .arg(&cluster.home)
        .args(installed.server(cluster))
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(log.try_clone().expect("the log twice"))
        .stderr(log)
        .spawn()
        .expect("a shell")
}

fn ready(cluster: &Cluster) -> Result<(), String> {
    let known = cluster.log().len();
    let url = cluster.url("postgres");
    eventually("PostgreSQL to answer", START, || {
        let log = cluster.log();
        let said = log.get(known..).unwrap_or_default();
        // Not the FATAL of clients that come too early.
        let refused = [
            "could not create any TCP/IP sockets",
            "pre-existing shared memory",
            "could not create lock file",
        ];
        if refused.iter().any(|reason| said.contains(reason))
            || said.contains("lock file \"postmaster.pid\" already exists")
        {
            return Some(Err(format!("PostgreSQL did not start: {said}")));
        }
        command(&url, "SELECT 1").ok().map(Ok)
    })
}

/// One statement on a connection of its own; on a thread of its own, since the client must not run inside an async runtime.
fn command(url: &str, statement: &str) -> Result<(), ::postgres::Error> {
    let run = || Client::connect(url, NoTls)?.batch_execute(statement);
    thread::scope(|scope| scope.spawn(run).join()).expect("the client does not panic")
}

fn private_directory(path: &Path, mode: u32) -> Result<(), String> {
    DirBuilder::new().mode(mode).create(path).ok();
    let found = fs::symlink_metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let ours =
        found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o022 == 0;
    if ours { Ok(()) } else { Err(format!("{} belongs to somebody else", path.display())) }
}

fn lock_file(place: &Path, name: &str) -> File {
    owner_only().open(place.join(name)).expect("a lock file")
}

fn owner_only() -> OpenOptions {
    let mut options = File::options();
    options.create(true).write(true).mode(0o600);
    options
}

/// Differs between users and between checkouts.
fn meeting_name() -> PathBuf {
    let mut checkout = DefaultHasher::new();
    (env!("CARGO_MANIFEST_DIR"), SHARED).hash(&mut checkout);
    PathBuf::from(format!("crmweb-tests-{}-{:016x}", rustix::process::geteuid().as_raw(), checkout.finish()))
}

fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{}_{now}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
#[path = "postgres_tests.rs"]
mod tests;
