//! The limit: the same mails fetched in the same batches over a plain socket, and thrown away.

use crate::setting::{PASSWORD, Setting, USER};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Mails per FETCH, as the agent asks for them.
const BATCH: usize = 50;

/// Longer than any line that ends an answer; a list of capabilities takes hundreds of bytes.
const TAIL: usize = 4096;

/// Returns the seconds that fetching everything takes.
pub fn fetch(setting: &Setting) -> f64 {
    let mut socket =
        TcpStream::connect((setting.server.host(), setting.server.imap_port())).expect("the server answers");
    socket.set_nodelay(true).expect("a socket option");
    let mut buffer = vec![0; 1 << 17];
    let greeting = socket.read(&mut buffer).expect("a greeting");
    assert!(greeting > 0);
    command(&mut socket, &mut buffer, &format!("LOGIN {USER} {PASSWORD}"));
    command(&mut socket, &mut buffer, "EXAMINE INBOX");
    let started = Instant::now();
    let mut bytes = 0;
    for first in (1..=setting.mails).step_by(BATCH) {
        let last = (first + BATCH - 1).min(setting.mails);
        bytes += command(&mut socket, &mut buffer, &format!("UID FETCH {first}:{last} (UID BODY.PEEK[])"));
    }
    let seconds = started.elapsed().as_secs_f64();
    assert!(bytes as u64 >= setting.bytes, "{bytes} of {} bytes", setting.bytes);
    command(&mut socket, &mut buffer, "LOGOUT");
    seconds
}

/// Sends a command and reads its whole answer; returns its bytes.
fn command(socket: &mut TcpStream, buffer: &mut [u8], text: &str) -> usize {
    socket.write_all(format!("raw {text}\r\n").as_bytes()).expect("the server listens");
    let (mut bytes, mut end) = (0, Vec::new());
    loop {
        let read = socket.read(buffer).expect("the server answers");
        assert!(read > 0, "the server closed: {text}");
        bytes += read;
        // The answer ends with a line that starts with the tag; only the last line can be it.
        end.extend_from_slice(&buffer[read.saturating_sub(TAIL)..read]);
        end.drain(..end.len().saturating_sub(TAIL));
        let line = end.strip_suffix(b"\r\n").map(|e| e.rsplit(|b| *b == b'\n').next().unwrap_or(e));
        if line.is_some_and(|line| line.starts_with(b"raw OK")) {
            return bytes;
        }
    }
}
