//! The pages: built from `addin/`, held in this program, found by their exact names only.

use crate::gate::access::is_below;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A file as it was built.
struct Built {
    /// Where it is asked for, with a leading `/`.
    path: &'static str,
    bytes: &'static [u8],
    /// The same, compressed with Brotli.
    brotli: Option<&'static [u8]>,
}

// `const BUILT: &[Built]`, written by build.rs.
include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page that people ask for as `/` and `/panel`.
const PANEL: &str = "/panel.html";
/// Names that hold a hash of their content never change.
const HASHED: &str = "/assets/";

const ABSENT: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>CRMWeb</title>\n\
    <h1>The panel has not been built into this program</h1>\n\
    <p>Build it with Node 20 or newer, then build the program again:</p>\n\
    <pre>cd addin &amp;&amp; npm ci &amp;&amp; npm run build\ncargo build --release</pre>\n\
    <p>The agent itself is running; every <code>crmweb</code> command works.</p>\n</html>\n";

struct Page {
    bytes: Cow<'static, [u8]>,
    brotli: Option<&'static [u8]>,
    tag: String,
}

static PAGES: LazyLock<HashMap<&'static str, Page>> = LazyLock::new(|| {
    let page =
        |file: &Built| Page { bytes: Cow::Borrowed(file.bytes), brotli: file.brotli, tag: tag(file.bytes) };
    BUILT.iter().map(|file| (file.path, page(file))).collect()
});

/// Answers with a page or a part of one. Names below the API that nobody else has taken do not exist.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if is_below(path, "/api") || is_below(path, "/edge") {
        return missing();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let name = if matches!(path, "/" | "/panel") { PANEL } else { path };
    if let Some(page) = from_directory(name) {
        return page.map_or_else(missing, |page| answer(name, &page, request.headers()));
    }
    match PAGES.get(name) {
        Some(page) => answer(name, page, request.headers()),
        None if name == PANEL && BUILT.is_empty() => answer(
            name,
            &Page { bytes: ABSENT.as_bytes().into(), brotli: None, tag: tag(ABSENT.as_bytes()) },
            request.headers(),
        ),
        None => missing(),
    }
}

fn missing() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "api.not-found", "there is nothing here").into_response()
}

fn answer(name: &str, page: &Page, asked: &HeaderMap) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|tag| tag.trim() == page.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let brotli = page.brotli.filter(|_| takes_brotli(asked));
        let bytes = brotli.map_or_else(|| page.bytes.clone(), Cow::Borrowed);
        let mut response = Response::new(match bytes {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        });
        if brotli.is_some() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
        response
    };
    let headers = response.headers_mut();
    let keep = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::from_str(&page.tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    let codings = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn tag(bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"")
}

/// While the pages are worked on: `$CRMWEB_PAGES` names the directory of their build, read anew for each request.
/// The outer `None`: they are not. Names are compared with what is in the directory, never opened as they come.
#[cfg(debug_assertions)]
fn from_directory(name: &str) -> Option<Option<Page>> {
    let root = std::path::PathBuf::from(std::env::var_os("CRMWEB_PAGES").filter(|value| !value.is_empty())?);
    let mut folders = vec![(root, String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push((entry.path(), path)),
                Ok(kind) if kind.is_file() && path == name => {
                    let bytes = std::fs::read(entry.path()).ok()?;
                    return Some(Some(Page { tag: tag(&bytes), bytes: Cow::Owned(bytes), brotli: None }));
                }
                _ => {}
            }
        }
    }
    Some(None)
}

#[cfg(not(debug_assertions))]
fn from_directory(_name: &str) -> Option<Option<Page>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_whoever_takes_it() {
        for (accepted, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=0.5", true),
            ("br;q=0, gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(takes_brotli(&headers), expected, "{accepted}");
        }
    }

    #[test]
    fn each_page_is_found_under_its_own_name_once() {
        let names: std::collections::HashSet<_> = BUILT.iter().map(|file| file.path).collect();
        assert_eq!(names.len(), BUILT.len());
        assert!(BUILT.iter().all(|file| file.path.starts_with('/') && !file.path.contains("/.")));
    }
}
