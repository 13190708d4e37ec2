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
    /// A password in the body.
    SignIn,
    /// The token of a client with all of these scopes.
    Client(&'static [Scope]),
    /// The same, but not a token that was made for a program: who may do what, and how people sign in, is for people.
    Person(&'static [Scope]),
}

/// Requests that only read, although their question is a body.
const READING: [&str; 6] = [
    "/edge/v1/panel",
    "/edge/v1/guess",
    "/edge/v1/log/draft",
    "/edge/v1/attach/preview",
    "/api/v1/solutions/search",
    "/api/v1/templates/render",
];

/// Where somebody signs in.
pub(crate) const SIGN_IN: &str = "/api/v1/sign-in";

/// What is about who may do what, and how they sign in.
const OF_PEOPLE: [&str; 7] = [
    "/api/v1/sessions",
    "/api/v1/tokens",
    "/api/v1/password",
    "/api/v1/second-factor",
    "/api/v1/users",
    "/api/v1/roles",
    "/api/v1/company",
];

/// Where a whole mail is handed in.
pub(crate) const EML: &str = "/edge/v1/mails/eml";

/// Tells whether a request brings a file, which is not read at the gate.
pub(crate) fn is_upload(method: &Method, path: &str) -> bool {
    let below = path.strip_prefix("/api/v1/documents");
    let of_version = |rest: &str| {
        rest.strip_prefix('/').and_then(|rest| rest.split_once('/')).is_some_and(|(_, end)| end == "versions")
    };
    *method == Method::POST && below.is_some_and(|rest| rest.is_empty() || of_version(rest))
}

/// Returns what a request needs.
pub(crate) fn needed(method: &Method, path: &str) -> Access {
    use Scope::{AdminEdge, MailPrivate, PanelRead, PanelWrite};
    if !is_below(path, "/api") && !is_below(path, "/edge") {
        return Access::Page;
    }
    let asks = *method == Method::POST && is_below(path, "/api/v1/query") || READING.contains(&path);
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || asks;
    let private = is_below(path, "/edge/v1/mails");
    // They decide what leaves the company.
    let leaving = is_below(path, "/api/v1/webhooks") || is_below(path, "/api/v1/webhook-targets");
    match path {
        "/edge/v1/hello" => Access::Open,
        _ if is_below(path, "/edge/v1/pair") => Access::Pairing,
        SIGN_IN => Access::SignIn,
        // Whoever is in may ask who it is, and leave.
        "/edge/v1/session" | "/api/v1/session" => Access::Client(&[]),
        _ if OF_PEOPLE.iter().any(|root| is_below(path, root)) => {
            Access::Person(if reads { &[PanelRead] } else { &[PanelRead, PanelWrite] })
        }
        _ if private && reads => Access::Client(&[PanelRead, MailPrivate]),
        _ if private => Access::Client(&[PanelRead, PanelWrite, MailPrivate]),
        _ if leaving => Access::Client(&[PanelRead, PanelWrite, AdminEdge]),
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
    fn only_files_of_documents_come_as_bytes() {
        for (method, path, expected) in [
            (Method::POST, "/api/v1/documents", true),
            (Method::POST, "/api/v1/documents/x/versions", true),
            (Method::GET, "/api/v1/documents", false),
            (Method::POST, "/api/v1/documents/x", false),
            (Method::POST, "/api/v1/documents/x/versions/1/restore", false),
            (Method::POST, "/api/v1/documents/x/y/versions", false),
            (Method::POST, "/api/v1/documentsx", false),
        ] {
            assert_eq!(is_upload(&method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn each_request_needs_what_the_table_says() {
        use Scope::{AdminEdge, MailPrivate, PanelRead, PanelWrite};
        const READ: Access = Access::Client(&[PanelRead]);
        const WRITE: Access = Access::Client(&[PanelRead, PanelWrite]);
        for (method, path, expected) in [
            (Method::GET, "/", Access::Page),
            (Method::GET, "/panel", Access::Page),
            (Method::GET, "/apiary", Access::Page),
            (Method::GET, "/edge/v1/hello", Access::Open),
            (Method::POST, "/edge/v1/pair/confirm", Access::Pairing),
            (Method::DELETE, "/edge/v1/session", Access::Client(&[])),
            (Method::DELETE, "/api/v1/session", Access::Client(&[])),
            (Method::POST, "/api/v1/sign-in", Access::SignIn),
            (Method::POST, "/api/v1/sign-in/", WRITE),
            (Method::GET, "/api/v1/sessions", Access::Person(&[PanelRead])),
            (Method::DELETE, "/api/v1/sessions/x", Access::Person(&[PanelRead, PanelWrite])),
            (Method::POST, "/api/v1/tokens", Access::Person(&[PanelRead, PanelWrite])),
            (Method::PUT, "/api/v1/password", Access::Person(&[PanelRead, PanelWrite])),
            (Method::POST, "/api/v1/second-factor/confirm", Access::Person(&[PanelRead, PanelWrite])),
            (Method::PUT, "/api/v1/users/x/roles", Access::Person(&[PanelRead, PanelWrite])),
            (Method::GET, "/api/v1/usersx", READ),
            (Method::GET, "/edge/v1/sessions", READ),
            (Method::GET, "/api", READ),
            (Method::GET, "/api/v1/events", READ),
            (Method::GET, "/edge/v1/signals", READ),
            (Method::POST, "/edge/v1/panel", READ),
            (Method::POST, "/edge/v1/log/draft", READ),
            (Method::POST, "/edge/v1/attach/preview", READ),
            (Method::POST, "/api/v1/solutions/search", READ),
            (Method::POST, "/api/v1/templates/render", READ),
            (Method::POST, "/api/v1/query/accounts", READ),
            (Method::DELETE, "/api/v1/query/accounts", WRITE),
            (Method::POST, "/edge/v1/attach", WRITE),
            (Method::POST, "/edge/v1/log", WRITE),
            (Method::POST, "/api/v1/clients", WRITE),
            (Method::PATCH, "/api/v1/contacts/x", WRITE),
            (Method::DELETE, "/edge/v1/never-log/x", WRITE),
            (Method::from_bytes(b"BREW").unwrap(), "/api/v1/contacts", WRITE),
            (Method::GET, "/api/v1/webhooks", Access::Client(&[PanelRead, PanelWrite, AdminEdge])),
            (Method::POST, "/api/v1/webhooks/x/rotate", Access::Client(&[PanelRead, PanelWrite, AdminEdge])),
            (Method::PUT, "/api/v1/webhook-targets", Access::Client(&[PanelRead, PanelWrite, AdminEdge])),
            (Method::GET, "/api/v1/audit", READ),
            (Method::POST, "/api/v1/audit/7/restore", WRITE),
            (Method::GET, "/edge/v1/mails", Access::Client(&[PanelRead, MailPrivate])),
            (Method::GET, "/edge/v1/mails/1/text", Access::Client(&[PanelRead, MailPrivate])),
            (Method::POST, EML, Access::Client(&[PanelRead, PanelWrite, MailPrivate])),
        ] {
            assert_eq!(needed(&method, path), expected, "{method} {path}");
        }
    }
}
