//! Plain types and pure decisions of the product.
//!
//! Nothing here reads a clock, a file, a socket or a database: facts go in, decisions come out, so that
//! every rule can be tested by a table. The way of a mail through this crate is
//! [`mail`] (what was read) → [`identity`] (which mail it is) → [`matching`] (whose it is, and why).

pub mod address;
pub mod catalogue;
pub mod domains;
pub mod draft;
pub mod filter;
pub mod identity;
pub mod ids;
pub mod mail;
pub mod matching;
pub mod money;
pub mod privacy;
pub mod record;
pub mod rights;
pub mod subject;
pub mod time;
pub mod view;
pub mod words;
