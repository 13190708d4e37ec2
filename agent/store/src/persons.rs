//! What is stored of a person, wherever it stands: found, counted, taken away (SPEC C8).

mod derived;
pub mod erasures;
pub mod rows;
pub mod texts;

use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::fields::from_phone_lines;
use crate::{catalogued, log};
use crmweb_model::catalogue;
use crmweb_model::ids::MailId;
use crmweb_model::person::Person;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;

/// Entries of a record looked through for what it was called before.
const LOOKED_AT: i64 = 5_000;

/// Returns a contact or lead and what is the same person: the contact made of a lead, the lead it was.
pub fn records(tx: &mut Tx, record: RecordRef) -> Result<Vec<RecordRef>> {
    let (sql, other) = match record.kind {
        RecordKind::Contact => ("SELECT id FROM leads WHERE contact_id = ?1", RecordKind::Lead),
        RecordKind::Lead => {
            ("SELECT contact_id FROM leads WHERE id = ?1 AND contact_id IS NOT NULL", RecordKind::Contact)
        }
        _ => return Ok(vec![]),
    };
    let mut found = vec![record];
    found.extend(tx.query(sql, &[&record.id], |r| Ok(RecordRef::new(other, r.get(0)?)))?);
    Ok(found)
}

/// Returns by what the person of these records is recognised, by what they hold and by what they held before.
pub fn of_records(tx: &mut Tx, records: &[RecordRef]) -> Result<Person> {
    let mut person = Person::default();
    for record in records {
        let Some(kind) = catalogue::of(record.kind) else { continue };
        let Some(sheet) = catalogued::load(tx, kind, record.id)? else { continue };
        person.add_name(sheet.text("first_name"), sheet.text("last_name"));
        add(&mut person, "addresses", sheet.text("addresses"));
        add(&mut person, "phones", sheet.text("phones"));
        for entry in log::of_record(tx, *record, LOOKED_AT)? {
            for change in entry.fields {
                for value in change.old.iter().chain(&change.new) {
                    add(&mut person, &change.field, value);
                }
            }
        }
    }
    person.join(Person::default());
    Ok(person)
}

fn add(person: &mut Person, field: &str, value: &str) {
    match field {
        "addresses" => value.lines().for_each(|address| person.add_address(address)),
        "phones" => {
            for phone in from_phone_lines(value).unwrap_or_default() {
                person.add_phone(&phone.number);
            }
        }
        _ => {}
    }
}

/// Tells whether another contact or lead, not among `records`, is called the same.
pub fn has_namesake(tx: &mut Tx, records: &[RecordRef], person: &Person) -> Result<bool> {
    for name in &person.names {
        for (kind, sql) in [
            (RecordKind::Contact, "SELECT id FROM contacts WHERE name_key = ?1 AND deleted_at IS NULL"),
            (RecordKind::Lead, "SELECT id FROM leads WHERE name_key = ?1 AND deleted_at IS NULL"),
        ] {
            let called = tx.query(sql, &[&fold(name)], |r| Ok(RecordRef::new(kind, r.get(0)?)))?;
            if called.iter().any(|other| !records.contains(other)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Lists the contacts and leads that have an address, deleted ones left out.
pub fn holders(tx: &mut Tx, address: &str) -> Result<Vec<RecordRef>> {
    tx.query(
        "SELECT 'contact', c.id FROM contact_addresses a JOIN contacts c ON c.id = a.contact_id
         WHERE a.address = ?1 AND c.deleted_at IS NULL
         UNION
         SELECT 'lead', l.id FROM lead_addresses a JOIN leads l ON l.id = a.lead_id
         WHERE a.address = ?1 AND l.deleted_at IS NULL",
        &[&address],
        |r| crate::keys::record(r, 0),
    )
}

/// A mail in whose headers the person stands, and whether nobody else from outside does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The mail.
    pub mail: MailId,
    /// It concerns nobody else: the others in it are colleagues.
    pub only: bool,
}

/// Lists the mails in which an address of the person stands, oldest key first, after `after`, at most `limit`.
pub fn mails(tx: &mut Tx, person: &Person, after: MailId, limit: i64) -> Result<Vec<Named>> {
    if person.addresses.is_empty() {
        return Ok(Vec::new());
    }
    let count = person.addresses.len();
    let (among, others) = (placeholders(3, count), placeholders(3 + count, count));
    let blind: Vec<String> = (0..count).map(|n| format!("c.blind LIKE ?{}", 3 + 2 * count + n)).collect();
    // Within, people of the company itself are nobody from outside.
    let sql = format!(
        "SELECT m.mail_id,
                NOT EXISTS (
                    SELECT 1 FROM mail_people o
                    WHERE o.mail_id = m.mail_id AND o.address NOT IN ({others})
                      AND NOT EXISTS (SELECT 1 FROM match_keys k
                                      WHERE k.gone = 0
                                        AND (k.what = 'colleague' AND k.key = o.address
                                             OR k.what = 'company_domain'
                                                AND o.address LIKE '%@' || k.key)))
         FROM (SELECT mail_id FROM mail_people WHERE address IN ({among}) AND mail_id > ?1
               UNION
               SELECT c.mail_id FROM captures c WHERE c.mail_id > ?1 AND ({blind})
               ORDER BY mail_id LIMIT ?2) m
         ORDER BY m.mail_id",
        blind = blind.join(" OR "),
    );
    let likes: Vec<String> = person.addresses.iter().map(|address| format!("%{address}%")).collect();
    let mut params: Vec<&dyn Param> = vec![&after.0, &limit];
    for list in [&person.addresses, &person.addresses, &likes] {
        params.extend(list.iter().map(|text| text as &dyn Param));
    }
    let postgres = tx.is_postgres();
    tx.query(&sql, &params, |r| {
        let only = if postgres { r.get::<bool>(1)? } else { r.flag(1)? };
        Ok(Named { mail: MailId(r.get(0)?), only })
    })
}
