//! Companies and the people in them.

use std::collections::HashSet;
use std::rc::Rc;

use super::vocabulary::{FREE_MAIL_DOMAINS, LANGUAGES, Language, ROMANIAN, Transfer, fold};
use crate::random::Random;

/// The program somebody writes mail with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mailer {
    Thunderbird,
    Outlook,
    Gmail,
    Apple,
    Phone,
    /// No person at all.
    Machine,
}

/// A company of correspondents.
#[derive(Debug)]
pub(crate) struct Company {
    pub name: String,
    pub domain: String,
    pub language: &'static Language,
    pub city: &'static str,
    pub industry: &'static str,
    pub people: Vec<usize>,
}

/// Somebody who writes mail.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Position among the correspondents; none for the owner, colleagues and machines.
    pub number: Option<usize>,
    pub name: String,
    pub first: String,
    pub last: String,
    pub addresses: Vec<String>,
    /// Name and domain of the company, if any, and its number among the correspondents' companies.
    pub company: Option<(String, String)>,
    pub company_number: Option<usize>,
    pub role: String,
    pub phone: String,
    pub language: &'static Language,
    pub charset: &'static str,
    pub transfer: Transfer,
    pub mailer: Mailer,
    pub html: bool,
    pub owner: bool,
}

impl Person {
    pub fn address(&self) -> &str {
        self.addresses.first().map_or("", String::as_str)
    }

    pub fn domain(&self) -> &str {
        self.address().split('@').nth(1).unwrap_or("localhost")
    }

    /// Whether the signature shows position, company and phone.
    pub fn signs_in_full(&self) -> bool {
        self.company.is_some() && self.mailer != Mailer::Phone
    }

    /// Makes this the shared address of a company instead of a person.
    fn share(&mut self, company: String, domain: &str, taken: &mut HashSet<String>, random: &mut Random) {
        let local = random.pick(&["office", "info", "contact"]);
        self.addresses = vec![free_address(local, domain, taken)];
        self.name.clone_from(&company);
        self.first = company;
        self.last.clear();
        self.role.clear();
    }

    /// A sender that is not a correspondent.
    pub fn machine(name: &str, address: &str, language: &'static Language, transfer: Transfer) -> Rc<Self> {
        Rc::new(Self {
            number: None,
            name: name.to_owned(),
            first: name.to_owned(),
            last: String::new(),
            addresses: vec![address.to_owned()],
            company: None,
            company_number: None,
            role: String::new(),
            phone: String::new(),
            language,
            charset: "utf-8",
            transfer,
            mailer: Mailer::Machine,
            html: false,
            owner: false,
        })
    }
}

/// Everybody the owner writes with.
#[derive(Debug, Default)]
pub(crate) struct Society {
    pub companies: Vec<Company>,
    pub people: Vec<Rc<Person>>,
    addresses: HashSet<String>,
    names: HashSet<String>,
    domains: HashSet<String>,
}

impl Society {
    /// So many people, most of them in companies of one to five.
    pub fn of(count: usize, random: &mut Random) -> Self {
        let mut society = Self::default();
        while society.people.len() < count {
            // Every language occurs even in a small society, but not among the busiest.
            let rare = society.companies.len().checked_sub(5).and_then(|place| LANGUAGES.get(3 + place));
            let language = rare.copied().unwrap_or_else(|| some_language(random));
            if rare.is_none() && !random.chance(0.85) {
                society.join(language, None, random);
                continue;
            }
            let number = society.found(language, random);
            for _ in 0..*random.one(&[1, 1, 2, 3, 5]) {
                if society.people.len() < count {
                    society.join(language, Some(number), random);
                }
            }
        }
        society
    }

    /// A new company with a name and a domain of its own.
    fn found(&mut self, language: &'static Language, random: &mut Random) -> usize {
        let sector = random.one(language.sectors);
        let (brand, form, city) =
            (random.pick(language.brands), random.pick(language.forms), random.pick(language.cities));
        let core = match language.sector_first {
            true => format!("{} {brand}", sector.word),
            false => format!("{brand} {}", sector.word),
        };
        let mut name = format!("{core} {form}");
        if self.names.contains(&name) {
            name = format!("{core} {city} {form}");
        }
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{core} {city} {number} {form}");
        }

        let words = fold(name.trim_end_matches(form)).to_lowercase().replace('.', "");
        let base = words.split_whitespace().collect::<Vec<_>>().join("-");
        let base = if base.is_empty() { format!("firma-{}", language.code) } else { base };
        let mut domain = format!("{base}.example");
        let mut number = 1;
        while !self.domains.insert(domain.clone()) {
            number += 1;
            domain = format!("{base}{number}.example");
        }
        self.companies.push(Company {
            name,
            domain,
            language,
            city,
            industry: sector.industry,
            people: Vec::new(),
        });
        self.companies.len() - 1
    }

    fn join(&mut self, language: &'static Language, company: Option<usize>, random: &mut Random) {
        let number = self.people.len();
        let employer = company.map(|company| {
            let employer = &mut self.companies[company];
            employer.people.push(number);
            (employer.name.clone(), employer.domain.clone())
        });
        let mut person = person(language, employer, &mut self.addresses, random);
        // An address that several people share.
        if let Some((company, domain)) = person.company.clone().filter(|_| random.chance(0.06)) {
            person.share(company, &domain, &mut self.addresses, random);
        }
        person.number = Some(number);
        person.company_number = company;
        self.people.push(Rc::new(person));
    }
}

/// One of the languages, by their share.
pub(crate) fn some_language(random: &mut Random) -> &'static Language {
    LANGUAGES[random.weighted(LANGUAGES.iter().map(|language| language.weight))]
}

/// The owner and some colleagues at the same company.
pub(crate) fn household(
    name: &str,
    address: &str,
    company: &str,
    random: &mut Random,
) -> (Rc<Person>, Vec<Rc<Person>>) {
    const ROLES: [&str; 4] = ["Vânzări", "Suport tehnic", "Contabilitate", "Director"];
    let domain = address.split('@').nth(1).unwrap_or("localhost").to_owned();
    let employer = (company.to_owned(), domain);
    let mut taken = HashSet::from([address.to_owned()]);
    let mut owner = person(ROMANIAN, Some(employer.clone()), &mut HashSet::new(), random);
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    owner = Person {
        name: name.to_owned(),
        first: first.to_owned(),
        last: last.to_owned(),
        addresses: vec![address.to_owned()],
        role: String::new(),
        charset: "utf-8",
        transfer: Transfer::Eight,
        mailer: Mailer::Thunderbird,
        html: false,
        owner: true,
        ..owner
    };
    let colleagues = ROLES.map(|role| {
        let mut colleague = person(ROMANIAN, Some(employer.clone()), &mut taken, random);
        colleague.addresses.truncate(1);
        colleague.role = role.to_owned();
        Rc::new(colleague)
    });
    (Rc::new(owner), colleagues.into())
}

fn person(
    language: &'static Language,
    company: Option<(String, String)>,
    taken: &mut HashSet<String>,
    random: &mut Random,
) -> Person {
    const MAILERS: [Mailer; 5] =
        [Mailer::Thunderbird, Mailer::Outlook, Mailer::Gmail, Mailer::Apple, Mailer::Phone];
    let (first, last) = (random.pick(language.firsts), random.pick(language.lasts));
    let name = if language.last_first { format!("{last} {first}") } else { format!("{first} {last}") };
    let local = fold(&format!("{first}.{last}")).to_lowercase().replace(' ', "");
    let role = if company.is_some() { random.pick(language.roles).to_owned() } else { String::new() };

    let mut hosts =
        vec![company.as_ref().map_or_else(|| random.pick(&FREE_MAIL_DOMAINS), |(_, domain)| domain)];
    if company.is_some() && random.chance(0.08) {
        hosts.push(random.pick(&FREE_MAIL_DOMAINS));
    }
    let mut addresses = Vec::new();
    for host in hosts {
        addresses.push(free_address(&local, host, taken));
    }
    let (charset, transfer, _) =
        language.charsets[random.weighted(language.charsets.iter().map(|(_, _, weight)| *weight))];
    Person {
        number: None,
        name,
        first: first.to_owned(),
        last: last.to_owned(),
        addresses,
        company,
        company_number: None,
        role,
        phone: random.digits(language.phone),
        language,
        charset,
        transfer,
        mailer: *random.one(&MAILERS),
        html: random.chance(0.6),
        owner: false,
    }
}

/// An address that nobody has yet.
fn free_address(local: &str, host: &str, taken: &mut HashSet<String>) -> String {
    let (mut address, mut number) = (format!("{local}@{host}"), 1);
    while !taken.insert(address.clone()) {
        number += 1;
        address = format!("{local}{number}@{host}");
    }
    address
}
