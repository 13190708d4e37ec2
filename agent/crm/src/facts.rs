//! What is known about a mail when it is decided whose it is.

use crate::error::Result;
use crmweb_model::address::Address;
use crmweb_model::ids::ThreadId;
use crmweb_model::mail::Part;
use crmweb_model::matching::{self, Acquaintance, Facts, Link};
use crmweb_model::record::RecordRef;
use crmweb_model::subject::{incident_label, incident_number};
use crmweb_model::time::Millis;
use crmweb_store::{Tx, acquaintances, answered, keys, links};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A number in a subject no longer names an incident closed longer ago than this (SPEC I5).
const LONG_CLOSED: i64 = 30 * Millis::DAY;

/// What many mails of one batch ask for again and again. Valid within one transaction.
pub struct Known {
    colleagues: HashSet<String>,
    company_domains: HashSet<String>,
    people: HashMap<Address, acquaintances::Known>,
}

/// The parts of a mail that decide whose it is.
pub struct Asked<'a> {
    /// Who stands in its headers.
    pub people: &'a [(Address, Part)],
    /// Its subject.
    pub subject: &'a str,
    /// Message-IDs it refers to, oldest first.
    pub references: &'a [String],
    /// Its conversation, when it is already known.
    pub thread: Option<ThreadId>,
    /// Links that somebody took away from it.
    pub refused: Vec<RecordRef>,
    /// Now.
    pub now: Millis,
}

impl Known {
    /// Loads what concerns every mail.
    pub fn load(tx: &mut Tx) -> Result<Known> {
        Ok(Known::with(keys::colleagues(tx)?))
    }

    /// Loads what concerns these people, and who they are.
    pub fn of(tx: &mut Tx, people: &[&Address]) -> Result<Known> {
        let mut known = Known::with(keys::colleagues_among(tx, people)?);
        known.meet(tx, people.iter().copied())?;
        Ok(known)
    }

    fn with((addresses, domains): (Vec<String>, Vec<String>)) -> Known {
        Known {
            colleagues: addresses.into_iter().collect(),
            company_domains: domains.into_iter().collect(),
            people: HashMap::new(),
        }
    }

    /// Tells whether `address` is a colleague's.
    pub fn is_colleague(&self, address: &Address) -> bool {
        self.colleagues.contains(address.as_str()) || self.company_domains.contains(address.domain())
    }

    /// Loads what is known of these people, all at once.
    pub fn meet<'a>(&mut self, tx: &mut Tx, people: impl Iterator<Item = &'a Address>) -> Result<()> {
        let strangers: BTreeSet<&Address> =
            people.filter(|a| !self.is_colleague(a) && !self.people.contains_key(*a)).collect();
        let strangers: Vec<Address> = strangers.into_iter().cloned().collect();
        if strangers.is_empty() {
            return Ok(());
        }
        let known = acquaintances::by_addresses(tx, &strangers)?;
        self.people.extend(strangers.into_iter().zip(known));
        Ok(())
    }

    /// Decides whose a mail is.
    pub fn decide(&mut self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Link>> {
        let mut facts = self.facts(tx, asked)?;
        if matching::needs_the_answered(&facts) {
            facts.answered = answered::clients(tx, asked.references)?;
        }
        Ok(matching::decide(&facts))
    }

    /// Gathers what decides whose a mail is, but for the mail it answers.
    fn facts(&mut self, tx: &mut Tx, asked: &Asked) -> Result<Facts> {
        self.meet(tx, asked.people.iter().map(|(address, _)| address))?;
        let people =
            asked.people.iter().filter_map(|(address, part)| self.acquaintance(address, *part)).collect();
        let incident = match incident_number(asked.subject) {
            Some(number) => answered::incident(tx, number, asked.now.plus(-LONG_CLOSED))?
                .map(|(incident, clients)| (incident, clients, incident_label(number))),
            None => None,
        };
        let thread = match asked.thread {
            Some(thread) => links::of_thread(tx, thread)?,
            None => Vec::new(),
        };
        Ok(Facts { people, incident, thread, answered: None, refused: asked.refused.clone() })
    }

    /// Returns what is known of somebody met before; `None` is a colleague.
    pub fn acquaintance(&self, address: &Address, part: Part) -> Option<Acquaintance> {
        let known = self.people.get(address)?.clone();
        Some(Acquaintance {
            address: address.clone(),
            part,
            contacts: known.contacts,
            accounts: known.accounts,
            leads: known.leads,
            domain_accounts: known.domain_accounts,
            taught: known.taught,
        })
    }
}
