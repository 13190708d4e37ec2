//! The connections: how many, how patient, and how they end.

use super::bind::Listeners;
use super::patient::Patient;
use crate::gate::{Gate, Peer};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Connections at the same time; the rest waits.
const MOST: usize = 512;
/// How long a client may take for the head of its next request, and so how long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(9);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
const MOST_HEADERS: usize = 100;
/// The pause after the system gave no connection (no file descriptor is left).
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stopping` becomes true, then lets requests under way finish for at most `farewell`.
pub(super) async fn serve(
    gate: Gate,
    listeners: Listeners,
    stopping: watch::Receiver<bool>,
    farewell: Duration,
) {
    let places = Arc::new(Semaphore::new(MOST));
    let mut doors = JoinSet::new();
    for socket in listeners.into_sockets() {
        match TcpListener::from_std(socket) {
            Ok(socket) => {
                doors.spawn(receive(gate.clone(), socket, Arc::clone(&places), stopping.clone()));
            }
            Err(e) => tracing::error!("a socket cannot be served: {e}"),
        }
    }
    while doors.join_next().await.is_some() {}
    // Each connection gives its place back at its end.
    drop(timeout(farewell, places.acquire_many(MOST as u32)).await);
}

async fn receive(
    gate: Gate,
    socket: TcpListener,
    places: Arc<Semaphore>,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, socket.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = async { drop(stopping.wait_for(|stop| *stop).await) } => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (gate, stopping) = (gate.clone(), stopping.clone());
                tokio::spawn(async move {
                    converse(gate, stream, peer, stopping).await;
                    drop(place);
                });
            }
            Err(e) => {
                tracing::warn!("a connection could not be taken: {e}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn converse(gate: Gate, stream: TcpStream, peer: SocketAddr, mut stopping: watch::Receiver<bool>) {
    // Answers are small and whole: waiting for more to send would only delay them.
    drop(stream.set_nodelay(true));
    let answer = service_fn(move |request: Request<Incoming>| {
        let gate = gate.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        async move { Ok::<Response, Infallible>(gate.pass(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(Patient::new(stream)), answer);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = async { drop(stopping.wait_for(|stop| *stop).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(e) = ended {
        tracing::debug!("a connection ended: {e}");
    }
}
