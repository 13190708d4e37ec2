//! What the made-up company knows of its clients, entered as people would: through the verbs.

use crate::agent::Asker;
use crate::failure::{Failure, Result};
use crmweb_crm::{By, Crm, accounts, activities, contacts, distribute, incidents, opportunities, users};
use crmweb_demo::{Company, Importance as Weight, Priority as Urgency, Stage};
use crmweb_model::address::Address;
use crmweb_model::draft::{
    AccountDraft, ActivityDraft, ContactDraft, IncidentDraft, OpportunityDraft, Phone, Plan, Position, Postal,
};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Channel, Direction, Importance, PhoneKind, Priority, RecordRef,
};
use crmweb_model::rights::{Actor, Role};
use crmweb_model::time::{Day, Millis};
use crmweb_model::words::fold;
use crmweb_store::Tx;
use crmweb_store::accounts::Account;
use crmweb_store::contacts::Contact;
use crmweb_store::users::NewUser;

/// Everybody at the company, and what its clients became.
struct House {
    actors: Vec<Actor>,
    uids: Vec<Uid>,
    accounts: Vec<Account>,
    contacts: Vec<Contact>,
}

/// Enters the whole company; the first of its people is whoever asks.
pub fn feed(crm: &Crm, asker: &Asker, company: &Company) -> Result<()> {
    let mut house = House {
        actors: vec![asker.actor.clone()],
        uids: vec![asker.user.uid],
        accounts: Vec::new(),
        contacts: Vec::new(),
    };
    let by = asker.by();
    colleagues(crm, &by, company, &mut house)?;
    let (records, now) = (company.clone(), asker.at);
    house = crm.write(move |tx| {
        clients(tx, &by, &records, &mut house)?;
        for opportunity in &records.opportunities {
            sale(tx, &house, opportunity, now)?;
        }
        for incident in &records.incidents {
            request(tx, &house, incident, now)?;
        }
        for task in &records.tasks {
            to_do(tx, &house, task, now)?;
        }
        Ok(house)
    })?;
    if house.accounts.is_empty() {
        return Err(Failure::new("demo.failed", "the sample company has no client"));
    }
    Ok(())
}

fn colleagues(crm: &Crm, by: &By, company: &Company, house: &mut House) -> Result<()> {
    for colleague in company.colleagues.iter().skip(1) {
        let login = fold(colleague.address.split('@').next().unwrap_or_default());
        let address = Address::parse(&colleague.address).map_err(|e| Failure::of("demo.failed", &e))?;
        let new = NewUser {
            login,
            name: colleague.name.clone(),
            team: "vânzări".into(),
            language: "ro".into(),
            roles: vec![Role::User],
            further: Vec::new(),
            addresses: vec![address],
        };
        let by = by.clone();
        let user = crm.write(move |tx| users::add_user(tx, &by, &new))?;
        house.actors.push(user.actor());
        house.uids.push(user.uid);
    }
    Ok(())
}

fn clients(tx: &mut Tx, by: &By, company: &Company, house: &mut House) -> crmweb_crm::Result<()> {
    for account in &company.accounts {
        let draft = AccountDraft {
            name: account.name.clone(),
            importance: match account.importance {
                Weight::Key => Importance::Key,
                Weight::High => Importance::High,
                Weight::Normal => Importance::Normal,
            },
            industry: account.industry.clone(),
            postal: Postal {
                city: account.city.clone(),
                country: account.country.clone(),
                ..Postal::default()
            },
            phones: vec![Phone { kind: PhoneKind::Phone, number: account.phone.clone() }],
            web: account.web.clone(),
            domains: vec![account.domain.clone()],
            vat_number: account.vat.clone(),
            ..AccountDraft::default()
        };
        house.accounts.push(accounts::add_account(tx, by, None, &draft)?);
    }
    for person in &company.contacts {
        let positions = house.accounts.get(person.account).map(|account| Position {
            account: account.uid,
            title: person.position.clone().unwrap_or_default(),
        });
        let draft = ContactDraft {
            first_name: person.first.clone(),
            last_name: person.last.clone(),
            positions: Vec::from_iter(positions),
            addresses: person.addresses.clone(),
            phones: person
                .phone
                .iter()
                .map(|n| Phone { kind: PhoneKind::Mobile, number: n.clone() })
                .collect(),
            language: person.language.clone(),
            ..ContactDraft::default()
        };
        house.contacts.push(contacts::add_contact(tx, by, None, &draft)?);
    }
    // Every fourth client is a colleague's.
    for (i, account) in house.accounts.iter().enumerate().filter(|(i, _)| i % 4 == 3) {
        let colleague = house.actors.get(1 + i / 4 % house.actors.len().saturating_sub(1).max(1));
        if let Some(colleague) = colleague {
            distribute::distribute(tx, by, &[account.record()], colleague.user)?;
        }
    }
    Ok(())
}

impl House {
    fn by(&self, colleague: usize, at: Millis) -> Option<By> {
        Some(By::new(self.actors.get(colleague)?.clone(), at))
    }

    fn account(&self, position: usize) -> Option<&Account> {
        self.accounts.get(position)
    }

    fn contact(&self, position: Option<usize>) -> Option<&Contact> {
        self.contacts.get(position?)
    }
}

/// Weeks a possible sale is known before it is decided.
const KNOWN: i64 = 60 * Millis::DAY;

fn sale(tx: &mut Tx, house: &House, sale: &crmweb_demo::Opportunity, now: Millis) -> crmweb_crm::Result<()> {
    let closes = midday(sale.closes);
    let Some(by) = house.by(sale.owner, closes.plus(-KNOWN).min(now)) else { return Ok(()) };
    let stage = match sale.stage {
        Stage::Identified => "Identified",
        Stage::Qualified => "Qualified",
        Stage::Proposal => "Offer",
        Stage::Negotiation => "Negotiation",
        Stage::Won => "Won",
        Stage::Lost => "Lost",
    };
    let decided = matches!(sale.stage, Stage::Won | Stage::Lost);
    let draft = OpportunityDraft {
        name: sale.title.clone(),
        account: house.account(sale.account).map(|account| account.uid),
        contacts: house.contact(sale.contact).map(|contact| contact.uid).into_iter().collect(),
        stage: (!decided).then(|| stage.to_owned()),
        amount: Some(Money { minor: sale.amount, currency: sale.currency.clone() }),
        expected_close: Day::parse(&sale.closes.to_string()).ok(),
        next_step: sale.next_step.clone().unwrap_or_default(),
        ..crate::commands::log::blank_opportunity()
    };
    let logged = opportunities::log(tx, &by, &draft)?;
    if decided && let Some(by) = house.by(sale.owner, closes.min(now)) {
        opportunities::move_stage(
            tx,
            &by,
            logged.uid,
            None,
            stage,
            if stage == "Lost" { "prea scump" } else { "" },
        )?;
    }
    Ok(())
}

fn request(
    tx: &mut Tx,
    house: &House,
    request: &crmweb_demo::Incident,
    now: Millis,
) -> crmweb_crm::Result<()> {
    let opened = midday(request.opened).min(now);
    let Some(by) = house.by(request.assignee, opened) else { return Ok(()) };
    let draft = IncidentDraft {
        subject: request.title.clone(),
        description: request.description.clone(),
        account: house.account(request.account).map(|account| account.uid),
        contact: house.contact(request.contact).map(|contact| contact.uid),
        product: String::new(),
        category: String::new(),
        priority: match request.priority {
            Urgency::Low => Priority::Low,
            Urgency::Normal => Priority::Normal,
            Urgency::High => Priority::High,
        },
        channel: Channel::Phone,
        queue: String::new(),
    };
    let logged = incidents::log(tx, &by, &draft)?;
    if let (Some(solution), Some(by)) =
        (&request.solution, house.by(request.assignee, opened.plus(2 * Millis::DAY).min(now)))
    {
        incidents::solve(tx, &by, logged.uid, None, solution)?;
    }
    Ok(())
}

fn to_do(tx: &mut Tx, house: &House, task: &crmweb_demo::Task, now: Millis) -> crmweb_crm::Result<()> {
    let due = midday(task.due);
    let Some(by) = house.by(task.assignee, due.plus(-7 * Millis::DAY).min(now)) else { return Ok(()) };
    let draft = ActivityDraft {
        kind: ActivityKind::Task,
        subject: task.title.clone(),
        body: String::new(),
        status: ActivityStatus::Planned,
        priority: Priority::Normal,
        direction: Direction::None,
        at: None,
        planned: Some(task.due.to_string()),
        zone: Some("Europe/Bucharest".into()),
        plan: Plan::default(),
    };
    let links: Vec<RecordRef> = house.account(task.account).map(Account::record).into_iter().collect();
    let added = activities::add(tx, &by, &draft, None, &links)?;
    if task.done
        && let Some(by) = house.by(task.assignee, due.min(now))
    {
        activities::complete(tx, &by, added.uid, None)?;
    }
    Ok(())
}

/// Noon of a day in Greenwich: the same day everywhere the company works.
fn midday(day: jiff::civil::Date) -> Millis {
    let moment = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    moment.map_or(Millis(0), |noon| Millis(noon.timestamp().as_millisecond()))
}
