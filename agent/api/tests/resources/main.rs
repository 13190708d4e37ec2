//! The resources behind the gate, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod any_kind;
mod house;
mod lists;
mod panel;
mod records;
mod strict;
