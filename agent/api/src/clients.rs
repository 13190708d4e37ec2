//! The paired clients of this machine, in memory: a request finds its client without asking the database.

use crate::caller::Scope;
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::index::clients::{self as rows, Client};
use crmweb_store::{Result, Store};
use sha2::{Digest, Sha256};
use std::sync::{Arc, PoisonError, RwLock};
use subtle::ConstantTimeEq;
use tokio::sync::watch;

/// How long a use is not noted again.
const HOUR: i64 = 3_600_000;

/// What a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The panel in a browser.
    Browser,
    /// The pane in Outlook.
    Outlook,
    /// The extension in Thunderbird.
    Thunderbird,
    /// The desktop program, or a tool of the user.
    Desktop,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Kind; 4] = [Kind::Browser, Kind::Outlook, Kind::Thunderbird, Kind::Desktop];

    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Browser => "browser",
            Kind::Outlook => "outlook",
            Kind::Thunderbird => "thunderbird",
            Kind::Desktop => "desktop",
        }
    }

    /// Reads [`Kind::as_str`] back.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns what such a client may be used for.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Kind::Browser | Kind::Desktop => {
                &[Scope::PanelRead, Scope::PanelWrite, Scope::MailPrivate, Scope::AdminEdge]
            }
            Kind::Outlook | Kind::Thunderbird => {
                &[Scope::PanelRead, Scope::PanelWrite, Scope::MailPrivate, Scope::Compose]
            }
        }
    }
}

/// The paired clients.
#[derive(Debug)]
pub struct Clients {
    known: RwLock<Vec<Arc<Client>>>,
    changed: watch::Sender<u64>,
}

impl Default for Clients {
    fn default() -> Clients {
        Clients { known: RwLock::default(), changed: watch::Sender::new(0) }
    }
}

impl Clients {
    /// Takes over what the index has stored.
    pub fn load(&self, index: &Store) -> Result<()> {
        let stored = index.read(rows::all)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) =
            stored.into_iter().map(Arc::new).collect();
        self.tell();
        Ok(())
    }

    /// Returns all clients in the order they were paired.
    pub fn all(&self) -> Vec<Arc<Client>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Finds the client whose token this is. Every hash is compared whole, whatever the first byte says.
    pub fn by_token(&self, token: &str) -> Option<Arc<Client>> {
        let hash = hash(token);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for client in known.iter() {
            if bool::from(client.token_hash.ct_eq(&hash)) {
                found = Some(Arc::clone(client));
            }
        }
        found
    }

    /// Tells whether a client is still paired.
    pub fn has(&self, uid: Uid) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).iter().any(|client| client.uid == uid)
    }

    /// Tells whether a client is bound to this web origin.
    pub fn has_origin(&self, origin: &str) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().any(|client| client.origin == origin)
    }

    /// Changes whenever a client is paired or revoked.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Stores a new client and lets it in from now on.
    pub async fn add(&self, index: &Store, client: Client) -> Result<()> {
        let row = client.clone();
        index.write_async(move |tx| rows::insert(tx, &row)).await?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(client));
        self.tell();
        Ok(())
    }

    /// Turns a client away from its next request on, and ends its streams; tells whether it was there.
    ///
    /// It is turned away first: what cannot be stored must not stay open.
    pub fn revoke(&self, index: &Store, uid: Uid) -> Result<bool> {
        self.forget(uid);
        index.write(move |tx| rows::remove(tx, uid))
    }

    /// Like [`Clients::revoke`], without blocking an async runtime.
    pub async fn revoke_async(&self, index: &Store, uid: Uid) -> Result<bool> {
        self.forget(uid);
        index.write_async(move |tx| rows::remove(tx, uid)).await
    }

    /// Notes that a client was used; returns whether that is worth storing.
    pub(crate) fn note_seen(&self, client: &Client, now: Millis) -> bool {
        if now.0 - client.seen_at.0 < HOUR {
            return false;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match known.iter_mut().find(|known| known.uid == client.uid && known.seen_at == client.seen_at) {
            Some(known) => {
                *known = Arc::new(Client { seen_at: now, ..Client::clone(known) });
                true
            }
            None => false,
        }
    }

    fn forget(&self, uid: Uid) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).retain(|client| client.uid != uid);
        self.tell();
    }

    fn tell(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// Returns what is stored of a token.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Returns the scopes a client was given.
pub fn scopes(client: &Client) -> Vec<Scope> {
    client.scopes.iter().filter_map(|name| Scope::from_name(name)).collect()
}
