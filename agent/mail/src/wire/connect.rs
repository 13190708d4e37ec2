//! Reaches the server: name, address, encryption, greeting.

use super::error::{Result, WireError};
use super::frame::Limits;
use super::guard::{Guard, Wait};
use super::response::{Response, Standing};
use super::stop::{StopSignal, Watch};
use super::stream::{Socket, Stream};
use super::throttle::patience_asked;
use super::tls;
use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 993).
    Tls,
    /// Plain text turned into TLS before anything private is said (port 143).
    StartTls,
    /// No protection; only to servers on this machine.
    Plain,
}

/// Where a mailbox lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: Security,
    /// A PEM file with authorities to trust beside the system's, for companies with their own; a server's own
    /// certificate may be in it too.
    pub extra_ca: Option<PathBuf>,
}

/// How long to wait for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For name, connection, encryption and greeting together.
    pub connect: Duration,
    /// For a single byte while a command is under way.
    pub silence: Duration,
    /// For a whole command.
    pub command: Duration,
    /// For a whole command that carries mail.
    pub transfer: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            command: Duration::from_secs(120),
            transfer: Duration::from_secs(600),
        }
    }
}

/// A server that has greeted us, and its socket under the stop signal.
pub(super) struct Reached {
    pub guard: Guard<Stream>,
    pub watch: Watch,
    pub tcp: TcpStream,
}

/// Connects, encrypts and reads the greeting.
pub(super) fn reach(server: &Server, patience: &Patience, stop: &StopSignal) -> Result<Reached> {
    let until = Instant::now() + patience.connect;
    let tcp = connect(server, until, stop)?;
    let unusable = |source| WireError::Unreachable { server: address_of(server), source };
    prepare(&tcp).map_err(unusable)?;
    let watch = stop.watch(tcp.try_clone().map_err(unusable)?);
    let spare = tcp.try_clone().map_err(unusable)?;
    let result = greet(server, Socket::new(tcp, until), until);
    match result {
        Ok(guard) => Ok(Reached { guard, watch, tcp: spare }),
        Err(_) if stop.raised() => Err(WireError::Stopped),
        Err(e) => Err(e),
    }
}

fn greet(server: &Server, socket: Socket, until: Instant) -> Result<Guard<Stream>> {
    let encrypt = |socket| tls::encrypt(socket, &server.host, server.extra_ca.as_deref());
    let guard = match server.security {
        Security::Tls => Guard::new(encrypt(socket)?),
        Security::Plain => Guard::new(Stream::Plain(socket)),
        Security::StartTls => {
            let guard = Guard::new(Stream::Plain(socket));
            welcome(&guard, until)?;
            let socket = start_tls(guard, &server.host, until)?;
            // What was said in the clear, capabilities included, is forgotten with the old guard.
            return Ok(Guard::new(encrypt(socket)?));
        }
    };
    welcome(&guard, until)?;
    Ok(guard)
}

/// Reads the greeting and checks it: the crate takes any line for one.
fn welcome(guard: &Guard<Stream>, until: Instant) -> Result<()> {
    let left = until.saturating_duration_since(Instant::now());
    let mut core = guard.core();
    core.begin("the greeting", Wait::of(left), Limits::default());
    match core.greeting()? {
        Response::Condition(said) => {
            match said.standing {
                Standing::Ok => {
                    core.heard.note(Response::Condition(said));
                    Ok(())
                }
                // Signed in as somebody by somebody: not what was asked for.
                Standing::Preauth => Err(WireError::Greeting { text: said.text }),
                // A server that turns us away at the door is busy, whatever its words.
                Standing::Bye | Standing::No | Standing::Bad => Err(patience_asked(&said)
                    .unwrap_or(WireError::Throttled { text: said.text, retry_after: None })),
            }
        }
        Response::Result(..) => Err(WireError::Greeting { text: "the result of a command".into() }),
        _ => Err(WireError::Greeting { text: "something else".into() }),
    }
}

fn start_tls(guard: Guard<Stream>, host: &str, until: Instant) -> Result<Socket> {
    let refused = |text: String| WireError::Tls { host: host.into(), text };
    {
        let left = until.saturating_duration_since(Instant::now());
        let mut core = guard.core();
        core.begin("STARTTLS", Wait::of(left), Limits::default());
        let said = core.exchange("s1", "STARTTLS")?;
        if said.standing != Standing::Ok {
            return Err(patience_asked(&said).unwrap_or_else(|| refused(said.text)));
        }
    }
    match guard.into_stream() {
        Some(Stream::Plain(socket)) => Ok(socket),
        // Somebody on the way would like us to take plain words for the server's encrypted ones.
        _ => Err(refused("plain text was sent after the switch to encryption".into())),
    }
}

fn address_of(server: &Server) -> String {
    format!("{}:{}", server.host, server.port)
}

/// Connects on another thread: the system may think about a name for minutes, and a stop must not wait for it.
fn connect(server: &Server, until: Instant, stop: &StopSignal) -> Result<TcpStream> {
    let unreachable = |source| WireError::Unreachable { server: address_of(server), source };
    let (answer, answered) = mpsc::channel();
    let wanted = server.clone();
    let attempt = move || {
        // Nobody listens any more when it took too long.
        let _ = answer.send(dial(&wanted, until));
    };
    std::thread::Builder::new().name("imap-connect".into()).spawn(attempt).map_err(unreachable)?;
    loop {
        match answered.recv_timeout(STOP_CHECK) {
            Ok(result) => return result,
            Err(_) if stop.raised() => return Err(WireError::Stopped),
            Err(RecvTimeoutError::Timeout) if Instant::now() < until => {}
            Err(_) => return Err(unreachable(io::ErrorKind::TimedOut.into())),
        }
    }
}

const STOP_CHECK: Duration = Duration::from_millis(50);

fn dial(server: &Server, until: Instant) -> Result<TcpStream> {
    let unreachable = |source| WireError::Unreachable { server: address_of(server), source };
    let name = (server.host.as_str(), server.port);
    let mut addresses: Vec<SocketAddr> = name.to_socket_addrs().map_err(unreachable)?.collect();
    if server.security == Security::Plain {
        addresses.retain(|address| address.ip().is_loopback());
        if addresses.is_empty() {
            return Err(WireError::PlaintextRefused { host: server.host.clone() });
        }
    }
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for (tried, address) in addresses.iter().enumerate() {
        // Each address gets its share of the time that is left, so that a dead one does not cost all of it.
        let left = until.saturating_duration_since(Instant::now());
        let share = left / (addresses.len() - tried) as u32;
        if share.is_zero() {
            last = io::ErrorKind::TimedOut.into();
            break;
        }
        match TcpStream::connect_timeout(address, share) {
            Ok(tcp) => return Ok(tcp),
            Err(e) => last = e,
        }
    }
    Err(unreachable(last))
}

fn prepare(tcp: &TcpStream) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    // Routers forget silent connections after a few minutes; IDLE is silent for longer.
    let keepalive = socket2::TcpKeepalive::new()
        .with_time(Duration::from_secs(60))
        .with_interval(Duration::from_secs(20));
    socket2::SockRef::from(tcp).set_tcp_keepalive(&keepalive)
}
