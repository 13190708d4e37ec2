//! Mail decided anew: when an address is added, when a correction has taught something.
//!
//! A relink of many mails goes in batches, so that nobody waits for it; deciding a mail again changes nothing, so
//! one that was killed is simply asked for again.

use crate::crm::{Crm, File};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::facts::{Asked, Known};
use crate::handover::made;
use crmweb_model::address::Address;
use crmweb_model::ids::{ActivityId, MailId, Uid, UserId};
use crmweb_model::mail::Part;
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, Author, FieldChange};
use crmweb_store::mails::{self, Stored};
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, leads, timeline};
use std::collections::BTreeMap;

/// Mails decided per transaction; each takes about a tenth of a millisecond.
const BATCH: i64 = 100;

/// Decides every mail of the crm in whose headers `address` stands anew; returns how many changed.
pub fn by_address(crm: &Crm, by: &By, address: &Address) -> Result<usize> {
    by.may(Right::Read, Whose::Mine)?;
    let address = address.clone();
    in_batches(crm, by, move |tx, after| {
        let mails = mails::with_address(tx, &address, after, BATCH)?;
        let next = mails.last().copied();
        Ok((mails, next))
    })
}

/// Decides every mail of the crm in whose headers an address at `domain` stands anew; returns how many changed.
pub fn by_domain(crm: &Crm, by: &By, domain: &str) -> Result<usize> {
    by.may(Right::Read, Whose::Mine)?;
    let domain = domain.to_owned();
    in_batches(crm, by, move |tx, after| Ok(mails::with_domain(tx, &domain, after, 10 * BATCH)?))
}

/// Decides the mails that `page` lists, page by page, each page in a transaction of its own.
fn in_batches(
    crm: &Crm,
    by: &By,
    page: impl Fn(&mut Tx, MailId) -> Result<(Vec<MailId>, Option<MailId>)> + Clone + Send + 'static,
) -> Result<usize> {
    let (mut after, mut changed) = (MailId(0), 0);
    loop {
        let (by, page) = (by.clone(), page.clone());
        let (next, more) = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            let (mails, next) = page(tx, after)?;
            let mut known = Known::load(tx)?;
            let mut changed = 0;
            for id in mails {
                if let Some(mail) = mails::by_id(tx, id)? {
                    changed += usize::from(decide_again(tx, &mut known, &by.author(), &mail, by.at)?);
                }
            }
            Ok::<_, Error>((next, changed))
        })?;
        changed += more;
        match next {
            Some(next) => after = next,
            None => return Ok(changed),
        }
    }
}

/// Lets go of the mails that belonged to `record` by an address it no longer has: those that belong to nobody now
/// leave the crm (SPEC M7). Returns them; the mail side counts them as unmatched again.
pub fn let_go(crm: &Crm, by: &By, record: RecordRef) -> Result<Vec<Uid>> {
    by.may(Right::Read, Whose::Mine)?;
    let (mut after, mut gone) = (ActivityId(0), Vec::new());
    loop {
        let by = by.clone();
        let (last, mails, files) =
            crm.store().write_as(Urgency::Background, Durability::Full, move |tx| {
                let activities = links::of_record(tx, record, after, BATCH)?;
                let mut known = Known::load(tx)?;
                let (mut gone, mut files) = (Vec::new(), Vec::new());
                for activity in &activities {
                    let Some(mail) = mails::by_activity(tx, *activity)? else { continue };
                    decide_again(tx, &mut known, &by.author(), &mail, by.at)?;
                    if links::of_activity(tx, *activity)?.is_empty() {
                        mails::remove(tx, &mail)?;
                        gone.push(mail.uid);
                        files.push(File::of(&mail));
                    }
                }
                Ok::<_, Error>((activities.last().copied(), gone, files))
            })?;
        crm.remove_files(files)?;
        gone.extend(mails);
        match last {
            Some(last) => after = last,
            None => return Ok(gone),
        }
    }
}

/// Decides one mail anew and notes what changed; what was said by hand stays.
pub(crate) fn decide_again(
    tx: &mut Tx,
    known: &mut Known,
    author: &Author,
    mail: &Stored,
    now: Millis,
) -> Result<bool> {
    let present = links::of_activity(tx, mail.activity)?;
    let (people, owner) = people(tx, mail)?;
    let asked = Asked {
        people: &people,
        subject: &mail.subject,
        references: &[], // what joined by its references stays
        thread: None,
        refused: present.iter().filter(|link| link.refused).map(|link| link.record).collect(),
        now,
    };
    let decided = known.decide(tx, &asked)?;
    let mut stay = Vec::new();
    for link in &present {
        let said = link.refused || matches!(link.rule, Rule::ByHand | Rule::Thread | Rule::Converted);
        // What a lead has when it becomes a client stays in its history.
        if said || link.record.kind == RecordKind::Lead && leads::is_converted(tx, link.record.id)? {
            stay.push(link.clone());
        }
    }
    let mut wanted: BTreeMap<RecordRef, Link> =
        decided.iter().map(|link| (link.record, made(link, owner, now))).collect();
    wanted.extend(stay.into_iter().map(|link| (link.record, link)));
    apply(tx, author, mail, &present, wanted)
}

/// Replaces a mail's links and notes each difference in the change log.
pub(crate) fn apply(
    tx: &mut Tx,
    author: &Author,
    mail: &Stored,
    present: &[Link],
    wanted: BTreeMap<RecordRef, Link>,
) -> Result<bool> {
    let mut fields = Vec::new();
    for link in present.iter().filter(|link| !wanted.contains_key(&link.record)) {
        links::remove(tx, mail.activity, link.record)?;
        fields.push(FieldChange::new("link", Some(link.to_text()?), None));
    }
    for link in wanted.values() {
        let before = present.iter().find(|known| known.record == link.record);
        if before.is_some_and(|before| same(before, link)) {
            continue;
        }
        links::put(tx, mail.activity, link)?;
        let before = before.map(Link::to_text).transpose()?;
        fields.push(FieldChange::new("link", before, Some(link.to_text()?)));
    }
    if fields.is_empty() {
        return Ok(false);
    }
    timeline::refresh(tx, mail.activity)?;
    log::append(tx, author, RecordRef::new(RecordKind::Activity, mail.activity.0), "linked", &fields)?;
    Ok(true)
}

/// The moment a link was made does not make it another.
fn same(a: &Link, b: &Link) -> bool {
    (a.rule, &a.evidence, a.refused, a.only_for) == (b.rule, &b.evidence, b.refused, b.only_for)
}

/// Who stands in the headers of a mail.
type People = Vec<(Address, Part)>;

/// Everybody of a mail, with the blind copies its captures know, and whose captures those are.
fn people(tx: &mut Tx, mail: &Stored) -> Result<(People, Option<UserId>)> {
    let mut people: People =
        mails::people_of(tx, mail.id)?.into_iter().map(|(address, part, _)| (address, part)).collect();
    let mut owner = None;
    for capture in mails::captures(tx, mail.id)? {
        if !capture.blind.is_empty() {
            owner = capture.user;
            people.extend(capture.blind.into_iter().map(|address| (address, Part::Bcc)));
        }
    }
    Ok((people, owner))
}
