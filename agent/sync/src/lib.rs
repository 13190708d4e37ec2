//! One mailbox followed for ever.
//!
//! The way of a mail: [`folders`] chooses where to look, [`plan`] says what to ask the server, [`look`] brings the
//! [`skeleton`] of every mail into the private index, [`keys`] and [`decide`] say whose it is, [`handover`] fetches
//! whole what belongs to the crm and hands it over. [`pass`] does all of that once, [`worker`] for ever.
//!
//! The other way, [`webhooks`] tells other systems what has changed in the crm.

mod backoff;
mod batch;
mod bell;
pub mod caution;
pub mod clock;
pub mod connect;
pub mod coverage;
pub mod decide;
pub mod error;
pub mod folders;
pub mod handover;
mod index;
pub mod ingest;
pub mod keys;
pub mod lister;
pub mod look;
pub mod pass;
pub mod plan;
pub mod progress;
pub mod relink;
pub mod ring;
pub mod secrets;
pub mod skeleton;
pub mod undone;
mod waiting;
mod watch;
pub mod webhooks;
pub mod worker;

pub use clock::{Clock, SystemClock};
pub use connect::Connector;
pub use error::{Result, SyncError};
pub use pass::{Options, Report, Setup, sync_once};
pub use progress::{Progress, Silent, Stage, State, Step};
pub use worker::Worker;
