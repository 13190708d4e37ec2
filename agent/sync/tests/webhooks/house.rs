//! A company of one with a webhook, the worker that tells it, and a clock that can be moved.

use crmweb_crm::webhooks::{self, WebhookDraft, internal};
use crmweb_crm::{By, Crm, Result, accounts, fresh};
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::Uid;
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::users::NewUser;
use crmweb_store::webhooks::Webhook;
use crmweb_store::webhooks::deliveries::Delivery;
use crmweb_store::{Location, Store, Tx, schema};
use crmweb_support::{Engine, Received, Receiver, eventually};
use crmweb_sync::Clock;
use crmweb_sync::secrets::Secrets;
use crmweb_sync::webhooks::{Keys, SigningSecret, Worker};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub const LONG: Duration = Duration::from_secs(60);
const NOW: i64 = 1_795_507_200_000;

/// A clock that stands still until it is moved.
pub struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct House {
    pub crm: Crm,
    pub ana: Actor,
    pub keys: Keys,
    pub clock: Arc<StillClock>,
    _place: tempfile::TempDir,
}

impl House {
    pub fn build(engine: &Engine) -> House {
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
        };
        schema::prepare(&location, &schema::CRM).unwrap();
        let place = tempfile::tempdir().unwrap();
        let crm =
            Crm::new(Store::open(&location).unwrap(), Blobs::open(&place.path().join("files")).unwrap());
        let new = NewUser { login: "ana".into(), name: "Ana Pop".into(), ..NewUser::default() };
        let ana = crm.write(move |tx| fresh::install(tx, Millis(NOW), &new)).unwrap().actor();
        let keys = Keys::new(Arc::new(Secrets::new(place.path())));
        House { crm, ana, keys, clock: Arc::new(StillClock(AtomicI64::new(NOW))), _place: place }
    }

    pub fn by(&self) -> By {
        By::new(self.ana.clone(), self.clock.now())
    }

    /// Moves the clock, and lets everybody look at it.
    pub fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
        self.crm.write(|_| Ok(())).unwrap();
    }

    pub fn work(&self) -> Worker {
        Worker::start(self.crm.clone(), self.keys.clone(), self.clock.clone()).unwrap()
    }

    pub fn verb<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Tx, &By) -> Result<T> + Send + 'static,
    ) -> T {
        let by = self.by();
        self.crm.write(move |tx| verb(tx, &by)).unwrap()
    }

    /// Adds a webhook that is told at `receiver`.
    pub fn webhook(&self, receiver: &Receiver, kinds: &[&str], verbs: &[&str]) -> (Webhook, SigningSecret) {
        let uid = Uid::create();
        let secret = self.keys.create(SecretPlace::File, uid).unwrap();
        let place = receiver.place();
        let draft = WebhookDraft {
            name: "Accounting".into(),
            url: receiver.url(),
            kinds: kinds
                .iter()
                .map(|kind| crmweb_model::record::RecordKind::from_name(kind).unwrap())
                .collect(),
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            active: true,
        };
        let webhook = self.verb(move |tx, by| {
            internal::allow(tx, by, &place, true)?;
            webhooks::add_webhook(tx, by, uid, &draft, SecretPlace::File)
        });
        (webhook, secret)
    }

    pub fn account(&self, name: &str) -> Uid {
        let draft = AccountDraft { name: name.into(), ..AccountDraft::default() };
        self.verb(move |tx, by| accounts::add_account(tx, by, None, &draft)).uid
    }

    pub fn now_is(&self, webhook: &Webhook) -> Webhook {
        let uid = webhook.uid;
        self.verb(move |tx, by| webhooks::show(tx, by, uid))
    }

    /// What the webhook was told, oldest first.
    pub fn deliveries(&self, webhook: &Webhook) -> Vec<Delivery> {
        let uid = webhook.uid;
        let mut all = self.verb(move |tx, by| webhooks::deliveries(tx, by, uid, None, 1_000));
        all.reverse();
        all
    }
}

/// Waits until `receiver` has had `many` requests.
pub fn after(receiver: &Receiver, many: usize) -> Vec<Received> {
    eventually("what the webhook is told", LONG, || Some(receiver.received()).filter(|got| got.len() >= many))
}

pub fn json(received: &Received) -> Value {
    serde_json::from_str(&received.body).unwrap()
}

/// The new name each telling speaks of.
pub fn names(received: &[Received]) -> Vec<String> {
    let name = |r: &Received| {
        let told = json(r);
        let fields = told["fields"].as_array().unwrap().clone();
        fields
            .iter()
            .find(|field| field["field"] == "name")
            .map(|field| field["new"].as_str().unwrap().to_owned())
    };
    received.iter().filter_map(name).collect()
}
