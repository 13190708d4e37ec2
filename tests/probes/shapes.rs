//! Probes 17, 18 and 35: bodies of the wrong type or shape.

use crate::agent::{Agent, JSON, bearer};
use std::time::{Duration, Instant};

/// Probes 17 and 18.
#[test]
fn what_a_form_of_another_page_could_send_is_no_json() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    for kind in [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/jsonp",
        "application/json, text/plain",
        "message/rfc822",
        "",
    ] {
        for path in ["/edge/v1/panel", "/api/v1/clients", "/edge/v1/pair/confirm"] {
            let answer = agent.ask("POST", path, &[&format!("Content-Type: {kind}"), &token], r#"{"a":1}"#);
            assert_eq!((answer.status, &*answer.code()), (415, "api.media-type"), "{kind} {path}");
        }
    }
    assert_eq!(agent.ask("POST", "/edge/v1/panel", &[&token], r#"{"a":1}"#).status, 415, "no type at all");
    let packed = [JSON, "Content-Encoding: gzip", &token];
    assert_eq!(agent.ask("POST", "/edge/v1/panel", &packed, "{}").status, 415);
    let twice = [JSON, "Content-Type: text/plain", &token];
    assert_eq!(agent.ask("POST", "/edge/v1/panel", &twice, "{}").status, 415);
    assert_eq!(agent.ask("POST", "/edge/v1/mails/eml", &[JSON, &token], "{}").status, 415);
    for kind in [JSON, "Content-Type: application/json; charset=utf-8", "content-type: APPLICATION/JSON"] {
        assert_eq!(agent.ask("POST", "/edge/v1/panel", &[kind, &token], r#"{"a":1}"#).status, 422, "{kind}");
    }
}

/// Probe 35.
#[test]
fn broken_and_hostile_json_is_refused_quickly() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("a deep list", deep("[", "]").into()),
        ("a deep object", deep("{\"source\":", "}").into()),
        ("a deep beginning", "[".repeat(500_000).into()),
        (
            "a field twice",
            r#"{"code":"A","code":"B","kind":"browser","name":"x","source":1,"source":2}"#.into(),
        ),
        ("NaN", r#"{"source":NaN}"#.into()),
        ("infinity", r#"{"source":1e999}"#.into()),
        ("a huge number", format!(r#"{{"source":{}}}"#, "9".repeat(100_000)).into()),
        ("bytes that are no UTF-8", b"{\"source\":\"\xff\xfe\"}".to_vec()),
        ("a lone surrogate", r#"{"source":"\ud800"}"#.into()),
        ("something after the end", r#"{"source":{"mail":"x"}} {}"#.into()),
        ("a cut object", r#"{"source":{"#.into()),
        ("a comment", r#"{/**/"source":{}}"#.into()),
        ("a byte order mark", "\u{feff}{}".into()),
        ("a list", "[]".into()),
        ("null", "null".into()),
        ("an unknown field", r#"{"source":{"mail":"x"},"__proto__":{}}"#.into()),
    ];
    for (what, body) in &bodies {
        for path in ["/edge/v1/panel", "/edge/v1/pair/confirm"] {
            let mut wire = agent.wire();
            let head = format!(
                "POST {path} HTTP/1.1\r\n{}\r\n{token}\r\n{JSON}\r\nContent-Length: {}\r\n\r\n",
                agent.host(),
                body.len()
            );
            let started = Instant::now();
            wire.send([head.as_bytes(), body].concat());
            let answer = wire.answer().unwrap_or_else(|| panic!("{what}: no answer"));
            let took = started.elapsed();
            // The pairing route takes 64 KiB.
            let right = [400, 422].contains(&answer.status) || answer.status == 413 && body.len() > 64 << 10;
            assert!(right, "{what}: {answer:?}");
            assert!(took < Duration::from_millis(500), "{what}: {took:?}");
        }
    }
    assert_eq!(agent.ask("GET", "/edge/v1/session", &[&token], "").status, 200);
}
