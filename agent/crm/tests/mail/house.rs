//! A company of two with a mailbox each, and mail to hand over.

use crmweb_crm::local::Local;
use crmweb_crm::mailboxes::Kind;
use crmweb_crm::seam::{HandedMail, Memory, Recorded};
use crmweb_crm::{By, Crm, accounts, contacts, fresh, mailboxes, users};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Envelope, Mail, Part, Person};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{AccountDraft, ContactDraft, Position, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Role};
use crmweb_model::time::Millis;
use crmweb_store::blobs::{Blobs, sha256_hex};
use crmweb_store::timeline::{self, Half};
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store, schema};
use crmweb_support::Engine;
use std::path::PathBuf;

pub const NOW: Millis = Millis(1_790_000_000_000);

/// A company of two, Ana and Dan, with a mailbox each.
pub struct House {
    pub crm: Crm,
    pub ana: Actor,
    pub dan: Actor,
    pub anas: Uid,
    pub dans: Uid,
    files: tempfile::TempDir,
}

pub fn house(engine: &Engine) -> House {
    let location = match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    };
    schema::prepare(&location, &schema::CRM).unwrap();
    let files = tempfile::tempdir().unwrap();
    let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(files.path()).unwrap());
    let (ana, dan, anas, dans) = crm
        .write(|tx| {
            let ana = fresh::install(tx, NOW, &colleague("ana", &Role::ALL))?.actor();
            let dan =
                users::add_user(tx, &By::new(ana.clone(), NOW), &colleague("dan", &[Role::User]))?.actor();
            let mut boxes = Vec::new();
            for (actor, address) in [(&ana, "ana@us.example"), (&dan, "dan@us.example")] {
                let by = By::new(actor.clone(), NOW);
                boxes.push(
                    mailboxes::add_mailbox(tx, &by, None, address, Kind::Personal, ShareLevel::Everything)?
                        .uid,
                );
            }
            Ok((ana, dan, boxes[0], boxes[1]))
        })
        .unwrap();
    House { crm, ana, dan, anas, dans, files }
}

fn colleague(name: &str, roles: &[Role]) -> NewUser {
    NewUser {
        login: name.into(),
        name: name.into(),
        roles: roles.to_vec(),
        addresses: vec![Address::parse(&format!("{name}@us.example")).unwrap()],
        ..NewUser::default()
    }
}

impl House {
    pub fn by(&self) -> By {
        By::new(self.ana.clone(), NOW)
    }

    pub fn contact(&self, name: &str, address: &str, account: Option<Uid>) -> RecordRef {
        let draft = ContactDraft {
            first_name: name.into(),
            addresses: vec![address.into()],
            positions: account
                .map(|account| Position { account, title: String::new() })
                .into_iter()
                .collect(),
            ..ContactDraft::default()
        };
        let by = self.by();
        let id = self.crm.write(move |tx| Ok(contacts::add_contact(tx, &by, None, &draft)?.id)).unwrap();
        RecordRef::new(RecordKind::Contact, id.0)
    }

    pub fn account(&self, name: &str, domain: &str) -> (RecordRef, Uid) {
        let draft =
            AccountDraft { name: name.into(), domains: vec![domain.into()], ..AccountDraft::default() };
        let by = self.by();
        let account = self.crm.write(move |tx| accounts::add_account(tx, &by, None, &draft)).unwrap();
        (RecordRef::new(RecordKind::Account, account.id.0), account.uid)
    }

    pub fn hand(&self, mailbox: Uid, mail: Mail) -> Recorded {
        let memory = Local::new(self.crm.clone(), || NOW);
        memory.record(vec![handed(mailbox, mail)]).unwrap().remove(0)
    }

    /// What `viewer` sees in the history of `record`, newest first.
    pub fn history(&self, viewer: &Actor, record: RecordRef) -> Vec<String> {
        let viewer = viewer.user;
        let page = self.crm.read(move |tx| Ok(timeline::page(tx, record, viewer, Half::History, None, 50)?));
        page.unwrap().into_iter().map(|item| item.subject).collect()
    }

    /// The same crm as another process would open it.
    pub fn restarted(&self) -> Crm {
        Crm::new(self.crm.store().clone(), Blobs::open(self.files.path()).unwrap())
    }

    /// How many mails the packs hold: each of these tests' mails begins with its kind of facts.
    pub fn files(&self) -> usize {
        let bytes: Vec<u8> = self.packs().iter().flat_map(|pack| std::fs::read(pack).unwrap()).collect();
        String::from_utf8(bytes).unwrap().matches("Envelope {").count()
    }

    /// The packs on disk.
    pub fn packs(&self) -> Vec<PathBuf> {
        let Ok(folders) = std::fs::read_dir(self.files.path().join("packs")) else { return Vec::new() };
        let packs = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
        packs.map(|pack| pack.unwrap().path()).collect()
    }
}

pub fn handed(mailbox: Uid, mut mail: Mail) -> HandedMail {
    let raw = format!("{:?}", mail.envelope).into_bytes();
    mail.sha256 = sha256_hex(&raw);
    mail.size = raw.len() as u64;
    HandedMail { mailbox, mail, raw, received_at: NOW }
}

pub fn mail(id: &str, people: &[(Part, &str)]) -> Mail {
    let person = |(part, address): &(Part, &str)| Person {
        part: *part,
        address: Address::parse(address).unwrap(),
        name: String::new(),
    };
    let envelope = Envelope {
        message_id: Some(id.into()),
        people: people.iter().map(person).collect(),
        subject: format!("Mail {id}"),
        date: Some(NOW.plus(-1_000)),
        ..Envelope::default()
    };
    Mail { envelope, text: format!("Text {id}"), ..Mail::default() }
}

pub fn from(id: &str, address: &str) -> Mail {
    mail(id, &[(Part::From, address), (Part::To, "ana@us.example")])
}

pub fn uid(recorded: &Recorded) -> Uid {
    match recorded {
        Recorded::Linked { mail, .. } | Recorded::Held { mail, .. } => *mail,
        other => panic!("not in the crm: {other:?}"),
    }
}
