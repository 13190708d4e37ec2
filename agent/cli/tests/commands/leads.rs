//! Leads, duplicates, merging, tags and distribution at the command line.

use crate::terminal::Terminal;
use serde_json::json;

#[test]
fn a_lead_is_scored_tagged_given_away_and_made_a_client() {
    let terminal = Terminal::new();
    let rule = ["name=Buget", "subject=budget", "comparison=at_least", "value=10000 EUR", "points=20"];
    terminal.done(&[&["record", "add", "score_rules"][..], &rule].concat());
    let lead = [
        "last_name=Ionescu",
        "first_name=Maria",
        "company=Alfa SRL",
        "budget=25000 EUR",
        "addresses=maria@alfa.example",
    ];
    terminal.done(&[&["record", "add", "leads"][..], &lead].concat());
    assert_eq!(terminal.json(&["lead", "score", "maria"])["score"], 20);
    terminal.done(&["lead", "rescore"]);
    terminal.done(&["tag", "add", "Târg", "--colour", "#2266aa"]);
    terminal.done(&["tag", "put", "targ", "leads", "Maria Ionescu"]);
    terminal.done(&["user", "add", "dan", "Dan Rusu"]);
    let given =
        terminal.json(&["--as", "ana", "distribute", "leads", "Maria Ionescu", "--to", "dan", "--dry-run"]);
    assert_eq!(given["given"][0]["to"], "Dan Rusu");
    assert_eq!(terminal.json(&["--as", "ana", "lead", "qualify", "maria"])["status"], "qualified");
    let shown = terminal.json(&["--as", "ana", "lead", "convert", "maria", "--dry-run"]);
    assert_eq!(
        shown["records"][0]["fields"][0],
        json!({ "from": "company", "to": "name", "before": "", "after": "Alfa SRL" })
    );
    assert_eq!(terminal.run(&["--as", "ana", "who", "maria@alfa.example"]).status, 0);
    let made = terminal.json(&["--as", "ana", "lead", "convert", "maria", "--opportunity", "Pompe"]);
    assert!(made["opportunity"].is_string());
    assert_eq!(
        terminal.json(&["--as", "ana", "record", "show", "accounts", "Alfa SRL"])["title"],
        "Alfa SRL"
    );
}

#[test]
fn two_accounts_of_one_company_are_found_merged_and_parted() {
    let terminal = Terminal::new();
    terminal.done(&["record", "add", "accounts", "name=Alfa SRL", "vat_number=RO123456"]);
    let check = terminal.run(&["duplicate", "check", "accounts", "name=ALFA"]);
    assert_eq!((check.status, check.out.contains("the same company name")), (1, true), "{check:?}");
    let twin = ["record", "add", "accounts", "name=Alfa Nord", "vat_number=123456", "city=Cluj"];
    let refused = terminal.run(&twin);
    assert_eq!(
        (refused.status, refused.err.contains("this may be Alfa SRL already")),
        (65, true),
        "{refused:?}"
    );
    terminal.done(&[&twin[..], &["--anyway"]].concat());
    terminal.done(&["duplicate", "search"]);
    let pairs = terminal.json(&["duplicate", "list", "accounts"]);
    assert_eq!(pairs["pairs"].as_array().map(Vec::len), Some(1));
    let shown = terminal.json(&["merge", "accounts", "Alfa SRL", "Alfa Nord", "--dry-run"]);
    assert!(shown["fields"].as_array().is_some_and(|fields| !fields.is_empty()));
    terminal.done(&["merge", "accounts", "Alfa SRL", "Alfa Nord", "--set", "name=Alfa"]);
    assert_eq!(terminal.json(&["record", "show", "accounts", "Alfa"])["fields"]["city"], "Cluj");
    terminal.done(&["undo"]);
    assert_eq!(terminal.json(&["record", "show", "accounts", "Alfa Nord"])["title"], "Alfa Nord");
    terminal.done(&["duplicate", "distinct", "accounts", "Alfa SRL", "Alfa Nord"]);
    assert_eq!(terminal.json(&["duplicate", "list", "accounts"])["pairs"], json!([]));
}
