//! The body of a request: how large it may be, of which type, and how long it may take.

use super::access::{EML, SIGN_IN, is_below, is_upload};
use super::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// The largest JSON.
const JSON: usize = 1 << 20;
/// The largest mail.
const MAIL: usize = 40 << 20;
/// The largest file; what the company has set, which is less, is asked behind the gate.
const FILE: usize = 1 << 30;
/// Files that come at the same time.
const FILES_AT_ONCE: usize = 8;
/// The largest request of a stranger, who has only a code or a password.
const PAIRING: usize = 64 << 10;
/// Mails that are handed in at the same time.
const MAILS_AT_ONCE: usize = 4;
/// How long a whole body may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads bodies; there is room for a few large ones.
pub(super) struct Bodies {
    mails: Semaphore,
    files: Semaphore,
}

/// The room of a large body, until dropped.
pub(super) type Place<'b> = Option<SemaphorePermit<'b>>;

impl Default for Bodies {
    fn default() -> Bodies {
        Bodies { mails: Semaphore::new(MAILS_AT_ONCE), files: Semaphore::new(FILES_AT_ONCE) }
    }
}

/// Returns how many bytes a request may carry.
pub(super) fn limit(parts: &Parts) -> usize {
    match parts.uri.path() {
        EML if parts.method == Method::POST => MAIL,
        SIGN_IN => PAIRING,
        path if is_upload(&parts.method, path) => FILE,
        path if is_below(path, "/api") || is_below(path, "/edge") && !is_below(path, "/edge/v1/pair") => JSON,
        _ => PAIRING,
    }
}

/// Refuses a body that says itself that it is too large.
pub(super) fn check_length(headers: &HeaderMap, limit: usize) -> Result<(), Refusal> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    match declared.and_then(|length| length.parse::<u64>().ok()) {
        Some(length) if length > limit as u64 => Err(too_large(limit)),
        _ => Ok(()),
    }
}

/// Refuses a body of any type a form or an image of another page could send.
pub(super) fn check_type(parts: &Parts) -> Result<(), Refusal> {
    let path = parts.uri.path();
    if !is_below(path, "/api") && !is_below(path, "/edge") {
        return Ok(());
    }
    let headers = &parts.headers;
    let length = headers.get(header::CONTENT_LENGTH).map_or(&b"0"[..], |length| length.as_bytes());
    let carries = headers.contains_key(header::TRANSFER_ENCODING) || length != b"0";
    if !carries && !matches!(parts.method, Method::POST | Method::PUT | Method::PATCH) {
        return Ok(());
    }
    let wanted = match path {
        EML => "message/rfc822",
        path if is_upload(&parts.method, path) => "application/octet-stream",
        _ => "application/json",
    };
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let named = match (types.next().and_then(|value| value.to_str().ok()), types.next()) {
        (Some(value), None) => value.split(';').next().unwrap_or_default().trim(),
        _ => "",
    };
    if named.eq_ignore_ascii_case(wanted) && !headers.contains_key(header::CONTENT_ENCODING) {
        return Ok(());
    }
    let detail = format!("the body must be {wanted}");
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "api.media-type", &detail).closing())
}

impl Bodies {
    /// Lets a body through that is read behind the gate, piece by piece.
    pub(super) async fn pass(&self, body: Body, limit: usize) -> Result<(Body, Place<'_>), Refusal> {
        match timeout(PATIENCE, self.files.acquire()).await {
            // The semaphore is never closed.
            Ok(place) => Ok((Body::new(Limited::new(body, limit)), place.ok())),
            Err(_) => {
                let detail = "too many files come at the same time; wait a moment";
                Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "api.busy", detail).closing())
            }
        }
    }

    /// Reads a body whole.
    pub(super) async fn collect(&self, body: Body, limit: usize) -> Result<(Body, Place<'_>), Refusal> {
        let read = async {
            // The semaphore is never closed.
            let place = if limit > JSON { self.mails.acquire().await.ok() } else { None };
            (Limited::new(body, limit).collect().await, place)
        };
        match timeout(PATIENCE, read).await {
            Ok((Ok(collected), place)) => {
                let bytes: Bytes = collected.to_bytes();
                Ok((Body::from(bytes), place))
            }
            Ok((Err(e), _)) if e.is::<LengthLimitError>() => Err(too_large(limit)),
            Ok((Err(_), _)) => {
                let detail = "the body is damaged";
                Err(Refusal::new(StatusCode::BAD_REQUEST, "api.invalid", detail).closing())
            }
            Err(_) => {
                let detail = "the body did not come in time";
                Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "api.too-slow", detail).closing())
            }
        }
    }
}

fn too_large(limit: usize) -> Refusal {
    let detail = format!("at most {limit} bytes are taken");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "api.too-large", &detail).closing()
}
