//! The only place of HTTP and of its JSON.
//!
//! A handler extracts, runs one verb of [`crmweb_crm`], and maps the answer: nothing is decided here. Before any handler
//! stands the gate, which lets nobody in but paired clients of this machine's user, and whoever signed in.

pub mod app;
pub mod body;
pub mod caller;
pub mod clients;
mod credentials;
pub mod deed;
mod download;
pub mod etag;
mod events;
pub mod gate;
mod hashing;
pub mod history;
mod pages;
pub mod pairing;
mod piped;
pub mod place;
pub mod problem;
pub mod records;
pub mod resources;
pub mod server;
pub mod session;
pub mod shape;
pub mod signals;
pub mod source;
mod stream;
mod upload;

pub use app::{App, Machine, Parts, Unreachable};
pub use caller::{Caller, Scope, Through};
pub use problem::Problem;
