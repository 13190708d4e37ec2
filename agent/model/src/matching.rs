//! Whose a mail is, and why (SPEC M6).

use crate::address::Address;
use crate::ids::{AccountId, ContactId, LeadId};
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
    /// It belonged to the lead that became the record.
    Converted,
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
            Rule::Converted => "converted",
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
            Rule::Converted,
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
            Rule::Converted => 90,
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
    /// Leads that have it and became no client yet.
    pub leads: Vec<LeadId>,
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

/// Tells whether the mail that is answered has a say: [`Facts::answered`] is worth a look then.
pub fn needs_the_answered(facts: &Facts) -> bool {
    !without_the_answered(facts).names_a_client()
}

/// Decides to which records a mail belongs; empty when nobody is known.
pub fn decide(facts: &Facts) -> Vec<Link> {
    let mut links = without_the_answered(facts);
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

fn without_the_answered(facts: &Facts) -> Links {
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
    links
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
        let rule = if person.leads.len() > 1 { Rule::Ambiguous } else { Rule::Address };
        for lead in &person.leads {
            self.add(RecordRef::new(RecordKind::Lead, lead.0), rule, evidence, blind);
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
        !self.names_a_client()
            || clients.is_empty()
            || self.0.iter().any(|link| clients.contains(&link.record))
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
mod tests;
