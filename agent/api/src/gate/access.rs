//! What a request needs: the table of methods and paths.

use crate::caller::Scope;
use axum::http::Method;

/// What it takes to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: a page or its parts. They hold no data.
    Page,
    /// Nothing: it says no more than that an agent is here.
    Open,
    /// A pairing code in the body.
    Pairing,
    /// The token of a client with all of these scopes.
    Client(&'static [Scope]),
}

/// Requests that only read, although their question is a body.
const READING: [&str; 4] =
    ["/edge/v1/panel", "/edge/v1/guess", "/edge/v1/log/draft", "/edge/v1/attach/preview"];

/// Where a whole mail is handed in.
pub(crate) const EML: &str = "/edge/v1/mails/eml";

/// Returns what a request needs.
pub(crate) fn needed(method: &Method, path: &str) -> Access {
    use Scope::{MailPrivate, PanelRead, PanelWrite};
    if !is_below(path, "/api") && !is_below(path, "/edge") {
        return Access::Page;
    }
    let asks = *method == Method::POST && is_below(path, "/api/v1/query") || READING.contains(&path);
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || asks;
    let private = is_below(path, "/edge/v1/mails");
    match path {
        "/edge/v1/hello" => Access::Open,
        _ if is_below(path, "/edge/v1/pair") => Access::Pairing,
        // Whoever is in may ask who it is, and leave.
        "/edge/v1/session" => Access::Client(&[]),
        _ if private && reads => Access::Client(&[PanelRead, MailPrivate]),
        _ if private => Access::Client(&[PanelRead, PanelWrite, MailPrivate]),
        _ if reads => Access::Client(&[PanelRead]),
        _ => Access::Client(&[PanelRead, PanelWrite]),
    }
}

/// Tells whether `path` is `root` or below it.
pub(crate) fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_needs_what_the_table_says() {
        use Scope::{MailPrivate, PanelRead, PanelWrite};
        const READ: Access = Access::Client(&[PanelRead]);
        const WRITE: Access = Access::Client(&[PanelRead, PanelWrite]);
        for (method, path, expected) in [
            (Method::GET, "/", Access::Page),
            (Method::GET, "/panel", Access::Page),
            (Method::GET, "/apiary", Access::Page),
            (Method::GET, "/edge/v1/hello", Access::Open),
            (Method::POST, "/edge/v1/pair/confirm", Access::Pairing),
            (Method::DELETE, "/edge/v1/session", Access::Client(&[])),
            (Method::GET, "/edge/v1/sessions", READ),
            (Method::GET, "/api", READ),
            (Method::GET, "/api/v1/events", READ),
            (Method::GET, "/edge/v1/signals", READ),
            (Method::POST, "/edge/v1/panel", READ),
            (Method::POST, "/edge/v1/log/draft", READ),
            (Method::POST, "/edge/v1/attach/preview", READ),
            (Method::POST, "/api/v1/query/accounts", READ),
            (Method::DELETE, "/api/v1/query/accounts", WRITE),
            (Method::POST, "/edge/v1/attach", WRITE),
            (Method::POST, "/edge/v1/log", WRITE),
            (Method::POST, "/api/v1/clients", WRITE),
            (Method::PATCH, "/api/v1/contacts/x", WRITE),
            (Method::DELETE, "/edge/v1/never-log/x", WRITE),
            (Method::from_bytes(b"BREW").unwrap(), "/api/v1/contacts", WRITE),
            (Method::GET, "/edge/v1/mails", Access::Client(&[PanelRead, MailPrivate])),
            (Method::GET, "/edge/v1/mails/1/text", Access::Client(&[PanelRead, MailPrivate])),
            (Method::POST, EML, Access::Client(&[PanelRead, PanelWrite, MailPrivate])),
        ] {
            assert_eq!(needed(&method, path), expected, "{method} {path}");
        }
    }
}
