//! What the API needs of this machine: the clock, mail servers, and the mail following what people say about clients.

use crate::agent::Agent;
use crate::clock;
use crate::failure::Failure;
use crate::seal;
use crmweb_api::{Machine, Unreachable};
use crmweb_crm::seal::Seal;
use crmweb_mail::wire::{self, Content, Credentials, FolderName, Patience, StopSignal, UidSet};
use crmweb_model::time::Millis;
use crmweb_store::index::{BoxId, EntryId, entries, folders, mailboxes};
use crmweb_sync::connect::server_of;
use crmweb_sync::webhooks::Keys;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// How long fetching one mail may take in all.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest mail that is fetched.
const LARGEST: u64 = 40 << 20;

/// This process as the API sees it.
pub struct Host {
    agent: Weak<Agent>,
    changed: SyncSender<()>,
}

impl Host {
    /// Lets the API work with `agent`.
    pub fn of(agent: &Arc<Agent>) -> crate::failure::Result<Host> {
        let agent = Arc::downgrade(agent);
        // One change waits while another is followed; more would find nothing left to do.
        let (changed, changes) = mpsc::sync_channel(1);
        let follower = agent.clone();
        std::thread::Builder::new()
            .name("keys".into())
            .spawn(move || follow(&follower, &changes))
            .map_err(crmweb_store::Error::file("start a thread for", "keys"))?;
        Ok(Host { agent, changed })
    }
}

impl Machine for Host {
    fn now(&self) -> Millis {
        clock::now()
    }

    fn keys_changed(&self) {
        // A full channel holds a change that is yet to be followed: this one will be seen with it.
        let _full = self.changed.try_send(());
    }

    fn fetch(&self, entry: EntryId) -> Result<Vec<u8>, Unreachable> {
        let gone = || Unreachable { code: "agent.gone", reason: "the agent is ending".into() };
        let agent = self.agent.upgrade().ok_or_else(gone)?;
        fetch(&agent, entry).map_err(|failure| Unreachable {
            code: if failure.code == "sync.gone" { "sync.gone" } else { "sync.offline" },
            reason: failure.message,
        })
    }

    fn seal(&self) -> Option<Seal> {
        let agent = self.agent.upgrade()?;
        let found = seal::of(&agent.secrets);
        found.inspect_err(|failure| tracing::error!(code = failure.code, "{}", failure.message)).ok()
    }

    fn keys(&self) -> Option<Keys> {
        self.agent.upgrade().map(|agent| Keys::new(agent.secrets.clone()))
    }

    fn is_busy(&self, mailbox: BoxId) -> bool {
        self.agent.upgrade().is_some_and(|agent| agent.news.is_busy(mailbox))
    }
}

/// Lets the mail follow changed keys, until the API ends.
fn follow(agent: &Weak<Agent>, changes: &Receiver<()>) {
    while changes.recv().is_ok() {
        let Some(agent) = agent.upgrade() else { return };
        for mailbox in agent.mailboxes(&[]).unwrap_or_default() {
            if let Err(e) = agent.setup.refresh_keys(&mailbox) {
                tracing::warn!(code = e.code(), "the mail could not follow a change yet: {e}");
            }
        }
        agent.poke_all();
    }
}

fn fetch(agent: &Agent, entry: EntryId) -> Result<Vec<u8>, Failure> {
    let gone = || Failure::new("sync.gone", "the mail is no longer where it was");
    let found = agent.index.read(move |tx| {
        let Some((folder, uid)) = entries::place(tx, entry)? else { return Ok(None) };
        let folder = folders::get(tx, folder)?;
        let mailbox = mailboxes::get(tx, folder.mailbox)?;
        Ok::<_, crmweb_store::Error>(Some((mailbox, folder, uid)))
    })?;
    let (mailbox, folder, uid) = found.ok_or_else(gone)?;
    let account = &mailbox.account;
    let secret = agent.secrets.read(account.secret, &account.uid.to_string())?;
    let credentials = Credentials::password(account.login.as_str(), secret.reveal());
    let patience = Patience { connect: PATIENCE, silence: PATIENCE, command: PATIENCE, transfer: PATIENCE };
    let stop = StopSignal::default();
    let _deadline = Deadline::set(&stop)?;
    let wire = |e: wire::WireError| {
        let too_long = matches!(e, wire::WireError::Stopped);
        let failure = Failure::of(e.code(), &e);
        if too_long { Failure::new("imap.timeout", "the mail server took too long") } else { failure }
    };
    let mut session = wire::open(&server_of(account), &credentials, &patience, &stop).map_err(wire)?;
    let opened = session.examine(&FolderName::from_wire(folder.raw_name)).map_err(wire)?;
    // Another numbering: the number means another mail now.
    let known = folder.cursor.map_or(0, |cursor| cursor.validity);
    if opened.uid_validity.unwrap_or(0) != known {
        return Err(gone());
    }
    let uid = wire::Uid(uid);
    let only: UidSet = [uid].into_iter().collect();
    let bodies = session.bodies(&only, LARGEST).map_err(wire)?;
    session.logout();
    match bodies.into_iter().find(|body| body.uid == uid).map(|body| body.content) {
        Some(Content::Whole(bytes)) => Ok(bytes),
        Some(Content::Beginning(_)) => Err(Failure::new("sync.gone", "the mail is too large to be shown")),
        Some(Content::Unavailable) | None => Err(gone()),
    }
}

/// Raises a stop signal when the time is over, unless dropped before.
struct Deadline(Option<mpsc::Sender<()>>);

impl Deadline {
    fn set(stop: &StopSignal) -> Result<Deadline, Failure> {
        let (done, wait) = mpsc::channel();
        let stop = stop.clone();
        std::thread::Builder::new()
            .name("deadline".into())
            .spawn(move || {
                if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    stop.raise();
                }
            })
            .map_err(crmweb_store::Error::file("start a thread for", "deadline"))?;
        Ok(Deadline(Some(done)))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}
