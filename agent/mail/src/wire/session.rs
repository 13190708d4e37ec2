//! A signed-in session: the verbs of [`Mailbox`] as commands.

use super::capabilities::Capabilities;
use super::command::Command;
use super::connect::{Patience, Server, reach};
use super::error::{Result, WireError};
use super::folder::{FolderListing, FolderName, Snapshot};
use super::frame::Limits;
use super::guard::{Core, Guard, Wait};
use super::response::Standing;
use super::sign_in::{Credentials, sign_in};
use super::sizes::Sizes;
use super::skeleton::{Body, Flags, Skeleton};
use super::stop::{StopSignal, Watch};
use super::stream::Stream;
use super::throttle::patience_asked;
use super::uidset::{Uid, UidSet};
use super::{Mailbox, Woken};
use std::collections::HashSet;
use std::net::{Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// The crate's session behind our guard, until something breaks.
pub(super) struct Session {
    imap: Option<imap::Session<Guard<Stream>>>,
    pub(super) guard: Guard<Stream>,
    pub(super) patience: Patience,
    stop: StopSignal,
    _watch: Watch,
    tcp: TcpStream,
    /// The server took EXAMINE with CONDSTORE for an error.
    without_condstore: bool,
    pub(super) sizes: Sizes,
}

impl Session {
    pub(super) fn open(
        server: &Server,
        who: &Credentials,
        patience: &Patience,
        stop: &StopSignal,
    ) -> Result<Session> {
        let reached = reach(server, patience, stop)?;
        let imap = sign_in(&reached.guard, who, patience);
        let imap = imap.map_err(|e| if stop.raised() { WireError::Stopped } else { e })?;
        Ok(Session {
            imap: Some(imap),
            guard: reached.guard,
            patience: *patience,
            stop: stop.clone(),
            _watch: reached.watch,
            tcp: reached.tcp,
            without_condstore: false,
            sizes: Sizes::default(),
        })
    }

    /// Runs a command to its result; its facts are then in what the guard has heard.
    pub(super) fn run(
        &mut self,
        during: &'static str,
        command: Command,
        wait: Wait,
        limits: Limits,
    ) -> Result<()> {
        match command.finish() {
            Ok(line) => self.call(during, wait, limits, |_| {}, |imap| imap.run(&line).map(drop)),
            Err(parts) => self.call(
                during,
                wait,
                limits,
                |core| core.say_instead(parts),
                |imap| imap.run("NOOP").map(drop),
            ),
        }
    }

    /// Calls the crate. Any end but a clean result drops the connection: what is still under way on it would be
    /// taken for the answer to something else.
    fn call<T>(
        &mut self,
        during: &'static str,
        wait: Wait,
        limits: Limits,
        prepare: impl FnOnce(&mut Core<Stream>),
        call: impl FnOnce(&mut imap::Session<Guard<Stream>>) -> imap::error::Result<T>,
    ) -> Result<T> {
        let Some(imap) = &mut self.imap else {
            return Err(if self.stop.raised() {
                WireError::Stopped
            } else {
                WireError::Closed { text: None }
            });
        };
        {
            let mut core = self.guard.core();
            core.begin(during, wait, limits);
            prepare(&mut core);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| call(imap)));
        let error = {
            let mut core = self.guard.core();
            let failure = core.failure.take();
            match (outcome, failure, &core.heard.result) {
                (Ok(Ok(value)), None, _) => return Ok(value),
                (Ok(Err(_)), None, Some(said)) if matches!(said.standing, Standing::No | Standing::Bad) => {
                    return Err(patience_asked(said).unwrap_or_else(|| WireError::Refused {
                        during,
                        code: said.code_name().map(str::to_owned),
                        bad: said.standing == Standing::Bad,
                        text: said.text.clone(),
                    }));
                }
                (_, Some(failure), _) => failure,
                (Err(_), None, _) => WireError::Crashed { during },
                (Ok(Err(_)), None, _) => WireError::Protocol { during, text: "no result".into() },
            }
        };
        self.close();
        Err(if self.stop.raised() { WireError::Stopped } else { error })
    }

    /// Drops the connection. The socket goes first: the crate would still try to send what it has not sent.
    fn close(&mut self) {
        let _ = self.tcp.shutdown(Shutdown::Both);
        self.imap = None;
    }

    pub(super) fn quick(&self) -> Wait {
        Wait { total: self.patience.command, silence: self.patience.silence }
    }

    fn examine_with(&mut self, folder: &FolderName, parameters: &str) -> Result<Snapshot> {
        let command = Command::new("EXAMINE ").folder(folder).words(parameters);
        self.guard.core().heard.changed = false;
        self.run("opening a folder", command, self.quick(), Limits::default())?;
        let mut core = self.guard.core();
        core.heard.changed = false;
        self.sizes.open(folder, &core.heard.opened);
        Ok(core.heard.opened)
    }

    fn list(&mut self, options: &str) -> Result<()> {
        let limits = Limits { literal: 8 << 10, beginning: 0, ..Limits::default() };
        let command = Command::new("LIST \"\" \"*\"").words(options);
        self.run("listing the folders", command, self.quick(), limits)
    }
}

fn is_bad(error: &WireError) -> bool {
    matches!(error, WireError::Refused { bad: true, .. })
}

impl Mailbox for Session {
    fn capabilities(&mut self) -> Result<Capabilities> {
        if self.guard.core().heard.capabilities.is_none() {
            self.run("asking for capabilities", Command::new("CAPABILITY"), self.quick(), Limits::default())?;
        }
        Ok(Capabilities::new(self.guard.core().heard.capabilities.clone().unwrap_or_default()))
    }

    fn folders(&mut self) -> Result<Vec<FolderListing>> {
        let offered = self.capabilities()?;
        let extended = offered.has("SPECIAL-USE") && offered.has("LIST-EXTENDED");
        match self.list(if extended { " RETURN (SPECIAL-USE)" } else { "" }) {
            Err(e) if extended && is_bad(&e) => self.list("")?,
            result => result?,
        }
        let mut seen = HashSet::new();
        let mut folders = std::mem::take(&mut self.guard.core().heard.listed);
        folders.retain(|folder| seen.insert(folder.name.clone()));
        Ok(folders)
    }

    fn status(&mut self, folder: &FolderName) -> Result<Snapshot> {
        let modifications = if self.capabilities()?.condstore() { " HIGHESTMODSEQ" } else { "" };
        let items = format!(" (MESSAGES UIDNEXT UIDVALIDITY{modifications})");
        let command = Command::new("STATUS ").folder(folder).words(&items);
        self.run("asking for a folder's state", command, self.quick(), Limits::default())?;
        let core = self.guard.core();
        let answers = &core.heard.statuses;
        // Servers may spell the name differently; the only answer is the answer.
        let answer = answers.iter().rfind(|(name, _)| name == folder).or(answers.last());
        Ok(answer.map(|(_, snapshot)| *snapshot).unwrap_or_default())
    }

    fn examine(&mut self, folder: &FolderName) -> Result<Snapshot> {
        // Without the parameter Dovecot and iCloud keep HIGHESTMODSEQ to themselves.
        if self.capabilities()?.condstore() && !self.without_condstore {
            match self.examine_with(folder, " (CONDSTORE)") {
                Err(e) if is_bad(&e) => self.without_condstore = true,
                result => return result,
            }
        }
        self.examine_with(folder, "")
    }

    fn uids(&mut self, from: Uid, to: Option<Uid>) -> Result<Vec<Uid>> {
        let last = to.map_or("*".into(), |uid| uid.to_string());
        let command = Command::new(&format!("UID SEARCH UID {}:{last}", from.0.max(1)));
        let limits = Limits { line: 64 << 20, total: 128 << 20, ..Limits::default() };
        self.run("listing the mail of a folder", command, self.quick(), limits)?;
        let mut found = std::mem::take(&mut self.guard.core().heard.found);
        // `n:*` names the last mail even when its number is below n.
        found.retain(|uid| *uid >= from.0.max(1) && to.is_none_or(|to| *uid <= to.0));
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(Uid).collect())
    }

    fn skeletons(&mut self, uids: &UidSet) -> Result<Vec<Skeleton>> {
        self.fetch_skeletons(uids)
    }

    fn bodies(&mut self, uids: &UidSet, cap: u64) -> Result<Vec<Body>> {
        self.fetch_bodies(uids, cap)
    }

    fn flags(&mut self, uids: &UidSet) -> Result<Vec<(Uid, Flags)>> {
        self.fetch_flags(uids)
    }

    fn flags_since(&mut self, mod_seq: u64) -> Result<Vec<(Uid, Flags)>> {
        if !self.capabilities()?.condstore() || self.without_condstore {
            return Err(WireError::Unsupported { what: "CONDSTORE" });
        }
        self.fetch_flags_since(mod_seq)
    }

    fn idle(&mut self, period: Duration, stop: &StopSignal) -> Result<Woken> {
        if !self.capabilities()?.idle() {
            return Err(WireError::Unsupported { what: "IDLE" });
        }
        if std::mem::take(&mut self.guard.core().heard.changed) {
            return Ok(Woken::Changed);
        }
        let Ok(socket) = self.tcp.try_clone() else { return Err(WireError::Closed { text: None }) };
        let _watch = stop.watch(socket);
        let period = period.min(Duration::from_secs(29 * 60));
        let idled = self.call(
            "waiting for changes",
            Wait::of(self.patience.silence),
            Limits::default(),
            |core| core.expect_idle(),
            |imap| {
                let mut idle = imap.idle();
                idle.keepalive(false).timeout(period).wait_while(imap::extensions::idle::stop_on_any)
            },
        );
        if stop.raised() || self.stop.raised() {
            self.close();
            return Ok(Woken::Stopped);
        }
        idled?;
        let changed = std::mem::take(&mut self.guard.core().heard.changed);
        Ok(if changed { Woken::Changed } else { Woken::TimedOut })
    }

    fn noop(&mut self) -> Result<()> {
        self.run("a sign of life", Command::new("NOOP"), self.quick(), Limits::default())
    }

    fn append(&mut self, folder: &FolderName, flags: &Flags, raw: &[u8]) -> Result<()> {
        let command =
            Command::new("APPEND ").folder(folder).words(&format!(" ({}) ", flags.words())).literal(raw);
        let wait = Wait { total: self.patience.transfer, silence: self.patience.silence };
        self.run("filing a mail", command, wait, Limits::default())
    }

    fn alerts(&mut self) -> Vec<String> {
        std::mem::take(&mut self.guard.core().heard.alerts)
    }

    fn logout(mut self: Box<Self>) {
        let wait = Wait::of(Duration::from_secs(3));
        // The connection ends either way.
        let _ = self.call("the farewell", wait, Limits::default(), |_| {}, imap::Session::logout);
    }
}
