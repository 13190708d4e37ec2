//! The text of a mail: what is new in it, what is quoted, and who signs.

mod entities;
mod flowed;
mod fold;
mod html;
mod introduction;
mod quote;
mod signature;
mod tag;

pub use flowed::unflow;
pub use fold::fold;
pub use html::from_html;
pub use quote::is_forward;

/// The longest text that is looked at, in bytes.
pub const MAX_INPUT: usize = 1 << 20;

/// Marks that [`from_html`] leaves as lines of their own. Text from outside never has them: control characters are removed.
mod mark {
    /// The quoted mail begins here, and goes on to the end.
    pub(super) const QUOTE: &str = "\u{1}";
    /// A signature begins.
    pub(super) const SIGNATURE: &str = "\u{2}";
    /// The signature ends.
    pub(super) const SIGNED: &str = "\u{3}";
}

/// A mail's text in its three parts, each without blank lines at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// What the author wrote, answers between quoted lines included.
    pub text: String,
    /// The mail that is answered, and the line that introduces it.
    pub quoted: String,
    /// Closing formula and signature, without the line of dashes between them.
    pub signature: String,
}

/// Splits a text; `forwarded` tells that the subject marks a forwarded mail, whose copy is then part of the new text.
///
/// Where it is in doubt, text is new: a quote too much is seen at once, an answer lost is not.
pub fn split(body: &str, forwarded: bool) -> Split {
    let body = &body[..body.floor_char_boundary(MAX_INPUT)];
    let lines = lines(body);
    let quoted = quote::find(&lines, forwarded);
    let mut segments = segments(&lines, &quoted);
    let mut signature = Vec::new();
    // The last segment carries the signature; below a quote it may be nothing else, and the text above be signed too.
    for segment in segments.iter_mut().rev().take(2) {
        let (rest, signed) = signature::cut(segment);
        let all_signed = rest.iter().all(|l| is_blank(l));
        *segment = rest;
        signature = [signed, signature].concat();
        if !all_signed {
            break;
        }
    }
    let texts: Vec<String> =
        segments.iter().map(|s| joined(s.iter().copied())).filter(|t| !t.is_empty()).collect();
    let quotes = lines.iter().zip(&quoted).filter(|(_, q)| **q).map(|(l, _)| *l);
    let signature = signature.into_iter().filter(|l| !signature::is_delimiter(l));
    Split { text: texts.join("\n\n"), quoted: joined(quotes), signature: joined(signature) }
}

/// The lines of a text, like [`str::lines`], found many bytes at a time.
fn lines(body: &str) -> Vec<&str> {
    let mut lines = Vec::with_capacity(body.len() / 40 + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', body.as_bytes()) {
        let returned = end > start && body.as_bytes()[end - 1] == b'\r';
        lines.push(&body[start..end - usize::from(returned)]);
        start = end + 1;
    }
    if start < body.len() {
        lines.push(&body[start..]);
    }
    lines
}

/// The runs of lines that are not quoted.
fn segments<'a>(lines: &[&'a str], quoted: &[bool]) -> Vec<Vec<&'a str>> {
    let mut segments: Vec<Vec<&str>> = Vec::new();
    let mut fresh = true;
    for (line, quoted) in lines.iter().zip(quoted) {
        if *quoted {
            fresh = true;
            continue;
        }
        if fresh && is_blank(line) {
            continue;
        }
        if fresh {
            segments.push(Vec::new());
            fresh = false;
        }
        if let Some(segment) = segments.last_mut() {
            segment.push(line);
        }
    }
    segments
}

/// The lines as one text: marks gone, line ends trimmed, never more than one blank line, none at the ends.
fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut blanks = 0;
    for line in lines.filter(|l| !is_mark(l)) {
        let line = line.trim_end();
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        blanks = 0;
        out.push_str(line);
    }
    out
}

fn is_mark(line: &str) -> bool {
    matches!(line, mark::QUOTE | mark::SIGNATURE | mark::SIGNED)
}

fn is_blank(line: &str) -> bool {
    is_mark(line) || line.trim().is_empty()
}
