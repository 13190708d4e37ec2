//! Probe 34: requests that two readers could read differently are refused, or end their connection.

use crate::agent::{Agent, bearer};

/// Says `bytes` and returns the statuses of all that is answered until the connection ends.
fn statuses(agent: &Agent, bytes: &str) -> Vec<u16> {
    let mut wire = agent.wire();
    wire.send(bytes);
    std::iter::from_fn(|| wire.answer()).map(|answer| answer.status).collect()
}

#[test]
fn no_second_request_is_smuggled_in_with_a_first() {
    let agent = Agent::start();
    let (host, token) = (agent.host(), bearer(&agent.pair()));
    // It is right in everything: if it is read as a request, it is answered 200.
    let hidden = format!("GET /edge/v1/session HTTP/1.1\r\n{host}\r\n{token}\r\nConnection: close\r\n\r\n");
    let json = "Content-Type: application/json";
    let length = hidden.len() + 5;
    let post = format!("POST /edge/v1/panel HTTP/1.1\r\n{host}\r\n{token}\r\n{json}\r\n");
    for (what, bytes) in [
        (
            "length, then chunked",
            format!("{post}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "chunked, then length",
            format!("{post}Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        ("two lengths", format!("{post}Content-Length: 2\r\nContent-Length: {length}\r\n\r\n{{}}{hidden}")),
        ("a list of lengths", format!("{post}Content-Length: 2, {length}\r\n\r\n{{}}{hidden}")),
        ("a signed length", format!("{post}Content-Length: +2\r\n\r\n{{}}{hidden}")),
        ("a length in hex", format!("{post}Content-Length: 0x2\r\n\r\n{{}}{hidden}")),
        ("a folded length", format!("{post}Content-Length:\r\n 2\r\n\r\n{{}}{hidden}")),
        ("chunked twice", format!("{post}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("an unknown coding", format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("chunked, not last", format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}")),
        (
            "a space before the colon",
            format!("{post}Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{{}}{hidden}"),
        ),
        (
            "a vertical tab",
            format!("{post}Transfer-Encoding:\u{b}chunked\r\nContent-Length: 2\r\n\r\n{{}}{hidden}"),
        ),
        ("a bad chunk", format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n{hidden}")),
        (
            "a negative chunk",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a huge chunk",
            format!("{post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{{}}\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a chunk without its end",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}0\r\n\r\n{hidden}"),
        ),
        (
            "a bare LF in a header",
            format!("{post}X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a bare CR in a header",
            format!("{post}X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{{}}{hidden}"),
        ),
        ("a NUL in a header", format!("{post}X-A: \0\r\nContent-Length: 2\r\n\r\n{{}}{hidden}")),
        ("a request in a header", format!("{post}X-A: b\r\n{}\r\n", hidden.replace("\r\n\r\n", "\r\n"))),
        ("a space in the target", hidden.replace("/session", "/session /edge")),
        ("no version", format!("GET /edge/v1/session\r\n{host}\r\n{token}\r\n\r\n{hidden}")),
        ("another version", hidden.replace("HTTP/1.1", "HTTP/1.2")),
        (
            "a body with GET",
            format!(
                "GET /edge/v1/hello HTTP/1.1\r\n{host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
            ),
        ),
    ] {
        let statuses = statuses(&agent, &bytes);
        assert!(statuses.len() <= 1, "{what}: a second answer: {statuses:?}");
        assert!(!statuses.contains(&200), "{what}: {statuses:?}");
    }
    assert_eq!(statuses(&agent, &hidden), [200], "it is right by itself");
    let honest = format!("GET /edge/v1/hello HTTP/1.1\r\n{host}\r\n\r\n{hidden}");
    assert_eq!(statuses(&agent, &honest), [204, 200], "and after an honest request");
}

#[test]
fn heads_have_their_limits() {
    let agent = Agent::start();
    let (host, token) = (agent.host(), bearer(&agent.pair()));
    let ask = |headers: &str| {
        statuses(
            &agent,
            &format!(
                "GET /edge/v1/session HTTP/1.1\r\n{host}\r\n{token}\r\n{headers}Connection: close\r\n\r\n"
            ),
        )
    };
    assert_eq!(ask(&format!("X-Long: {}\r\n", "x".repeat(8_000))), [200]);
    assert_eq!(ask(&format!("X-Long: {}\r\n", "x".repeat(17_000))), [431]);
    assert_eq!(ask(&"X-Many: 1\r\n".repeat(90)), [200]);
    assert_eq!(ask(&"X-Many: 1\r\n".repeat(300)), [431]);
    let target = format!("GET /{} HTTP/1.1\r\n{host}\r\n\r\n", "x".repeat(20_000));
    let refused = statuses(&agent, &target);
    assert!(matches!(refused.as_slice(), [414 | 431] | []), "{refused:?}");
}
