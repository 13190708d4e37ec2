//! Incidents, opportunities and activities, and the page of a client that shows them, on both engines.

mod activities;
mod from_mail;
mod house;
mod incidents;
mod opportunities;
mod page;
