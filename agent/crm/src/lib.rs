//! The verbs of the business, one file each; command line, API and importers all come through here.
//!
//! A verb checks the actor's rights first, then loads, decides and saves inside the transaction it is given. A
//! [`Crm`] wraps the database and the files and runs a verb as one deed.

pub mod accounts;
pub mod activities;
pub mod attach;
pub mod bulk_edit;
pub mod contacts;
pub mod correct;
pub mod crm;
pub mod custom_fields;
pub mod deed;
pub mod distribute;
mod entered;
pub mod error;
pub mod facts;
pub mod find;
pub mod fresh;
pub mod from_mail;
pub mod guess;
pub mod hand_in;
pub mod handover;
pub mod hold;
pub mod in_front;
pub mod incidents;
pub mod lists;
pub mod local;
pub mod mailboxes;
pub mod never_log;
pub mod new_client;
pub mod opportunities;
pub mod prefilled;
mod ready;
pub mod record_page;
pub mod records;
pub mod relink;
pub mod retract;
pub mod seam;
mod source;
pub mod undo;
mod undo_entry;
pub mod users;
pub mod views;
pub mod why;

mod undoing;
pub mod work;

pub use crm::Crm;
pub use deed::By;
pub use error::{Error, Result};
