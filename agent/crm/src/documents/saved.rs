//! A file of a mail saved as a document, in one call (SPEC M9).

use super::{Document, NewDocument, add_document};
use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::in_front;
use crmweb_mail::parse;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::blobs::Received;
use crmweb_store::mails::Stored;

/// Which file of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What its mail calls it.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl Attachment {
    /// Takes file `number` (from 1, embedded pictures counted) out of a whole mail.
    pub fn of(raw: &[u8], number: usize) -> Result<Attachment> {
        let none = || Error::no_such(RecordKind::Mail, format_args!("with a file {number}"));
        let index = number.checked_sub(1).ok_or_else(none)?;
        let file = parse::mail(raw, false).attachments.into_iter().nth(index).ok_or_else(none)?;
        let content = parse::attachment(raw, index).ok_or_else(none)?;
        Ok(Attachment { name: file.name, content })
    }
}

impl Crm {
    /// Returns the bytes of a mail of the crm, when the actor sees all of it; `None` when only its beginning is kept.
    pub fn whole_mail(&self, by: &By, mail: Uid) -> Result<Option<Vec<u8>>> {
        by.may(Right::Read, Whose::Mine)?;
        let viewer = by.actor.clone();
        let seen = self.read(move |tx| in_front::mail(tx, &viewer, mail))?;
        if seen.level < ShareLevel::Everything {
            return Err(Error::no_such(RecordKind::Mail, format_args!("{mail} that you see all of")));
        }
        let stored: Stored = seen.mail;
        if stored.truncated { Ok(None) } else { self.file(&stored).map(Some) }
    }

    /// Takes bytes that are in memory, as [`Crm::receive`] takes those that come piece by piece.
    pub fn receive_all(&self, content: &[u8]) -> Result<Received> {
        let mut incoming = self.receive()?;
        incoming.write(content)?;
        Ok(incoming.end()?)
    }
}

/// Saves a file of a mail as a document.
pub fn save_attachment(crm: &Crm, by: &By, file: Attachment, mut new: NewDocument) -> Result<Document> {
    if new.file_name.trim().is_empty() {
        new.file_name.clone_from(&file.name);
    }
    let (received, by) = (crm.receive_all(&file.content)?, by.clone());
    crm.keep(received, move |tx, bytes| add_document(tx, &by, &new, bytes))
}
