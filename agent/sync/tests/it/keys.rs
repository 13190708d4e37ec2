//! What changes when the crm's keys do.

use crate::scene::{ME, Scene, mail};
use crmweb_crm::seam::KeyKind;
use crmweb_model::address::Address;
use crmweb_model::privacy::{NeverLog, SkipReason};
use crmweb_store::index::people::Who;
use crmweb_sync::relink;

fn unmatched(n: u64) -> Vec<(SkipReason, u64)> {
    vec![(SkipReason::Unmatched, n)]
}

#[test]
fn a_new_address_says_what_it_attaches_and_then_attaches_it_with_its_threads() {
    let scene = Scene::new(&["INBOX", "Sent"]);
    for n in 0..5 {
        scene.server.put("INBOX", mail(&format!("{n}@x"), "ion@nou.example", ME, &format!("Nr {n}"), &[]));
    }
    let copy = mail("0@x", "ion@nou.example", ME, "Nr 0", &[]);
    scene.server.put("Sent", copy);
    scene.server.put("INBOX", mail("9@x", "coleg@alt.example", ME, "Re: Nr 1", &["1@x"]));
    scene.server.put("INBOX", mail("10@x", "x@alt.example", ME, "Altul", &[]));
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (0, 0, 0, unmatched(7)));
    assert_eq!(scene.memory.told().handed.len(), 0, "the crm hears nothing of mail that matches nobody");
    let ion = Who::Address("ion@nou.example".into());
    assert_eq!(relink::count(&scene.index, &ion).unwrap(), 5, "copies count once");
    assert_eq!(relink::count(&scene.index, &Who::Domain("nou.example".into())).unwrap(), 5);
    scene.memory.know(KeyKind::Address, "ion@nou.example");
    let report = scene.sync();
    assert_eq!(report.delivered.linked, 7, "five mails, one copy, one answer by a stranger");
    assert_eq!(scene.counts("INBOX"), (6, 0, 0, unmatched(1)));
    assert_eq!(relink::count(&scene.index, &ion).unwrap(), 0);
    // Nothing happens a second time.
    scene.sync();
    assert_eq!(scene.memory.told().handed.len(), 6);
}

#[test]
fn an_address_that_goes_leaves_its_history_and_takes_no_more() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Address, "ion@nou.example");
    scene.server.put("INBOX", mail("1@x", "ion@nou.example", ME, "Unu", &[]));
    scene.sync();
    scene.memory.forget(KeyKind::Address, "ion@nou.example");
    scene.server.put("INBOX", mail("2@x", "ion@nou.example", ME, "Doi", &[]));
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, unmatched(1)));
}

#[test]
fn a_new_colleague_makes_mail_internal_and_one_who_leaves_makes_it_open_again() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Address, "ana@firma.example");
    scene.server.put("INBOX", mail("1@x", "eva@acasa.example", ME, "Pranz", &[]));
    scene.sync();
    assert_eq!(scene.counts("INBOX").3, unmatched(1));
    scene.memory.know(KeyKind::Colleague, "eva@acasa.example");
    scene.sync();
    assert_eq!(scene.counts("INBOX").3, [(SkipReason::Internal, 1)]);
    scene.memory.forget(KeyKind::Colleague, "eva@acasa.example");
    scene.sync();
    assert_eq!(scene.counts("INBOX").3, unmatched(1));
}

#[test]
fn mail_that_is_open_again_is_called_for_by_the_mail_it_answers() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Colleague, "eva@acasa.example");
    scene.server.put("INBOX", mail("1@x", "ion@nou.example", ME, "Oferta", &[]));
    scene.server.put("INBOX", mail("2@x", "eva@acasa.example", ME, "Re: Oferta", &["1@x"]));
    scene.sync();
    scene.memory.forget(KeyKind::Colleague, "eva@acasa.example");
    scene.sync();
    assert_eq!(scene.counts("INBOX").3, unmatched(2));
    scene.memory.know(KeyKind::Address, "ion@nou.example");
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (2, 0, 0, vec![]));
}

#[test]
fn a_never_log_entry_keeps_mail_out_and_takes_back_what_is_in() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Domain, "firma.example");
    scene.server.put("INBOX", mail("1@x", "medic@firma.example", ME, "Analize", &[]));
    scene.server.put("INBOX", mail("2@x", "ana@firma.example", ME, "Comanda", &[]));
    scene.sync();
    assert_eq!(scene.counts("INBOX").0, 2);
    let medic = NeverLog::Address(Address::parse("medic@firma.example").unwrap());
    scene.memory.told().never_log_mine = vec![medic];
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![(SkipReason::NeverLogMine, 1)]));
    assert_eq!(scene.memory.told().retracted.len(), 1);
    scene.memory.told().never_log_mine = vec![];
    scene.memory.told().never_log_company = vec![NeverLog::Keyword("comanda".into())];
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![(SkipReason::NeverLogCompany, 1)]));
}

#[test]
fn a_restored_crm_gets_everything_again() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Domain, "firma.example");
    for n in 0..3 {
        scene.server.put("INBOX", mail(&format!("{n}@x"), "ana@firma.example", ME, &format!("Nr {n}"), &[]));
    }
    scene.sync();
    {
        let mut told = scene.memory.told();
        told.epoch += 1;
        told.mails.clear();
    }
    let report = scene.sync();
    assert_eq!((report.listed, report.delivered.linked), (0, 3));
    assert_eq!(scene.memory.told().mails.len(), 3);
}

#[test]
fn held_mail_counts_as_held_and_its_thread_stays_known() {
    let scene = Scene::new(&["INBOX"]);
    scene.memory.know(KeyKind::Address, "ana@firma.example");
    scene.memory.told().held.insert("Personal".into());
    scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Personal", &[]));
    scene.server.put("INBOX", mail("2@x", "x@strain.example", ME, "Re: Personal", &["1@x"]));
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 1, 0, vec![]));
}
