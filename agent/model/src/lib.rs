//! Plain types and pure decisions of the product.
//!
//! Nothing here reads a clock, a file, a socket or a database: facts go in, decisions come out, so that
//! every rule can be tested by a table. The way of a mail through this crate is
//! [`mail`] (what was read) → [`identity`] (which mail it is) → [`matching`] (whose it is, and why).

pub mod address;
pub mod attention;
pub mod catalogue;
pub mod conversion;
pub mod domains;
pub mod draft;
pub mod due;
pub mod files;
pub mod filter;
pub mod identity;
pub mod ids;
pub mod likeness;
pub mod lines;
pub mod mail;
pub mod matching;
pub mod money;
pub mod person;
pub mod planned;
pub mod privacy;
pub mod products;
pub mod record;
pub mod recurrence;
pub mod rights;
pub mod scoring;
pub mod similar;
pub mod subject;
pub mod template;
pub mod time;
pub mod view;
pub mod words;
