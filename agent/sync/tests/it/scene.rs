//! A mailbox, a server and a memory, ready to be synced.

use crate::memory::FakeMemory;
use crate::server::Server;
use crmweb_mail::wire::StopSignal;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::{ShareLevel, SkipReason};
use crmweb_model::time::Millis;
use crmweb_store::index::coverage::FolderCoverage;
use crmweb_store::index::mailboxes::{Account, Kind, Protection, SecretPlace};
use crmweb_store::index::{BoxId, mailboxes};
use crmweb_store::schema::{MAIL_INDEX, prepare};
use crmweb_store::{Location, Store};
use crmweb_sync::{Clock, Connector, Progress, Report, Result, Setup, Silent, coverage, sync_once};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that stands still until it is moved.
#[derive(Default)]
pub struct StillClock(AtomicI64);

impl StillClock {
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Millis {
        Millis(1_764_000_000_000 + self.0.load(Ordering::SeqCst))
    }
}

pub struct Scene {
    pub server: Server,
    pub memory: FakeMemory,
    pub clock: Arc<StillClock>,
    pub index: Store,
    pub id: BoxId,
    pub place: tempfile::TempDir,
}

pub const ME: &str = "me@nord.example";

impl Scene {
    pub fn new(folders: &[&str]) -> Scene {
        Scene::of_kind(folders, Kind::Personal)
    }

    pub fn of_kind(folders: &[&str], kind: Kind) -> Scene {
        let place = tempfile::tempdir().unwrap();
        let index = open_index(&place);
        let id = index.write(move |tx| mailboxes::save(tx, &account(kind), Millis(0))).unwrap();
        Scene {
            server: Server::new(folders),
            memory: FakeMemory::default(),
            clock: Arc::default(),
            index,
            id,
            place,
        }
    }

    pub fn setup(&self) -> Setup {
        self.setup_with(Arc::new(Silent))
    }

    pub fn setup_with(&self, progress: Arc<dyn Progress>) -> Setup {
        let memory = Arc::new(self.memory.clone());
        let clock: Arc<dyn Clock> = self.clock.clone();
        let mut setup = Setup::new(self.index.clone(), memory, clock, progress).unwrap();
        setup.quarantine = Some(crmweb_store::blobs::Blobs::open(&self.place.path().join("kept")).unwrap());
        setup
    }

    pub fn try_sync(&self) -> Result<Report> {
        sync_once(&self.setup(), self.connector(), self.id, &StopSignal::default())
    }

    pub fn sync(&self) -> Report {
        self.try_sync().unwrap_or_else(|e| panic!("{}", e.story()))
    }

    pub fn connector(&self) -> &dyn Connector {
        &self.server
    }

    pub fn coverage(&self, folder: &str) -> FolderCoverage {
        let all = coverage::coverage(&self.index, self.id).unwrap();
        all.into_iter().find(|c| c.folder.name == folder).unwrap_or_else(|| panic!("no folder {folder}"))
    }

    /// (linked, held, pending, skipped) of a folder, which must add up to what the server has.
    pub fn counts(&self, folder: &str) -> (u64, u64, u64, Vec<(SkipReason, u64)>) {
        let c = self.coverage(folder);
        let there = self.server.world().folders[folder].mails.len() as u64;
        assert_eq!((c.folder.server_count, c.accounted()), (there, there), "{c:?}");
        (c.linked, c.held, c.pending, c.skipped.into_iter().collect())
    }

    /// Folder, UID, decision and subject of every entry of one Message-ID.
    pub fn places(&self, id: &str) -> Vec<(String, u32, String)> {
        let found = coverage::locate(&self.index, id).unwrap();
        found.into_iter().map(|w| (w.folder_name, w.uid, w.decision)).collect()
    }
}

pub fn open_index(place: &tempfile::TempDir) -> Store {
    let location = Location::File(place.path().join("mailindex.sqlite"));
    prepare(&location, &MAIL_INDEX).unwrap();
    Store::open(&location).unwrap()
}

pub fn account(kind: Kind) -> Account {
    Account {
        uid: Uid::create(),
        address: Address::parse(ME).unwrap(),
        kind,
        share: ShareLevel::Everything,
        host: "127.0.0.1".into(),
        port: 993,
        protection: Protection::Tls,
        extra_ca: None,
        login: ME.into(),
        secret: SecretPlace::File,
    }
}

/// A mail; `answers` are Message-IDs.
pub fn mail(id: &str, from: &str, to: &str, subject: &str, answers: &[&str]) -> Vec<u8> {
    let references: Vec<String> = answers.iter().map(|id| format!("<{id}>")).collect();
    let references =
        if answers.is_empty() { String::new() } else { format!("References: {}\r\n", references.join(" ")) };
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Mon, 3 Nov 2025 10:00:00 +0200\r\n{references}\r\nText of {subject}.\r\n"
    )
    .into_bytes()
}
