//! Rows into tables, as fast as the engine takes them.

use crmweb_store::engine::Param;
use crmweb_store::{Result, Tx};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

/// A value of a row.
pub enum Value {
    Int(i64),
    Text(String),
    Nothing,
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Nothing, Into::into)
    }
}

/// Writes `row!(sink, "table (a, b)", 1, "text")`.
#[macro_export]
macro_rules! row {
    ($sink:expr, $table:literal, $($value:expr),+ $(,)?) => {
        $sink.row($table, &[$($crate::sink::Value::from($value)),+])?
    };
}

/// Where rows go.
pub enum Sink<'a, 'c> {
    /// One prepared statement per table.
    Sqlite(&'a mut Tx<'c>, BTreeMap<&'static str, String>),
    /// COPY, a few megabytes at a time.
    Postgres(Box<postgres::Client>, BTreeMap<&'static str, String>),
}

/// Text held back per table before it is copied.
const BUFFERED: usize = 4 << 20;
const NOTHING: Option<i64> = None;

impl Sink<'_, '_> {
    pub fn row(&mut self, table: &'static str, values: &[Value]) -> Result<()> {
        match self {
            Sink::Sqlite(tx, statements) => {
                let sql = statements.entry(table).or_insert_with(|| {
                    let places: Vec<String> = (1..=values.len()).map(|n| format!("?{n}")).collect();
                    format!("INSERT INTO {table} VALUES ({})", places.join(", "))
                });
                let params: Vec<&dyn Param> = values.iter().map(param).collect();
                tx.execute(sql, &params)?;
            }
            Sink::Postgres(client, buffers) => {
                let buffer = buffers.entry(table).or_default();
                line(buffer, values);
                if buffer.len() > BUFFERED {
                    copy(client, table, &std::mem::take(buffer))?;
                }
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Result<()> {
        if let Sink::Postgres(mut client, buffers) = self {
            for (table, buffer) in buffers {
                copy(&mut client, table, &buffer)?;
            }
        }
        Ok(())
    }
}

fn param(value: &Value) -> &dyn Param {
    match value {
        Value::Int(number) => number,
        Value::Text(text) => text,
        Value::Nothing => &NOTHING,
    }
}

fn copy(client: &mut postgres::Client, table: &str, rows: &str) -> Result<()> {
    let mut writer = client.copy_in(&format!("COPY {table} FROM STDIN"))?;
    writer.write_all(rows.as_bytes()).expect("a connection");
    writer.finish()?;
    Ok(())
}

fn line(buffer: &mut String, values: &[Value]) {
    for (n, value) in values.iter().enumerate() {
        if n > 0 {
            buffer.push('\t');
        }
        match value {
            Value::Int(number) => write!(buffer, "{number}").expect("memory"),
            Value::Text(text) => buffer.push_str(&text.replace('\n', "\\n")), // made up here: no tabs or backslashes
            Value::Nothing => buffer.push_str("\\N"),
        }
    }
    buffer.push('\n');
}
