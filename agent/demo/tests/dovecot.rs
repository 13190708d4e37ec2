//! The private mail server, and whether it agrees with the truth.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crmweb_demo::{DemoError, Dovecot, Options, Setup, Storage, folder_name, generate, required};
use tempfile::TempDir;

const USERS: [(&str, &str); 2] = [("ana", "secret"), ("bob", "se cret\"\\")];
const DEADLINE: Duration = Duration::from_secs(30);

fn eventually(what: &str, mut check: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !check() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

/// The living processes whose process group this is.
fn processes_of(group: u32) -> Vec<String> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let status = entries.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    status
        .filter(|line| {
            let fields: Vec<&str> = line.rsplit(')').next().unwrap().split_whitespace().collect();
            fields[0] != "Z" && fields[2] == group.to_string()
        })
        .collect()
}

fn number_after(lines: &[String], word: &str) -> usize {
    let line = lines.iter().find(|line| line.contains(word)).unwrap();
    let rest = line.split(word).nth(1).unwrap().trim_start_matches([' ', '(']);
    rest.split([' ', ')']).next().unwrap().parse().unwrap()
}

#[test]
fn the_folders_hold_what_the_truth_says() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let server = Dovecot::start(directory.path(), &USERS).unwrap();
    let truth = generate(&server.maildir("ana"), &Options { messages: 800, ..Options::default() }).unwrap();
    let mut imap = server.dialogue("ana", "secret").unwrap();
    let listed = imap.command("LIST \"\" \"*\"").unwrap().join("\n");
    let subscribed = imap.command("LSUB \"\" \"*\"").unwrap().join("\n");
    for word in ["\\Sent", "\\Drafts", "\\Archive", "\\Junk", "\\Trash"] {
        assert!(listed.contains(word), "{listed}");
    }
    for (folder, count) in &truth.folders {
        let name = folder_name(folder);
        assert!(listed.contains(&name), "{name} in {listed}");
        assert!(folder == "INBOX" || subscribed.contains(&name), "{name} in {subscribed}");
        let status = imap.command(&format!("STATUS \"{name}\" (MESSAGES UNSEEN)")).unwrap();
        assert_eq!(number_after(&status, "MESSAGES"), count.messages, "{folder}");
        assert_eq!(number_after(&status, "UNSEEN"), count.unseen, "{folder}");
    }
    let capabilities = imap.command("CAPABILITY").unwrap().join(" ");
    for word in ["IDLE", "CONDSTORE", "QRESYNC", "SPECIAL-USE", "UIDPLUS", "MOVE", "MULTIAPPEND"] {
        assert!(capabilities.contains(word), "{word}");
    }
    let complaints: Vec<String> =
        server.log().lines().filter(|line| line.contains("Error")).map(str::to_owned).collect();
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn a_delivered_mail_wakes_an_idling_client() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let server = Dovecot::start(directory.path(), &USERS).unwrap();
    let mut imap = server.dialogue("bob", USERS[1].1).unwrap();
    imap.command("SELECT INBOX").unwrap();
    imap.send(b"x IDLE\r\n").unwrap();
    while !imap.line().unwrap().starts_with('+') {}
    server.deliver("bob", b"Subject: .dots\n\n.one\n..two\n").unwrap();
    let delivered = Instant::now();
    while !imap.line().unwrap().contains("1 EXISTS") {}
    println!("told after {} ms", delivered.elapsed().as_millis());
    imap.send(b"DONE\r\n").unwrap();
    while !imap.line().unwrap().starts_with("x OK") {}
    let text = imap.command("FETCH 1 BODY.PEEK[TEXT]").unwrap().join("\n");
    assert!(text.contains(".one\n..two"), "{text}");
}

#[test]
fn a_closed_parent_directory_is_no_obstacle() {
    if !required("dovecot") {
        return;
    }
    let parent = TempDir::new().unwrap();
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let deep = parent.path().join("a-long-name-that-no-socket-address-could-hold/and-one-more/below");
    let server = Dovecot::start(&deep, &USERS).unwrap();
    server.deliver("ana", b"Subject: x\n\nx\n").unwrap();
    let status = server.dialogue("ana", "secret").unwrap().command("STATUS INBOX (MESSAGES)").unwrap();
    assert_eq!(number_after(&status, "MESSAGES"), 1);
    let mode = fs::metadata(deep.join("tls/key.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn it_stops_without_a_trace_and_restarts_on_the_same_ports() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let mut server = Dovecot::start(directory.path(), &USERS).unwrap();
    let (pid, port) = (server.pid().unwrap(), server.imap_port());
    let mut imap = server.dialogue("ana", "secret").unwrap();
    server.deliver("ana", b"Subject: kept\n\nx\n").unwrap();
    assert!(!processes_of(pid).is_empty());
    server.stop();
    assert_eq!(processes_of(pid), Vec::<String>::new());
    assert!(server.pid().is_none());
    assert!(TcpStream::connect((server.host(), port)).is_err());
    while imap.line().is_ok() {}

    server.restart().unwrap();
    assert_eq!(server.imap_port(), port);
    let status = server.dialogue("ana", "secret").unwrap().command("STATUS INBOX (MESSAGES)").unwrap();
    assert_eq!(number_after(&status, "MESSAGES"), 1);
    let pid = server.pid().unwrap();
    drop(server);
    assert_eq!(processes_of(pid), Vec::<String>::new());
}

#[test]
fn both_ways_to_tls_show_the_certificate() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let server = Dovecot::start(directory.path(), &USERS).unwrap();
    let ways: [(u16, &[&str]); 2] =
        [(server.imaps_port(), &[]), (server.imap_port(), &["-starttls", "imap"])];
    for (port, arguments) in ways {
        let output = Command::new("openssl")
            .args(["s_client", "-verify_return_error", "-verify_hostname", "localhost", "-connect"])
            .arg(format!("127.0.0.1:{port}"))
            .arg("-CAfile")
            .arg(server.certificate())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_wrong_password_is_refused_at_once() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let server = Dovecot::start(directory.path(), &USERS).unwrap();
    for _ in 0..3 {
        let refused = server.dialogue("ana", "wrong");
        assert!(matches!(refused, Err(DemoError::Refused { .. })), "{refused:?}");
    }
    assert!(matches!(server.deliver("nobody", b"x"), Err(DemoError::Refused { .. })));
}

#[test]
fn user_names_that_leave_the_directory_are_refused() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    for (user, password) in [("../ana", "x"), ("", "x"), ("a:b", "x"), ("ana", "a:b"), ("ana", "a\nbob:x")] {
        let refused = Dovecot::start(directory.path(), &[(user, password)]);
        assert!(matches!(refused, Err(DemoError::User(_))), "{user} {password}");
    }
}

#[test]
fn mails_are_loaded_into_both_storages() {
    if !required("dovecot") {
        return;
    }
    for storage in [Storage::Maildir, Storage::Mdbox] {
        let directory = TempDir::new().unwrap();
        let setup = Setup { storage, rawlog: true };
        let server = Dovecot::start_with(directory.path(), &USERS, setup).unwrap();
        let mails = (0..500).map(|number| format!("Subject: {number}\n\n{}\n", "text\n".repeat(4000)));
        let loading = server.load("ana", "secret", "Clienți/Vechi", mails).unwrap();
        assert_eq!(loading.mails, 500);
        assert!(loading.bytes > 500 * 20_000);
        let mut imap = server.dialogue("ana", "secret").unwrap();
        let folder = folder_name("Clienți/Vechi");
        let status = imap.command(&format!("STATUS \"{folder}\" (MESSAGES)")).unwrap();
        assert_eq!(number_after(&status, "MESSAGES"), 500, "{storage:?}");
        assert!(fs::read_dir(server.rawlog()).unwrap().count() > 0);
    }
}

#[test]
#[ignore = "run by the test below, in a process of its own"]
fn holds_a_server_until_it_is_killed() {
    let directory = std::env::var("CRMWEB_DEMO_DIRECTORY").unwrap();
    // The thread that starts the server ends at once: the server must outlive it.
    let start = move || Dovecot::start(Path::new(&directory), &USERS).unwrap();
    let server = std::thread::spawn(start).join().unwrap();
    println!("\npid {}", server.pid().unwrap());
    println!("port {}", server.imap_port());
    loop {
        std::thread::park();
    }
}

#[test]
fn it_ends_with_its_parent_even_if_that_is_killed() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "holds_a_server_until_it_is_killed", "--nocapture"])
        .env("CRMWEB_DEMO_DIRECTORY", directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut number = |word: &str| -> u32 {
        let line = lines.find(|line| line.starts_with(word)).unwrap();
        line[word.len()..].parse().unwrap()
    };
    let (pid, port) = (number("pid "), number("port "));
    assert!(TcpStream::connect(("127.0.0.1", port as u16)).is_ok());
    parent.kill().unwrap();
    parent.wait().unwrap();
    eventually("the server still runs", || processes_of(pid).is_empty());
}
