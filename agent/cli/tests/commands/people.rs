//! Roles, passwords, second factors and tokens at the command line.

use crate::terminal::Terminal;
use serde_json::json;

#[test]
fn a_partner_is_added_with_a_role_of_ones_own_making() {
    let terminal = Terminal::new();
    let roles = ["user", "role", "add", "partner", "--grant", "read:own", "--grant", "write:own"];
    terminal.done(&roles);
    terminal.done(&["user", "add", "ionut", "Ionuț Radu"]);
    terminal.done(&["user", "roles", "ionut", "Partner", "--as", "ana"]);
    let me = "ana";
    let as_me = |words: &[&str]| terminal.json(&[words, &["--as", me]].concat());
    let users = as_me(&["user", "list"]);
    assert_eq!(users["users"][1]["roles"], json!(["partner"]));
    terminal.done(&["account", "add", "Firma", "--as", me]);
    assert_eq!(as_me(&["account", "list"])["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(terminal.json(&["account", "list", "--as", "ionut"])["accounts"], json!([]));
    assert_eq!(terminal.run(&["who", "Firma", "--as", "ionut"]).status, 65, "it is unknown to a partner");
    assert_eq!(terminal.run(&["user", "role", "list", "--as", "ionut"]).status, 77);
    let used = terminal.run(&["user", "role", "remove", "partner", "--as", me]);
    assert!(used.err.contains("partner is a role of Ionuț Radu"), "{used:?}");
    let wrong = terminal.run(&["user", "role", "change", "partner", "--grant", "fly:own", "--as", me]);
    assert_eq!(wrong.status, 64, "{wrong:?}");
    terminal.done(&["user", "edit", "ionut", "--team", "nord", "--as", me]);
    assert_eq!(as_me(&["user", "list"])["users"][1]["team"], "nord");
    terminal.done(&["user", "deactivate", "ionut", "--as", me]);
    terminal.done(&["user", "activate", "ionut", "--as", me]);
}

#[test]
fn a_password_is_asked_for_and_never_shown() {
    let terminal = Terminal::new();
    let me = "ana";
    let set = |words: &[&str], typed: &str| {
        terminal.run_with(&[&["user", "password", me, "--password-stdin"], words].concat(), typed)
    };
    let short = set(&[], "short\n");
    assert_eq!((short.status, short.err.contains("must have 12 to 256 characters")), (65, true), "{short:?}");
    let done = set(&["--json"], "corect cal baterie\n");
    assert_eq!(done.status, 0, "{done:?}");
    assert!(!done.out.contains("corect") && !done.err.contains("corect"));
    let old = set(&["--old"], "wrong password\no alta parola\n");
    assert!(old.err.contains("is not the password"), "{old:?}");
    assert_eq!(set(&["--old"], "corect cal baterie\no alta parola\n").status, 0);
    assert_eq!(terminal.run(&["user", "password", me]).status, 64, "there is no terminal to ask at");
}

#[test]
fn a_token_is_told_once_and_revoked() {
    let terminal = Terminal::new();
    let made = terminal.json(&["token", "add", "report", "--days", "30"]);
    assert_eq!((made["token"].as_str().unwrap().len(), &made["scopes"]), (43, &json!(["panel.read"])));
    let listed = terminal.done(&["token", "list", "--json"]);
    assert!(!listed.out.contains(made["token"].as_str().unwrap()));
    assert_eq!(terminal.json(&["session", "list", "--everybody"])["sessions"], json!([]));
    let uid = made["uid"].as_str().unwrap();
    assert_eq!(terminal.run(&["session", "revoke", uid]).status, 65, "it is no session");
    terminal.done(&["token", "revoke", uid]);
    assert_eq!(terminal.json(&["token", "list"])["tokens"], json!([]));
}
