//! How a database comes up to date, and which ones are left alone.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::location;
use crmweb_store::engine::Durability;
use crmweb_store::schema::{CRM, MAIL_INDEX, Prepared, Schema, Step, prepare};
use crmweb_store::{Db, Error, Location, Result};
use crmweb_support::both_engines;

const NEWEST: i64 = CRM.steps.len() as i64;

const SOUND: &str = "CREATE TABLE client (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT;";

fn step(version: i64, sqlite: &'static str) -> Step {
    Step { version, compatible_from: 1, sqlite, postgres: None }
}

fn schema(steps: Vec<Step>) -> Schema {
    Schema { name: "test", steps: Vec::leak(steps), derive: None }
}

fn change(db: &mut Db, sql: &str) {
    db.write(Durability::Normal, |tx| tx.execute(sql, &[]).map(drop)).unwrap();
}

fn count(db: &mut Db, sql: &str) -> Result<i64> {
    db.read(|tx| tx.query_one(sql, &[], |r| r.get(0)))
}

both_engines! {
    fn a_new_database_gets_every_step_and_a_second_start_none(engine: &Engine) {
        let location = location(engine);
        assert_eq!(prepare(&location, &CRM).unwrap(), Prepared { from: 0, to: NEWEST });
        assert_eq!(prepare(&location, &CRM).unwrap(), Prepared { from: NEWEST, to: NEWEST });
    }

    fn a_database_of_a_newer_program_is_refused_untouched(engine: &Engine) {
        let location = location(engine);
        prepare(&location, &CRM).unwrap();
        let mut db = location.open().unwrap();
        change(&mut db, "UPDATE schema SET version = 99, compatible_from = 98");
        let before = content(&location);
        let refused = prepare(&location, &CRM).unwrap_err();
        assert_eq!(refused.code(), "store.newer-schema");
        assert!(refused.to_string().contains("99"), "{refused}");
        assert_eq!(content(&location), before);
        assert_eq!(count(&mut db, "SELECT version FROM schema").unwrap(), 99);
    }

    fn a_newer_database_that_this_program_can_still_serve_opens(engine: &Engine) {
        let location = location(engine);
        prepare(&location, &CRM).unwrap();
        let mut db = location.open().unwrap();
        change(&mut db, &format!("UPDATE schema SET version = 99, compatible_from = {NEWEST}"));
        assert_eq!(prepare(&location, &CRM).unwrap(), Prepared { from: 99, to: 99 });
        assert_eq!(count(&mut db, "SELECT version FROM schema").unwrap(), 99, "the newer program's mark stays");
    }

    fn a_step_that_fails_leaves_what_was_there(engine: &Engine) {
        let location = location(engine);
        prepare(&location, &schema(vec![step(1, SOUND)])).unwrap();
        let mut db = location.open().unwrap();
        change(&mut db, "INSERT INTO client (name) VALUES ('Firma')");
        let broken = "CREATE TABLE later (id INTEGER NOT NULL) STRICT; DROP TABLE client; INSERT INTO nowhere VALUES (1);";
        assert!(prepare(&location, &schema(vec![step(1, SOUND), step(2, broken)])).is_err());
        assert_eq!(count(&mut db, "SELECT COUNT(*) FROM client").unwrap(), 1);
        assert_eq!(count(&mut db, "SELECT version FROM schema").unwrap(), 1);
        assert!(count(&mut db, "SELECT COUNT(*) FROM later").is_err());
        let mended = "CREATE TABLE later (id INTEGER NOT NULL) STRICT;";
        let done = prepare(&location, &schema(vec![step(1, SOUND), step(2, mended)])).unwrap();
        assert_eq!(done, Prepared { from: 1, to: 2 });
    }

    fn a_database_of_another_program_is_refused_untouched(engine: &Engine) {
        let location = location(engine);
        match &location {
            Location::File(path) => {
                let other = rusqlite::Connection::open(path).unwrap();
                other.execute_batch("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')").unwrap();
            }
            Location::Server(_) => location.open().unwrap().batch("CREATE TABLE bookmarks (url TEXT)").unwrap(),
        }
        let before = content(&location);
        assert_eq!(prepare(&location, &CRM).unwrap_err().code(), "store.foreign-database");
        assert_eq!(content(&location), before);
        let mut db = location.open().unwrap();
        assert!(count(&mut db, "SELECT version FROM schema").is_err(), "nothing was added");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_untouched() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("crm.sqlite");
    for content in
        [&b"Dear diary, today I overwrote a letter."[..], b"SQLite format 3\0 but then something else"]
    {
        std::fs::write(&path, content).unwrap();
        let refused = prepare(&Location::File(path.clone()), &CRM).unwrap_err();
        assert!(matches!(refused, Error::Foreign { .. }), "{refused:?}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

#[test]
fn what_messages_refer_to_moves_from_rows_of_its_own_to_the_messages() {
    let place = tempfile::tempdir().unwrap();
    let location = Location::File(place.path().join("mailindex.sqlite"));
    let before = Schema { name: MAIL_INDEX.name, steps: &MAIL_INDEX.steps[..2], derive: None };
    prepare(&location, &before).unwrap();
    let mut db = location.open().unwrap();
    for sql in [
        "INSERT INTO mailboxes (id, uid, address, kind, share, host, port, security, login, secret, created_at)
         VALUES (1, 'u', 'a@x', 'personal', 3, 'h', 993, 'tls', 'a', 'file', 0)",
        "INSERT INTO folders (id, mailbox_id, raw_name, name, role) VALUES (1, 1, x'49', 'I', 'inbox')",
        "INSERT INTO messages (id, folder_id, uid, subject, author, sent_at, received_at, size, nature, decision,
             reason, decided_at)
         VALUES (1, 1, 1, '', '', 0, 0, 0, 'person', 'linked', NULL, 0),
                (2, 1, 2, '', '', 0, 0, 0, 'person', 'skipped', 'unmatched', 0),
                (3, 1, 3, '', '', 0, 0, 0, 'person', 'wanted', NULL, 0)",
        "INSERT INTO message_refs (id_hash, message_id) VALUES (-2, 1), (258, 1), (258, 2)",
    ] {
        change(&mut db, sql);
    }
    drop(db);
    prepare(&location, &MAIL_INDEX).unwrap();
    let mut db = location.open().unwrap();
    let refs = "SELECT COUNT(*) FROM messages
                WHERE (id, hex(refs)) IN (VALUES (1, 'FFFFFFFFFFFFFFFE0000000000000102'),
                                                 (1, '0000000000000102FFFFFFFFFFFFFFFE'),
                                                 (2, '0000000000000102'), (3, ''))";
    assert_eq!(count(&mut db, refs).unwrap(), 3);
    let findable = "SELECT COUNT(*) FROM message_refs WHERE message_id = 2";
    assert_eq!(count(&mut db, findable).unwrap(), 1);
    assert_eq!(count(&mut db, "SELECT COUNT(*) FROM message_refs").unwrap(), 1);
}

/// Every byte of a file; of a server nothing.
fn content(location: &Location) -> Vec<u8> {
    match location {
        Location::File(path) => std::fs::read(path).unwrap(),
        Location::Server(_) => Vec::new(),
    }
}

both_engines! {
    fn texts_of_an_older_database_get_their_keys(engine: &Engine) {
        let location = location(engine);
        let before = Schema { name: "crm", steps: &CRM.steps[..7], derive: None };
        prepare(&location, &before).unwrap();
        let mut db = location.open().unwrap();
        db.write::<_, Error>(Durability::Normal, |tx| {
            tx.execute("INSERT INTO accounts (uid, name, name_key, kind, importance, city, created_at, updated_at) VALUES ('a', 'x', 'x', 'client', 'normal', 'Târgu Mureș', 0, 0)", &[])?;
            tx.execute("INSERT INTO activities (uid, kind, status, open, priority, direction, subject, at, created_at, updated_at) VALUES ('b', 'email', 'done', 0, 'normal', 'in', 'Ofertă', 0, 0, 0)", &[])
        }).unwrap();
        prepare(&location, &CRM).unwrap();
        let read = |db: &mut Db, sql: &str| db.read(|tx| tx.query_one(sql, &[], |r| r.get::<String>(0))).unwrap();
        assert_eq!(read(&mut db, "SELECT text_key FROM text_keys WHERE record_kind = 'account' AND field = 'city'"), "targu mures");
        assert_eq!(read(&mut db, "SELECT subject_key FROM activities"), "oferta");
    }
}
