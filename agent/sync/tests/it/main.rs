//! Stories about following a mailbox.

mod faults;
mod keys;
mod memory;
mod scene;
mod server;
mod stories;
