//! What a sync finds, and what it makes of it.

use crate::scene::{ME, Scene, mail};
use crmweb_crm::seam::KeyKind;
use crmweb_mail::wire::SpecialUse;
use crmweb_model::privacy::SkipReason;
use crmweb_store::index::mailboxes::Kind;

fn scene_with_a_client() -> Scene {
    let scene = Scene::new(&["INBOX", "Trimise", "Gunoi"]);
    scene.memory.know(KeyKind::Address, "ana@firma.example");
    scene.memory.know(KeyKind::Domain, "client.example");
    scene.memory.know(KeyKind::CompanyDomain, "nord.example");
    scene
}

#[test]
fn only_mail_that_touches_a_client_leaves_the_private_index() {
    let scene = scene_with_a_client();
    scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Comanda", &[]));
    scene.server.put("INBOX", mail("2@x", "news@shop.example", ME, "Reduceri", &[]));
    scene.server.put("INBOX", mail("3@x", "eva@nord.example", ME, "Pranz", &[]));
    scene.server.put("Trimise", mail("4@x", ME, "ion@client.example", "Oferta", &[]));
    scene.server.put("Gunoi", mail("5@x", "ana@firma.example", ME, "Sters", &[]));
    let report = scene.sync();
    assert_eq!(scene.memory.subjects(), ["Comanda", "Oferta"]);
    assert_eq!((report.folders, report.listed, report.delivered.linked, report.pending), (2, 4, 2, 0));
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![(SkipReason::Unmatched, 1), (SkipReason::Internal, 1)]));
    assert_eq!(scene.counts("Trimise"), (1, 0, 0, vec![]));
    assert_eq!(scene.counts("Gunoi"), (0, 0, 0, vec![(SkipReason::Trash, 1)]));
    assert_eq!(scene.server.count("examine Gunoi"), 0, "a folder that is left out is only counted");
}

#[test]
fn a_second_look_at_an_unchanged_mailbox_asks_for_no_mail() {
    let scene = scene_with_a_client();
    scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Comanda", &[]));
    scene.sync();
    let before = scene.server.world().commands.len();
    let report = scene.sync();
    assert_eq!((report.listed, report.delivered.linked), (0, 0));
    let commands = scene.server.world().commands[before..].to_vec();
    assert_eq!(commands, ["open  ", "list  ", "status INBOX ", "status Trimise ", "status Gunoi "]);
}

#[test]
fn answers_of_strangers_in_a_clients_thread_join_it_wherever_they_are() {
    let scene = scene_with_a_client();
    // The newest comes first on the way in, so every answer is seen before what it answers.
    scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Intrebare", &[]));
    scene.server.put("Trimise", mail("2@x", ME, "expert@strain.example", "Fwd: Intrebare", &["1@x"]));
    scene.server.put("INBOX", mail("3@x", "expert@strain.example", ME, "Raspuns", &["1@x", "2@x"]));
    scene.server.put("INBOX", mail("4@x", "alt@strain.example", ME, "Altceva", &["99@x"]));
    scene.sync();
    assert_eq!(scene.memory.subjects(), ["Fwd: Intrebare", "Intrebare", "Raspuns"]);
    assert_eq!(scene.counts("INBOX"), (2, 0, 0, vec![(SkipReason::Unmatched, 1)]));
}

#[test]
fn a_copy_and_a_move_are_the_same_mail_and_are_not_fetched_again() {
    let scene = scene_with_a_client();
    scene.server.create("Clienți", &[]);
    let raw = mail("1@x", "ana@firma.example", ME, "Comanda", &[]);
    let uid = scene.server.put("INBOX", raw.clone());
    scene.server.put("Clienți", raw);
    scene.sync();
    assert_eq!(scene.memory.subjects(), ["Comanda"], "one of two copies is enough");
    scene.server.create("Arhiva", &[]);
    let moved = scene.server.remove("INBOX", uid);
    scene.server.change("Arhiva", |folder| folder.put(moved));
    let fetched = scene.server.count("bodies");
    let report = scene.sync();
    assert_eq!((scene.server.count("bodies"), report.gone), (fetched, 1));
    let places = scene.places("1@x");
    let linked = |folder: &str| (folder.to_owned(), 1, "linked".to_owned());
    assert_eq!(places, [linked("Arhiva"), linked("Clienți")]);
}

#[test]
fn a_new_numbering_brings_no_mail_again_and_loses_none_that_came_meanwhile() {
    let scene = scene_with_a_client();
    for n in 0..30 {
        scene.server.put("INBOX", mail(&format!("{n}@x"), "ana@firma.example", ME, &format!("Nr {n}"), &[]));
    }
    scene.sync();
    let before = scene.memory.told().handed.len();
    scene.server.renumber("INBOX");
    for n in 30..33 {
        scene.server.put("INBOX", mail(&format!("{n}@x"), "ana@firma.example", ME, &format!("Nr {n}"), &[]));
    }
    let report = scene.sync();
    assert_eq!(scene.memory.told().handed.len() - before, 3);
    assert_eq!(report.delivered.linked, 3);
    assert_eq!(scene.counts("INBOX"), (33, 0, 0, vec![]));
}

#[test]
fn a_renamed_folder_keeps_its_links_and_a_deleted_one_leaves_the_history() {
    let scene = scene_with_a_client();
    scene.server.create("Clienți", &[]);
    scene.server.put("Clienți", mail("1@x", "ana@firma.example", ME, "Comanda", &[]));
    scene.sync();
    let folder = scene.server.world().folders.remove("Clienți").unwrap();
    scene.server.world().folders.insert("Clienți vechi".into(), folder);
    scene.sync();
    assert_eq!(scene.memory.told().handed.len(), 1);
    assert_eq!(scene.places("1@x"), [("Clienți vechi".to_owned(), 1, "linked".to_owned())]);
    scene.server.world().folders.remove("Clienți vechi");
    scene.sync();
    assert_eq!(scene.places("1@x"), []);
    assert_eq!(scene.memory.told().mails.len(), 1, "the history stays");
    // The same name again is another folder.
    scene.server.create("Clienți", &[]);
    scene.server.put("Clienți", mail("2@x", "ana@firma.example", ME, "Alta", &[]));
    scene.sync();
    assert_eq!(scene.counts("Clienți"), (1, 0, 0, vec![]));
}

#[test]
fn flags_follow_the_server_and_drafts_stay_out() {
    let scene = scene_with_a_client();
    let uid = scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Comanda", &[]));
    let draft = scene.server.put("INBOX", mail("2@x", ME, "ana@firma.example", "Ciorna", &[]));
    scene.server.change("INBOX", |f| f.mails.get_mut(&draft).unwrap().flags.draft = true);
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![(SkipReason::Draft, 1)]));
    scene.server.change("INBOX", |f| f.mails.get_mut(&uid).unwrap().flags.seen = true);
    scene.sync();
    let found = crmweb_sync::coverage::locate(&scene.index, "<1@x>").unwrap();
    assert_eq!(found[0].flags, "seen");
}

#[test]
fn mail_without_a_message_id_is_recognised_by_the_crm() {
    let scene = scene_with_a_client();
    let raw = b"From: ana@firma.example\r\nTo: me@nord.example\r\nSubject: Fax\r\n\r\nText\r\n";
    scene.server.put("INBOX", &raw[..]);
    scene.server.put("INBOX", &raw[..]);
    scene.sync();
    assert_eq!(scene.counts("INBOX").0, 2);
    assert_eq!(scene.memory.told().mails.len(), 1);
}

#[test]
fn a_large_mail_is_handed_over_as_its_beginning() {
    let scene = scene_with_a_client();
    let mut raw = mail("1@x", "ana@firma.example", ME, "Mare", &[]);
    raw.extend_from_slice(&vec![b'x'; 300_000]);
    scene.server.put("INBOX", raw);
    let mut setup = scene.setup();
    setup.options.cap = 100_000;
    crmweb_sync::sync_once(&setup, scene.connector(), scene.id, &Default::default()).unwrap();
    assert_eq!(scene.memory.told().bytes, 100_000);
    assert_eq!(scene.counts("INBOX").0, 1);
}

#[test]
fn a_shared_mailbox_hands_over_what_strangers_write() {
    let scene = Scene::of_kind(&["INBOX"], Kind::Shared);
    scene.memory.know(KeyKind::CompanyDomain, "nord.example");
    scene.memory.know(KeyKind::Domain, "strain.example");
    scene.server.put("INBOX", mail("1@x", "x@strain.example", ME, "Ajutor", &[]));
    scene.server.put("INBOX", mail("2@x", "y@nimeni.example", ME, "Intrebare", &[]));
    scene.server.put("INBOX", mail("3@x", "eva@nord.example", ME, "Pranz", &[]));
    scene.sync();
    assert_eq!(scene.memory.subjects(), ["Ajutor", "Intrebare"]);
}

#[test]
fn a_folder_the_server_calls_a_mirror_is_only_counted() {
    let scene = scene_with_a_client();
    scene.server.create("[Gmail]/Toate", &[SpecialUse::All]);
    scene.server.put("[Gmail]/Toate", mail("1@x", "ana@firma.example", ME, "Comanda", &[]));
    scene.sync();
    assert_eq!(scene.counts("[Gmail]/Toate"), (0, 0, 0, vec![(SkipReason::Copy, 1)]));
    assert_eq!(scene.memory.told().handed.len(), 0);
}

#[test]
fn a_report_of_a_bounce_joins_the_client_it_is_about() {
    let scene = scene_with_a_client();
    let report = |to: &str, id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: {ME}\r\nSubject: Undelivered Mail\r\nMessage-ID: <{id}>\r\n\
             Date: Mon, 3 Nov 2025 10:00:00 +0200\r\nContent-Type: multipart/report; report-type=delivery-status; \
             boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             \r\n--b--\r\n"
        )
    };
    scene.server.put("INBOX", report("ana@firma.example", "1@mx"));
    scene.server.put("INBOX", report("stranger@x.example", "2@mx"));
    scene.sync();
    assert_eq!(scene.memory.told().handed.len(), 1, "whose report is about a stranger stays private");
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![(SkipReason::Unmatched, 1)]));
}

#[test]
fn an_answer_joins_its_thread_even_when_what_it_answers_was_deleted() {
    let scene = scene_with_a_client();
    let uid = scene.server.put("INBOX", mail("1@x", "ana@firma.example", ME, "Intrebare", &[]));
    scene.sync();
    scene.server.remove("INBOX", uid);
    scene.sync();
    scene.server.put("INBOX", mail("2@x", "x@strain.example", ME, "Raspuns", &["1@x"]));
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (1, 0, 0, vec![]));
}
