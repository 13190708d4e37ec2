//! Who an unknown sender probably is, read from the mail alone (SPEC P4).

pub use crmweb_mail::guess::{Guess, Guessed, Seen, Source, sender};
