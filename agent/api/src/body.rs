//! JSON bodies, read strictly: unknown and repeated fields, and anything after the end, are refused.

use crate::problem::{FieldProblem, Problem};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A JSON body of a known shape.
#[derive(Clone, Debug)]
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    /// SHA-256 of the method, the path and the bytes sent, in hex.
    pub content: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let asked = format!("{} {}\n", request.method(), request.uri());
        let bytes = bytes(request, state).await?;
        let content = content(&asked, &bytes);
        serde_json::from_slice(&bytes).map(|value| Body { value, content }).map_err(refused)
    }
}

/// The bytes of a body.
pub(crate) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "api.too-large", "the body is too large"))
}

/// Names what was asked, so that a repetition can be told from another request under the same key.
pub(crate) fn content(asked: &str, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(asked.as_bytes());
    hash.update(bytes);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(error: serde_json::Error) -> Problem {
    use serde_json::error::Category;
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => {
            Problem::new(StatusCode::BAD_REQUEST, "api.invalid", format!("the body is no JSON: {error}"))
        }
        Category::Data => Problem::invalid(format!("the body has another shape: {error}")),
    }
}

/// The fields of a record that a change names; the others stay.
#[derive(Clone, Debug)]
pub struct Changes(Vec<(String, Value)>);

impl Changes {
    /// Returns `record` with the changes made.
    pub fn apply<T: serde::Serialize + DeserializeOwned>(self, record: &T) -> Result<T, Problem> {
        let mut value = serde_json::to_value(record).map_err(|e| Problem::invalid(e.to_string()))?;
        for (field, new) in self.0 {
            match value.get_mut(&field) {
                Some(old) => *old = new,
                None => return Err(unknown(field)),
            }
        }
        serde_json::from_value(value)
            .map_err(|e| Problem::invalid(format!("the change has another shape: {e}")))
    }
}

fn unknown(field: String) -> Problem {
    let mut problem = Problem::invalid(format!("there is no field {field}"));
    problem.fields.push(FieldProblem { field, reason: "is not known".into() });
    problem
}

impl<'de> Deserialize<'de> for Changes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Changes, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Changes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Changes, A::Error> {
                let mut fields: Vec<(String, Value)> = Vec::new();
                while let Some((field, value)) = map.next_entry::<String, Value>()? {
                    if fields.iter().any(|(known, _)| *known == field) {
                        return Err(serde::de::Error::custom(format_args!("duplicate field `{field}`")));
                    }
                    fields.push((field, value));
                }
                Ok(Changes(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}
