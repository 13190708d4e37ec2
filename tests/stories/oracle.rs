//! What must be in the history, worked out from what is known about the mailbox and nothing else.

use crate::house::House;
use crmweb_demo::{Kind, TrueMail};
use crmweb_model::record::RecordRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Tells two mails apart: the Message-ID, or for those without one the file.
pub type Name = String;

/// For each mail that belongs to a client: the records in whose history it must be.
pub fn expected(house: &House) -> BTreeMap<Name, BTreeSet<RecordRef>> {
    let people = People::of(house);
    let all = &house.sample.truth.messages;
    // A copy is as damaged as its original.
    let damaged: HashMap<&str, &TrueMail> = all
        .iter()
        .filter(|m| m.kind == Kind::Malformed && !m.message_id.is_empty())
        .map(|m| (m.message_id.as_str(), m))
        .collect();
    let there = all.iter().filter(|m| is_followed(&m.folder));
    let followed: Vec<&TrueMail> =
        there.map(|m| damaged.get(m.message_id.as_str()).copied().unwrap_or(m)).collect();
    let mut found: BTreeMap<Name, BTreeSet<RecordRef>> = BTreeMap::new();
    for mail in &followed {
        let clients = people.clients(mail);
        if !clients.is_empty() {
            found.insert(name(mail), clients);
        }
    }
    // Answers of strangers join the client of the mail they answer, and so on.
    loop {
        let mut joined = BTreeMap::new();
        for mail in followed.iter().filter(|m| !found.contains_key(&name(m)) && !people.is_internal(m)) {
            if let Some(clients) = mail.parents.iter().rev().find_map(|parent| found.get(parent)) {
                joined.insert(name(mail), clients.clone());
            }
        }
        if joined.is_empty() {
            return found;
        }
        found.extend(joined);
    }
}

/// The folders that are followed by default.
pub fn is_followed(folder: &str) -> bool {
    !matches!(folder, "Drafts" | "Junk" | "Trash")
}

pub fn name(mail: &TrueMail) -> Name {
    if mail.message_id.is_empty() {
        format!("{}/{}", mail.folder, mail.file)
    } else {
        mail.message_id.clone()
    }
}

struct People {
    contacts: HashMap<String, Vec<RecordRef>>,
    domains: HashMap<String, RecordRef>,
    own_domain: String,
}

impl People {
    fn of(house: &House) -> People {
        let company = &house.sample.company;
        let mut contacts = HashMap::new();
        for (contact, record) in company.contacts.iter().zip(&house.contacts) {
            for address in &contact.addresses {
                contacts.insert(address.clone(), vec![*record, house.accounts[contact.account]]);
            }
        }
        let domains =
            company.accounts.iter().map(|a| a.domain.clone()).zip(house.accounts.iter().copied()).collect();
        People { contacts, domains, own_domain: company.domain.clone() }
    }

    fn clients(&self, mail: &TrueMail) -> BTreeSet<RecordRef> {
        let mut clients = BTreeSet::new();
        for address in addresses(mail) {
            let domain = address.rsplit('@').next().unwrap_or_default();
            if domain == self.own_domain {
                continue;
            }
            match self.contacts.get(address) {
                Some(records) => clients.extend(records),
                None => clients.extend(self.domains.get(domain)),
            }
        }
        clients
    }

    fn is_internal(&self, mail: &TrueMail) -> bool {
        addresses(mail).into_iter().all(|a| a.rsplit('@').next() == Some(self.own_domain.as_str()))
    }
}

/// Everybody in the headers as they are on the server: damage may have taken some away.
fn addresses(mail: &TrueMail) -> Vec<&str> {
    let damage = if mail.kind == Kind::Malformed { mail.detail.as_str() } else { "" };
    match damage {
        "no-headers" => Vec::new(),
        "from-without-address" => mail.to.iter().chain(&mail.cc).map(String::as_str).collect(),
        _ => std::iter::once(&mail.from).chain(&mail.to).chain(&mail.cc).map(String::as_str).collect(),
    }
}
