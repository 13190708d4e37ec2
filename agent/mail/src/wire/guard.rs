//! Stands between the `imap` crate and the server.
//!
//! The crate speaks: it tags commands, signs in, idles, waits for results. But it panics or gives up on legal
//! answers (`* NO` while a folder is opened, data before IDLE's `+`, INTERNALDATE NIL, any extension it does not
//! know; for a deep BODYSTRUCTURE the process dies). So the guard listens: it reads every response itself, within
//! limits and in time, keeps the facts of untagged ones as [`Heard`], and hands the crate only what cannot hurt
//! it, in fixed words: continuations, results, and while idling one line when something changed.

use super::error::WireError;
use super::frame::{Framer, Limits};
use super::heard::Heard;
use super::response::{Condition, Response, Standing};
use super::stream::Patient;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How a command is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    /// The longest it may take in all.
    pub total: Duration,
    /// The longest the server may say nothing.
    pub silence: Duration,
}

impl Wait {
    pub(super) const fn of(wait: Duration) -> Wait {
        Wait { total: wait, silence: wait }
    }
}

/// What the crate expects beside the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Talk {
    /// Nothing.
    Plain,
    /// Challenges, each answered.
    SignIn,
    /// IDLE was sent; `+` has not come.
    IdleAsked,
    /// `+` has come: changes are passed on.
    Idling,
    /// IDLE is over without our DONE: refused, or ended by the server.
    IdleOver,
}

/// The stream given to the crate; clones are the same stream. No `Debug`: passwords pass through it.
pub(super) struct Guard<S>(Arc<Mutex<Core<S>>>);

impl<S> Clone for Guard<S> {
    fn clone(&self) -> Guard<S> {
        Guard(Arc::clone(&self.0))
    }
}

/// The state behind a [`Guard`].
pub(super) struct Core<S> {
    framer: Framer<S>,
    pub heard: Heard,
    /// Why the connection can no longer be used.
    pub failure: Option<WireError>,
    during: &'static str,
    talk: Talk,
    tag: Vec<u8>,
    /// What is really sent in place of the crate's next command; each part but the first waits for a `+`.
    script: VecDeque<Vec<u8>>,
    /// Whether the next thing the crate writes is a command.
    awaits_command: bool,
    /// Bytes ready for the crate.
    ready: VecDeque<u8>,
}

const DONE_WAIT: Duration = Duration::from_secs(15);

impl<S: Read + Write + Patient> Guard<S> {
    pub(super) fn new(stream: S) -> Guard<S> {
        Guard(Arc::new(Mutex::new(Core {
            framer: Framer::new(stream),
            heard: Heard::default(),
            failure: None,
            during: "the greeting",
            talk: Talk::Plain,
            tag: Vec::new(),
            script: VecDeque::new(),
            awaits_command: false,
            ready: VecDeque::new(),
        })))
    }

    /// Opens the state; a panic elsewhere leaves it usable enough to see what happened.
    pub(super) fn core(&self) -> MutexGuard<'_, Core<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the stream back, unless the server has already sent more than was read.
    pub(super) fn into_stream(self) -> Option<S> {
        let core = Arc::into_inner(self.0)?.into_inner().unwrap_or_else(PoisonError::into_inner);
        (!core.framer.has_more()).then_some(core.framer.stream)
    }
}

impl<S: Read + Write + Patient> Core<S> {
    /// Prepares for a command: forgets the last one's facts, sets limits and deadlines.
    pub(super) fn begin(&mut self, during: &'static str, wait: Wait, limits: Limits) {
        self.heard.begin();
        self.framer.limit(limits);
        self.framer.stream.be_patient(Instant::now() + wait.total, wait.silence);
        self.during = during;
        self.talk = Talk::Plain;
        self.awaits_command = true;
        self.script.clear();
        self.ready.clear();
    }

    /// Passes challenges to the crate until the result.
    pub(super) fn expect_challenges(&mut self) {
        self.talk = Talk::SignIn;
    }

    /// Treats the command as IDLE.
    pub(super) fn expect_idle(&mut self) {
        self.talk = Talk::IdleAsked;
    }

    /// Sends these parts in place of the crate's next command, the tag before the first.
    pub(super) fn say_instead(&mut self, parts: Vec<Vec<u8>>) {
        self.script = parts.into();
    }

    /// Reads the first response of a connection.
    pub(super) fn greeting(&mut self) -> Result<Response, WireError> {
        self.hear()
    }

    /// Runs a command without the crate: what comes before the crate can be used.
    pub(super) fn exchange(&mut self, tag: &str, command: &str) -> Result<Condition, WireError> {
        let line = format!("{tag} {command}\r\n").into_bytes();
        self.tag = tag.into();
        self.send(&line)?;
        loop {
            self.next_for_crate()?;
            if let Some(result) = self.heard.result.clone() {
                return Ok(result);
            }
        }
    }

    /// Reads one response; any failure ends the connection.
    fn hear(&mut self) -> Result<Response, WireError> {
        let frame = self.framer.next().map_err(|broken| {
            let farewell = self.heard.bye.as_ref();
            match farewell.and_then(super::throttle::patience_asked) {
                Some(throttled) => throttled,
                None => broken.into_error(self.during, farewell.map(|bye| bye.text.clone())),
            }
        })?;
        Ok(Response::read(frame))
    }

    fn still_usable(&self) -> io::Result<()> {
        if self.failure.is_some() { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    /// Listens until there is something for the crate.
    fn next_for_crate(&mut self) -> Result<Vec<u8>, WireError> {
        loop {
            match self.hear()? {
                Response::Continue(words) => {
                    if let Some(part) = self.script.pop_front() {
                        self.send(&part)?;
                        continue;
                    }
                    match self.talk {
                        Talk::SignIn => return Ok(challenge(&words)),
                        Talk::IdleAsked => {
                            self.talk = Talk::Idling;
                            // What was said while we asked counts as well: the crate looks only from here on.
                            if self.heard.changed {
                                self.ready.extend(CHANGED);
                            }
                            return Ok(b"+ idling\r\n".to_vec());
                        }
                        Talk::Plain | Talk::Idling | Talk::IdleOver => {}
                    }
                }
                Response::Result(tag, result) => {
                    if tag != self.tag {
                        let text = "a result for a command that was not sent".into();
                        return Err(WireError::Protocol { during: self.during, text });
                    }
                    return Ok(self.conclude(result));
                }
                other => {
                    let flags_changed = self.talk == Talk::Idling && matches!(other, Response::Fetch(_));
                    self.heard.note(other);
                    self.heard.changed |= flags_changed;
                    if self.talk == Talk::Idling && self.heard.changed {
                        return Ok(CHANGED.to_vec());
                    }
                }
            }
        }
    }

    fn conclude(&mut self, mut result: Condition) -> Vec<u8> {
        // IDLE answered OK without `+` is no IDLE, and the crate panics on it.
        if self.talk == Talk::IdleAsked && result.standing == Standing::Ok {
            result.standing = Standing::No;
        }
        let standing = result.standing;
        self.script.clear();
        self.heard.conclude(result);
        match self.talk {
            // The server ended IDLE itself: the crate takes a result here for garbage, a change it understands.
            Talk::Idling => {
                self.talk = Talk::IdleOver;
                CHANGED.to_vec()
            }
            Talk::IdleAsked => {
                self.talk = Talk::IdleOver;
                self.result_line(standing)
            }
            Talk::Plain | Talk::SignIn | Talk::IdleOver => self.result_line(standing),
        }
    }

    fn result_line(&self, standing: Standing) -> Vec<u8> {
        let words: &[u8] = match standing {
            Standing::Ok => b" OK done\r\n",
            Standing::No => b" NO refused\r\n",
            Standing::Bad | Standing::Bye | Standing::Preauth => b" BAD refused\r\n",
        };
        [&self.tag, words].concat()
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        let sent = self.framer.stream.write_all(bytes).and_then(|()| self.framer.stream.flush());
        sent.map_err(|e| {
            let farewell = self.heard.bye.as_ref().map(|bye| bye.text.clone());
            super::frame::Broken::Io(e).into_error(self.during, farewell)
        })
    }

    /// Sends what the crate says, or what is said in its place.
    fn speak(&mut self, words: &[u8]) -> Result<(), WireError> {
        if std::mem::take(&mut self.awaits_command) {
            let tag = words.split(|b| *b == b' ').next().unwrap_or_default();
            self.tag = tag.to_vec();
            if let Some(first) = self.script.pop_front() {
                let line = [&self.tag, &b" "[..], &first].concat();
                return self.send(&line);
            }
        } else if words == b"DONE\r\n" {
            match self.talk {
                Talk::IdleOver => {
                    // The server does not idle any more and would take DONE for a command.
                    let line = self.result_line(Standing::Ok);
                    self.ready.extend(line);
                    return Ok(());
                }
                _ => self.talk = Talk::Plain,
            }
        }
        self.send(words)
    }
}

const CHANGED: &[u8] = b"* 1 EXISTS\r\n";

/// A challenge the crate can decode: valid Base64, or empty.
fn challenge(words: &[u8]) -> Vec<u8> {
    let valid = words.len() <= 8_192
        && words.len().is_multiple_of(4)
        && words.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    [&b"+ "[..], if valid { words } else { b"" }, b"\r\n"].concat()
}

impl<S: Read + Write + Patient> Read for Guard<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut core = self.core();
        if core.ready.is_empty() {
            core.still_usable()?;
            match core.next_for_crate() {
                Ok(line) => {
                    // What the state machine queued belongs after the line it returned.
                    for byte in line.into_iter().rev() {
                        core.ready.push_front(byte);
                    }
                }
                Err(WireError::Timeout { .. }) if core.talk == Talk::Idling && !core.framer.is_inside() => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                Err(failure) => {
                    core.failure = Some(failure);
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
            }
        }
        core.ready.read(buf)
    }
}

impl<S: Read + Write + Patient> Write for Guard<S> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let mut core = self.core();
        core.still_usable()?;
        match core.speak(buf) {
            Ok(()) => Ok(buf.len()),
            Err(failure) => {
                core.failure = Some(failure);
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<S: Read + Write + Patient> imap::extensions::idle::SetReadTimeout for Guard<S> {
    /// The crate sets a timeout when it begins to idle and takes it away before it says DONE.
    fn set_read_timeout(&mut self, timeout: Option<Duration>) -> imap::error::Result<()> {
        let wait = timeout.unwrap_or(DONE_WAIT);
        self.core().framer.stream.be_patient(Instant::now() + wait, wait);
        Ok(())
    }
}
