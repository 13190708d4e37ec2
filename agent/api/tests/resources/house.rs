//! A company of one with a mailbox, behind the routes: everything but the gate and the network is real.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use crmweb_api::{App, Caller, Machine, Parts, Scope, Through, Unreachable, resources};
use crmweb_crm::hand_in::{self, Handed};
use crmweb_crm::mailboxes::{self, Kind};
use crmweb_crm::seam::Recorded;
use crmweb_crm::{By, Crm, accounts, contacts, fresh};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Envelope, Part, Person};
use crmweb_model::privacy::{ShareLevel, SkipReason};
use crmweb_model::record::{AccountDraft, ContactDraft, Position};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::EntryId;
use crmweb_store::index::entries::{self, Decision, NewEntry, Verdict};
use crmweb_store::index::folders::{self, Listed};
use crmweb_store::index::mailboxes::{self as boxes, Account, Protection, SecretPlace};
use crmweb_store::index::people::Interned;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{Location, Store, schema};
use crmweb_support::Engine;
use crmweb_sync::secrets::Secrets;
use crmweb_sync::webhooks::Keys;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub const NOW: Millis = Millis(1_790_000_000_000);

/// A mail server that holds what it was given.
#[derive(Default)]
pub struct Post {
    pub mails: Mutex<HashMap<EntryId, Vec<u8>>>,
    pub changes: AtomicUsize,
    pub keys: Option<Keys>,
}

impl Machine for Post {
    fn now(&self) -> Millis {
        NOW
    }

    fn keys(&self) -> Option<Keys> {
        self.keys.clone()
    }

    fn keys_changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    fn fetch(&self, entry: EntryId) -> Result<Vec<u8>, Unreachable> {
        let mails = self.mails.lock().unwrap();
        let gone = || Unreachable { code: "imap.unreachable", reason: "the server does not answer".into() };
        mails.get(&entry).cloned().ok_or_else(gone)
    }
}

pub struct House {
    pub crm: Crm,
    pub index: Store,
    pub post: Arc<Post>,
    pub ana: User,
    pub mailbox: Uid,
    router: Router,
    next: AtomicUsize,
    _files: tempfile::TempDir,
}

/// An answer, read as JSON where it is.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.json);
        self.json
    }

    pub fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.json["code"].as_str().unwrap_or_default())
    }
}

pub fn house(engine: &Engine) -> House {
    let location = match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    };
    schema::prepare(&location, &schema::CRM).unwrap();
    let files = tempfile::tempdir().unwrap();
    let index = Location::File(files.path().join("index.db"));
    schema::prepare(&index, &schema::MAIL_INDEX).unwrap();
    let index = Store::open(&index).unwrap();
    let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(&files.path().join("files")).unwrap());
    let (ana, mailbox) = crm
        .write(|tx| {
            let new = NewUser {
                login: "ana".into(),
                name: "Ana Pop".into(),
                roles: Role::ALL.to_vec(),
                addresses: vec![Address::parse("ana@us.example").unwrap()],
                ..NewUser::default()
            };
            let ana = fresh::install(tx, NOW, &new)?;
            let by = By::new(ana.actor(), NOW);
            let level = ShareLevel::Everything;
            let mailbox = mailboxes::add_mailbox(tx, &by, None, "ana@us.example", Kind::Personal, level)?;
            Ok((ana, mailbox.uid))
        })
        .unwrap();
    let keys = Some(Keys::new(Arc::new(Secrets::new(files.path()))));
    let post = Arc::new(Post { keys, ..Post::default() });
    let app = App::new(Parts { crm: crm.clone(), index: index.clone(), machine: post.clone() });
    let router = resources::routes().split_for_parts().0.with_state(app);
    House { crm, index, post, ana, mailbox, router, next: AtomicUsize::new(1), _files: files }
}

impl House {
    pub fn by(&self) -> By {
        By::new(self.ana.actor(), NOW)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let key = Uid::create().to_string();
        self.send(Method::POST, path, &[("idempotency-key", &key)], Some(body.to_string().into()))
    }

    /// Sends a request as Ana's browser.
    pub fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        self.send_as(&Scope::ALL, method, path, headers, body)
    }

    pub fn send_as(
        &self,
        scopes: &[Scope],
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let request = self.request(scopes, method, path, headers, Body::from(body.unwrap_or_default()));
        self.ask(request, async |response| {
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let json = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
            Answer { status: parts.status, headers: parts.headers, json }
        })
    }

    pub fn request(
        &self,
        scopes: &[Scope],
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(Caller {
            user: self.ana.clone(),
            through: Through::Pairing,
            client: Uid::create(),
            kind: "browser".into(),
            name: "Firefox".into(),
            scopes: scopes.to_vec(),
        });
        request
    }

    /// Lets `read` take the answer to a request as it comes.
    pub fn ask<T>(&self, request: Request<Body>, read: impl AsyncFnOnce(Response) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            read(response).await
        })
    }

    /// The files below the folder of documents, by their sizes.
    pub fn files(&self) -> Vec<u64> {
        fn below(folder: &std::path::Path, sizes: &mut Vec<u64>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type().unwrap().is_dir() {
                    true => below(&entry.path(), sizes),
                    false => sizes.push(entry.metadata().unwrap().len()),
                }
            }
        }
        let mut sizes = Vec::new();
        below(&self.crm.blobs().root().join("documents"), &mut sizes);
        sizes.sort_unstable();
        sizes
    }

    pub fn panel(&self, source: &Value) -> Value {
        self.post("/edge/v1/panel", &json!({ "source": source })).ok()
    }

    /// Adds an account with a domain; returns its id.
    pub fn account(&self, name: &str, domain: &str) -> Uid {
        let draft =
            AccountDraft { name: name.into(), domains: vec![domain.into()], ..AccountDraft::default() };
        let by = self.by();
        self.crm.write(move |tx| accounts::add_account(tx, &by, None, &draft)).unwrap().uid
    }

    /// Adds a contact; returns its id.
    pub fn contact(&self, name: &str, address: &str, account: Option<Uid>) -> Uid {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let position = |account| Position { account, title: "Director".into() };
        let draft = ContactDraft {
            first_name: first.into(),
            last_name: last.into(),
            addresses: vec![address.into()],
            positions: account.map(position).into_iter().collect(),
            ..ContactDraft::default()
        };
        let by = self.by();
        self.crm.write(move |tx| contacts::add_contact(tx, &by, None, &draft)).unwrap().uid
    }

    /// Lets a mail from `from` to Ana reach the crm; returns its id there.
    pub fn arrives(&self, id: &str, from: &str, subject: &str) -> Uid {
        let by = self.by();
        match hand_in::hand_in(&self.crm, &by, Handed::Whole(raw(id, from, subject)), false).unwrap() {
            Recorded::Linked { mail, .. } => mail,
            other => panic!("not linked: {other:?}"),
        }
    }

    /// Puts a mail that belongs to nobody into the private index; returns its entry.
    pub fn stays_private(&self, id: &str, from: &str, subject: &str) -> String {
        self.answers_in_private(id, from, subject, &[])
    }

    /// Like [`House::stays_private`], for an answer to other mails.
    pub fn answers_in_private(&self, id: &str, from: &str, subject: &str, answered: &[&str]) -> String {
        let references: Vec<String> = answered.iter().map(|id| (*id).to_owned()).collect();
        let uid = self.next.fetch_add(1, Ordering::SeqCst) as u32;
        let (mailbox, message) = (self.mailbox, (id.to_owned(), from.to_owned(), subject.to_owned()));
        let entry = self
            .index
            .write(move |tx| {
                let box_id = boxes::save(tx, &account(mailbox), NOW)?;
                let listed = Listed {
                    raw_name: b"INBOX".to_vec(),
                    name: "INBOX".into(),
                    role: folders::Role::Inbox,
                    skip: None,
                };
                let folder = folders::reconcile(tx, box_id, &[listed], NOW)?.remove(0);
                let verdict = Verdict::of(Decision::Skipped(SkipReason::Unmatched), "");
                let mut new = entry(uid, &message);
                new.envelope.references = references;
                entries::insert(tx, &mut Interned::default(), folder.id, &new, &verdict, NOW)
            })
            .unwrap()
            .unwrap();
        let refers: String = answered.iter().map(|id| format!(" <{id}>")).collect();
        let mut whole = if refers.is_empty() { String::new() } else { format!("References:{refers}\r\n") };
        whole.push_str(&String::from_utf8(raw(id, from, subject)).unwrap());
        self.post.mails.lock().unwrap().insert(entry, whole.into_bytes());
        entry.0.to_string()
    }
}

fn entry(uid: u32, (id, from, subject): &(String, String, String)) -> NewEntry {
    let person = |part, text: &str| Person {
        part,
        address: Address::parse(text).unwrap(),
        name: if part == Part::From { "Radu Ionescu".into() } else { String::new() },
    };
    NewEntry {
        uid,
        identity: None,
        envelope: Envelope {
            message_id: Some(id.clone()),
            people: vec![person(Part::From, from), person(Part::To, "ana@us.example")],
            subject: subject.clone(),
            ..Envelope::default()
        },
        sent_at: NOW.plus(-i64::from(uid)),
        received_at: NOW,
        size: 100,
        flags: String::new(),
        defects: String::new(),
    }
}

fn account(uid: Uid) -> Account {
    Account {
        uid,
        address: Address::parse("ana@us.example").unwrap(),
        kind: boxes::Kind::Personal,
        share: ShareLevel::Everything,
        host: "localhost".into(),
        port: 993,
        protection: Protection::Tls,
        extra_ca: None,
        login: "ana".into(),
        secret: SecretPlace::File,
    }
}

/// A plain mail to Ana.
pub fn raw(id: &str, from: &str, subject: &str) -> Vec<u8> {
    let date = NOW.plus(-60_000).to_rfc2822();
    format!(
        "From: Radu Ionescu <{from}>\r\nTo: ana@us.example\r\nSubject: {subject}\r\nDate: {date}\r\n\
         Message-ID: <{id}>\r\n\r\nBuna ziua,\r\npompa nu mai porneste.\r\n\r\nCu stima,\r\nRadu Ionescu\r\nDirector tehnic\r\n"
    )
    .into_bytes()
}
