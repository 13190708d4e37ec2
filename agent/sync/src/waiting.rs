//! What waits between two stages.

use crate::ingest::Batch;
use std::sync::mpsc::Receiver;

/// Batches that were read and wait to be handed over.
pub(crate) struct Waiting {
    queue: Receiver<Batch>,
    next: Option<Batch>,
}

impl Waiting {
    pub fn new(queue: Receiver<Batch>) -> Waiting {
        Waiting { queue, next: None }
    }

    /// Takes the next batch and those behind it, as much as is handed over at once: where reading is faster than the
    /// crm, each of its commits, which must reach the disk, stands for more mails.
    pub fn take(&mut self) -> Option<Batch> {
        let mut batch = self.next.take().or_else(|| self.queue.recv().ok())?;
        while batch.has_room() {
            self.next = self.queue.try_recv().ok();
            match self.next.take_if(|next| !next.has_failed()) {
                Some(next) => batch.join(next),
                None => break,
            }
        }
        Some(batch)
    }
}
