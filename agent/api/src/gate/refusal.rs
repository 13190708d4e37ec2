//! What the gate answers instead of letting a request in.

use crate::problem::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// An answer that ends a request at the gate.
#[derive(Debug)]
pub(super) struct Refusal(Box<Response>);

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &str, detail: &str) -> Refusal {
        Problem::new(status, code, detail).into()
    }

    /// The answer to whoever asks for another server: nothing at all.
    pub(super) fn misdirected() -> Refusal {
        StatusCode::MISDIRECTED_REQUEST.into_response().into()
    }

    pub(super) fn forbidden(detail: &str) -> Refusal {
        Refusal::new(StatusCode::FORBIDDEN, "api.forbidden", detail)
    }

    pub(super) fn unauthorized() -> Refusal {
        Problem::unauthorized().into()
    }

    pub(super) fn too_many() -> Refusal {
        let mut refusal = Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "api.too-many",
            "too many wrong tokens; wait a moment",
        );
        refusal.0.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        refusal
    }

    /// Ends the connection as well: what follows on it cannot be trusted, or will not be read.
    pub(super) fn closing(mut self) -> Refusal {
        self.0.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        self
    }
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Refusal {
        Refusal(Box::new(response))
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        problem.into_response().into()
    }
}

impl From<crmweb_store::Error> for Refusal {
    fn from(error: crmweb_store::Error) -> Refusal {
        Problem::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}
