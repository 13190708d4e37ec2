//! One look at one folder: what is new, what is gone, what is flagged.
//!
//! One thread asks the server, another stores what it said; cursor and entries go in together, so that an
//! interrupted look is continued where its last transaction ended.

use crate::caution::Caution;
use crate::error::{Result, SyncError};
use crate::index::in_background;
use crate::lister::{Job, Lister, Reach};
use crate::pass::Setup;
use crate::plan::{Compare, Known, Numbering, Plan, plan};
use crate::skeleton::flag_words;
use crmweb_mail::wire::{Flags, FolderName, Mailbox, Snapshot, StopSignal, Uid, UidSet, WireError};
use crmweb_store::index::folders::{self, Cursor, Folder};
use crmweb_store::index::mailboxes;
use crmweb_store::index::{FolderId, entries};

/// What a look has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Mails listed.
    pub listed: u64,
    /// Mails that are no longer in the folder.
    pub gone: u64,
    /// Mails with other flags.
    pub reflagged: u64,
    /// All UIDs were compared.
    pub compared: bool,
}

/// Looks at the folders of one mailbox.
pub struct Look<'a> {
    /// What everything shares.
    pub setup: &'a Setup,
    /// The mailbox.
    pub mailbox: &'a mailboxes::Mailbox,
    /// Ends the look.
    pub stop: &'a StopSignal,
}

/// UIDs in a flag command or a removing transaction.
const AT_ONCE: usize = 2_000;

impl Look<'_> {
    /// Looks at a folder; `due`: it is time to check everything. A folder the server refuses to open is left as
    /// it is.
    pub fn at(
        &self,
        session: &mut dyn Mailbox,
        folder: &Folder,
        due: bool,
        caution: &mut Caution,
    ) -> Result<Looked> {
        let name = FolderName::from_wire(folder.raw_name.clone());
        let seen = match session.examine(&name) {
            Err(WireError::Refused { text, .. }) => {
                tracing::warn!(folder = %folder.name, text, "the server does not open a folder");
                return Ok(Looked::default());
            }
            seen => seen?,
        };
        let plan = self.plan(folder, &seen, due)?;
        if plan.numbering != Numbering::Same {
            self.start_over(folder.id, plan.cursor)?;
        }
        let mut cursor = plan.cursor;
        let mut looked = Looked::default();
        let jobs = self.jobs(session, &plan)?;
        looked.listed += self.list(session, folder, jobs, &mut cursor, caution)?;
        cursor.low = 0;
        if plan.flags {
            looked.reflagged = self.read_flags(session, folder.id, if due { 0 } else { cursor.mod_seq })?;
        }
        let mut server_count = seen.messages.map(u64::from);
        if self.must_compare(folder.id, plan.compare, &seen)? {
            let (there, gone) =
                self.compare(session, &name, folder, &seen, &mut cursor, caution, &mut looked)?;
            server_count = Some(there);
            looked.gone = gone;
            looked.compared = true;
        }
        cursor = Cursor { mod_seq: plan.mod_seq, uid_next: plan.uid_next, ..cursor };
        self.conclude(folder.id, cursor, server_count, looked.compared)?;
        Ok(looked)
    }

    /// Looks at a folder's state without opening it; tells whether there is nothing to do.
    pub fn is_quiet(&self, session: &mut dyn Mailbox, folder: &Folder, due: bool) -> Result<bool> {
        if folder.cursor.is_none() || due {
            return Ok(false);
        }
        let seen = match session.status(&FolderName::from_wire(folder.raw_name.clone())) {
            Err(WireError::Refused { .. }) => return Ok(true),
            seen => seen?,
        };
        let plan = self.plan(folder, &seen, false)?;
        if plan.is_quiet() {
            self.note_look(folder.id, seen.messages.map(u64::from), false)?;
        }
        Ok(plan.is_quiet())
    }

    /// Counts the mail of a folder that is left out, without opening it.
    pub fn count_only(&self, session: &mut dyn Mailbox, folder: &Folder) -> Result<()> {
        match session.status(&FolderName::from_wire(folder.raw_name.clone())) {
            Err(WireError::Refused { .. }) => Ok(()),
            Err(e) => Err(e.into()),
            Ok(seen) => self.note_look(folder.id, seen.messages.map(u64::from), true),
        }
    }

    fn plan(&self, folder: &Folder, seen: &Snapshot, due: bool) -> Result<Plan> {
        let known = match folder.cursor {
            Some(cursor) => Some(Known { cursor, entries: self.entries(folder.id)? }),
            None => None,
        };
        Ok(plan(known, seen, due))
    }

    fn entries(&self, folder: FolderId) -> Result<u64> {
        Ok(self.setup.index.read(move |tx| entries::count(tx, folder))?)
    }

    fn start_over(&self, folder: FolderId, cursor: Cursor) -> Result<()> {
        in_background(&self.setup.index, move |tx| {
            folders::set_aside(tx, folder)?;
            folders::move_cursor(tx, folder, &cursor)?;
            Ok::<_, SyncError>(())
        })
    }

    /// The UIDs to list, in the order that serves people: what came since first, then from the newest down.
    fn jobs(&self, session: &mut dyn Mailbox, plan: &Plan) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        if plan.newer {
            let from = Uid(plan.cursor.high.saturating_add(1));
            jobs.push(Job { uids: session.uids(from, None)?, reach: Reach::Up });
        }
        if plan.older {
            let to = plan.cursor.low.saturating_sub(1);
            let mut uids = if to == 0 {
                Vec::new()
            } else {
                session.uids(Uid(1), (to < u32::MAX - 1).then_some(Uid(to)))?
            };
            uids.reverse();
            jobs.push(Job { uids, reach: Reach::Down });
        }
        Ok(jobs)
    }

    fn list(
        &self,
        session: &mut dyn Mailbox,
        folder: &Folder,
        jobs: Vec<Job>,
        cursor: &mut Cursor,
        caution: &mut Caution,
    ) -> Result<u64> {
        if jobs.iter().all(|job| job.uids.is_empty()) {
            return Ok(0);
        }
        let known = self.entries(folder.id)?;
        let keys = self.setup.ring.keys();
        let lister =
            Lister { setup: self.setup, mailbox: self.mailbox, keys, stop: self.stop, folder, known };
        lister.run(session, jobs, cursor, caution)
    }

    /// Reads flags again: those that changed since `since`, or all where the server cannot tell.
    fn read_flags(&self, session: &mut dyn Mailbox, folder: FolderId, since: u64) -> Result<u64> {
        if since > 0 {
            match session.flags_since(since) {
                Err(WireError::Unsupported { .. } | WireError::Refused { .. }) => {}
                flags => return self.store_flags(folder, flags?),
            }
        }
        let uids = self.setup.index.read(move |tx| entries::uids(tx, folder, 1, u32::MAX))?;
        let mut changed = 0;
        for part in uids.chunks(AT_ONCE) {
            let flags = session.flags(&part.iter().copied().map(Uid).collect::<UidSet>())?;
            changed += self.store_flags(folder, flags)?;
        }
        Ok(changed)
    }

    fn store_flags(&self, folder: FolderId, flags: Vec<(Uid, Flags)>) -> Result<u64> {
        let words = |(uid, flags): &(Uid, Flags)| (uid.0, flag_words(flags));
        let mut changed = 0;
        for part in flags.chunks(AT_ONCE) {
            let part: Vec<(u32, String)> = part.iter().map(words).collect();
            changed += in_background(&self.setup.index, move |tx| {
                entries::set_flags(tx, folder, &part).map_err(SyncError::from)
            })?;
        }
        Ok(changed)
    }

    fn must_compare(&self, folder: FolderId, compare: Compare, seen: &Snapshot) -> Result<bool> {
        Ok(match compare {
            Compare::Yes => true,
            Compare::No => false,
            Compare::IfCountsDiffer => {
                let entries = self.entries(folder)?;
                seen.messages.is_some_and(|messages| u64::from(messages) != entries)
            }
        })
    }

    /// Compares all UIDs: lists what is unknown, forgets what is gone; returns how many there are and were.
    #[expect(clippy::too_many_arguments, reason = "one comparison, one place")]
    fn compare(
        &self,
        session: &mut dyn Mailbox,
        name: &FolderName,
        folder: &Folder,
        seen: &Snapshot,
        cursor: &mut Cursor,
        caution: &mut Caution,
        looked: &mut Looked,
    ) -> Result<(u64, u64)> {
        let (there, trusted) = self.all_uids(session, name, seen)?;
        let id = folder.id;
        let known = self.setup.index.read(move |tx| entries::uids(tx, id, 1, u32::MAX))?;
        let unknown: Vec<Uid> =
            there.iter().filter(|uid| known.binary_search(&uid.0).is_err()).copied().collect();
        let gone: Vec<u32> =
            known.iter().filter(|uid| there.binary_search(&Uid(**uid)).is_err()).copied().collect();
        looked.listed +=
            self.list(session, folder, vec![Job { uids: unknown, reach: Reach::Between }], cursor, caution)?;
        if !trusted {
            return Ok((there.len() as u64, 0));
        }
        for part in gone.chunks(AT_ONCE) {
            let part = part.to_vec();
            in_background(&self.setup.index, move |tx| {
                entries::set_aside(tx, id, &part).map_err(SyncError::from)
            })?;
        }
        Ok((there.len() as u64, gone.len() as u64))
    }

    /// All UIDs, and whether what is not among them is really gone: a list shorter than the server's own count is
    /// asked for again and then only believed for what it has.
    fn all_uids(
        &self,
        session: &mut dyn Mailbox,
        name: &FolderName,
        seen: &Snapshot,
    ) -> Result<(Vec<Uid>, bool)> {
        let complete =
            |uids: &[Uid], seen: &Snapshot| seen.messages.is_some_and(|n| uids.len() as u64 >= u64::from(n));
        let uids = session.uids(Uid(1), None)?;
        if complete(&uids, seen) {
            return Ok((uids, true));
        }
        let seen = session.examine(name)?;
        let uids = session.uids(Uid(1), None)?;
        let trusted = complete(&uids, &seen);
        Ok((uids, trusted))
    }

    fn conclude(&self, folder: FolderId, cursor: Cursor, count: Option<u64>, compared: bool) -> Result<()> {
        let now = self.setup.clock.now();
        in_background(&self.setup.index, move |tx| {
            let count = match count {
                Some(count) => count,
                None => entries::count(tx, folder)?,
            };
            folders::move_cursor(tx, folder, &cursor)?;
            folders::note_look(tx, folder, count, compared, now)?;
            Ok::<_, SyncError>(())
        })
    }

    fn note_look(&self, folder: FolderId, count: Option<u64>, compared: bool) -> Result<()> {
        let now = self.setup.clock.now();
        in_background(&self.setup.index, move |tx| {
            let count = match count {
                Some(count) => count,
                None => entries::count(tx, folder)?,
            };
            folders::note_look(tx, folder, count, compared, now).map_err(SyncError::from)
        })
    }
}
