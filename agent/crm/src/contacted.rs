//! Who contacted a client lately, and what to know before one does it too (SPEC P6, S7).

use crate::claims::{claimable, target};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::{whose, work};
use crmweb_model::address::Address;
use crmweb_model::ids::{ContactId, Uid, UserId};
use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::claims::Claim;
use crmweb_store::log::{self, FieldChange};
use crmweb_store::timeline::{self, Half, Item, Place};
use crmweb_store::{Tx, acquaintances, claims, logged, users};

/// A contact that a colleague made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacted {
    /// The mail, call, meeting, …
    pub activity: Uid,
    /// By whom; `None`: nobody knows.
    pub by: Option<UserId>,
    /// When.
    pub at: Millis,
    /// How.
    pub kind: ActivityKind,
    /// What it was about; empty where the share level hides it.
    pub subject: String,
}

/// Why to think twice before contacting somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A colleague deals with it.
    Claimed {
        /// With what.
        record: RecordRef,
        /// Who, since when.
        claim: Claim,
    },
    /// A colleague contacted them lately, on the same matter if there is one.
    Recent {
        /// Whom.
        record: RecordRef,
        /// How and when.
        contacted: Contacted,
    },
}

/// The most contacts listed.
const MOST: usize = 20;
/// Lines of a history looked at.
const LOOKED_AT: usize = 400;
/// Lines of a history per look.
const PAGE: i64 = 50;
/// The most recipients of one question.
const MOST_RECIPIENTS: usize = 100;

/// Lists who contacted a client since `since`, newest first, as the actor may see it.
pub fn recent(tx: &mut Tx, by: &By, record: RecordRef, since: Millis) -> Result<Vec<Contacted>> {
    by.may(Right::Read, Whose::Mine)?;
    target(tx, by, record)?;
    contacts_of(tx, by, record, since)
}

/// Returns what to know before one writes to `recipients` about `matter`: colleagues who deal with them or it, and
/// those who contacted them within `days`. Recipients whose records the actor does not see are nobody's clients.
pub fn before_contact(
    tx: &mut Tx,
    by: &By,
    recipients: &[Address],
    matter: Option<RecordRef>,
    days: i64,
) -> Result<Vec<Warning>> {
    by.may(Right::Read, Whose::Mine)?;
    if recipients.len() > MOST_RECIPIENTS {
        return Err(Error::invalid("recipients", format_args!("must be at most {MOST_RECIPIENTS}")));
    }
    let since = by.at.plus(-days.clamp(0, 366) * Millis::DAY);
    let (people, accounts) = clients(tx, recipients)?;
    let people = whose::seen(tx, &by.actor, people, |record| *record)?;
    let accounts = whose::seen(tx, &by.actor, accounts, |record| *record)?;
    let mut warnings = Vec::new();
    for record in matter.into_iter().chain(people.iter().copied()).chain(accounts.iter().copied()) {
        let target = target(tx, by, record)?;
        for claim in claims::of(tx, target, by.at)?.into_iter().filter(|claim| claim.user != by.actor.user) {
            warnings.push(Warning::Claimed { record, claim });
        }
    }
    // On the same matter where it has a history; else with the people themselves.
    let matter = matter.filter(|record| record.kind != RecordKind::Mail);
    let whom = match matter {
        Some(matter) => vec![matter],
        None if people.is_empty() => accounts,
        None => people,
    };
    for record in whom {
        let others = contacts_of(tx, by, record, since)?.into_iter().find(|it| it.by != Some(by.actor.user));
        warnings.extend(others.map(|contacted| Warning::Recent { record, contacted }));
    }
    Ok(warnings)
}

/// Notes that somebody was warned and contacts the client all the same, and why.
pub fn contact_anyway(tx: &mut Tx, by: &By, record: RecordRef, reason: &str) -> Result<()> {
    claimable(tx, by, record)?;
    let reason = work::name("reason", reason)?;
    let told = FieldChange::new("reason", None, Some(reason));
    log::append(tx, &by.author(), record, "contacted_anyway", &[told])?;
    Ok(())
}

/// The contacts and accounts whose addresses these are.
fn clients(tx: &mut Tx, recipients: &[Address]) -> Result<(Vec<RecordRef>, Vec<RecordRef>)> {
    let (mut people, mut accounts) = (Vec::new(), Vec::new());
    for known in acquaintances::by_addresses(tx, recipients)? {
        for employee in &known.contacts {
            people.push(RecordRef::new(RecordKind::Contact, employee.contact.0));
            let account = logged::main_account(tx, ContactId(employee.contact.0))?;
            accounts.extend(account.map(|id| RecordRef::new(RecordKind::Account, id.0)));
        }
        let own = known.accounts.iter().chain(&known.domain_accounts);
        accounts.extend(own.map(|id| RecordRef::new(RecordKind::Account, id.0)));
    }
    for list in [&mut people, &mut accounts] {
        list.sort_unstable();
        list.dedup();
    }
    Ok((people, accounts))
}

fn contacts_of(tx: &mut Tx, by: &By, record: RecordRef, since: Millis) -> Result<Vec<Contacted>> {
    let (mut found, mut after, mut looked_at) = (Vec::new(), None, 0);
    loop {
        let page = timeline::page(tx, record, by.actor.user, Half::History, after, PAGE)?;
        for item in &page {
            if item.at < since || found.len() >= MOST {
                return Ok(found);
            }
            found.extend(contacted(tx, item)?);
        }
        looked_at += page.len();
        match page.last() {
            Some(last) if looked_at < LOOKED_AT && page.len() as i64 == PAGE => {
                after = Some(Place { at: last.at, activity: last.activity });
            }
            _ => return Ok(found),
        }
    }
}

/// A line of the history as a contact that a colleague made; `None` when it is none.
fn contacted(tx: &mut Tx, item: &Item) -> Result<Option<Contacted>> {
    let kind = ActivityKind::from_name(&item.kind);
    let reached = match kind {
        Some(ActivityKind::Email) => item.direction == Direction::Out.as_str(),
        Some(ActivityKind::Call | ActivityKind::Meeting | ActivityKind::Letter | ActivityKind::Fax) => {
            item.status == ActivityStatus::Done.as_str()
        }
        Some(ActivityKind::Task | ActivityKind::Event | ActivityKind::Note) | None => false,
    };
    let (Some(kind), true, Ok(activity)) = (kind, reached, Uid::parse(&item.uid)) else { return Ok(None) };
    let sender = match item.mail.as_ref().and_then(|mail| Address::parse(&mail.from_address).ok()) {
        Some(address) => users::by_address(tx, &address)?.map(|user| user.id),
        None => item.assignee.or(item.author),
    };
    Ok(Some(Contacted { activity, by: sender, at: item.at, kind, subject: item.subject.clone() }))
}
