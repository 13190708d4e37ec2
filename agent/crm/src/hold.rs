//! A user's own copies: held back from colleagues, shared again, or taken out for good (SPEC M8).

use crate::crm::Crm;
use crate::deed::By;
use crate::error::Result;
use crate::retract::{drop_if_bare, stored};
use crmweb_model::identity;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::mails::{self, Stored};
use crmweb_store::privacy::{self, Mark};
use crmweb_store::{Tx, settings, timeline};

/// How far a verb about a mail reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This mail.
    Mail,
    /// Its whole conversation.
    Thread,
}

/// Holds one's own copies of a mail (or its thread) back from colleagues, or shares them again.
///
/// Returns the mails that changed. A colleague with a copy of his own keeps what that copy grants.
pub fn hold(tx: &mut Tx, by: &By, mail: Uid, reach: Reach, held: bool) -> Result<Vec<Uid>> {
    by.may(Right::Read, Whose::Mine)?;
    by.note(tx, if held { "hold" } else { "share" })?;
    let key = settings::identity_key(tx)?;
    let mut changed = Vec::new();
    for stored in reached(tx, mail, reach)? {
        let mark = identity::mark(&key, &stored.identity);
        if mails::hold(tx, stored.id, by.actor.user, held)? == 0 {
            continue;
        }
        match held {
            true => privacy::set(tx, by.actor.user, &mark, Mark::Held, by.at)?,
            false => privacy::clear(tx, by.actor.user, &mark)?,
        }
        timeline::refresh(tx, stored.activity)?;
        let text = |held: bool| Some(if held { "1" } else { "0" }.to_owned());
        let field = FieldChange::new("held", text(!held), text(held));
        log::append(tx, &by.author(), RecordRef::new(RecordKind::Mail, stored.id.0), "held", &[field])?;
        changed.push(stored.uid);
    }
    Ok(changed)
}

/// What taking a mail out did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// The mails whose own copy is gone.
    pub mails: Vec<Uid>,
    /// Colleagues who keep a copy of their own.
    pub keepers: Vec<UserId>,
}

/// Takes one's own copies of a mail (or its thread) out; no rescan or import brings them back.
pub fn remove(crm: &Crm, by: &By, mail: Uid, reach: Reach) -> Result<Removed> {
    by.may(Right::Read, Whose::Mine)?;
    let by = by.clone();
    let (removed, files) = crm.write(move |tx| {
        by.note(tx, "remove")?;
        let key = settings::identity_key(tx)?;
        let (mut removed, mut files) = (Removed::default(), Vec::new());
        for stored in reached(tx, mail, reach)? {
            let captures = mails::captures(tx, stored.id)?;
            let mine = captures.iter().filter(|capture| capture.user == Some(by.actor.user));
            let mailboxes: Vec<_> = mine.map(|capture| capture.mailbox).collect();
            if mailboxes.is_empty() {
                continue;
            }
            let mark = identity::mark(&key, &stored.identity);
            privacy::set(tx, by.actor.user, &mark, Mark::Removed, by.at)?;
            for mailbox in mailboxes {
                mails::uncapture(tx, stored.id, mailbox)?;
            }
            removed.keepers.extend(captures.iter().filter_map(|c| c.user).filter(|u| *u != by.actor.user));
            removed.mails.push(stored.uid);
            let record = RecordRef::new(RecordKind::Mail, stored.id.0);
            log::append(tx, &by.author(), record, "removed", &[])?;
            files.extend(drop_if_bare(tx, &stored)?);
        }
        removed.keepers.sort_unstable();
        removed.keepers.dedup();
        Ok((removed, files))
    })?;
    crm.remove_files(files)?;
    Ok(removed)
}

fn reached(tx: &mut Tx, mail: Uid, reach: Reach) -> Result<Vec<Stored>> {
    let stored = stored(tx, mail)?;
    Ok(match reach {
        Reach::Mail => vec![stored],
        Reach::Thread => mails::of_thread(tx, stored.thread)?,
    })
}

/// Lets a mail that was taken out come back the next time its mailbox is looked at; returns whether it was out.
pub fn restore(tx: &mut Tx, by: &By, mail_identity: &str) -> Result<bool> {
    by.may(Right::Read, Whose::Mine)?;
    let mark = identity::mark(&settings::identity_key(tx)?, mail_identity);
    let out = privacy::of(tx, by.actor.user, &mark)? == Some(Mark::Removed);
    if out {
        privacy::clear(tx, by.actor.user, &mark)?;
    }
    Ok(out)
}
