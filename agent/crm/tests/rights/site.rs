//! One of everything that belongs to somebody: an account, its contact, work on them, a mail, a session.

pub mod deals;
pub mod told;

use crmweb_crm::seam::{HandedMail, Recorded};
use crmweb_crm::{
    By, Crm, accounts, activities, contacts, handover, incidents, mailboxes, never_log, opportunities,
};
use crmweb_model::address::Address;
use crmweb_model::draft::{
    AccountDraft, ActivityDraft, ContactDraft, IncidentDraft, OpportunityDraft, Position,
};
use crmweb_model::ids::{MailId, Uid, UserId};
use crmweb_model::mail::{Envelope, Mail, Part, Person};
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::record::{ActivityKind, Channel};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::accounts::Account;
use crmweb_store::blobs::{Blobs, sha256_hex};
use crmweb_store::contacts::Contact;
use crmweb_store::log::Author;
use crmweb_store::users::{self, NewUser, User};
use crmweb_store::{Location, Store, Tx, fresh, mails, schema};
use crmweb_support::Engine;
use std::sync::atomic::{AtomicUsize, Ordering};

pub const NOW: Millis = Millis(1_795_507_200_000);

/// A company of four: the one who acts, a colleague of the same team, one of another, and an administrator.
pub struct House {
    pub crm: Crm,
    pub me: UserId,
    people: Vec<User>,
    boss: User,
    next: AtomicUsize,
    _files: tempfile::TempDir,
}

/// What belongs to one of them.
#[derive(Clone)]
pub struct Site {
    /// To whom.
    pub person: User,
    /// Somebody with all rights, for what must have happened before.
    pub boss: By,
    /// Different for each site.
    pub number: usize,
    pub account: Account,
    pub contact: Contact,
    pub incident: Uid,
    pub opportunity: Uid,
    pub activity: Uid,
    pub mailbox: Uid,
    pub never_log: Uid,
    pub mail: Uid,
    pub mail_id: MailId,
    pub message_id: String,
    /// The deed that added the account.
    pub deed: String,
}

impl Site {
    /// The address of the contact.
    pub fn address(&self) -> String {
        format!("ion{}@firma{}.example", self.number, self.number)
    }
}

impl House {
    pub fn build(engine: &Engine) -> House {
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
        };
        schema::prepare(&location, &schema::CRM).unwrap();
        let files = tempfile::tempdir().unwrap();
        let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(files.path()).unwrap());
        let system = Author { user: None, at: NOW, mutation: Uid::create(), provenance: "typed".into() };
        let (people, boss) = crm
            .write(move |tx| {
                fresh::prepare(tx)?;
                let mut add = |login: &str, team: &str, roles: &[Role]| {
                    let new = NewUser {
                        login: login.into(),
                        name: format!("{login} the colleague"),
                        team: team.into(),
                        roles: roles.to_vec(),
                        ..NewUser::default()
                    };
                    users::insert(tx, &system, &new)
                };
                let people = vec![
                    add("ana", "north", &Role::ALL)?,
                    add("dan", "north", &Role::ALL)?,
                    add("lia", "south", &Role::ALL)?,
                ];
                Ok((people, add("boss", "", &Role::ALL)?))
            })
            .unwrap();
        let by = By::new(boss.actor(), NOW);
        crm.write(move |tx| told::queue(tx, &by)).unwrap();
        House { crm, me: people[0].id, people, boss, next: AtomicUsize::new(1), _files: files }
    }

    /// The one who acts, a colleague of the team, another one.
    pub fn owners(&self) -> impl Iterator<Item = &User> {
        self.people.iter()
    }

    /// Makes one of everything for `owner`.
    pub fn site(&self, owner: &User) -> Site {
        let (number, person) = (self.next.fetch_add(1, Ordering::SeqCst), owner.clone());
        let boss = By::new(self.boss.actor(), NOW);
        let mut site = self.crm.write(move |tx| made(tx, number, person, boss)).unwrap();
        (site.mail, site.message_id) = self.mail(&site);
        let uid = site.mail;
        site.mail_id = self.crm.read(move |tx| Ok(mails::by_uid(tx, uid)?.unwrap().id)).unwrap();
        site
    }

    /// A mail of the contact's to the owner.
    fn mail(&self, site: &Site) -> (Uid, String) {
        let person = |part: Part, address: &str| Person {
            part,
            address: Address::parse(address).unwrap(),
            name: String::new(),
        };
        let id = format!("m{}@firma.example", site.number);
        let envelope = Envelope {
            message_id: Some(id.clone()),
            people: vec![person(Part::From, &site.address()), person(Part::To, &own(site.number))],
            subject: "Imprimanta nu merge".into(),
            date: Some(NOW.plus(-Millis::DAY)),
            ..Envelope::default()
        };
        let raw = format!("{id} raw").into_bytes();
        let sha256 = sha256_hex(&raw);
        let mail =
            Mail { envelope, text: "de ieri".into(), sha256, size: raw.len() as u64, ..Mail::default() };
        let handed = HandedMail { mailbox: site.mailbox, mail, raw, received_at: NOW };
        let recorded = handover::record(&self.crm, vec![handed], NOW).unwrap();
        let Recorded::Linked { mail, .. } = &recorded[0] else { panic!("not linked: {recorded:?}") };
        (*mail, id)
    }
}

/// The address of a mailbox.
fn own(number: usize) -> String {
    format!("box{number}@noi.example")
}

fn made(tx: &mut Tx, number: usize, person: User, boss: By) -> crmweb_crm::Result<Site> {
    // Whoever holds it made it.
    let by = By::new(person.actor(), NOW);
    let new = AccountDraft {
        name: format!("Firma {number:04}"),
        domains: vec![format!("firma{number}.example")],
        ..AccountDraft::default()
    };
    let account = accounts::add_account(tx, &by, None, &new)?;
    let deed = by.mutation.to_string();
    let by = By::new(person.actor(), NOW);
    let position = Position { account: account.uid, title: "CEO".into() };
    let new = ContactDraft {
        first_name: format!("Ion{number}"),
        addresses: vec![format!("ion{number}@firma{number}.example")],
        positions: vec![position],
        ..ContactDraft::default()
    };
    let contact = contacts::add_contact(tx, &by, None, &new)?;
    let incident = incidents::log(tx, &by, &incident(Some(contact.uid)))?.uid;
    let opportunity = opportunities::log(tx, &by, &opportunity(vec![contact.uid]))?.uid;
    let activity = activities::add(tx, &by, &task(), None, &[])?.uid;
    let share = ShareLevel::Everything;
    let mailbox = mailboxes::add_mailbox(tx, &by, None, &own(number), mailboxes::Kind::Personal, share)?.uid;
    let never = NeverLog::Keyword(format!("analize{number}"));
    let never_log = never_log::add_never_log(tx, &by, never_log::List::Mine, &never)?.uid;
    let person_now = users::by_id(tx, person.id)?.unwrap();
    Ok(Site {
        person: person_now,
        boss,
        number,
        account,
        contact,
        incident,
        opportunity,
        activity,
        mailbox,
        never_log,
        mail: Uid::create(),
        mail_id: MailId(0),
        message_id: String::new(),
        deed,
    })
}

pub fn incident(contact: Option<Uid>) -> IncidentDraft {
    IncidentDraft { contact, ..IncidentDraft::new("Imprimanta nu merge", Channel::Phone) }
}

pub fn opportunity(contacts: Vec<Uid>) -> OpportunityDraft {
    OpportunityDraft { contacts, ..OpportunityDraft::new("Zece imprimante") }
}

pub fn task() -> ActivityDraft {
    ActivityDraft::new(ActivityKind::Task, "Sună")
}
