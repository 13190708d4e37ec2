//! People and programs let in by passwords and tokens, and what they may then do, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod house;
mod people;
mod programs;
