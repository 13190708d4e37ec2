//! Why a conversation with a mail server failed, and what that means for the next attempt.

use std::io;
use std::time::Duration;

/// What went wrong between us and the mail server. Texts of the server in it are free of control
/// characters and short.
///
/// After [`Refused`](WireError::Refused) and [`Unsupported`](WireError::Unsupported) a session goes on; after
/// [`Throttled`](WireError::Throttled) it may; after any other it is closed.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// No address of the server took the connection.
    #[error("could not connect to {server}")]
    Unreachable {
        /// Host and port.
        server: String,
        /// Why the last address failed.
        source: io::Error,
    },
    /// Plain text was asked for, and the server is not on this machine.
    #[error("refused to speak to {host} without encryption: only servers on this machine may be plain")]
    PlaintextRefused {
        /// The host asked for.
        host: String,
    },
    /// The encryption could not be set up.
    #[error("could not set up encryption with {host}: {text}")]
    Tls {
        /// The host asked for.
        host: String,
        /// What failed.
        text: String,
    },
    /// The server's certificate is not valid for this host or not signed by an authority we trust.
    #[error("did not accept the certificate of {host}: {text}")]
    Certificate {
        /// The host asked for.
        host: String,
        /// What is wrong with it.
        text: String,
    },
    /// The file with additional authorities could not be read or holds none.
    #[error("could not read certificate authorities from {path}: {text}")]
    ExtraCa {
        /// The file.
        path: String,
        /// What is wrong with it.
        text: String,
    },
    /// The server's first words were not those of an IMAP server waiting for a sign-in.
    #[error("expected the greeting of an IMAP server and got {text:?}")]
    Greeting {
        /// What it said.
        text: String,
    },
    /// The server wants us to come back later.
    #[error("the mail server asked to try later: {text}")]
    Throttled {
        /// What it said.
        text: String,
        /// How long to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// The server does not accept the name or password, or not this way of signing in.
    #[error("could not sign in: {text}")]
    SignInRefused {
        /// What it said.
        text: String,
    },
    /// The server did not answer in time.
    #[error("the mail server did not answer in time during {during}")]
    Timeout {
        /// What was under way.
        during: &'static str,
    },
    /// The connection ended.
    #[error("the mail server closed the connection{}", .text.as_ref().map(|t| format!(": {t}")).unwrap_or_default())]
    Closed {
        /// The server's farewell, if it gave one.
        text: Option<String>,
    },
    /// The server answered NO or BAD; the session goes on.
    #[error("the mail server refused {during}: {text}")]
    Refused {
        /// What was asked for.
        during: &'static str,
        /// The response code in capitals, such as `NONEXISTENT` (RFC 5530), if it gave one.
        code: Option<String>,
        /// Whether it called the command itself wrong (BAD) instead of refusing it (NO).
        bad: bool,
        /// What it said.
        text: String,
    },
    /// The server lacks an extension that was asked for.
    #[error("the mail server does not support {what}")]
    Unsupported {
        /// Name of the extension.
        what: &'static str,
    },
    /// The server's words make no sense to us.
    #[error("did not understand the mail server during {during}: {text}")]
    Protocol {
        /// What was under way.
        during: &'static str,
        /// What was wrong.
        text: String,
    },
    /// The server sent more than we are ready to hold.
    #[error("the mail server sent more than {limit} bytes of {what} during {during}")]
    TooLarge {
        /// What was under way.
        during: &'static str,
        /// What was too large.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// Our own code failed on the server's words.
    #[error("reading the mail server's answer failed during {during}")]
    Crashed {
        /// What was under way.
        during: &'static str,
    },
    /// The stop signal was raised.
    #[error("stopped")]
    Stopped,
}

/// The result of a conversation with a mail server.
pub type Result<T> = std::result::Result<T, WireError>;

impl WireError {
    /// Returns a stable name of the kind of failure.
    pub fn code(&self) -> &'static str {
        match self {
            WireError::Unreachable { .. } => "imap.unreachable",
            WireError::PlaintextRefused { .. } => "imap.plaintext-refused",
            WireError::Tls { .. } => "imap.tls",
            WireError::Certificate { .. } => "imap.certificate",
            WireError::ExtraCa { .. } => "imap.extra-ca",
            WireError::Greeting { .. } => "imap.greeting",
            WireError::Throttled { .. } => "imap.throttled",
            WireError::SignInRefused { .. } => "imap.sign-in-refused",
            WireError::Timeout { .. } => "imap.timeout",
            WireError::Closed { .. } => "imap.closed",
            WireError::Refused { .. } => "imap.refused",
            WireError::Unsupported { .. } => "imap.unsupported",
            WireError::Protocol { .. } => "imap.protocol",
            WireError::TooLarge { .. } => "imap.too-large",
            WireError::Crashed { .. } => "imap.crashed",
            WireError::Stopped => "imap.stopped",
        }
    }

    /// Tells whether the same attempt may succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            WireError::Unreachable { .. }
            | WireError::Throttled { .. }
            | WireError::Timeout { .. }
            | WireError::Closed { .. } => true,
            WireError::PlaintextRefused { .. }
            | WireError::Tls { .. }
            | WireError::Certificate { .. }
            | WireError::ExtraCa { .. }
            | WireError::Greeting { .. }
            | WireError::SignInRefused { .. }
            | WireError::Refused { .. }
            | WireError::Unsupported { .. }
            | WireError::Protocol { .. }
            | WireError::TooLarge { .. }
            | WireError::Crashed { .. }
            | WireError::Stopped => false,
        }
    }

    /// Returns how long the server asked us to stay away, if it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            WireError::Throttled { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

const TEXT_LIMIT: usize = 300;

/// Makes words of a server fit for people: one line, no control or direction characters, at most 300 characters.
pub(super) fn tidy(words: &[u8]) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    // Cut before decoding, so that a huge line costs nothing.
    let lossy = String::from_utf8_lossy(&words[..words.len().min(4 * TEXT_LIMIT)]);
    let mut text: String =
        lossy.trim().chars().map(|c| if unseen(c) { ' ' } else { c }).take(TEXT_LIMIT).collect();
    if lossy.trim().chars().nth(TEXT_LIMIT).is_some() {
        text.push('…');
    }
    text
}
