//! What lets a program in without a password: sessions and tokens, known by the hash of the credential.

use crate::engine::{Param, Row, Tx};
use crate::error::{Error, Result};
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::time::Millis;

/// What a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Somebody signed in.
    Session,
    /// Somebody made it for a program of theirs.
    Token,
}

impl What {
    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Session => "session",
            What::Token => "token",
        }
    }

    /// Reads [`What::as_str`] back.
    pub fn from_name(name: &str) -> Option<What> {
        [What::Session, What::Token].into_iter().find(|what| what.as_str() == name)
    }
}

/// A session or token as stored. Its `Debug` does not show the hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its name in lists and for revoking.
    pub uid: Uid,
    /// The user it acts for.
    pub user: UserId,
    /// What it is.
    pub what: What,
    /// What kind of program has it: `browser`, `outlook`, `thunderbird`, `desktop`; of a token `api`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// What it may be used for: names of scopes.
    pub scopes: Vec<String>,
    /// The web origin it is bound to; empty: it is no web page.
    pub origin: String,
    /// SHA-256 of the credential.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Millis,
    /// The last use, to about an hour.
    pub seen_at: Millis,
    /// From when on it is good no more; `None`: never.
    pub expires_at: Option<Millis>,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("uid", &self.uid)
            .field("what", &self.what)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "uid, user_id, what, kind, name, scopes, origin, hash, created_at, seen_at, expires_at";
/// Bytes of a hash by which its row is found.
const HANDLE: usize = 8;

/// Adds a session or token.
pub fn insert(tx: &mut Tx, new: &Credential) -> Result<()> {
    tx.execute(
        "INSERT INTO credentials (uid, user_id, what, kind, name, scopes, origin, handle, hash, created_at,
                                  seen_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            &new.uid.to_string(),
            &new.user.0,
            &new.what.as_str(),
            &new.kind,
            &new.name,
            &new.scopes.join(" "),
            &new.origin,
            &hex(&new.hash[..HANDLE]),
            &hex(&new.hash),
            &new.created_at.0,
            &new.seen_at.0,
            &new.expires_at.map(|at| at.0),
        ],
    )?;
    Ok(())
}

/// Finds the one whose hash begins like this; whether it is the whole hash is for the caller to compare.
pub fn near(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Credential>> {
    let sql = format!("SELECT {COLUMNS} FROM credentials WHERE handle = ?1");
    tx.query_opt(&sql, &[&hex(&hash[..HANDLE])], credential)
}

/// Finds one by its name in lists.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Credential>> {
    let sql = format!("SELECT {COLUMNS} FROM credentials WHERE uid = ?1");
    tx.query_opt(&sql, &[&uid.to_string()], credential)
}

/// Lists those of a user, or of everybody, in the order they were made.
pub fn list(tx: &mut Tx, what: What, user: Option<UserId>) -> Result<Vec<Credential>> {
    let params: [&dyn Param; 2] = [&what.as_str(), &user.map(|user| user.0)];
    let sql = format!(
        "SELECT {COLUMNS}
         FROM credentials
         WHERE what = ?1 AND (CAST(?2 AS BIGINT) IS NULL OR user_id = ?2)
         ORDER BY id"
    );
    tx.query(&sql, &params, credential)
}

/// Forgets one; tells whether it was there.
pub fn remove(tx: &mut Tx, uid: Uid) -> Result<bool> {
    Ok(tx.execute("DELETE FROM credentials WHERE uid = ?1", &[&uid.to_string()])? > 0)
}

/// Forgets all sessions of a user but `kept`; returns how many.
pub fn end_sessions(tx: &mut Tx, user: UserId, kept: Option<Uid>) -> Result<u64> {
    tx.execute(
        "DELETE FROM credentials WHERE user_id = ?1 AND what = 'session' AND uid <> ?2",
        &[&user.0, &kept.map(|uid| uid.to_string()).unwrap_or_default()],
    )
}

/// Forgets everything that lets programs in for a user.
pub fn end_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.execute("DELETE FROM credentials WHERE user_id = ?1", &[&user.0])
}

/// Forgets what has expired, or a session nobody used since `idle_since`; at most `most`.
pub fn sweep(tx: &mut Tx, now: Millis, idle_since: Millis, most: i64) -> Result<u64> {
    tx.execute(
        "DELETE FROM credentials
         WHERE id IN (SELECT id FROM credentials
                      WHERE expires_at <= ?1 OR what = 'session' AND seen_at <= ?2
                      LIMIT ?3)",
        &[&now.0, &idle_since.0, &most],
    )
}

/// Notes that one was used.
pub fn note_seen(tx: &mut Tx, uid: Uid, now: Millis) -> Result<()> {
    let sql = "UPDATE credentials SET seen_at = ?2 WHERE uid = ?1 AND seen_at < ?2";
    tx.execute(sql, &[&uid.to_string(), &now.0])?;
    Ok(())
}

fn credential(r: &Row) -> Result<Credential> {
    let (scopes, hash): (String, String) = (r.get(5)?, r.get(7)?);
    Ok(Credential {
        uid: read_uid(r, 0)?,
        user: UserId(r.get(1)?),
        what: read_word(r, 2, What::from_name)?,
        kind: r.get(3)?,
        name: r.get(4)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        origin: r.get(6)?,
        hash: bytes(&hash).ok_or_else(|| Error::Damaged("the hash of a credential".into()))?,
        created_at: Millis(r.get(8)?),
        seen_at: Millis(r.get(9)?),
        expires_at: r.get::<Option<i64>>(10)?.map(Millis),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(bytes)
}
