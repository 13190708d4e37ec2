//! Every story about storage runs on both engines.

use std::fmt;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::missing;
use crate::postgres::{Database, Postgres};

/// Where a fresh, empty database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file that does not exist yet, in a directory of its own.
    Sqlite(PathBuf),
    /// The URL of an empty PostgreSQL database.
    Postgres(String),
}

/// An engine with an empty database, which goes when this value goes.
pub struct Engine {
    location: Location,
    _kept: Kept,
}

enum Kept {
    Directory { _directory: TempDir },
    Database { _database: Database },
}

impl Engine {
    /// Where the empty database is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The engine's name: `sqlite` or `postgres`.
    pub fn name(&self) -> &'static str {
        match self.location {
            Location::Sqlite(_) => "sqlite",
            Location::Postgres(_) => "postgres",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Both engines, each with a fresh database; SQLite alone where PostgreSQL is not installed (a failure in CI).
pub fn engines() -> impl Iterator<Item = Engine> {
    [Some(on_sqlite()), on_postgres()].into_iter().flatten()
}

/// SQLite with a file in a fresh directory.
pub fn on_sqlite() -> Engine {
    let directory = tempfile::Builder::new().prefix("crmweb-").tempdir().expect("a temporary directory");
    let location = Location::Sqlite(directory.path().join("crm.db"));
    Engine { location, _kept: Kept::Directory { _directory: directory } }
}

/// PostgreSQL with a fresh database on the shared server; nothing, and a line saying so, where it is not installed.
pub fn on_postgres() -> Option<Engine> {
    match Postgres::shared() {
        Ok(server) => {
            let database = server.fresh_database();
            let location = Location::Postgres(database.url().to_owned());
            Some(Engine { location, _kept: Kept::Database { _database: database } })
        }
        Err(why) => {
            missing("PostgreSQL", &why);
            None
        }
    }
}

/// Writes one story and gets two tests, `story::sqlite` and `story::postgres`, each with a database of its own.
///
/// ```ignore
/// both_engines! {
///     fn a_contact_is_found_again(engine: &Engine) {
///         let store = open(engine.location());
///     }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    ($($(#[$attribute:meta])* fn $story:ident($engine:ident: &Engine) $body:block)+) => {$(
        $(#[$attribute])*
        fn $story($engine: &$crate::Engine) $body

        mod $story {
            #[test]
            fn sqlite() {
                super::$story(&$crate::on_sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(engine) = $crate::on_postgres() {
                    super::$story(&engine);
                }
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_comes_with_an_empty_place_of_its_own() {
        let (one, other) = (on_sqlite(), on_sqlite());
        assert_ne!(one.location(), other.location());
        let Location::Sqlite(file) = one.location().clone() else { panic!("not a file") };
        std::fs::write(&file, "rows").expect("a writable place");
        drop(one);
        assert!(!file.exists(), "the place goes with the engine");
    }

    both_engines! {
        fn a_story_is_told_once_per_engine(engine: &Engine) {
            match engine.location() {
                Location::Sqlite(file) => assert!(!file.exists()),
                Location::Postgres(url) => {
                    let mut client = ::postgres::Client::connect(url, ::postgres::NoTls).expect("a connection");
                    let tables = client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", &[]).expect("an answer");
                    assert!(tables.is_empty());
                }
            }
        }
    }
}
