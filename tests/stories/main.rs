//! Stories about the whole product: a real mail server, both databases, and what is known about the mailbox.

mod history;
mod house;
mod oracle;
