//! A mail, or its whole conversation, put into the history of a record by hand (SPEC P3).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::hold::Reach;
use crate::in_front::{self, SeenMail};
use crmweb_model::ids::Uid;
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Whose};
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, mails, refs, timeline};

/// The most mails of one conversation that are attached, the newest ones.
const MOST_MAILS: usize = 200;
/// The field of the change log that says a conversation joined a record.
pub(crate) const THREAD: &str = "thread";

/// Lists the mails that attaching would put into the history, newest first, as `viewer` may see them.
pub fn reached(tx: &mut Tx, viewer: &Actor, mail: Uid, reach: Reach) -> Result<Vec<SeenMail>> {
    let seen = in_front::mail(tx, viewer, mail)?;
    if reach == Reach::Mail {
        return Ok(vec![seen]);
    }
    let mut all = Vec::new();
    for other in mails::of_thread(tx, seen.mail.thread)?.into_iter().rev().take(MOST_MAILS) {
        all.extend(in_front::seen(tx, viewer, other)?);
    }
    all.sort_by_key(|seen| std::cmp::Reverse(seen.mail.at));
    Ok(all)
}

/// Puts a mail, or its conversation with all that is still to come, into the history of `to`; returns how many mails
/// were not there before.
pub fn attach(tx: &mut Tx, by: &By, mail: Uid, reach: Reach, to: RecordRef) -> Result<usize> {
    by.may(Right::Link, Whose::Mine)?;
    let attachable = matches!(
        to.kind,
        RecordKind::Account
            | RecordKind::Contact
            | RecordKind::Lead
            | RecordKind::Opportunity
            | RecordKind::Incident
    );
    if !attachable || !refs::is_there(tx, to)? {
        return Err(Error::no_such(to.kind, to.id));
    }
    by.may_with(tx, Right::Read, to)?;
    let stored = crate::retract::stored(tx, mail)?;
    by.may_with(tx, Right::Link, RecordRef::new(RecordKind::Mail, stored.id.0))?;
    by.note(tx, "attach")?;
    let mut attached = 0;
    for seen in reached(tx, &by.actor, mail, reach)? {
        let activity = seen.mail.activity;
        let before = links::of_activity(tx, activity)?.into_iter().find(|link| link.record == to);
        if before.as_ref().is_some_and(|link| !link.refused) {
            continue;
        }
        let link = Link {
            record: to,
            rule: Rule::ByHand,
            evidence: String::new(),
            refused: false,
            only_for: None,
            made_by: Some(by.actor.user),
            made_at: by.at,
        };
        links::put(tx, activity, &link)?;
        timeline::refresh(tx, activity)?;
        let before = before.as_ref().map(Link::to_text).transpose()?;
        let change = FieldChange::new("link", before, Some(link.to_text()?));
        let activity = RecordRef::new(RecordKind::Activity, activity.0);
        log::append(tx, &by.author(), activity, "linked", &[change])?;
        attached += 1;
    }
    if reach == Reach::Thread {
        join(tx, by, mail, to)?;
    }
    Ok(attached)
}

/// Lets what still comes in the conversation follow.
fn join(tx: &mut Tx, by: &By, mail: Uid, to: RecordRef) -> Result<()> {
    let stored = crate::retract::stored(tx, mail)?;
    if links::of_thread(tx, stored.thread)?.contains(&to) {
        return Ok(());
    }
    links::join_thread(tx, stored.thread, to)?;
    let joined = FieldChange::new(THREAD, None, Some(format!("{}:{}", to.kind, to.id)));
    let activity = RecordRef::new(RecordKind::Activity, stored.activity.0);
    log::append(tx, &by.author(), activity, "linked", &[joined])?;
    Ok(())
}
