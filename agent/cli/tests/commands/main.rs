//! The program as people and scripts use it: typed commands, exit statuses, texts, JSON.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod bad_input;
mod browser;
mod company;
mod damage;
mod deals;
mod demo;
mod leads;
mod lists;
mod panel;
mod papers;
mod people;
mod plans;
mod records;
mod running;
mod terminal;
mod webhooks;
