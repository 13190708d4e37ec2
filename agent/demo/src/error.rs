//! What can go wrong while a sample is made or its mail server runs.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the sample mailbox or of its mail server; Display says what was attempted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// A program of the system is not installed.
    #[error("{program} is not installed; on Debian and Ubuntu: apt-get install {packages}")]
    Missing {
        /// The program that was looked for.
        program: &'static str,
        /// Debian packages that bring it, separated by spaces.
        packages: &'static str,
    },
    /// A program of the system refused its work.
    #[error("cannot {attempt}: {answer}")]
    Program {
        /// What the program should have done.
        attempt: &'static str,
        /// The end of what it wrote.
        answer: String,
    },
    /// A file or directory could not be made or read.
    #[error("cannot {attempt} {}", path.display())]
    File {
        /// What was to be done with it.
        attempt: &'static str,
        /// Its path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The mail server did not answer as the protocol says, or not at all.
    #[error("cannot {attempt} at the mail server")]
    Connection {
        /// What was to be done.
        attempt: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The mail server answered "no".
    #[error("cannot {attempt}: the mail server answered {answer:?}")]
    Refused {
        /// What was to be done.
        attempt: &'static str,
        /// Its answer.
        answer: String,
    },
    /// The server started but was not ready in time.
    #[error("the mail server was not ready after {seconds} s: {log}")]
    NotReady {
        /// How long was waited.
        seconds: u64,
        /// The end of its log.
        log: String,
    },
    /// A user name or password that the server's files cannot hold.
    #[error(
        "cannot use {0:?} as user name: letters, digits, '.', '-' and '_' only, and no ':' or line end in passwords"
    )]
    User(String),
    /// The Maildir already holds mail; nothing was written.
    #[error("{} already holds mail", .0.display())]
    NotEmpty(PathBuf),
}

impl DemoError {
    /// A stable dotted code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "demo.program-missing",
            Self::Program { .. } => "demo.program-failed",
            Self::File { .. } => "demo.file",
            Self::Connection { .. } => "demo.connection",
            Self::Refused { .. } => "demo.refused",
            Self::NotReady { .. } => "demo.not-ready",
            Self::User(_) => "demo.user-name",
            Self::NotEmpty(_) => "demo.not-empty",
        }
    }

    pub(crate) fn file(attempt: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { attempt, path, source }
    }

    pub(crate) fn connection(attempt: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Connection { attempt, source }
    }
}

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, DemoError>;
