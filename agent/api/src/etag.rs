//! Versions of records as HTTP knows them: `ETag` and `If-Match`.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Answers with a record and its version.
pub fn tagged<T: Serialize>(version: i64, record: &T) -> Response {
    let mut response = axum::Json(record).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Reads the version that a change was made on; a change must name one.
pub fn seen(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        let detail = "a change needs the header If-Match with the ETag it was made on";
        return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "api.no-version", detail));
    };
    let number =
        value.to_str().ok().map(|text| text.trim().trim_matches('"')).and_then(|text| text.parse().ok());
    number.ok_or_else(|| Problem::invalid("If-Match: this ETag is none of ours"))
}

/// Reads the version that a change was made on, for those that may be made on any.
pub fn seen_if_told(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    headers.get(header::IF_MATCH).map(|_| seen(headers)).transpose()
}
