//! Single changes, as people make them.

use crate::company::{Company, USERS};
use crate::lists::by;
use crate::report;
use crate::texts::uid;
use crmweb_crm::bulk_edit::{Selection, bulk_edit};
use crmweb_crm::{Crm, records};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Store;
use crmweb_store::blobs::Blobs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

pub fn measure(store: &Store, company: &Company, times: usize) {
    let mut chance = company.chance(77);
    let mut took = Vec::with_capacity(times);
    for turn in 0..times {
        let account = Uid::parse(&uid(3, 1 + chance.below(company.accounts))).expect("an id");
        let by = by(1 + turn as i64 % USERS);
        let typed = [
            ("city".to_owned(), format!("Town {}", chance.below(300))),
            ("x.tier".to_owned(), "gold".to_owned()),
        ];
        let started = Instant::now();
        store
            .write(move |tx| records::edit(tx, &by, RecordKind::Account, account, None, &typed))
            .expect("a change");
        took.push(started.elapsed());
    }
    report("an account edited: town and custom field", 0, took, "p99 5 ms on SQLite");
    during_bulk_edit(store, company);
}

/// Somebody edits while ten thousand records are changed.
fn during_bulk_edit(store: &Store, company: &Company) {
    let files = tempfile::tempdir().expect("a folder");
    let crm = Crm::new(store.clone(), Blobs::open(files.path()).expect("files"));
    let ids = (1..=10_000.min(company.accounts)).filter_map(|id| Uid::parse(&uid(3, id)).ok()).collect();
    let ended = AtomicBool::new(false);
    let (mut took, started) = (Vec::new(), Instant::now());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let change = [("industry".to_owned(), "Transport".to_owned())];
            let done = bulk_edit(&crm, &by(1), RecordKind::Account, Selection::Records(ids), &change);
            println!("bulk edit: {:?} in {:.1?}", done.expect("a bulk edit"), started.elapsed());
            ended.store(true, Ordering::SeqCst);
        });
        let mut chance = company.chance(78);
        while !ended.load(Ordering::SeqCst) {
            let account = Uid::parse(&uid(3, 1 + chance.below(company.accounts))).expect("an id");
            let typed = [("web".to_owned(), format!("https://{}.example", chance.below(1_000_000)))];
            let (by, asked) = (by(2), Instant::now());
            let edit =
                store.write(move |tx| records::edit(tx, &by, RecordKind::Account, account, None, &typed));
            edit.expect("a change");
            took.push(asked.elapsed());
        }
    });
    report("an account edited during a bulk edit of 10,000", 0, took, "max 50 ms");
}
