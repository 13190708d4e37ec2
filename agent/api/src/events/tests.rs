//! Who hears what, on both engines.

use super::*;
use crate::app::{Machine, Parts, Unreachable};
use crate::stream::Source;
use crmweb_crm::mailboxes::{self, Kind};
use crmweb_crm::{By, Crm, activities, fresh, never_log};
use crmweb_model::draft::{ActivityDraft, Plan, Reminder};
use crmweb_model::ids::{MailboxId, Uid};
use crmweb_model::mail::{Envelope, Mail};
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Direction, Priority, RecordKind, RecordRef, ReminderWay,
};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::EntryId;
use crmweb_store::log::{Author, FieldChange};
use crmweb_store::mails::{self, Capture, NewMail};
use crmweb_store::packs::Place;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{Location, Store, schema, threads};
use crmweb_support::{Engine, both_engines};
use std::sync::Arc;

const NOW: Millis = Millis(1_795_000_000_000);

struct Still;

impl Machine for Still {
    fn now(&self) -> Millis {
        NOW
    }

    fn keys_changed(&self) {}

    fn fetch(&self, _: EntryId) -> std::result::Result<Vec<u8>, Unreachable> {
        Err(Unreachable { code: "sync.offline", reason: "there is no server".into() })
    }
}

struct House {
    app: App,
    location: Location,
    ana: User,
    maria: User,
    _place: tempfile::TempDir,
}

impl House {
    fn build(engine: &Engine) -> House {
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
        };
        let place = tempfile::tempdir().unwrap();
        let index = Location::File(place.path().join("index.sqlite"));
        schema::prepare(&location, &schema::CRM).unwrap();
        schema::prepare(&index, &schema::MAIL_INDEX).unwrap();
        let blobs = Blobs::open(&place.path().join("blobs")).unwrap();
        let crm = Crm::new(Store::open(&location).unwrap(), blobs);
        let named = |login: &str| NewUser {
            login: login.into(),
            name: login.into(),
            roles: vec![Role::User],
            ..NewUser::default()
        };
        let (first, second) = (named("ana"), named("maria"));
        let (ana, maria) = crm
            .write(move |tx| {
                let ana = fresh::install(tx, NOW, &first)?;
                let maria = crmweb_crm::users::add_user(tx, &By::new(ana.actor(), NOW), &second)?;
                Ok((ana, maria))
            })
            .unwrap();
        let index = Store::open(&index).unwrap();
        let app = App::new(Parts { crm, index, machine: Arc::new(Still) });
        House { app, location, ana, maria, _place: place }
    }

    fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.app.crm.write(work).unwrap()
    }

    /// The newest change as a user hears it.
    fn newest(&self, user: &User) -> Option<Change> {
        let viewer = user.id;
        let read = move |tx: &mut Tx| {
            let at = log::newest(tx)? - 1;
            look(tx, viewer, at)
        };
        self.app.crm.store().read(read).unwrap().changes.pop()
    }

    /// A mail in Ana's mailbox, shared like this, and an entry about it.
    fn mail(&self, id: &'static str, mailbox: MailboxId, share: ShareLevel, held: bool, verb: &'static str) {
        let ana = self.ana.id;
        self.write(move |tx| {
            let envelope =
                Envelope { message_id: Some(id.into()), subject: id.into(), ..Envelope::default() };
            let mail = Mail { envelope, ..Mail::default() };
            let thread = threads::of_mail(tx, &mail.envelope, NOW)?;
            let new = NewMail {
                mail: &mail,
                identity: id,
                thread,
                place: Place::default(),
                direction: Direction::In,
                at: NOW,
                now: NOW,
            };
            let stored = mails::insert(tx, &new)?;
            let capture = Capture { mailbox, user: Some(ana), share, held, blind: Vec::new() };
            mails::capture(tx, stored.id, &capture, NOW)?;
            let record = match verb {
                "held" => RecordRef::new(RecordKind::Mail, stored.id.0),
                _ => RecordRef::new(RecordKind::Activity, stored.activity.0),
            };
            log::append(tx, &author(ana), record, verb, &[])?;
            Ok(())
        });
    }
}

fn author(user: UserId) -> Author {
    Author { user: Some(user), at: NOW, mutation: Uid::create(), provenance: "typed".into() }
}

both_engines! {
    fn a_colleague_hears_nothing_of_what_is_not_shared(engine: &Engine) {
        let house = House::build(engine);
        let ana = By::new(house.ana.actor(), NOW);
        let mailbox = house.write(move |tx| {
            mailboxes::add_mailbox(tx, &ana, None, "ana@us.example", Kind::Personal, ShareLevel::Metadata)
        });
        assert_eq!(house.newest(&house.maria).unwrap().records, []);
        for (id, share, held, verb, heard) in [
            ("shown", ShareLevel::Metadata, false, "linked", true),
            ("hidden", ShareLevel::Nothing, false, "linked", false),
            ("kept", ShareLevel::Everything, true, "linked", false),
            // What a colleague may have on the screen must go.
            ("gone", ShareLevel::Everything, true, "held", true),
        ] {
            house.mail(id, mailbox.id, share, held, verb);
            let own = house.newest(&house.ana).unwrap();
            assert_eq!((&*own.verb, own.records.len()), (verb, 1));
            assert_eq!(own.by.as_deref(), Some(&*house.ana.uid.to_string()));
            assert_eq!(house.newest(&house.maria).is_some(), heard, "{id}");
        }
        let ana = By::new(house.ana.actor(), NOW);
        house.write(move |tx| {
            let entry = NeverLog::Domain("doctor.example".into());
            never_log::add_never_log(tx, &ana, never_log::List::Mine, &entry)
        });
        assert!(house.newest(&house.ana).is_some());
        assert_eq!(house.newest(&house.maria), None, "a private list");
    }

    fn what_is_private_and_whom_one_reminds_is_nobody_elses_news(engine: &Engine) {
        let house = House::build(engine);
        let draft = |private: bool| ActivityDraft {
            kind: ActivityKind::Task,
            subject: "Dentist".into(),
            body: String::new(),
            status: ActivityStatus::Planned,
            priority: Priority::Normal,
            direction: Direction::None,
            at: None,
            planned: Some("2026-11-20T09:00".into()),
            zone: Some("UTC".into()),
            plan: Plan {
                private,
                reminders: vec![Reminder { minutes: 0, way: ReminderWay::Desktop }],
                ..Plan::default()
            },
        };
        let ana = By::new(house.ana.actor(), NOW);
        let hidden = draft(true);
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &hidden, None, &[]) });
        assert_eq!((house.newest(&house.ana).is_some(), house.newest(&house.maria)), (true, None), "a new private task");
        let open = draft(false);
        house.write({ let ana = ana.clone(); move |tx| activities::edit(tx, &ana, added.uid, None, &open) });
        assert!(house.newest(&house.maria).is_some(), "it is no longer private");
        let due = Millis(NOW.0 + 30 * Millis::DAY);
        assert_eq!(house.write(move |tx| crmweb_crm::remind::remind(tx, due)), 1);
        let heard = house.newest(&house.ana).unwrap();
        assert_eq!((heard.verb.as_str(), heard.by, heard.records.len()), ("reminded", None, 1));
        assert_eq!(house.newest(&house.maria), None, "a reminder is for one alone");
        let hidden = draft(true);
        house.write({ let ana = ana.clone(); move |tx| activities::edit(tx, &ana, added.uid, None, &hidden) });
        assert!(house.newest(&house.maria).is_some(), "it must leave the screens it was on");
        house.write(move |tx| activities::complete(tx, &ana, added.uid, None));
        assert_eq!(house.newest(&house.maria), None);
    }

    fn a_batch_of_mail_names_the_records_it_touched(engine: &Engine) {
        let house = House::build(engine);
        let (ana, by) = (house.ana.id, By::new(house.ana.actor(), NOW));
        let account = house.write(move |tx| {
            let draft = crmweb_model::record::AccountDraft { name: "Unu SRL".into(), ..Default::default() };
            let account = crmweb_crm::accounts::add_account(tx, &by, None, &draft)?;
            let mailbox =
                mailboxes::add_mailbox(tx, &by, None, "ana@us.example", Kind::Personal, ShareLevel::Subject)?;
            let touched = format!("account:{} contact:999 nonsense mailbox:1", account.id.0);
            let fields = [FieldChange::new("records", None, Some(touched))];
            let record = RecordRef::new(RecordKind::Mailbox, mailbox.id.0);
            log::append(tx, &author(ana), record, "received", &fields)?;
            Ok(account)
        });
        for user in [&house.ana, &house.maria] {
            let change = house.newest(user).unwrap();
            assert_eq!((&*change.verb, change.records.len()), ("received", 1));
            assert_eq!((change.records[0].kind, &*change.records[0].uid), ("account", &*account.uid.to_string()));
        }
    }

    fn what_another_process_commits_is_heard_too(engine: &Engine) {
        let house = House::build(engine);
        let other = Store::open(&house.location).unwrap();
        let caller = Caller {
            through: crate::caller::Through::Pairing,
            user: house.ana.clone(),
            client: Uid::create(),
            kind: "browser".into(),
            name: "a browser".into(),
            scopes: vec![crate::Scope::PanelRead],
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let heard = async {
            let mut follower = Follower::start(&house.app, &caller, None, None).await.unwrap();
            let (ana, record) = (house.ana.id, RecordRef::new(RecordKind::User, house.ana.id.0));
            let append = move |tx: &mut Tx| log::append(tx, &author(ana), record, "changed", &[]);
            let seq = other.write_async(append).await.unwrap();
            while follower.at < seq {
                assert!(!matches!(follower.turn().await, Turn::End));
            }
            follower.ready.len()
        };
        let heard = async { tokio::time::timeout(Duration::from_secs(60), heard).await };
        assert_eq!(runtime.block_on(heard).unwrap(), 1);
    }
}
