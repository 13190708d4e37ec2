//! Bad input: each a clear error with a code and an exit status, nothing lost and nothing half-written.

use crate::company::Office;
use crate::terminal::{Terminal, carry_out};
use crmweb_demo::Sample;
use crmweb_support::free_port;

#[track_caller]
fn refused(terminal: &Terminal, words: &[&str], input: &str, code: &str, status: i32) -> String {
    let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
    let answer = terminal.run_with(&words, input);
    let (found, message, hint) = answer.error();
    assert_eq!((found.as_str(), answer.status), (code, status), "{words:?}: {answer:?}");
    assert!(answer.out.is_empty(), "{answer:?}");
    assert!(!hint.is_empty(), "{code} says nothing about what to do");
    // For people the same stands in words, with the code in brackets.
    let plain = terminal.run_with(&words[..words.len() - 1], input);
    assert_eq!(plain.status, status);
    assert!(plain.err.starts_with("error: ") && plain.err.contains(&format!("[{code}]")), "{plain:?}");
    assert!(plain.err.contains("  → "), "{plain:?}");
    message
}

#[test]
fn a_mailbox_that_cannot_be_signed_in_to_is_not_saved() {
    let Some(office) = Office::open(60) else { return };
    let terminal = &office.terminal;
    terminal.done(&["account", "list"]);
    let before = terminal.files();
    let certificate = office.sample.dovecot.certificate().display().to_string();
    let port = office.sample.dovecot.imaps_port().to_string();
    let nobody = free_port().to_string();
    let add = |port: &str, more: &[&str]| -> Vec<String> {
        let words =
            ["mailbox", "add", office.address(), "--host", "127.0.0.1", "--port", port, "--login", "ana"];
        words
            .iter()
            .chain(&["--secret-file", "--password-stdin"])
            .chain(more)
            .map(|w| (*w).to_owned())
            .collect()
    };
    let right = format!("{}\n", Sample::PASSWORD);
    for (words, input, code, status) in [
        (add(&port, &["--ca", &certificate]), "wrong\n", "imap.sign-in-refused", 77),
        (add(&nobody, &["--ca", &certificate]), right.as_str(), "imap.unreachable", 69),
        (add(&port, &[]), right.as_str(), "imap.certificate", 69),
        (add(&port, &["--ca", "/dev/null"]), right.as_str(), "imap.extra-ca", 78),
        (add(&port, &["--ca", &certificate]), "\n", "usage", 64),
    ] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let message = refused(terminal, &words, input, code, status);
        assert!(!message.contains("wrong") && !message.contains(Sample::PASSWORD), "{message}");
    }
    let far =
        ["mailbox", "add", "ana@firma.ro", "--host", "192.0.2.1", "--security", "plain", "--secret-file"];
    let far: Vec<&str> = far.iter().copied().chain(["--password-stdin"]).collect();
    refused(terminal, &far, "x\n", "imap.plaintext-refused", 78);
    assert_eq!(terminal.json(&["mailbox", "list"])["mailboxes"].as_array().unwrap().len(), 0);
    assert_eq!(
        terminal.files().keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>(),
        "nothing was left behind"
    );
    // The same mailbox is fine once what was wrong is right.
    office.follow();
    terminal.done(&["mailbox", "test", office.address()]);
}

#[test]
fn a_password_that_changed_is_told_by_sync_list_and_doctor_and_mended_by_adding_again() {
    let Some(office) = Office::open(60) else { return };
    let terminal = &office.terminal;
    let certificate = office.sample.dovecot.certificate().display().to_string();
    let answer = office.add_mailbox(&["--ca", &certificate, "--no-test"], "old");
    assert_eq!(answer.status, 0, "{answer:?}");
    refused(terminal, &["sync", "--once"], "", "imap.sign-in-refused", 77);
    let listed = terminal.json(&["mailbox", "list"]);
    assert_eq!(listed["mailboxes"][0]["fault"]["code"], "imap.sign-in-refused");
    let doctor = terminal.run(&["doctor", "--json"]);
    assert_eq!(doctor.status, 1);
    assert!(doctor.out.contains("imap.sign-in-refused"), "{doctor:?}");
    office.follow();
    terminal.done(&["sync", "--once"]);
    assert!(terminal.json(&["mailbox", "list"])["mailboxes"][0]["fault"].is_null());
    terminal.done(&["coverage"]);
}

#[test]
fn what_is_typed_wrong_changes_nothing_and_says_what_would_be_right() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Moldo Trans", "--domain", "moldotrans.example"]);
    for (words, code, status) in [
        (&["who", "nobody@nowhere.example"][..], "crm.not-found", 65),
        (&["contact", "add", "Dan", "--address", "no address"], "crm.invalid", 65),
        (&["account", "add", "Other", "--domain", "gmail.com"], "crm.invalid", 65),
        (&["incident", "show", "INC-1A"], "crm.not-found", 65),
        (&["log", "note", "text"], "usage", 64),
        (&["log", "task", "x", "--for", "Moldo", "--due", "tomorrow"], "crm.invalid", 65),
        (&["never-log", "add", "nonsense"], "crm.invalid", 65),
        (&["sync", "--once"], "crm.not-found", 65),
        (&["mailbox", "test", "ana@firma.ro"], "crm.not-found", 65),
        (&["--as", "maria", "user", "list"], "crm.not-found", 65),
    ] {
        let _message = refused_or_hintless(&terminal, words, code, status);
    }
    let answer = terminal.run(&["account", "ad"]);
    assert_eq!(answer.status, 64);
    assert!(answer.err.contains("add"), "{answer:?}");
    let (code, ..) = terminal.run(&["account", "ad", "--json"]).error();
    assert_eq!(code, "usage");
    assert_eq!(terminal.json(&["account", "list"])["accounts"].as_array().unwrap().len(), 1);
}

#[track_caller]
fn refused_or_hintless(terminal: &Terminal, words: &[&str], code: &str, status: i32) -> String {
    let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
    let answer = terminal.run(&words);
    let (found, message, _) = answer.error();
    assert_eq!((found.as_str(), answer.status), (code, status), "{words:?}: {answer:?}");
    message
}

#[test]
fn a_user_without_the_right_is_told_whom_to_ask() {
    let terminal = Terminal::new();
    terminal.done(&["user", "add", "maria", "Maria Popescu"]);
    let message =
        refused_or_hintless(&terminal, &["--as", "maria", "user", "add", "dan", "Dan"], "crm.denied", 77);
    assert!(message.contains("administrator"), "{message}");
    refused_or_hintless(&terminal, &["user", "list"], "usage", 64);
    terminal.done(&["--as", "ana", "user", "list"]);
}

#[test]
fn a_full_output_is_an_error_and_a_reader_that_went_away_is_none() {
    let terminal = Terminal::new();
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = terminal.command(&["account", "list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(74), "{output:?}");
    let mut gone = terminal.command(&["--help"]);
    let shell = format!("'{}' version | true", gone.get_program().to_string_lossy());
    let answer = carry_out(std::process::Command::new("sh").args(["-c", &shell]), "");
    assert_eq!((answer.status, answer.err.as_str()), (0, ""));
    drop(gone.output());
}
