//! A mail server in memory: as well-behaved as a test wants it to be.

use crmweb_mail::wire::{
    Body, Capabilities, Content, Flags, FolderListing, FolderName, Mailbox, Result, Skeleton, Snapshot,
    SpecialUse, StopSignal, Uid, UidSet, WireError, Woken,
};
use crmweb_model::time::Millis;
use crmweb_sync::Connector;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// One command, as a fault sees it.
pub struct Call<'a> {
    pub verb: &'static str,

    pub uids: &'a UidSet,
    /// Commands before this one, over all sessions.
    pub number: usize,
}

type Fault = Box<dyn FnMut(&Call) -> Option<WireError> + Send>;

#[derive(Clone)]
pub struct Mail {
    pub raw: Vec<u8>,
    pub flags: Flags,
    pub size: Option<u64>,
    pub has_bytes: bool,
}

#[derive(Clone)]
pub struct Folder {
    pub uses: Vec<SpecialUse>,
    pub validity: u32,
    pub next: u32,
    pub mod_seq: u64,
    pub mails: BTreeMap<u32, Mail>,
}

#[derive(Default)]
pub struct World {
    pub folders: BTreeMap<String, Folder>,
    pub fault: Option<Fault>,
    /// Changes what EXAMINE and STATUS show.
    pub show: Option<fn(&mut Snapshot)>,
    pub commands: Vec<String>,
    pub idles: bool,
    changes: u64,
    next_validity: u32,
}

#[derive(Clone, Default)]
pub struct Server(Arc<(Mutex<World>, Condvar)>);

impl Server {
    pub fn new(folders: &[&str]) -> Server {
        let server = Server::default();
        server.world().next_validity = 1_000;
        folders.iter().for_each(|name| server.create(name, &[]));
        server
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.0.lock().unwrap()
    }

    pub fn create(&self, name: &str, uses: &[SpecialUse]) {
        let mut world = self.world();
        world.next_validity += 1;
        let validity = world.next_validity;
        let folder = Folder { uses: uses.to_vec(), validity, next: 1, mod_seq: 1, mails: BTreeMap::new() };
        world.folders.insert(name.into(), folder);
    }

    /// Changes a folder and wakes those who wait for it.
    pub fn change<T>(&self, folder: &str, change: impl FnOnce(&mut Folder) -> T) -> T {
        let mut world = self.world();
        world.changes += 1;
        let folder = world.folders.get_mut(folder).unwrap();
        folder.mod_seq += 1;
        let out = change(folder);
        self.0.1.notify_all();
        out
    }

    pub fn put(&self, folder: &str, raw: impl Into<Vec<u8>>) -> u32 {
        let mail = Mail { raw: raw.into(), flags: Flags::default(), size: None, has_bytes: true };
        self.change(folder, |folder| folder.put(mail))
    }

    pub fn remove(&self, folder: &str, uid: u32) -> Mail {
        self.change(folder, |folder| folder.mails.remove(&uid).unwrap())
    }

    pub fn renumber(&self, folder: &str) {
        let validity = {
            let mut world = self.world();
            world.next_validity += 1;
            world.next_validity
        };
        self.change(folder, |folder| {
            let mails = std::mem::take(&mut folder.mails);
            (folder.validity, folder.next) = (validity, 500);
            mails.into_values().for_each(|mail| _ = folder.put(mail));
        });
    }

    pub fn set_fault(&self, fault: impl FnMut(&Call) -> Option<WireError> + Send + 'static) {
        self.world().fault = Some(Box::new(fault));
    }

    pub fn heal(&self) {
        self.world().fault = None;
    }

    /// Commands so far whose text starts with this.
    pub fn count(&self, start: &str) -> usize {
        self.world().commands.iter().filter(|command| command.starts_with(start)).count()
    }
}

impl Folder {
    pub fn put(&mut self, mail: Mail) -> u32 {
        let uid = self.next;
        self.next += 1;
        self.mails.insert(uid, mail);
        uid
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            messages: Some(self.mails.len() as u32),
            uid_next: Some(self.next),
            uid_validity: Some(self.validity),
            highest_mod_seq: Some(self.mod_seq),
        }
    }
}

impl Connector for Server {
    fn open(&self, stop: &StopSignal) -> crmweb_sync::Result<Box<dyn Mailbox>> {
        let mut session =
            Session { server: self.clone(), open: None, seen: 0, closed: false, stop: stop.clone() };
        session.call("open", "", &UidSet::default())?;
        Ok(Box::new(session))
    }
}

struct Session {
    server: Server,
    open: Option<String>,
    seen: u64,
    closed: bool,
    stop: StopSignal,
}

impl Session {
    fn call(&mut self, verb: &'static str, folder: &str, uids: &UidSet) -> Result<()> {
        if self.stop.raised() {
            return Err(WireError::Stopped);
        }
        if self.closed {
            return Err(WireError::Closed { text: None });
        }
        let mut world = self.server.world();
        let number = world.commands.len();
        world.commands.push(format!("{verb} {folder} {uids}"));
        let mut fault = world.fault.take();
        let error = fault.as_mut().and_then(|f| f(&Call { verb, uids, number }));
        if world.fault.is_none() {
            world.fault = fault;
        }
        match error {
            None => Ok(()),
            Some(e) => {
                self.closed = !matches!(e, WireError::Refused { .. });
                Err(e)
            }
        }
    }

    fn in_folder<T>(
        &mut self,
        verb: &'static str,
        uids: &UidSet,
        read: impl FnOnce(&Folder) -> T,
    ) -> Result<T> {
        let name = self.open.clone().expect("a folder is open");
        self.call(verb, &name, uids)?;
        let world = self.server.world();
        world.folders.get(&name).map(read).ok_or_else(|| refused(verb))
    }
}

pub fn refused(during: &'static str) -> WireError {
    WireError::Refused { during, code: None, bad: false, text: "no".into() }
}

pub fn closed() -> WireError {
    WireError::Closed { text: None }
}

fn of<'a>(folder: &'a Folder, uids: &'a UidSet) -> impl Iterator<Item = (Uid, &'a Mail)> {
    folder.mails.iter().map(|(uid, mail)| (Uid(*uid), mail)).filter(|(uid, _)| uids.contains(*uid))
}

impl Mailbox for Session {
    fn capabilities(&mut self) -> Result<Capabilities> {
        let idles = self.server.world().idles;
        Ok(Capabilities::new(["IMAP4REV1", "CONDSTORE"].into_iter().chain(idles.then_some("IDLE"))))
    }

    fn folders(&mut self) -> Result<Vec<FolderListing>> {
        self.call("list", "", &UidSet::default())?;
        let world = self.server.world();
        let listing = |(name, folder): (&String, &Folder)| FolderListing {
            name: FolderName::typed(name),
            delimiter: Some(b'/'),
            uses: folder.uses.clone(),
            selectable: true,
        };
        Ok(world.folders.iter().map(listing).collect())
    }

    fn status(&mut self, folder: &FolderName) -> Result<Snapshot> {
        let name = folder.to_string();
        self.call("status", &name, &UidSet::default())?;
        let world = self.server.world();
        let mut snapshot = world.folders.get(&name).ok_or_else(|| refused("status"))?.snapshot();
        world.show.inspect(|show| show(&mut snapshot));
        Ok(snapshot)
    }

    fn examine(&mut self, folder: &FolderName) -> Result<Snapshot> {
        self.open = Some(folder.to_string());
        let mut snapshot = self.in_folder("examine", &UidSet::default(), Folder::snapshot)?;
        let world = self.server.world();
        self.seen = world.changes;
        world.show.inspect(|show| show(&mut snapshot));
        Ok(snapshot)
    }

    fn uids(&mut self, from: Uid, to: Option<Uid>) -> Result<Vec<Uid>> {
        self.in_folder("uids", &UidSet::default(), |folder| {
            folder.mails.range(from.0..=to.map_or(u32::MAX, |to| to.0)).map(|(uid, _)| Uid(*uid)).collect()
        })
    }

    fn skeletons(&mut self, uids: &UidSet) -> Result<Vec<Skeleton>> {
        self.in_folder("skeletons", uids, |folder| {
            of(folder, uids)
                .map(|(uid, mail)| {
                    let end = mail
                        .raw
                        .windows(4)
                        .position(|w| w == b"\r\n\r\n")
                        .map_or(mail.raw.len(), |at| at + 4);
                    Skeleton {
                        uid,
                        flags: mail.flags.clone(),
                        internal_date: Some(Millis(1_700_000_000_000 + i64::from(uid.0) * 1_000)),
                        size: Some(mail.size.unwrap_or(mail.raw.len() as u64)),
                        headers: mail.raw[..end].to_vec(),
                        headers_cut: false,
                    }
                })
                .collect()
        })
    }

    fn bodies(&mut self, uids: &UidSet, cap: u64) -> Result<Vec<Body>> {
        self.in_folder("bodies", uids, |folder| {
            let content = |mail: &Mail| match mail {
                Mail { has_bytes: false, .. } => Content::Unavailable,
                Mail { raw, .. } if raw.len() as u64 > cap => {
                    Content::Beginning(raw[..cap as usize].to_vec())
                }
                Mail { raw, .. } => Content::Whole(raw.clone()),
            };
            of(folder, uids).map(|(uid, mail)| Body { uid, content: content(mail) }).collect()
        })
    }

    fn flags(&mut self, uids: &UidSet) -> Result<Vec<(Uid, Flags)>> {
        self.in_folder("flags", uids, |folder| {
            of(folder, uids).map(|(uid, m)| (uid, m.flags.clone())).collect()
        })
    }

    fn flags_since(&mut self, _mod_seq: u64) -> Result<Vec<(Uid, Flags)>> {
        self.in_folder("flags_since", &UidSet::default(), |folder| {
            folder.mails.iter().map(|(uid, mail)| (Uid(*uid), mail.flags.clone())).collect()
        })
    }

    fn idle(&mut self, period: Duration, stop: &StopSignal) -> Result<Woken> {
        self.in_folder("idle", &UidSet::default(), |_| ())?;
        let (world, changed) = &*self.server.0;
        let mut world = world.lock().unwrap();
        let deadline = std::time::Instant::now() + period;
        while world.changes == self.seen && std::time::Instant::now() < deadline && !stop.raised() {
            world = changed.wait_timeout(world, Duration::from_millis(10)).unwrap().0;
        }
        let woken = world.changes != self.seen;
        self.seen = world.changes;
        Ok(if stop.raised() {
            Woken::Stopped
        } else if woken {
            Woken::Changed
        } else {
            Woken::TimedOut
        })
    }

    fn noop(&mut self) -> Result<()> {
        self.call("noop", "", &UidSet::default())
    }

    fn append(&mut self, _folder: &FolderName, _flags: &Flags, _raw: &[u8]) -> Result<()> {
        panic!("the sync must never write")
    }

    fn logout(self: Box<Self>) {}
}
