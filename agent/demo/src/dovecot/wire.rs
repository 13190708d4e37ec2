//! Dialogues with the server, line by line: just enough of IMAP and LMTP.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::error::{DemoError, Result};

const PATIENCE: Duration = Duration::from_secs(60);
/// Longer lines come from no server of ours.
const LONGEST_LINE: usize = 1 << 20;

/// An IMAP or LMTP connection that sends and reads whole lines.
#[derive(Debug)]
pub struct Dialogue {
    stream: BufReader<TcpStream>,
    attempt: &'static str,
    tags: u32,
}

impl Dialogue {
    pub(super) fn open(port: u16, attempt: &'static str) -> Result<Self> {
        let failed = |source| DemoError::Connection { attempt, source };
        let stream = TcpStream::connect((super::HOST, port)).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        stream.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let mut dialogue = Self { stream: BufReader::new(stream), attempt, tags: 0 };
        dialogue.line()?;
        Ok(dialogue)
    }

    /// Sends a command and reads up to its tagged answer; gives the untagged lines, or the refusal as an error.
    pub fn command(&mut self, command: &str) -> Result<Vec<String>> {
        self.tags += 1;
        let tag = format!("a{}", self.tags);
        self.send(format!("{tag} {command}\r\n").as_bytes())?;
        self.answer(&tag)
    }

    /// Reads up to the answer with this tag.
    pub(super) fn answer(&mut self, tag: &str) -> Result<Vec<String>> {
        let mut untagged = Vec::new();
        loop {
            let line = self.line()?;
            match line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                Some(rest) if rest.starts_with("OK") => return Ok(untagged),
                Some(_) => return Err(DemoError::Refused { attempt: self.attempt, answer: line }),
                None => untagged.push(line),
            }
        }
    }

    /// Reads one line, without its end; waits up to a minute for it.
    pub fn line(&mut self) -> Result<String> {
        let mut line = Vec::new();
        let mut limited = io::Read::take(&mut self.stream, LONGEST_LINE as u64);
        let read = limited.read_until(b'\n', &mut line);
        match read {
            Ok(0) => Err(self.failed(io::ErrorKind::UnexpectedEof.into())),
            Ok(_) => Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.get_mut().write_all(bytes).map_err(|error| self.failed(error))
    }

    fn failed(&self, source: io::Error) -> DemoError {
        DemoError::Connection { attempt: self.attempt, source }
    }

    /// Sends an LMTP command and reads its answer, which must start with `code`.
    fn expect(&mut self, command: &[u8], code: &str) -> Result<()> {
        self.send(command)?;
        loop {
            let line = self.line()?;
            match line.as_bytes().get(3) {
                Some(b'-') => {}
                _ if line.starts_with(code) => return Ok(()),
                _ => return Err(DemoError::Refused { attempt: self.attempt, answer: line }),
            }
        }
    }
}

/// Whether a server answers on this port, with `word` in its greeting if one is given.
pub(super) fn answers(port: u16, word: Option<&str>) -> bool {
    let patience = Duration::from_secs(2);
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let Ok(stream) = TcpStream::connect_timeout(&address, patience) else { return false };
    let Some(word) = word else { return true };
    let mut greeting = String::new();
    stream.set_read_timeout(Some(patience)).is_ok()
        && BufReader::new(stream).read_line(&mut greeting).is_ok()
        && greeting.contains(word)
}

/// Delivers one mail to a user over LMTP (RFC 2033).
pub(super) fn deliver(port: u16, user: &str, raw: &[u8]) -> Result<()> {
    let mut lmtp = Dialogue::open(port, "deliver a mail")?;
    lmtp.expect(b"LHLO localhost\r\n", "250")?;
    lmtp.expect(b"MAIL FROM:<sender@elsewhere.example>\r\n", "250")?;
    lmtp.expect(format!("RCPT TO:<{user}@test.example>\r\n").as_bytes(), "250")?;
    lmtp.expect(b"DATA\r\n", "354")?;
    let mut data = Vec::with_capacity(raw.len() + raw.len() / 30 + 16);
    for line in raw.strip_suffix(b"\n").unwrap_or(raw).split(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            data.push(b'.');
        }
        data.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        data.extend_from_slice(b"\r\n");
    }
    data.extend_from_slice(b".\r\n");
    lmtp.expect(&data, "250")?;
    lmtp.expect(b"QUIT\r\n", "221")
}

/// An IMAP quoted string.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
