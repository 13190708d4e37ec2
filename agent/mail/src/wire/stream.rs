//! A socket, plain or encrypted, on which every read and write ends in time.

use rustls::{ClientConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A transport that can be told how long to wait.
pub(super) trait Patient {
    /// Makes reads and writes fail with [`io::ErrorKind::TimedOut`] from `until` on, and when the peer is
    /// silent for `silence` before.
    fn be_patient(&mut self, until: Instant, silence: Duration);
}

/// A TCP socket with an absolute deadline: a peer that drips single bytes cannot hold it beyond.
#[derive(Debug)]
pub(super) struct Socket {
    tcp: TcpStream,
    until: Instant,
    silence: Duration,
    /// What the system was last told, to spare a call per read.
    set: Option<Duration>,
}

impl Socket {
    pub(super) fn new(tcp: TcpStream, until: Instant) -> Socket {
        Socket { tcp, until, silence: until.saturating_duration_since(Instant::now()), set: None }
    }

    fn arm(&mut self) -> io::Result<()> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let wait = left.min(self.silence).max(Duration::from_millis(1));
        if self.set != Some(wait) {
            self.tcp.set_read_timeout(Some(wait))?;
            self.tcp.set_write_timeout(Some(wait))?;
            self.set = Some(wait);
        }
        Ok(())
    }
}

/// Unix reports a timeout as `WouldBlock`.
fn timely<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|e| if e.kind() == io::ErrorKind::WouldBlock { io::ErrorKind::TimedOut.into() } else { e })
}

impl Read for Socket {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.arm()?;
        timely(self.tcp.read(buf))
    }
}

impl Write for Socket {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.arm()?;
        timely(self.tcp.write(buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// The transport of a session.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Patient for Stream {
    fn be_patient(&mut self, until: Instant, silence: Duration) {
        let socket = match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(tls) => tls.get_mut(),
        };
        (socket.until, socket.silence) = (until, silence);
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buf),
            Stream::Tls(tls) => tls.read(buf),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(buf),
            Stream::Tls(tls) => tls.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}
