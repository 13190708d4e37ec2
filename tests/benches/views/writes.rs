//! Single changes, as people make them.

use crate::company::{Company, USERS};
use crate::lists::by;
use crate::report;
use crate::texts::uid;
use crmweb_crm::records;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Store;
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
}
