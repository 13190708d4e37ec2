//! Stories about following a mailbox.

mod dovecot;
mod faults;
mod following;
mod keys;
mod memory;
mod scene;
mod server;
mod stories;
