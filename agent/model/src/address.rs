//! Mail addresses, folded once so that comparing them is comparing text.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest address that is kept (RFC 5321 §4.5.3.1: 64 + 1 + 255 octets).
pub const MAX_ADDRESS: usize = 320;

/// A mail address in comparable form: lower case, no spaces, the domain in its ASCII or Unicode form as written.
///
/// The local part is folded too: no provider of note tells `Ana@` from `ana@`, and people write both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

/// Why a text is no address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a mail address; write it as name@example.com")]
pub struct NotAnAddress(pub String);

impl Address {
    /// Reads one bare address (`name@host`), forgiving surrounding space and angle brackets.
    pub fn parse(text: &str) -> Result<Address, NotAnAddress> {
        let bare = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let bare = strip_prefix_ignore_case(bare, "mailto:");
        let no = || NotAnAddress(text.chars().take(80).collect());
        let (local, domain) = bare.rsplit_once('@').ok_or_else(no)?;
        let domain = domain.trim_end_matches('.');
        let odd = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | ',' | ';' | '"' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if local.is_empty() || domain.is_empty() || bare.len() > MAX_ADDRESS {
            return Err(no());
        }
        if local.contains(odd)
            || domain.contains(odd)
            || domain.contains(['@', '(', ')', '\\', '/', '?', '#'])
        {
            return Err(no());
        }
        Ok(Address(format!("{}@{}", local.to_lowercase(), domain.to_lowercase())))
    }

    /// Returns the folded address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the domain, folded.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Returns the part before the `@`, folded.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> &'a str {
    match text.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => text.get(prefix.len()..).unwrap_or(text),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_fold_to_one_form() {
        for (written, folded) in [
            ("Ana.Pop@Firma.RO", "ana.pop@firma.ro"),
            (" <ana@firma.ro> ", "ana@firma.ro"),
            ("mailto:ana@firma.ro", "ana@firma.ro"),
            ("MAILTO:ana@firma.ro.", "ana@firma.ro"),
            ("o'brien+crm@x.example", "o'brien+crm@x.example"),
            ("Ștefan@exámple.ro", "ștefan@exámple.ro"),
        ] {
            assert_eq!(Address::parse(written).unwrap().as_str(), folded, "{written}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "ana",
            "ana@",
            "@firma.ro",
            "a b@firma.ro",
            "a@b,c",
            "a\0@b.ro",
            "a@b\u{202e}.ro",
            "a@@",
        ] {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
        assert!(Address::parse(&format!("{}@x.ro", "a".repeat(400))).is_err());
    }
}
