//! Another system told of changes by the running agent, through kill -9; and old values put back from the terminal.

use crate::terminal::{LONG, Terminal};
use crmweb_support::{Receiver, Reply, eventually};
use std::collections::BTreeSet;

fn names(receiver: &Receiver) -> Vec<String> {
    let name = |body: &str| {
        let told: serde_json::Value = serde_json::from_str(body).unwrap();
        let fields = told["fields"].as_array().unwrap().clone();
        fields.iter().find(|f| f["field"] == "name").map(|f| f["new"].as_str().unwrap().to_owned())
    };
    receiver.received().iter().filter_map(|r| name(&r.body)).collect()
}

fn hook(terminal: &Terminal, receiver: &Receiver) -> String {
    terminal.done(&["webhook", "allow-internal", &receiver.place()]);
    let words = ["webhook", "add", "Accounting", &receiver.url(), "--kind", "account", "--secret-file"];
    terminal.json(&words)["secret"].as_str().unwrap().to_owned()
}

#[test]
fn after_a_kill_in_the_middle_exactly_what_was_not_delivered_is_told() {
    let terminal = Terminal::new();
    let receiver = Receiver::start(|n, _| Reply { held: n == 2, ..Reply::status(200) });
    hook(&terminal, &receiver);
    for n in 0..5 {
        terminal.done(&["account", "add", &format!("Firma {n}")]);
    }
    let mut agent = terminal.start(&["serve", "--no-api"]);
    eventually("the third to be on its way", LONG, || (receiver.received().len() == 3).then_some(()));
    agent.kill();
    receiver.release();
    let agent = terminal.start(&["serve", "--no-api"]);
    eventually("the rest", LONG, || (names(&receiver).len() == 6).then_some(()));
    assert_eq!(names(&receiver), ["Firma 0", "Firma 1", "Firma 2", "Firma 2", "Firma 3", "Firma 4"]);
    let ids: BTreeSet<String> = receiver.received().iter().map(|r| r.headers["webhook-id"].clone()).collect();
    assert_eq!(ids.len(), 5, "the one under way when it was killed comes again under its id");
    eventually("everything to be noted", LONG, || {
        let told = terminal.json(&["webhook", "deliveries", "Accounting"]);
        told["deliveries"].as_array().unwrap().iter().all(|d| d["state"] == "delivered").then_some(())
    });
    drop(agent);
}

#[test]
fn a_webhook_is_managed_from_the_terminal_and_its_secret_is_in_one_private_file() {
    let terminal = Terminal::new();
    let receiver = Receiver::start(|_, _| Reply::status(200));
    let refused = terminal.run(&["webhook", "add", "Accounting", &receiver.url(), "--secret-file"]);
    assert_eq!(
        (refused.status, refused.err.contains("only for internal targets")),
        (65, true),
        "{refused:?}"
    );
    let secret = hook(&terminal, &receiver);
    assert!(secret.starts_with("whsec_"));
    let holding: Vec<_> = terminal
        .files()
        .into_iter()
        .filter(|(_, bytes)| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()))
        .map(|(path, _)| path.file_name().unwrap().to_owned())
        .collect();
    assert_eq!(holding, ["secrets.json"]);
    let rotated = terminal.json(&["webhook", "rotate", "Accounting"]);
    assert_ne!(rotated["secret"], secret.as_str());
    assert!(terminal.done(&["webhook", "list"]).out.contains("Accounting"));
    assert!(terminal.done(&["webhook", "test", "Accounting"]).out.contains("crmweb serve"));
    let agent = terminal.start(&["serve", "--no-api"]);
    eventually("the ping", LONG, || (receiver.received().len() == 1).then_some(()));
    assert_eq!(receiver.received()[0].headers["webhook-signature"].split(' ').count(), 2);
    let ping = terminal.json(&["webhook", "deliveries", "Accounting"])["deliveries"][0]["uid"].clone();
    eventually("the ping to be noted", LONG, || {
        let told = terminal.json(&["webhook", "deliveries", "Accounting"]);
        (told["deliveries"][0]["state"] == "delivered").then_some(())
    });
    terminal.done(&["webhook", "redeliver", ping.as_str().unwrap()]);
    eventually("the ping again", LONG, || (receiver.received().len() == 2).then_some(()));
    drop(agent);
    assert_eq!(terminal.json(&["webhook", "deactivate", "Accounting"])["active"], false);
    assert_eq!(terminal.json(&["webhook", "activate", "Accounting"])["active"], true);
    terminal.done(&["webhook", "remove", "Accounting"]);
    assert_eq!(terminal.run(&["webhook", "show", "Accounting"]).status, 65);
    let files = terminal.files();
    let kept = files.iter().find(|(path, _)| path.ends_with("secrets.json")).unwrap().1;
    assert_eq!(kept.as_slice(), b"{}");
}

#[test]
fn an_old_value_is_found_in_the_audit_and_put_back() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Brutăria Veche"]);
    terminal.done(&["account", "edit", "Brutăria Veche", "--importance", "high"]);
    let changes = terminal.json(&["audit", "Brutăria Veche"])["changes"].as_array().unwrap().clone();
    assert_eq!((changes.len(), &changes[0]["fields"][0]["old"]), (2, &"normal".into()));
    let shown = terminal.done(&["audit", "Brutăria Veche"]).out;
    assert!(shown.contains("importance: normal → high"), "{shown}");
    let seq = changes[0]["seq"].to_string();
    terminal.done(&["audit", "restore", &seq, "importance"]);
    let newest = terminal.json(&["audit", "Brutăria Veche", "--limit", "1"])["changes"][0].clone();
    assert!(newest["provenance"].as_str().unwrap().starts_with("restored from 20"), "{newest}");
    assert_eq!(terminal.run(&["audit", "restore", &seq, "city"]).status, 65);
    let deeds = terminal.json(&["undo", "--list"])["deeds"].as_array().unwrap().clone();
    assert_eq!((&deeds[0]["verb"], &deeds[0]["undone"]), (&"restore_value".into(), &false.into()));
    terminal.done(&["undo", deeds[0]["mutation"].as_str().unwrap()]);
    assert!(terminal.done(&["undo", "--list"]).out.contains("taken back"));
}
