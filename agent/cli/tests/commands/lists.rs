//! Lists and views at the command line.

use crate::terminal::Terminal;

fn titles(value: &serde_json::Value) -> Vec<&str> {
    value["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

#[test]
fn records_are_listed_by_a_typed_filter_and_kept_as_a_view() {
    let terminal = Terminal::new();
    for (name, city) in [("Brutăria Veche", "Cluj"), ("Moldo Trans", "Iași"), ("Ceramica", "Cluj")] {
        terminal.done(&["record", "add", "accounts", &format!("name={name}"), &format!("city={city}")]);
    }
    let moldo = terminal.json(&["record", "show", "accounts", "moldo"])["uid"].as_str().unwrap().to_owned();
    terminal.done(&["record", "add", "contacts", "last_name=Pop", &format!("positions={moldo}")]);
    let found = terminal.json(&["list", "accounts", "--where", "city = cluj and name ~ BRUT"]);
    assert_eq!(titles(&found), ["Brutăria Veche"]);
    let found = terminal.json(&["list", "accounts", "--where", "city = cluj", "--sort", "-name"]);
    assert_eq!(titles(&found), ["Ceramica", "Brutăria Veche"]);
    let found = terminal.json(&["list", "contacts", "--where", "positions = Moldo Trans"]);
    assert_eq!(titles(&found), ["Pop"]);
    let csv =
        terminal.run(&["list", "accounts", "--where", "city != Cluj", "--columns", "name,city", "--csv"]);
    assert_eq!(csv.out, "name,city\r\nMoldo Trans,Iași\r\n");
    let wrong = terminal.run(&["list", "accounts", "--where", "city = Cluj and"]);
    assert_eq!(wrong.status, 64);
    assert!(wrong.err.contains('^') && wrong.err.contains("expected a field"), "{}", wrong.err);
    let wrong = terminal.run(&["list", "accounts", "--where", "importance = vip"]);
    assert_eq!(wrong.status, 65);
    assert!(wrong.err.contains("must be one of low, normal, high, key"), "{}", wrong.err);
    terminal.done(&["view", "add", "accounts", "Clujenii", "--where", "city = Cluj", "--sort", "name"]);
    assert_eq!(
        titles(&terminal.json(&["list", "accounts", "--view", "clujenii"])),
        ["Brutăria Veche", "Ceramica"]
    );
    terminal.done(&["view", "default", "accounts", "Clujenii"]);
    assert_eq!(titles(&terminal.json(&["list", "accounts"])), ["Brutăria Veche", "Ceramica"]);
    assert!(terminal.run(&["view", "list", "accounts"]).out.contains('★'));
    terminal.done(&["view", "show", "accounts", "quiet-accounts"]);
    terminal.done(&["view", "remove", "accounts", "Clujenii"]);
    assert_eq!(titles(&terminal.json(&["list", "accounts"])).len(), 3);
    terminal.done(&["undo"]);
    assert_eq!(titles(&terminal.json(&["list", "accounts"])).len(), 2);
    let groups =
        terminal.json(&["list", "accounts", "--view", "all-accounts", "--group", "city", "--summary"]);
    assert_eq!((&groups["count"], &groups["groups"][0]["value"]), (&3.into(), &"Cluj".into()));
}
