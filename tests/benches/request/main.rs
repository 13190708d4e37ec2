//! How long the panel request takes over loopback HTTP, beside an answer of the same size that is constant.
//!
//! `cargo bench -p crmweb-tests --bench request -- [--activities N] [--database FILE]`
//!
//! Both servers are asked in turn, by one client each over one connection, so that a busy machine slows both alike. The
//! mails asked about are drawn from all mails: clients with much mail come often.

#[path = "../panel/chance.rs"]
mod chance;
mod client;
#[path = "../panel/clients.rs"]
mod clients;
#[path = "../panel/company.rs"]
#[expect(dead_code, reason = "the other bench draws from the whole list too")]
mod company;
#[path = "../panel/fill.rs"]
mod fill;
#[path = "../panel/happened.rs"]
mod happened;
#[path = "../panel/listed.rs"]
mod listed;
#[path = "../panel/sink.rs"]
mod sink;
#[path = "../panel/texts.rs"]
mod texts;

use client::Client;
use company::Company;
use crmweb_api::server::{Listeners, Server};
use crmweb_api::{App, Machine, Parts, Scope, Unreachable, clients as paired};
use crmweb_crm::Crm;
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::EntryId;
use crmweb_store::{Location, Store, schema, users};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Requests per line of the table.
const ASKED: usize = 10_000;
/// Requests before anything is measured.
const WARMING: usize = 500;

struct Still;

impl Machine for Still {
    fn now(&self) -> Millis {
        company::NOW
    }

    fn keys_changed(&self) {}

    fn fetch(&self, _: EntryId) -> Result<Vec<u8>, Unreachable> {
        Err(Unreachable { code: "imap.unreachable", reason: "there is no mail server".into() })
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut activities, mut database, mut asked) = (5_000, None::<PathBuf>, 200);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => (activities, asked) = (100_000, ASKED),
            "--activities" => {
                let number = arguments.next().and_then(|n| n.replace('_', "").parse().ok());
                activities = number.expect("--activities takes a number");
            }
            "--database" => database = arguments.next().map(PathBuf::from),
            other => panic!("unknown argument {other}"),
        }
    }
    let files = tempfile::tempdir().expect("a temporary directory");
    let location = Location::File(database.unwrap_or_else(|| files.path().join("crm.db")));
    let prepared = schema::prepare(&location, &schema::CRM).expect("a schema");
    if prepared.from == 0 {
        fill::fill(&location, &Company::of(activities)).expect("a filled database");
    }
    let activities = fill::activities(&location).expect("a filled database");
    let store = Store::open(&location).expect("an open database");
    let bodies = bodies(&store, asked + WARMING);
    let index = Location::File(files.path().join("index.db"));
    schema::prepare(&index, &schema::MAIL_INDEX).expect("a schema");
    let index = Store::open(&index).expect("an open index");
    let blobs = Blobs::open(&files.path().join("files")).expect("a folder");
    let crm = Crm::new(store.clone(), blobs);
    let token = pair(&store, &index);
    let app = App::new(Parts { crm, index, machine: Arc::new(Still) });
    let server = Server::start(app, Listeners::bind(0).expect("a free port")).expect("a server");
    let port: u16 = server.address().rsplit(':').next().and_then(|p| p.parse().ok()).expect("a port");

    let mut panel = Client::open(port, "/edge/v1/panel", &token);
    let first = panel.ask(&bodies[0]);
    assert!(first.body.contains("\"history\":["), "no record: {}", first.body);
    let constant = client::constant(first.body);
    let mut bare = Client::open(constant, "/", &token);
    for body in &bodies[..WARMING] {
        panel.ask(body);
        bare.ask(body);
    }
    let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), 0);
    for body in &bodies[WARMING..] {
        let started = Instant::now();
        bytes += panel.ask(body).body.len();
        ours.push(started.elapsed());
        let started = Instant::now();
        bare.ask(body);
        theirs.push(started.elapsed());
    }
    let size = bytes / asked;
    println!("{activities} activities, {asked} requests, answers of {size} bytes on average");
    println!("{:<20} {:>9} {:>9} {:>9} {:>9}", "", "p50", "p95", "p99", "max");
    let ours = line("panel request", ours);
    let theirs = line("constant answer", theirs);
    println!(
        "p50 of the panel request = {:.1} x the constant answer",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

/// Prints a line of the table and returns the median.
fn line(name: &str, mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    let shown = |part| format!("{:.3} ms", at(part).as_secs_f64() * 1e3);
    println!("{name:<20} {:>9} {:>9} {:>9} {:>9}", shown(0.5), shown(0.95), shown(0.99), shown(1.0));
    at(0.5)
}

/// What a mail client says of mails that are in the crm.
fn bodies(store: &Store, number: usize) -> Vec<String> {
    let mails = store
        .read(move |tx| {
            tx.query(
                "SELECT m.message_id, f.address, t.address
                 FROM (SELECT id, message_id FROM mails ORDER BY (id * 2654435761) % 4294967296 LIMIT ?1) AS m
                 JOIN mail_people f ON f.mail_id = m.id AND f.part = 'from'
                 JOIN mail_people t ON t.mail_id = m.id AND t.part = 'to'",
                &[&(number as i64)],
                |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?)),
            )
        })
        .expect("mails");
    let body = |(id, from, to): &(String, String, String)| {
        format!(
            r#"{{"source":{{"facts":{{"message_id":"{id}","subject":"Offer","from":{{"name":"Ion Pop","address":"{from}"}},"to":[{{"name":"","address":"{to}"}}],"cc":[]}}}}}}"#
        )
    };
    mails.iter().cycle().take(number).map(body).collect()
}

/// Lets a mail client in as one of the users.
fn pair(store: &Store, index: &Store) -> String {
    let token = "b".repeat(43);
    let user = store.read(users::list).expect("users").remove(6);
    let client = crmweb_store::index::clients::Client {
        uid: Uid::create(),
        kind: "browser".into(),
        name: "bench".into(),
        user: user.uid,
        scopes: Scope::ALL.iter().map(|scope| scope.as_str().to_owned()).collect(),
        origin: String::new(),
        token_hash: paired::hash(&token),
        created_at: company::NOW,
        seen_at: company::NOW,
    };
    index.write(move |tx| crmweb_store::index::clients::insert(tx, &client)).expect("a client");
    token
}
