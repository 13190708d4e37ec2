//! The data of a person: counted, handed over, erased (SPEC C8).

pub mod erase;
pub mod export;
mod steps;
mod sweep;

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::address::Address;
use crmweb_model::identity;
use crmweb_model::ids::{MailId, Uid};
use crmweb_model::person::Person;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::persons::{self, erasures, rows};
use crmweb_store::{Tx, names, refs, settings};
use std::collections::BTreeSet;

/// Read at once.
const PAGE: i64 = 500;

/// Whose data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A contact or lead.
    Record(RecordKind, Uid),
    /// An address that no contact and no lead has.
    Address(Address),
}

impl Who {
    /// Reads `contact`, `lead` or `address` and what stands after it in addresses of the API.
    pub fn read(kind: &str, text: &str) -> Result<Who> {
        let named = |kind| Ok(Who::Record(kind, Uid::parse(text).map_err(|e| Error::invalid("uid", e))?));
        match kind {
            "contact" | "contacts" => named(RecordKind::Contact),
            "lead" | "leads" => named(RecordKind::Lead),
            "address" | "addresses" => {
                Address::parse(text).map(Who::Address).map_err(|e| Error::invalid("address", e))
            }
            _ => Err(Error::invalid("kind", "must be contact, lead or address")),
        }
    }
}

/// A person as found: the records, and by what texts speak of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The contact or lead asked for first, and what is the same person.
    pub records: Vec<RecordRef>,
    /// By what the person is recognised.
    pub person: Person,
    /// What people call the person.
    pub name: String,
    /// Somebody else is called the same: texts are looked through for addresses and phones only.
    pub has_namesake: bool,
}

/// How much there is of one kind of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Of what, such as `mails`.
    pub what: &'static str,
    /// How much.
    pub count: u64,
}

/// What is stored of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonData {
    /// What people call the person.
    pub name: String,
    /// What erasing takes away.
    pub holds: Vec<Count>,
    /// What stays, without telling who it was: mails others stand in as well, sales.
    pub stays: Vec<Count>,
    /// Somebody else is called the same.
    pub has_namesake: bool,
}

impl PersonData {
    /// Tells how much there is in all that erasing takes away.
    pub fn total(&self) -> u64 {
        self.holds.iter().map(|count| count.count).sum()
    }
}

/// Counts what is stored of a person.
pub fn personal_data(crm: &Crm, by: &By, who: &Who) -> Result<PersonData> {
    by.may(Right::Export, Whose::Others)?;
    let asked = who.clone();
    let asker = by.clone();
    let found = crm.read(move |tx| find(tx, &asker, &asked))?;
    count(crm, &found)
}

/// Tells why nobody may write to an address any more: `erased`.
pub fn suppressed(tx: &mut Tx, address: &Address) -> Result<Option<String>> {
    let key = settings::identity_key(tx)?;
    Ok(erasures::suppressed(tx, &suppression(&key, address.as_str()))?)
}

/// The keyed hash by which an address nobody may write to is known.
fn suppression(key: &[u8], address: &str) -> String {
    identity::mark(key, &format!("address {address}"))
}

/// Finds a person whom the actor sees.
fn find(tx: &mut Tx, by: &By, who: &Who) -> Result<Found> {
    match who {
        Who::Record(kind, uid) => {
            let record = refs::find(tx, *kind, *uid)?.ok_or_else(|| Error::no_such(*kind, *uid))?;
            by.may_with(tx, Right::Read, record)?;
            let records = persons::records(tx, record)?;
            let person = persons::of_records(tx, &records)?;
            let has_namesake = persons::has_namesake(tx, &records, &person)?;
            Ok(Found { name: names::of(tx, record)?, records, person, has_namesake })
        }
        Who::Address(address) => {
            if let Some(holder) = persons::holders(tx, address.as_str())?.first() {
                by.may_with(tx, Right::Read, *holder)?;
                let name = names::of(tx, *holder)?;
                return Err(Error::Conflict(format!(
                    "{address} is an address of the {} {name}",
                    holder.kind
                )));
            }
            let mut person = Person::default();
            person.add_address(address.as_str());
            Ok(Found { records: Vec::new(), person, name: address.to_string(), has_namesake: false })
        }
    }
}

/// Counts in pages, so that no reader is held for long.
fn count(crm: &Crm, found: &Found) -> Result<PersonData> {
    let (records, person) = (found.records.clone(), found.person.clone());
    let mut holds = crm.read(move |tx| of_rows(tx, &records, &person))?;
    let (mut only, mut shared) = (0, 0);
    let mut after = MailId(0);
    loop {
        let person = found.person.clone();
        let page = crm.read(move |tx| Ok(persons::mails(tx, &person, after, PAGE)?))?;
        let Some(last) = page.last() else { break };
        after = last.mail;
        only += page.iter().filter(|named| named.only).count() as u64;
        shared += page.iter().filter(|named| !named.only).count() as u64;
    }
    holds.insert(1, Count { what: "mails", count: only });
    let (mentions, logged, answers) = sweep::count(crm, found)?;
    holds.push(Count { what: "mentions", count: mentions });
    holds.push(Count { what: "log_entries", count: logged });
    holds.push(Count { what: "answers", count: answers });
    let records = found.records.clone();
    let sales = crm.read(move |tx| {
        let mut sales = 0;
        for record in records.iter().filter(|record| record.kind == RecordKind::Contact) {
            let work = rows::work(tx, record.id)?;
            sales += work.iter().filter(|it| it.kind == RecordKind::Sale).count() as u64;
        }
        Ok(sales)
    })?;
    let stays =
        vec![Count { what: "mails_with_others", count: shared }, Count { what: "sales", count: sales }];
    Ok(PersonData { name: found.name.clone(), holds, stays, has_namesake: found.has_namesake })
}

fn of_rows(tx: &mut Tx, records: &[RecordRef], person: &Person) -> Result<Vec<Count>> {
    let (mut there, mut links, mut logged) = (0, 0, 0);
    let (mut activities, mut notes) = (BTreeSet::new(), BTreeSet::new());
    let (mut incidents, mut opportunities) = (BTreeSet::new(), BTreeSet::new());
    let (mut documents, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for record in records {
        there += u64::from(refs::is_there(tx, *record)?);
        links += rows::count_links(tx, *record)?;
        logged += rows::count_logged(tx, *record)?;
        for (activity, kind) in rows::activities(tx, *record, i64::MAX)? {
            if kind == "note" {
                notes.insert(activity)
            } else {
                activities.insert(activity)
            };
        }
        for (document, only) in rows::documents(tx, *record)? {
            if only {
                documents.insert(document)
            } else {
                shared.insert(document)
            };
        }
        if record.kind == RecordKind::Contact {
            for work in rows::work(tx, record.id)? {
                match work.kind {
                    RecordKind::Incident => _ = incidents.insert(work.id),
                    RecordKind::Opportunity => _ = opportunities.insert(work.id),
                    _ => {}
                }
            }
        }
    }
    let keys = rows::count_keys(tx, person)?;
    let counts = [
        ("records", there),
        ("activities", activities.len() as u64),
        ("notes", notes.len() as u64),
        ("incidents", incidents.len() as u64),
        ("opportunities", opportunities.len() as u64),
        ("documents", documents.len() as u64),
        ("documents_of_others_too", shared.len() as u64),
        ("links", links),
        ("history", logged),
        ("keys", keys),
    ];
    Ok(counts.into_iter().map(|(what, count)| Count { what, count }).collect())
}
