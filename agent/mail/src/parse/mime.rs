//! The tree of a mail's parts (RFC 2046 §5.1), read in one pass.
//!
//! The walk is our own: mail-parser takes a separator in the middle of a line for the end of a part, and so cuts bodies.

use super::fields::{Header, trim_line_end};
use super::media::Media;
use super::words::Defects;
use crmweb_model::mail::Defect;

/// How deep multiparts are opened.
const MAX_DEPTH: usize = 80;
/// How many parts are read.
const MAX_PARTS: usize = 5_000;

/// One part: its facts, its content still encoded, and the parts inside.
pub(super) struct Part<'a> {
    pub(super) header: Header<'a>,
    pub(super) media: Media,
    pub(super) content: &'a [u8],
    pub(super) children: Vec<usize>,
}

/// All parts of a mail; the first is the mail itself.
pub(super) struct Tree<'a> {
    pub(super) parts: Vec<Part<'a>>,
}

/// A multipart whose end has not come yet.
struct Open {
    part: usize,
    boundary: Vec<u8>,
}

impl<'a> Tree<'a> {
    /// Reads the tree.
    pub(super) fn read(raw: &'a [u8], defects: &mut Defects) -> Tree<'a> {
        let (mut header, mut body) = Header::read(raw);
        if !header.is_of_a_mail() {
            defects.push(Defect::NoHeaders);
            // An empty line first, or text that only looks like a header.
            body = raw.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(raw.len());
            header = Header::default();
        }
        let media = Media::of(&header, "text/plain", defects);
        let root = Part { header, media, content: &raw[body..], children: Vec::new() };
        let mut walk =
            Walk { raw, tree: Tree { parts: vec![root] }, open: Vec::new(), filling: Some((0, body)) };
        walk.descend(0, defects);
        walk.run(body, defects);
        if !walk.open.is_empty() {
            defects.push(Defect::BadStructure);
        }
        walk.tree
    }
}

struct Walk<'a> {
    raw: &'a [u8],
    tree: Tree<'a>,
    open: Vec<Open>,
    /// The part whose content is being passed, and where it began.
    filling: Option<(usize, usize)>,
}

impl<'a> Walk<'a> {
    fn run(&mut self, start: usize, defects: &mut Defects) {
        let finder = memchr::memmem::Finder::new(b"\n--");
        let mut at = start;
        while !self.open.is_empty() {
            let line = if self.raw[at..].starts_with(b"--") {
                at
            } else {
                match finder.find(&self.raw[at..]) {
                    Some(n) => at + n + 1,
                    None => break,
                }
            };
            let next = memchr::memchr(b'\n', &self.raw[line..]).map_or(self.raw.len(), |n| line + n + 1);
            at = self.separator(line, next, defects).unwrap_or(if next < self.raw.len() {
                next - 1
            } else {
                next
            });
            if self.tree.parts.len() >= MAX_PARTS {
                defects.push(Defect::BadStructure);
                break;
            }
            if at >= self.raw.len() {
                break;
            }
        }
        self.fill(self.raw.len());
    }

    /// Takes a line that may separate parts; returns where to go on if it does.
    fn separator(&mut self, line: usize, next: usize, defects: &mut Defects) -> Option<usize> {
        let mark = trim_line_end(&self.raw[line + 2..next]).trim_ascii_end();
        let closes = |b: &Open| mark.strip_suffix(b"--").is_some_and(|m| m == b.boundary);
        let level = self.open.iter().rposition(|b| mark == b.boundary || closes(b))?;
        let closed = mark != self.open[level].boundary;
        self.fill(line);
        if level + 1 < self.open.len() {
            defects.push(Defect::BadStructure);
            self.open.truncate(level + 1);
        }
        if closed {
            self.open.pop();
            return Some(next.saturating_sub(1).max(line + 2));
        }
        Some(self.begin(self.open[level].part, next, defects))
    }

    /// Begins a part below `parent`; returns where its content starts.
    fn begin(&mut self, parent: usize, at: usize, defects: &mut Defects) -> usize {
        let (header, length) = Header::read(&self.raw[at..]);
        let inside_digest = self.tree.parts[parent].media.media_type == "multipart/digest";
        let media = Media::of(&header, if inside_digest { "message/rfc822" } else { "text/plain" }, defects);
        let index = self.tree.parts.len();
        self.tree.parts.push(Part { header, media, content: &[], children: Vec::new() });
        self.tree.parts[parent].children.push(index);
        self.filling = Some((index, at + length));
        self.descend(index, defects);
        at + length
    }

    /// Opens a part if it is a multipart.
    fn descend(&mut self, part: usize, defects: &mut Defects) {
        let media = &self.tree.parts[part].media;
        if !media.is_multipart() {
            return;
        }
        match &media.boundary {
            Some(_) if self.open.len() >= MAX_DEPTH => defects.push(Defect::TooDeep),
            Some(boundary) => self.open.push(Open { part, boundary: boundary.clone().into_bytes() }),
            None => defects.push(Defect::BadStructure),
        }
    }

    /// Ends the content being passed before `end`; the line end before a separator belongs to the separator.
    fn fill(&mut self, end: usize) {
        if let Some((part, start)) = self.filling.take() {
            let content = &self.raw[start.min(end)..end];
            self.tree.parts[part].content =
                if end < self.raw.len() { trim_line_end(content) } else { content };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(raw: &str) -> (Vec<String>, Defects) {
        let mut defects = Vec::new();
        let tree = Tree::read(raw.as_bytes(), &mut defects);
        let leaves = tree.parts.iter().filter(|p| p.children.is_empty());
        (leaves.map(|p| String::from_utf8_lossy(p.content).into_owned()).collect(), defects)
    }

    #[test]
    fn a_separator_in_the_middle_of_a_line_is_text() {
        let (parts, defects) = leaves(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee --b here\r\n--bc is not it\r\n--b\r\n\r\nsecond\r\n--b--\r\nafter",
        );
        assert_eq!(parts, ["see --b here\r\n--bc is not it", "second"]);
        assert_eq!(defects, []);
    }

    #[test]
    fn an_outer_separator_ends_what_is_open_inside() {
        let (parts, defects) = leaves(
            "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n",
        );
        assert_eq!(parts, ["one", "two"]);
        assert_eq!(defects, [Defect::BadStructure]);
    }

    #[test]
    fn empty_parts_and_neighbouring_separators() {
        let (parts, _) = leaves("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\n\nx\n--b--");
        assert_eq!(parts, ["", "", "x"]);
    }

    #[test]
    fn a_separator_that_never_comes_leaves_the_content() {
        let (parts, defects) = leaves("Content-Type: multipart/mixed; boundary=never\n\ntext\n");
        assert_eq!(parts, ["text\n"]);
        assert_eq!(defects, [Defect::BadStructure]);
    }
}
