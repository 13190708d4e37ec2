//! The rows of a person taken away, or left without what tells who it was.

use super::derived;
use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::keys;
use crate::mails::Stored;
use crmweb_model::catalogue::{self, At, Type};
use crmweb_model::ids::{ActivityId, MailId};
use crmweb_model::person::Person;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// Empties a contact or lead, calls it `name`, and takes it out of the lists.
pub fn blank_record(tx: &mut Tx, record: RecordRef, name: &str, at: Millis) -> Result<()> {
    let Some(kind) = catalogue::of(record.kind) else { return Ok(()) };
    let mut sets = Vec::new();
    for field in kind.fields {
        match (field.at, field.of) {
            (At::Rows { table, owner, .. }, _) => {
                tx.execute(&format!("DELETE FROM {table} WHERE {owner} = ?1"), &[&record.id])?;
            }
            (At::Money(minor, currency), _) => sets.push(format!("{minor} = NULL, {currency} = ''")),
            (At::Column(_), _) if field.name == "last_name" => {}
            (At::Column(column), Type::Line(_) | Type::Text | Type::Words(_)) => {
                sets.push(format!("{column} = ''"));
            }
            (At::Column(column), Type::Day) => sets.push(format!("{column} = NULL")),
            (At::Column(_), _) => {}
        }
    }
    let sql = format!(
        "UPDATE {table}
         SET last_name = ?2, {key} = ?3, version = version + 1, updated_at = ?4, deleted_at = ?4, {sets}
         WHERE id = ?1",
        table = kind.table,
        key = kind.key,
        sets = sets.join(", "),
    );
    tx.execute(&sql, &[&record.id, &name, &fold(name), &at.0])?;
    tx.execute(
        "DELETE FROM custom_values
         WHERE record_id = ?2 AND field_id IN (SELECT id FROM custom_fields WHERE record_kind = ?1)",
        &[&record.kind.as_str(), &record.id],
    )?;
    for table in ["group_members", "record_tags", "thread_records", "timeline_counts"] {
        let sql = format!("DELETE FROM {table} WHERE record_kind = ?1 AND record_id = ?2");
        tx.execute(&sql, &[&record.kind.as_str(), &record.id])?;
    }
    derived::refresh(tx, record)
}

/// Forgets by what mail was matched to the person: keys, rules, never-log entries, addresses of accounts, evidence.
pub fn forget_keys(tx: &mut Tx, records: &[RecordRef], person: &Person) -> Result<()> {
    for record in records {
        tx.execute(
            "DELETE FROM match_rules WHERE record_kind = ?1 AND record_id = ?2",
            &[&record.kind.as_str(), &record.id],
        )?;
    }
    for address in &person.addresses {
        tx.execute("DELETE FROM match_rules WHERE address = ?1", &[address])?;
        tx.execute("DELETE FROM never_log WHERE what = 'address' AND value = ?1", &[address])?;
        tx.execute("DELETE FROM account_addresses WHERE address = ?1", &[address])?;
        tx.execute("UPDATE activity_links SET evidence = '' WHERE evidence = ?1", &[address])?;
    }
    keys::forget(tx, records, &person.addresses)
}

/// Counts the keys, rules and lists that still name the person.
pub fn count_keys(tx: &mut Tx, person: &Person) -> Result<u64> {
    let mut count = 0;
    for address in &person.addresses {
        count += one(tx, "SELECT COUNT(*) FROM match_keys WHERE what = 'address' AND key = ?1", &[address])?;
        count += one(tx, "SELECT COUNT(*) FROM match_rules WHERE address = ?1", &[address])?;
        count += one(tx, "SELECT COUNT(*) FROM never_log WHERE what = 'address' AND value = ?1", &[address])?;
        count += one(tx, "SELECT COUNT(*) FROM account_addresses WHERE address = ?1", &[address])?;
    }
    Ok(count)
}

/// Counts the entries of the change log that still say something of a record.
pub fn count_logged(tx: &mut Tx, record: RecordRef) -> Result<u64> {
    one(
        tx,
        "SELECT COUNT(*) FROM change_log WHERE record_kind = ?1 AND record_id = ?2 AND fields <> '[]'",
        &[&record.kind.as_str(), &record.id],
    )
}

fn one(tx: &mut Tx, sql: &str, params: &[&dyn Param]) -> Result<u64> {
    Ok(tx.query_one(sql, params, |r| r.get::<i64>(0))?.unsigned_abs())
}

/// Lists the activities linked to a record that are no mails.
pub fn activities(tx: &mut Tx, record: RecordRef, limit: i64) -> Result<Vec<(ActivityId, String)>> {
    tx.query(
        "SELECT a.id, a.kind
         FROM activity_links l JOIN activities a ON a.id = l.activity_id
         WHERE l.record_kind = ?1 AND l.record_id = ?2 AND a.kind <> 'email'
         ORDER BY a.id LIMIT ?3",
        &[&record.kind.as_str(), &record.id, &limit],
        |r| Ok((ActivityId(r.get(0)?), r.get(1)?)),
    )
}

/// Takes every link of mails to a record away; what is left are mails that no longer name it.
pub fn unlink_mails(tx: &mut Tx, record: RecordRef, limit: i64) -> Result<Vec<ActivityId>> {
    let found = tx.query(
        "SELECT activity_id FROM activity_links WHERE record_kind = ?1 AND record_id = ?2 ORDER BY activity_id LIMIT ?3",
        &[&record.kind.as_str(), &record.id, &limit],
        |r| r.get(0).map(ActivityId),
    )?;
    for activity in &found {
        crate::links::remove(tx, *activity, record)?;
        crate::timeline::refresh(tx, *activity)?;
    }
    Ok(found)
}

/// Gives an activity another subject and text; `gone` takes it out of all histories.
pub fn blank_activity(
    tx: &mut Tx,
    id: ActivityId,
    subject: &str,
    body: &str,
    gone: Option<Millis>,
) -> Result<()> {
    tx.execute(
        "UPDATE activities
         SET subject = ?2, body = ?3, version = version + 1, deleted_at = COALESCE(CAST(?4 AS BIGINT), deleted_at)
         WHERE id = ?1",
        &[&id.0, &subject, &body, &gone.map(|at| at.0)],
    )?;
    derived::refresh(tx, RecordRef::new(RecordKind::Activity, id.0))?;
    if gone.is_some() {
        return crate::search::forget(tx, id);
    }
    crate::search::index(tx, id, &crmweb_model::words::tokens(&[subject, body]))
}

/// Lists the incidents, opportunities and sales of a contact.
pub fn work(tx: &mut Tx, contact: i64) -> Result<Vec<RecordRef>> {
    tx.query(
        "SELECT 'incident', id FROM incidents WHERE contact_id = ?1
         UNION ALL
         SELECT 'opportunity', opportunity_id FROM opportunity_contacts WHERE contact_id = ?1
         UNION ALL
         SELECT 'sale', id FROM sales WHERE contact_id = ?1
         ORDER BY 1, 2",
        &[&contact],
        |r| keys::record(r, 0),
    )
}

/// Lets an incident say nothing of its contact any more.
pub fn blank_incident(tx: &mut Tx, id: i64, name: &str) -> Result<()> {
    tx.execute(
        "UPDATE incidents
         SET subject = ?2, subject_key = ?3, description = '', contact_id = NULL, version = version + 1
         WHERE id = ?1",
        &[&id, &name, &fold(name)],
    )?;
    derived::refresh(tx, RecordRef::new(RecordKind::Incident, id))
}

/// Takes a contact off an opportunity; of one without another contact the description goes too. Tells whether it did.
pub fn leave_opportunity(tx: &mut Tx, id: i64, contact: i64) -> Result<bool> {
    tx.execute(
        "DELETE FROM opportunity_contacts WHERE opportunity_id = ?1 AND contact_id = ?2",
        &[&id, &contact],
    )?;
    let cleared = tx.execute(
        "UPDATE opportunities
         SET description = '', version = version + 1
         WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM opportunity_contacts WHERE opportunity_id = ?1)",
        &[&id],
    )?;
    derived::refresh(tx, RecordRef::new(RecordKind::Opportunity, id))?;
    Ok(cleared == 1)
}

/// Lists the documents of a record, and whether they belong to no other.
pub fn documents(tx: &mut Tx, record: RecordRef) -> Result<Vec<(i64, bool)>> {
    tx.query(
        "SELECT l.document_id,
                (SELECT COUNT(*) FROM document_links o WHERE o.document_id = l.document_id)
         FROM document_links l
         WHERE l.record_kind = ?1 AND l.record_id = ?2
         ORDER BY l.document_id",
        &[&record.kind.as_str(), &record.id],
        |r| Ok((r.get(0)?, r.get::<i64>(1)? == 1)),
    )
}

/// Removes a document with all its versions; returns the names of its bytes. One that a sale or a template names stays as
/// an empty row.
pub fn remove_document(tx: &mut Tx, id: i64, name: &str, at: Millis) -> Result<Vec<String>> {
    let bytes =
        tx.query("SELECT DISTINCT sha256 FROM document_versions WHERE document_id = ?1", &[&id], |r| {
            r.get::<String>(0)
        })?;
    for table in ["document_versions", "document_keywords", "document_links"] {
        tx.execute(&format!("DELETE FROM {table} WHERE document_id = ?1"), &[&id])?;
    }
    tx.execute(
        "UPDATE documents
         SET name = ?2, name_key = ?3, description = '', versions = 0, version = version + 1, deleted_at = ?4
         WHERE id = ?1",
        &[&id, &name, &fold(name), &at.0],
    )?;
    derived::refresh(tx, RecordRef::new(RecordKind::Document, id))?;
    Ok(bytes)
}

/// Calls somebody in the headers of a mail otherwise, and takes the addresses out of its blind copies.
pub fn rename_in_mail(tx: &mut Tx, mail: MailId, person: &Person, name: &str, address: &str) -> Result<()> {
    let marks = placeholders(2, person.addresses.len().max(1));
    let mut params: Vec<&dyn Param> = vec![&mail.0];
    params.extend(person.addresses.iter().map(|address| address as &dyn Param));
    let parts = tx.query(
        &format!("SELECT DISTINCT part FROM mail_people WHERE mail_id = ?1 AND address IN ({marks})"),
        &params,
        |r| r.get::<String>(0),
    )?;
    tx.execute(&format!("DELETE FROM mail_people WHERE mail_id = ?1 AND address IN ({marks})"), &params)?;
    for part in parts {
        tx.execute(
            "INSERT INTO mail_people (mail_id, address, part, name) VALUES (?1, ?2, ?3, ?4)",
            &[&mail.0, &address, &part, &name],
        )?;
    }
    let blind = tx.query(
        "SELECT mailbox_id, blind FROM captures WHERE mail_id = ?1 AND blind <> ''",
        &[&mail.0],
        |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)),
    )?;
    for (mailbox, listed) in blind {
        let left: Vec<&str> =
            listed.split(' ').filter(|it| !person.addresses.iter().any(|mine| mine == it)).collect();
        tx.execute(
            "UPDATE captures SET blind = ?3 WHERE mail_id = ?1 AND mailbox_id = ?2",
            &[&mail.0, &mailbox, &left.join(" ")],
        )?;
    }
    Ok(())
}

/// What is left of a mail that others need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Its author's address.
    pub from_address: String,
    /// Its author's name.
    pub from_name: String,
    /// Its Message-ID, unless that names the person.
    pub message_id: Option<String>,
}

/// Replaces a mail by what is left of it, with bytes at another place; its files are gone.
pub fn replace_mail(tx: &mut Tx, mail: &Stored, left: &Left, sha256: &str) -> Result<()> {
    tx.execute(
        "UPDATE mails
         SET text = ?2, from_address = ?3, from_name = ?4, message_id = ?5, size = ?6, truncated = 1, sha256 = ?7,
             pack = ?8, pack_at = ?9, attachments = 0
         WHERE id = ?1",
        &[
            &mail.id.0,
            &left.text,
            &left.from_address,
            &left.from_name,
            &left.message_id,
            &(mail.place.length as i64),
            &sha256,
            &mail.place.pack,
            &(mail.place.at as i64),
        ],
    )?;
    tx.execute("DELETE FROM attachments WHERE mail_id = ?1", &[&mail.id.0])?;
    tx.execute("UPDATE activities SET subject = ?2 WHERE id = ?1", &[&mail.activity.0, &left.subject])?;
    derived::refresh(tx, RecordRef::new(RecordKind::Activity, mail.activity.0))
}

/// Reads of a mail what [`replace_mail`] replaces.
pub fn mail(tx: &mut Tx, mail: &Stored) -> Result<Left> {
    tx.query_one(
        "SELECT text, from_address, from_name, message_id FROM mails WHERE id = ?1",
        &[&mail.id.0],
        |r| {
            Ok(Left {
                subject: mail.subject.clone(),
                text: r.get(0)?,
                from_address: r.get(1)?,
                from_name: r.get(2)?,
                message_id: r.get(3)?,
            })
        },
    )
}

/// Counts the links that activities still have to a record, whatever their kind.
pub fn count_links(tx: &mut Tx, record: RecordRef) -> Result<u64> {
    one(
        tx,
        "SELECT COUNT(*) FROM activity_links WHERE record_kind = ?1 AND record_id = ?2",
        &[&record.kind.as_str(), &record.id],
    )
}

/// The kinds of record that are persons.
pub const PERSONS: [RecordKind; 2] = [RecordKind::Contact, RecordKind::Lead];
