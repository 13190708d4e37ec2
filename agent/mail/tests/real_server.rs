//! The wire against a real Dovecot.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

use crmweb_demo::{Dovecot, required};
use crmweb_mail::wire::{
    Content, Credentials, Flags, FolderName, Mailbox, Patience, Security, Server, SpecialUse, StopSignal,
    Uid, UidSet, Woken, open,
};
use std::time::{Duration, Instant};

const USERS: [(&str, &str); 3] = [("ana", "secret"), ("bob", "se cret\"\\"), ("dan", "țigară")];

struct House {
    dovecot: Dovecot,
    _directory: tempfile::TempDir,
}

fn house() -> Option<House> {
    if !required("dovecot") {
        return None;
    }
    let directory = tempfile::tempdir().unwrap();
    let dovecot = Dovecot::start(directory.path(), &USERS).unwrap();
    Some(House { dovecot, _directory: directory })
}

impl House {
    fn server(&self, security: Security) -> Server {
        let tls = security == Security::Tls;
        Server {
            host: if security == Security::Plain { "127.0.0.1".into() } else { "localhost".into() },
            port: if tls { self.dovecot.imaps_port() } else { self.dovecot.imap_port() },
            security,
            extra_ca: (security != Security::Plain).then(|| self.dovecot.certificate()),
        }
    }

    fn enter(&self, security: Security) -> Box<dyn Mailbox> {
        let ana = Credentials::password("ana", "secret");
        open(&self.server(security), &ana, &Patience::default(), &StopSignal::default()).unwrap()
    }

    fn deliver(&self, subject: &str) {
        self.dovecot.deliver("ana", mail(subject).as_bytes()).unwrap();
    }
}

fn mail(subject: &str) -> String {
    format!(
        "From: Ion <ion@client.example>\r\nSubject: {subject}\r\nX-Other: no\r\n\r\n{}\r\n",
        "text ".repeat(60)
    )
}

fn inbox() -> FolderName {
    FolderName::typed("INBOX")
}

fn all(mailbox: &mut dyn Mailbox) -> UidSet {
    mailbox.uids(Uid(1), None).unwrap().into_iter().collect()
}

#[test]
fn every_protection_shows_the_same_mailbox() {
    let Some(house) = house() else { return };
    house.deliver("one");
    for security in [Security::Plain, Security::StartTls, Security::Tls] {
        let mut mailbox = house.enter(security);
        let status = mailbox.status(&inbox()).unwrap();
        let opened = mailbox.examine(&inbox()).unwrap();
        assert_eq!(status, opened, "{security:?}");
        assert!(opened.messages == Some(1) && opened.highest_mod_seq.is_some(), "{opened:?}");
        let folders = mailbox.folders().unwrap();
        assert!(folders.iter().any(|folder| folder.uses == [SpecialUse::Sent]), "{folders:?}");
        mailbox.logout();
    }
}

#[test]
fn a_certificate_nobody_vouches_for_stops_the_sign_in() {
    let Some(house) = house() else { return };
    for security in [Security::StartTls, Security::Tls] {
        let server = Server { extra_ca: None, ..house.server(security) };
        let ana = Credentials::password("ana", "secret");
        let error = open(&server, &ana, &Patience::default(), &StopSignal::default()).map(drop).unwrap_err();
        // A machine without any authorities cannot even begin.
        assert!(matches!(error.code(), "imap.certificate" | "imap.tls"), "{error}");
    }
}

#[test]
fn odd_passwords_sign_in_and_wrong_ones_do_not() {
    let Some(house) = house() else { return };
    let server = house.server(Security::Tls);
    let attempt = |user: &str, password: &str| {
        let who = Credentials::password(user, password);
        open(&server, &who, &Patience::default(), &StopSignal::default()).map(drop)
    };
    for (user, password) in USERS {
        attempt(user, password).unwrap();
        assert_eq!(attempt(user, "x").unwrap_err().code(), "imap.sign-in-refused");
    }
}

#[test]
fn reading_brings_every_byte_and_leaves_no_trace() {
    let Some(house) = house() else { return };
    for subject in ["one", "two", "three"] {
        house.deliver(subject);
    }
    let mut mailbox = house.enter(Security::Tls);
    mailbox.examine(&inbox()).unwrap();
    let uids = all(&mut *mailbox);

    let skeletons = mailbox.skeletons(&uids).unwrap();
    let headers = String::from_utf8(skeletons[1].headers.clone()).unwrap();
    assert!(headers.contains("Subject: two") && !headers.contains("X-Other"), "{headers}");
    assert!(skeletons.iter().all(|skeleton| skeleton.internal_date.is_some()));

    let bodies = mailbox.bodies(&uids, 1 << 20).unwrap();
    for (body, subject) in bodies.iter().zip(["one", "two", "three"]) {
        let Content::Whole(raw) = &body.content else { panic!("{body:?}") };
        // The server has put its own fields above.
        assert!(raw.ends_with(mail(subject).as_bytes()), "{}", String::from_utf8_lossy(raw));
    }
    let Content::Beginning(start) = &mailbox.bodies(&uids, 100).unwrap()[0].content else {
        panic!("more than the cap was fetched")
    };
    assert_eq!(start.len(), 100);
    assert!(mailbox.flags(&uids).unwrap().iter().all(|(_, flags)| *flags == Flags::default()));
}

#[test]
fn a_delivered_mail_ends_the_wait() {
    let Some(house) = house() else { return };
    for security in [Security::Plain, Security::Tls] {
        let mut mailbox = house.enter(security);
        mailbox.examine(&inbox()).unwrap();
        let woken = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let woken = mailbox.idle(Duration::from_secs(60), &StopSignal::default()).unwrap();
                (woken, Instant::now())
            });
            house.deliver("news");
            let delivered = Instant::now();
            let (woken, noticed) = waiting.join().unwrap();
            // Dovecot tells after half a second; the rest is for slow machines.
            assert!(noticed.saturating_duration_since(delivered) < Duration::from_secs(10));
            woken
        });
        assert_eq!(woken, Woken::Changed);
        let uids = all(&mut *mailbox);
        assert!(!mailbox.skeletons(&uids).unwrap().is_empty());
    }
}

#[test]
fn the_sent_copy_is_seen_and_changed_flags_are_told() {
    let Some(house) = house() else { return };
    let mut mailbox = house.enter(Security::Plain);
    let sent = FolderName::typed("Sent");
    let before = mailbox.examine(&sent).unwrap().highest_mod_seq.unwrap();
    mailbox.append(&sent, &Flags { seen: true, ..Flags::default() }, mail("ș").as_bytes()).unwrap();
    let now = mailbox.examine(&sent).unwrap();
    let changed = mailbox.flags_since(before).unwrap();
    assert!(changed.len() == 1 && changed[0].1.seen, "{changed:?}");
    assert!(mailbox.flags_since(now.highest_mod_seq.unwrap()).unwrap().is_empty());
    let error = mailbox.append(&FolderName::typed("Gone"), &Flags::default(), b"x\r\n").unwrap_err();
    assert_eq!(error.code(), "imap.refused");
    mailbox.noop().unwrap();
}

#[test]
fn a_server_that_dies_while_waiting_is_found_again_when_it_is_back() {
    let Some(mut house) = house() else { return };
    let mut mailbox = house.enter(Security::Tls);
    mailbox.examine(&inbox()).unwrap();
    let error = std::thread::scope(|scope| {
        let waiting =
            scope.spawn(|| mailbox.idle(Duration::from_secs(60), &StopSignal::default()).unwrap_err());
        house.dovecot.stop();
        waiting.join().unwrap()
    });
    assert!(error.is_transient(), "{error:?}");
    house.dovecot.restart().unwrap();
    house.enter(Security::Tls).examine(&inbox()).unwrap();
}
