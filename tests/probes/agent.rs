//! The real program, serving on a free port, and its command line.

use crate::wire::{Answer, Wire};
use crmweb_support::{Program, eventually, workspace_program};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long anything may take on a busy machine.
pub const LONG: Duration = Duration::from_secs(60);
pub const EXTENSION: &str = "moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11";

/// A running agent with a data directory of its own.
pub struct Agent {
    pub program: Program,
    pub port: u16,
    place: tempfile::TempDir,
}

/// What a command answered.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Agent {
    pub fn start() -> Agent {
        let place = tempfile::Builder::new().prefix("crmweb-probes-").tempdir().unwrap();
        let program = Program::start(command(&place, &["serve", "--port", "0"]).env("CRMWEB_LOG", "trace"));
        let file = place.path().join("data/api.port");
        let port = eventually("the agent to serve", LONG, || {
            std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok())
        });
        Agent { program, port, place }
    }

    pub fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    pub fn command(&self, words: &[&str]) -> Command {
        command(&self.place, words)
    }

    /// Carries out a command.
    pub fn say(&self, words: &[&str]) -> Said {
        let output = self.command(words).stdin(Stdio::null()).output().unwrap();
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Carries out a command that must succeed, and reads its JSON.
    #[track_caller]
    pub fn json(&self, words: &[&str]) -> Value {
        let said = self.say(&[words, &["--json"]].concat());
        assert_eq!(said.status, 0, "{words:?}: {said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    /// Opens a window and returns its code.
    pub fn code(&self, options: &[&str]) -> String {
        let words = [&["pair", "--no-wait"][..], options].concat();
        self.json(&words)["code"].as_str().unwrap().to_owned()
    }

    /// Pairs a browser and returns its token.
    pub fn pair(&self) -> String {
        self.pair_as("browser", &self.own(), &[])
    }

    /// Pairs a client that asks from `origin` (empty: from no page).
    #[track_caller]
    pub fn pair_as(&self, kind: &str, origin: &str, options: &[&str]) -> String {
        let answer = self.confirm(&self.code(options), kind, "Firefox", origin);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub fn confirm(&self, code: &str, kind: &str, name: &str, origin: &str) -> Answer {
        let body = serde_json::json!({ "code": code, "kind": kind, "name": name }).to_string();
        let mut headers = vec!["Content-Type: application/json".to_owned()];
        if !origin.is_empty() {
            headers.push(format!("Origin: {origin}"));
        }
        self.ask("POST", "/edge/v1/pair/confirm", &headers, &body)
    }

    /// The own origin.
    pub fn own(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn host(&self) -> String {
        format!("Host: localhost:{}", self.port)
    }

    /// The addresses it is found at: 127.0.0.1, and ::1 where there is one.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        let mut all: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into()];
        all.extend(ipv6.then_some(IpAddr::from(Ipv6Addr::LOCALHOST)));
        all.into_iter().map(|ip| SocketAddr::new(ip, self.port)).collect()
    }

    pub fn wire(&self) -> Wire {
        Wire::open(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), self.port))
    }

    /// Sends a request with a right Host on a connection of its own.
    pub fn ask<H: AsRef<str>>(&self, method: &str, path: &str, headers: &[H], body: &str) -> Answer {
        let mut all: Vec<&str> = headers.iter().map(AsRef::as_ref).collect();
        let host = self.host();
        all.push(&host);
        self.ask_raw(method, path, &all, body)
    }

    /// The same without a Host.
    pub fn ask_raw(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut wire = self.wire();
        wire.ask(method, path, headers, body);
        wire.answer().expect("an answer")
    }

    /// Asks who a token belongs to.
    pub fn session(&self, token: &str) -> Answer {
        self.ask("GET", "/edge/v1/session", &[bearer(token)], "")
    }
}

pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

pub const JSON: &str = "Content-Type: application/json";

fn command(place: &tempfile::TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(workspace_program("crmweb-cli", "crmweb"));
    command
        .args(words)
        .env("CRMWEB_DATA", place.path().join("data"))
        .env("USER", "ana")
        .env_remove("CRMWEB_LOG")
        .env_remove("CRMWEB_PAGES")
        .env_remove("PGPASSWORD");
    command
}
