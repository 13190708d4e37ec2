//! The only SQL of the product: two engines, their schema, and one file per aggregate.
//!
//! Two databases are kept here because there are two kinds of data: the **crm** (precious, shared; SQLite or
//! PostgreSQL) and the **mail index** (private, per user and machine; always SQLite). Both are a [`Store`]:
//! one thread owns the connection that writes, a few read, and everybody else sends closures.
//!
//! The code map, bottom up: [`engine`] (one SQL text, two engines) → [`owner`] (the threads) → [`schema`]
//! (migrations) → [`log`] (the one door of every change) → one file per aggregate.

pub mod accounts;
pub mod acquaintances;
pub mod activities;
pub mod answered;
pub mod blobs;
pub mod catalogued;
pub mod client_page;
pub mod contacts;
pub mod control;
pub mod counters;
pub mod custom;
pub mod datadir;
pub mod dialect;
pub mod engine;
pub mod error;
pub mod fields;
pub mod fresh;
pub mod incidents;
pub mod index;
pub mod keys;
pub mod links;
pub mod log;
pub mod logged;
pub mod mailboxes;
pub mod mails;
pub mod mutations;
pub mod names;
pub mod never_log;
pub mod opportunities;
pub mod owner;
pub mod packs;
pub mod paging;
pub mod phones;
pub mod privacy;
pub mod query;
pub mod records;
pub mod refs;
pub mod requests;
pub mod rules;
pub mod schema;
pub mod search;
pub mod settings;
pub mod stages;
pub mod suggestions;
pub mod text_keys;
pub mod threads;
pub mod timeline;
pub mod users;
pub mod views;

pub use engine::{Db, Row, Tx};
pub use error::{Error, Result};
pub use owner::Store;
pub use schema::Location;
