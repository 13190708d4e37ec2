//! A mail handed over, with what can be worked out before the writer is asked; and its bytes put away.

use crate::crm::{Crm, File};
use crate::error::Result;
use crate::seam::HandedMail;
use crmweb_model::address::Address;
use crmweb_model::identity;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Mail, Part};
use crmweb_model::time::Millis;
use crmweb_model::words;
use crmweb_store::mails::{self, Stored};
use crmweb_store::packs::{Packs, Place};

/// A mail that is ready for the writer.
pub(crate) struct Ready {
    /// The mailbox that holds it.
    pub mailbox: Uid,
    /// What was read from it.
    pub mail: Mail,
    /// When the server received it.
    pub received_at: Millis,
    /// Which mail it is.
    pub identity: String,
    /// Its words, for search.
    pub tokens: String,
    /// Who stands in its headers.
    pub people: Vec<(Address, Part)>,
    /// Where the bytes were that the crm has of it and cannot read any more.
    damaged: Option<Place>,
    bytes: Bytes,
}

/// The bytes of a mail on their way.
enum Bytes {
    /// The crm seems to have the mail already.
    Held(Vec<u8>),
    /// On disk.
    Written(Place),
}

impl Ready {
    /// Prepares a batch and writes the bytes of what the crm does not have whole yet, all at once.
    pub fn all(crm: &Crm, batch: Vec<HandedMail>) -> Result<Vec<Ready>> {
        let mut batch: Vec<Ready> = batch.into_iter().map(Ready::from).collect();
        let identities: Vec<String> = batch.iter().map(|ready| ready.identity.clone()).collect();
        let stored = crm.read(move |tx| {
            let asked = identities.iter().map(|identity| mails::by_identity(tx, identity));
            Ok(asked.collect::<std::result::Result<Vec<_>, _>>()?)
        })?;
        let mut news = Vec::with_capacity(batch.len());
        for (ready, stored) in batch.iter_mut().zip(&stored) {
            ready.damaged =
                stored.as_ref().filter(|stored| crm.file(stored).is_err()).map(|stored| stored.place);
            if stored.as_ref().is_none_or(|stored| ready.betters(stored)) {
                news.push(ready);
            }
        }
        let contents: Vec<&[u8]> = news.iter().map(|ready| ready.held()).collect();
        let places = crm.packs()?.append(&contents)?;
        for (ready, place) in news.into_iter().zip(places) {
            ready.bytes = Bytes::Written(place);
        }
        Ok(batch)
    }

    /// Tells whether its bytes are better than those that are stored: whole instead of a beginning, or of damaged ones.
    pub fn betters(&self, stored: &Stored) -> bool {
        stored.truncated && !self.mail.truncated || self.damaged == Some(stored.place)
    }

    /// Tells where its bytes are, if they were written for this handover.
    pub fn written(&self) -> Option<Place> {
        match &self.bytes {
            Bytes::Written(place) => Some(*place),
            Bytes::Held(_) => None,
        }
    }

    /// Tells where its bytes are; writes them when what the crm had has gone meanwhile.
    pub fn place(&mut self, packs: &Packs) -> Result<Place> {
        if let Bytes::Held(bytes) = &self.bytes {
            let place = packs.append(&[bytes])?.pop().unwrap_or_default();
            self.bytes = Bytes::Written(place);
        }
        Ok(self.written().unwrap_or_default())
    }

    /// Names the bytes that were written for this handover.
    pub fn file(&self) -> Option<File> {
        let place = self.written()?;
        Some(File { place, sha256: self.mail.sha256.clone(), identity: self.identity.clone() })
    }

    /// Lists the blind copies it names.
    pub fn blind(&self) -> Vec<Address> {
        self.people
            .iter()
            .filter(|(_, part)| *part == Part::Bcc)
            .map(|(address, _)| address.clone())
            .collect()
    }

    fn held(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Held(bytes) => bytes,
            Bytes::Written(_) => &[],
        }
    }
}

impl From<HandedMail> for Ready {
    fn from(handed: HandedMail) -> Ready {
        let mail = handed.mail;
        let mut texts: Vec<&str> = vec![&mail.envelope.subject, &mail.text];
        texts.extend(mail.envelope.people.iter().filter(|p| p.part != Part::Bcc).map(|p| p.name.as_str()));
        texts.extend(mail.attachments.iter().filter(|a| !a.inline).map(|a| a.name.as_str()));
        Ready {
            tokens: words::tokens(&texts),
            people: mail.envelope.people.iter().map(|p| (p.address.clone(), p.part)).collect(),
            identity: identity::of(&mail),
            mailbox: handed.mailbox,
            received_at: handed.received_at,
            damaged: None,
            bytes: Bytes::Held(handed.raw),
            mail,
        }
    }
}
