//! A signal from another thread that ends whatever a session is waiting for.

use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tells sessions to stop; clones share one signal, which once raised stays raised.
///
/// Raising it shuts the watched sockets down: a blocked read ends at once on every system, without polling.
/// The sessions concerned are closed by that.
#[derive(Clone, Debug, Default)]
pub struct StopSignal(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    raised: AtomicBool,
    next: AtomicU64,
    sockets: Mutex<Vec<(u64, TcpStream)>>,
}

impl StopSignal {
    /// Ends every wait under this signal, now and later.
    pub fn raise(&self) {
        self.0.raised.store(true, Ordering::SeqCst);
        for (_, socket) in self.sockets().iter() {
            shut(socket);
        }
    }

    /// Tells whether the signal was raised.
    pub fn raised(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst)
    }

    /// Puts a socket under the signal until the returned watch is dropped.
    pub(super) fn watch(&self, socket: TcpStream) -> Watch {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let mut sockets = self.sockets();
        if self.raised() {
            shut(&socket);
        }
        sockets.push((id, socket));
        drop(sockets);
        Watch { signal: self.clone(), id }
    }

    fn sockets(&self) -> MutexGuard<'_, Vec<(u64, TcpStream)>> {
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shut(socket: &TcpStream) {
    // The peer may have closed it already; then there is nothing to end.
    let _ = socket.shutdown(Shutdown::Both);
}

/// A socket under a [`StopSignal`]; dropping it releases the socket.
#[derive(Debug)]
pub(super) struct Watch {
    signal: StopSignal,
    id: u64,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.signal.sockets().retain(|(id, _)| *id != self.id);
    }
}
