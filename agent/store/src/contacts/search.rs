//! Contacts found by what people remember of them.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crate::keys;
use crate::paging::Page;
use crate::phones::number_key;
use crate::refs::read_uid;
use crmweb_model::address::Address;
use crmweb_model::ids::{AccountId, ContactId, Uid, UserId};
use crmweb_model::record::{ClientKind, RecordKind};
use crmweb_model::words::fold;

/// A contact as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its key.
    pub id: ContactId,
    /// Its name outside the database.
    pub uid: Uid,
    /// Given and family name.
    pub name: String,
    /// The name folded: with the key the place in the list.
    pub name_key: String,
    /// What it is to us.
    pub kind: ClientKind,
    /// The main account, by name; empty for none.
    pub account: String,
    /// What the contact is there.
    pub title: String,
    /// The main mail address; empty for none.
    pub address: String,
    /// Who looks after it.
    pub owner: Option<UserId>,
}

/// The columns of a [`Line`], of `contacts c`.
macro_rules! lines_of {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.uid, c.first_name, c.last_name, c.name_key, c.kind, c.owner_id,
                (SELECT address FROM contact_addresses WHERE contact_id = c.id ORDER BY position LIMIT 1),
                (SELECT a.name
                 FROM contact_accounts w JOIN accounts a ON a.id = w.account_id
                 WHERE w.contact_id = c.id
                   AND (SELECT d.deleted_at FROM accounts d WHERE d.id = w.account_id) IS NULL
                 ORDER BY w.position, a.id LIMIT 1),
                (SELECT w.title
                 FROM contact_accounts w JOIN accounts a ON a.id = w.account_id
                 WHERE w.contact_id = c.id
                   AND (SELECT d.deleted_at FROM accounts d WHERE d.id = w.account_id) IS NULL
                 ORDER BY w.position, a.id LIMIT 1) ",
            $rest
        )
    };
}

/// Lists contacts by name, a page at a time.
pub fn list(tx: &mut Tx, page: &Page) -> Result<Vec<Line>> {
    let b = page.bounds();
    tx.query(
        lines_of!(
            "FROM contacts c
             WHERE c.name_key >= ?1 AND c.name_key < ?2 AND (c.name_key, c.id) > (?3, ?4) AND c.deleted_at IS NULL
             ORDER BY c.name_key, c.id
             LIMIT ?5"
        ),
        &[&b.from, &b.to, &b.after, &b.after_id, &b.limit],
        line,
    )
}

/// Lists contacts of exactly this given and family name, however it is written.
pub fn by_name(tx: &mut Tx, name: &str) -> Result<Vec<Line>> {
    tx.query(
        lines_of!("FROM contacts c WHERE c.name_key = ?1 AND c.deleted_at IS NULL ORDER BY c.id LIMIT 100"),
        &[&fold(name)],
        line,
    )
}

/// Lists who works at an account, by name, at most `most`.
pub fn at_account(tx: &mut Tx, account: AccountId, most: i64) -> Result<Vec<Line>> {
    tx.query(
        lines_of!(
            "FROM contact_accounts here
             JOIN contacts c ON c.id = here.contact_id
             WHERE here.account_id = ?1
               AND (SELECT d.deleted_at FROM contacts d WHERE d.id = here.contact_id) IS NULL
             ORDER BY c.name_key, c.id
             LIMIT ?2"
        ),
        &[&account.0, &most],
        line,
    )
}

/// Lists the contacts that have this address, oldest first.
pub fn by_address(tx: &mut Tx, address: &Address) -> Result<Vec<ContactId>> {
    let holders = keys::holders(tx, keys::what::ADDRESS, address.as_str())?;
    Ok(holders.into_iter().filter(|r| r.kind == RecordKind::Contact).map(|r| ContactId(r.id)).collect())
}

/// Lists the contacts that have this phone number, however it is written.
pub fn by_phone(tx: &mut Tx, number: &str) -> Result<Vec<Line>> {
    tx.query(
        lines_of!(
            "FROM contacts c
             WHERE c.id IN (SELECT contact_id FROM contact_phones WHERE number_key = ?1 AND number_key <> '')
               AND c.deleted_at IS NULL
             ORDER BY c.id
             LIMIT 100"
        ),
        &[&number_key(number)],
        line,
    )
}

fn line(r: &Row) -> Result<Line> {
    let (first, last, kind): (String, String, String) = (r.get(2)?, r.get(3)?, r.get(5)?);
    let text = |i| Ok::<_, crate::Error>(r.get::<Option<String>>(i)?.unwrap_or_default());
    Ok(Line {
        id: ContactId(r.get(0)?),
        uid: read_uid(r, 1)?,
        name: format!("{first} {last}").trim().to_owned(),
        name_key: r.get(4)?,
        kind: ClientKind::from_name(&kind).ok_or_else(|| damaged("kind of contact", &kind))?,
        account: text(8)?,
        title: text(9)?,
        address: text(7)?,
        owner: r.get::<Option<i64>>(6)?.map(UserId),
    })
}
