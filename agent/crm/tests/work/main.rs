//! Incidents, opportunities and activities, and the page of a client that shows them, on both engines.
#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod activities;
mod attention;
mod audit;
mod calendar;
mod claims;
mod custom;
mod due;
mod duplicates;
mod from_mail;
mod giving;
mod house;
mod incidents;
mod leads;
mod merging;
mod opportunities;
mod page;
mod pipelines;
mod plans;
mod records;
mod sales;
mod series;
mod solutions;
mod telling;
mod templates;
mod undoing;
