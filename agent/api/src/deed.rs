//! Requests that change something: carried out once, however often they are sent.

use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crmweb_crm::documents::Bytes;
use crmweb_crm::{By, Crm};
use crmweb_model::ids::Uid;
use crmweb_store::blobs::Received;
use crmweb_store::requests::{self, Answered};
use crmweb_store::{Tx, engine::Durability, owner::Urgency};
use serde::Serialize;

/// Somebody who changes something, under a key of the client's choosing. The key also names the deed: in the change log,
/// in events, and for undoing it.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who asks.
    pub caller: Caller,
    /// `Idempotency-Key`.
    pub key: Uid,
}

impl<S: Sync> FromRequestParts<S> for Deed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Deed, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let missing = || {
            let detail = "a change needs the header Idempotency-Key with a UUID of the client's choosing";
            Problem::new(StatusCode::BAD_REQUEST, "api.idempotency", detail)
        };
        let key = parts.headers.get("idempotency-key").ok_or_else(missing)?;
        let key = key.to_str().ok().and_then(|text| Uid::parse(text).ok()).ok_or_else(missing)?;
        Ok(Deed { caller, key })
    }
}

impl Deed {
    /// Starts the deed.
    pub fn by(&self, app: &App) -> By {
        By { mutation: self.key, ..By::new(self.caller.user.actor(), app.machine.now()) }
    }

    /// Carries `work` out in one transaction that also keeps the answer; asked again, answers the same.
    pub async fn once<A: Serialize>(
        &self,
        app: &App,
        content: &str,
        status: StatusCode,
        work: impl FnOnce(&mut Tx, &By) -> crmweb_crm::Result<A> + Send + 'static,
    ) -> Result<Response, Problem> {
        let (by, key, content) = (self.by(app), self.key, content.to_owned());
        let answered = app
            .crm
            .store()
            .write_async(move |tx| {
                if let Some(before) = before(tx, &by, key, &content)? {
                    return Ok(before);
                }
                let answer = work(tx, &by).map_err(Refusal::Crm)?;
                Ok::<_, Refusal>(keep(tx, &by, key, content, status, &answer)?)
            })
            .await?;
        Ok(response(&answered))
    }

    /// Like [`Deed::once`], for a verb of several transactions. When it is interrupted, repeating it completes it.
    pub async fn over<A: Serialize + Send + 'static>(
        &self,
        app: &App,
        content: &str,
        status: StatusCode,
        work: impl FnOnce(&Crm, &By) -> Result<A, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.over_telling(app, content, status, |crm, by| Ok((work(crm, by)?, None))).await
    }

    /// Like [`Deed::over`]; what `work` tells beside the answer, a field and its value, is told this one time: it is
    /// kept nowhere, and a repetition is answered without it.
    pub async fn over_telling<A: Serialize + Send + 'static>(
        &self,
        app: &App,
        content: &str,
        status: StatusCode,
        work: impl FnOnce(&Crm, &By) -> Result<(A, Option<(&'static str, String)>), Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let (by, key, content, crm) = (self.by(app), self.key, content.to_owned(), app.crm.clone());
        let (mut answered, told) = blocking(move || {
            let (asked, again) = (by.clone(), content.clone());
            let earlier = crm.store().read(move |tx| before(tx, &asked, key, &again))?;
            if let Some(earlier) = earlier {
                return Ok((earlier, None));
            }
            let (answer, told) = work(&crm, &by)?;
            let kept =
                crm.store().write_as(Urgency::Interactive, Durability::Full, move |tx| {
                    match before(tx, &by, key, &content)? {
                        Some(meanwhile) => Ok(meanwhile),
                        None => Ok::<_, Refusal>(keep(tx, &by, key, content, status, &answer)?),
                    }
                })?;
            Ok::<_, Problem>((kept, told))
        })
        .await?;
        if let Some((field, value)) = told
            && let Ok(serde_json::Value::Object(mut whole)) = serde_json::from_str(&answered.answer)
        {
            whole.insert(field.to_owned(), value.into());
            answered.answer = serde_json::Value::Object(whole).to_string();
        }
        Ok(response(&answered))
    }

    /// Like [`Deed::once`], for work that names a file which has come.
    pub async fn with_file<A: Serialize>(
        &self,
        app: &App,
        content: &str,
        status: StatusCode,
        file: Received,
        work: impl FnOnce(&mut Tx, &By, &Bytes) -> crmweb_crm::Result<A> + Send + 'static,
    ) -> Result<Response, Problem> {
        let (by, key, content, crm) = (self.by(app), self.key, content.to_owned(), app.crm.clone());
        let answered = blocking(move || {
            let kept = crm.keep(file, move |tx, bytes| {
                if let Some(before) = before(tx, &by, key, &content)? {
                    return Ok(before);
                }
                let answer = work(tx, &by, bytes).map_err(Refusal::Crm)?;
                Ok::<_, Refusal>(keep(tx, &by, key, content, status, &answer)?)
            })?;
            Ok(kept)
        })
        .await?;
        Ok(response(&answered))
    }
}

/// Runs work that blocks beside the threads that serve.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
        tracing::error!(error = %e, "a request ended early");
        Err(Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "api.failed",
            "the request could not be finished",
        ))
    })
}

/// Why a deed was not done.
enum Refusal {
    Crm(crmweb_crm::Error),
    OtherContent,
}

impl From<crmweb_crm::Error> for Refusal {
    fn from(error: crmweb_crm::Error) -> Refusal {
        Refusal::Crm(error)
    }
}

impl From<crmweb_store::Error> for Refusal {
    fn from(error: crmweb_store::Error) -> Refusal {
        Refusal::Crm(error.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        match refusal {
            Refusal::Crm(error) => error.into(),
            Refusal::OtherContent => {
                let detail = "this Idempotency-Key was used for another request; choose a new one";
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "api.idempotency", detail)
            }
        }
    }
}

fn before(tx: &mut Tx, by: &By, key: Uid, content: &str) -> Result<Option<Answered>, Refusal> {
    match requests::find(tx, by.actor.user, key)? {
        Some(answered) if answered.content != content => Err(Refusal::OtherContent),
        found => Ok(found),
    }
}

fn keep<A: Serialize>(
    tx: &mut Tx,
    by: &By,
    key: Uid,
    content: String,
    status: StatusCode,
    answer: &A,
) -> Result<Answered, crmweb_store::Error> {
    let answer = serde_json::to_string(answer)
        .map_err(|e| crmweb_store::Error::Damaged(format!("an answer cannot be written: {e}")))?;
    let answered = Answered { content, status: i64::from(status.as_u16()), answer };
    requests::keep(tx, by.actor.user, key, &answered, by.at)?;
    Ok(answered)
}

fn response(answered: &Answered) -> Response {
    let status = u16::try_from(answered.status).ok().and_then(|s| StatusCode::from_u16(s).ok());
    let status = status.unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        return status.into_response();
    }
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    (status, [json], answered.answer.clone()).into_response()
}
