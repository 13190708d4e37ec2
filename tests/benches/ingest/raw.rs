//! The limit: a client that does nothing else fetches the same mails in batches of the same size, takes each out of the
//! answer whole, and throws it away.

use crate::setting::{PASSWORD, Setting, USER};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Mails per FETCH, as the agent asks for them.
const BATCH: usize = 200;

/// Returns the seconds that fetching everything takes.
pub fn fetch(setting: &Setting) -> f64 {
    let socket =
        TcpStream::connect((setting.server.host(), setting.server.imap_port())).expect("the server answers");
    socket.set_nodelay(true).expect("a socket option");
    let mut client = Client { reader: BufReader::with_capacity(1 << 17, socket), mail: Vec::new() };
    assert!(client.line().starts_with(b"* OK"), "a greeting");
    client.command(&format!("LOGIN {USER} {PASSWORD}"));
    client.command("EXAMINE INBOX");
    let started = Instant::now();
    let (mut mails, mut bytes) = (0, 0);
    for first in (1..=setting.mails).step_by(BATCH) {
        let last = (first + BATCH - 1).min(setting.mails);
        let fetched = client.command(&format!("UID FETCH {first}:{last} (UID BODY.PEEK[])"));
        mails += fetched.0;
        bytes += fetched.1;
    }
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(mails, setting.mails);
    assert!(bytes >= setting.bytes, "{bytes} of {} bytes", setting.bytes);
    client.command("LOGOUT");
    seconds
}

struct Client {
    reader: BufReader<TcpStream>,
    /// The mail that was read last.
    mail: Vec<u8>,
}

impl Client {
    /// Sends a command and reads its whole answer; returns how many literals it had, and their bytes.
    fn command(&mut self, text: &str) -> (usize, u64) {
        self.reader.get_mut().write_all(format!("raw {text}\r\n").as_bytes()).expect("the server listens");
        let (mut literals, mut bytes) = (0, 0);
        loop {
            let line = self.line();
            if line.starts_with(b"raw ") {
                assert!(line.starts_with(b"raw OK"), "{text}: {}", String::from_utf8_lossy(&line));
                return (literals, bytes);
            }
            if let Some(length) = literal(&line) {
                self.mail.clear();
                let read = (&mut self.reader).take(length).read_to_end(&mut self.mail);
                assert_eq!(read.expect("a mail") as u64, length, "{text}");
                literals += 1;
                bytes += length;
            }
        }
    }

    fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        self.reader.read_until(b'\n', &mut line).expect("the server answers");
        assert!(line.ends_with(b"\r\n"), "the server closed");
        line
    }
}

/// The length of the literal that a line announces: `… {342}`.
fn literal(line: &[u8]) -> Option<u64> {
    let digits = line.strip_suffix(b"}\r\n")?.rsplit(|byte| *byte == b'{').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
