//! Message ids, as far as they can be told from what mailers write (RFC 5322 §3.6.4).

use super::fields::Header;
use crmweb_model::mail::Envelope;
use hashbrown::HashSet;

/// The longest id that is kept, in bytes (a header line's limit).
const MAX_ID: usize = 998;
/// The most ids that one header is searched for.
const MAX_FOUND: usize = 2_000;

/// Returns the mail's own id. Outlook replaces the one it was given and keeps the original in a field of its own.
pub(super) fn own(header: &Header<'_>) -> Option<String> {
    ["x-microsoft-original-message-id", "message-id"]
        .iter()
        .find_map(|name| header.all(name).find_map(|v| all(v).into_iter().next()))
}

/// Returns the first id of `In-Reply-To`, and the chain: `References`, then `In-Reply-To`, each id once.
pub(super) fn parents(header: &Header<'_>) -> (Option<String>, Vec<String>) {
    let answered: Vec<String> = header.first("in-reply-to").map(all).unwrap_or_default();
    let first = answered.first().cloned();
    let mut chain: Vec<String> = header.first("references").map(all).unwrap_or_default();
    chain.extend(answered);
    // The newest mention counts: a chain ends with the mail that is answered.
    let mut seen = HashSet::with_capacity(chain.len());
    let mut kept: Vec<bool> = chain.iter().rev().map(|id| seen.insert(id.as_str())).collect();
    drop(seen);
    chain.retain(|_| kept.pop().unwrap_or(true));
    if chain.len() > Envelope::MAX_REFERENCES {
        let newest = chain.len() - (Envelope::MAX_REFERENCES - 1);
        chain.drain(1..newest);
    }
    (first, chain)
}

/// Returns the ids of a value in order: what stands in angle brackets, or else each word with an `@`.
pub(super) fn all(value: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(value);
    let mut found = Vec::new();
    let mut rest = text.as_ref();
    while let Some(start) = rest.find('<') {
        let inner = rest[start..].trim_start_matches('<');
        let Some(end) = inner.find(['>', '<']) else { break };
        found.extend(tidy(&inner[..end]));
        rest = &inner[end..];
        if found.len() >= MAX_FOUND {
            return found;
        }
    }
    if found.is_empty() {
        let words =
            text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|w| w.contains('@'));
        found.extend(words.take(MAX_FOUND).filter_map(tidy));
    }
    if found.is_empty() && !text.trim().contains(char::is_whitespace) {
        found.extend(tidy(&text));
    }
    found
}

/// An id without comments, blanks (a folded id has some) and brackets; `None` when nothing is left.
fn tidy(id: &str) -> Option<String> {
    let is_plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'(' | b')' | b'<' | b'>');
    if id.len() <= MAX_ID && id.bytes().all(is_plain) {
        return (!id.is_empty()).then(|| id.to_owned());
    }
    let mut depth = 0u32;
    let mut out = String::with_capacity(id.len().min(MAX_ID));
    for c in id.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '<' | '>' => {}
            c if c.is_whitespace() || c.is_control() || super::words::is_override(c) => {}
            c if depth == 0 && out.len() + c.len_utf8() <= MAX_ID => out.push(c),
            _ => {}
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_what_mailers_write() {
        for (written, ids) in [
            ("<a@b>", vec!["a@b"]),
            (" <a@b> (a comment)", vec!["a@b"]),
            ("<<a@b>>", vec!["a@b"]),
            ("a@b", vec!["a@b"]),
            ("<a@b><c@d>\r\n <e@f>", vec!["a@b", "c@d", "e@f"]),
            ("<long\r\n\tid@host>", vec!["longid@host"]),
            ("Your mail of Monday <a@b>", vec!["a@b"]),
            ("a@b, c@d", vec!["a@b", "c@d"]),
            ("<a(b)c@d>", vec!["ac@d"]),
            ("plain", vec!["plain"]),
            ("Your mail of Monday", vec![]),
            ("<>", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(all(written.as_bytes()), ids, "{written}");
        }
        assert_eq!(all(format!("<{}@x>", "a".repeat(5_000)).as_bytes())[0].len(), MAX_ID);
    }

    #[test]
    fn a_long_chain_keeps_its_root_and_the_newest() {
        let ids: String = (0..300).map(|n| format!("<{n}@x> ")).collect();
        let block = format!("References: {ids}\r\nIn-Reply-To: <299@x>\r\n");
        let (first, chain) = parents(&Header::read(block.as_bytes()).0);
        assert_eq!(first.as_deref(), Some("299@x"));
        assert_eq!(chain.len(), Envelope::MAX_REFERENCES);
        assert_eq!((chain[0].as_str(), chain[1].as_str()), ("0@x", "251@x"));
        assert_eq!(chain.last().map(String::as_str), Some("299@x"));
    }
}
