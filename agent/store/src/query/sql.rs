//! A statement put together from fixed pieces; what a user typed is only ever bound.

use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use std::fmt::Write;

/// A statement, or a piece of one, with what is bound to it.
#[derive(Default)]
pub(super) struct Sql {
    text: String,
    params: Vec<Box<dyn Param>>,
}

impl Sql {
    pub(super) fn new(text: &str) -> Sql {
        Sql { text: text.to_owned(), params: Vec::new() }
    }

    /// Adds fixed text: names of the catalogue, words of SQL; never anything a user typed.
    pub(super) fn push(&mut self, text: &str) -> &mut Sql {
        self.text.push_str(text);
        self
    }

    /// Adds fixed text, and that is all.
    pub(super) fn put(&mut self, text: &str) {
        self.push(text);
    }

    /// Adds a value.
    pub(super) fn bind(&mut self, value: impl Param + 'static) -> &mut Sql {
        self.params.push(Box::new(value));
        let _infallible = write!(self.text, "?{}", self.params.len());
        self
    }

    /// Adds values between commas.
    pub(super) fn bind_all<T: Param + 'static>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Sql {
        for (n, value) in values.into_iter().enumerate() {
            self.push(if n > 0 { ", " } else { "" }).bind(value);
        }
        self
    }

    pub(super) fn query<T>(&self, tx: &mut Tx, map: impl FnMut(&Row) -> Result<T>) -> Result<Vec<T>> {
        let params: Vec<&dyn Param> = self.params.iter().map(|param| &**param).collect();
        tx.query(&self.text, &params, map)
    }

    pub(super) fn count(&self, tx: &mut Tx) -> Result<i64> {
        Ok(self.query(tx, |r| r.get(0))?.into_iter().next().unwrap_or(0))
    }
}

/// The pattern of LIKE for what begins or goes on with `text`, with `!` as the sign of escape.
pub(super) fn pattern(before: &str, text: &str, after: &str) -> String {
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("{before}{escaped}{after}")
}

/// No text that begins with `text` is greater.
pub(super) fn end_of(text: &str) -> String {
    format!("{text}\u{10ffff}")
}
