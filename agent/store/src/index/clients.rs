//! The programs that may use this machine's API: paired once, known by the hash of their token.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;

/// A paired client as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    /// Its name in lists and for revoking.
    pub uid: Uid,
    /// What it is: `browser`, `outlook`, `thunderbird`, `desktop`.
    pub kind: String,
    /// What it calls itself.
    pub name: String,
    /// The user of the crm it acts for.
    pub user: Uid,
    /// What it may be used for: names of scopes.
    pub scopes: Vec<String>,
    /// The web origin it is bound to; empty: it is no web page.
    pub origin: String,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// When it was paired.
    pub created_at: Millis,
    /// The last use, to about an hour.
    pub seen_at: Millis,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("uid", &self.uid).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Adds a client.
pub fn insert(tx: &mut Tx, client: &Client) -> Result<()> {
    tx.execute(
        "INSERT INTO clients (uid, kind, name, user_uid, scopes, origin, token_hash, created_at, seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            &client.uid.to_string(),
            &client.kind,
            &client.name,
            &client.user.to_string(),
            &client.scopes.join(" "),
            &client.origin,
            &hex(&client.token_hash),
            &client.created_at.0,
            &client.seen_at.0,
        ],
    )?;
    Ok(())
}

/// Lists all clients in the order they were paired.
pub fn all(tx: &mut Tx) -> Result<Vec<Client>> {
    tx.query(
        "SELECT uid, kind, name, user_uid, scopes, origin, token_hash, created_at, seen_at FROM clients ORDER BY id",
        &[],
        client,
    )
}

/// Forgets a client; tells whether it was there.
pub fn remove(tx: &mut Tx, uid: Uid) -> Result<bool> {
    Ok(tx.execute("DELETE FROM clients WHERE uid = ?1", &[&uid.to_string()])? > 0)
}

/// Notes that a client was used.
pub fn note_seen(tx: &mut Tx, uid: Uid, now: Millis) -> Result<()> {
    tx.execute("UPDATE clients SET seen_at = ?2 WHERE uid = ?1", &[&uid.to_string(), &now.0])?;
    Ok(())
}

fn client(r: &Row) -> Result<Client> {
    let damaged = |what: &str| Error::Damaged(format!("the {what} of a client"));
    let uid = |i: usize| Uid::parse(&r.get::<String>(i)?).map_err(|_| damaged("id"));
    Ok(Client {
        uid: uid(0)?,
        kind: r.get(1)?,
        name: r.get(2)?,
        user: uid(3)?,
        scopes: r.get::<String>(4)?.split_whitespace().map(str::to_owned).collect(),
        origin: r.get(5)?,
        token_hash: unhex(&r.get::<String>(6)?).ok_or_else(|| damaged("token"))?,
        created_at: Millis(r.get(7)?),
        seen_at: Millis(r.get(8)?),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_comes_back_from_its_hex() {
        let bytes: [u8; 32] = std::array::from_fn(|i| (i * 7 + 130) as u8);
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex("zz"), None);
        assert_eq!(unhex(&"é".repeat(32)), None);
    }
}
