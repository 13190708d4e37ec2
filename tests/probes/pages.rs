//! Probes 30, 31 and 36, as far as this port has them: pages hold nothing secret and no path leads elsewhere.

use crate::agent::{Agent, bearer};

/// Probe 36.
#[test]
fn no_path_leads_to_a_file_that_is_no_page() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    for path in [
        "/..%2f..%2fetc/passwd",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/../../etc/passwd",
        "/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..\\..\\etc\\passwd",
        "/assets/..%5c..%5cpanel.html",
        "//server/share",
        "//etc/passwd",
        "/panel%00.html",
        "/%00",
        "/C:\\Windows\\win.ini",
        "/C:/Windows/win.ini",
        "/file:///etc/passwd",
        "/.git/config",
        "/.env",
        "/key.pem",
        "/assets/",
        "/assets",
        "/panel/",
        "/panel.html/",
        "/PANEL",
        "/crm.sqlite",
        "/api.port",
        "/index.html.br",
        "/%61pi/v1/stages",
        "/./api/v1/stages",
        "/edge/../panel.html",
        "/api/v1/../../panel.html",
        "/api/v1/",
        "/edge",
    ] {
        let answer = agent.ask("GET", path, &[&token], "");
        assert_eq!((answer.status, &*answer.code()), (404, "api.not-found"), "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{path}");
    }
}

/// Probe 31, for the one page of this port.
#[test]
fn the_page_is_framed_by_nobody_and_holds_no_secret() {
    let agent = Agent::start();
    let token = agent.pair();
    for path in ["/", "/panel"] {
        let answer = agent.ask::<&str>("GET", path, &[], "");
        assert_eq!(answer.status, 200);
        let policy = &answer.headers["content-security-policy"];
        for part in
            ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(!answer.headers.contains_key("set-cookie"));
        assert!(!String::from_utf8_lossy(&answer.body).contains(&token));
        let tag = format!("If-None-Match: {}", answer.headers["etag"]);
        assert_eq!(agent.ask("GET", path, &[&tag], "").status, 304);
        assert_eq!(agent.ask::<&str>("POST", path, &[], "").headers["allow"], "GET, HEAD");
    }
}

/// Probe 30: there is no WebSocket here.
#[test]
fn there_is_no_websocket() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let upgrade = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    let with = |other: &str| {
        let headers: Vec<&str> = upgrade.iter().copied().chain([other]).collect();
        agent.ask("GET", "/api/v1/ws", &headers, "").status
    };
    assert_eq!(with("Origin: https://evil.example"), 403);
    assert_eq!(with("X-Nothing: 1"), 401);
    assert_eq!(with(&token), 404);
}

/// What says that an agent is here says nothing else.
#[test]
fn hello_is_empty() {
    let agent = Agent::start();
    let answer = agent.ask::<&str>("GET", "/edge/v1/hello", &[], "");
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert!(!answer.headers.contains_key("server"), "{answer:?}");
}
