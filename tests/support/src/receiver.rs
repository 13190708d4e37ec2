//! An HTTP server on loopback that keeps what it is sent and answers as a test wants.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its headers, by their names in small letters.
    pub headers: HashMap<String, String>,
    /// Its body.
    pub body: String,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// One more header.
    pub header: Option<(String, String)>,
    /// The body.
    pub body: String,
    /// Nothing is answered until [`Receiver::release`].
    pub held: bool,
}

impl Reply {
    /// Answers with a status and nothing else.
    pub fn status(status: u16) -> Reply {
        Reply { status, header: None, body: String::new(), held: false }
    }
}

type Policy = dyn Fn(usize, &Received) -> Reply + Send + Sync;

/// The server; it takes no more when this is dropped.
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    received: Mutex<Vec<Received>>,
    policy: Box<Policy>,
    released: Mutex<bool>,
    release: Condvar,
    closed: Mutex<bool>,
}

impl Receiver {
    /// Starts a server that answers the `n`th request, counted from 0, as `policy` says.
    pub fn start(policy: impl Fn(usize, &Received) -> Reply + Send + Sync + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            received: Mutex::default(),
            policy: Box::new(policy),
            released: Mutex::new(false),
            release: Condvar::new(),
            closed: Mutex::new(false),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if *lock(&serving.closed) {
                    return;
                }
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        Receiver { address, shared }
    }

    /// `host:port`.
    pub fn place(&self) -> String {
        self.address.to_string()
    }

    /// A URL of it.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What has come so far.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// Answers what was held, and holds nothing from now on.
    pub fn release(&self) {
        *lock(&self.shared.released) = true;
        self.shared.release.notify_all();
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.release();
        *lock(&self.shared.closed) = true;
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        let mut reader = BufReader::new(stream);
        let Some(request) = read(&mut reader) else { return };
        let reply = {
            let mut received = lock(&self.received);
            received.push(request.clone());
            (self.policy)(received.len() - 1, &request)
        };
        if reply.held {
            let mut released = lock(&self.released);
            while !*released {
                released = self.release.wait(released).expect("no poison");
            }
        }
        let header = reply.header.map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
        let answer = format!(
            "HTTP/1.1 {} X\r\n{header}content-length: {}\r\nconnection: close\r\n\r\n{}",
            reply.status,
            reply.body.len(),
            reply.body
        );
        // Who asked may be gone.
        let _gone = reader.get_mut().write_all(answer.as_bytes());
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { headers, body: String::from_utf8(body).ok()? })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no poison")
}
