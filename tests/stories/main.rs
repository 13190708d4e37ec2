//! Stories about the whole product: a real mail server, both databases, and what is known about the mailbox.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod history;
mod house;
mod oracle;
