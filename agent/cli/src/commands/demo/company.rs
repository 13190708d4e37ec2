//! What the made-up company knows of its clients, entered as people would: through the verbs, each by whoever may.

mod calendar;
mod clients;
mod goods;
mod leads;
mod outreach;
mod papers;
mod requests;
mod sales;
mod staff;
mod views;

use crate::agent::Asker;
use crate::failure::{Failure, Result};
use crmweb_crm::records::{self, Record};
use crmweb_crm::{By, Crm, duplicates};
use crmweb_demo::Company;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::{Day, Millis};
use crmweb_store::Tx;
use crmweb_store::accounts::Account;
use crmweb_store::contacts::Contact;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Where the company works.
const ZONE: &str = "Europe/Bucharest";

/// Everybody at the company, and what its clients and goods became.
struct House {
    company: Company,
    now: Millis,
    today: Date,
    actors: Vec<Actor>,
    uids: Vec<Uid>,
    accounts: Vec<Account>,
    contacts: Vec<Contact>,
    /// By their codes.
    products: BTreeMap<String, Uid>,
    /// By the position of the account.
    contracts: BTreeMap<usize, Uid>,
    /// In the order of the company's opportunities.
    opportunities: Vec<RecordRef>,
    campaigns: Vec<Uid>,
    /// The tag of clients who pay late.
    late_payers: Option<Uid>,
    /// The lead that is to become a client.
    ready_lead: Option<Uid>,
}

/// A part of the company, entered in one transaction.
type Part = fn(&mut Tx, &mut House) -> crmweb_crm::Result<()>;

/// Enters the whole company; the first of its people is whoever asks.
pub fn feed(crm: &Crm, asker: &Asker, company: &Company) -> Result<()> {
    let mut house = House::of(asker, company)?;
    let first: [Part; 4] = [staff::settle, goods::stock, clients::enter, clients::group];
    for part in first {
        house = enter(crm, house, part)?;
    }
    if house.accounts.is_empty() {
        return Err(Failure::new("demo.failed", "the sample company has no client"));
    }
    house = papers::file(crm, house)?;
    let then: [Part; 7] = [
        sales::conduct,
        requests::answer,
        outreach::campaign,
        outreach::write_templates,
        leads::collect,
        calendar::plan,
        views::keep,
    ];
    for part in then {
        house = enter(crm, house, part)?;
    }
    leads::decide(crm, &house)?;
    duplicates::search_all(crm, &house.by(0, house.now))?;
    Ok(())
}

fn enter(crm: &Crm, mut house: House, part: Part) -> Result<House> {
    Ok(crm.write(move |tx| {
        part(tx, &mut house)?;
        Ok(house)
    })?)
}

impl House {
    fn of(asker: &Asker, company: &Company) -> Result<House> {
        let zone = TimeZone::get(ZONE).map_err(|e| Failure::of("demo.failed", &e))?;
        let now =
            jiff::Timestamp::from_millisecond(asker.at.0).map_err(|e| Failure::of("demo.failed", &e))?;
        Ok(House {
            company: company.clone(),
            now: asker.at,
            today: now.to_zoned(zone).date(),
            actors: vec![asker.actor.clone()],
            uids: vec![asker.user.uid],
            accounts: Vec::new(),
            contacts: Vec::new(),
            products: BTreeMap::new(),
            contracts: BTreeMap::new(),
            opportunities: Vec::new(),
            campaigns: Vec::new(),
            late_payers: None,
            ready_lead: None,
        })
    }

    /// A deed of a colleague, never later than now.
    fn by(&self, colleague: usize, at: Millis) -> By {
        let actor = &self.actors[colleague % self.actors.len()];
        By::new(actor.clone(), at.min(self.now))
    }

    /// A deed of a colleague so many days ago, at noon in Greenwich or now.
    fn ago(&self, colleague: usize, days: i64) -> By {
        self.by(colleague, midday(self.day(-days)))
    }

    /// The day so many days from today.
    fn day(&self, distance: i64) -> Date {
        self.today.checked_add(distance.days()).unwrap_or(self.today)
    }

    /// The first working day not before the one so many days from today.
    fn workday(&self, distance: i64) -> Date {
        let work = |day: &Date| day.weekday().to_monday_one_offset() <= 5;
        (distance..distance + 3).map(|days| self.day(days)).find(work).unwrap_or(self.day(distance))
    }

    /// The position of who leads a team beside the owner.
    fn leader(&self, team: &str) -> usize {
        let leads = |one: &crmweb_demo::Colleague| one.leader && one.team == team;
        self.company.colleagues.iter().skip(1).position(leads).map_or(0, |at| at + 1)
    }

    /// The positions of those who work in a team; everybody when it has nobody.
    fn team(&self, name: &str) -> Vec<usize> {
        let all = 0..self.actors.len();
        let named: Vec<usize> =
            all.clone().filter(|&one| self.company.colleagues[one].team == name).collect();
        if named.is_empty() { all.collect() } else { named }
    }

    fn account(&self, position: usize) -> Option<Uid> {
        self.accounts.get(position).map(|account| account.uid)
    }

    fn contact(&self, position: Option<usize>) -> Option<Uid> {
        self.contacts.get(position?).map(|contact| contact.uid)
    }

    /// The first contact of an account.
    fn person_of(&self, account: usize) -> Option<&Contact> {
        let at = self.company.contacts.iter().position(|contact| contact.account == account)?;
        self.contacts.get(at)
    }
}

/// Adds a record by its fields; those without a value are left out.
fn add(tx: &mut Tx, by: &By, kind: RecordKind, fields: &[(&str, &str)]) -> crmweb_crm::Result<Record> {
    let said = fields.iter().filter(|(_, text)| !text.is_empty());
    let typed: Vec<_> = said.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    records::add(tx, by, kind, None, &typed)
}

/// Noon of a day in Greenwich: the same day everywhere the company works.
fn midday(day: Date) -> Millis {
    let moment = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    moment.map_or(Millis(0), |noon| Millis(noon.timestamp().as_millisecond()))
}

/// Noon of the day of a moment, in Greenwich.
fn noon(at: Millis) -> Millis {
    Millis(at.0.div_euclid(Millis::DAY) * Millis::DAY + Millis::DAY / 2)
}

fn typed_day(day: Date) -> Option<Day> {
    Day::parse(&day.to_string()).ok()
}
