//! The same on a real server, against the truth about a generated mailbox.

use crate::memory::FakeMemory;
use crate::scene::{mail, open_index};
use crmweb_crm::seam::KeyKind;
use crmweb_demo::{Kind as MailKind, Options, Sample, TrueMail, required};
use crmweb_mail::wire::StopSignal;
use crmweb_model::address::Address;
use crmweb_model::time::Millis;
use crmweb_store::Store;
use crmweb_store::index::BoxId;
use crmweb_store::index::mailboxes::{self, Account, Kind, Protection, SecretPlace};
use crmweb_support::eventually;
use crmweb_sync::connect::ImapConnector;
use crmweb_sync::secrets::{Secret, Secrets};
use crmweb_sync::{Report, Setup, Silent, SystemClock, Worker, coverage, sync_once};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Real {
    sample: Sample,
    memory: FakeMemory,
    index: Store,
    id: BoxId,
    account: Account,
    place: tempfile::TempDir,
    /// Addresses of the clients that the crm knows.
    clients: HashSet<String>,
}

const SKIPPED: [&str; 3] = ["Drafts", "Junk", "Trash"];

fn real(messages: usize) -> Real {
    let place = tempfile::tempdir().unwrap();
    let options = Options { messages, ..Options::default() };
    let sample = Sample::create(&place.path().join("server"), &options).unwrap();
    let index = open_index(&place);
    let account = Account {
        address: Address::parse(&sample.truth.owner.address).unwrap(),
        host: sample.dovecot.host().into(),
        port: sample.dovecot.imaps_port(),
        protection: Protection::Tls,
        extra_ca: Some(sample.dovecot.certificate().display().to_string()),
        login: sample.user().into(),
        secret: SecretPlace::File,
        ..crate::scene::account(Kind::Personal)
    };
    let saved = account.clone();
    let id = index.write(move |tx| mailboxes::save(tx, &saved, Millis(0))).unwrap();
    let memory = FakeMemory::default();
    memory.know(KeyKind::CompanyDomain, &sample.truth.owner.domain);
    let mut clients = HashSet::new();
    for person in sample.truth.correspondents.iter().step_by(2) {
        for address in &person.addresses {
            memory.know(KeyKind::Address, address);
            clients.insert(address.clone());
        }
    }
    Real { sample, memory, index, id, account, place, clients }
}

impl Real {
    fn connector(&self) -> ImapConnector {
        let secrets = Secrets::new(self.place.path());
        let name = self.account.uid.to_string();
        secrets.store(SecretPlace::File, &name, &Secret::new(Sample::PASSWORD)).unwrap();
        ImapConnector::new(self.account.clone(), Arc::new(secrets))
    }

    fn setup(&self) -> Setup {
        let memory = Arc::new(self.memory.clone());
        Setup::new(self.index.clone(), memory, Arc::new(SystemClock), Arc::new(Silent)).unwrap()
    }

    fn sync(&self) -> Report {
        sync_once(&self.setup(), &self.connector(), self.id, &StopSignal::default())
            .unwrap_or_else(|e| panic!("{}", e.story()))
    }

    /// Message-IDs that belong to the crm by what the generator knows.
    fn linked(&self) -> HashSet<&str> {
        let truth = &self.sample.truth;
        let followed: Vec<&TrueMail> =
            truth.messages.iter().filter(|m| !SKIPPED.contains(&m.folder.as_str())).collect();
        let people = |m: &TrueMail| [vec![m.from.clone()], m.to.clone(), m.cc.clone()].concat();
        let knows = |m: &TrueMail| people(m).iter().any(|a| self.clients.contains(a));
        let inside = |a: &String| a.ends_with(&format!("@{}", truth.owner.domain));
        let mut linked: HashSet<&str> =
            followed.iter().filter(|m| knows(m)).map(|m| m.message_id.as_str()).collect();
        loop {
            let before = linked.len();
            for m in followed.iter().filter(|m| !people(m).iter().all(inside)) {
                if m.parents.iter().any(|parent| linked.contains(parent.as_str())) {
                    linked.insert(&m.message_id);
                }
            }
            if linked.len() == before {
                return linked;
            }
        }
    }

    fn assert_covered(&self) {
        for c in coverage::coverage(&self.index, self.id).unwrap() {
            assert!(c.is_complete(), "{c:?}");
        }
    }
}

#[test]
fn every_mail_of_a_real_mailbox_is_decided_as_the_truth_says() {
    if !required("dovecot") {
        return;
    }
    let real = real(1_200);
    let report = real.sync();
    assert_eq!(report.reconnected, 0);
    let linked = real.linked();
    assert!(linked.len() > 100, "{}", linked.len());
    let mut wrong = Vec::new();
    for m in &real.sample.truth.messages {
        // What damaged mail and reports of machines say of themselves is their parser's story.
        let told = matches!(m.kind, MailKind::Malformed | MailKind::Bounce | MailKind::Receipt);
        if told || m.message_id.is_empty() || SKIPPED.contains(&m.folder.as_str()) {
            continue;
        }
        let places = coverage::locate(&real.index, &m.message_id).unwrap();
        let here: Vec<_> = places.iter().filter(|place| place.folder_name == m.folder).collect();
        let expected = if linked.contains(m.message_id.as_str()) { "linked" } else { "skipped" };
        if here.len() != 1 || here[0].decision != expected {
            wrong.push(format!("{:?} {} {} expected {expected}: {here:?}", m.kind, m.folder, m.message_id));
        }
    }
    assert!(wrong.is_empty(), "{} wrong, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(3)]);
    real.assert_covered();
    let found = coverage::coverage(&real.index, real.id).unwrap();
    for (name, count) in &real.sample.truth.folders {
        let folder = found.iter().find(|c| c.folder.name == *name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(folder.folder.server_count, count.messages as u64, "{name}");
        assert_eq!(folder.folder.skip.is_some(), SKIPPED.contains(&name.as_str()), "{name}");
    }
    // Nothing was marked as read.
    let mut imap = real.sample.dovecot.dialogue(real.sample.user(), Sample::PASSWORD).unwrap();
    for (name, count) in &real.sample.truth.folders {
        let folder = crmweb_demo::folder_name(name);
        let state = imap.command(&format!("STATUS \"{folder}\" (UNSEEN)")).unwrap().join(" ");
        assert!(state.contains(&format!("(UNSEEN {})", count.unseen)), "{state}");
    }
    let again = real.sync();
    assert_eq!((again.listed, again.delivered.linked, again.gone), (0, 0, 0));
}

#[test]
fn moves_deletions_and_a_new_numbering_on_a_real_server_bring_nothing_twice() {
    if !required("dovecot") {
        return;
    }
    let mut real = real(300);
    real.sync();
    let handed = real.memory.told().handed.len();
    let mails = real.memory.told().mails.len();
    {
        let mut imap = real.sample.dovecot.dialogue(real.sample.user(), Sample::PASSWORD).unwrap();
        for command in [
            "CREATE Arhiva",
            "SELECT INBOX",
            "UID MOVE 1:40 Arhiva",
            "UID STORE 50 +FLAGS (\\Deleted)",
            "EXPUNGE",
        ] {
            imap.command(command).unwrap();
        }
    }
    let report = real.sync();
    assert_eq!((report.listed, report.gone), (40, 41));
    real.assert_covered();
    assert!(real.memory.told().handed.len() <= handed + 3, "only mail without Message-ID is fetched again");
    assert_eq!(real.memory.told().mails.len(), mails);

    real.sample.dovecot.stop();
    let maildir = real.sample.dovecot.maildir(real.sample.user());
    for file in [
        "dovecot-uidlist",
        "dovecot.index",
        "dovecot.index.log",
        "dovecot.index.cache",
        "dovecot-uidvalidity",
    ] {
        drop(std::fs::remove_file(maildir.join(file)));
    }
    real.sample.dovecot.restart().unwrap();
    let handed = real.memory.told().handed.len();
    let report = real.sync();
    assert!(report.listed > 50, "all of the inbox is listed anew: {report:?}");
    real.assert_covered();
    assert!(real.memory.told().handed.len() <= handed + 5);
    assert_eq!(real.memory.told().mails.len(), mails);
}

#[test]
fn mail_delivered_by_a_real_server_is_in_the_history_within_a_second_or_so() {
    if !required("dovecot") {
        return;
    }
    let real = real(60);
    let client = real.clients.iter().min().cloned().unwrap();
    let owner = real.sample.truth.owner.address.clone();
    let worker = Worker::start(Arc::new(real.setup()), Arc::new(real.connector()), real.id).unwrap();
    let arrived = |subject: &str| {
        eventually(subject, Duration::from_secs(30), || {
            real.memory.subjects().iter().any(|s| s == subject).then_some(())
        });
    };
    // Until both folders are watched, mail is only seen by the rounds.
    real.sample.dovecot.deliver(real.sample.user(), &mail("0@x", &client, &owner, "Zero", &[])).unwrap();
    worker.poke();
    arrived("Zero");
    let mut fastest = Duration::MAX;
    for n in 1..=4 {
        let subject = format!("Nou {n}");
        let began = Instant::now();
        if n % 2 == 0 {
            let raw = mail(&format!("{n}@x"), &owner, &client, &subject, &[]);
            real.sample.dovecot.load(real.sample.user(), Sample::PASSWORD, "Sent", [raw]).unwrap();
        } else {
            let raw = mail(&format!("{n}@x"), &client, &owner, &subject, &[]);
            real.sample.dovecot.deliver(real.sample.user(), &raw).unwrap();
        }
        arrived(&subject);
        fastest = fastest.min(began.elapsed());
    }
    assert!(fastest < Duration::from_secs(3), "{fastest:?}");
    let began = Instant::now();
    worker.stop();
    assert!(began.elapsed() < Duration::from_secs(5));
}
