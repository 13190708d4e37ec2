//! A terminal of one person: a data directory, and the program started in it.

use crmweb_support::Program;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long anything may take on a busy machine.
pub const LONG: Duration = Duration::from_secs(120);

/// A data directory of its own, and the program that works on it.
pub struct Terminal {
    place: tempfile::TempDir,
    program: PathBuf,
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Terminal {
    pub fn new() -> Terminal {
        let place = tempfile::Builder::new().prefix("crmweb-cli-").tempdir().unwrap();
        Terminal { place, program: env!("CARGO_BIN_EXE_crmweb").into() }
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// A directory beside the data.
    pub fn beside(&self) -> &Path {
        self.place.path()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).env("CRMWEB_DATA", self.data()).env("USER", "ana").env("TZ", "Europe/Bucharest");
        command
            .env_remove("CRMWEB_LOG")
            .env_remove("PGPASSWORD")
            .env("COLUMNS", "80")
            .current_dir(self.place.path());
        command
    }

    /// Carries out a command without input.
    pub fn run(&self, words: &[&str]) -> Answer {
        self.run_with(words, "")
    }

    /// Carries out a command with something on its standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> Answer {
        carry_out(&mut self.command(words), input)
    }

    /// Carries out a command that must succeed.
    #[track_caller]
    pub fn done(&self, words: &[&str]) -> Answer {
        let answer = self.run(words);
        assert_eq!(answer.status, 0, "{words:?}: {answer:?}");
        answer
    }

    /// Carries out a command that must succeed, and reads its JSON.
    #[track_caller]
    pub fn json(&self, words: &[&str]) -> serde_json::Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let answer = self.run(&words);
        assert!(answer.status <= 1, "{words:?}: {answer:?}");
        serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{words:?}: {e}: {answer:?}"))
    }

    /// Starts a command that goes on.
    pub fn start(&self, words: &[&str]) -> Program {
        Program::start(&mut self.command(words))
    }

    /// The names, sizes and beginnings of all files in the data directory; sockets and journals are left out.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.data()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                let name = entry.file_name().to_string_lossy().into_owned();
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file()
                    && name != "lock"
                    && !name.ends_with("-shm")
                    && !name.ends_with("-wal")
                {
                    found.insert(path.clone(), std::fs::read(&path).unwrap());
                }
            }
        }
        found
    }
}

/// Runs a program to its end.
pub fn carry_out(command: &mut Command, input: &str) -> Answer {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A command that reads no input may have ended already.
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    Answer {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

impl Answer {
    /// The error, as `--json` tells it.
    #[track_caller]
    pub fn error(&self) -> (String, String, String) {
        let value: serde_json::Value =
            serde_json::from_str(&self.err).unwrap_or_else(|e| panic!("no JSON error: {e}: {self:?}"));
        let text = |name: &str| {
            value["error"][name].as_str().unwrap_or_else(|| panic!("{name}: {value}")).to_owned()
        };
        (text("code"), text("message"), text("hint"))
    }
}
