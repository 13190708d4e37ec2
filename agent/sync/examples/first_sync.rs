//! Measures a first sync against a private mail server: `cargo run --release --example first_sync [mails]`.
//!
//! Prints the time of a bare FETCH of the same mails for comparison, and the peak of this process's memory.

use crmweb_crm::local::Local;
use crmweb_crm::{By, Crm, accounts, contacts, fresh, mailboxes as crm_mailboxes};
use crmweb_demo::{Dovecot, Setup as ServerSetup, Storage, bench_corpus};
use crmweb_mail::wire::StopSignal;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{AccountDraft, ContactDraft, Position};
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::mailboxes::{self, Account, Kind, Protection, SecretPlace};
use crmweb_store::schema::{CRM, MAIL_INDEX, prepare};
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store};
use crmweb_sync::connect::ImapConnector;
use crmweb_sync::secrets::{Secret, Secrets};
use crmweb_sync::{Clock, Progress, Setup, Stage, Step, SystemClock, sync_once};
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

const OWNER: &str = "ana@atelier-nord.example";
const PASSWORD: &str = "bench";

fn main() -> Outcome<()> {
    let count = std::env::args().nth(1).map_or(Ok(10_000), |text| text.parse())?;
    let place = tempfile::tempdir()?;
    let people: Vec<(String, String)> =
        (0..200).map(|n| (format!("Person {n}"), format!("p{n}@client{}.example", n % 60))).collect();
    let storage = ServerSetup { storage: Storage::Mdbox, ..ServerSetup::default() };
    let server = Dovecot::start_with(&place.path().join("server"), &[("ana", PASSWORD)], storage)?;
    let mails = bench_corpus(count, ("Ana Ionescu", OWNER), &people).map(|mail| mail.raw);
    let loading = server.load("ana", PASSWORD, "INBOX", mails)?;
    println!("{} mails, {} bytes each", loading.mails, loading.bytes / loading.mails.max(1));

    let raw = [raw_fetch(&server)?, raw_fetch(&server)?, raw_fetch(&server)?];
    let best = raw.iter().min().copied().unwrap_or_default();
    println!("bare FETCH: {raw:?}");

    for known in [false, true] {
        let (data, steps) = (place.path().join(format!("data-{known}")), Arc::new(Steps::default()));
        std::fs::create_dir(&data)?;
        let (setup, connector, id) = ready(&data, &server, if known { &people } else { &[] }, steps.clone())?;
        // Forgets the peak so far.
        std::fs::write("/proc/self/clear_refs", "5")?;
        let began = Instant::now();
        let report = sync_once(&setup, &connector, id, &StopSignal::default())?;
        let took = began.elapsed();
        let listed = steps.last(Stage::Listing).unwrap_or(took);
        println!(
            "{}: {took:?} in all ({:.2} x bare FETCH), listed within {listed:?} ({:.0} envelopes/s), {} linked, peak {}",
            if known { "everybody known" } else { "nobody known" },
            took.as_secs_f64() / best.as_secs_f64(),
            report.listed as f64 / listed.as_secs_f64(),
            report.delivered.linked,
            peak(),
        );
        let again = Instant::now();
        sync_once(&setup, &connector, id, &StopSignal::default())?;
        println!("  again, nothing new: {:?}", again.elapsed());
    }
    Ok(())
}

struct Steps {
    began: Instant,
    seen: Mutex<Vec<(Stage, Duration)>>,
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { began: Instant::now(), seen: Mutex::default() }
    }
}

impl Progress for Steps {
    fn step(&self, step: &Step) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.push((step.stage, self.began.elapsed()));
        }
    }
}

impl Steps {
    fn last(&self, stage: Stage) -> Option<Duration> {
        self.seen.lock().ok()?.iter().filter(|(s, _)| *s == stage).map(|(_, at)| *at).next_back()
    }
}

fn ready(
    data: &Path,
    server: &Dovecot,
    people: &[(String, String)],
    steps: Arc<Steps>,
) -> Outcome<(Setup, ImapConnector, crmweb_store::index::BoxId)> {
    let crm_file = Location::File(data.join("crm.sqlite"));
    prepare(&crm_file, &CRM)?;
    let crm = Crm::new(Store::open(&crm_file)?, Blobs::open(&data.join("blobs"))?);
    let now = SystemClock.now();
    let uid = Uid::create();
    let people = people.to_vec();
    crm.write(move |tx| {
        let owner = NewUser {
            login: "ana".into(),
            name: "Ana Ionescu".into(),
            addresses: Address::parse(OWNER).into_iter().collect(),
            ..NewUser::default()
        };
        let by = By::new(fresh::install(tx, now, &owner)?.actor(), now);
        let level = ShareLevel::Everything;
        crm_mailboxes::add_mailbox(tx, &by, Some(uid), OWNER, crm_mailboxes::Kind::Personal, level)?;
        for n in 0..people.len().min(60) {
            let draft = AccountDraft { name: format!("Client {n} SRL"), ..AccountDraft::default() };
            let account = accounts::add_account(tx, &by, None, &draft)?.uid;
            for (name, address) in people.iter().skip(n).step_by(60) {
                let draft = ContactDraft {
                    first_name: name.clone(),
                    addresses: vec![address.clone()],
                    positions: vec![Position { account, title: String::new() }],
                    ..ContactDraft::default()
                };
                contacts::add_contact(tx, &by, None, &draft)?;
            }
        }
        Ok(())
    })?;
    let index_file = Location::File(data.join("mailindex.sqlite"));
    prepare(&index_file, &MAIL_INDEX)?;
    let index = Store::open(&index_file)?;
    let secrets = Secrets::new(data);
    secrets.store(SecretPlace::File, &uid.to_string(), &Secret::new(PASSWORD))?;
    let account = Account {
        uid,
        address: Address::parse(OWNER)?,
        kind: Kind::Personal,
        share: ShareLevel::Everything,
        host: server.host().into(),
        port: server.imap_port(),
        protection: Protection::Plain,
        extra_ca: None,
        login: "ana".into(),
        secret: SecretPlace::File,
    };
    let saved = account.clone();
    let id = index.write(move |tx| mailboxes::save(tx, &saved, now))?;
    let memory = Arc::new(Local::new(crm, || Millis(SystemClock.now().0)));
    let setup = Setup::new(index, memory, Arc::new(SystemClock), steps)?;
    Ok((setup, ImapConnector::new(account, Arc::new(secrets)), id))
}

/// Fetches everything as fast as a socket can be read.
fn raw_fetch(server: &Dovecot) -> Outcome<Duration> {
    let began = Instant::now();
    let mut socket = TcpStream::connect((server.host(), server.imap_port()))?;
    write!(
        socket,
        "1 LOGIN ana {PASSWORD}\r\n2 EXAMINE INBOX\r\n3 UID FETCH 1:* (BODY.PEEK[])\r\n4 LOGOUT\r\n"
    )?;
    let mut buffer = vec![0; 1 << 16];
    while socket.read(&mut buffer)? > 0 {}
    Ok(began.elapsed())
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".into(), |text| text.trim().to_owned())
}
