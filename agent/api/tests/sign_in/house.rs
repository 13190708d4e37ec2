//! The whole API behind its gate, without the network, with a clock that is set by hand.

use axum::body::Body;
use axum::http::Request;
use crmweb_api::gate::Gate;
use crmweb_api::{App, Machine, Parts, Unreachable, server};
use crmweb_crm::seal::Seal;
use crmweb_crm::{By, Crm, fresh, password_change, users};
use crmweb_model::ids::Uid;
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::EntryId;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{Location, Store, schema};
use crmweb_support::Engine;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const NOW: Millis = Millis(1_795_507_200_000);
pub const OWN: &str = "http://localhost:27480";
pub const PASSWORD: &str = "corect cal baterie";

struct Clock {
    now: AtomicI64,
    seal: Seal,
}

impl Machine for Clock {
    fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    fn keys_changed(&self) {}

    fn fetch(&self, _: EntryId) -> Result<Vec<u8>, Unreachable> {
        Err(Unreachable { code: "sync.offline", reason: "there is no server".into() })
    }

    fn seal(&self) -> Option<Seal> {
        Some(self.seal.clone())
    }
}

pub struct House {
    pub crm: Crm,
    /// Of all roles.
    pub ana: User,
    /// Of the role user.
    pub dan: User,
    gate: Gate,
    clock: Arc<Clock>,
    runtime: tokio::runtime::Runtime,
    _files: tempfile::TempDir,
}

/// An answer; JSON where it is.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub json: Value,
}

impl Answer {
    pub fn code(&self) -> (u16, &str) {
        (self.status, self.json["code"].as_str().unwrap_or_default())
    }

    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.json);
        self.json
    }
}

impl House {
    /// Ana and Dan have the same password.
    pub fn build(engine: &Engine) -> House {
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
        };
        schema::prepare(&location, &schema::CRM).unwrap();
        let files = tempfile::tempdir().unwrap();
        let index = Location::File(files.path().join("index.sqlite"));
        schema::prepare(&index, &schema::MAIL_INDEX).unwrap();
        let crm =
            Crm::new(Store::open(&location).unwrap(), Blobs::open(&files.path().join("files")).unwrap());
        let named = |login: &str, roles: &[Role]| NewUser {
            login: login.into(),
            name: format!("{login} the colleague"),
            roles: roles.to_vec(),
            ..NewUser::default()
        };
        let (first, second) = (named("ana", &Role::ALL), named("dan", &[Role::User]));
        let (ana, dan) = crm
            .write(move |tx| {
                let ana = fresh::install(tx, NOW, &first)?;
                let dan = users::add_user(tx, &By::new(ana.actor(), NOW), &second)?;
                Ok((ana, dan))
            })
            .unwrap();
        for user in [&ana, &dan] {
            let typed = password_change::Typed { new: PASSWORD.into(), ..password_change::Typed::default() };
            password_change::change_password(&crm, &By::new(user.actor(), NOW), &typed, None).unwrap();
        }
        let clock = Arc::new(Clock { now: AtomicI64::new(NOW.0), seal: Seal::create().unwrap() });
        let machine: Arc<dyn Machine> = clock.clone();
        let app = App::new(Parts { crm: crm.clone(), index: Store::open(&index).unwrap(), machine });
        let gate = Gate::new(app.clone(), server::router(app), 27_480);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        House { crm, ana, dan, gate, clock, runtime, _files: files }
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.now.fetch_add(days * Millis::DAY, Ordering::SeqCst);
    }

    /// Sends a request to the own name of the server, as JSON.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:27480");
        let key = Uid::create().to_string();
        let told = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if !told("idempotency-key") {
            request = request.header("idempotency-key", &key);
        }
        if body.is_some() && !told("content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let bytes = body.map(Value::to_string).unwrap_or_default();
        let request = request.header("content-length", bytes.len()).body(Body::from(bytes)).unwrap();
        self.runtime.block_on(async {
            let (parts, body) = self.gate.pass(request).await.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            Answer { status: parts.status.as_u16(), headers: parts.headers, json }
        })
    }

    /// Asks with a credential, as a program.
    pub fn with(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.ask(method, path, &[("authorization", &format!("Bearer {token}"))], body)
    }

    /// What somebody types at a page of ours.
    pub fn typed(&self, login: &str, password: &str) -> Value {
        json!({ "login": login, "password": password, "kind": "browser", "name": "Firefox" })
    }

    pub fn try_sign_in(&self, typed: &Value) -> Answer {
        self.ask("POST", "/api/v1/sign-in", &[("origin", OWN)], Some(typed))
    }

    /// Signs somebody in; the credential.
    pub fn sign_in(&self, login: &str) -> String {
        let answer = self.try_sign_in(&self.typed(login, PASSWORD)).ok();
        answer["token"].as_str().unwrap().to_owned()
    }
}
