//! Probes 9–16: pages of other origins get nothing, whatever token they hold.

use crate::agent::{Agent, EXTENSION, JSON, bearer};

/// A change that any paired client may make; the route need not like its body.
const CHANGE: &str = "/api/v1/accounts";

/// Probes 9, 10 and 11.
#[test]
fn a_page_of_another_origin_is_refused_even_with_a_token() {
    let agent = Agent::start();
    let (token, port) = (bearer(&agent.pair()), agent.port);
    for origin in [
        "https://evil.example",
        "null",
        "",
        "https://localhost:3000",
        "http://localhost:3000",
        "http://localhost",
        &format!("https://localhost:{port}"),
        &format!("http://localhost:{port}.evil.example"),
        &format!("http://localhost:{port}/"),
        &format!("http://LOCALHOST:{port}"),
        // Ours by another name: the page of one name is not the page of the other.
        &format!("http://127.0.0.1:{port}"),
        &format!("http://[::1]:{port}"),
    ] {
        for (method, path) in [("POST", CHANGE), ("GET", "/edge/v1/session"), ("GET", "/panel")] {
            let headers = [&format!("Origin: {origin}"), JSON, &token].map(String::from);
            let answer = agent.ask(method, path, &headers, if method == "POST" { "{}" } else { "" });
            assert_eq!((answer.status, &*answer.code()), (403, "api.forbidden"), "{origin}: {answer:?}");
            assert!(answer.cors().is_empty(), "{answer:?}");
        }
    }
    let two = [format!("Origin: {}", agent.own()), "Origin: https://evil.example".into(), token.clone()];
    assert_eq!(agent.ask("GET", "/edge/v1/session", &two, "").status, 403);
    let own = [format!("Origin: {}", agent.own()), token];
    assert_eq!(agent.ask("GET", "/edge/v1/session", &own, "").status, 200);
}

/// Probe 12.
#[test]
fn an_unknown_extension_may_only_pair_and_only_while_a_window_is_open() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    let origin = format!("Origin: {EXTENSION}");
    let refused = agent.ask("POST", CHANGE, &[&origin, JSON, &token], "{}");
    assert_eq!(refused.status, 403);
    assert_eq!(agent.confirm("AAAA-AAAA", "thunderbird", "Thunderbird", EXTENSION).status, 403);
    let code = agent.code(&[]);
    assert_eq!(agent.ask("POST", CHANGE, &[&origin, JSON, &token], "{}").status, 403, "pairing only");
    assert_eq!(agent.confirm(&code, "thunderbird", "Thunderbird", "moz-extension://unknown").status, 403);
    let paired = agent.confirm(&code, "thunderbird", "Thunderbird", EXTENSION);
    assert_eq!(paired.status, 201, "{paired:?}");
    let token = bearer(paired.json()["token"].as_str().unwrap());
    assert_eq!(agent.ask("GET", "/edge/v1/session", &[&origin, &token], "").status, 200);
    assert_eq!(agent.ask("GET", "/edge/v1/session", &[&token], "").status, 200, "a GET names no origin");
    let other = "Origin: moz-extension://00000000-0000-4000-8000-000000000000";
    assert_eq!(agent.ask("GET", "/edge/v1/session", &[other, &token], "").status, 403);
}

/// Probes 13 and 14.
#[test]
fn a_preflight_is_answered_to_paired_extensions_alone() {
    let agent = Agent::start();
    let asked =
        ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization, x-evil"];
    let preflight = |origin: &str| {
        let origin = format!("Origin: {origin}");
        agent.ask("OPTIONS", CHANGE, &[asked[0], asked[1], &origin], "")
    };
    for origin in ["https://evil.example", "null", EXTENSION] {
        let answer = preflight(origin);
        assert_eq!(answer.status, 403, "{origin}");
        assert!(answer.cors().is_empty(), "{answer:?}");
    }
    agent.pair_as("thunderbird", EXTENSION, &[]);
    let answer = preflight(EXTENSION);
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(answer.headers["access-control-allow-origin"], EXTENSION);
    assert_eq!(answer.headers["vary"], "Origin");
    assert_eq!(answer.headers["access-control-allow-methods"], "GET, POST, PUT, PATCH, DELETE");
    let headers = &answer.headers["access-control-allow-headers"];
    assert!(headers.contains("authorization") && !headers.contains("x-evil") && !headers.contains('*'));
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    assert_eq!(preflight("https://evil.example").status, 403);
    let own = preflight(&agent.own());
    assert!(own.status == 401 && own.cors().is_empty(), "{own:?}");
}

/// Probe 15.
#[test]
fn images_scripts_and_links_of_other_pages_load_nothing() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    for (site, dest) in [
        ("cross-site", "image"),
        ("cross-site", "script"),
        ("same-site", "style"),
        ("cross-site", "empty"),
        ("odd", "empty"),
    ] {
        for path in ["/edge/v1/session", "/edge/v1/hello", "/", "/panel"] {
            let headers = [
                format!("Sec-Fetch-Site: {site}"),
                "Sec-Fetch-Mode: no-cors".into(),
                format!("Sec-Fetch-Dest: {dest}"),
                token.clone(),
            ];
            let answer = agent.ask("GET", path, &headers, "");
            assert_eq!(answer.status, 403, "{site} {path}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin");
        }
    }
}

/// Probe 16.
#[test]
fn the_api_cannot_be_opened_as_a_page() {
    let agent = Agent::start();
    let token = bearer(&agent.pair());
    for site in ["none", "same-origin", "cross-site"] {
        let headers = [
            format!("Sec-Fetch-Site: {site}"),
            "Sec-Fetch-Mode: navigate".into(),
            "Sec-Fetch-Dest: document".into(),
            token.clone(),
        ];
        assert_eq!(agent.ask("GET", "/edge/v1/session", &headers, "").status, 403, "{site}");
        assert_eq!(agent.ask("GET", "/panel", &headers, "").status, 200, "{site}");
    }
}
