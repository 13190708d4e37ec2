//! Stories of a session with a scripted server on loopback.

mod cut;
mod fetching;
mod folders;
mod idling;
mod opening;

use super::*;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// The server's side of one connection.
struct Peer {
    stream: BufReader<TcpStream>,
}

impl Peer {
    fn say(&mut self, words: impl AsRef<[u8]>) {
        // The client may have hung up: what it made of that is for the test to see.
        let _ = self.stream.get_mut().write_all(words.as_ref());
    }

    /// Reads a line; empty when the client is gone.
    fn hear(&mut self) -> String {
        let mut line = String::new();
        let _ = self.stream.read_line(&mut line);
        line.trim_end().to_owned()
    }

    fn hear_bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).unwrap();
        bytes
    }

    /// Hears a command, which must contain `expected`; says `untagged`, then the result.
    fn answer(&mut self, expected: &str, untagged: impl AsRef<[u8]>, result: &str) {
        let line = self.hear();
        assert!(line.contains(expected), "the client said {line:?} instead of {expected:?}");
        let tag = line.split(' ').next().unwrap_or_default();
        self.say([untagged.as_ref(), tag.as_bytes(), b" ", result.as_bytes(), b"\r\n"].concat());
    }

    fn sign_in(&mut self, capabilities: &str) {
        self.say("* OK [CAPABILITY IMAP4rev1] ready\r\n");
        self.answer("LOGIN", "", &format!("OK [CAPABILITY IMAP4rev1 {capabilities}] in"));
    }

    fn examine(&mut self) {
        self.answer(
            "EXAMINE",
            "* 3 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n* OK [UIDNEXT 13] ok\r\n",
            "OK done",
        );
    }

    /// Waits until the client hangs up.
    fn wait_for_end(&mut self) {
        let mut rest = Vec::new();
        let end = self.stream.read_to_end(&mut rest).map_err(|e| e.kind());
        assert!(
            !matches!(end, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)),
            "the client stays on the line"
        );
    }
}

/// Serves one connection by a script; returns where.
fn serve(script: impl FnOnce(&mut Peer) + Send + 'static) -> (Server, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        script(&mut Peer { stream: BufReader::new(stream) });
    });
    let server = Server { host: "127.0.0.1".into(), port, security: Security::Plain, extra_ca: None };
    (server, peer)
}

/// Waits long enough for a slow machine; tests of timeouts bring their own.
fn patience() -> Patience {
    let wait = Duration::from_secs(20);
    Patience { connect: wait, silence: wait, command: wait, transfer: wait }
}

/// Gives up soon.
fn impatience() -> Patience {
    let wait = Duration::from_millis(200);
    Patience { connect: wait, silence: wait, command: wait, transfer: wait }
}

fn enter(server: &Server, patience: &Patience) -> Result<Box<dyn Mailbox>> {
    open(server, &Credentials::password("ana", "secret"), patience, &StopSignal::default())
}

/// A session signed in to a scripted server without extensions, its folder open.
fn session(script: impl FnOnce(&mut Peer) + Send + 'static) -> (Box<dyn Mailbox>, JoinHandle<()>) {
    session_with("", script)
}

fn session_with(
    capabilities: &'static str,
    script: impl FnOnce(&mut Peer) + Send + 'static,
) -> (Box<dyn Mailbox>, JoinHandle<()>) {
    let (server, peer) = serve(move |peer| {
        peer.sign_in(capabilities);
        peer.examine();
        script(peer);
    });
    let mut mailbox = enter(&server, &patience()).unwrap();
    mailbox.examine(&FolderName::from_wire("INBOX")).unwrap();
    (mailbox, peer)
}

fn set(uids: &[u32]) -> UidSet {
    uids.iter().copied().map(Uid).collect()
}
