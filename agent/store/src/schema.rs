//! Where a database is, and how its schema comes up to date.
//!
//! Migrations are append-only files under `migrations/`. `schema(version, compatible_from)` holds what the file
//! was last written with: a program older than `compatible_from` refuses the database instead of harming it.

use crate::engine::{Db, Durability, Tx};
use crate::error::{Error, Result};
use crate::{calendar, text_keys};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a database is.
#[derive(Clone)]
pub enum Location {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database: its URL, which may hold a password and is therefore never shown.
    Server(String),
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Location::File(path) => write!(f, "File({})", path.display()),
            Location::Server(_) => f.write_str("Server(…)"),
        }
    }
}

impl Location {
    /// Returns a short name for threads.
    pub(crate) fn name(&self) -> String {
        match self {
            Location::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            Location::Server(_) => "server".into(),
        }
    }

    /// Returns the place of SQLite's write-ahead log.
    pub(crate) fn log(&self) -> Option<PathBuf> {
        match self {
            Location::File(path) => {
                let mut log = path.clone().into_os_string();
                log.push("-wal");
                Some(log.into())
            }
            Location::Server(_) => None,
        }
    }

    /// Opens a connection that may write.
    pub fn open(&self) -> Result<Db> {
        match self {
            Location::File(path) => {
                let db = rusqlite::Connection::open(path)?;
                configure(&db)?;
                Ok(Db::Sqlite(db))
            }
            Location::Server(url) => connect(url),
        }
    }

    /// Opens a connection that can only read.
    pub fn open_reader(&self) -> Result<Db> {
        let db = self.open()?;
        if let Db::Sqlite(c) = &db {
            c.pragma_update(None, "query_only", 1)?;
        }
        Ok(db)
    }
}

fn configure(db: &rusqlite::Connection) -> Result<()> {
    db.busy_timeout(Duration::from_secs(10))?;
    // A mail's text fills half a usual page and would leave the other half empty. A file that is there keeps its own.
    db.pragma_update(None, "page_size", 8_192)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.pragma_update(None, "foreign_keys", 1)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -16_000)?; // 16 MiB per connection
    db.pragma_update(None, "mmap_size", 0)?; // a read error must be an error, not a signal
    db.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // A page that many batches change goes to the file once: 32 MiB of log between two copies.
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    // Without it SQLite prepares a statement anew whenever another value is bound to it.
    db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(256);
    Ok(())
}

fn connect(url: &str) -> Result<Db> {
    let mut config: postgres::Config = url.parse()?;
    config
        .application_name("crmweb")
        .connect_timeout(Duration::from_secs(10))
        .keepalives_idle(Duration::from_secs(60));
    if config.get_options().is_none() {
        // Compiling a statement takes longer than a page of a list may.
        config.options("-c jit=off");
    }
    Ok(Db::postgres(config.connect(postgres::NoTls)?))
}

/// One migration.
pub struct Step {
    /// Its number, from 1 without gaps.
    pub version: i64,
    /// The oldest program (by the newest step it knows) that may still use the database afterwards.
    pub compatible_from: i64,
    /// Its text in SQLite's dialect.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL, where translating four words does not do (full-text search).
    pub postgres: Option<&'static str>,
}

/// The migrations of one database, oldest first.
pub struct Schema {
    /// How people call the database.
    pub name: &'static str,
    /// The steps.
    pub steps: &'static [Step],
    /// What only the program can derive of what an older one left; called at each start, and quick when nothing is to do.
    pub derive: Option<fn(&mut Tx) -> Result<()>>,
}

macro_rules! step {
    ($version:literal, $from:literal, $file:literal) => {
        Step {
            version: $version,
            compatible_from: $from,
            sqlite: include_str!(concat!("../../../migrations/", $file, ".sql")),
            postgres: None,
        }
    };
    ($version:literal, $from:literal, $file:literal, per_engine) => {
        Step {
            version: $version,
            compatible_from: $from,
            sqlite: include_str!(concat!("../../../migrations/", $file, ".sqlite.sql")),
            postgres: Some(include_str!(concat!("../../../migrations/", $file, ".postgres.sql"))),
        }
    };
}

/// The customer memory.
pub const CRM: Schema = Schema {
    name: "crm",
    steps: &[
        step!(1, 1, "crm/0001_users"),
        step!(2, 1, "crm/0002_customers"),
        step!(3, 1, "crm/0003_work"),
        step!(4, 1, "crm/0004_mail"),
        step!(5, 1, "crm/0005_search", per_engine),
        step!(6, 1, "crm/0006_requests"),
        step!(7, 1, "crm/0007_catalogue"),
        step!(8, 1, "crm/0008_sign_in"),
        // An older program would change plans without their calendar.
        step!(9, 9, "crm/0009_plans"),
        step!(10, 1, "crm/0010_webhooks"),
        step!(11, 1, "crm/0011_deals"),
        step!(12, 1, "crm/0012_leads"),
        step!(13, 1, "crm/0013_persons"),
        step!(14, 1, "crm/0014_views"),
    ],
    derive: Some(derive),
};

/// What programs before lists and calendars did not keep.
fn derive(tx: &mut Tx) -> Result<()> {
    if text_keys::complete(tx)? {
        calendar::complete(tx)?;
    }
    Ok(())
}

/// The private index of a user's mail on one machine.
pub const MAIL_INDEX: Schema = Schema {
    name: "mail index",
    steps: &[
        step!(1, 1, "mailindex/0001_folders"),
        step!(2, 1, "mailindex/0002_clients"),
        step!(3, 3, "mailindex/0003_refs"),
    ],
    derive: None,
};

/// What [`prepare`] found and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The version found; 0 for a new database.
    pub from: i64,
    /// The version now.
    pub to: i64,
}

/// Brings the database at `location` up to date, each step in a transaction of its own.
///
/// A database written by a program whose schema this one cannot serve is refused untouched.
pub fn prepare(location: &Location, schema: &Schema) -> Result<Prepared> {
    if let Location::File(path) = location {
        check_file(path)?;
    }
    let mut db = location.open()?;
    if let Location::Server(_) = location {
        check_server(&mut db)?;
    }
    let known = schema.steps.last().map_or(0, |s| s.version);
    let (found, compatible_from) = version(&mut db)?;
    if found > known && compatible_from > known {
        return Err(Error::NewerSchema { database: schema.name, found, known });
    }
    for step in schema.steps.iter().filter(|s| s.version > found) {
        apply(&mut db, step)?;
    }
    if let Some(derive) = schema.derive {
        db.write(Durability::Full, derive)?;
    }
    Ok(Prepared { from: found, to: found.max(known) })
}

/// A SQLite file starts with a known header, and ours have a table of versions; anything else is not ours to touch.
fn check_file(path: &Path) -> Result<()> {
    use std::io::Read;
    let Ok(file) = std::fs::File::open(path) else { return Ok(()) };
    let mut start = Vec::new();
    file.take(16).read_to_end(&mut start).map_err(Error::file("read", path))?;
    if start.is_empty() {
        return Ok(());
    }
    let foreign = || Error::Foreign { what: path.display().to_string() };
    if start != b"SQLite format 3\0" {
        return Err(foreign());
    }
    // Not configured yet: that would already change another program's file.
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = rusqlite::Connection::open_with_flags(path, flags)?;
    db.busy_timeout(Duration::from_secs(10))?;
    let tables =
        "SELECT COUNT(*), COUNT(CASE name WHEN 'schema' THEN 1 END) FROM sqlite_master WHERE type = 'table'";
    match db.query_row(tables, [], |r| Ok((r.get(0)?, r.get(1)?))) {
        Ok((all, ours)) => {
            if are_foreign(all, ours) {
                Err(foreign())
            } else {
                Ok(())
            }
        }
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Err(foreign()),
        Err(e) => Err(e.into()),
    }
}

/// Like [`check_file`], for a server's database.
fn check_server(db: &mut Db) -> Result<()> {
    let (all, ours) = db.read(|tx| {
        tx.query_one(
            "SELECT COUNT(*), COUNT(CASE table_name WHEN 'schema' THEN 1 END)
             FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
            &[],
            |r| Ok::<(i64, i64), Error>((r.get(0)?, r.get(1)?)),
        )
    })?;
    if are_foreign(all, ours) {
        Err(Error::Foreign { what: "the PostgreSQL database".into() })
    } else {
        Ok(())
    }
}

fn are_foreign(tables: i64, tables_of_versions: i64) -> bool {
    tables > 0 && tables_of_versions == 0
}

fn version(db: &mut Db) -> Result<(i64, i64)> {
    db.write(Durability::Full, |tx| {
        tx.batch(
            "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL, compatible_from INTEGER NOT NULL) STRICT",
        )?;
        read_version(tx)
    })
}

fn read_version(tx: &mut Tx) -> Result<(i64, i64)> {
    let row =
        tx.query_opt("SELECT version, compatible_from FROM schema", &[], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(row.unwrap_or((0, 0)))
}

fn apply(db: &mut Db, step: &Step) -> Result<()> {
    db.write(Durability::Full, |tx| {
        if tx.is_postgres() {
            tx.batch("LOCK TABLE schema IN ACCESS EXCLUSIVE MODE")?;
        }
        // Another process may have been faster.
        if read_version(tx)?.0 >= step.version {
            return Ok(());
        }
        match step.postgres {
            Some(text) if tx.is_postgres() => tx.batch(text)?,
            _ => tx.batch(step.sqlite)?,
        }
        tx.execute("DELETE FROM schema", &[])?;
        tx.execute(
            "INSERT INTO schema (version, compatible_from) VALUES (?1, ?2)",
            &[&step.version, &step.compatible_from],
        )?;
        Ok(())
    })
}
