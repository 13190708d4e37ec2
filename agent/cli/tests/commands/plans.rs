//! Tasks and events typed: planned, repeated, moved, done; who deals with whom.

use crate::terminal::Terminal;
use serde_json::Value;

fn planned(terminal: &Terminal, from: &str, to: &str) -> Vec<String> {
    let calendar = terminal.json(&["calendar", "--from", from, "--to", to]);
    let text =
        |item: &Value| format!("{} {}", item["planned"].as_str().unwrap(), item["subject"].as_str().unwrap());
    calendar["calendar"].as_array().unwrap().iter().map(text).collect()
}

#[test]
fn a_weekly_task_is_typed_done_moved_and_cancelled() {
    let terminal = Terminal::new();
    terminal.done(&["contact", "add", "Dan Ionescu", "--address", "dan@moldotrans.example"]);
    let words = [
        "task",
        "add",
        "Raport",
        "--at",
        "2027-03-02T09:00",
        "--every",
        "weekly on mon",
        "--remind",
        "15m",
        "--zone",
        "Europe/Bucharest",
        "--for",
        "dan@moldotrans.example",
    ];
    let added = terminal.json(&words);
    assert_eq!(added["activity"]["rule"], "FREQ=WEEKLY;BYDAY=MO");
    assert_eq!(added["activity"]["planned"], "2027-03-08T09:00", "it begins on its first Monday");
    assert_eq!(added["activity"]["clients"], "Dan Ionescu");
    let march = || planned(&terminal, "2027-03-01", "2027-04-01");
    assert_eq!(march().len(), 4);
    let done = terminal.json(&["task", "done", "1", "--outcome", "trimis"]);
    assert_eq!(
        (&done["activity"]["status"], &done["activity"]["outcome"]),
        (&"done".into(), &"trimis".into())
    );
    terminal.json(&["task", "move", "1", "2027-03-16T10:00", "--occurrence", "2027-03-15T09:00"]);
    terminal.json(&[
        "task",
        "cancel",
        added["activity"]["uid"].as_str().unwrap(),
        "--occurrence",
        "2027-03-22T09:00",
    ]);
    assert_eq!(march(), ["2027-03-08T09:00 Raport", "2027-03-16T10:00 Raport", "2027-03-29T09:00 Raport"]);
    terminal.json(&["undo"]);
    assert_eq!(march().len(), 4);
    assert!(
        terminal
            .run(&["task", "add", "x", "--at", "2027-03-02", "--rrule", "FREQ=SECONDLY"])
            .err
            .contains("rule: ")
    );
    assert!(
        terminal
            .run(&["task", "add", "x", "--at", "2027-03-02", "--every", "now and then"])
            .err
            .contains("rule: ")
    );
}

#[test]
fn a_claim_and_a_call_are_shown_to_who_asks() {
    let terminal = Terminal::new();
    terminal.done(&["contact", "add", "Dan Ionescu", "--address", "dan@moldotrans.example"]);
    terminal.json(&["log", "call", "A confirmat", "--for", "dan@moldotrans.example"]);
    terminal.json(&["claim", "take", "dan@moldotrans.example"]);
    let shown = terminal.json(&["claim", "show", "dan@moldotrans.example"]);
    assert_eq!(
        (&shown["claims"][0]["purpose"], &shown["contacts"][0]["subject"]),
        (&"dealing".into(), &"A confirmat".into())
    );
    terminal.json(&["claim", "release", "dan@moldotrans.example"]);
    assert_eq!(terminal.json(&["claim", "show", "dan@moldotrans.example"])["claims"], serde_json::json!([]));
}
