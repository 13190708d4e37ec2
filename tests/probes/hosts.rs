//! Probes 1–8: whoever asks for another server gets nothing.

use crate::agent::{Agent, LONG, bearer};
use crate::wire::Wire;
use std::net::{SocketAddr, TcpStream, UdpSocket};

const PATH: &str = "/edge/v1/session";

fn misdirected(at: SocketAddr, host: &str, token: &str) {
    let mut wire = Wire::open(at);
    wire.ask("GET", PATH, &[host, &bearer(token)], "");
    let answer = wire.answer().unwrap();
    assert_eq!((answer.status, answer.body.len()), (421, 0), "{host:?} at {at}: {answer:?}");
    assert!(answer.cors().is_empty());
    assert_eq!(wire.answer().map(|a| a.status), None, "the connection ends");
}

/// Probe 1.
#[test]
fn a_page_under_a_name_turned_to_this_machine_gets_nothing_and_is_logged() {
    let agent = Agent::start();
    let token = agent.pair();
    for at in agent.addresses() {
        misdirected(at, &format!("Host: evil.example:{}", agent.port), &token);
    }
    let told = |line: &str| line.contains("another server was asked for") && line.contains("evil.example");
    let line = agent.program.line("the log to tell", LONG, told);
    assert!(!line.contains(&token), "{line}");
}

/// Probes 2, 3 and 4.
#[test]
fn only_the_exact_names_of_this_server_are_its_own() {
    let agent = Agent::start();
    let (token, port) = (agent.pair(), agent.port);
    for at in agent.addresses() {
        for host in [
            &format!("localhost.evil.example:{port}"),
            &format!("127.0.0.1.nip.io:{port}"),
            &format!("0.0.0.0:{port}"),
            &format!("192.168.1.5:{port}"),
            &format!("pc-ana:{port}"),
            &format!("localhost.:{port}"),
            &format!("127.1:{port}"),
            &format!("2130706433:{port}"),
            &format!("[::]:{port}"),
            &format!("[::ffff:127.0.0.1]:{port}"),
            &format!("localhost:{port}@evil.example"),
            &format!("ana@localhost:{port}"),
            &format!("localhost:0{port}"),
            &format!("localhost:{}", port.wrapping_add(1)),
            &format!("localhost:{port}, evil.example"),
            "localhost",
            "localhost:9999",
            "",
        ] {
            misdirected(at, &format!("Host: {host}"), &token);
        }
        for host in ["localhost", "LOCALHOST", "LocalHost", "127.0.0.1", "[::1]"] {
            let mut wire = Wire::open(at);
            wire.ask("GET", PATH, &[&format!("Host: {host}:{port}"), &bearer(&token)], "");
            assert_eq!(wire.answer().unwrap().status, 200, "{host} at {at}");
        }
    }
}

/// Probe 5.
#[test]
fn a_request_names_its_server_exactly_once() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let host = agent.host();
    for headers in [&[&*token][..], &[&token, &host, &host], &[&token, &host, "Host: evil.example"]] {
        assert_eq!(agent.ask_raw("GET", PATH, headers, "").status, 400, "{headers:?}");
    }
}

/// Probe 6.
#[test]
fn the_absolute_form_of_a_request_cannot_name_another_server() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let port = agent.port;
    for (target, expected) in [
        (format!("http://evil.example{PATH}"), 421),
        (format!("http://evil.example:{port}{PATH}"), 421),
        (format!("http://localhost:{port}@evil.example{PATH}"), 421),
        (format!("http://127.0.0.1:{port}{PATH}"), 421),
        (format!("http://localhost:{port}{PATH}"), 200),
    ] {
        assert_eq!(agent.ask("GET", &target, &[&token], "").status, expected, "{target}");
    }
    let mut wire = agent.wire();
    wire.ask("CONNECT", "evil.example:443", &[&agent.host(), &token], "");
    assert_eq!(wire.answer().unwrap().status, 421);
}

/// Probe 7. This port speaks HTTP/1.1 alone: there is no `:authority` to forge.
#[test]
fn http_2_is_not_spoken() {
    let agent = Agent::start();
    let mut wire = agent.wire();
    wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    let rest = wire.rest();
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 400"), "{rest}");
    let upgrade = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"];
    assert_eq!(agent.ask("GET", "/edge/v1/hello", &upgrade, "").status, 204);
}

/// Probe 8.
#[test]
fn the_server_is_found_on_this_machine_alone() {
    let agent = Agent::start();
    for at in agent.addresses() {
        let mut wire = Wire::open(at);
        wire.ask("GET", "/edge/v1/hello", &[&agent.host()], "");
        assert_eq!(wire.answer().unwrap().status, 204, "{at}");
    }
    // Nothing is sent: the system only says by which of its addresses it would reach another machine.
    let asking = UdpSocket::bind("0.0.0.0:0").unwrap();
    if asking.connect("192.0.2.1:9").is_ok() {
        let outside = asking.local_addr().unwrap().ip();
        assert!(outside.is_loopback() || TcpStream::connect((outside, agent.port)).is_err(), "{outside}");
    }
}
