//! The wire to a mailbox: IMAP, read only, blocking, bounded in time and memory.
//!
//! [`open`] signs in and gives a [`Mailbox`], the few verbs the sync engine needs. Below it: `connect` reaches
//! the server, `guard` stands between the server and the `imap` crate, `frame`, `scan` and `response` read
//! what the server says, `session` asks for it.

mod capabilities;
mod command;
mod connect;
mod error;
mod fetch;
mod folder;
mod frame;
mod guard;
mod heard;
mod response;
mod scan;
mod session;
mod sign_in;
mod sizes;
mod skeleton;
mod stop;
mod stream;
#[cfg(test)]
mod tests;
mod throttle;
mod tls;
mod uidset;

pub use capabilities::Capabilities;
pub use connect::{Patience, Security, Server};
pub use error::{Result, WireError};
pub use folder::{FolderListing, FolderName, Snapshot, SpecialUse};
pub use sign_in::Credentials;
pub use skeleton::{Body, Content, Flags, HEADER_FIELDS, Skeleton};
pub use stop::StopSignal;
pub use uidset::{Uid, UidSet};

use std::time::Duration;

/// Why [`Mailbox::idle`] came back. The session is usable afterwards, except after `Stopped`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something changed in the open folder; look at it.
    Changed,
    /// Nothing happened in the time given.
    TimedOut,
    /// The stop signal was raised; the session is closed.
    Stopped,
}

/// A mailbox somebody is signed in to.
///
/// It is only read: folders are opened with EXAMINE, mail is fetched with PEEK; [`append`](Mailbox::append) is the
/// one exception. The verbs on UIDs work on the folder opened last. After an error other than `Refused`,
/// `Unsupported` or `Throttled` the mailbox is closed, and every verb says so.
pub trait Mailbox: Send {
    /// Returns what the server can do.
    fn capabilities(&mut self) -> Result<Capabilities>;

    /// Lists all folders.
    fn folders(&mut self) -> Result<Vec<FolderListing>>;

    /// Returns the state of a folder without opening it.
    fn status(&mut self, folder: &FolderName) -> Result<Snapshot>;

    /// Opens a folder for reading. `Refused` means none is open.
    fn examine(&mut self, folder: &FolderName) -> Result<Snapshot>;

    /// Returns the UIDs in a range (to the last one without `to`), ascending, each once. A server that answers OK
    /// without a list says "none": compare with the count of the folder before taking mail for deleted.
    fn uids(&mut self, from: Uid, to: Option<Uid>) -> Result<Vec<Uid>>;

    /// Returns the skeletons of those mails that still exist, ascending.
    fn skeletons(&mut self, uids: &UidSet) -> Result<Vec<Skeleton>>;

    /// Returns the bytes of those mails that still exist, ascending. Of mail over `cap` bytes only a beginning is
    /// fetched. All of it is held in memory: the caller chooses how many mails to ask for.
    fn bodies(&mut self, uids: &UidSet, cap: u64) -> Result<Vec<Body>>;

    /// Returns the flags of those mails that still exist, ascending.
    fn flags(&mut self, uids: &UidSet) -> Result<Vec<(Uid, Flags)>>;

    /// Returns the flags of all mail in the open folder that changed after a modification (RFC 7162), ascending;
    /// `Unsupported` where the server does not count modifications.
    fn flags_since(&mut self, mod_seq: u64) -> Result<Vec<(Uid, Flags)>>;

    /// Waits for a change in the open folder: at most `period` (29 minutes), or until `stop` is raised. A change
    /// the server mentioned since the folder was opened counts, so nothing falls between two waits.
    fn idle(&mut self, period: Duration, stop: &StopSignal) -> Result<Woken>;

    /// Keeps the connection alive and lets the server report changes.
    fn noop(&mut self) -> Result<()>;

    /// Puts a mail into a folder: the copy of sent mail.
    fn append(&mut self, folder: &FolderName, flags: &Flags, raw: &[u8]) -> Result<()>;

    /// Takes the messages the server wants people to see (ALERT), oldest first.
    fn alerts(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Says goodbye; failures do not matter any more.
    fn logout(self: Box<Self>);
}

/// Connects and signs in. Raising `stop` ends whatever the mailbox is doing, with [`WireError::Stopped`].
pub fn open(
    server: &Server,
    credentials: &Credentials,
    patience: &Patience,
    stop: &StopSignal,
) -> Result<Box<dyn Mailbox>> {
    Ok(Box::new(session::Session::open(server, credentials, patience, stop)?))
}
