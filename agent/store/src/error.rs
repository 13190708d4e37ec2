//! What can go wrong below the business, each with a stable code.

use std::path::PathBuf;

/// A result of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// A fault of the database, of a file beside it, or of the data directory.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refused or failed.
    #[error("the SQLite database refused a statement")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused, failed or is away.
    #[error("the PostgreSQL database refused a statement")]
    Postgres(#[from] postgres::Error),
    /// The record asked for does not exist.
    #[error("no such record")]
    NotFound,
    /// The database was written by a newer program.
    #[error(
        "the {database} database has schema {found}, this program knows up to {known}; install the newer program again"
    )]
    NewerSchema {
        /// Which database.
        database: &'static str,
        /// Its schema version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A database that is not ours, or is damaged beyond reading its version.
    #[error("{what} is not a database of this program")]
    Foreign {
        /// Its place.
        what: String,
    },
    /// Another process works on the data directory.
    #[error("{} is in use by {holder}", directory.display())]
    InUse {
        /// The data directory.
        directory: PathBuf,
        /// Who holds it, as far as known.
        holder: String,
    },
    /// A file or folder beside the database cannot be used.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A stored value cannot be read back.
    #[error("a stored value is damaged: {0}")]
    Damaged(String),
    /// The database thread has ended.
    #[error("the database is closed")]
    Closed,
}

impl Error {
    /// Returns the stable code of the fault, for people, scripts and exit statuses.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Sqlite(e) => sqlite_code(e),
            Error::Postgres(e) => postgres_code(e),
            Error::NotFound => "store.not-found",
            Error::NewerSchema { .. } => "store.newer-schema",
            Error::Foreign { .. } => "store.foreign-database",
            Error::InUse { .. } => "store.in-use",
            Error::File { source, .. } => file_code(source),
            Error::Damaged(_) => "store.damaged",
            Error::Closed => "store.closed",
        }
    }

    /// Tells whether waiting may mend it: a full disk, a busy or absent database.
    pub fn is_transient(&self) -> bool {
        matches!(self.code(), "store.disk-full" | "store.busy" | "store.unreachable")
    }

    /// Wraps a file fault with what was attempted.
    pub fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { doing, path, source }
    }
}

/// SQLITE_IOERR_SHMSIZE: the shared memory beside the log cannot grow, which is how a full disk often shows first.
const NO_ROOM_FOR_SHARED_MEMORY: i32 = 4874;

fn sqlite_code(e: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode as C;
    if e.sqlite_error().is_some_and(|e| e.extended_code == NO_ROOM_FOR_SHARED_MEMORY) {
        return "store.disk-full";
    }
    match e.sqlite_error_code() {
        Some(C::DiskFull) => "store.disk-full",
        Some(C::DatabaseBusy | C::DatabaseLocked) => "store.busy",
        Some(C::DatabaseCorrupt | C::NotADatabase) => "store.corrupt",
        Some(C::ReadOnly | C::PermissionDenied | C::CannotOpen) => "store.not-writable",
        Some(C::SystemIoFailure) => "store.io",
        Some(C::ConstraintViolation) => "store.constraint",
        _ => "store.internal",
    }
}

fn postgres_code(e: &postgres::Error) -> &'static str {
    let Some(state) = e.code() else { return "store.unreachable" };
    match state.code() {
        "53100" => "store.disk-full",
        "40001" | "40P01" | "55P03" => "store.busy",
        "28P01" | "28000" => "store.sign-in-refused",
        "3D000" => "store.no-database",
        "25006" | "42501" => "store.not-writable",
        c if c.starts_with("57P") || c.starts_with("08") || c == "53300" => "store.unreachable",
        c if c.starts_with("23") => "store.constraint",
        _ => "store.internal",
    }
}

fn file_code(e: &std::io::Error) -> &'static str {
    use std::io::ErrorKind as K;
    match e.kind() {
        K::StorageFull | K::QuotaExceeded => "store.disk-full",
        K::PermissionDenied | K::ReadOnlyFilesystem => "store.not-writable",
        K::NotFound => "store.no-file",
        _ => "store.io",
    }
}
