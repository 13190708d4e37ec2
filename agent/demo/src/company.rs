//! What the owner's company knows of its clients, made up from the truth about the mailbox: plain data for a CRM.
//!
//! The busiest 60 % of the companies are clients; the rest stays unknown, so that there is mail that matches nobody.

mod business;
mod goods;
mod identifiers;
mod records;
mod trouble;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::mailbox::{
    Correspondent, FREE_MAIL_DOMAINS, Options, TrueCompany, Truth, address_domain, day_of, phone_pattern,
};
use crate::random::Random;
pub use goods::{Category, Product};
pub use identifiers::{valid_cui, vat_number};
pub use records::{Incident, OfferLine, Opportunity, Priority, Stage, Task};

/// Clients, colleagues and the business with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Name of the owner's company.
    pub name: String,
    /// Its mail domain.
    pub domain: String,
    /// People of the owner's company, the owner first.
    pub colleagues: Vec<Colleague>,
    /// Clients, the busiest first.
    pub accounts: Vec<Account>,
    /// Their people.
    pub contacts: Vec<Contact>,
    /// The parts of the catalogue, parents before children.
    pub categories: Vec<Category>,
    /// What is sold.
    pub products: Vec<Product>,
    /// Possible and past sales.
    pub opportunities: Vec<Opportunity>,
    /// Complaints and questions.
    pub incidents: Vec<Incident>,
    /// What is to be done.
    pub tasks: Vec<Task>,
}

/// Somebody at the owner's company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Full name.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// What they do.
    pub role: String,
    /// The team they work in: [`SALES`] or [`SUPPORT`].
    pub team: String,
    /// They give work to their team.
    pub leader: bool,
}

/// The team that sells.
pub const SALES: &str = "vânzări";
/// The team that helps clients.
pub const SUPPORT: &str = "suport";

/// A client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Full name with its legal form.
    pub name: String,
    /// Mail domain.
    pub domain: String,
    /// Web address.
    pub web: String,
    /// Phone number of the company.
    pub phone: String,
    /// Where it is.
    pub city: String,
    /// ISO 3166-1 code.
    pub country: String,
    /// Tax number with a right check digit; Romanian ones are CUI with the prefix RO.
    pub vat: String,
    /// One English word: food, logistics, …
    pub industry: String,
    /// How much it matters to us.
    pub importance: Importance,
}

/// How much a client matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Importance {
    /// The busiest tenth.
    Key,
    /// The next third.
    High,
    /// All others.
    Normal,
}

/// A person at a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Position of the account in [`Company::accounts`].
    pub account: usize,
    /// Full name as in mails.
    pub name: String,
    /// Given name.
    pub first: String,
    /// Family name; empty for an address that several share.
    pub last: String,
    /// Position in the company.
    pub position: Option<String>,
    /// All addresses, the usual one first.
    pub addresses: Vec<String>,
    /// Phone number, if known.
    pub phone: Option<String>,
    /// ISO 639-1 code.
    pub language: String,
}

impl Company {
    /// The company behind a mailbox; the same truth and options give the same company.
    pub fn of(truth: &Truth, options: &Options) -> Self {
        let mut random = Random::new("company", truth.seed);
        let known = (truth.companies.len() * 3).div_ceil(5);
        let clients = &truth.companies[..known];
        let positions: BTreeMap<&str, usize> =
            clients.iter().enumerate().map(|(position, client)| (client.name.as_str(), position)).collect();
        let contacts: Vec<Contact> = truth
            .correspondents
            .iter()
            .filter_map(|person| contact(person, *positions.get(person.company.as_deref()?)?))
            .collect();
        let accounts =
            clients.iter().enumerate().map(|(rank, client)| account(rank, known, client, truth, &mut random));
        let owner = Colleague {
            name: truth.owner.name.clone(),
            address: truth.owner.address.clone(),
            role: "Vânzări".to_owned(),
            team: SALES.to_owned(),
            leader: true,
        };
        // Two more sell, the rest helps clients; the first of each leads.
        let others = truth.colleagues.iter().enumerate().map(|(number, person)| Colleague {
            name: person.name.clone(),
            address: person.addresses[0].clone(),
            role: person.role.clone().unwrap_or_default(),
            team: if number < 2 { SALES.to_owned() } else { SUPPORT.to_owned() },
            leader: number % 2 == 0,
        });
        let mut company = Self {
            name: truth.owner.company.clone(),
            domain: truth.owner.domain.clone(),
            colleagues: [owner].into_iter().chain(others).collect(),
            accounts: accounts.collect(),
            contacts,
            categories: goods::categories(),
            products: goods::products(),
            opportunities: Vec::new(),
            incidents: Vec::new(),
            tasks: Vec::new(),
        };
        business::conduct(&mut company, day_of(options.until), &mut random);
        company
    }
}

fn account(rank: usize, known: usize, client: &TrueCompany, truth: &Truth, random: &mut Random) -> Account {
    let signed = truth.correspondents.iter().find(|person| person.company.as_ref() == Some(&client.name));
    let phone = signed.and_then(|person| person.phone.clone());
    Account {
        name: client.name.clone(),
        domain: client.domain.clone(),
        web: format!("www.{}", client.domain),
        phone: phone.unwrap_or_else(|| random.digits(phone_pattern(&client.language))),
        city: client.city.clone(),
        country: client.country.clone(),
        vat: vat_number(&client.country, u64::from(random.next() as u32)),
        industry: client.industry.clone(),
        importance: match rank * 10 / known.max(1) {
            0 => Importance::Key,
            1..4 => Importance::High,
            _ => Importance::Normal,
        },
    }
}

/// The contact as a salesperson would have noted it: private addresses only for every second one who has any.
fn contact(person: &Correspondent, account: usize) -> Option<Contact> {
    let private = |address: &String| FREE_MAIL_DOMAINS.contains(&address_domain(address));
    let keep_private = person.name.len().is_multiple_of(2);
    let addresses: Vec<String> =
        person.addresses.iter().filter(|address| keep_private || !private(address)).cloned().collect();
    (!addresses.is_empty()).then(|| Contact {
        account,
        name: person.name.clone(),
        first: person.first.clone(),
        last: person.last.clone(),
        position: person.role.clone(),
        addresses,
        phone: person.phone.clone(),
        language: person.language.clone(),
    })
}
