//! Headers that keep browsers from doing more with an answer than it is meant for.

use axum::http::HeaderValue;
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::response::Response;

/// What a page of ours may load, and from where: itself.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/// Data load nothing and run nothing, even when a browser shows them.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
const SAME_ORIGIN: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Puts them on an answer.
pub(super) fn secure(response: &mut Response, page: bool) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(SAME_ORIGIN, HeaderValue::from_static("same-origin"));
    let policy = if page { PAGE } else { DATA };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if page {
        headers.insert(OPENER, HeaderValue::from_static("same-origin"));
        absent(headers, header::CACHE_CONTROL, "no-cache");
    } else {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
