//! The mailbox of the bench and the server that holds it.

use crmweb_demo::{Dovecot, Setup, Storage, bench_corpus};
use std::fmt;

pub const USER: &str = "ana";
pub const PASSWORD: &str = "bench-secret";
pub const OWNER: (&str, &str) = ("Ana Ionescu", "ana@us.example");
/// Correspondents, four at each company.
const PEOPLE: usize = 400;

pub struct Setting {
    pub server: Dovecot,
    place: tempfile::TempDir,
    pub mails: usize,
    pub bytes: u64,
    pub tls: bool,
    storage: &'static str,
}

impl Setting {
    pub fn of(arguments: &[String]) -> Setting {
        let mails = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(10_000);
        let (storage, name) = match arguments.iter().any(|a| a == "maildir") {
            true => (Storage::Maildir, "maildir"),
            false => (Storage::Mdbox, "mdbox"),
        };
        let place = tempfile::tempdir().expect("a temporary directory");
        let setup = Setup { storage, ..Setup::default() };
        let server = Dovecot::start_with(&place.path().join("server"), &[(USER, PASSWORD)], setup)
            .expect("Dovecot starts");
        let corpus = bench_corpus(mails, OWNER, &people()).map(|mail| mail.raw);
        let loaded = server.load(USER, PASSWORD, "INBOX", corpus).expect("the mailbox is filled");
        let tls = arguments.iter().any(|a| a == "tls");
        Setting { server, place, mails, bytes: loaded.bytes as u64, tls, storage: name }
    }

    /// What the agent's process has to know.
    pub fn for_agent(&self, round: usize) -> Vec<String> {
        let port = if self.tls { self.server.imaps_port() } else { self.server.imap_port() };
        let certificate = self.server.certificate().display().to_string();
        let place = self.place.path().join(format!("round{round}")).display().to_string();
        vec![port.to_string(), self.tls.to_string(), certificate, place]
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let average = self.bytes / self.mails as u64;
        let way = if self.tls { "TLS" } else { "plain loopback" };
        write!(f, "{} mails of {average} bytes on average, Dovecot with {}, {way}", self.mails, self.storage)
    }
}

/// Everybody the owner writes with: name and address.
pub fn people() -> Vec<(String, String)> {
    (0..PEOPLE).map(|n| (format!("Person {n}"), format!("person{n}@client{}.example", n / 4))).collect()
}
