//! Tells a server that is busy from a server that says no.
//!
//! Servers ask for patience in free text more often than by code, even in answer to a sign-in, where taking it
//! for a wrong password would make people change it.

use super::error::{WireError, tidy};
use super::response::Condition;
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Codes of RFC 5530 and of large providers that mean "not now".
const CODES: [&str; 6] = ["UNAVAILABLE", "LIMIT", "INUSE", "THROTTLED", "SERVERBUG", "OVERLOADED"];

/// Codes that mean a definite no, whatever words follow: the words may quote a folder's name.
const DEFINITE: [&str; 6] = ["NONEXISTENT", "NOPERM", "TRYCREATE", "ALREADYEXISTS", "CANNOT", "OVERQUOTA"];

/// Phrases, lower case: Microsoft 365, Gmail, Yahoo, Dovecot, Courier, Cyrus.
const PHRASES: [&str; 22] = [
    "throttle",
    "backoff time",
    "rate limit",
    "too many connections",
    "too many concurrent",
    "too many simultaneous",
    "too many requests",
    "too many login",
    "too many failed",
    "too many sessions",
    "simultaneous connections",
    "maximum number of connections",
    "connection limit",
    "command or bandwidth limits",
    "authenticated but not connected",
    "try again later",
    "temporary failure",
    "temporary authentication",
    "temporary error",
    "temporarily",
    "server busy",
    "server is busy",
];

/// Returns the error a condition stands for if it asks for patience.
pub(super) fn patience_asked(said: &Condition) -> Option<WireError> {
    let text = said.text.to_lowercase();
    let coded = |names: &[&str]| said.code.as_ref().is_some_and(|code| names.contains(&code.name.as_str()));
    if coded(&DEFINITE) {
        return None;
    }
    (coded(&CODES) || PHRASES.iter().any(|phrase| text.contains(phrase)))
        .then(|| WireError::Throttled { text: tidy(said.text.as_bytes()), retry_after: wait_named(&text) })
}

/// Finds "299961 milliseconds", "in 5 minutes": the first number followed by a unit of time.
fn wait_named(text: &str) -> Option<Duration> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).peekable();
    while let Some(word) = words.next() {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let Ok(number) = digits.parse::<u64>() else { continue };
        let attached = &word[digits.len()..];
        let unit = if attached.is_empty() { words.peek().copied().unwrap_or_default() } else { attached };
        let millis = match unit {
            "ms" | "millisecond" | "milliseconds" => 1,
            "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            _ => continue,
        };
        return Some(Duration::from_millis(number.saturating_mul(millis)).min(LONGEST));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::response::Standing;

    fn asked(text: &str) -> Option<Option<u64>> {
        let said = Condition::read(Standing::No, text.as_bytes());
        patience_asked(&said).map(|error| error.retry_after().map(|wait| wait.as_millis() as u64))
    }

    #[test]
    fn a_busy_server_is_told_from_one_that_says_no() {
        for (text, wait) in [
            ("Request is throttled. Suggested Backoff Time: 299961 milliseconds", Some(299_961)),
            ("[ALERT] Too many simultaneous connections. (Failure)", None),
            ("[ALERT] Account exceeded command or bandwidth limits. (Failure)", None),
            ("User is authenticated but not connected.", None),
            ("[UNAVAILABLE] Temporary authentication failure. [host:2026]", None),
            ("[LIMIT] LOGIN Rate limit hit. Try again in 5 minutes", Some(300_000)),
            ("[INUSE] Mailbox in use", None),
            ("Server busy, retry after 30s", Some(30_000)),
            ("throttled for 99999999999999999999 hours, then 3 hours", Some(10_800_000)),
            ("throttled for 9999999999999999 hours", Some(86_400_000)),
        ] {
            assert_eq!(asked(text), Some(wait), "{text}");
        }
        for text in [
            "[AUTHENTICATIONFAILED] Authentication failed.",
            "LOGIN failed.",
            "[NONEXISTENT] Mailbox doesn't exist: Rate limits",
            "Error in IMAP command FETCH: Too many arguments",
            "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            "[ALERT] Application-specific password required (Failure)",
            "[NONEXISTENT] Mailbox doesn't exist: x",
            "",
        ] {
            assert_eq!(asked(text), None, "{text}");
        }
    }
}
