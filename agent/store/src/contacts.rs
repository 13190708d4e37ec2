//! Contacts: the people at the clients.

mod fields;
mod search;

pub use fields::{restore, texts};
pub use search::{Line, at_account, by_address, by_name, by_phone, list};

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::{changes, created, damaged};
use crate::log::{self, Author, FieldChange};
use crate::{keys, phones, users};
use crmweb_model::address::Address;
use crmweb_model::draft::{ContactDraft, Position, Postal};
use crmweb_model::ids::{ContactId, Uid, UserId};
use crmweb_model::record::{ClientKind, RecordKind, RecordRef};
use crmweb_model::time::{Day, Millis};
use crmweb_model::words::fold;

/// A contact as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its key.
    pub id: ContactId,
    /// Its name outside the database.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What people entered; positions at deleted accounts are left out.
    pub details: ContactDraft,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// Who created it.
    pub created_by: Option<UserId>,
    /// When it was created.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
}

impl Contact {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        record(self.id)
    }
}

fn record(id: ContactId) -> RecordRef {
    RecordRef::new(RecordKind::Contact, id.0)
}

/// Adds a contact with checked details, owned by its creator.
pub fn insert(tx: &mut Tx, by: &Author, uid: Uid, details: &ContactDraft) -> Result<ContactId> {
    let id = ContactId(tx.query_one(
        "INSERT INTO contacts (uid, name_key, kind, owner_id, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5)
         RETURNING id",
        &[&uid.to_string(), &name_key(details), &details.kind.as_str(), &by.user.map(|u| u.0), &by.at.0],
        |r| r.get(0),
    )?);
    save(tx, id, details)?;
    let mut entered = created(&texts(details));
    if let Some(owner) = by.user {
        entered.push(FieldChange::new("owner", None, Some(users::uid(tx, owner)?)));
    }
    log::append(tx, by, record(id), "created", &entered)?;
    keys::refresh(tx, record(id))?;
    Ok(id)
}

/// Gives a contact other details; tells whether anything changed.
pub fn update(tx: &mut Tx, by: &Author, known: &Contact, details: &ContactDraft) -> Result<bool> {
    let changed = changes(&texts(&known.details), &texts(details));
    if changed.is_empty() {
        return Ok(false);
    }
    save(tx, known.id, details)?;
    touch(tx, known.id, by.at)?;
    log::append(tx, by, known.record(), "changed", &changed)?;
    keys::refresh(tx, known.record())?;
    Ok(true)
}

/// Gives a contact to `owner`.
pub fn set_owner(tx: &mut Tx, by: &Author, known: &Contact, owner: Option<UserId>) -> Result<()> {
    let change = users::owner_change(tx, known.owner, owner)?;
    tx.execute("UPDATE contacts SET owner_id = ?2 WHERE id = ?1", &[&known.id.0, &owner.map(|u| u.0)])?;
    touch(tx, known.id, by.at)?;
    log::append(tx, by, known.record(), "changed", &[change])?;
    Ok(())
}

/// Deletes a contact: it leaves lists and match keys at once, and can come back.
pub fn delete(tx: &mut Tx, by: &Author, id: ContactId) -> Result<()> {
    set_deleted(tx, by, id, Some(by.at), "deleted")
}

/// Brings a deleted contact back.
pub fn undelete(tx: &mut Tx, by: &Author, id: ContactId) -> Result<()> {
    set_deleted(tx, by, id, None, "undeleted")
}

fn set_deleted(tx: &mut Tx, by: &Author, id: ContactId, at: Option<Millis>, verb: &str) -> Result<()> {
    tx.execute("UPDATE contacts SET deleted_at = ?2 WHERE id = ?1", &[&id.0, &at.map(|m| m.0)])?;
    touch(tx, id, by.at)?;
    log::append(tx, by, record(id), verb, &[])?;
    keys::refresh(tx, record(id))
}

/// Notes that mail to `address` came back for good; returns the contacts that have it.
pub fn mark_bounced(tx: &mut Tx, address: &Address, at: Millis) -> Result<Vec<ContactId>> {
    tx.query(
        "UPDATE contact_addresses SET bounced_at = ?2 WHERE address = ?1 RETURNING contact_id",
        &[&address.as_str(), &at.0],
        |r| Ok(ContactId(r.get(0)?)),
    )
}

/// Lists the addresses of a contact from which mail came back for good, each with the last time.
pub fn bounced(tx: &mut Tx, id: ContactId) -> Result<Vec<(String, Millis)>> {
    tx.query(
        "SELECT address, bounced_at
         FROM contact_addresses
         WHERE contact_id = ?1 AND bounced_at IS NOT NULL
         ORDER BY position",
        &[&id.0],
        |r| Ok((r.get(0)?, Millis(r.get(1)?))),
    )
}

/// Loads a contact that is not deleted.
pub fn by_id(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    Ok(with_deleted(tx, id)?.filter(|contact| contact.deleted_at.is_none()))
}

/// Loads a contact that is not deleted.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Contact>> {
    let id = tx.query_opt("SELECT id FROM contacts WHERE uid = ?1", &[&uid.to_string()], |r| r.get(0))?;
    id.map_or(Ok(None), |id| by_id(tx, ContactId(id)))
}

/// Loads a contact, deleted or not.
pub fn with_deleted(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    let found = tx.query_opt(
        "SELECT id, uid, version, salutation, first_name, last_name, department, language, kind, birthday, street,
                postal_code, city, region, country, do_not_contact, description, owner_id, created_by, created_at,
                updated_at, deleted_at
         FROM contacts
         WHERE id = ?1",
        &[&id.0],
        contact,
    )?;
    let Some(mut contact) = found else { return Ok(None) };
    contact.details.phones = phones::load(tx, phones::Of::Contact(id.0))?;
    contact.details.addresses = tx.query(
        "SELECT address FROM contact_addresses WHERE contact_id = ?1 ORDER BY position",
        &[&id.0],
        |r| r.get(0),
    )?;
    contact.details.positions = tx.query(
        "SELECT a.uid, w.title
         FROM contact_accounts w
         JOIN accounts a ON a.id = w.account_id
         WHERE w.contact_id = ?1 AND (SELECT d.deleted_at FROM accounts d WHERE d.id = w.account_id) IS NULL
         ORDER BY w.position, a.id",
        &[&id.0],
        |r| Ok(Position { account: uid(r.get(0)?)?, title: r.get(1)? }),
    )?;
    Ok(Some(contact))
}

fn touch(tx: &mut Tx, id: ContactId, at: Millis) -> Result<()> {
    tx.execute("UPDATE contacts SET version = version + 1, updated_at = ?2 WHERE id = ?1", &[&id.0, &at.0])?;
    Ok(())
}

fn name_key(d: &ContactDraft) -> String {
    fold(&format!("{} {}", d.first_name, d.last_name))
}

/// Writes the details of a contact that is there.
fn save(tx: &mut Tx, id: ContactId, d: &ContactDraft) -> Result<()> {
    tx.execute(
        "UPDATE contacts
         SET salutation = ?2, first_name = ?3, last_name = ?4, name_key = ?5, department = ?6, language = ?7,
             kind = ?8, birthday = ?9, street = ?10, postal_code = ?11, city = ?12, region = ?13, country = ?14,
             do_not_contact = ?15, description = ?16
         WHERE id = ?1",
        &[
            &id.0,
            &d.salutation,
            &d.first_name,
            &d.last_name,
            &name_key(d),
            &d.department,
            &d.language,
            &d.kind.as_str(),
            &d.birthday.as_ref().map(Day::as_str),
            &d.postal.street,
            &d.postal.postal_code,
            &d.postal.city,
            &d.postal.region,
            &d.postal.country,
            &d.do_not_contact.join(" "),
            &d.description,
        ],
    )?;
    phones::replace(tx, phones::Of::Contact(id.0), &d.phones)?;
    save_addresses(tx, id, &d.addresses)?;
    save_positions(tx, id, &d.positions)
}

/// What stays keeps what is known of its bounces.
fn save_addresses(tx: &mut Tx, id: ContactId, addresses: &[String]) -> Result<()> {
    let present: Vec<String> =
        tx.query("SELECT address FROM contact_addresses WHERE contact_id = ?1", &[&id.0], |r| r.get(0))?;
    for address in present.iter().filter(|address| !addresses.contains(address)) {
        tx.execute(
            "DELETE FROM contact_addresses WHERE contact_id = ?1 AND address = ?2",
            &[&id.0, address],
        )?;
    }
    for (position, address) in (0_i64..).zip(addresses) {
        tx.execute(
            "INSERT INTO contact_addresses (contact_id, address, position)
             VALUES (?1, ?2, ?3)
             ON CONFLICT (contact_id, address) DO UPDATE SET position = excluded.position",
            &[&id.0, address, &position],
        )?;
    }
    Ok(())
}

/// Positions at deleted accounts are not shown and therefore stay: the account may come back.
fn save_positions(tx: &mut Tx, id: ContactId, positions: &[Position]) -> Result<()> {
    let present = tx.query(
        "SELECT w.account_id, a.uid
         FROM contact_accounts w
         JOIN accounts a ON a.id = w.account_id
         WHERE w.contact_id = ?1 AND (SELECT d.deleted_at FROM accounts d WHERE d.id = w.account_id) IS NULL",
        &[&id.0],
        |r| Ok((r.get::<i64>(0)?, uid(r.get(1)?)?)),
    )?;
    for (account, _) in present.iter().filter(|(_, uid)| !positions.iter().any(|p| p.account == *uid)) {
        tx.execute(
            "DELETE FROM contact_accounts WHERE contact_id = ?1 AND account_id = ?2",
            &[&id.0, account],
        )?;
    }
    for (place, position) in (0_i64..).zip(positions) {
        tx.execute(
            "INSERT INTO contact_accounts (contact_id, account_id, position, title)
             SELECT CAST(?1 AS BIGINT), id, CAST(?3 AS BIGINT), CAST(?4 AS TEXT)
             FROM accounts
             WHERE uid = ?2
             ON CONFLICT (contact_id, account_id)
             DO UPDATE SET position = excluded.position, title = excluded.title",
            &[&id.0, &position.account.to_string(), &place, &position.title],
        )?;
    }
    Ok(())
}

fn uid(text: String) -> Result<Uid> {
    Uid::parse(&text).map_err(|_| damaged("id of a record", &text))
}

fn contact(r: &Row) -> Result<Contact> {
    let kind: String = r.get(8)?;
    let birthday: Option<String> = r.get(9)?;
    let channels: String = r.get(15)?;
    let details = ContactDraft {
        salutation: r.get(3)?,
        first_name: r.get(4)?,
        last_name: r.get(5)?,
        department: r.get(6)?,
        language: r.get(7)?,
        kind: ClientKind::from_name(&kind).ok_or_else(|| damaged("kind of contact", &kind))?,
        birthday: birthday
            .map(|text| Day::parse(&text).map_err(|_| damaged("birthday", &text)))
            .transpose()?,
        postal: Postal {
            street: r.get(10)?,
            postal_code: r.get(11)?,
            city: r.get(12)?,
            region: r.get(13)?,
            country: r.get(14)?,
        },
        do_not_contact: channels.split_whitespace().map(str::to_owned).collect(),
        description: r.get(16)?,
        positions: Vec::new(),
        addresses: Vec::new(),
        phones: Vec::new(),
    };
    Ok(Contact {
        id: ContactId(r.get(0)?),
        uid: uid(r.get(1)?)?,
        version: r.get(2)?,
        details,
        owner: r.get::<Option<i64>>(17)?.map(UserId),
        created_by: r.get::<Option<i64>>(18)?.map(UserId),
        created_at: Millis(r.get(19)?),
        updated_at: Millis(r.get(20)?),
        deleted_at: r.get::<Option<i64>>(21)?.map(Millis),
    })
}
