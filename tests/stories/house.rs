//! A company with its crm, its mailbox on a real server, and what it takes to follow it.

use crmweb_crm::local::Local;
use crmweb_crm::mailboxes::{self, Kind};
use crmweb_crm::{By, Crm, accounts, contacts, fresh, users};
use crmweb_demo::{Company, Options, Sample};
use crmweb_mail::wire::StopSignal;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{AccountDraft, ContactDraft, Position, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Role};
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::mailboxes::{self as followed, Account, Protection, SecretPlace};
use crmweb_store::index::{self, BoxId};
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store, schema};
use crmweb_support::Engine;
use crmweb_sync::connect::ImapConnector;
use crmweb_sync::secrets::{Secret, Secrets};
use crmweb_sync::{Clock, Report, Setup, Silent, SystemClock, sync_once};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Everything of one company on this machine.
pub struct House {
    pub sample: Sample,
    pub crm: Crm,
    pub owner: Actor,
    pub mailbox: BoxId,
    pub index: Store,
    /// The records of the sample's contacts and accounts, by their place there.
    pub contacts: Vec<RecordRef>,
    pub accounts: Vec<RecordRef>,
    pub place: tempfile::TempDir,
}

impl House {
    /// Builds a company whose mailbox has `messages` mails; nothing is synced yet.
    pub fn build(engine: &Engine, messages: usize) -> House {
        let place = tempfile::tempdir().unwrap();
        let sample =
            Sample::create(&place.path().join("server"), &Options { messages, ..Options::default() })
                .unwrap();
        let crm = open_crm(engine, place.path());
        let owner = settle(&crm, &sample);
        let (accounts, contacts) = clients(&crm, &owner, &sample.company);
        let index = open_index(place.path());
        let mailbox = follow(&crm, &owner, &index, &sample, place.path());
        House { sample, crm, owner, mailbox, index, contacts, accounts, place }
    }

    /// Looks at the mailbox once.
    pub fn sync(&self) -> Report {
        let mailbox = self.mailbox;
        let account = self.index.read(move |tx| followed::get(tx, mailbox)).unwrap().account;
        let connector = ImapConnector::new(account, Arc::new(Secrets::new(self.place.path())));
        sync_once(&self.setup(), &connector, self.mailbox, &StopSignal::default()).unwrap()
    }

    /// What following the mailbox takes.
    pub fn setup(&self) -> Setup {
        let memory = Arc::new(Local::new(self.crm.clone(), now));
        Setup::new(self.index.clone(), memory, Arc::new(SystemClock), Arc::new(Silent)).unwrap()
    }
}

pub fn now() -> Millis {
    SystemClock.now()
}

fn open_crm(engine: &Engine, place: &Path) -> Crm {
    let location = match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    };
    schema::prepare(&location, &schema::CRM).unwrap();
    Crm::new(Store::open(&location).unwrap(), Blobs::open(&place.join("blobs")).unwrap())
}

fn open_index(place: &Path) -> Store {
    let location = Location::File(place.join("mailindex.sqlite"));
    schema::prepare(&location, &schema::MAIL_INDEX).unwrap();
    Store::open(&location).unwrap()
}

fn settle(crm: &Crm, sample: &Sample) -> Actor {
    let owner = &sample.truth.owner;
    let first = NewUser {
        login: sample.user().into(),
        name: owner.name.clone(),
        roles: Role::ALL.to_vec(),
        addresses: vec![Address::parse(&owner.address).unwrap()],
        ..NewUser::default()
    };
    let domain = sample.company.domain.clone();
    crm.write(move |tx| {
        let owner = fresh::install(tx, now(), &first)?.actor();
        users::set_company_domains(tx, &By::new(owner.clone(), now()), &[domain])?;
        Ok(owner)
    })
    .unwrap()
}

fn clients(crm: &Crm, owner: &Actor, company: &Company) -> (Vec<RecordRef>, Vec<RecordRef>) {
    let (owner, company) = (owner.clone(), company.clone());
    crm.write(move |tx| {
        let by = By::new(owner, now());
        let mut uids: HashMap<usize, Uid> = HashMap::new();
        let (mut accounts, mut contacts) = (Vec::new(), Vec::new());
        for (place, account) in company.accounts.iter().enumerate() {
            let draft = AccountDraft {
                name: account.name.clone(),
                domains: vec![account.domain.clone()],
                ..AccountDraft::default()
            };
            let added = accounts::add_account(tx, &by, None, &draft)?;
            uids.insert(place, added.uid);
            accounts.push(RecordRef::new(RecordKind::Account, added.id.0));
        }
        for contact in &company.contacts {
            let draft = ContactDraft {
                first_name: contact.first.clone(),
                last_name: contact.last.clone(),
                addresses: contact.addresses.clone(),
                positions: vec![Position { account: uids[&contact.account], title: String::new() }],
                ..ContactDraft::default()
            };
            let added = contacts::add_contact(tx, &by, None, &draft)?;
            contacts.push(RecordRef::new(RecordKind::Contact, added.id.0));
        }
        Ok((accounts, contacts))
    })
    .unwrap()
}

fn follow(crm: &Crm, owner: &Actor, index: &Store, sample: &Sample, place: &Path) -> BoxId {
    let (owner, address) = (owner.clone(), sample.truth.owner.address.clone());
    let known = crm
        .write(move |tx| {
            let by = By::new(owner, now());
            mailboxes::add_mailbox(tx, &by, None, &address, Kind::Personal, ShareLevel::Everything)
        })
        .unwrap();
    let secrets = Secrets::new(place);
    secrets.store(SecretPlace::File, &known.uid.to_string(), &Secret::new(Sample::PASSWORD)).unwrap();
    let account = Account {
        uid: known.uid,
        address: known.address,
        kind: index::mailboxes::Kind::Personal,
        share: ShareLevel::Everything,
        host: sample.dovecot.host().into(),
        port: sample.dovecot.imap_port(),
        protection: Protection::Plain,
        extra_ca: None,
        login: sample.user().into(),
        secret: SecretPlace::File,
    };
    index.write(move |tx| followed::save(tx, &account, now())).unwrap()
}
