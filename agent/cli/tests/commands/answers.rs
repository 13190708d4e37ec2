//! What commands answer: JSON that parses, text that fits, and the same through a running agent.

use crate::company::Office;
use crate::terminal::{LONG, Terminal};
use serde_json::Value;

/// Commands that only read.
fn reading<'a>(client: &'a str, account: &'a str, incident: &'a str, mail: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["who", client],
        vec!["who", client, "--why", "--limit", "30"],
        vec!["who", account],
        vec!["mail", "list"],
        vec!["mail", "list", "--of", client],
        vec!["mail", "list", "--search", "de"],
        vec!["mail", "list", "--unmatched", "--limit", "5"],
        vec!["mail", "show", mail],
        vec!["mail", "show", mail, "--quoted"],
        vec!["account", "list"],
        vec!["account", "show", account],
        vec!["contact", "list"],
        vec!["contact", "show", client],
        vec!["incident", "list"],
        vec!["incident", "show", incident],
        vec!["opportunity", "list"],
        vec!["opportunity", "show", "Linie nouă"],
        vec!["task", "list"],
        vec!["calendar", "--from", "2027-01-01", "--to", "2027-02-01"],
        vec!["calendar", "--who", "team"],
        vec!["agenda"],
        vec!["claim", "show", client],
        vec!["user", "list"],
        vec!["company", "domain", "list"],
        vec!["never-log", "list"],
        vec!["mailbox", "list"],
        vec!["coverage"],
        vec!["relink", "--dry-run", "unknown.example"],
        vec!["version"],
        vec!["completions", "bash"],
    ]
}

#[test]
fn every_command_answers_in_json_and_the_same_through_a_running_agent() {
    let Some(office) = Office::open(200) else { return };
    let terminal = &office.terminal;
    office.follow();
    let client = office.name_a_client();
    let account = office.sample.company.accounts[0].name.clone();
    let synced = terminal.json(&["sync", "--once"]);
    assert!(synced["mailboxes"][0]["state"]["linked"].as_u64().unwrap() > 0, "{synced}");
    assert!(terminal.json(&["mailbox", "test", office.address()])["folders"].as_u64().unwrap() > 3);

    let incident = terminal.json(&["log", "incident", "--mail", &client, "--priority", "high"]);
    let number = incident["incident"]["number"].as_str().unwrap().to_owned();
    terminal.json(&[
        "log",
        "opportunity",
        "Linie nouă",
        "--for",
        &account,
        "--amount",
        "12000 EUR",
        "--close",
        "2027-01-15",
    ]);
    terminal.json(&["log", "task", "Trimite oferta", "--mail", &client, "--due", "2027-01-10"]);
    terminal.json(&["log", "note", "Preferă dimineața", "--for", &client]);
    terminal.json(&[
        "log",
        "call",
        "A confirmat",
        "--for",
        &client,
        "--direction",
        "in",
        "--at",
        "2026-01-02 10:00",
    ]);
    let who = terminal.json(&["who", &client, "--limit", "40"]);
    let mail = mails(&who)[0].to_owned();
    assert_eq!(who["incidents"][0]["number"], number.as_str());
    assert_eq!(who["opportunities"].as_array().unwrap().len(), 1);
    assert_eq!(who["planned"].as_array().unwrap().len(), 1);

    let commands = reading(&client, &account, &number, &mail);
    let alone: Vec<_> = commands.iter().map(|words| both(terminal, words)).collect();
    let agent = terminal.start(&["serve", "--port", "0"]);
    agent.line("the agent to be up to date", LONG, |line| line.contains("waiting for mail"));
    for (words, alone) in commands.iter().zip(alone) {
        let through = both(terminal, words);
        assert_eq!(without_moments(&alone.0), without_moments(&through.0), "{words:?}");
        assert_eq!(alone.1, through.1, "{words:?}");
    }
    // What is changed through the agent is there at once.
    terminal.json(&["incident", "solve", &number, "Siguranța schimbată"]);
    assert_eq!(terminal.json(&["incident", "list"])["incidents"].as_array().unwrap().len(), 0);
    terminal.json(&["undo"]);
    assert_eq!(terminal.json(&["incident", "list"])["incidents"].as_array().unwrap().len(), 1);
}

/// The ids of the mails in a record.
fn mails(who: &Value) -> Vec<&str> {
    who["history"].as_array().unwrap().iter().filter_map(|item| item["mail"]["uid"].as_str()).collect()
}

/// The answer as text and as JSON, both checked for what holds for all.
fn both(terminal: &Terminal, words: &[&str]) -> (String, Value) {
    let text = terminal.run(words);
    assert!(text.status <= 1 && text.err.is_empty(), "{words:?}: {text:?}");
    assert!(!text.out.contains('\x1b'), "{words:?} paints although nobody looks");
    if words[0] != "completions" {
        let wide: Vec<&str> = text.out.lines().filter(|line| line.chars().count() > 90).collect();
        assert!(wide.is_empty(), "{words:?} is wider than the terminal: {wide:#?}");
    }
    let mut value = terminal.json(words);
    forget_moments(&mut value);
    (text.out, value)
}

/// Moments of the last sync and of asking differ between two runs.
fn forget_moments(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["asked_at", "synced_at"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(forget_moments);
        }
        Value::Array(values) => values.iter_mut().for_each(forget_moments),
        _ => {}
    }
}

fn without_moments(text: &str) -> String {
    let moving =
        |word: &&str| !matches!(*word, "seconds" | "second" | "minute" | "minutes" | "ago" | "just" | "now");
    let words = |line: &str| {
        line.split_whitespace()
            .filter(moving)
            .filter(|w| w.parse::<u8>().is_err())
            .collect::<Vec<_>>()
            .join(" ")
    };
    text.lines()
        .filter(|line| !line.contains("as of") && !line.contains("looked at"))
        .map(words)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Moldo Trans"]);
    assert!(!terminal.done(&["account", "list"]).out.contains('\x1b'));
    assert!(terminal.done(&["account", "list", "--color", "always"]).out.contains('\x1b'));
    assert!(!terminal.done(&["account", "list", "--color", "always", "--json"]).out.contains('\x1b'));
}
