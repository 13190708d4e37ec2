//! Incidents, opportunities and activities, and the page of a client that shows them, on both engines.
#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod activities;
mod bulk;
mod custom;
mod from_mail;
mod house;
mod incidents;
mod lists;
mod opportunities;
mod page;
mod records;
mod views;
