//! The edge's copy of the crm's keys: known addresses and domains, colleagues, never-log lists.

use crmweb_crm::seam::KeyKind;
use crmweb_model::address::Address;
use crmweb_model::mail::Envelope;
use crmweb_model::privacy::NeverLog;
use crmweb_model::words::fold;
use crmweb_store::index::keys::StoredKey;
use std::collections::{HashMap, HashSet};

/// All keys, made for looking up.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    addresses: Records,
    domains: Records,
    colleagues: Records,
    company_domains: Records,
    /// The user's own mailboxes.
    own: HashSet<Address>,
    never_log_mine: NeverLogList,
    never_log_company: NeverLogList,
}

/// The records behind each key.
type Records = HashMap<String, Vec<Box<str>>>;

/// Whose never-log list covers a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// The user's own.
    Mine,
    /// The company's.
    Company,
}

impl Keys {
    /// Starts with the user's own addresses.
    pub fn new(own: impl IntoIterator<Item = Address>) -> Keys {
        Keys { own: own.into_iter().collect(), ..Keys::default() }
    }

    /// Replaces the user's own addresses.
    pub fn set_own(&mut self, own: impl IntoIterator<Item = Address>) {
        self.own = own.into_iter().collect();
    }

    /// Adds a key.
    pub fn add(&mut self, key: &StoredKey) {
        let Some(records) = self.records(&key.kind) else { return };
        let of_key = records.entry(key.key.clone()).or_default();
        if !of_key.iter().any(|record| **record == *key.record) {
            of_key.push(key.record.as_str().into());
        }
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &StoredKey) {
        let Some(records) = self.records(&key.kind) else { return };
        if let Some(of_key) = records.get_mut(&key.key) {
            of_key.retain(|record| **record != *key.record);
            if of_key.is_empty() {
                records.remove(&key.key);
            }
        }
    }

    /// Replaces the never-log lists.
    pub fn set_never_log(&mut self, mine: &[NeverLog], company: &[NeverLog]) {
        self.never_log_mine = NeverLogList::new(mine);
        self.never_log_company = NeverLogList::new(company);
    }

    /// Tells which never-log list keeps a mail out; the company's speaks first. Nobody's own list speaks for a
    /// mailbox that is `shared`.
    pub fn never_log(&self, envelope: &Envelope, folder: &str, shared: bool) -> Option<(Covered, String)> {
        let mine = (!shared).then_some((Covered::Mine, &self.never_log_mine));
        let mut lists = std::iter::once((Covered::Company, &self.never_log_company)).chain(mine);
        lists.find_map(|(whose, list)| Some((whose, list.covers(envelope, folder)?)))
    }

    /// Tells whether an address is the user's, a colleague's or the company's.
    pub fn is_internal(&self, address: &Address) -> bool {
        self.own.contains(address)
            || self.colleagues.contains_key(address.as_str())
            || self.company_domains.contains_key(address.domain())
    }

    /// Tells whether an address is a client's.
    pub fn knows_address(&self, address: &Address) -> bool {
        self.addresses.contains_key(address.as_str())
    }

    /// Tells whether a domain stands for one account; one that several share says nothing.
    pub fn knows_domain(&self, domain: &str) -> bool {
        self.domains.get(domain).is_some_and(|records| records.len() == 1)
    }

    fn records(&mut self, kind: &str) -> Option<&mut Records> {
        Some(match kind {
            "address" => &mut self.addresses,
            "domain" => &mut self.domains,
            "colleague" => &mut self.colleagues,
            "company_domain" => &mut self.company_domains,
            _ => return None,
        })
    }
}

/// Returns the name a kind of key is stored under.
pub fn kind_name(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Address => "address",
        KeyKind::Domain => "domain",
        KeyKind::Colleague => "colleague",
        KeyKind::CompanyDomain => "company_domain",
    }
}

/// A never-log list made for looking up: thousands of addresses cost no more than one.
#[derive(Clone, Debug, Default)]
struct NeverLogList {
    addresses: HashSet<Address>,
    domains: HashSet<String>,
    folders: HashSet<String>,
    keywords: Vec<String>,
    sensitivities: HashSet<String>,
}

impl NeverLogList {
    fn new(entries: &[NeverLog]) -> NeverLogList {
        let mut list = NeverLogList::default();
        for entry in entries {
            match entry {
                NeverLog::Address(address) => _ = list.addresses.insert(address.clone()),
                NeverLog::Domain(domain) => _ = list.domains.insert(domain.clone()),
                NeverLog::Folder(name) => _ = list.folders.insert(name.clone()),
                // An empty word would be in every subject.
                NeverLog::Keyword(word) if word.is_empty() => {}
                NeverLog::Keyword(word) => list.keywords.push(word.clone()),
                NeverLog::Sensitivity(mark) => _ = list.sensitivities.insert(mark.clone()),
            }
        }
        list
    }

    fn covers(&self, envelope: &Envelope, folder: &str) -> Option<String> {
        if self.folders.contains(folder) {
            return Some(format!("the folder {folder} is on the never-log list"));
        }
        if !self.addresses.is_empty() || !self.domains.is_empty() {
            for person in &envelope.people {
                if self.addresses.contains(&person.address) {
                    return Some(format!("{} is on the never-log list", person.address));
                }
                let mut domain = person.address.domain();
                loop {
                    if self.domains.contains(domain) {
                        return Some(format!("{domain} is on the never-log list"));
                    }
                    let Some((_, parent)) = domain.split_once('.') else { break };
                    domain = parent;
                }
            }
        }
        if let Some(mark) = envelope.sensitivity.as_ref().filter(|mark| self.sensitivities.contains(*mark)) {
            return Some(format!("mail marked {mark} is on the never-log list"));
        }
        if self.keywords.is_empty() {
            return None;
        }
        let subject = fold(&envelope.subject);
        let word = self.keywords.iter().find(|word| subject.contains(word.as_str()))?;
        Some(format!("the word {word:?} is on the never-log list"))
    }
}
