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
pub mod attempts;
pub mod attention;
pub mod blobs;
pub mod board;
pub mod calendar;
pub mod callers;
pub mod catalogued;
pub mod claims;
pub mod client_page;
pub mod company;
pub mod contacts;
pub mod control;
pub mod counters;
pub mod credentials;
pub mod custom;
pub mod datadir;
pub mod deals;
pub mod dialect;
pub mod documents;
pub mod engine;
pub mod error;
pub mod factors;
pub mod fields;
pub mod fresh;
pub mod holders;
pub mod incidents;
pub mod index;
pub mod keys;
pub mod kinds;
pub mod leads;
pub mod likeness;
pub mod links;
pub mod log;
pub mod logged;
pub mod mailboxes;
pub mod mails;
pub mod merges;
pub mod mutations;
pub mod named;
pub mod names;
pub mod never_log;
pub mod opportunities;
pub mod outbox;
pub mod owner;
pub mod owners;
pub mod packs;
pub mod paging;
pub mod passwords;
pub mod persons;
pub mod phones;
pub mod pipelines;
pub mod privacy;
pub mod product_lines;
pub mod products;
pub mod query;
pub mod reach;
pub mod records;
pub mod refs;
pub mod reminders;
pub mod requests;
pub mod roles;
pub mod rules;
pub mod schema;
pub mod search;
pub mod settings;
pub mod solutions;
pub mod stage_moves;
pub mod stages;
pub mod suggestions;
pub mod tags;
pub mod templates;
pub mod text_keys;
pub mod threads;
pub mod timeline;
pub mod users;
pub mod views;
pub mod webhooks;

pub use engine::{Db, Row, Tx};
pub use error::{Error, Result};
pub use owner::Store;
pub use schema::Location;
