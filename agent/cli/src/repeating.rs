//! Work that is done again and again while this process serves, on a thread of its own.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Repeats its work until it is dropped, which waits for the round that is under way.
pub struct Repeating {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Repeating {
    /// Begins: a first round at once, then one after each pause of `every`.
    pub fn start(
        name: &str,
        every: Duration,
        round: impl Fn() + Send + 'static,
    ) -> std::io::Result<Repeating> {
        let (end, ended) = mpsc::channel();
        let work = move || {
            loop {
                round();
                if ended.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name(name.into()).spawn(work)?;
        Ok(Repeating { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Repeating {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
