//! Signing in at the real program, byte by byte.

use crate::agent::{Agent, JSON, bearer};
use std::io::Write;
use std::process::Stdio;

const PATH: &str = "/api/v1/sign-in";
const PASSWORD: &str = "corect cal baterie";

/// An agent whose user has a password, and what is typed to sign in.
fn with_password() -> (Agent, String) {
    let agent = Agent::start();
    let login = agent.json(&["user", "list"])["users"][0]["login"].as_str().unwrap().to_owned();
    let mut command = agent.command(&["user", "password", &login, "--password-stdin"]);
    let mut set = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    set.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(set.wait().unwrap().success());
    let typed =
        serde_json::json!({ "login": login, "password": PASSWORD, "kind": "browser", "name": "Firefox" });
    (agent, typed.to_string())
}

#[test]
fn signing_in_takes_our_own_page_json_and_little_of_it() {
    let (agent, typed) = with_password();
    let own = format!("Origin: {}", agent.own());
    let ask = |headers: &[&str]| agent.ask("POST", PATH, headers, &typed);
    for (headers, status) in [
        (&[JSON, "Origin: https://evil.example"][..], 403),
        (&[JSON, "Origin: null"], 403),
        (&[JSON, &own, &own], 403),
        (&[JSON, &own, "Sec-Fetch-Site: cross-site"], 403),
        (&["Content-Type: text/plain", &own], 415),
        (&["Content-Type: application/x-www-form-urlencoded", &own], 415),
    ] {
        assert_eq!(ask(headers).status, status, "{headers:?}");
    }
    let evil = agent.ask_raw("POST", PATH, &["Host: evil.example", JSON, &own], &typed);
    assert_eq!(evil.status, 421);
    let huge = agent.ask("POST", PATH, &[JSON, &own], &format!("\"{}\"", "x".repeat(65 << 10)));
    assert_eq!(huge.status, 413);
    let twice = typed.replacen('{', "{\"login\":\"x\",", 1);
    assert_eq!(agent.ask("POST", PATH, &[JSON, &own], &twice).status, 422, "a repeated field");
    assert_eq!(ask(&[JSON, &own]).status, 201);
}

#[test]
fn a_session_that_is_revoked_is_out_at_once_and_its_streams_end() {
    let (agent, typed) = with_password();
    let own = format!("Origin: {}", agent.own());
    let answer = agent.ask("POST", PATH, &[JSON, &own], &typed).json();
    let token = answer["token"].as_str().unwrap();
    let (host, credential) = (agent.host(), bearer(token));
    let mut signals = agent.wire();
    signals.ask("GET", "/edge/v1/signals", &[&host, &credential], "");
    assert_eq!(signals.head().unwrap().0, 200);
    let listed = agent.json(&["session", "list"]);
    let uid = listed["sessions"][0]["uid"].as_str().unwrap().to_owned();
    agent.json(&["session", "revoke", &uid]);
    assert_eq!(agent.session(token).status, 401);
    assert_eq!(signals.event().map(|event| event.0).as_deref(), Some("signed-out"));
    assert_eq!(signals.event(), None);
}

#[test]
fn neither_password_nor_credential_is_anywhere_on_disk_or_in_the_log() {
    let (mut agent, typed) = with_password();
    let own = format!("Origin: {}", agent.own());
    let answer = agent.ask("POST", PATH, &[JSON, &own], &typed).json();
    let token = answer["token"].as_str().unwrap().to_owned();
    agent.ask("POST", PATH, &[JSON, &own], &typed.replace(PASSWORD, "secret-and-wrong"));
    agent.program.ask_to_end();
    assert!(agent.program.ends(crate::agent::LONG).success());
    let mut files = Vec::new();
    let mut folders = vec![agent.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(std::fs::read(path).unwrap_or_default())
            }
        }
    }
    assert!(files.len() > 2, "{}", files.len());
    for secret in [PASSWORD, &token, "secret-and-wrong"] {
        let holds = |file: &Vec<u8>| file.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!files.iter().any(holds), "{secret}");
    }
}
