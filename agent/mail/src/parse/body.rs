//! Which parts are the mail's text, which are attachments, and the text itself.

use super::charset;
use super::mime::{Part, Tree};
use super::transfer::{Decoder, Transfer};
use super::words::Defects;
use crate::text;
use crmweb_model::mail::{Attachment, Defect};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The most attachments that are listed.
const MAX_ATTACHMENTS: usize = 500;
/// The most parts that make up the text.
const MAX_BODIES: usize = 50;
/// The most encoded text of one part that is decoded, in bytes.
const MAX_ENCODED: usize = 4 << 20;
/// Content is decoded and hashed in pieces of about this size.
const PIECE: usize = 48 * 1024;

/// The leaves of a mail by their use, as indexes into [`Tree::parts`].
#[derive(Default)]
pub(super) struct Leaves {
    pub(super) bodies: Vec<usize>,
    pub(super) attachments: Vec<usize>,
    /// Machine-readable parts of reports.
    pub(super) reports: Vec<usize>,
}

impl Leaves {
    /// Sorts the leaves of a tree.
    pub(super) fn of(tree: &Tree<'_>) -> Leaves {
        let mut leaves = Leaves::default();
        leaves.gather(tree, 0);
        leaves.bodies.truncate(MAX_BODIES);
        leaves.attachments.truncate(MAX_ATTACHMENTS);
        leaves
    }

    fn gather(&mut self, tree: &Tree<'_>, at: usize) {
        let part = &tree.parts[at];
        if part.children.is_empty() {
            self.sort(part, at);
        } else if part.media.media_type == "multipart/alternative" {
            self.choose(tree, &part.children);
        } else {
            part.children.iter().for_each(|child| self.gather(tree, *child));
        }
    }

    /// Takes the plainest alternative that says something, and the attachments of all.
    fn choose(&mut self, tree: &Tree<'_>, children: &[usize]) {
        let (mut plain, mut rich) = (Vec::new(), Vec::new());
        for child in children {
            let mut inner = Leaves::default();
            inner.gather(tree, *child);
            self.attachments.append(&mut inner.attachments);
            self.reports.append(&mut inner.reports);
            let says = |i: &usize| tree.parts[*i].content.iter().any(|b| !b.is_ascii_whitespace());
            inner.bodies.retain(says);
            let is_plain =
                inner.bodies.first().is_some_and(|i| tree.parts[*i].media.media_type == "text/plain");
            if is_plain && plain.is_empty() {
                plain = inner.bodies;
            } else if !inner.bodies.is_empty() {
                rich = inner.bodies;
            }
        }
        self.bodies.append(if plain.is_empty() { &mut rich } else { &mut plain });
    }

    fn sort(&mut self, part: &Part<'_>, at: usize) {
        let media = &part.media;
        match media.media_type.as_str() {
            "message/delivery-status"
            | "message/global-delivery-status"
            | "message/disposition-notification"
            | "text/rfc822-headers"
            | "message/global-headers" => self.reports.push(at),
            _ if media.is_multipart() => {
                // One whose parts were not found: better its source than nothing.
                if media.attached != Some(true) && self.bodies.is_empty() {
                    self.bodies.push(at);
                }
            }
            _ if media.is_text()
                && media.attached != Some(true)
                && (media.name.is_none() || self.bodies.is_empty()) =>
            {
                self.bodies.push(at);
            }
            _ => self.attachments.push(at),
        }
    }
}

/// Returns the text of the bodies, one after the other, ready to be split.
pub(super) fn text(tree: &Tree<'_>, bodies: &[usize], defects: &mut Defects) -> String {
    let mut out = String::new();
    for part in bodies.iter().map(|i| &tree.parts[*i]) {
        if out.len() >= text::MAX_INPUT {
            break;
        }
        let decoded = decoded_text(part, defects);
        let plain = match (part.media.media_type.as_str(), part.media.flowed) {
            ("text/html", _) => text::from_html(&decoded),
            (_, Some(delsp)) => text::unflow(&decoded, delsp),
            _ => decoded,
        };
        if out.is_empty() {
            out = plain;
        } else {
            out.push('\n');
            out.push_str(&plain);
        }
    }
    out
}

/// Decodes a text part: transfer encoding, charset, line ends; control characters go.
pub(super) fn decoded_text(part: &Part<'_>, defects: &mut Defects) -> String {
    let content = &part.content[..part.content.len().min(MAX_ENCODED)];
    let content = if part.media.transfer == Transfer::Plain {
        Cow::Borrowed(content)
    } else {
        let (bytes, undone) = Decoder::all(part.media.transfer, content);
        if !undone {
            defects.push(Defect::BadEncoding);
        }
        Cow::Owned(bytes)
    };
    let (text, sound) = charset::decode(&content, part.media.charset.as_deref());
    if !sound {
        defects.push(Defect::BadCharset);
    }
    readable(&text, defects)
}

/// Text with `\n` line ends and without control characters.
pub(super) fn readable(text: &str, defects: &mut Defects) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        if is_plain(piece) {
            out.push_str(piece);
        } else {
            tidy(piece, &mut out, defects);
        }
        rest = after.get(1..).unwrap_or_default();
        if !after.is_empty() && rest.as_bytes().first() != Some(&b'\n') {
            out.push('\n');
        }
    }
    out
}

/// Tells whether nothing in a piece has to change; without an early end, so that many bytes are compared at once.
fn is_plain(piece: &str) -> bool {
    let suspicious = |b: u8| (b < 0x20 && b != b'\n' && b != b'\t') | (b == 0x7f) | (b == 0xC2) | (b == 0xEF);
    !piece.bytes().fold(false, |found, b| found | suspicious(b))
}

/// Appends a piece without `\r`, leaving out what does not belong into a text.
fn tidy(piece: &str, out: &mut String, defects: &mut Defects) {
    for c in piece.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\0' => defects.push(Defect::NulByte),
            c if c.is_control() || c == '\u{feff}' => {}
            c => out.push(c),
        }
    }
}

/// Describes an attachment; its content is decoded piece by piece and only hashed.
pub(super) fn describe(part: &Part<'_>, defects: &mut Defects) -> Attachment {
    let mut hash = Sha256::new();
    let mut size = 0u64;
    let sound = each_piece(part, |piece| {
        hash.update(piece);
        size += piece.len() as u64;
    });
    if !sound {
        defects.push(Defect::BadEncoding);
    }
    Attachment {
        name: part.media.shown_name(),
        media_type: part.media.media_type.clone(),
        size,
        inline: part.media.attached != Some(true)
            && (part.media.attached == Some(false) || part.media.has_id),
        sha256: hex(&hash.finalize()),
    }
}

/// Decodes a part completely.
pub(super) fn content(part: &Part<'_>) -> Vec<u8> {
    Decoder::all(part.media.transfer, part.content).0
}

fn each_piece(part: &Part<'_>, mut take: impl FnMut(&[u8])) -> bool {
    if part.media.transfer == Transfer::Plain {
        take(part.content);
        return true;
    }
    let mut decoder = Decoder::new(part.media.transfer);
    let mut out = Vec::with_capacity(PIECE.min(part.content.len()));
    let mut rest = part.content;
    while !rest.is_empty() {
        let cut = rest.len().min(PIECE);
        let end = memchr::memchr(b'\n', &rest[cut..]).map_or(rest.len(), |n| cut + n + 1);
        decoder.feed(&rest[..end], &mut out);
        take(&out);
        out.clear();
        rest = &rest[end..];
    }
    decoder.finish();
    decoder.sound
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
