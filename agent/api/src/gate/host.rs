//! Is this server meant? A page whose name was turned to point here (DNS rebinding) still asks by its own name.

use super::refusal::Refusal;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// Returns the only names of a server on `port` of this machine.
pub(super) fn names(port: u16) -> [String; 3] {
    ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"))
}

/// Returns the own name that was asked for.
pub(super) fn check(parts: &Parts, names: &[String]) -> Result<String, Refusal> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        let detail = "a request names its server once, in the header Host";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "api.invalid", detail).closing());
    };
    let own = |text: &str| names.iter().find(|name| name.eq_ignore_ascii_case(text));
    let asked = host.to_str().ok().and_then(own);
    // The absolute form of a request names the server a second time (RFC 9112 §3.2.2).
    let absolute = parts.uri.authority().map(|authority| own(authority.as_str()));
    match (asked, absolute) {
        (Some(name), None) => Ok(name.clone()),
        (Some(name), Some(Some(again))) if name == again => Ok(name.clone()),
        _ => {
            let host: String = String::from_utf8_lossy(host.as_bytes())
                .chars()
                .take(100)
                .flat_map(char::escape_default)
                .collect();
            tracing::warn!(host, path = parts.uri.path(), "turned away: another server was asked for");
            Err(Refusal::misdirected().closing())
        }
    }
}
