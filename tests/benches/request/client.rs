//! The plainest HTTP client there is, and a server that always answers the same.

use axum::Router;
use axum::routing::post;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// One connection that is kept.
pub struct Client {
    stream: BufReader<TcpStream>,
    head: String,
}

/// An answer.
pub struct Answer {
    pub body: String,
}

impl Client {
    pub fn open(port: u16, path: &str, token: &str) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        );
        Client { stream: BufReader::new(stream), head }
    }

    /// Sends a body and reads the whole answer.
    pub fn ask(&mut self, body: &str) -> Answer {
        let request = format!("{}Content-Length: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.get_mut().write_all(request.as_bytes()).expect("a sent request");
        let (mut line, mut length) = (String::new(), 0);
        self.stream.read_line(&mut line).expect("a status");
        let status = line.clone();
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).expect("a body");
        let body = String::from_utf8(bytes).expect("text");
        assert!(status.contains(" 200 "), "{status} {body}");
        Answer { body }
    }
}

/// Serves `answer` for ever; returns the port.
pub fn constant(answer: String) -> u16 {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
            tell.send(listener.local_addr().expect("an address").port()).expect("somebody waits");
            let answer: &'static str = answer.leak();
            let json = [("content-type", "application/json")];
            let router = Router::new().route("/", post(move |_: String| async move { (json, answer) }));
            axum::serve(listener, router).await.expect("a server");
        });
    });
    told.recv().expect("a port")
}
