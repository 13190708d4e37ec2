//! Does a page ask that may? Own pages and paired extensions; whoever sends no origin is no page, or one of ours.

use super::access::Access;
use super::refusal::Refusal;
use crate::app::App;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::time::Instant;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const EXTENSION: &str = "moz-extension://";

/// What a paired extension may use across origins.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, idempotency-key, if-match, last-event-id");

/// Returns the origin of the page that asks, when it says so.
pub(super) fn check(parts: &Parts, host: &str, access: Access, app: &App) -> Result<Option<String>, Refusal> {
    let headers = &parts.headers;
    let refused = || Refusal::forbidden("another page may not ask here");
    let site = only(headers, &SITE).map_err(|()| refused())?;
    let mode = only(headers, &MODE).map_err(|()| refused())?;
    let origin = only(headers, &header::ORIGIN).map_err(|()| refused())?;
    let near = matches!(site, None | Some("none" | "same-origin"));
    let navigates = mode == Some("navigate");
    if access == Access::Page {
        // A link from elsewhere may open a page of ours, but not use its parts or frame it.
        let opened = navigates && only(headers, &DEST).is_ok_and(|dest| dest == Some("document"));
        return match origin {
            None if near || opened => Ok(None),
            Some(origin) if near && is_own(origin, host) => Ok(Some(origin.into())),
            _ => Err(refused()),
        };
    }
    if navigates {
        return Err(Refusal::forbidden("this is no page"));
    }
    match origin {
        None if near => Ok(None),
        Some(origin) if near && is_own(origin, host) => Ok(Some(origin.into())),
        Some(origin) if is_extension(origin) && is_welcome(origin, access, app) => {
            if parts.method == Method::OPTIONS {
                return Err(preflight(origin).into());
            }
            Ok(Some(origin.into()))
        }
        _ => Err(refused()),
    }
}

/// The one value of a header; several are an error.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

fn is_own(origin: &str, host: &str) -> bool {
    origin.strip_prefix("http://") == Some(host)
}

/// Tells whether an origin is that of an installed extension: `moz-extension://` and a UUID.
pub(crate) fn is_extension(origin: &str) -> bool {
    let id = origin.strip_prefix(EXTENSION).unwrap_or_default();
    id.len() == 36 && crmweb_model::ids::Uid::parse(id).is_ok()
}

fn is_welcome(origin: &str, access: Access, app: &App) -> bool {
    app.clients().has_origin(origin) || access == Access::Pairing && app.pairing().is_open(Instant::now())
}

/// Lets an extension send what follows; nothing else ever carries such headers.
fn preflight(origin: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_known_by_its_uuid_alone() {
        assert!(is_extension("moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11"));
        for other in [
            "moz-extension://unknown",
            "moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11/",
            "moz-extension://6d2c5a389d3e4f6a8f3b0d3f5a3c1f11",
            "chrome-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11",
            "null",
            "",
        ] {
            assert!(!is_extension(other), "{other}");
        }
    }
}
