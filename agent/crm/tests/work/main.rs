//! Incidents, opportunities and activities, and the page of a client that shows them, on both engines.
#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod activities;
mod attention;
mod audit;
mod bulk;
mod calendar;
mod claims;
mod custom;
mod documents;
mod due;
mod duplicates;
mod from_mail;
mod giving;
mod house;
mod incidents;
mod leads;
mod lists;
mod merging;
mod opportunities;
mod page;
mod persons;
mod pipelines;
mod plans;
mod products;
mod records;
mod sales;
mod series;
mod solutions;
mod telling;
mod templates;
mod undoing;
mod views;
