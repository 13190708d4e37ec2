//! Documents, products and the data of persons at the command line.

use crate::terminal::Terminal;
use serde_json::json;

#[test]
fn a_document_is_added_found_linked_and_written_again() {
    let terminal = Terminal::new();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("contract.txt"), "draft").unwrap();
    std::fs::write(path("signed.txt"), "signed").unwrap();
    terminal.done(&["account", "add", "Moldo Trans"]);
    let file = path("contract.txt");
    let add =
        ["document", "add", &file, "--kind", "contract", "--keyword", "Țevi", "--link", "accounts", "moldo"];
    let added = terminal.json(&add);
    assert_eq!((&added["name"], &added["links"][0]["name"]), (&json!("contract.txt"), &json!("Moldo Trans")));
    terminal.done(&["document", "add", &path("signed.txt"), "--to", "contract", "--remark", "signed"]);
    let listed = terminal.json(&["document", "list", "--keyword", "tevi", "--of", "accounts", "moldo"]);
    assert_eq!(
        (&listed["documents"][0]["versions"], &listed["documents"][0]["size"]),
        (&json!(2), &json!(6))
    );
    terminal.done(&["document", "get", "contract", &path("newest")]);
    terminal.done(&["document", "get", "contract", &path("first"), "--number", "1"]);
    assert_eq!(std::fs::read_to_string(path("newest")).unwrap(), "signed");
    assert_eq!(std::fs::read_to_string(path("first")).unwrap(), "draft");
    assert_ne!(terminal.run(&["document", "get", "contract", &path("first")]).status, 0);
    terminal.done(&["document", "versions", "contract", "--restore", "1"]);
    terminal.done(&["document", "keyword", "contract", "pipes"]);
    terminal.done(&["document", "link", "contract", "accounts", "moldo", "--remove"]);
    let shown = terminal.json(&["document", "show", "contract"]);
    assert_eq!((&shown["keywords"], &shown["links"]), (&json!(["pipes"]), &json!([])));
    assert_eq!(shown["versions"][0]["sha256"], shown["versions"][2]["sha256"]);
    terminal.done(&["document", "remove", "contract"]);
    assert_eq!(terminal.run(&["document", "show", "contract"]).status, 65);
    terminal.done(&["undo"]);
    terminal.done(&["document", "limit", "1"]);
    std::fs::write(path("large"), vec![7; (1 << 20) + 1]).unwrap();
    let refused = terminal.run(&["document", "add", &path("large")]);
    assert!(refused.status == 65 && refused.err.contains("at most 1048576 bytes"), "{refused:?}");
}

#[test]
fn the_catalogue_is_browsed_at_the_command_line() {
    let terminal = Terminal::new();
    terminal.done(&["record", "add", "categories", "name=Pumps"]);
    terminal.done(&["record", "add", "categories", "name=Water", "parent=pumps"]);
    terminal.done(&["record", "add", "products", "code=P-1", "name=Small", "category=water"]);
    let tree = terminal.json(&["product", "tree"]);
    assert_eq!((&tree["categories"][0]["products"], &tree["categories"][0]["below"]), (&json!(0), &json!(1)));
    let listed =
        terminal.json(&["product", "list", "--category", "pumps", "--state", "active", "--code", "p-"]);
    assert_eq!(listed["products"][0]["name"], "Small");
    let taken = terminal.run(&["record", "add", "products", "code=p-1", "name=Other"]);
    assert!(taken.err.contains("the code p-1 is that of the product P-1 Small"), "{taken:?}");
}

#[test]
fn a_person_is_counted_handed_over_and_erased() {
    let terminal = Terminal::new();
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("dan.zip").display().to_string();
    terminal.done(&["contact", "add", "Dan Rusu", "--address", "dan@moldotrans.example"]);
    let data = terminal.json(&["person", "data", "contact", "dan"]);
    assert_eq!((&data["name"], &data["holds"]["records"]), (&json!("Dan Rusu"), &json!(1)));
    terminal.done(&["person", "export", "contact", "dan", &zip]);
    assert!(std::fs::read(&zip).unwrap().starts_with(b"PK"));
    let refused = terminal.run(&["person", "erase", "contact", "dan", "--confirm", "Dan"]);
    assert!(refused.status == 65 && refused.err.contains("\"Dan Rusu\""), "{refused:?}");
    let erased = terminal.json(&["person", "erase", "contact", "dan", "--confirm", "Dan Rusu"]);
    assert_eq!((&erased["number"], &erased["after"]["records"]), (&json!(1), &json!(0)));
    assert_eq!(terminal.run(&["person", "data", "contact", "dan"]).status, 65);
    assert_eq!(terminal.json(&["person", "data", "address", "dan@moldotrans.example"])["holds"]["keys"], 0);
}
