//! The thread that starts the server's process and stays until it has ended.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::error::{DemoError, Result};

/// Its workers end in a few milliseconds; the master may then wait a second for one that it has overlooked.
const POLITE_END: Duration = Duration::from_millis(200);

/// A child process with all its descendants; dropping it ends them.
#[derive(Debug)]
pub(super) struct Keeper {
    pid: u32,
    ended: Receiver<String>,
    /// Closing this channel asks the thread to end the process.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts the command in a process group of its own; what it writes goes to `log`.
    pub fn start(command: &[String], log: &Path) -> Result<Self> {
        let output = File::create(log).map_err(DemoError::file("create", log))?;
        let (stop, asked) = channel();
        let (tell_start, started) = channel();
        let (tell_end, ended) = channel();
        let command = command.to_vec();
        let keep = move || {
            let child = spawn(&command, output);
            let pid = child.as_ref().map(Child::id).map_err(|error| error.to_string());
            let known = tell_start.send(pid).is_ok();
            if let (Ok(child), true) = (child, known) {
                watch(child, &asked, &tell_end);
            }
        };
        let attempt = "start the mail server";
        let failed = |answer: String| DemoError::Program { attempt, answer };
        let thread = std::thread::Builder::new()
            .name("dovecot-keeper".to_owned())
            .spawn(keep)
            .map_err(|error| failed(error.to_string()))?;
        let pid = started.recv().map_err(|error| failed(error.to_string()))?.map_err(failed)?;
        Ok(Self { pid, ended, stop: Some(stop), thread: Some(thread) })
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// How the process ended by itself, if it did.
    pub fn ended(&mut self) -> Option<String> {
        self.ended.try_recv().ok()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // The thread only waits and signals; there is nothing to tell if it failed.
            let _ = thread.join();
        }
    }
}

fn spawn(command: &[String], output: File) -> io::Result<Child> {
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .process_group(0)
        .spawn()
}

/// Waits until the process ends or its end is asked for.
fn watch(mut child: Child, asked: &Receiver<()>, tell_end: &Sender<String>) {
    let mut pause = Duration::from_millis(2);
    while let Err(RecvTimeoutError::Timeout) = asked.recv_timeout(pause) {
        if let Ok(Some(status)) = child.try_wait() {
            signal_group(child.id(), Signal::KILL);
            // Nobody listens any more when the handle is being dropped.
            let _ = tell_end.send(status.to_string());
            return;
        }
        pause = (pause * 2).min(Duration::from_millis(200));
    }
    // All at once: told alone, the master always waits that second.
    signal_group(child.id(), Signal::TERM);
    let deadline = Instant::now() + POLITE_END;
    while Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
        std::thread::sleep(Duration::from_millis(2));
    }
    // Workers may outlive their master for a moment.
    signal_group(child.id(), Signal::KILL);
    // It is dead by now: this only reaps it.
    let _ = child.wait();
}

/// Signals the leader and what it started.
fn signal_group(leader: u32, what: Signal) {
    if let Some(group) = Pid::from_raw(leader as i32) {
        // A group that is already gone is what we want.
        let _ = rustix::process::kill_process_group(group, what);
    }
}

/// The path of a program, looked for also where administration programs are.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(system).map(|folder| folder.join(name)).find(|file| file.is_file())
}
