//! Probes 19–25: the token, in its one form, for what it was given.

use crate::agent::{Agent, JSON, LONG, bearer};
use crmweb_support::eventually;

const PATH: &str = "/edge/v1/session";

/// Probe 19.
#[test]
fn a_method_cannot_be_smuggled_past_its_route() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let overrides = ["X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE"];
    for (header, path) in [
        (overrides[0], PATH.to_owned()),
        (overrides[1], PATH.to_owned()),
        (overrides[2], PATH.to_owned()),
        ("X-Nothing: 1", format!("{PATH}?_method=DELETE")),
    ] {
        let answer = agent.ask("POST", &path, &[header, JSON, &token], r#"{"_method":"DELETE"}"#);
        assert_eq!(answer.status, 405, "{header}");
        assert!(answer.headers["allow"].contains("DELETE"), "{answer:?}");
        assert_eq!(agent.ask("GET", &path, &[header, &token], "").status, 200, "still signed in");
    }
    let answer = agent.ask("GET", "/edge/v1/log", &[&token], "");
    assert_eq!((answer.status, &*answer.headers["allow"]), (405, "POST"));
}

/// Probe 20.
#[test]
fn without_a_right_token_the_answer_is_the_same_for_every_cause() {
    let agent = Agent::start();
    let revoked = agent.pair_as("desktop", "", &[]);
    assert_eq!(agent.ask("DELETE", PATH, &[bearer(&revoked)], "").status, 204);
    let unknown = "a".repeat(43);
    let causes = [
        String::from("X-Nothing: 1"),
        bearer(&revoked),
        bearer(&unknown),
        bearer("short"),
        "Authorization: Basic YW5hOmFuYQ==".into(),
        "Authorization:".into(),
    ];
    let mut bodies = Vec::new();
    for cause in &causes {
        let answer = agent.ask("GET", PATH, &[cause], "");
        assert_eq!((answer.status, &*answer.headers["www-authenticate"]), (401, "Bearer"), "{cause}");
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Probe 21.
#[test]
fn guessing_tokens_is_slowed_down_and_never_those_who_have_one() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let host = agent.host();
    let mut wire = agent.wire();
    let mut seen = [0, 0];
    for guess in 0..1_000 {
        wire.ask("GET", PATH, &[&host, &bearer(&format!("{guess:043}"))], "");
        let answer = wire.answer().unwrap();
        match answer.status {
            401 if guess < 60 => seen[0] += 1,
            // A moment may pass in which one more is answered.
            401 => seen[0] += 1,
            429 => {
                assert_eq!(answer.code(), "api.too-many");
                assert!(answer.headers.contains_key("retry-after"));
                seen[1] += 1;
            }
            other => panic!("{other}"),
        }
        if guess % 100 == 99 {
            wire.ask("GET", PATH, &[&host, &token], "");
            assert_eq!(wire.answer().unwrap().status, 200, "a right token after {guess} wrong ones");
        }
    }
    assert!(seen[0] >= 60 && seen[1] > 800, "{seen:?}");
    assert_eq!(agent.ask("GET", PATH, &[&token], "").status, 200, "another connection too");
    assert_eq!(agent.ask::<&str>("GET", PATH, &[], "").status, 401, "who has no token is told so");
}

/// Probe 22.
#[test]
fn a_token_anywhere_else_is_no_token_and_is_not_logged() {
    let agent = Agent::start();
    let token = agent.pair();
    for header in [
        &format!("Cookie: token={token}"),
        &format!("Cookie: session={token}; Authorization=Bearer {token}"),
        &format!("X-API-Key: {token}"),
    ] {
        assert_eq!(agent.ask("GET", PATH, &[header], "").status, 401, "{header}");
    }
    for query in ["token", "access_token", "authorization"] {
        assert_eq!(agent.ask::<&str>("GET", &format!("{PATH}?{query}={token}"), &[], "").status, 401);
    }
    let body = format!(r#"{{"token":"{token}","authorization":"Bearer {token}"}}"#);
    assert_eq!(agent.ask("POST", "/edge/v1/panel", &[JSON], &body).status, 401);
    assert_eq!(agent.session(&token).status, 200);
    // Something of it is in the log: the log has been written.
    agent.ask_raw("GET", PATH, &["Host: evil.example"], "");
    agent.program.line("the log", LONG, |line| line.contains("evil.example"));
    let lines = agent.program.lines();
    assert!(lines.iter().all(|line| !line.contains(&token)), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("a client was paired")));
}

/// Probe 23.
#[test]
fn a_token_in_an_odd_form_is_refused() {
    let agent = Agent::start();
    let token = agent.pair();
    let good = bearer(&token);
    assert!([400, 401].contains(&agent.ask("GET", PATH, &[&good, &good], "").status));
    for odd in [
        format!("Authorization: bearer {token}"),
        format!("Authorization: BEARER {token}"),
        format!("Authorization: Bearer  {token}"),
        format!("Authorization: Bearer\t{token}"),
        format!("Authorization: Bearer{token}"),
        format!("Authorization: Bearer {token}\0"),
        format!("Authorization: Bearer {token}\u{b}"),
        format!("Authorization: Bearer {}\r{}", &token[..20], &token[20..]),
        format!("Authorization: Bearer {}\r\n {}", &token[..20], &token[20..]),
        format!("Authorization: Bearer {token}, Bearer {token}"),
        format!("Authorization: Bearer {token}é"),
        format!("Authorization : Bearer {token}"),
    ] {
        let status = agent.ask("GET", PATH, &[&odd], "").status;
        assert!([400, 401].contains(&status), "{odd:?}: {status}");
    }
    assert_eq!(agent.session(&token).status, 200, "and nothing has broken");
}

/// Probe 24.
#[test]
fn a_revoked_client_is_out_at_once_and_its_streams_end() {
    let agent = Agent::start();
    let token = agent.pair();
    let (host, credential) = (agent.host(), bearer(&token));
    let mut kept = agent.wire();
    kept.ask("GET", PATH, &[&host, &credential], "");
    assert_eq!(kept.answer().unwrap().status, 200);
    let [mut events, mut signals] = ["/api/v1/events", "/edge/v1/signals"].map(|path| {
        let mut wire = agent.wire();
        wire.ask("GET", path, &[&host, &credential], "");
        let (status, headers) = wire.head().unwrap();
        assert_eq!((status, &*headers["content-type"]), (200, "text/event-stream"));
        wire
    });
    let other = agent.pair_as("desktop", "", &[]);
    agent.json(&["client", "revoke", agent.json(&["client", "list"])["clients"][0]["uid"].as_str().unwrap()]);
    kept.ask("GET", PATH, &[&host, &credential], "");
    assert_eq!(kept.answer().unwrap().status, 401, "the next request, even on the same connection");
    assert_eq!(signals.event().map(|event| event.0).as_deref(), Some("signed-out"));
    assert_eq!(signals.event(), None);
    assert_eq!(events.event(), None);
    assert_eq!(agent.session(&other).status, 200, "others stay");
    assert!(agent.json(&["client", "list"])["clients"].as_array().unwrap().len() == 1);
}

/// Probe 25.
#[test]
fn a_token_is_good_for_its_scopes_and_its_page_alone() {
    let agent = Agent::start();
    let reader = bearer(&agent.pair_as("browser", &agent.own(), &["--read-only"]));
    assert_eq!(agent.ask("GET", "/api/v1/stages", &[&reader], "").status, 200);
    for (method, path) in [
        ("POST", "/edge/v1/log"),
        ("POST", "/api/v1/clients"),
        ("PATCH", "/api/v1/contacts/x"),
        ("GET", "/edge/v1/mails"),
    ] {
        let answer = agent.ask(method, path, &[JSON, &reader], if method == "GET" { "" } else { "{}" });
        assert_eq!((answer.status, &*answer.code()), (403, "api.forbidden"), "{method} {path}");
    }
    let port = agent.port;
    let token = bearer(&agent.pair());
    let elsewhere = [format!("Host: 127.0.0.1:{port}"), format!("Origin: http://127.0.0.1:{port}"), token];
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    assert_eq!(agent.ask_raw("GET", PATH, &elsewhere, "").status, 403);
}

/// A restart forgets no client and lets no revoked one in again.
#[test]
fn clients_outlive_the_agent() {
    let mut agent = Agent::start();
    let (stays, goes) = (agent.pair(), agent.pair_as("desktop", "", &[]));
    assert_eq!(agent.ask("DELETE", PATH, &[bearer(&goes)], "").status, 204);
    agent.program.ask_to_end();
    assert!(agent.program.ends(LONG).success());
    assert!(!agent.data().join("api.port").exists());
    let port = agent.port.to_string();
    let _again = crmweb_support::Program::start(&mut agent.command(&["serve", "--port", &port]));
    eventually("the agent to serve again", LONG, || agent.data().join("api.port").exists().then_some(()));
    assert_eq!(agent.session(&stays).status, 200);
    assert_eq!(agent.session(&goes).status, 401);
}
