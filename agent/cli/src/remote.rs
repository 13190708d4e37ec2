//! The way of a command to the running agent and of its answer back: frames of JSON through the control socket.

use crate::failure::{Exit, Failure, Result};
use crate::output::{Console, Sink, Step};
use crate::request::Request;
use crmweb_store::control;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What the agent sends back, one after the other; the last is [`Frame::End`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// For standard output.
    Out(String),
    /// For standard error.
    Err(String),
    /// How far something is.
    Step(Step),
    /// Take the bars away.
    StepsOver,
    /// The exit status.
    End(u8),
}

/// Lets the agent that runs on `directory` carry out a command; `None` when no agent runs there.
pub fn ask(directory: &Path, request: &Request, console: &Console) -> Result<Option<u8>> {
    let Some(mut stream) = knock(directory)? else { return Ok(None) };
    let question = serde_json::to_vec(request).map_err(|e| gone(&io::Error::from(e)))?;
    control::send(&mut stream, &question).map_err(|e| gone(&e))?;
    loop {
        let frame = control::receive(&mut stream).map_err(|e| gone(&e))?;
        let frame =
            frame.ok_or_else(|| Failure::new("agent.gone", "the running agent ended before it answered"))?;
        let frame: Frame = serde_json::from_slice(&frame).map_err(|_| {
            Failure::new(
                "agent.other-version",
                "the running agent is another version and answers something unknown",
            )
        })?;
        let shown = match frame {
            Frame::Out(text) => console.out(&text),
            Frame::Err(text) => console.err(&text),
            Frame::Step(step) => console.step(&step),
            Frame::StepsOver => console.steps_over(),
            Frame::End(status) => return Ok(Some(status)),
        };
        match shown {
            // Whoever read has gone away: nobody wants the rest.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(Some(Exit::Done as u8)),
            Err(e) => return Err(Failure::new("output.failed", format!("cannot write the answer: {e}"))),
            Ok(()) => {}
        }
    }
}

fn gone(e: &io::Error) -> Failure {
    Failure::new("agent.gone", format!("the running agent does not answer: {e}"))
}

#[cfg(unix)]
fn knock(directory: &Path) -> Result<Option<impl Read + Write>> {
    Ok(control::knock(directory)?)
}

/// Without sockets there is no running agent to ask.
#[cfg(not(unix))]
fn knock(_directory: &Path) -> Result<Option<std::net::TcpStream>> {
    Ok(None)
}

/// The asking command line, seen from the agent.
pub struct Wire<S: Write + Send> {
    stream: Mutex<S>,
}

impl<S: Write + Send> Wire<S> {
    /// Answers through `stream`.
    pub fn new(stream: S) -> Wire<S> {
        Wire { stream: Mutex::new(stream) }
    }

    /// Sends one frame.
    pub fn send(&self, frame: &Frame) -> io::Result<()> {
        let bytes = serde_json::to_vec(frame)?;
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        control::send(&mut *stream, &bytes)
    }
}

impl<S: Write + Send> Sink for Wire<S> {
    fn out(&self, text: &str) -> io::Result<()> {
        self.send(&Frame::Out(text.into()))
    }

    fn err(&self, text: &str) -> io::Result<()> {
        self.send(&Frame::Err(text.into()))
    }

    fn step(&self, step: &Step) -> io::Result<()> {
        self.send(&Frame::Step(step.clone()))
    }

    fn steps_over(&self) -> io::Result<()> {
        self.send(&Frame::StepsOver)
    }
}
