//! Webhooks told: what the crm has planned is signed, sent, and how it went is noted.
//!
//! [`worker`] does it for ever, [`post`] is the way out, [`signing`], [`keys`] and [`managing`] are about the secrets.

pub mod keys;
pub mod managing;
pub mod post;
pub mod signing;
pub mod worker;

pub use keys::{KeyError, Keys};
pub use signing::SigningSecret;
pub use worker::Worker;
