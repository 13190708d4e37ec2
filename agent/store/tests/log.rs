//! The change log: who resumes from the last entry seen misses none.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::{account, author, location};
use crmweb_store::engine::Durability;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Db, Location, Result, schema};
use crmweb_support::{Engine, both_engines, eventually, on_postgres};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(60);

fn open(engine: &Engine) -> (Location, Db) {
    let location = location(engine);
    schema::prepare(&location, &schema::CRM).unwrap();
    let db = location.open().unwrap();
    (location, db)
}

fn append(db: &mut Db, records: impl IntoIterator<Item = i64>) {
    db.write(Durability::Normal, |tx| {
        for id in records {
            let change = FieldChange::new("name", None, Some(format!("Firma {id}")));
            log::append(tx, &author(None), account(id), "created", &[change])?;
        }
        Ok::<_, crmweb_store::Error>(())
    })
    .unwrap();
}

fn after(db: &mut Db, seq: i64) -> Vec<Entry> {
    db.read(|tx| log::after(tx, seq, 1_000)).unwrap()
}

both_engines! {
    fn an_entry_tells_who_changed_what_when_and_from_where(engine: &Engine) {
        let (_, mut db) = open(engine);
        let by = author(None);
        let change = FieldChange::new("name", Some("Firmă".into()), None);
        let told = (by.clone(), change.clone());
        let seq = db.write(Durability::Normal, move |tx| log::append(tx, &told.0, account(7), "changed", &[told.1])).unwrap();
        let entry = after(&mut db, 0).pop().unwrap();
        assert_eq!((entry.seq, entry.at, entry.user, entry.record), (seq, by.at, None, account(7)));
        assert_eq!((entry.verb.as_str(), entry.provenance.as_str(), entry.fields), ("changed", "typed", vec![change]));
        let deed = db.read(|tx| log::of_mutation(tx, &entry.mutation)).unwrap();
        let record = db.read(|tx| log::of_record(tx, account(7), 10)).unwrap();
        assert_eq!((deed.len(), record.len()), (1, 1));
        assert!(db.read(|tx| log::of_record(tx, account(8), 10)).unwrap().is_empty());
    }

    fn a_reader_that_resumes_never_misses_what_two_writers_write(engine: &Engine) {
        const EACH: i64 = 120;
        let (location, mut reader) = open(engine);
        let writing = AtomicUsize::new(2);
        let seen = std::thread::scope(|scope| {
            for writer in 0..2 {
                let mut db = location.open().unwrap();
                let writing = &writing;
                scope.spawn(move || {
                    // Transactions of different lengths overlap in every way.
                    let mut next = writer * EACH;
                    while next < (writer + 1) * EACH {
                        let end = (next + 1 + next % 5).min((writer + 1) * EACH);
                        append(&mut db, next..end);
                        next = end;
                    }
                    writing.fetch_sub(1, Ordering::SeqCst);
                });
            }
            let (mut seen, mut last) = (Vec::new(), 0);
            loop {
                let done = writing.load(Ordering::SeqCst) == 0;
                let entries = after(&mut reader, last);
                last = entries.last().map_or(last, |entry| entry.seq);
                seen.extend(entries.iter().map(|entry| entry.record.id));
                if done && entries.is_empty() {
                    return seen;
                }
            }
        });
        let mut all = seen.clone();
        all.sort_unstable();
        assert_eq!(all, (0..2 * EACH).collect::<Vec<_>>());
    }
}

#[test]
fn a_writer_that_commits_late_holds_up_the_next_one_instead_of_being_skipped() {
    let Some(engine) = on_postgres() else { return };
    let (location, mut reader) = open(&engine);
    let (mut slow, mut fast) = (location.open().unwrap(), location.open().unwrap());
    let (appended, has_appended) = mpsc::channel();
    let (commit, may_commit) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            slow.write(Durability::Normal, |tx| {
                log::append(tx, &author(None), account(1), "created", &[])?;
                appended.send(()).unwrap();
                may_commit.recv().unwrap();
                Ok::<_, crmweb_store::Error>(())
            })
            .unwrap();
        });
        has_appended.recv().unwrap();
        let second = scope.spawn(move || append(&mut fast, [2]));
        let mut watcher = location.open().unwrap();
        let waits = |db: &mut Db| -> Result<bool> {
            let sql = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
            db.read(|tx| tx.query_one(sql, &[], |r| r.flag(0)))
        };
        eventually("the second writer to wait or to be through", SOON, || {
            (second.is_finished() || waits(&mut watcher).unwrap()).then_some(())
        });
        let early: Vec<Entry> = after(&mut reader, 0);
        commit.send(()).unwrap();
        second.join().unwrap();
        let last = early.last().map_or(0, |entry| entry.seq);
        let all: Vec<i64> = early.into_iter().chain(after(&mut reader, last)).map(|e| e.record.id).collect();
        assert_eq!(all, [1, 2]);
    });
}
