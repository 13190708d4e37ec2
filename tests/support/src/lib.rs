//! What the tests of several crates lean on: a private PostgreSQL, both storage engines, the built programs.
//!
//! Everything here runs on loopback and in temporary directories, and ends with the tests, even when they are killed.

mod cluster;
mod condition;
mod engines;
mod postgres;
mod process;
mod receiver;
mod tools;

pub use condition::eventually;
pub use engines::{Engine, Location, engines, on_postgres, on_sqlite};
pub use postgres::{Database, Postgres};
pub use process::{Program, free_port, free_ports, workspace_program};
pub use receiver::{Received, Receiver, Reply};
pub use tools::{missing, must_have_everything};
