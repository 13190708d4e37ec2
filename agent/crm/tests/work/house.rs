//! A small company: three colleagues, one client, and a mailbox.

use crmweb_crm::records::{self, Record, Typed};
use crmweb_crm::seam::{HandedMail, Recorded};
use crmweb_crm::{By, Crm, Error, Result, handover};
use crmweb_model::address::Address;
use crmweb_model::draft::{
    AccountDraft, ActivityDraft, ContactDraft, IncidentDraft, OpportunityDraft, Position,
};
use crmweb_model::ids::{AccountId, ContactId, MailId, Uid};
use crmweb_model::mail::{Envelope, Mail, Part, Person};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{ActivityKind, Channel, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::time::Millis;
use crmweb_store::blobs::{Blobs, sha256_hex};
use crmweb_store::log::{Author, FieldChange};
use crmweb_store::timeline::{self, Half};
use crmweb_store::users::{self, NewUser};
use crmweb_store::{Location, Store, Tx, accounts, contacts, fresh, log, mailboxes, mails, schema};
use crmweb_support::Engine;

/// When the stories begin: 24 November 2026, 10:00 in Bucharest.
pub const NOW: Millis = Millis(1795507200000);

pub struct House {
    pub crm: Crm,
    /// Of the role user.
    pub ana: Actor,
    /// Of the role user.
    pub dan: Actor,
    /// A team leader.
    pub lia: Actor,
    pub dan_uid: Uid,
    pub ana_uid: Uid,
    pub firma: AccountId,
    pub firma_uid: Uid,
    pub ion: ContactId,
    pub ion_uid: Uid,
    mailbox: Uid,
    _files: tempfile::TempDir,
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
        crm.write(move |tx| {
            fresh::prepare(tx)?;
            let system =
                Author { user: None, at: Millis(0), mutation: Uid::create(), provenance: "typed".into() };
            let mut person = |login: &str, role: Role, language: &str| {
                let address = Address::parse(&format!("{login}@noi.example")).unwrap();
                let new = NewUser {
                    login: login.into(),
                    name: login.into(),
                    roles: vec![role],
                    language: language.into(),
                    addresses: vec![address],
                    ..NewUser::default()
                };
                users::insert(tx, &system, &new)
            };
            let (ana, dan) = (person("ana", Role::User, "en")?, person("dan", Role::User, "ro")?);
            let lia = person("lia", Role::Leader, "de")?;
            let firma_uid = Uid::create();
            let firma = AccountDraft { name: "Firma".into(), ..AccountDraft::default() };
            let firma = accounts::insert(tx, &system, firma_uid, &firma)?;
            let ion_uid = Uid::create();
            let ion = ContactDraft {
                first_name: "Ion".into(),
                last_name: "Pop".into(),
                addresses: vec!["ion@firma.example".into()],
                positions: vec![Position { account: firma_uid, title: "CEO".into() }],
                ..ContactDraft::default()
            };
            let ion = contacts::insert(tx, &system, ion_uid, &ion)?;
            let address = Address::parse("ana@noi.example").unwrap();
            let mailbox = Uid::create();
            mailboxes::insert(tx, &system, mailbox, &address, Some(ana.id), ShareLevel::Everything)?;
            Ok((ana, dan, lia, firma, firma_uid, ion, ion_uid, mailbox))
        })
        .map(|(ana, dan, lia, firma, firma_uid, ion, ion_uid, mailbox)| House {
            crm,
            ana: ana.actor(),
            ana_uid: ana.uid,
            dan: dan.actor(),
            dan_uid: dan.uid,
            lia: lia.actor(),
            firma,
            firma_uid,
            ion,
            ion_uid,
            mailbox,
            _files: files,
        })
        .unwrap()
    }

    /// Somebody who manages what concerns everybody.
    pub fn admin(&self) -> Actor {
        Actor::new(self.lia.user, "", &[Role::Administrator], &Grants::default())
    }

    /// A mail of Ion's to Ana.
    pub fn receive(&self, id: &str, answers: Option<&str>, subject: &str, text: &str) -> MailId {
        self.receive_from("ion@firma.example", id, answers, subject, text)
    }

    /// A mail to Ana from an address that somebody has.
    pub fn receive_from(
        &self,
        from: &str,
        id: &str,
        answers: Option<&str>,
        subject: &str,
        text: &str,
    ) -> MailId {
        let person = |part: Part, address: &str, name: &str| Person {
            part,
            address: Address::parse(address).unwrap(),
            name: name.into(),
        };
        let envelope = Envelope {
            message_id: Some(id.into()),
            in_reply_to: answers.map(str::to_owned),
            references: answers.map(str::to_owned).into_iter().collect(),
            people: vec![
                person(Part::From, from, if from.starts_with("ion@") { "Ion Pop" } else { "" }),
                person(Part::To, "ana@noi.example", "Ana"),
            ],
            subject: subject.into(),
            date: Some(NOW.plus(-Millis::DAY)),
            ..Envelope::default()
        };
        let raw = format!("{id} {subject}\n{text}").into_bytes();
        let sha256 = sha256_hex(&raw);
        let mail = Mail { envelope, text: text.into(), sha256, size: raw.len() as u64, ..Mail::default() };
        let handed = HandedMail { mailbox: self.mailbox, mail, raw, received_at: NOW };
        let recorded = handover::record(&self.crm, vec![handed], NOW).unwrap();
        let Recorded::Linked { mail, .. } = &recorded[0] else { panic!("not linked: {recorded:?}") };
        let uid = *mail;
        self.read(move |tx| Ok(mails::by_uid(tx, uid)?.unwrap().id))
    }

    /// A whole mail that reaches Ana's mailbox.
    pub fn receive_raw(&self, raw: &str) -> Uid {
        let mail = crmweb_mail::parse::mail(raw.as_bytes(), false);
        let handed = HandedMail { mailbox: self.mailbox, mail, raw: raw.into(), received_at: NOW };
        let recorded = handover::record(&self.crm, vec![handed], NOW).unwrap();
        let Recorded::Linked { mail, .. } = &recorded[0] else { panic!("not linked: {recorded:?}") };
        *mail
    }

    pub fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.crm.write(work).unwrap()
    }

    pub fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.crm.read(work).unwrap()
    }

    /// What a verb answers instead of doing it.
    pub fn refused<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Error {
        self.crm.write(work).err().expect("a refusal")
    }

    /// The subjects of a record's history, newest first, as `viewer` sees it.
    pub fn history(&self, record: RecordRef, viewer: &Actor) -> Vec<String> {
        self.half(record, viewer, Half::History)
    }

    /// The subjects of what is planned with a record, soonest first, as `viewer` sees it.
    pub fn plans(&self, record: RecordRef, viewer: &Actor) -> Vec<String> {
        self.half(record, viewer, Half::Planned)
    }

    fn half(&self, record: RecordRef, viewer: &Actor, half: Half) -> Vec<String> {
        let viewer = viewer.user;
        let page = self.read(move |tx| Ok(timeline::page(tx, record, viewer, half, None, 50)?));
        page.into_iter().map(|item| item.subject).collect()
    }

    /// What the log says was done last with a record: the verb, and each field with its values.
    pub fn last_change(&self, record: RecordRef) -> (String, Vec<FieldChange>) {
        let entry = self.read(move |tx| Ok(log::of_record(tx, record, 1)?)).remove(0);
        (entry.verb, entry.fields)
    }
}

/// Fields as people type them.
pub fn typed<const N: usize>(fields: [(&str, &str); N]) -> Vec<Typed> {
    fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

impl House {
    /// Adds a record of Ana's.
    pub fn add<const N: usize>(&self, kind: RecordKind, fields: [(&str, &str); N]) -> Record {
        let (by, fields) = (by(&self.ana), typed(fields));
        self.write(move |tx| records::add(tx, &by, kind, None, &fields))
    }

    /// Changes a record as Ana; returns the deed.
    pub fn edit<const N: usize>(&self, record: &Record, fields: [(&str, &str); N]) -> String {
        let (by, fields) = (by(&self.ana), typed(fields));
        let (deed, kind, uid) = (by.mutation.to_string(), record.record.kind, record.uid);
        self.write(move |tx| records::edit(tx, &by, kind, uid, None, &fields));
        deed
    }

    /// Loads a record as Ana sees it.
    pub fn get(&self, kind: RecordKind, uid: Uid) -> Record {
        let by = by(&self.ana);
        self.read(move |tx| records::get(tx, &by, kind, uid))
    }
}

pub fn by(actor: &Actor) -> By {
    By::new(actor.clone(), NOW)
}

pub fn incident(house: &House) -> IncidentDraft {
    IncidentDraft {
        description: "de ieri".into(),
        contact: Some(house.ion_uid),
        product: "DX-200".into(),
        ..IncidentDraft::new("Imprimanta nu merge", Channel::Phone)
    }
}

pub fn opportunity(house: &House) -> OpportunityDraft {
    OpportunityDraft { contacts: vec![house.ion_uid], ..OpportunityDraft::new("Zece imprimante") }
}

pub fn task(subject: &str) -> ActivityDraft {
    ActivityDraft {
        planned: Some("2026-11-25T09:00".into()),
        zone: Some("Europe/Bucharest".into()),
        ..ActivityDraft::new(ActivityKind::Task, subject)
    }
}

/// The administrator.
pub fn administrator(house: &House) -> Actor {
    in_roles(&house.lia, &[Role::Administrator])
}

/// Somebody in these roles instead.
pub fn in_roles(actor: &Actor, roles: &[Role]) -> Actor {
    Actor::new(actor.user, &actor.team, roles, &Grants::default())
}

/// A moment as people write it, in UTC.
pub fn at(text: &str) -> Millis {
    let moment: jiff::Timestamp = text.parse().unwrap();
    Millis(moment.as_millisecond())
}
