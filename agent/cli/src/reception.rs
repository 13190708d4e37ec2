//! Commands of other processes, carried out by this one while it works on the data directory.

use crate::agent::Agent;
use crate::commands;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use crate::remote::{Frame, Wire};
use crate::request::Request;
use crmweb_store::control::{self, Door};
use std::io;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long commands under way may still take when the agent ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// An open door, until dropped: then commands under way are finished first.
pub struct Reception {
    state: Arc<State>,
    directory: PathBuf,
    porter: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    closing: AtomicBool,
    busy: Mutex<usize>,
    idle: Condvar,
}

impl Reception {
    /// Opens the door of the agent's data directory.
    pub fn open(agent: &Arc<Agent>) -> Result<Reception> {
        let directory = agent.directory().to_path_buf();
        let door = Door::open(&directory)?;
        let state = Arc::new(State::default());
        let (agent, known) = (Arc::clone(agent), Arc::clone(&state));
        let porter = std::thread::Builder::new()
            .name("reception".into())
            .spawn(move || receive(&agent, &door, &known))
            .map_err(crmweb_store::Error::file("start a thread for", "control.sock"))?;
        Ok(Reception { state, directory, porter: Some(porter) })
    }
}

impl Drop for Reception {
    fn drop(&mut self) {
        self.state.closing.store(true, Ordering::Release);
        // The porter sleeps in accept; one more knock wakes it, and it sees that the door closes.
        drop(control::knock(&self.directory));
        if let Some(porter) = self.porter.take() {
            drop(porter.join());
        }
        let until = Instant::now() + FAREWELL;
        let mut busy = self.state.busy.lock().unwrap_or_else(PoisonError::into_inner);
        while *busy > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            busy = self.state.idle.wait_timeout(busy, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn receive(agent: &Arc<Agent>, door: &Door, state: &Arc<State>) {
    loop {
        match door.accept() {
            Ok(_) if state.closing.load(Ordering::Acquire) => return,
            Ok(stream) => {
                let (agent, state) = (Arc::clone(agent), Arc::clone(state));
                let guest = std::thread::Builder::new().name("command".into());
                drop(guest.spawn(move || serve(&agent, stream, &state)));
            }
            Err(e) => {
                tracing::error!(code = e.code(), "the control socket failed: {e}");
                return;
            }
        }
    }
}

fn serve(agent: &Agent, mut stream: UnixStream, state: &State) {
    let request = match control::receive(&mut stream) {
        Ok(Some(frame)) => serde_json::from_slice::<Request>(&frame),
        _ => return,
    };
    *state.busy.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    if let Err(e) = answer(agent, stream, request) {
        tracing::debug!("nobody heard the answer: {e}");
    }
    *state.busy.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    state.idle.notify_all();
}

fn answer(agent: &Agent, stream: UnixStream, request: serde_json::Result<Request>) -> io::Result<()> {
    let wire = Arc::new(Wire::new(stream));
    let own = env!("CARGO_PKG_VERSION");
    let request = match request {
        Ok(request) if request.version == own => request,
        _ => {
            wire.send(&Frame::Err(format!(
                "error: the running agent is version {own}, this program is another [agent.other-version]\n  \
                 → End the running agent and start it again, so that both are the same version.\n"
            )))?;
            return wire.send(&Frame::End(Exit::Configuration as u8));
        }
    };
    let output = Output::new(request.look.clone(), wire.clone());
    let done = catch_unwind(AssertUnwindSafe(|| commands::run(agent, &request, &output)));
    let exit = match done {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => output.failure(&failure),
        Err(_) => {
            output.failure(&Failure::new("agent.crashed", "the command failed inside the running agent"))
        }
    };
    wire.send(&Frame::End(exit as u8))
}
