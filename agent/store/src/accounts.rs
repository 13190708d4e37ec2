//! Accounts: companies and other clients.

mod fields;
mod search;

pub use fields::{restore, texts};
pub use search::{Line, by_domain, by_name, by_phone, list};

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::{changes, created, damaged};
use crate::log::{self, Author, FieldChange};
use crate::{keys, phones, users};
use crmweb_model::draft::{AccountDraft, Postal};
use crmweb_model::ids::{AccountId, Uid, UserId};
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its key.
    pub id: AccountId,
    /// Its name outside the database.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What people entered.
    pub details: AccountDraft,
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

impl Account {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        record(self.id)
    }
}

fn record(id: AccountId) -> RecordRef {
    RecordRef::new(RecordKind::Account, id.0)
}

/// Adds an account with checked details, owned by its creator.
pub fn insert(tx: &mut Tx, by: &Author, uid: Uid, details: &AccountDraft) -> Result<AccountId> {
    let id = AccountId(tx.query_one(
        "INSERT INTO accounts (uid, name, name_key, kind, importance, owner_id, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7)
         RETURNING id",
        &[
            &uid.to_string(),
            &details.name,
            &fold(&details.name),
            &details.kind.as_str(),
            &details.importance.as_str(),
            &by.user.map(|u| u.0),
            &by.at.0,
        ],
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

/// Gives an account other details; tells whether anything changed.
pub fn update(tx: &mut Tx, by: &Author, known: &Account, details: &AccountDraft) -> Result<bool> {
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

/// Gives an account to `owner`.
pub fn set_owner(tx: &mut Tx, by: &Author, known: &Account, owner: Option<UserId>) -> Result<()> {
    let change = users::owner_change(tx, known.owner, owner)?;
    tx.execute("UPDATE accounts SET owner_id = ?2 WHERE id = ?1", &[&known.id.0, &owner.map(|u| u.0)])?;
    touch(tx, known.id, by.at)?;
    log::append(tx, by, known.record(), "changed", &[change])?;
    Ok(())
}

/// Deletes an account: it leaves lists and match keys at once, and can come back.
pub fn delete(tx: &mut Tx, by: &Author, id: AccountId) -> Result<()> {
    set_deleted(tx, by, id, Some(by.at), "deleted")
}

/// Brings a deleted account back.
pub fn undelete(tx: &mut Tx, by: &Author, id: AccountId) -> Result<()> {
    set_deleted(tx, by, id, None, "undeleted")
}

fn set_deleted(tx: &mut Tx, by: &Author, id: AccountId, at: Option<Millis>, verb: &str) -> Result<()> {
    tx.execute("UPDATE accounts SET deleted_at = ?2 WHERE id = ?1", &[&id.0, &at.map(|m| m.0)])?;
    touch(tx, id, by.at)?;
    log::append(tx, by, record(id), verb, &[])?;
    keys::refresh(tx, record(id))
}

/// Loads an account that is not deleted.
pub fn by_id(tx: &mut Tx, id: AccountId) -> Result<Option<Account>> {
    Ok(with_deleted(tx, id)?.filter(|account| account.deleted_at.is_none()))
}

/// Loads an account that is not deleted.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Account>> {
    let id = tx.query_opt("SELECT id FROM accounts WHERE uid = ?1", &[&uid.to_string()], |r| r.get(0))?;
    id.map_or(Ok(None), |id| by_id(tx, AccountId(id)))
}

/// Loads an account, deleted or not.
pub fn with_deleted(tx: &mut Tx, id: AccountId) -> Result<Option<Account>> {
    let found = tx.query_opt(
        "SELECT a.id, a.uid, a.version, a.name, a.kind, a.importance, a.industry, a.ownership, a.employees,
                a.annual_revenue, a.currency, a.street, a.postal_code, a.city, a.region, a.country, a.web,
                a.vat_number, a.registration_number, p.uid, a.status, a.description, a.owner_id, a.created_by,
                a.created_at, a.updated_at, a.deleted_at
         FROM accounts a
         LEFT JOIN accounts p ON p.id = a.parent_id
         WHERE a.id = ?1",
        &[&id.0],
        account,
    )?;
    let Some(mut account) = found else { return Ok(None) };
    account.details.phones = phones::load(tx, phones::Of::Account(id.0))?;
    account.details.addresses = tx.query(
        "SELECT address FROM account_addresses WHERE account_id = ?1 ORDER BY position",
        &[&id.0],
        |r| r.get(0),
    )?;
    account.details.domains = tx.query(
        "SELECT domain FROM account_domains WHERE account_id = ?1 ORDER BY position",
        &[&id.0],
        |r| r.get(0),
    )?;
    Ok(Some(account))
}

/// Returns the keys of the accounts above `id`, its parent first, at most `most`.
pub fn parents(tx: &mut Tx, id: AccountId, most: usize) -> Result<Vec<AccountId>> {
    let mut above = Vec::new();
    let mut at = id;
    while above.len() < most {
        let parent: Option<i64> =
            tx.query_opt("SELECT parent_id FROM accounts WHERE id = ?1", &[&at.0], |r| r.get(0))?.flatten();
        let Some(parent) = parent else { break };
        at = AccountId(parent);
        above.push(at);
    }
    Ok(above)
}

fn touch(tx: &mut Tx, id: AccountId, at: Millis) -> Result<()> {
    tx.execute("UPDATE accounts SET version = version + 1, updated_at = ?2 WHERE id = ?1", &[&id.0, &at.0])?;
    Ok(())
}

/// Writes the details of an account that is there.
fn save(tx: &mut Tx, id: AccountId, d: &AccountDraft) -> Result<()> {
    tx.execute(
        "UPDATE accounts
         SET name = ?2, name_key = ?3, kind = ?4, importance = ?5, industry = ?6, ownership = ?7, employees = ?8,
             annual_revenue = ?9, currency = ?10, street = ?11, postal_code = ?12, city = ?13, region = ?14,
             country = ?15, web = ?16, vat_number = ?17, registration_number = ?18,
             parent_id = (SELECT p.id FROM accounts p WHERE p.uid = ?19), status = ?20, description = ?21
         WHERE id = ?1",
        &[
            &id.0,
            &d.name,
            &fold(&d.name),
            &d.kind.as_str(),
            &d.importance.as_str(),
            &d.industry,
            &d.ownership,
            &d.employees,
            &d.annual_revenue.as_ref().map(|m| m.minor),
            &d.annual_revenue.as_ref().map_or("", |m| &m.currency),
            &d.postal.street,
            &d.postal.postal_code,
            &d.postal.city,
            &d.postal.region,
            &d.postal.country,
            &d.web,
            &d.vat_number,
            &d.registration_number,
            &d.parent.map(|p| p.to_string()),
            &d.status,
            &d.description,
        ],
    )?;
    phones::replace(tx, phones::Of::Account(id.0), &d.phones)?;
    tx.execute("DELETE FROM account_addresses WHERE account_id = ?1", &[&id.0])?;
    for (position, address) in (0_i64..).zip(&d.addresses) {
        tx.execute(
            "INSERT INTO account_addresses (account_id, address, position) VALUES (?1, ?2, ?3)",
            &[&id.0, address, &position],
        )?;
    }
    tx.execute("DELETE FROM account_domains WHERE account_id = ?1", &[&id.0])?;
    for (position, domain) in (0_i64..).zip(&d.domains) {
        tx.execute(
            "INSERT INTO account_domains (account_id, domain, position) VALUES (?1, ?2, ?3)",
            &[&id.0, domain, &position],
        )?;
    }
    Ok(())
}

fn account(r: &Row) -> Result<Account> {
    let uid = |text: String| Uid::parse(&text).map_err(|_| damaged("id of an account", &text));
    let (kind, importance): (String, String) = (r.get(4)?, r.get(5)?);
    let currency: String = r.get(10)?;
    let details = AccountDraft {
        name: r.get(3)?,
        kind: ClientKind::from_name(&kind).ok_or_else(|| damaged("kind of account", &kind))?,
        importance: Importance::from_name(&importance).ok_or_else(|| damaged("importance", &importance))?,
        industry: r.get(6)?,
        ownership: r.get(7)?,
        employees: r.get(8)?,
        annual_revenue: r.get::<Option<i64>>(9)?.map(|minor| Money { minor, currency }),
        postal: Postal {
            street: r.get(11)?,
            postal_code: r.get(12)?,
            city: r.get(13)?,
            region: r.get(14)?,
            country: r.get(15)?,
        },
        web: r.get(16)?,
        vat_number: r.get(17)?,
        registration_number: r.get(18)?,
        parent: r.get::<Option<String>>(19)?.map(uid).transpose()?,
        status: r.get(20)?,
        description: r.get(21)?,
        phones: Vec::new(),
        addresses: Vec::new(),
        domains: Vec::new(),
    };
    Ok(Account {
        id: AccountId(r.get(0)?),
        uid: uid(r.get(1)?)?,
        version: r.get(2)?,
        details,
        owner: r.get::<Option<i64>>(22)?.map(UserId),
        created_by: r.get::<Option<i64>>(23)?.map(UserId),
        created_at: Millis(r.get(24)?),
        updated_at: Millis(r.get(25)?),
        deleted_at: r.get::<Option<i64>>(26)?.map(Millis),
    })
}
