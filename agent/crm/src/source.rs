//! Where a mail comes from.

use crate::error::{Error, Result};
use crmweb_model::address::Address;
use crmweb_model::identity;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::record::RecordKind;
use crmweb_store::mails::Capture;
use crmweb_store::privacy::Mark;
use crmweb_store::{Tx, mailboxes, never_log, privacy};
use std::collections::HashMap;

/// The mailbox a mail comes from, and what its owner does not want logged.
#[derive(Clone)]
pub(crate) struct Source {
    pub mailbox: mailboxes::Mailbox,
    pub never_log_mine: Vec<NeverLog>,
    has_marks: bool,
    /// The company had mail removed: of persons who were erased.
    has_erased: bool,
}

/// The mailboxes of a batch, each looked up once. Valid within one transaction.
#[derive(Default)]
pub(crate) struct Sources(HashMap<Uid, Source>);

impl Sources {
    /// Looks up a mailbox.
    pub fn get(&mut self, tx: &mut Tx, uid: Uid) -> Result<Source> {
        if let Some(source) = self.0.get(&uid) {
            return Ok(source.clone());
        }
        let mailbox = mailboxes::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Mailbox, uid))?;
        let has_erased = privacy::any(tx, privacy::COMPANY)?;
        let source = match mailbox.user {
            Some(user) => Source {
                never_log_mine: never_log::of(tx, Some(user))?,
                has_marks: privacy::any(tx, user)?,
                has_erased,
                mailbox,
            },
            None => Source { mailbox, never_log_mine: Vec::new(), has_marks: false, has_erased },
        };
        self.0.insert(uid, source.clone());
        Ok(source)
    }

    /// Returns a mailbox that was looked up before.
    pub fn known(&self, uid: Uid) -> Option<&Source> {
        self.0.get(&uid)
    }
}

impl Source {
    /// Returns what the owner did to a mail before: held it back, or took it out.
    pub fn mark(&self, tx: &mut Tx, key: &[u8], identity: &str) -> Result<Option<Mark>> {
        match self.mailbox.user {
            Some(user) if self.has_marks => Ok(privacy::of(tx, user, &identity::mark(key, identity))?),
            _ => Ok(None),
        }
    }

    /// Tells whether a mail was removed with a person who was erased.
    pub fn is_erased(&self, tx: &mut Tx, key: &[u8], identity: &str) -> Result<bool> {
        Ok(self.has_erased && privacy::of(tx, privacy::COMPANY, &identity::mark(key, identity))?.is_some())
    }

    /// The copy this mailbox has of a mail.
    pub fn capture(&self, blind: Vec<Address>, held: bool) -> Capture {
        let shared = self.mailbox.user.is_none();
        Capture {
            mailbox: self.mailbox.id,
            user: self.mailbox.user,
            share: if shared { ShareLevel::Everything } else { self.mailbox.share },
            held,
            blind,
        }
    }
}
