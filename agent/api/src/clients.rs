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

    /// Returns what it may be used for by somebody who signed in: records, and nothing of this machine. A password
    /// shows who one is; only pairing shows whose machine it is.
    pub fn session_scopes(self) -> &'static [Scope] {
        &[Scope::PanelRead, Scope::PanelWrite]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_store::{Location, schema};

    fn client(name: &str, token: &str) -> Client {
        Client {
            uid: Uid::create(),
            kind: Kind::Browser.as_str().into(),
            name: name.into(),
            user: Uid::create(),
            scopes: Kind::Browser.scopes().iter().map(|scope| scope.as_str().to_owned()).collect(),
            origin: "http://localhost:27480".into(),
            token_hash: hash(token),
            created_at: Millis(0),
            seen_at: Millis(0),
        }
    }

    fn index(place: &tempfile::TempDir) -> Store {
        let location = Location::File(place.path().join("index.sqlite"));
        schema::prepare(&location, &schema::MAIL_INDEX).unwrap();
        Store::open(&location).unwrap()
    }

    #[tokio::test]
    async fn clients_are_known_by_their_tokens_until_revoked_also_after_a_restart() {
        let place = tempfile::tempdir().unwrap();
        let index = index(&place);
        let clients = Clients::default();
        let (one, two) = (client("one", "token one"), client("two", "token two"));
        let mut changes = clients.changes();
        clients.add(&index, one.clone()).await.unwrap();
        clients.add(&index, two.clone()).await.unwrap();
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        assert_eq!(clients.by_token("token two").map(|found| found.uid), Some(two.uid));
        assert!(clients.by_token("token").is_none() && clients.by_token("").is_none());
        assert!(clients.has_origin("http://localhost:27480") && !clients.has_origin("http://localhost"));
        assert!(clients.revoke_async(&index, one.uid).await.unwrap());
        assert!(!clients.revoke_async(&index, one.uid).await.unwrap());
        assert!(changes.has_changed().unwrap() && !clients.has(one.uid));
        assert!(clients.by_token("token one").is_none());
        let again = Clients::default();
        again.load(&index).unwrap();
        assert_eq!(again.all().iter().map(|client| client.uid).collect::<Vec<_>>(), [two.uid]);
        assert_eq!(scopes(&again.all()[0]), Kind::Browser.scopes());
    }

    #[tokio::test]
    async fn a_use_is_noted_once_an_hour() {
        let place = tempfile::tempdir().unwrap();
        let (index, clients) = (index(&place), Clients::default());
        clients.add(&index, client("one", "token")).await.unwrap();
        let use_at = |now: i64| clients.note_seen(&clients.by_token("token").unwrap(), Millis(now));
        assert!(!use_at(HOUR - 1));
        assert!(use_at(HOUR) && !use_at(HOUR) && !use_at(2 * HOUR - 1));
        assert!(use_at(2 * HOUR));
        let stale = client("one", "token");
        assert!(!clients.note_seen(&stale, Millis(9 * HOUR)), "it is revoked");
    }

    #[test]
    fn nothing_shows_the_hash_of_a_token() {
        let text = format!("{:?}", client("one", "token"));
        assert!(!text.contains("hash"), "{text}");
    }
}
