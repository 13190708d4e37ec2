//! The agent's side, in a process of its own: a new crm on SQLite that knows everybody, one sync of everything.

use crate::setting::{OWNER, PASSWORD, USER, people};
use crmweb_crm::local::Local;
use crmweb_crm::mailboxes::{self, Kind};
use crmweb_crm::{By, Crm, accounts, contacts, fresh};
use crmweb_mail::wire::StopSignal;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{AccountDraft, ContactDraft, Position};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::BoxId;
use crmweb_store::index::mailboxes::{self as followed, Account, Protection, SecretPlace};
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store, schema};
use crmweb_sync::connect::ImapConnector;
use crmweb_sync::secrets::{Secret, Secrets};
use crmweb_sync::{Clock, Setup, Silent, SystemClock, sync_once};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Prints seconds for everything, processor seconds of that, seconds for the skeleton alone, peak memory in MiB, bytes
/// of text indexed.
pub fn run(arguments: &[String]) {
    let [port, tls, certificate, place] = arguments else { panic!("port, tls, certificate, place") };
    let place = Path::new(place);
    let reach =
        Reach { port: port.parse().expect("a port"), tls: tls == "true", certificate: certificate.clone() };
    let (skeleton, ..) = sync(&place.join("strangers"), &reach, false);
    let (whole, processor, crm) = sync(&place.join("clients"), &reach, true);
    let memory = peak_memory();
    let (mails, indexed) = crm
        .read(|tx| {
            let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(text)), 0) AS BIGINT) FROM mails";
            Ok(tx.query_one(sql, &[], |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?)))?)
        })
        .expect("the crm answers");
    assert!(mails > 0, "nothing was handed over");
    println!("{whole} {processor} {skeleton} {memory} {indexed}");
}

/// How the mailbox is reached.
pub struct Reach {
    pub port: u16,
    pub tls: bool,
    pub certificate: String,
}

/// Syncs once into a new place; returns the seconds it took, and those that processors spent on it.
fn sync(place: &Path, reach: &Reach, everybody_known: bool) -> (f64, f64, Crm) {
    let (setup, connector, mailbox, crm) = prepare(place, reach, everybody_known);
    let (started, before) = (Instant::now(), processor());
    let report = sync_once(&setup, &connector, mailbox, &StopSignal::default()).expect("the sync ends well");
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(report.pending, 0, "{report:?}");
    (seconds, processor() - before, crm)
}

/// A new crm and index at `place`, and what following the mailbox takes.
pub fn prepare(place: &Path, reach: &Reach, everybody_known: bool) -> (Setup, ImapConnector, BoxId, Crm) {
    std::fs::create_dir_all(place).expect("a folder");
    let crm = crm(place);
    let uid = company(&crm, everybody_known);
    let location = Location::File(place.join("mailindex.sqlite"));
    schema::prepare(&location, &schema::MAIL_INDEX).expect("an index");
    let index = Store::open(&location).expect("an index");
    let secrets = Secrets::new(place);
    secrets.store(SecretPlace::File, &uid.to_string(), &Secret::new(PASSWORD)).expect("a password");
    let account = Account {
        uid,
        address: Address::parse(OWNER.1).expect("an address"),
        kind: followed::Kind::Personal,
        share: ShareLevel::Everything,
        host: "127.0.0.1".into(),
        port: reach.port,
        protection: if reach.tls { Protection::Tls } else { Protection::Plain },
        extra_ca: reach.tls.then(|| reach.certificate.clone()),
        login: USER.into(),
        secret: SecretPlace::File,
    };
    let kept = account.clone();
    let mailbox = index.write(move |tx| followed::save(tx, &kept, now())).expect("a mailbox");
    let memory = Arc::new(Local::new(crm.clone(), now));
    let setup = Setup::new(index, memory, Arc::new(SystemClock), Arc::new(Silent)).expect("a setup");
    (setup, ImapConnector::new(account, Arc::new(secrets)), mailbox, crm)
}

fn crm(place: &Path) -> Crm {
    let location = Location::File(place.join("crm.sqlite"));
    schema::prepare(&location, &schema::CRM).expect("a crm");
    Crm::new(Store::open(&location).expect("a crm"), Blobs::open(&place.join("blobs")).expect("a folder"))
}

fn company(crm: &Crm, everybody_known: bool) -> Uid {
    let added = crm.write(move |tx| {
        let owner = NewUser {
            login: USER.into(),
            name: OWNER.0.into(),
            roles: Role::ALL.to_vec(),
            addresses: vec![Address::parse(OWNER.1).expect("an address")],
            ..NewUser::default()
        };
        let by = By::new(fresh::install(tx, now(), &owner)?.actor(), now());
        let people = if everybody_known { people() } else { Vec::new() };
        for colleagues in people.chunks(4) {
            let domain = colleagues[0].1.rsplit('@').next().expect("a domain").to_owned();
            let draft =
                AccountDraft { name: domain.clone(), domains: vec![domain], ..AccountDraft::default() };
            let account = accounts::add_account(tx, &by, None, &draft)?.uid;
            for (name, address) in colleagues {
                let draft = ContactDraft {
                    first_name: name.clone(),
                    addresses: vec![address.clone()],
                    positions: vec![Position { account, title: String::new() }],
                    ..ContactDraft::default()
                };
                contacts::add_contact(tx, &by, None, &draft)?;
            }
        }
        Ok(mailboxes::add_mailbox(tx, &by, None, OWNER.1, Kind::Personal, ShareLevel::Everything)?.uid)
    });
    added.expect("a company")
}

fn now() -> Millis {
    SystemClock.now()
}

/// The seconds that processors have spent on this process, for the system too.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit(')').next().expect("a name in brackets");
    // utime and stime, the 14th and 15th field, in hundredths (proc(5)).
    let ticks = after_name.split_whitespace().skip(11).take(2).map(|n| n.parse::<f64>().expect("a number"));
    ticks.sum::<f64>() / 100.0
}

/// The most memory this process ever held, in MiB.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).expect("a number") / 1024.0
}
