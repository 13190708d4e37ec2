//! The resources behind the gate, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod any_kind;
mod audit;
mod clients_made;
mod deals;
mod documents;
mod house;
mod lists;
mod panel;
mod persons;
mod plans;
mod records;
mod strict;
mod webhooks;
