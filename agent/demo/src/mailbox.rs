//! A realistic mailbox with known contents: the same options give the same bytes, on every machine.
//!
//! One person, the owner, has conversations with people of companies: threads, quoting and subject prefixes as
//! Thunderbird, Outlook, Gmail, Apple Mail and phones do it, in eight languages and the charsets common for them, with
//! signatures, HTML alternatives, inline logos and attachments. Around that: colleagues, newsletters, a discussion
//! list, notifications, auto-replies, bounces, read receipts, meeting invitations, spam, drafts, copies of one mail in
//! two folders, and malformed mail. All domains end in `.example` (RFC 2606).

mod bulk;
mod calendar;
mod charset;
mod correspondence;
mod damage;
mod dates;
mod files;
mod ledger;
mod letter;
mod maildir;
mod mime;
mod people;
mod reports;
mod scribe;
mod style;
mod truth;
mod vocabulary;

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Result;
pub use damage::DAMAGES;
pub(crate) use dates::rfc_date;
pub use files::paper;
use ledger::Ledger;
use maildir::Maildir;
pub use maildir::{directory_of, folder_name};
pub(crate) use mime::{NameStyle, attachment_part, multipart};
use scribe::Scribe;
pub use truth::{
    Correspondent, FolderCount, Kind, Newsletter, Owner, TrueAttachment, TrueCompany, TrueMail, Truth,
};
pub use vocabulary::FREE_MAIL_DOMAINS;
pub(crate) use vocabulary::PRODUCTS;

/// What the mailbox shall be like.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Number of mails, copies included.
    pub messages: usize,
    /// Another seed gives another mailbox.
    pub seed: u64,
    /// Number of people to write with; 0: one for 25 mails, from 8 to 2,000.
    pub correspondents: usize,
    /// How far back the mail goes.
    pub years: f64,
    /// No mail is later.
    pub until: Timestamp,
    /// Full name of the owner.
    pub owner_name: String,
    /// The owner's address; the part before `@` is the user's name at the mail server.
    pub owner_address: String,
    /// The owner's company.
    pub owner_company: String,
    /// The largest attachment, in KiB.
    pub max_attachment_kb: usize,
    /// Average size of a mail in bytes that attachments shall bring about; none: as it comes, about 5 KB.
    pub average_bytes: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            messages: 2000,
            seed: 1,
            correspondents: 0,
            years: 5.0,
            // 30 June 2026, midnight.
            until: Timestamp::constant(1_782_777_600, 0),
            owner_name: "Ana Ionescu".to_owned(),
            owner_address: "ana@atelier-nord.example".to_owned(),
            owner_company: "Atelier Nord SRL".to_owned(),
            max_attachment_kb: 100,
            average_bytes: None,
        }
    }
}

/// Fills the Maildir (it must hold no mail yet) and gives the truth about it.
///
/// Called by root, everything goes to the owner of the directory, so that a server running as that user can use it.
pub fn generate(maildir: &Path, options: &Options) -> Result<Truth> {
    let mut scribe = Scribe::new(options);
    let mut maildir = Maildir::create(maildir, options.seed)?;
    let mut ledger = Ledger::default();
    while ledger.messages() < options.messages {
        for letter in scribe.unit(options.messages - ledger.messages()) {
            let file = maildir.add(ledger.messages(), &letter)?;
            ledger.add(&letter, file);
        }
        if let Some(average) = options.average_bytes {
            let wanted = (average * (ledger.messages() + 1)) as i64;
            scribe.lacking = Some(wanted - ledger.bytes() as i64);
        }
    }
    maildir.subscribe()?;
    Ok(ledger.truth(&scribe))
}

/// The part of an address after `@`.
pub(crate) fn address_domain(address: &str) -> &str {
    address.split('@').nth(1).unwrap_or_default()
}

/// The day of a moment in Greenwich.
pub(crate) fn day_of(moment: Timestamp) -> Date {
    dates::wall(moment.as_second(), 0).date()
}

/// The shape of phone numbers where this language is spoken, with `#` for digits.
pub(crate) fn phone_pattern(language: &str) -> &'static str {
    let known = vocabulary::LANGUAGES.iter().find(|known| known.code == language);
    known.map_or("+40 7## ### ###", |known| known.phone)
}

/// `Name <address>` for a header, in UTF-8.
pub(crate) fn mailbox_address((name, address): &(String, String)) -> String {
    mime::mailbox(name, address, "utf-8", true)
}

/// A subject for a header, in UTF-8.
pub(crate) fn subject_text(subject: &str) -> String {
    mime::header_text(subject, "utf-8", true)
}
