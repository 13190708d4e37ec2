//! The only SQL of the product: two engines, their schema, and one file per aggregate.
//!
//! Two databases are kept here because there are two kinds of data: the **crm** (precious, shared; SQLite or
//! PostgreSQL) and the **mail index** (private, per user and machine; always SQLite). Both are a [`Store`]:
//! one thread owns the connection that writes, a few read, and everybody else sends closures.
//!
//! The code map, bottom up: [`engine`] (one SQL text, two engines) → [`owner`] (the threads) → [`schema`]
//! (migrations) → [`log`] (the one door of every change) → one file per aggregate.

pub mod blobs;
pub mod control;
pub mod datadir;
pub mod dialect;
pub mod engine;
pub mod error;
pub mod links;
pub mod timeline;
pub mod log;
pub mod mails;
pub mod privacy;
pub mod search;
pub mod threads;
pub mod owner;
pub mod schema;

pub use engine::{Db, Row, Tx};
pub use error::{Error, Result};
pub use owner::Store;
pub use schema::Location;
