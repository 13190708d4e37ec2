//! Stories about following a mailbox.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod dovecot;
mod faults;
mod following;
mod keys;
mod memory;
mod scene;
mod server;
mod stories;
