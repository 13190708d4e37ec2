//! A connection on which anything can be said.

use crate::agent::LONG;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A raw connection.
pub struct Wire(BufReader<TcpStream>);

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By lower-case name; several are joined by a comma.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The stable code of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The headers that let other origins in.
    pub fn cors(&self) -> Vec<&String> {
        self.headers.keys().filter(|name| name.starts_with("access-control-")).collect()
    }
}

impl Wire {
    pub fn open(at: SocketAddr) -> Wire {
        let stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        Wire(BufReader::new(stream))
    }

    /// Sends bytes; tells whether the other side still takes them.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.get_mut().write_all(bytes.as_ref()).is_ok()
    }

    /// Sends a request.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[&str], body: &str) {
        let mut text = format!("{method} {path} HTTP/1.1\r\n");
        headers.iter().for_each(|header| text.extend([header, "\r\n"]));
        if !body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.extend(["\r\n", body]);
        self.send(text);
    }

    /// Reads the next answer; `None`: the connection was closed instead.
    pub fn answer(&mut self) -> Option<Answer> {
        let (status, headers) = self.head()?;
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.0.read_exact(&mut body).ok()?;
        Some(Answer { status, headers, body })
    }

    /// Reads the head of an answer.
    pub fn head(&mut self) -> Option<(u16, BTreeMap<String, String>)> {
        let first = self.line()?;
        let status = first.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { return Some((status, headers)) };
            let known = headers.entry(name.to_ascii_lowercase()).or_default();
            let comma = if known.is_empty() { "" } else { ", " };
            *known = format!("{known}{comma}{}", value.trim());
        }
    }

    /// Reads a line; `None` at the end.
    pub fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("the connection stays open without a word")
            }
            Err(_) => None,
        }
    }

    /// Reads everything until the connection is closed.
    pub fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("the connection stays open")
            }
            _ => String::from_utf8_lossy(&rest).into_owned(),
        }
    }

    /// Waits at most `period` for something to read; `true`: something, or the end, is there.
    pub fn wait(&mut self, period: Duration) -> bool {
        self.0.get_ref().set_read_timeout(Some(period)).unwrap();
        let ready = match self.0.fill_buf() {
            Err(e) => !matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            Ok(_) => true,
        };
        self.0.get_ref().set_read_timeout(Some(LONG)).unwrap();
        ready
    }

    /// Reads the next event of a stream as (event, id, data); comments and bare ids are passed over.
    pub fn event(&mut self) -> Option<(String, String, String)> {
        let mut found = (String::new(), String::new(), String::new());
        loop {
            // The body is chunked: lines that are sizes have no colon.
            let line = self.line()?;
            match line.split_once(": ") {
                Some(("event", name)) => found.0 = name.into(),
                Some(("id", id)) => found.1 = id.into(),
                Some(("data", data)) => found.2 = data.into(),
                _ => {}
            }
            if line.is_empty() && !found.0.is_empty() {
                return Some(found);
            }
        }
    }
}
