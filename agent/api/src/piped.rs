//! What is written by a thread that blocks, taken by a client as it comes.

use axum::body::{Body, Bytes};
use futures_util::stream;
use std::io::{Error, ErrorKind, Result, Write};
use tokio::sync::mpsc;

/// Sent at once.
const PIECE: usize = 64 << 10;
/// Pieces between the thread and the network.
const WAITING: usize = 4;

/// The end that is written to. Dropped before [`Piped::end`], the client learns that it did not get everything.
pub(crate) struct Piped {
    pieces: mpsc::Sender<Result<Bytes>>,
    piece: Vec<u8>,
    whole: bool,
}

/// Makes both ends.
pub(crate) fn pipe() -> (Piped, Body) {
    let (pieces, coming) = mpsc::channel(WAITING);
    let body = stream::unfold(coming, |mut coming| async move { Some((coming.recv().await?, coming)) });
    (Piped { pieces, piece: Vec::with_capacity(PIECE), whole: false }, Body::from_stream(body))
}

impl Piped {
    /// Sends what is left.
    pub(crate) fn end(mut self) -> Result<()> {
        self.whole = true;
        self.flush()
    }
}

impl Write for Piped {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.pieces.blocking_send(Ok(piece)).map_err(|_| Error::from(ErrorKind::BrokenPipe))
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        if !self.whole {
            drop(self.pieces.blocking_send(Err(ErrorKind::UnexpectedEof.into())));
        }
    }
}
