//! Probes 32 and 33: nothing grows, nothing waits for ever, and others are served meanwhile.

use crate::agent::{Agent, JSON, bearer};
use crate::wire::Wire;
use std::time::{Duration, Instant};

/// What a connection may take at most, with room for a busy machine.
const SOON: Duration = Duration::from_secs(25);
const EML: &str = "Content-Type: message/rfc822";

/// Bytes the program holds in memory.
fn memory(agent: &Agent) -> u64 {
    let statm = std::fs::read_to_string(format!("/proc/{}/statm", agent.program.id())).unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// Sends until the other side closes, at most `most` bytes; returns how many.
fn pour(wire: &mut Wire, piece: &[u8], most: usize) -> usize {
    let mut sent = 0;
    while sent < most && wire.send(piece) {
        sent += piece.len();
    }
    sent
}

/// Probe 32.
#[test]
fn what_is_too_large_is_refused_without_being_kept() {
    let agent = Agent::start();
    let (host, token) = (agent.host(), bearer(&agent.pair()));
    let before = memory(&agent);
    for (path, kind, length) in [
        ("/edge/v1/panel", JSON, 10_u64 << 30),
        ("/edge/v1/panel", JSON, (1 << 20) + 1),
        ("/edge/v1/mails/eml", EML, 41 << 20),
        ("/edge/v1/pair/confirm", JSON, (64 << 10) + 1),
        ("/panel", JSON, 1 << 30),
    ] {
        let mut wire = agent.wire();
        let length = format!("Content-Length: {length}");
        wire.ask("POST", path, &[&host, &token, kind, &length], "");
        let answer = wire.answer().unwrap();
        assert_eq!((answer.status, &*answer.code()), (413, "api.too-large"), "{path} {length}");
        assert_eq!(answer.headers["connection"], "close");
        assert!(wire.answer().is_none(), "the connection ends");
    }
    for (path, kind, limit) in [("/edge/v1/panel", JSON, 1 << 20), ("/edge/v1/mails/eml", EML, 40 << 20)] {
        let mut wire = agent.wire();
        wire.ask("POST", path, &[&host, &token, kind, "Transfer-Encoding: chunked"], "");
        let chunk = [b"10000\r\n", &[b' '; 0x10000][..], b"\r\n"].concat();
        // The sockets between hold some megabytes.
        let sent = pour(&mut wire, &chunk, 1 << 30);
        assert!(sent < limit + (64 << 20), "{path}: {sent} bytes were taken");
        let answer = wire.answer();
        assert!(answer.is_none_or(|answer| answer.status == 413), "{path}");
    }
    let grown = memory(&agent).saturating_sub(before);
    assert!(grown < 160 << 20, "{} MiB", grown >> 20);
    let fits = format!("{{\"source\":{}", " ".repeat((1 << 20) - 20));
    assert_eq!(agent.ask("POST", "/edge/v1/panel", &[JSON, &token], &fits).status, 400, "only no JSON");
}

/// A stranger's body is not even read.
#[test]
fn whoever_has_no_token_sends_in_vain() {
    let agent = Agent::start();
    let mut wire = agent.wire();
    wire.ask("POST", "/edge/v1/mails/eml", &[&agent.host(), EML, "Transfer-Encoding: chunked"], "");
    let answer = wire.answer().unwrap();
    assert_eq!(answer.status, 401, "before a byte of the body");
    assert!(wire.answer().is_none(), "the connection ends");
}

/// Probe 33.
#[test]
fn slow_clients_are_let_go_and_hundreds_of_idle_ones_hinder_nobody() {
    let agent = Agent::start();
    let (host, token) = (agent.host(), bearer(&agent.pair()));
    let started = Instant::now();
    let mut idle: Vec<Wire> = (0..480).map(|_| agent.wire()).collect();
    let mut slow_head = agent.wire();
    slow_head.send(format!("GET /edge/v1/hello HTTP/1.1\r\n{host}\r\nX-Slow: "));
    let mut slow_body = agent.wire();
    slow_body.ask("POST", "/edge/v1/panel", &[&host, &token, JSON, "Content-Length: 1000"], "");
    let mut kept = agent.wire();
    kept.ask("GET", "/edge/v1/hello", &[&host], "");
    assert_eq!(kept.answer().unwrap().status, 204);
    // A byte a second, until each is let go; others are served all the while.
    let (mut head_over, mut body_over) = (false, false);
    while !(head_over && body_over) {
        assert!(started.elapsed() < SOON, "head {head_over}, body {body_over}");
        if !head_over {
            slow_head.send("x");
            head_over = slow_head.wait(Duration::from_millis(500));
        }
        if !body_over {
            slow_body.send(" ");
            body_over = slow_body.wait(Duration::from_millis(500));
        }
        let asked = Instant::now();
        assert_eq!(agent.ask("GET", "/edge/v1/session", &[&token], "").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    }
    assert_eq!(slow_head.answer().map(|answer| answer.status), None);
    let answer = slow_body.answer().unwrap();
    assert_eq!((answer.status, &*answer.headers["connection"]), (408, "close"));
    assert!(kept.wait(SOON) && kept.answer().is_none(), "an idle connection ends");
    for wire in &mut idle {
        assert!(wire.answer().is_none());
    }
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}
