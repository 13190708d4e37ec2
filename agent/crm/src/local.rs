//! The seam when both sides are one process.

use crate::crm::Crm;
use crate::error::{Error, Result};
use crate::seam::{HandedMail, KeyChange, KeyChanges, KeyKind, Memory, Recorded};
use crate::{handover, retract};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Millis;
use crmweb_store::{keys, mailboxes, never_log, settings};

/// The customer memory of this process, as the mail side sees it.
pub struct Local {
    crm: Crm,
    now: fn() -> Millis,
}

impl Local {
    /// Lets mail reach `crm`, with `now` as the clock.
    pub fn new(crm: Crm, now: fn() -> Millis) -> Local {
        Local { crm, now }
    }
}

impl Memory for Local {
    fn keys(&self, mailbox: Uid, since: Option<(&str, i64)>) -> Result<KeyChanges> {
        let since = since.map(|(epoch, version)| (epoch.to_owned(), version));
        self.crm.read(move |tx| {
            let epoch = settings::epoch(tx)?;
            let since = since.filter(|(known, _)| *known == epoch).map(|(_, version)| version);
            let changes = keys::changes(tx, since)?;
            let mailbox = mailboxes::by_uid(tx, mailbox)?
                .ok_or_else(|| Error::no_such(RecordKind::Mailbox, mailbox))?;
            let never_log_mine = match mailbox.user {
                Some(user) => never_log::of(tx, Some(user))?,
                None => Vec::new(),
            };
            Ok(KeyChanges {
                epoch,
                version: changes.version,
                complete: changes.complete,
                changes: changes.keys.into_iter().filter_map(change).collect(),
                never_log_mine,
                never_log_company: never_log::of(tx, None)?,
            })
        })
    }

    fn record(&self, batch: Vec<HandedMail>) -> Result<Vec<Recorded>> {
        handover::record(&self.crm, batch, (self.now)())
    }

    fn retract(&self, mailbox: Uid, mails: Vec<Uid>) -> Result<()> {
        retract::retract(&self.crm, mailbox, mails)
    }
}

/// A key of a kind that the mail side does not use is left out.
fn change(key: keys::Key) -> Option<KeyChange> {
    let kind = match key.what.as_str() {
        keys::what::ADDRESS => KeyKind::Address,
        keys::what::DOMAIN => KeyKind::Domain,
        keys::what::COLLEAGUE => KeyKind::Colleague,
        keys::what::COMPANY_DOMAIN => KeyKind::CompanyDomain,
        _ => return None,
    };
    let record = format!("{}:{}", key.record.kind, key.record.id);
    Some(KeyChange { kind, key: key.key, record, gone: key.gone })
}
