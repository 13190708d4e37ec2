//! What goes wrong, and what it may cost: time, never a mail.

use crate::scene::{ME, Scene, mail};
use crate::server::{closed, refused};
use crmweb_crm::seam::KeyKind;
use crmweb_mail::wire::{StopSignal, Uid, WireError};
use crmweb_model::privacy::SkipReason;
use crmweb_sync::{Progress, Step, sync_once};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn scene_with(count: u32) -> Scene {
    let scene = Scene::new(&["INBOX", "Sent"]);
    scene.memory.know(KeyKind::Address, "ana@firma.example");
    for n in 1..=count {
        let from = if n % 3 == 0 { "x@strain.example" } else { "ana@firma.example" };
        let answers = (n % 3 == 0 && n > 6).then(|| format!("{}@x", n - 2));
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        scene.server.put("INBOX", mail(&format!("{n}@x"), from, ME, &format!("Nr {n}"), &answers));
    }
    scene
}

fn quarantined(n: u64) -> (SkipReason, u64) {
    (SkipReason::Quarantined, n)
}

#[test]
fn one_mail_the_server_refuses_is_set_apart_and_the_rest_goes_on() {
    let scene = scene_with(40);
    scene.server.set_fault(|call| {
        let poisoned = ["bodies", "skeletons"].contains(&call.verb) && call.uids.contains(Uid(17));
        poisoned.then(|| refused("it"))
    });
    let report = scene.sync();
    let (linked, _, pending, skipped) = scene.counts("INBOX");
    assert_eq!((linked, pending), (37, 0), "{skipped:?}");
    assert!(skipped.contains(&quarantined(1)), "{skipped:?}");
    assert_eq!(report.reconnected, 0);
}

#[test]
fn a_body_the_server_refuses_is_asked_for_three_times() {
    let scene = scene_with(10);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    scene.server.set_fault(move |call| {
        if call.verb != "bodies" || !call.uids.contains(Uid(5)) {
            return None;
        }
        count.fetch_add(usize::from(call.uids.len() == 1), Ordering::SeqCst);
        Some(refused("it"))
    });
    assert_eq!(scene.sync().delivered.quarantined, 1);
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    scene.server.heal();
    let id = scene.id;
    scene.index.write(move |tx| crmweb_store::index::wanted::release(tx, id, Default::default())).unwrap();
    scene.sync();
    assert_eq!(scene.counts("INBOX").2, 0);
    assert!(scene.memory.subjects().contains(&"Nr 5".to_owned()));
}

#[test]
fn a_mail_that_ends_every_session_is_found_and_passed_over() {
    for verb in ["bodies", "skeletons"] {
        let scene = scene_with(60);
        scene.server.set_fault(move |call| (call.verb == verb && call.uids.contains(Uid(20))).then(closed));
        let report = scene.sync();
        assert!(report.reconnected > 0 && report.reconnected < 20, "{verb}: {}", report.reconnected);
        let (_, _, pending, skipped) = scene.counts("INBOX");
        assert_eq!(pending, 0);
        assert!(skipped.contains(&quarantined(1)), "{verb}: {skipped:?}");
    }
}

#[test]
fn a_mail_without_bytes_is_waited_for_and_never_stored_empty() {
    let scene = scene_with(2);
    scene.server.change("INBOX", |f| f.mails.get_mut(&2).unwrap().has_bytes = false);
    assert_eq!(scene.sync().pending, 1);
    assert_eq!(scene.counts("INBOX"), (1, 0, 1, vec![]));
    scene.server.change("INBOX", |f| f.mails.get_mut(&2).unwrap().has_bytes = true);
    assert_eq!(scene.sync().pending, 1, "not before its time");
    scene.clock.pass(61);
    assert_eq!(scene.sync().pending, 0);
    assert_eq!(scene.memory.subjects(), ["Nr 1", "Nr 2"]);
}

#[test]
fn a_mail_without_bytes_for_ever_is_set_apart_in_the_end() {
    let scene = scene_with(1);
    scene.server.change("INBOX", |f| f.mails.get_mut(&1).unwrap().has_bytes = false);
    for _ in 0..5 {
        scene.sync();
        scene.clock.pass(100_000);
    }
    assert_eq!(scene.counts("INBOX"), (0, 0, 0, vec![quarantined(1)]));
}

#[test]
fn what_the_crm_cannot_take_is_kept_with_its_bytes() {
    let scene = scene_with(30);
    scene.memory.told().fault = Some(Box::new(|batch| {
        batch
            .iter()
            .any(|h| h.mail.envelope.subject == "Nr 7")
            .then(|| crmweb_crm::Error::Conflict("no".into()))
    }));
    let report = scene.sync();
    assert_eq!((report.delivered.quarantined, report.pending), (1, 0));
    let found = crmweb_sync::coverage::locate(&scene.index, "7@x").unwrap();
    assert_eq!(found[0].reason, Some(SkipReason::Quarantined));
    let kept = crmweb_store::blobs::sha256_hex(&mail("7@x", "ana@firma.example", ME, "Nr 7", &[]));
    assert!(scene.place.path().join("kept").join(&kept[..2]).join(&kept).exists());
}

#[test]
fn a_crm_that_panics_costs_one_mail_and_no_other() {
    let scene = scene_with(30);
    scene.memory.told().panics_at = Some("Nr 7".into());
    let report = scene.sync();
    assert_eq!((report.delivered.quarantined, report.pending), (1, 0));
    assert_eq!(scene.memory.told().mails.len() as u64, scene.counts("INBOX").0);
}

#[test]
fn a_full_disk_pauses_the_sync_and_loses_nothing() {
    let scene = scene_with(20);
    scene.memory.told().fault = Some(Box::new(|_| {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        Some(crmweb_crm::Error::Store(crmweb_store::Error::file("write", "x")(full)))
    }));
    let error = scene.try_sync().unwrap_err();
    assert_eq!((error.code(), error.is_transient()), ("store.disk-full", true));
    assert_eq!(scene.counts("INBOX").0, 0);
    scene.memory.told().fault = None;
    scene.sync();
    assert_eq!(scene.counts("INBOX").2, 0);
    assert!(scene.counts("INBOX").0 >= 14);
}

#[test]
fn a_connection_lost_at_any_command_costs_nothing() {
    let whole = scene_with(12);
    whole.sync();
    let commands = whole.server.world().commands.len();
    let expected = (whole.memory.subjects(), whole.counts("INBOX"));
    assert!(commands > 8);
    for at in 1..commands {
        let scene = scene_with(12);
        scene.server.set_fault(move |call| (call.number == at).then(closed));
        let report = scene.sync();
        assert_eq!(report.reconnected, 1, "at {at}");
        assert_eq!((scene.memory.subjects(), scene.counts("INBOX")), expected, "at {at}");
    }
}

/// Panics at the nth commit of the index, as a crash would end the program there.
struct Crash {
    at: usize,
    commits: AtomicUsize,
}

impl Progress for Crash {
    fn step(&self, _: &Step) {
        assert!(self.commits.fetch_add(1, Ordering::SeqCst) + 1 != self.at, "crashed on purpose");
    }
}

#[test]
fn a_crash_at_any_commit_leads_to_the_same_end() {
    /// Envelopes twice, mails twice.
    const FEWEST: usize = 4;
    let count = 620;
    let whole = scene_with(count);
    let steps = Arc::new(Crash { at: usize::MAX, commits: AtomicUsize::new(0) });
    sync_once(&whole.setup_with(steps.clone()), whole.connector(), whole.id, &StopSignal::default()).unwrap();
    let commits = steps.commits.load(Ordering::SeqCst);
    assert!(commits >= FEWEST, "{commits}");
    let expected = whole.counts("INBOX");
    for at in 1.. {
        let scene = scene_with(count);
        let crash = Arc::new(Crash { at, commits: AtomicUsize::new(0) });
        let setup = scene.setup_with(crash);
        let synced = catch_unwind(AssertUnwindSafe(|| {
            sync_once(&setup, scene.connector(), scene.id, &StopSignal::default())
        }));
        // How many commits there are depends on how much waits when the crm is free again.
        if matches!(synced, Ok(Ok(_))) {
            assert!(at > FEWEST, "no crash at commit {at}");
            return;
        }
        drop(setup);
        scene.sync();
        assert_eq!(scene.counts("INBOX"), expected, "after a crash at commit {at}");
        let handed = scene.memory.told().mails.len();
        assert_eq!(handed, whole.memory.told().mails.len(), "after a crash at commit {at}");
        assert_eq!(scene.sync().listed, 0);
    }
}

#[test]
fn a_server_that_rewinds_its_next_uid_hides_no_mail() {
    let scene = scene_with(10);
    scene.sync();
    scene.server.change("INBOX", |folder| folder.next = 5);
    scene.server.change("INBOX", |folder| {
        let mail = folder.mails[&1].clone();
        folder.mails.insert(5, mail.clone());
        folder.next = 6;
    });
    scene.server.change("INBOX", |folder| {
        let raw = mail("new@x", "ana@firma.example", ME, "Nou", &[]);
        let new = crate::server::Mail { raw, ..folder.mails[&1].clone() };
        folder.mails.insert(11, new);
    });
    scene.sync();
    assert!(scene.memory.subjects().contains(&"Nou".to_owned()));
}

#[test]
fn servers_that_leave_things_out_are_followed_all_the_same() {
    let shows: [fn(&mut crmweb_mail::wire::Snapshot); 4] = [
        |s| s.uid_next = None,
        |s| s.highest_mod_seq = Some(0),
        |s| s.uid_validity = Some(0),
        |s| *s = crmweb_mail::wire::Snapshot { messages: s.messages, ..Default::default() },
    ];
    for (n, show) in shows.into_iter().enumerate() {
        let scene = scene_with(10);
        scene.server.world().show = Some(show);
        scene.sync();
        scene.server.remove("INBOX", 4);
        scene.server.remove("INBOX", 10);
        scene.server.put("INBOX", mail("new@x", "ana@firma.example", ME, "Nou", &[]));
        scene.sync();
        let (linked, _, pending, _) = scene.counts("INBOX");
        assert_eq!(pending, 0, "server {n}");
        assert!(linked >= 6 && scene.memory.subjects().contains(&"Nou".to_owned()), "server {n}");
        assert_eq!(scene.sync().listed, 0, "server {n}");
    }
}

#[test]
fn an_empty_answer_is_no_proof_that_a_folder_was_emptied() {
    let scene = scene_with(10);
    scene.sync();
    scene.server.change("INBOX", |folder| folder.mails.clear());
    scene.server.world().show = Some(|s| s.messages = Some(10));
    scene.clock.pass(7_200);
    scene.sync();
    assert_eq!(scene.coverage("INBOX").accounted(), 10, "the server's own count says otherwise");
    scene.server.world().show = None;
    scene.sync();
    assert_eq!(scene.counts("INBOX"), (0, 0, 0, vec![]));
    scene.server.put("INBOX", mail("new@x", "ana@firma.example", ME, "Nou", &[]));
    scene.sync();
    assert_eq!(scene.counts("INBOX").0, 1);
}

#[test]
fn a_stop_ends_a_sync_at_once_and_it_goes_on_later() {
    let scene = scene_with(20);
    let stop = StopSignal::default();
    let raise = stop.clone();
    scene.server.set_fault(move |call| {
        if call.verb == "bodies" {
            raise.raise();
            return Some(WireError::Stopped);
        }
        None
    });
    let error = sync_once(&scene.setup(), scene.connector(), scene.id, &stop).unwrap_err();
    assert!(error.is_stop());
    scene.server.heal();
    scene.sync();
    assert_eq!(scene.counts("INBOX").2, 0);
}
