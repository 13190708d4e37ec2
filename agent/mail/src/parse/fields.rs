//! A header block cut into fields, before anything is decoded.

use memchr::memchr;

/// The most fields of one block that are kept; the rest is passed over.
const MAX_FIELDS: usize = 2_000;
/// The longest value that is looked at, in bytes.
const MAX_VALUE: usize = 128 * 1024;

/// Names that only a mail's header has: a block with none of them is text that happens to contain colons.
const TELLING: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "received",
    "return-path",
    "mime-version",
    "content-type",
    "sender",
    "reply-to",
    "cc",
    "in-reply-to",
    "references",
    "delivered-to",
    "x-mailer",
    "content-transfer-encoding",
    "bcc",
];

/// The fields of one header block, values still folded and encoded.
#[derive(Default)]
pub(super) struct Header<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Header<'a> {
    /// Reads the block at the start of `bytes`; returns it with the offset at which the body starts.
    ///
    /// The block ends at an empty line, at the end, or at a line that cannot be a field (a missing separator).
    pub(super) fn read(bytes: &'a [u8]) -> (Header<'a>, usize) {
        let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
        let mut open: Option<(&[u8], usize, usize)> = None;
        let mut at = 0;
        let body = loop {
            if at >= bytes.len() {
                break bytes.len();
            }
            let next = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
            let line = trim_line_end(&bytes[at..next]);
            if line.is_empty() {
                break next;
            }
            if matches!(line[0], b' ' | b'\t') {
                if let Some((_, _, end)) = &mut open {
                    *end = at + line.len();
                }
            } else if let Some(colon) = name_end(line) {
                close(&mut fields, bytes, open.take());
                let name = line[..colon].trim_ascii_end();
                open = Some((name, at + colon + 1, at + line.len()));
            } else if !(line.starts_with(b">From ") || at == 0 && line.starts_with(b"From ")) {
                break at;
            }
            at = next;
        };
        close(&mut fields, bytes, open);
        (Header { fields }, body)
    }

    /// Returns the first value of a field (`name` in lower case).
    pub(super) fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// Returns every value of a field, in order.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a [u8]> + 's {
        self.fields
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| *value)
    }

    /// Returns every field, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + '_ {
        self.fields.iter().copied()
    }

    /// Says whether a field is there more than once.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.all(name).nth(1).is_some()
    }

    /// Says whether this is the header of a mail, rather than text with colons.
    pub(super) fn is_of_a_mail(&self) -> bool {
        self.fields.iter().any(|(n, _)| TELLING.iter().any(|t| n.eq_ignore_ascii_case(t.as_bytes())))
    }
}

fn close<'a>(
    fields: &mut Vec<(&'a [u8], &'a [u8])>,
    bytes: &'a [u8],
    open: Option<(&'a [u8], usize, usize)>,
) {
    if let Some((name, start, end)) = open
        && fields.len() < MAX_FIELDS
    {
        let value = bytes[start..end.max(start)].trim_ascii();
        fields.push((name, &value[..value.len().min(MAX_VALUE)]));
    }
}

/// Where the colon is, if the line starts with a field name (RFC 5322 §3.6.8; blanks before the colon are forgiven).
fn name_end(line: &[u8]) -> Option<usize> {
    let colon = memchr(b':', &line[..line.len().min(256)])?;
    let name = line[..colon].trim_ascii_end();
    let sound = !name.is_empty() && name.iter().all(|b| (33..=126).contains(b)) && !name.starts_with(b"--");
    sound.then_some(colon)
}

/// The line without its `\n` or `\r\n`.
pub(super) fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
