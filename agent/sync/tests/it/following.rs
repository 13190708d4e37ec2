//! A mailbox that is followed.

use crate::scene::{ME, Scene, StillClock, mail};
use crate::server::{Server, closed};
use crmweb_crm::seam::KeyKind;
use crmweb_mail::wire::{StopSignal, WireError};
use crmweb_store::index::{BoxId, mailboxes};
use crmweb_support::eventually;
use crmweb_sync::{Connector, Progress, State, Worker};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

#[derive(Default)]
struct States(Mutex<Vec<State>>);

impl Progress for States {
    fn state(&self, _: BoxId, state: &State) {
        self.0.lock().unwrap().push(state.clone());
    }
}

impl States {
    fn wait_for(&self, wanted: impl Fn(&State) -> bool) -> State {
        eventually("a state", SOON, || self.0.lock().unwrap().iter().rev().find(|s| wanted(s)).cloned())
    }
}

fn scene() -> Scene {
    let scene = Scene::new(&["INBOX", "Sent", "Altele"]);
    scene.memory.know(KeyKind::Address, "ana@firma.example");
    scene.server.world().idles = true;
    scene
}

fn start(scene: &Scene, states: &Arc<States>) -> Worker {
    let setup = Arc::new(scene.setup_with(states.clone()));
    Worker::start(setup, Arc::new(scene.server.clone()), scene.id).unwrap()
}

fn wait_for_mail(scene: &Scene, subject: &str) {
    eventually(subject, SOON, || scene.memory.subjects().iter().any(|s| s == subject).then_some(()));
}

fn letter(id: &str, subject: &str) -> Vec<u8> {
    mail(id, "ana@firma.example", ME, subject, &[])
}

#[test]
fn new_mail_in_inbox_and_sent_is_in_the_history_at_once() {
    let scene = scene();
    let states = Arc::<States>::default();
    scene.server.put("INBOX", letter("1@x", "Unu"));
    let worker = start(&scene, &states);
    wait_for_mail(&scene, "Unu");
    eventually("both watchers", SOON, || (scene.server.count("idle") >= 2).then_some(()));
    for (n, folder) in ["INBOX", "Sent", "INBOX", "Sent"].into_iter().enumerate() {
        let began = Instant::now();
        let subject = format!("Nou {n}");
        scene.server.put(folder, letter(&format!("n{n}@x"), &subject));
        wait_for_mail(&scene, &subject);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
    worker.stop();
    assert_eq!(states.0.lock().unwrap().last(), Some(&State::Stopped));
}

#[test]
fn a_poke_takes_over_new_keys_and_looks_everywhere() {
    let scene = scene();
    let states = Arc::<States>::default();
    scene.server.put("INBOX", mail("1@x", "ion@nou.example", ME, "Ion", &[]));
    let worker = start(&scene, &states);
    states.wait_for(|s| *s == State::Watching);
    scene.server.put("Altele", letter("2@x", "Altele"));
    scene.memory.know(KeyKind::Address, "ion@nou.example");
    worker.poke();
    wait_for_mail(&scene, "Ion");
    wait_for_mail(&scene, "Altele");
}

#[test]
fn a_fault_is_a_row_that_a_success_clears() {
    let scene = scene();
    let states = Arc::<States>::default();
    scene.server.set_fault(|call| {
        (call.verb == "open").then(|| WireError::SignInRefused { text: "wrong password".into() })
    });
    let worker = start(&scene, &states);
    let waiting = states.wait_for(|s| matches!(s, State::Waiting { .. }));
    let State::Waiting { code, retry_at, .. } = waiting else { unreachable!() };
    assert_eq!(code, "imap.sign-in-refused");
    assert!(retry_at >= crmweb_sync::Clock::now(&StillClock::default()).plus(900_000));
    let fault = || {
        let id = scene.id;
        scene.index.read(move |tx| mailboxes::get(tx, id)).unwrap().fault
    };
    assert_eq!(eventually("the row", SOON, fault).code, "imap.sign-in-refused");
    scene.server.heal();
    worker.poke();
    states.wait_for(|s| *s == State::Watching);
    assert_eq!(fault(), None);
}

#[test]
fn lost_connections_are_made_again() {
    let scene = scene();
    let states = Arc::<States>::default();
    // Rarer and rarer, at the square numbers: a round takes seven commands, and must get through once.
    scene
        .server
        .set_fault(|call| (call.number > 3 && call.number.isqrt().pow(2) == call.number).then(closed));
    let worker = start(&scene, &states);
    for n in 0..3 {
        scene.server.put("INBOX", letter(&format!("{n}@x"), &format!("Nr {n}")));
    }
    eventually("all mail", SOON, || {
        worker.poke();
        (scene.memory.told().mails.len() == 3).then_some(())
    });
}

/// Opens sessions that hang until they are stopped, as a server that went away without a word.
struct Silence(Server);

impl Connector for Silence {
    fn open(&self, stop: &StopSignal) -> crmweb_sync::Result<Box<dyn crmweb_mail::wire::Mailbox>> {
        self.0.world().commands.push("silence".into());
        eventually("the stop", SOON, || stop.raised().then_some(()));
        Err(WireError::Stopped.into())
    }
}

#[test]
fn a_stop_does_not_wait_for_a_silent_server() {
    let scene = scene();
    let setup = Arc::new(scene.setup());
    let worker = Worker::start(setup, Arc::new(Silence(scene.server.clone())), scene.id).unwrap();
    eventually("the attempt", SOON, || (scene.server.count("silence") > 0).then_some(()));
    let began = Instant::now();
    worker.stop();
    assert!(began.elapsed() < Duration::from_secs(3));
}
