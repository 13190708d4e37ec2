//! How people get in, and how they are kept out, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod doors;
mod house;
mod passwords;
mod roles;
mod second_factor;
