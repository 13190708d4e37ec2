//! Mailboxes that are followed, as the crm knows them: whose, and how much of their mail colleagues see.

use crate::engine::{Row, Tx};
use crate::error::Result;
use crate::fields::damaged;
use crate::keys;
use crate::log::{self, Author, FieldChange};
use crate::refs::read_uid;
use crmweb_model::address::Address;
use crmweb_model::ids::{MailboxId, Uid, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;

/// A mailbox as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Its key.
    pub id: MailboxId,
    /// Its name outside the database.
    pub uid: Uid,
    /// Its address.
    pub address: Address,
    /// Whose it is; `None` is shared: the company's.
    pub user: Option<UserId>,
    /// How much of its mail colleagues see.
    pub share: ShareLevel,
    /// When it was first followed.
    pub created_at: Millis,
    /// When it was given up.
    pub deleted_at: Option<Millis>,
}

/// Adds a mailbox; its address is a colleague's from now on.
pub fn insert(
    tx: &mut Tx,
    by: &Author,
    uid: Uid,
    address: &Address,
    user: Option<UserId>,
    share: ShareLevel,
) -> Result<MailboxId> {
    let kind = if user.is_some() { "personal" } else { "shared" };
    let id: i64 = tx.query_one(
        "INSERT INTO mailboxes (uid, address, kind, user_id, share, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         RETURNING id",
        &[&uid.to_string(), &address.as_str(), &kind, &user.map(|u| u.0), &share.as_number(), &by.at.0],
        |r| r.get(0),
    )?;
    let told = [
        FieldChange::new("address", None, Some(address.to_string())),
        FieldChange::new("kind", None, Some(kind.into())),
        FieldChange::new("share", None, Some(share.as_str().into())),
    ];
    log::append(tx, by, record(MailboxId(id)), "created", &told)?;
    keys::refresh(tx, record(MailboxId(id)))?;
    Ok(MailboxId(id))
}

/// Sets how much of the mailbox's mail colleagues see; captures made before keep their level until they are set.
pub fn set_share(tx: &mut Tx, by: &Author, known: &Mailbox, share: ShareLevel) -> Result<()> {
    if known.share == share {
        return Ok(());
    }
    tx.execute("UPDATE mailboxes SET share = ?2 WHERE id = ?1", &[&known.id.0, &share.as_number()])?;
    let change = FieldChange::new("share", Some(known.share.as_str().into()), Some(share.as_str().into()));
    log::append(tx, by, record(known.id), "changed", &[change])?;
    Ok(())
}

/// Gives a mailbox up; its captures stay.
pub fn delete(tx: &mut Tx, by: &Author, known: &Mailbox) -> Result<()> {
    tx.execute("UPDATE mailboxes SET deleted_at = ?2 WHERE id = ?1", &[&known.id.0, &by.at.0])?;
    log::append(tx, by, record(known.id), "deleted", &[])?;
    keys::refresh(tx, record(known.id))
}

/// Loads a mailbox that is followed.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Mailbox>> {
    tx.query_opt(
        "SELECT id, uid, address, user_id, share, created_at, deleted_at
         FROM mailboxes
         WHERE uid = ?1 AND deleted_at IS NULL",
        &[&uid.to_string()],
        mailbox,
    )
}

/// Loads a mailbox, followed or given up.
pub fn by_id(tx: &mut Tx, id: MailboxId) -> Result<Option<Mailbox>> {
    tx.query_opt(
        "SELECT id, uid, address, user_id, share, created_at, deleted_at FROM mailboxes WHERE id = ?1",
        &[&id.0],
        mailbox,
    )
}

/// Lists the mailboxes that are followed, oldest first.
pub fn list(tx: &mut Tx) -> Result<Vec<Mailbox>> {
    tx.query(
        "SELECT id, uid, address, user_id, share, created_at, deleted_at
         FROM mailboxes
         WHERE deleted_at IS NULL
         ORDER BY id",
        &[],
        mailbox,
    )
}

fn record(id: MailboxId) -> RecordRef {
    RecordRef::new(RecordKind::Mailbox, id.0)
}

fn mailbox(r: &Row) -> Result<Mailbox> {
    let address: String = r.get(2)?;
    Ok(Mailbox {
        id: MailboxId(r.get(0)?),
        uid: read_uid(r, 1)?,
        address: Address::parse(&address).map_err(|_| damaged("address", &address))?,
        user: r.get::<Option<i64>>(3)?.map(UserId),
        share: ShareLevel::from_number(r.get(4)?),
        created_at: Millis(r.get(5)?),
        deleted_at: r.get::<Option<i64>>(6)?.map(Millis),
    })
}
