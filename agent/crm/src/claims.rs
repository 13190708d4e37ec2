//! "Ana is replying": who deals with what at the moment (SPEC P6, P8).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::{from_mail, work};
use crmweb_model::ids::{MailId, Uid, UserId};
use crmweb_model::record::{Purpose, RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::claims::{self, Claim, Target};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, mails, names, refs, users};

/// How long somebody replies before it is taken for given up, unless it is renewed: ten minutes.
const REPLYING: i64 = 10 * 60_000;
/// How long somebody deals with a matter: a day.
const DEALING: i64 = Millis::DAY;

/// Says to colleagues that one deals with a record, or replies to a mail's conversation. One's own claim is renewed.
///
/// A colleague's claim is taken over only with a reason, which the change log keeps. It cannot be undone: it passes.
pub fn claim(tx: &mut Tx, by: &By, record: RecordRef, purpose: Purpose, reason: &str) -> Result<Claim> {
    let target = claimable(tx, by, record)?;
    let reason = work::line("reason", reason)?;
    let until = by.at.plus(match purpose {
        Purpose::Replying => REPLYING,
        Purpose::Dealing => DEALING,
    });
    let held = claims::of(tx, target, by.at)?.into_iter().find(|claim| claim.purpose == purpose);
    let me = by.actor.user;
    let had = match held {
        Some(claim) if claim.user == me => {
            claims::renew(tx, claim.id, until)?;
            return Ok(Claim { until, ..claim });
        }
        Some(claim) if reason.is_empty() => {
            let name = names::of(tx, RecordRef::new(RecordKind::User, claim.user.0))?;
            let text = format!("{name} is {purpose} since {}; take it over with a reason", claim.since);
            return Err(Error::Conflict(text));
        }
        Some(claim) => Some(claim.user),
        None => None,
    };
    let claim = claims::put(tx, target, purpose, me, (by.at, until))?;
    let user = |tx: &mut Tx, id: UserId| users::uid(tx, id);
    let old = had.map(|id| user(tx, id)).transpose()?;
    let mut told = vec![
        FieldChange::new("purpose", None, Some(purpose.to_string())),
        FieldChange::new("user", old.clone(), Some(user(tx, me)?)),
    ];
    if old.is_some() {
        told.push(FieldChange::new("reason", None, Some(reason)));
    }
    let verb = if old.is_some() { "claim_taken_over" } else { "claimed" };
    log::append(tx, &by.author(), record, verb, &told)?;
    Ok(claim)
}

/// Ends one's own claims on a record or conversation for `purpose`; there may be none.
pub fn release(tx: &mut Tx, by: &By, record: RecordRef, purpose: Purpose) -> Result<()> {
    let target = claimable(tx, by, record)?;
    let own = |claim: &Claim| claim.purpose == purpose && claim.user == by.actor.user;
    if let Some(claim) = claims::of(tx, target, by.at)?.into_iter().find(own) {
        claims::remove(tx, claim.id)?;
        let told = FieldChange::new("purpose", Some(purpose.to_string()), None);
        log::append(tx, &by.author(), record, "released", &[told])?;
    }
    Ok(())
}

/// Lists who deals with a record or conversation now.
pub fn list(tx: &mut Tx, by: &By, record: RecordRef) -> Result<Vec<Claim>> {
    by.may(Right::Read, Whose::Mine)?;
    let target = target(tx, by, record)?;
    Ok(claims::of(tx, target, by.at)?)
}

/// What the actor may claim: a record one may change, or the conversation of a mail one sees, which is nobody's record.
pub(crate) fn claimable(tx: &mut Tx, by: &By, record: RecordRef) -> Result<Target> {
    by.may(Right::Write, Whose::Mine)?;
    let target = target(tx, by, record)?;
    if let Target::Record(record) = target {
        by.may_with(tx, Right::Write, record)?;
    }
    Ok(target)
}

/// What a claim on a record is a claim on: of a mail the actor may see, its conversation.
pub(crate) fn target(tx: &mut Tx, by: &By, record: RecordRef) -> Result<Target> {
    let unknown = || Error::no_such(record.kind, record.id);
    match record.kind {
        RecordKind::Mail => {
            let mail = mails::by_id(tx, MailId(record.id))?.ok_or_else(unknown)?;
            let captures = mails::captures(tx, mail.id)?;
            let seen = from_mail::granted(tx, &by.actor, &mail, &captures)?;
            seen.map(|_| Target::Thread(mail.thread)).ok_or_else(unknown)
        }
        RecordKind::Account
        | RecordKind::Contact
        | RecordKind::Lead
        | RecordKind::Opportunity
        | RecordKind::Incident => {
            if !refs::is_there(tx, record)? {
                return Err(unknown());
            }
            by.may_with(tx, Right::Read, record)?;
            Ok(Target::Record(record))
        }
        kind => Err(Error::invalid("record", format_args!("nobody claims a record of kind {kind}"))),
    }
}

/// Finds a record that can be claimed by its id outside.
pub fn record(tx: &mut Tx, kind: RecordKind, uid: Uid) -> Result<RecordRef> {
    refs::find(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))
}
