//! The built programs of this workspace, as a user's shell would run them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::eventually;

/// A running program whose lines are gathered; killed with this value.
#[derive(Debug)]
pub struct Program {
    child: Child,
    input: Option<ChildStdin>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts `command` with its input and both outputs piped.
    #[track_caller]
    pub fn start(command: &mut Command) -> Program {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let lines = Arc::default();
        gather(child.stdout.take(), &lines);
        gather(child.stderr.take(), &lines);
        Program { input: child.stdin.take(), child, lines }
    }

    /// The lines of both outputs so far, in the order they came.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first line that `wanted` accepts, as soon as it is there.
    #[track_caller]
    pub fn line(&self, what: &str, deadline: Duration, wanted: impl Fn(&str) -> bool) -> String {
        eventually(what, deadline, || self.lines().into_iter().find(|line| wanted(line)))
    }

    /// Writes a line to its input.
    pub fn say(&mut self, line: &str) {
        let input = self.input.as_mut().expect("its input is open");
        writeln!(input, "{line}").expect("it reads its input");
    }

    /// Closes its input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would (SIGKILL), and waits for that.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// Asks it to end (SIGTERM), as service managers do.
    pub fn ask_to_end(&self) {
        if let Some(id) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(id, Signal::TERM).ok();
        }
    }

    /// How it ended, as soon as it has.
    #[track_caller]
    pub fn ends(&mut self, deadline: Duration) -> ExitStatus {
        eventually("the program to end", deadline, || self.child.try_wait().expect("its status"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The path of the program `name` of the workspace's package `package`, built from the sources as they are now.
///
/// Whoever runs the tests has usually built it (nextest and Cargo say where); otherwise Cargo is asked once per process.
pub fn workspace_program(package: &str, name: &str) -> PathBuf {
    let told = ["NEXTEST_BIN_EXE_", "CARGO_BIN_EXE_"]
        .iter()
        .find_map(|prefix| std::env::var_os(format!("{prefix}{name}")));
    if let Some(path) = told {
        return PathBuf::from(path);
    }
    let tests = std::env::current_exe().expect("the path of this test");
    let directory = tests
        .ancestors()
        .find(|step| step.ends_with("deps"))
        .and_then(Path::parent)
        .expect("a Cargo target directory");
    let profile = match directory.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--package", package, "--bin", name, "--profile", profile, "--target-dir"])
        .arg(directory.parent().expect("a Cargo target directory"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "{name} does not build: {}", String::from_utf8_lossy(&built.stderr));
    directory.join(name)
}

/// A port of 127.0.0.1 that nobody uses at the moment.
pub fn free_port() -> u16 {
    let [port] = free_ports();
    port
}

/// Distinct ports of 127.0.0.1 that nobody uses at the moment.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let open = [(); N].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
    open.each_ref().map(|socket| socket.local_addr().expect("its address").port())
}

fn gather(output: Option<impl Read + Send + 'static>, lines: &Arc<Mutex<Vec<String>>>) {
    let Some(output) = output else { return };
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(30);

    fn shell(script: &str) -> Program {
        Program::start(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn a_conversation_with_a_program() {
        let mut program = shell("echo ready >&2; read name; echo \"hello $name\"; exit 3");
        program.line("its greeting", SOON, |line| line == "ready");
        program.say("Ana");
        program.line("its answer", SOON, |line| line == "hello Ana");
        assert_eq!(program.ends(SOON).code(), Some(3));
    }

    #[test]
    fn a_program_asked_to_end_may_still_clean_up() {
        let mut program = shell("trap 'echo clean; exit 0' TERM; echo ready; while :; do read line; done");
        program.line("its greeting", SOON, |line| line == "ready");
        program.ask_to_end();
        program.hang_up();
        assert!(program.ends(SOON).success());
        program.line("its last word", SOON, |line| line == "clean");
    }

    #[test]
    fn a_killed_program_has_no_last_word() {
        let mut program = shell("trap 'echo clean' TERM EXIT; echo ready; read line");
        program.line("its greeting", SOON, |line| line == "ready");
        program.kill();
        assert_eq!(program.ends(SOON).code(), None);
        assert_eq!(program.lines(), ["ready"]);
    }

    #[test]
    fn free_ports_differ_and_are_free() {
        let [one, two] = free_ports();
        assert_ne!(one, two);
        TcpListener::bind((Ipv4Addr::LOCALHOST, one)).expect("the port is free");
    }
}
