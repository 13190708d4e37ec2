//! Whose a mail is, and why (SPEC M6).

use crate::address::Address;
use crate::ids::{AccountId, ContactId};
use crate::mail::Part;
use crate::record::{RecordKind, RecordRef};
use serde::{Deserialize, Serialize};

/// Why a mail belongs to a record. Stronger ones first: the strongest that speaks is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Somebody said so.
    ByHand,
    /// Somebody corrected it before, and the correction taught a rule.
    Taught,
    /// The incident's number stands in the subject.
    IncidentNumber,
    /// The address is the contact's.
    Address,
    /// The address is the account's own.
    AccountAddress,
    /// The contact works there.
    Employer,
    /// The mail answers one that belongs there.
    Thread,
    /// The domain is the account's.
    Domain,
    /// The address is that of several contacts; nobody has chosen yet.
    Ambiguous,
}

impl Rule {
    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::ByHand => "by_hand",
            Rule::Taught => "taught",
            Rule::IncidentNumber => "incident_number",
            Rule::Address => "address",
            Rule::AccountAddress => "account_address",
            Rule::Employer => "employer",
            Rule::Thread => "thread",
            Rule::Domain => "domain",
            Rule::Ambiguous => "ambiguous",
        }
    }

    /// Reads [`Rule::as_str`] back.
    pub fn from_name(name: &str) -> Option<Rule> {
        [
            Rule::ByHand,
            Rule::Taught,
            Rule::IncidentNumber,
            Rule::Address,
            Rule::AccountAddress,
            Rule::Employer,
            Rule::Thread,
            Rule::Domain,
            Rule::Ambiguous,
        ]
        .into_iter()
        .find(|rule| rule.as_str() == name)
    }

    /// Returns how sure the rule is, in percent.
    pub fn confidence(self) -> i64 {
        match self {
            Rule::ByHand => 100,
            Rule::Taught => 98,
            Rule::IncidentNumber => 97,
            Rule::Address => 95,
            Rule::AccountAddress => 95,
            Rule::Employer => 90,
            Rule::Thread => 80,
            Rule::Domain => 70,
            Rule::Ambiguous => 40,
        }
    }
}

/// One link of a mail to a record, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordRef,
    /// The reason.
    pub rule: Rule,
    /// What it rests on: the address of the person in the mail, the incident's number, or the Message-ID answered.
    pub evidence: String,
    /// Found through a blind copy: only the owner of this copy may see it.
    pub blind: bool,
}

/// A contact and where it works mainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The contact.
    pub contact: ContactId,
    /// Its main account.
    pub account: Option<AccountId>,
}

/// What the crm knows of one person in the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acquaintance {
    /// The address.
    pub address: Address,
    /// The part played.
    pub part: Part,
    /// Contacts that have this address.
    pub contacts: Vec<Employee>,
    /// Accounts whose own address it is.
    pub accounts: Vec<AccountId>,
    /// Accounts whose domain it is; never filled for public mail domains.
    pub domain_accounts: Vec<AccountId>,
    /// What corrections taught about this address: the records it stands for instead (none: nobody).
    pub taught: Option<Vec<RecordRef>>,
}

/// All that is known when a mail is decided.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The people outside the company.
    pub people: Vec<Acquaintance>,
    /// The incident whose number the subject holds, with its account and contact.
    pub incident: Option<(RecordRef, Vec<RecordRef>, String)>,
    /// Opportunities, incidents and leads of the thread; and what was said by hand of it.
    pub thread: Vec<RecordRef>,
    /// Contacts and accounts of the mail that this one answers, with its Message-ID.
    pub answered: Option<(Vec<RecordRef>, String)>,
    /// Links that somebody took away from this mail.
    pub refused: Vec<RecordRef>,
}

/// Decides to which records a mail belongs; empty when nobody is known.
pub fn decide(facts: &Facts) -> Vec<Link> {
    let mut links = Links(Vec::new());
    for person in &facts.people {
        links.person(person);
    }
    // A number is easily quoted: another client's mail does not join this client's incident.
    if let Some((incident, clients, label)) = &facts.incident
        && links.may_be_of(clients)
    {
        links.add(*incident, Rule::IncidentNumber, label, false);
        for client in clients {
            links.add(*client, Rule::IncidentNumber, label, false);
        }
    }
    for record in &facts.thread {
        links.add(*record, Rule::Thread, "", false);
    }
    // The people of the mail say more about whose it is than the mail before it.
    if !links.names_a_client()
        && let Some((clients, message_id)) = &facts.answered
    {
        for client in clients {
            links.add(*client, Rule::Thread, message_id, false);
        }
    }
    links.0.retain(|link| !facts.refused.contains(&link.record));
    links.0
}

struct Links(Vec<Link>);

impl Links {
    fn person(&mut self, person: &Acquaintance) {
        let (evidence, blind) = (person.address.as_str(), person.part == Part::Bcc);
        if let Some(records) = &person.taught {
            for record in records {
                self.add(*record, Rule::Taught, evidence, blind);
            }
            return;
        }
        match person.contacts.as_slice() {
            [] => {}
            [one] => self.employee(one, Rule::Address, evidence, blind),
            several => {
                for one in several {
                    self.employee(one, Rule::Ambiguous, evidence, blind);
                }
            }
        }
        for account in &person.accounts {
            self.add(record(*account), Rule::AccountAddress, evidence, blind);
        }
        // A domain that two accounts share never matches by itself.
        if let ([], [], [account]) = (&person.contacts[..], &person.accounts[..], &person.domain_accounts[..])
        {
            self.add(record(*account), Rule::Domain, evidence, blind);
        }
    }

    fn employee(&mut self, one: &Employee, rule: Rule, evidence: &str, blind: bool) {
        self.add(RecordRef::new(RecordKind::Contact, one.contact.0), rule, evidence, blind);
        if let Some(account) = one.account {
            let rule = if rule == Rule::Ambiguous { rule } else { Rule::Employer };
            self.add(record(account), rule, evidence, blind);
        }
    }

    /// Adds a link, or keeps the better of two: seen by all before blind, then the stronger rule.
    fn add(&mut self, record: RecordRef, rule: Rule, evidence: &str, blind: bool) {
        let link = Link { record, rule, evidence: evidence.into(), blind };
        match self.0.iter_mut().find(|known| known.record == record) {
            Some(known) if (link.blind, link.rule) < (known.blind, known.rule) => *known = link,
            Some(_) => {}
            None => self.0.push(link),
        }
    }

    fn may_be_of(&self, clients: &[RecordRef]) -> bool {
        !self.names_a_client() || clients.is_empty() || self.0.iter().any(|link| clients.contains(&link.record))
    }

    fn names_a_client(&self) -> bool {
        self.0
            .iter()
            .any(|l| matches!(l.record.kind, RecordKind::Contact | RecordKind::Account | RecordKind::Lead))
    }
}

fn record(account: AccountId) -> RecordRef {
    RecordRef::new(RecordKind::Account, account.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(address: &str) -> Acquaintance {
        Acquaintance {
            address: Address::parse(address).unwrap(),
            part: Part::From,
            contacts: vec![],
            accounts: vec![],
            domain_accounts: vec![],
            taught: None,
        }
    }

    fn contact(id: i64, account: Option<i64>) -> Employee {
        Employee { contact: ContactId(id), account: account.map(AccountId) }
    }

    fn told(people: Vec<Acquaintance>) -> Vec<(&'static str, i64, Rule)> {
        short(&decide(&Facts { people, ..Facts::default() }))
    }

    fn short(links: &[Link]) -> Vec<(&'static str, i64, Rule)> {
        links.iter().map(|l| (l.record.kind.as_str(), l.record.id, l.rule)).collect()
    }

    #[test]
    fn an_address_names_its_contact_and_where_the_contact_works() {
        let ana = Acquaintance { contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
        assert_eq!(told(vec![ana]), [("contact", 1, Rule::Address), ("account", 7, Rule::Employer)]);
    }

    #[test]
    fn a_domain_speaks_only_when_nobody_is_known_and_one_account_has_it() {
        let stranger = Acquaintance { domain_accounts: vec![AccountId(7)], ..person("new@x.ro") };
        assert_eq!(told(vec![stranger.clone()]), [("account", 7, Rule::Domain)]);
        let shared = Acquaintance { domain_accounts: vec![AccountId(7), AccountId(8)], ..stranger.clone() };
        assert_eq!(told(vec![shared]), []);
        let known = Acquaintance { contacts: vec![contact(1, Some(9))], ..stranger };
        assert_eq!(told(vec![known]), [("contact", 1, Rule::Address), ("account", 9, Rule::Employer)]);
    }

    #[test]
    fn an_address_of_several_contacts_is_shown_with_each_as_undecided() {
        let office = Acquaintance {
            contacts: vec![contact(1, Some(7)), contact(2, Some(7))],
            ..person("office@x.ro")
        };
        assert_eq!(
            told(vec![office]),
            [
                ("contact", 1, Rule::Ambiguous),
                ("account", 7, Rule::Ambiguous),
                ("contact", 2, Rule::Ambiguous)
            ]
        );
    }

    #[test]
    fn what_was_taught_replaces_what_would_be_found() {
        let chosen = Acquaintance {
            contacts: vec![contact(1, Some(7)), contact(2, Some(7))],
            taught: Some(vec![RecordRef::new(RecordKind::Contact, 2)]),
            ..person("office@x.ro")
        };
        assert_eq!(told(vec![chosen]), [("contact", 2, Rule::Taught)]);
        let nobody =
            Acquaintance { domain_accounts: vec![AccountId(7)], taught: Some(vec![]), ..person("b@x.ro") };
        assert_eq!(told(vec![nobody]), []);
    }

    #[test]
    fn a_stranger_in_a_known_thread_joins_the_threads_client() {
        let account = RecordRef::new(RecordKind::Account, 7);
        let facts = Facts {
            people: vec![person("stranger@y.ro")],
            answered: Some((vec![account], "1@x".into())),
            ..Facts::default()
        };
        assert_eq!(short(&decide(&facts)), [("account", 7, Rule::Thread)]);
        let known = Acquaintance { contacts: vec![contact(3, None)], ..person("ion@z.ro") };
        let facts = Facts { people: vec![known], ..facts };
        assert_eq!(short(&decide(&facts)), [("contact", 3, Rule::Address)]);
    }

    #[test]
    fn an_incident_number_brings_the_incident_and_its_client() {
        let incident = RecordRef::new(RecordKind::Incident, 5);
        let client = RecordRef::new(RecordKind::Contact, 1);
        let facts = Facts {
            people: vec![Acquaintance { contacts: vec![contact(1, None)], ..person("ana@x.ro") }],
            incident: Some((incident, vec![client], "INC-5K".into())),
            ..Facts::default()
        };
        assert_eq!(
            short(&decide(&facts)),
            [("contact", 1, Rule::IncidentNumber), ("incident", 5, Rule::IncidentNumber)]
        );
    }

    #[test]
    fn another_clients_mail_does_not_join_an_incident_by_quoting_its_number() {
        let incident = RecordRef::new(RecordKind::Incident, 5);
        let facts = Facts {
            people: vec![Acquaintance { contacts: vec![contact(2, None)], ..person("dan@y.ro") }],
            incident: Some((incident, vec![RecordRef::new(RecordKind::Contact, 1)], "INC-5K".into())),
            ..Facts::default()
        };
        assert_eq!(short(&decide(&facts)), [("contact", 2, Rule::Address)]);
    }

    #[test]
    fn what_was_refused_does_not_come_back() {
        let ana = Acquaintance { contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
        let refused = vec![RecordRef::new(RecordKind::Account, 7)];
        let facts = Facts { people: vec![ana], refused, ..Facts::default() };
        assert_eq!(short(&decide(&facts)), [("contact", 1, Rule::Address)]);
    }

    #[test]
    fn a_blind_copy_is_for_its_owner_unless_the_record_is_named_openly_too() {
        let blind =
            Acquaintance { part: Part::Bcc, contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
        let open = Acquaintance { part: Part::To, contacts: vec![contact(2, Some(7))], ..person("dan@x.ro") };
        let links = decide(&Facts { people: vec![blind, open], ..Facts::default() });
        let blind: Vec<bool> = links.iter().map(|l| l.blind).collect();
        assert_eq!(blind, [true, false, false]);
    }
}
