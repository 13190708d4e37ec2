//! Mail that leaves the crm again, with its file.

use crate::crm::{Crm, File};
use crate::error::{Error, Result};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::engine::Durability;
use crmweb_store::mails::Stored;
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, mailboxes, mails, timeline};

/// Takes a mailbox's copies of mails back; a mail without any copy goes, with its file.
pub fn retract(crm: &Crm, mailbox: Uid, mails: Vec<Uid>) -> Result<()> {
    let files = crm.store().write_as(Urgency::Background, Durability::Full, move |tx| {
        let mailbox =
            mailboxes::by_uid(tx, mailbox)?.ok_or_else(|| Error::no_such(RecordKind::Mailbox, mailbox))?;
        let mut files = Vec::new();
        for uid in mails {
            let Some(stored) = mails::by_uid(tx, uid)? else { continue };
            if mails::uncapture(tx, stored.id, mailbox.id)? {
                files.extend(drop_if_bare(tx, &stored)?);
            }
        }
        Ok::<_, Error>(files)
    })?;
    crm.remove_files(files)
}

/// Removes a mail that no mailbox holds any more; returns its file, which goes once the transaction is through.
pub(crate) fn drop_if_bare(tx: &mut Tx, stored: &Stored) -> Result<Option<File>> {
    if mails::captures(tx, stored.id)?.is_empty() {
        mails::remove(tx, stored)?;
        return Ok(Some(File::of(stored)));
    }
    timeline::refresh(tx, stored.activity)?;
    Ok(None)
}

/// Finds a mail by the id that outsiders use.
pub(crate) fn stored(tx: &mut Tx, uid: Uid) -> Result<Stored> {
    mails::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Mail, uid))
}
