//! Mails, threads, links, the timeline and search, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

use crmweb_model::address::Address;
use crmweb_model::ids::{MailboxId, ThreadId, Uid, UserId};
use crmweb_model::mail::{Envelope, Mail, Part, Person};
use crmweb_model::matching::Rule;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{Direction, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words;
use crmweb_store::links::Link;
use crmweb_store::mails::{Capture, NewMail, Stored};
use crmweb_store::timeline::{Half, Place};
use crmweb_store::{Location, Result, Store, Tx, links, mails, packs, schema, search, threads, timeline};
use crmweb_support::{Engine, both_engines};

const ANA: UserId = UserId(1);
const DAN: UserId = UserId(2);
const CLIENT: RecordRef = RecordRef { kind: RecordKind::Account, id: 7 };

fn open(engine: &Engine) -> Store {
    let location = match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    };
    schema::prepare(&location, &schema::CRM).unwrap();
    let store = Store::open(&location).unwrap();
    store.write(company).unwrap();
    store
}

/// Two colleagues with a mailbox each.
fn company(tx: &mut Tx) -> Result<()> {
    for (id, name) in [(1i64, "ana"), (2, "dan")] {
        let uid = Uid::create().to_string();
        tx.execute(
            "INSERT INTO users (id, uid, login, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3, 0, 0)",
            &[&id, &uid, &name],
        )?;
        tx.execute(
            "INSERT INTO mailboxes (id, uid, address, kind, user_id, share, created_at) VALUES (?1, ?2, ?3, 'personal', ?1, 3, 0)",
            &[&id, &uid, &name],
        )?;
    }
    Ok(())
}

fn envelope(id: &str, references: &[&str]) -> Envelope {
    let from =
        Person { part: Part::From, address: Address::parse("ion@x.example").unwrap(), name: "Ion".into() };
    Envelope {
        message_id: Some(id.into()),
        references: references.iter().map(|r| (*r).into()).collect(),
        people: vec![from],
        subject: format!("Ofertă {id}"),
        ..Envelope::default()
    }
}

/// Stores a mail of the client at `at`, with one capture.
fn add(tx: &mut Tx, id: &str, references: &[&str], at: i64, copy: &Capture) -> Result<Stored> {
    let mail =
        Mail { envelope: envelope(id, references), text: "Prețul facturilor".into(), ..Mail::default() };
    let thread = threads::of_mail(tx, &mail.envelope, Millis(at))?;
    let new = NewMail {
        place: packs::Place { pack: 1, at: at.cast_unsigned(), length: mail.size },
        mail: &mail,
        identity: id,
        thread,
        direction: Direction::In,
        at: Millis(at),
        now: Millis(at),
    };
    let stored = mails::insert(tx, &new)?;
    mails::capture(tx, stored.id, copy, Millis(at))?;
    links::put(tx, stored.activity, &link(CLIENT))?;
    timeline::refresh(tx, stored.activity)?;
    search::index(tx, stored.activity, &words::tokens(&[&mail.envelope.subject, &mail.text]))?;
    Ok(stored)
}

fn link(record: RecordRef) -> Link {
    Link {
        record,
        rule: Rule::Address,
        evidence: "ion@x.example".into(),
        refused: false,
        only_for: None,
        made_by: None,
        made_at: Millis(0),
    }
}

fn copy(user: UserId, share: ShareLevel, held: bool) -> Capture {
    Capture { mailbox: MailboxId(user.0), user: Some(user), share, held, blind: vec![] }
}

fn subjects(tx: &mut Tx, viewer: UserId) -> Result<Vec<String>> {
    let page = timeline::page(tx, CLIENT, viewer, Half::History, None, 50)?;
    Ok(page.into_iter().map(|item| item.subject).collect())
}

both_engines! {
    fn a_history_is_read_page_by_page_newest_first(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            for n in 0..25 {
                // Three mails share each moment: the order must hold all the same.
                add(tx, &format!("{n}@x"), &[], n / 3, &copy(ANA, ShareLevel::Everything, false))?;
            }
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
        let seen = store.read(|tx| {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = timeline::page(tx, CLIENT, DAN, Half::History, after, 7)?;
                let Some(last) = page.last() else { break };
                after = Some(Place { at: last.at, activity: last.activity });
                seen.extend(page.into_iter().map(|item| item.subject));
            }
            assert_eq!(timeline::count_of(tx, CLIENT, DAN, Half::History)?, 25);
            Ok::<_, crmweb_store::Error>(seen)
        }).unwrap();
        let expected: Vec<String> = (0..25).rev().map(|n| format!("Ofertă {n}@x")).collect();
        assert_eq!(seen, expected);
    }
}

both_engines! {
    fn colleagues_see_what_a_copy_grants_and_its_owner_sees_all(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            add(tx, "all@x", &[], 4, &copy(ANA, ShareLevel::Everything, false))?;
            add(tx, "subject@x", &[], 3, &copy(ANA, ShareLevel::Subject, false))?;
            add(tx, "metadata@x", &[], 2, &copy(ANA, ShareLevel::Metadata, false))?;
            add(tx, "nothing@x", &[], 1, &copy(ANA, ShareLevel::Nothing, false))?;
            add(tx, "held@x", &[], 0, &copy(ANA, ShareLevel::Everything, true))?;
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
        store.read(|tx| {
            assert_eq!(subjects(tx, DAN)?, ["Ofertă all@x", "Ofertă subject@x", ""]);
            assert_eq!(timeline::count_of(tx, CLIENT, DAN, Half::History)?, 3);
            assert_eq!(subjects(tx, ANA)?.len(), 5);
            assert_eq!(timeline::count_of(tx, CLIENT, ANA, Half::History)?, 5);
            let page = timeline::page(tx, CLIENT, DAN, Half::History, None, 9)?;
            let snippets: Vec<&str> = page.iter().map(|item| item.snippet.as_str()).collect();
            assert_eq!(snippets, ["Prețul facturilor", "", ""]);
            assert_eq!(search::activities(tx, "factură", DAN, 10)?.len(), 1);
            assert_eq!(search::activities(tx, "factură", ANA, 10)?.len(), 5);
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
    }
}

both_engines! {
    fn a_second_copy_grants_what_it_grants_whoever_holds_the_first_back(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            let mail = add(tx, "1@x", &[], 1, &copy(ANA, ShareLevel::Everything, false))?;
            mails::hold(tx, mail.id, ANA, true)?;
            timeline::refresh(tx, mail.activity)?;
            assert_eq!(subjects(tx, DAN)?, [""; 0]);
            mails::capture(tx, mail.id, &copy(DAN, ShareLevel::Subject, false), Millis(2))?;
            timeline::refresh(tx, mail.activity)?;
            assert_eq!(subjects(tx, UserId(9))?, ["Ofertă 1@x"]);
            assert_eq!(timeline::count_of(tx, CLIENT, ANA, Half::History)?, 1);
            mails::uncapture(tx, mail.id, MailboxId(2))?;
            timeline::refresh(tx, mail.activity)?;
            assert_eq!(subjects(tx, DAN)?, [""; 0]);
            mails::uncapture(tx, mail.id, MailboxId(1))?;
            mails::remove(tx, &mail)?;
            assert_eq!(timeline::count_of(tx, CLIENT, ANA, Half::History)?, 0);
            assert_eq!(search::activities(tx, "oferta", ANA, 10)?, []);
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
    }
}

both_engines! {
    fn a_conversation_is_one_thread_in_whatever_order_its_mails_arrive(engine: &Engine) {
        let store = open(engine);
        let mails: [(&str, &[&str]); 4] = [("a", &[]), ("b", &["a"]), ("c", &["b"]), ("d", &["a", "b", "c"])];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [2, 1, 0, 3]] {
            let threads = store.write(move |tx| {
                let tag = format!("{order:?}");
                let name = |id: &str| format!("{id}{tag}");
                let mut found: Vec<ThreadId> = Vec::new();
                for n in order {
                    let (id, references) = mails[n];
                    let references: Vec<String> = references.iter().map(|r| name(r)).collect();
                    let references: Vec<&str> = references.iter().map(String::as_str).collect();
                    add(tx, &name(id), &references, 1, &copy(ANA, ShareLevel::Everything, false))?;
                }
                for (id, _) in mails {
                    found.extend(mails::by_message_id(tx, &name(id))?.iter().map(|m| m.thread));
                }
                Ok::<_, crmweb_store::Error>(found)
            }).unwrap();
            assert!(threads.iter().all(|t| *t == threads[0]) && threads.len() == 4, "{order:?}: {threads:?}");
        }
    }
}

both_engines! {
    fn nobody_joins_two_strange_conversations_by_naming_both(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            let everything = copy(ANA, ShareLevel::Everything, false);
            let one = add(tx, "one", &[], 1, &everything)?;
            let two = add(tx, "two", &[], 1, &everything)?;
            let both = add(tx, "both", &["one", "two"], 2, &everything)?;
            assert_eq!(both.thread, two.thread);
            assert_ne!(mails::by_id(tx, one.id)?.unwrap().thread, two.thread);
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
    }
}

both_engines! {
    fn a_link_through_a_blind_copy_is_seen_by_its_owner_alone(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            let mail = add(tx, "1@x", &[], 1, &copy(ANA, ShareLevel::Everything, false))?;
            let hidden = RecordRef::new(RecordKind::Contact, 3);
            links::put(tx, mail.activity, &Link { only_for: Some(ANA), ..link(hidden) })?;
            timeline::refresh(tx, mail.activity)?;
            assert_eq!(timeline::page(tx, hidden, ANA, Half::History, None, 9)?.len(), 1);
            assert_eq!(timeline::page(tx, hidden, DAN, Half::History, None, 9)?.len(), 0);
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
    }
}

both_engines! {
    fn a_refused_link_leaves_the_history_and_stays_refused(engine: &Engine) {
        let store = open(engine);
        store.write(|tx| {
            let mail = add(tx, "1@x", &[], 1, &copy(ANA, ShareLevel::Everything, false))?;
            let refused = Link { refused: true, ..link(CLIENT) };
            links::put(tx, mail.activity, &refused)?;
            timeline::refresh(tx, mail.activity)?;
            assert_eq!(subjects(tx, ANA)?, [""; 0]);
            assert_eq!(links::of_activity(tx, mail.activity)?.first(), Some(&refused));
            assert_eq!(Link::from_text(&refused.to_text()?)?, refused);
            Ok::<_, crmweb_store::Error>(())
        }).unwrap();
    }
}
