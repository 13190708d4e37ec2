//! Errors as clients see them: problem+json (RFC 9457) with a stable code.

use crate::shape::alike::Alike;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crmweb_crm::sign_in::Refused;
use crmweb_model::ids::Uid;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, for a program and for people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The HTTP status in words.
    #[schema(value_type = String)]
    pub title: Box<str>,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, such as `crm.stale`.
    pub code: String,
    /// What happened, for people.
    #[schema(value_type = String)]
    pub detail: Box<str>,
    /// The fields that cannot be accepted, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Seconds to wait before trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<u16>,
    /// The record as it is now, when it changed meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<Box<serde_json::Value>>,
    /// Other records that stand in the way.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub others: Option<Box<Others>>,
}

/// Other records that stand in the way.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Others {
    /// Where the record is that went into another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub merged_into: Option<Uid>,
    /// Records that may be the one that was to be added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Alike>,
}

/// Why a field cannot be accepted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Problem {
    /// Describes a fault by its status, code and what happened.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default().into(),
            status: status.as_u16(),
            code: code.into(),
            detail: detail.into().into(),
            fields: Vec::new(),
            wait: None,
            current: None,
            others: None,
        }
    }

    /// Says that the credential is missing or not valid; the same for every cause.
    pub fn unauthorized() -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "api.unauthorized", "sign in first")
    }

    /// Says that a field cannot be accepted.
    pub fn unfit(field: &str, reason: &str) -> Problem {
        let mut problem = Problem::invalid(format!("{field}: {reason}"));
        problem.fields.push(FieldProblem { field: field.into(), reason: reason.into() });
        problem
    }

    /// Says that the request cannot be understood.
    pub fn invalid(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "api.invalid", detail)
    }
}

impl From<crmweb_crm::Error> for Problem {
    fn from(error: crmweb_crm::Error) -> Problem {
        use crmweb_crm::Error as E;
        let (code, detail) = (error.code(), error.to_string());
        match error {
            E::Store(e) => Problem::from(e),
            E::Denied(_) => Problem::new(StatusCode::FORBIDDEN, code, detail),
            E::Invalid { field, reason } => {
                let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
                problem.fields.push(FieldProblem { field: field.into_owned(), reason });
                problem
            }
            E::NoSuch { .. } | E::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, code, detail),
            E::Stale { .. } => Problem::new(StatusCode::PRECONDITION_FAILED, code, detail),
            E::Refused(refused) => {
                let (status, wait) = match refused {
                    Refused::Wrong | Refused::CodeNeeded => (StatusCode::UNAUTHORIZED, None),
                    Refused::TooMany { seconds } => {
                        (StatusCode::TOO_MANY_REQUESTS, Some(u16::try_from(seconds).unwrap_or(u16::MAX)))
                    }
                    Refused::MustChange => (StatusCode::FORBIDDEN, None),
                };
                Problem { wait, ..Problem::new(status, code, detail) }
            }
            E::Sealed | E::NoRandomness => {
                tracing::error!(code, "{detail}");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, code, detail)
            }
            E::Merged { into, .. } => {
                let others = Others { merged_into: Some(into), ..Others::default() };
                Problem { others: Some(Box::new(others)), ..Problem::new(StatusCode::GONE, code, detail) }
            }
            E::Duplicate(candidates) => {
                let candidates = candidates.into_iter().map(Alike::from).collect();
                let others = Others { candidates, ..Others::default() };
                Problem { others: Some(Box::new(others)), ..Problem::new(StatusCode::CONFLICT, code, detail) }
            }
            E::Cursor => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            E::Conflict(_) => Problem::new(StatusCode::CONFLICT, code, detail),
        }
    }
}

impl From<crmweb_store::Error> for Problem {
    /// The detail names what was attempted; what the database said is for the log alone.
    fn from(error: crmweb_store::Error) -> Problem {
        let code = error.code();
        let status = match code {
            "store.not-found" => StatusCode::NOT_FOUND,
            _ if error.is_transient() => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status != StatusCode::NOT_FOUND {
            tracing::error!(code, error = &error as &dyn std::error::Error, "a request failed");
        }
        Problem::new(status, code, error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.wait.and_then(|wait| HeaderValue::from_str(&wait.to_string()).ok()) {
            headers.insert(header::RETRY_AFTER, wait);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Tells a refusal of the framework (an id that is none, a query that cannot be read) the way every other is told.
pub async fn told(response: Response) -> Response {
    let status = response.status();
    let is_problem = response.headers().contains_key(header::CONTENT_TYPE)
        && response.headers()[header::CONTENT_TYPE] == "application/problem+json";
    if !status.is_client_error() || is_problem {
        return response;
    }
    let detail = match status {
        StatusCode::METHOD_NOT_ALLOWED => "there is no such request for this address",
        StatusCode::NOT_FOUND => "there is nothing at this address",
        _ => "the address cannot be read: an id or a parameter is malformed",
    };
    Problem::new(status, "api.invalid", detail).into_response()
}

impl From<crate::app::Unreachable> for Problem {
    fn from(unreachable: crate::app::Unreachable) -> Problem {
        let mut problem =
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "sync.offline", unreachable.to_string());
        problem.title = format!("{} [{}]", problem.title, unreachable.code).into();
        problem
    }
}
