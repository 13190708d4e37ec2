//! A believable company, its mailbox, and a private mail server to hold it.
//!
//! `crmweb demo`, the tests and the benches start from here: [`Sample::create`] makes everything in one call,
//! [`generate`] only the mailbox with the [`Truth`] about it, [`Dovecot`] only the server.

mod bench;
mod company;
mod dovecot;
mod error;
mod mailbox;
mod random;
mod required;
mod sample;

pub use bench::{BenchCorpus, BenchMail, bench_corpus};
pub use company::{
    Account, Category, Colleague, Company, Contact, Importance, Incident, OfferLine, Opportunity, Priority,
    Product, SALES, SUPPORT, Stage, Task, valid_cui, vat_number,
};
pub use dovecot::{Dialogue, Dovecot, HOST, Loading, Setup, Storage};
pub use error::{DemoError, Result};
pub use mailbox::{
    Correspondent, DAMAGES, FREE_MAIL_DOMAINS, FolderCount, Kind, Newsletter, Options, Owner, TrueAttachment,
    TrueCompany, TrueMail, Truth, directory_of, folder_name, generate, paper,
};
pub use required::required;
pub use sample::Sample;
