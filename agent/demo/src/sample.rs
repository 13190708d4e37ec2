//! Everything at once: the server, the mailbox in it, and the company behind it.

use std::path::Path;

use crate::company::Company;
use crate::dovecot::{Dovecot, Setup};
use crate::error::Result;
use crate::mailbox::{Options, Truth, generate};

/// A running mail server with a filled mailbox, and all that is known about it.
#[derive(Debug)]
pub struct Sample {
    /// The server; the mailbox goes with it.
    pub dovecot: Dovecot,
    /// What is in the mailbox.
    pub truth: Truth,
    /// What the owner's company knows of its clients.
    pub company: Company,
}

impl Sample {
    /// The password of the owner at the mail server, which only listens on loopback.
    pub const PASSWORD: &str = "demo-secret";

    /// Starts a server in `directory` (Maildir storage), fills the owner's mailbox and makes up the company.
    pub fn create(directory: &Path, options: &Options) -> Result<Self> {
        Self::create_with(directory, options, Setup::default())
    }

    /// As [`Self::create`], with the server set up in another way; the storage is always Maildir.
    pub fn create_with(directory: &Path, options: &Options, setup: Setup) -> Result<Self> {
        let user = options.user();
        let setup = Setup { storage: crate::Storage::Maildir, ..setup };
        let dovecot = Dovecot::start_with(directory, &[(user, Self::PASSWORD)], setup)?;
        let truth = generate(&dovecot.maildir(user), options)?;
        let company = Company::of(&truth, options);
        Ok(Self { dovecot, truth, company })
    }

    /// The owner's user name at the mail server: the local part of the address.
    pub fn user(&self) -> &str {
        local_part(&self.truth.owner.address)
    }
}

impl Options {
    /// The owner's user name at the mail server: the local part of the address.
    pub fn user(&self) -> &str {
        local_part(&self.owner_address)
    }
}

fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}
