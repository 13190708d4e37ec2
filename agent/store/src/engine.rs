//! One SQL text, two engines.
//!
//! A value may be bound or read only if *both* drivers know it, so there is no value type of our own and no
//! mapping layer. Conventions that keep the text portable: whole numbers are `i64`, truth is `0`/`1`, sums are
//! `CAST(… AS BIGINT)`, optional filters `CAST(?1 AS TEXT) IS NULL OR …`, comparison keys are folded columns,
//! and uniqueness is an `ON CONFLICT` outcome (a failed statement would poison a PostgreSQL transaction).

use crate::dialect::{placeholders, postgres_ddl, postgres_sql};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::fmt::Write;

/// A value both engines can store.
pub trait Param: rusqlite::ToSql + postgres::types::ToSql + Sync {}
impl<T: rusqlite::ToSql + postgres::types::ToSql + Sync> Param for T {}

/// A value both engines can return.
pub trait Column: rusqlite::types::FromSql + for<'a> postgres::types::FromSql<'a> {}
impl<T: rusqlite::types::FromSql + for<'a> postgres::types::FromSql<'a>> Column for T {}

/// A row of a result.
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// Reads column `i`, counted from 0.
    pub fn get<T: Column>(&self, i: usize) -> Result<T> {
        match self {
            Row::Sqlite(r) => Ok(r.get(i)?),
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }

    /// Reads column `i` as truth (`0` is false).
    pub fn flag(&self, i: usize) -> Result<bool> {
        Ok(self.get::<i64>(i)? != 0)
    }
}

/// A PostgreSQL connection with the statements it has prepared, keyed by their text.
pub struct PostgresConnection {
    client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

/// Statements kept prepared per connection; composed ones (filters) push out everything when it overflows.
const MOST_PREPARED: usize = 400;

/// Rows inserted by one statement: few lengths, so that few statements have to be prepared.
const ROWS_AT_ONCE: usize = 16;

/// An open database.
pub enum Db {
    /// A SQLite file.
    Sqlite(rusqlite::Connection),
    /// A PostgreSQL connection.
    Postgres(Box<PostgresConnection>),
}

/// A running transaction: committed by [`Db::write`] or [`Db::read`] when the work returns `Ok`.
pub enum Tx<'c> {
    /// On SQLite.
    Sqlite(rusqlite::Transaction<'c>),
    /// On PostgreSQL.
    Postgres {
        /// The driver's transaction.
        tx: postgres::Transaction<'c>,
        /// The connection's prepared statements.
        prepared: &'c mut HashMap<String, postgres::Statement>,
        /// Whether this transaction holds the change log's lock.
        log_locked: bool,
    },
}

/// How safe a commit is against loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Never corrupt; the last commits may be missing after a power cut.
    Normal,
    /// On disk when the commit returns: another party may forget what it handed over.
    Full,
}

impl Db {
    /// Wraps an open PostgreSQL connection.
    pub fn postgres(client: postgres::Client) -> Db {
        Db::Postgres(Box::new(PostgresConnection { client, prepared: HashMap::new() }))
    }

    /// Runs `work` in one writing transaction: committed on `Ok`, rolled back on `Err`.
    pub fn write<T, E: From<Error>>(
        &mut self,
        durability: Durability,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.set_durability(durability)?;
        let mut tx = match self {
            Db::Sqlite(c) => Tx::Sqlite(
                c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(Error::from)?,
            ),
            Db::Postgres(c) => Tx::Postgres {
                tx: c.client.transaction().map_err(Error::from)?,
                prepared: &mut c.prepared,
                log_locked: false,
            },
        };
        let out = work(&mut tx)?;
        tx.commit()?;
        Ok(out)
    }

    /// Runs `work` in one reading transaction, which sees one moment of the database.
    pub fn read<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut tx = match self {
            Db::Sqlite(c) => Tx::Sqlite(c.transaction().map_err(Error::from)?),
            Db::Postgres(c) => {
                let level = postgres::IsolationLevel::RepeatableRead;
                let build = c.client.build_transaction().isolation_level(level).read_only(true);
                Tx::Postgres {
                    tx: build.start().map_err(Error::from)?,
                    prepared: &mut c.prepared,
                    log_locked: false,
                }
            }
        };
        let out = work(&mut tx)?;
        tx.commit()?;
        Ok(out)
    }

    /// Runs several statements without parameters; only migrations and pragmas come this way.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Db::Sqlite(c) => Ok(c.execute_batch(sql)?),
            Db::Postgres(c) => Ok(c.client.batch_execute(&postgres_ddl(sql))?),
        }
    }

    /// Leaves nothing of deleted rows in the files: SQLite writes its file anew (seconds per 100 MB) and empties its
    /// log; PostgreSQL gives the space of dead rows free, which it then writes over.
    pub fn compact(&mut self) -> Result<()> {
        match self {
            Db::Sqlite(c) => {
                // In memory the copy would be as large as the database.
                c.pragma_update(None, "temp_store", "FILE")?;
                let done = c.execute_batch("VACUUM");
                c.pragma_update(None, "temp_store", "MEMORY")?;
                done?;
                Ok(c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
            }
            Db::Postgres(c) => Ok(c.client.batch_execute("VACUUM")?),
        }
    }

    /// Tells whether the connection is lost and must be opened anew.
    pub fn is_lost(&self) -> bool {
        match self {
            Db::Sqlite(_) => false,
            Db::Postgres(c) => c.client.is_closed(),
        }
    }

    fn set_durability(&mut self, durability: Durability) -> Result<()> {
        let Db::Sqlite(c) = self else { return Ok(()) }; // PostgreSQL waits for its log on every commit
        let level = match durability {
            Durability::Normal => "NORMAL",
            Durability::Full => "FULL",
        };
        Ok(c.pragma_update(None, "synchronous", level)?)
    }
}

impl Tx<'_> {
    /// Runs a statement and returns the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64> {
        match self {
            Tx::Sqlite(t) => Ok(t.prepare_cached(sql)?.execute(&sqlite_params(params)[..])? as u64),
            Tx::Postgres { tx, prepared, .. } => {
                let statement = prepare(tx, prepared, sql)?;
                Ok(tx.execute(&statement, &postgres_params(params))?)
            }
        }
    }

    /// Inserts one row into a table with a key and returns its `id`; `None` when a conflict left it out.
    ///
    /// SQLite knows the key of the last row; its RETURNING would build a table in memory for each.
    pub fn insert(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Option<i64>> {
        match self {
            Tx::Sqlite(t) => {
                let inserted = t.prepare_cached(sql)?.execute(&sqlite_params(params)[..])?;
                Ok((inserted > 0).then(|| t.last_insert_rowid()))
            }
            Tx::Postgres { .. } => self.query_opt(&format!("{sql} RETURNING id"), params, |r| r.get(0)),
        }
    }

    /// Inserts rows of `width` values each; `into` names the table and its columns, `rest` says what a conflict does.
    ///
    /// SQLite takes them one by one: for several in a statement it would keep every page it changes a second time.
    pub fn insert_rows(&mut self, into: &str, width: usize, values: &[&dyn Param], rest: &str) -> Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        if let Tx::Sqlite(t) = self {
            let mut statement = t.prepare_cached(&rows(into, width, 1, rest))?;
            for row in values.chunks(width) {
                statement.execute(&sqlite_params(row)[..])?;
            }
            return Ok(());
        }
        for some in values.chunks(width * ROWS_AT_ONCE) {
            self.execute(&rows(into, width, some.len() / width, rest), some)?;
        }
        Ok(())
    }

    /// Runs a query and maps every row.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut map: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Tx::Sqlite(t) => t
                .prepare_cached(sql)?
                .query_and_then(&sqlite_params(params)[..], |r| map(&Row::Sqlite(r)))?
                .collect(),
            Tx::Postgres { tx, prepared, .. } => {
                let statement = prepare(tx, prepared, sql)?;
                tx.query(&statement, &postgres_params(params))?
                    .iter()
                    .map(|r| map(&Row::Postgres(r)))
                    .collect()
            }
        }
    }

    /// Like [`Tx::query`], for at most one row.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        map: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, map)?.into_iter().next())
    }

    /// Like [`Tx::query_opt`], but no row is [`Error::NotFound`].
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        map: impl FnMut(&Row) -> Result<T>,
    ) -> Result<T> {
        self.query_opt(sql, params, map)?.ok_or(Error::NotFound)
    }

    /// Runs several statements without parameters; only migrations come this way.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Tx::Sqlite(t) => Ok(t.execute_batch(sql)?),
            Tx::Postgres { tx, .. } => Ok(tx.batch_execute(&postgres_ddl(sql))?),
        }
    }

    /// Tells which engine runs this; full-text search is the one honest branch.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Tx::Postgres { .. })
    }

    fn commit(self) -> Result<()> {
        match self {
            Tx::Sqlite(t) => Ok(t.commit()?),
            Tx::Postgres { tx, .. } => Ok(tx.commit()?),
        }
    }
}

/// The text that inserts `count` rows of `width` values.
fn rows(into: &str, width: usize, count: usize, rest: &str) -> String {
    let mut sql = format!("{into} VALUES ");
    for row in 0..count {
        let comma = if row > 0 { ", " } else { "" };
        let _infallible = write!(sql, "{comma}({})", placeholders(row * width + 1, width));
    }
    sql.push(' ');
    sql.push_str(rest);
    sql
}

fn prepare(
    tx: &mut postgres::Transaction,
    prepared: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    if prepared.len() >= MOST_PREPARED {
        prepared.clear();
    }
    let statement = tx.prepare(&postgres_sql(sql))?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

fn sqlite_params<'a>(params: &[&'a dyn Param]) -> Vec<&'a dyn rusqlite::ToSql> {
    params.iter().map(|p| *p as &dyn rusqlite::ToSql).collect()
}

fn postgres_params<'a>(params: &[&'a dyn Param]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    params.iter().map(|p| *p as &(dyn postgres::types::ToSql + Sync)).collect()
}
