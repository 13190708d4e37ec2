//! A file on its way in: written to the disk as it comes, never whole in memory.

use crate::app::App;
use crate::deed::blocking;
use crate::problem::Problem;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use crmweb_crm::documents;
use crmweb_store::blobs::Received;
use http_body_util::BodyExt;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long the next piece of a file may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pieces between the network and the disk.
const WAITING: usize = 4;

/// Takes the body of a request as a file. Whatever goes wrong, nothing of it stays.
pub(crate) async fn receive(app: &App, request: Request) -> Result<Received, Problem> {
    let (parts, body) = request.into_parts();
    let largest = app.crm.store().read_async(documents::largest).await?;
    if declared(&parts.headers).is_some_and(|length| length > largest) {
        return Err(too_large(largest));
    }
    let (pieces, coming) = mpsc::channel(WAITING);
    let crm = app.crm.clone();
    let written = tokio::spawn(blocking(move || written(&crm, coming)));
    let sent = send(body, pieces, largest).await;
    // The disk speaks first: when it is full, the network has only been left waiting.
    let received = written.await.unwrap_or_else(|_| Err(interrupted()))?;
    sent?;
    received.ok_or_else(interrupted)
}

/// Writes pieces until the last; `None` when the end never came.
fn written(
    crm: &crmweb_crm::Crm,
    mut coming: mpsc::Receiver<Option<Bytes>>,
) -> Result<Option<Received>, Problem> {
    let mut file = crm.receive()?;
    while let Some(next) = coming.blocking_recv() {
        match next {
            Some(piece) => file.write(&piece)?,
            None => return Ok(Some(file.end()?)),
        }
    }
    Ok(None)
}

async fn send(mut body: Body, pieces: mpsc::Sender<Option<Bytes>>, largest: u64) -> Result<(), Problem> {
    let mut size = 0;
    while !body.is_end_stream() {
        let frame = match timeout(PATIENCE, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(interrupted()),
            Err(_) => {
                let detail = "the file did not come in time";
                return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "api.too-slow", detail));
            }
        };
        let Ok(piece) = frame.into_data() else { continue };
        size += piece.len() as u64;
        if size > largest {
            return Err(too_large(largest));
        }
        if pieces.send(Some(piece)).await.is_err() {
            return Err(interrupted());
        }
    }
    pieces.send(None).await.map_err(|_| interrupted())
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(largest: u64) -> Problem {
    let detail = format!("a file has at most {largest} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "api.too-large", detail)
}

fn interrupted() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "api.invalid", "the file was interrupted; nothing of it was kept")
}
