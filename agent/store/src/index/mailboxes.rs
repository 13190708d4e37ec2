//! The mailboxes of one user: where they are, and how they fare.

use super::BoxId;
use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::time::Millis;

/// Whose a mailbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One user's: mail that matches nobody stays private.
    Personal,
    /// The company's (support@): all its mail belongs to the crm.
    Shared,
}

impl Kind {
    /// Returns the name used in storage and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Personal => "personal",
            Kind::Shared => "shared",
        }
    }

    /// Reads [`Kind::as_str`] back; anything else is personal, which shows the least.
    pub fn from_name(name: &str) -> Kind {
        if name == "shared" { Kind::Shared } else { Kind::Personal }
    }
}

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// Plain text turned into TLS before anything private is said.
    StartTls,
    /// None; only for servers on this machine.
    Plain,
}

impl Protection {
    /// Returns the name used in storage and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Protection::Tls => "tls",
            Protection::StartTls => "starttls",
            Protection::Plain => "plain",
        }
    }

    /// Reads [`Protection::as_str`] back.
    pub fn from_name(name: &str) -> Option<Protection> {
        [Protection::Tls, Protection::StartTls, Protection::Plain].into_iter().find(|p| p.as_str() == name)
    }
}

/// Where a mailbox's password is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// In the operating system's keychain.
    Keychain,
    /// In a file that only its owner may read.
    File,
}

impl SecretPlace {
    /// Returns the name used in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            SecretPlace::Keychain => "keychain",
            SecretPlace::File => "file",
        }
    }

    /// Reads [`SecretPlace::as_str`] back.
    pub fn from_name(name: &str) -> Option<SecretPlace> {
        [SecretPlace::Keychain, SecretPlace::File].into_iter().find(|place| place.as_str() == name)
    }
}

/// How to reach a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The same as in the crm.
    pub uid: Uid,
    /// Its address.
    pub address: Address,
    /// Whose it is.
    pub kind: Kind,
    /// How much colleagues see of its mail.
    pub share: ShareLevel,
    /// Name or address of the IMAP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// A PEM file with an authority to trust beside the system's.
    pub extra_ca: Option<String>,
    /// The name to sign in with.
    pub login: String,
    /// Where the password is.
    pub secret: SecretPlace,
}

/// What went wrong last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// For people.
    pub text: String,
    /// When.
    pub at: Millis,
    /// When it is tried again; `None`: not by itself.
    pub retry_at: Option<Millis>,
}

/// A mailbox that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Its key.
    pub id: BoxId,
    /// How to reach it.
    pub account: Account,
    /// The user said: not now.
    pub paused: bool,
    /// What went wrong last; `None` after a success.
    pub fault: Option<Fault>,
    /// The last complete look at every folder.
    pub synced_at: Option<Millis>,
}

/// Adds a mailbox, or changes how the one with this address is reached.
pub fn save(tx: &mut Tx, account: &Account, now: Millis) -> Result<BoxId> {
    tx.query_one(
        "INSERT INTO mailboxes
             (uid, address, kind, share, host, port, security, extra_ca, login, secret, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (address) DO UPDATE SET
             kind = excluded.kind, share = excluded.share, host = excluded.host, port = excluded.port,
             security = excluded.security, extra_ca = excluded.extra_ca, login = excluded.login,
             secret = excluded.secret, error_code = NULL, error_text = NULL, error_at = NULL, retry_at = NULL
         RETURNING id",
        &[
            &account.uid.to_string(),
            &account.address.as_str(),
            &account.kind.as_str(),
            &account.share.as_number(),
            &account.host,
            &i64::from(account.port),
            &account.protection.as_str(),
            &account.extra_ca,
            &account.login,
            &account.secret.as_str(),
            &now.0,
        ],
        |r| Ok(BoxId(r.get(0)?)),
    )
}

/// Returns all mailboxes, by address.
pub fn all(tx: &mut Tx) -> Result<Vec<Mailbox>> {
    tx.query(&format!("SELECT {COLUMNS} FROM mailboxes ORDER BY address"), &[], mailbox)
}

/// Returns the mailbox with this key.
pub fn get(tx: &mut Tx, id: BoxId) -> Result<Mailbox> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM mailboxes WHERE id = ?1"), &[&id.0], mailbox)
}

/// Returns the mailbox with this address.
pub fn by_address(tx: &mut Tx, address: &Address) -> Result<Option<Mailbox>> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM mailboxes WHERE address = ?1"),
        &[&address.as_str()],
        mailbox,
    )
}

/// Forgets a mailbox and everything in the index about its mail; the crm keeps its history.
pub fn remove(tx: &mut Tx, id: BoxId) -> Result<()> {
    tx.execute("DELETE FROM mailboxes WHERE id = ?1", &[&id.0])?;
    Ok(())
}

/// Pauses a mailbox, or follows it again.
pub fn pause(tx: &mut Tx, id: BoxId, paused: bool) -> Result<()> {
    tx.execute("UPDATE mailboxes SET paused = ?2 WHERE id = ?1", &[&id.0, &i64::from(paused)])?;
    Ok(())
}

/// Notes what went wrong, or with `None` that all is well again.
pub fn note_fault(tx: &mut Tx, id: BoxId, fault: Option<&Fault>) -> Result<()> {
    tx.execute(
        "UPDATE mailboxes
         SET error_code = ?2, error_text = ?3, error_at = ?4, retry_at = ?5
         WHERE id = ?1",
        &[
            &id.0,
            &fault.map(|f| f.code.as_str()),
            &fault.map(|f| f.text.as_str()),
            &fault.map(|f| f.at.0),
            &fault.and_then(|f| f.retry_at).map(|at| at.0),
        ],
    )?;
    Ok(())
}

/// Notes a complete look at every folder.
pub fn note_synced(tx: &mut Tx, id: BoxId, now: Millis) -> Result<()> {
    tx.execute("UPDATE mailboxes SET synced_at = ?2 WHERE id = ?1", &[&id.0, &now.0])?;
    Ok(())
}

const COLUMNS: &str = "id, uid, address, kind, share, host, port, security, extra_ca, login, secret, paused,
    error_code, error_text, error_at, retry_at, synced_at";

fn mailbox(r: &Row) -> Result<Mailbox> {
    let damaged = |what: &str| Error::Damaged(format!("the {what} of a mailbox"));
    let fault = match r.get::<Option<String>>(12)? {
        Some(code) => Some(Fault {
            code,
            text: r.get::<Option<String>>(13)?.unwrap_or_default(),
            at: Millis(r.get::<Option<i64>>(14)?.unwrap_or_default()),
            retry_at: r.get::<Option<i64>>(15)?.map(Millis),
        }),
        None => None,
    };
    let secret: String = r.get(10)?;
    Ok(Mailbox {
        id: BoxId(r.get(0)?),
        account: Account {
            uid: Uid::parse(&r.get::<String>(1)?).map_err(|_| damaged("uid"))?,
            address: Address::parse(&r.get::<String>(2)?).map_err(|_| damaged("address"))?,
            kind: Kind::from_name(&r.get::<String>(3)?),
            share: ShareLevel::from_number(r.get(4)?),
            host: r.get(5)?,
            port: u16::try_from(r.get::<i64>(6)?).map_err(|_| damaged("port"))?,
            protection: Protection::from_name(&r.get::<String>(7)?).ok_or_else(|| damaged("protection"))?,
            extra_ca: r.get(8)?,
            login: r.get(9)?,
            secret: if secret == "file" { SecretPlace::File } else { SecretPlace::Keychain },
        },
        paused: r.flag(11)?,
        fault,
        synced_at: r.get::<Option<i64>>(16)?.map(Millis),
    })
}
