//! The record of a client beside the mail in front of the user (SPEC P1), in one call.

mod attention;

pub use attention::Flag;

use crate::company;
use crate::error::{Error, Result};
use crate::whose;
use crmweb_model::attention::Thresholds;
use crmweb_model::ids::{AccountId, ContactId, UserId};
use crmweb_model::mail::Nature;
use crmweb_model::record::{ActivityKind, ActivityStatus, Priority, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right};
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::client_page::{
    self, AccountCard, Colleague, ContactCard, OpenIncident, OpenOpportunity, Person,
};
use crmweb_store::timeline::{self, Half, Item, Place};
use std::collections::BTreeMap;

/// Whose record is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Client {
    /// A person, with the account where that person mainly works.
    Contact(ContactId),
    /// A company.
    Account(AccountId),
}

/// How much of each list the record shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Newest things that happened.
    pub history: i64,
    /// Soonest things planned.
    pub planned: i64,
    /// Open incidents, and as many opportunities.
    pub open: usize,
    /// Others at the same account.
    pub colleagues: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { history: 20, planned: 10, open: 20, colleagues: 10 }
    }
}

/// The record of a client as one viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRecord {
    /// The person, if one was asked for.
    pub contact: Option<ContactCard>,
    /// The company; `None` for a person who works nowhere known.
    pub account: Option<AccountCard>,
    /// The last time the client and the company spoke.
    pub last_contact: Option<LastContact>,
    /// Open opportunities of the person and the company, newest first.
    pub opportunities: Vec<OpenOpportunity>,
    /// Open incidents of the person and the company, critical ones first, then newest first.
    pub incidents: Vec<OpenIncident>,
    /// What is planned, soonest first.
    pub planned: Vec<Planned>,
    /// What happened, newest first.
    pub history: Vec<Item>,
    /// How much there is of each.
    pub counts: Counts,
    /// Others at the same account (of an account: its people), the most recently heard of first.
    pub colleagues: Vec<Colleague>,
    /// What needs attention.
    pub flags: Vec<Flag>,
    /// The users named anywhere in the record.
    pub users: BTreeMap<UserId, Person>,
}

/// The last time a client and the company spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastContact {
    /// The mail, call, meeting, letter or fax, as the viewer may see it.
    pub item: Item,
    /// Who wrote, or wrote it down.
    pub who: String,
}

/// Something planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The activity.
    pub item: Item,
    /// The local time as entered (or the day) and its zone; `None` when it has no date.
    pub when: Option<(String, String)>,
    /// Its time has passed.
    pub overdue: bool,
}

/// How much there is of each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Things that happened, as the viewer may see them.
    pub history: i64,
    /// Things planned, as the viewer may see them.
    pub planned: i64,
    /// Open incidents; [`client_page::MOST_OPEN`] means at least as many.
    pub incidents: usize,
    /// Open opportunities; [`client_page::MOST_OPEN`] means at least as many.
    pub opportunities: usize,
}

/// Returns the record of a client as `viewer` may see it.
pub fn client(tx: &mut Tx, viewer: &Actor, who: Client, now: Millis, limits: Limits) -> Result<ClientRecord> {
    let record = who.record();
    whose::may(tx, viewer, Right::Read, record)?;
    let (contact, account) = cards(tx, viewer, who)?;
    let me = viewer.user;
    let (person, company) = (contact.as_ref().map(|c| c.id), account.as_ref().map(|a| a.id));
    let incidents = client_page::open_incidents(tx, person, company)?;
    let mut incidents =
        whose::seen(tx, viewer, incidents, |it| RecordRef::new(RecordKind::Incident, it.id.0))?;
    let opportunities = client_page::open_opportunities(tx, person, company, me)?;
    let mut opportunities =
        whose::seen(tx, viewer, opportunities, |it| RecordRef::new(RecordKind::Opportunity, it.id.0))?;
    let history = timeline::page(tx, record, me, Half::History, None, limits.history)?;
    let last = last_contact(tx, record, me, &history)?;
    let planned = planned(tx, record, me, now, limits.planned)?;
    let counts = Counts {
        history: timeline::count_of(tx, record, me, Half::History)?,
        planned: timeline::count_of(tx, record, me, Half::Planned)?,
        incidents: incidents.len(),
        opportunities: opportunities.len(),
    };
    let colleagues = match company {
        Some(account) => client_page::colleagues(tx, account, person, me, limits.colleagues)?,
        None => Vec::new(),
    };
    let colleagues = whose::seen(tx, viewer, colleagues, |it| RecordRef::new(RecordKind::Contact, it.id.0))?;
    incidents.sort_by_key(|incident| incident.priority != Priority::Critical);
    let known_since = contact.as_ref().map(|c| c.created_at).or(account.as_ref().map(|a| a.created_at));
    let thresholds: Thresholds = company::get(tx)?;
    let flags = attention::flags(&attention::Facts {
        now,
        quiet_days: thresholds.quiet(account.as_ref().map(|it| it.importance)),
        known_since,
        last_contact: last.as_ref().map(|item| item.at),
        planned: &planned,
        incidents: &incidents,
        opportunities: &opportunities,
    });
    incidents.truncate(limits.open);
    opportunities.truncate(limits.open);
    let items = history.iter().chain(planned.iter().map(|p| &p.item)).chain(last.as_ref());
    let mut named: Vec<UserId> = items.flat_map(|item| [item.author, item.assignee]).flatten().collect();
    named.extend(incidents.iter().filter_map(|incident| incident.assignee));
    named.extend(opportunities.iter().filter_map(|opportunity| opportunity.owner));
    let users = client_page::people(tx, named)?;
    let last_contact = last.map(|item| LastContact { who: who_spoke(&item, &users), item });
    Ok(ClientRecord {
        contact,
        account,
        last_contact,
        opportunities,
        incidents,
        planned,
        history,
        counts,
        colleagues,
        flags,
        users,
    })
}

impl Client {
    /// Points at the record.
    pub fn record(self) -> RecordRef {
        match self {
            Client::Contact(id) => RecordRef::new(RecordKind::Contact, id.0),
            Client::Account(id) => RecordRef::new(RecordKind::Account, id.0),
        }
    }
}

/// Loads the person and the company; a company, or places of work, that the viewer may not see are left out.
fn cards(tx: &mut Tx, viewer: &Actor, who: Client) -> Result<(Option<ContactCard>, Option<AccountCard>)> {
    match who {
        Client::Contact(id) => {
            let unknown = || Error::no_such(RecordKind::Contact, id.0);
            let mut contact = client_page::contact_card(tx, id)?.ok_or_else(unknown)?;
            contact.places =
                whose::seen(tx, viewer, contact.places, |it| Client::Account(it.account).record())?;
            let account = match contact.places.first() {
                Some(place) => client_page::account_card(tx, place.account)?,
                None => None,
            };
            Ok((Some(contact), account))
        }
        Client::Account(id) => {
            let unknown = || Error::no_such(RecordKind::Account, id.0);
            Ok((None, Some(client_page::account_card(tx, id)?.ok_or_else(unknown)?)))
        }
    }
}

fn planned(tx: &mut Tx, record: RecordRef, viewer: UserId, now: Millis, limit: i64) -> Result<Vec<Planned>> {
    let items = timeline::page(tx, record, viewer, Half::Planned, None, limit)?;
    let mut times = client_page::planned_times(tx, &items)?;
    let planned = items.into_iter().map(|item| {
        let when = times.remove(&item.activity);
        // A whole day has not passed before its end.
        let day = when.as_ref().is_some_and(|(local, _)| !local.contains('T'));
        let until = if day { item.at.plus(Millis::DAY) } else { item.at };
        Planned { overdue: when.is_some() && until < now, when, item }
    });
    Ok(planned.collect())
}

/// How much further back the last contact is looked for when the newest history has none.
const LOOK_BACK: i64 = 50;

fn last_contact(tx: &mut Tx, record: RecordRef, viewer: UserId, newest: &[Item]) -> Result<Option<Item>> {
    if let Some(found) = newest.iter().find(|item| is_contact(item)) {
        return Ok(Some(found.clone()));
    }
    let Some(oldest) = newest.last() else { return Ok(None) };
    let place = Place { at: oldest.at, activity: oldest.activity };
    let older = timeline::page(tx, record, viewer, Half::History, Some(place), LOOK_BACK)?;
    Ok(older.into_iter().find(is_contact))
}

/// Tells whether somebody spoke to somebody; a machine's answer is no contact.
fn is_contact(item: &Item) -> bool {
    let spoken = match ActivityKind::from_name(&item.kind) {
        Some(ActivityKind::Email | ActivityKind::Call | ActivityKind::Meeting) => true,
        Some(ActivityKind::Letter | ActivityKind::Fax) => true,
        Some(ActivityKind::Task | ActivityKind::Event | ActivityKind::Note) | None => false,
    };
    let person = item.mail.as_ref().is_none_or(|mail| match Nature::from_name(&mail.nature) {
        Nature::Person | Nature::Bulk => true,
        Nature::Generated | Nature::AutoReply | Nature::Bounce | Nature::Receipt => false,
    });
    spoken && person && item.status == ActivityStatus::Done.as_str()
}

fn who_spoke(item: &Item, users: &BTreeMap<UserId, Person>) -> String {
    match &item.mail {
        Some(mail) if !mail.from_name.is_empty() => mail.from_name.clone(),
        Some(mail) => mail.from_address.clone(),
        None => {
            item.author.and_then(|user| users.get(&user)).map(|user| user.name.clone()).unwrap_or_default()
        }
    }
}
