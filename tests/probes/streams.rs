//! The streams: nothing is missed, nothing goes on after the end.

use crate::agent::{Agent, LONG, bearer};
use crate::wire::Wire;
use std::time::{Duration, Instant};

fn open(agent: &Agent, path: &str, token: &str, seen: Option<&str>) -> Wire {
    let mut wire = agent.wire();
    let (host, token) = (agent.host(), bearer(token));
    let last = seen.map(|seen| format!("Last-Event-ID: {seen}"));
    let headers: Vec<&str> = [host.as_str(), &token].into_iter().chain(last.as_deref()).collect();
    wire.ask("GET", path, &headers, "");
    let (status, headers) = wire.head().unwrap();
    assert_eq!((status, &*headers["content-type"]), (200, "text/event-stream"));
    assert_eq!(headers["cache-control"], "no-store");
    wire
}

/// Waits until a stream has said where it stands: what comes later is told.
fn stands(wire: &mut Wire) -> String {
    loop {
        let line = wire.line().unwrap();
        if let Some(id) = line.strip_prefix("id: ") {
            return id.to_owned();
        }
    }
}

#[test]
fn a_change_is_told_at_once_and_a_client_that_comes_back_misses_nothing() {
    let agent = Agent::start();
    let token = agent.pair();
    let mut first = open(&agent, "/api/v1/events", &token, None);
    stands(&mut first);
    let added: Vec<_> =
        ["Unu SRL", "Doi SRL", "Trei SRL"].iter().map(|name| agent.json(&["account", "add", name])).collect();
    let seen: Vec<_> = added
        .iter()
        .map(|account| {
            let (event, id, data) = first.event().unwrap();
            let change: serde_json::Value = serde_json::from_str(&data).unwrap();
            assert_eq!((&*event, change["verb"].as_str().unwrap()), ("change", "created"));
            assert_eq!(change["seq"].to_string(), id);
            assert_eq!(change["mutation"], account["mutation"], "one's own deed is known by it");
            let record = serde_json::json!([{ "kind": "account", "uid": account["account"]["uid"] }]);
            assert_eq!(change["records"], record);
            (id, data)
        })
        .collect();
    let mut again = open(&agent, "/api/v1/events", &token, Some(&seen[0].0));
    for (id, data) in &seen[1..] {
        let (event, again_id, again_data) = again.event().unwrap();
        assert_eq!((&*event, &again_id, &again_data), ("change", id, data));
    }
    let mut everything = open(&agent, "/api/v1/events", &token, Some("0"));
    assert_eq!(everything.event().unwrap().1, "1");
}

#[test]
fn a_number_of_another_life_is_answered_with_a_reset() {
    let agent = Agent::start();
    let token = agent.pair();
    agent.json(&["account", "add", "Unu SRL"]);
    for seen in ["999999", "-1", "abc", ""] {
        let mut wire = open(&agent, "/api/v1/events", &token, Some(seen));
        assert_eq!(wire.event().unwrap().0, "reset", "{seen}");
    }
    let mut other = open(&agent, "/api/v1/events?epoch=another", &token, Some("1"));
    assert_eq!(other.event().unwrap().0, "reset");
    let epoch = agent.session(&token).json()["epoch"].as_str().unwrap().to_owned();
    let mut same = open(&agent, &format!("/api/v1/events?epoch={epoch}"), &token, Some("1"));
    assert_eq!(same.event().unwrap().0, "change");
}

#[test]
fn an_idle_stream_says_every_fifteen_seconds_that_it_is_alive() {
    let agent = Agent::start();
    let token = agent.pair();
    let mut wire = open(&agent, "/edge/v1/signals", &token, None);
    let started = Instant::now();
    loop {
        let line = wire.line().unwrap();
        if line.starts_with(':') {
            break;
        }
    }
    assert!(started.elapsed() > Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_mailbox_that_cannot_be_reached_is_signalled() {
    let agent = Agent::start();
    let token = agent.pair();
    let mut wire = open(&agent, "/edge/v1/signals", &token, None);
    let mut add =
        agent.command(&["mailbox", "add", "ana@firma.example", "--host", "127.0.0.1", "--port", "1"]);
    add.args(["--no-test", "--secret-file", "--password-stdin"]);
    let mut add = crmweb_support::Program::start(&mut add);
    add.say("secret");
    add.hang_up();
    assert!(add.ends(LONG).success());
    loop {
        let (event, _, data) = wire.event().unwrap();
        let mailbox: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!((&*event, mailbox["address"].as_str().unwrap()), ("sync", "ana@firma.example"));
        if mailbox["state"] == "error" {
            assert!(mailbox["error"].as_str().unwrap().contains("127.0.0.1"), "{mailbox}");
            break;
        }
    }
    let session = agent.session(&token).json();
    assert_eq!(session["mailboxes"][0]["address"], "ana@firma.example");
}

#[test]
fn the_agent_ends_with_streams_open() {
    let mut agent = Agent::start();
    let token = agent.pair();
    let mut streams = ["/api/v1/events", "/edge/v1/signals"].map(|path| open(&agent, path, &token, None));
    agent.program.ask_to_end();
    for stream in &mut streams {
        assert_eq!(stream.event(), None);
    }
    assert!(agent.program.ends(LONG).success());
}
