//! HTML to text in one pass: enough to read and search a mail that has nothing else.
//!
//! Written by hand because the job is small and the input large and hostile: every step moves forward.

use super::entities;
use super::{MAX_INPUT, mark};

/// How deep quotes are marked.
const MAX_DEPTH: usize = 8;
/// The longest tag whose quotation marks are respected, in bytes.
const MAX_TAG: usize = 16 * 1024;

/// Returns the readable text: quoted passages with `> `, tables row by row, nothing that is hidden.
pub fn from_html(html: &str) -> String {
    let mut reader = Reader::new(html, true);
    reader.run();
    if reader.hidden.is_some() {
        // A hidden element that never ends hides everything: then nothing is believed to be hidden.
        reader = Reader::new(html, false);
        reader.run();
    }
    reader.out.text
}

/// The text so far.
#[derive(Default)]
struct Out {
    text: String,
    /// Depth of quotation.
    depth: usize,
    /// Line ends owed before the next character.
    owed: usize,
    /// A blank owed before the next character.
    blank: bool,
    started: bool,
}

impl Out {
    fn line(&mut self, ends: usize) {
        self.owed = self.owed.max(ends);
        self.blank = false;
    }

    fn push(&mut self, c: char) {
        if self.owed > 0 || !self.started {
            if self.started {
                (0..self.owed).for_each(|_| self.text.push('\n'));
            }
            self.started = true;
            self.owed = 0;
            self.blank = false;
            (0..self.depth.min(MAX_DEPTH)).for_each(|_| self.text.push('>'));
            if self.depth > 0 {
                self.text.push(' ');
            }
        }
        if self.blank {
            self.text.push(' ');
            self.blank = false;
        }
        self.text.push(c);
    }

    /// A mark on a line of its own, never quoted.
    fn mark(&mut self, mark: &str) {
        let depth = std::mem::take(&mut self.depth);
        self.line(1);
        mark.chars().for_each(|c| self.push(c));
        self.line(1);
        self.depth = depth;
    }
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
    out: Out,
    /// Whether hidden elements are left out.
    hides: bool,
    /// The hidden element being passed, and how many of its name are open in it.
    hidden: Option<(&'a str, usize)>,
    /// For each open `blockquote`: whether it is a quote.
    quotes: Vec<bool>,
    /// For each open `div`: whether it is the signature.
    divs: Vec<bool>,
    preformatted: usize,
    /// Things whose end was searched for in vain.
    endless: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    fn new(html: &'a str, hides: bool) -> Reader<'a> {
        let html = &html[..html.floor_char_boundary(MAX_INPUT * 4)];
        Reader { html, at: 0, out: Out::default(), hides, hidden: None, quotes: Vec::new(), divs: Vec::new(), preformatted: 0, endless: Vec::new() }
    }

    fn run(&mut self) {
        while self.at < self.html.len() && self.out.text.len() < MAX_INPUT {
            let rest = &self.html[self.at..];
            let text = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if text > 0 {
                self.text(&rest[..text]);
                self.at += text;
            } else if let Some(length) = self.markup(rest) {
                self.at += length;
            } else {
                self.text("<");
                self.at += 1;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (c, length) = match c {
                '&' => entities::decode(rest).unwrap_or(('&', 1)),
                c => (c, c.len_utf8()),
            };
            rest = &rest[length..];
            match c {
                '\n' if self.preformatted > 0 => self.out.line(self.out.owed + 1),
                // Blanks and the fillers that newsletters hide their first line with.
                ' ' | '\n' | '\t' | '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2009}' if self.preformatted == 0 => self.out.blank = self.out.started,
                '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
                c if c.is_control() && c != '\t' => {}
                c => self.out.push(c),
            }
        }
    }

    /// Takes what begins with `<`; returns its length, `None` when it is text.
    fn markup(&mut self, rest: &'a str) -> Option<usize> {
        let bytes = rest.as_bytes();
        match bytes.get(1)? {
            b'!' if rest.starts_with("<!--") => self.past(rest, "-->").or_else(|| self.past(rest, ">")),
            b'!' | b'?' => self.past(rest, ">"),
            b'/' if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let length = self.past(rest, ">")?;
                self.close(name(&rest[2..length]));
                Some(length)
            }
            b if b.is_ascii_alphabetic() => {
                let length = tag_end(rest).or_else(|| self.past(rest, ">"))?;
                let tag = &rest[1..length];
                let name = name(tag);
                let skipped = self.open(name, tag).and_then(|end| self.past(&rest[length..], end));
                Some(length + skipped.unwrap_or(0))
            }
            _ => None,
        }
    }

    /// The length up to and with `end`; what is missing once is not searched for again.
    fn past(&mut self, rest: &str, end: &'static str) -> Option<usize> {
        if self.endless.contains(&end) {
            return None;
        }
        let found = match end.strip_prefix("</") {
            Some(name) => closing(rest, name),
            None => memchr::memmem::find(rest.as_bytes(), end.as_bytes()),
        };
        if found.is_none() {
            self.endless.push(end);
        }
        found.map(|at| at + end.len())
    }

    /// Opens an element; returns the end to skip to when its content is no text.
    fn open(&mut self, name: &'a str, tag: &str) -> Option<&'static str> {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += usize::from(hidden.eq_ignore_ascii_case(name));
            return None;
        }
        let is = |n: &str| name.eq_ignore_ascii_case(n);
        if self.hides && !is_void(name) && is_hidden(tag) {
            self.hidden = Some((name, 1));
            return None;
        }
        match () {
            () if is("style") => return Some("</style"),
            () if is("script") => return Some("</script"),
            () if is("title") => return Some("</title"),
            () if is("br") => self.out.line(self.out.owed + 1),
            () if is("p") || is("ul") || is("ol") || is_heading(name) => self.out.line(2),
            () if is("tr") || is("table") || is("center") || is("hr") || is("dt") || is("dd") || is("section") => self.out.line(1),
            () if is("li") => {
                self.out.line(1);
                "- ".chars().for_each(|c| self.out.push(c));
            }
            () if is("td") || is("th") => self.out.blank = self.out.started && self.out.owed == 0,
            () if is("pre") => {
                self.out.line(1);
                self.preformatted += 1;
            }
            () if is("blockquote") => self.open_quote(tag),
            () if is("div") => self.open_div(tag),
            () => {}
        }
        None
    }

    fn open_quote(&mut self, tag: &str) {
        let indent = attribute(tag, "style").is_some_and(|s| s.contains("border:none") || s.contains("border: none"));
        let cites = attribute(tag, "type").is_some_and(|t| t.eq_ignore_ascii_case("cite"));
        let is_quote = cites || !indent;
        self.out.line(2);
        self.quotes.push(is_quote);
        self.out.depth += usize::from(is_quote);
    }

    fn open_div(&mut self, tag: &str) {
        self.out.line(1);
        let class = attribute(tag, "class").unwrap_or_default();
        let id = attribute(tag, "id").unwrap_or_default();
        let is_copy = id.ends_with("divRplyFwdMsg") || id.ends_with("mail-editor-reference-message-container") || class.contains("yahoo_quoted") || id.ends_with("OLK_SRC_BODY_SECTION");
        if is_copy && self.out.depth == 0 {
            self.out.mark(mark::QUOTE);
        }
        let classes = ["gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature"];
        let is_signature = self.out.depth == 0
            && !self.divs.contains(&true)
            && (classes.iter().any(|c| class.split(' ').any(|one| one == *c)) || matches!(id, "Signature" | "x_Signature" | "ms-outlook-mobile-signature"));
        if is_signature {
            self.out.mark(mark::SIGNATURE);
        }
        self.divs.push(is_signature);
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(hidden.eq_ignore_ascii_case(name));
            if *depth == 0 {
                self.hidden = None;
            }
            return;
        }
        let is = |n: &str| name.eq_ignore_ascii_case(n);
        match () {
            () if is("p") || is("ul") || is("ol") || is_heading(name) => self.out.line(2),
            () if is("tr") || is("table") || is("li") || is("center") || is("section") => self.out.line(1),
            () if is("pre") => {
                self.out.line(1);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            () if is("blockquote") => {
                self.out.line(2);
                if self.quotes.pop() == Some(true) {
                    self.out.depth -= 1;
                }
            }
            () if is("div") => {
                self.out.line(1);
                if self.divs.pop() == Some(true) {
                    self.out.mark(mark::SIGNED);
                }
            }
            () => {}
        }
    }
}

fn name(tag: &str) -> &str {
    &tag[..tag.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(tag.len())]
}

/// The length of the tag at the start, a `>` in quotation marks not ending it.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate().take(MAX_TAG) {
        match (b, quote) {
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(b),
            (b, Some(q)) if b == q => quote = None,
            _ => {}
        }
    }
    None
}

/// Where `</name` is, in any case.
fn closing(rest: &str, name: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let is_it = |at: &usize| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
    memchr::memmem::find_iter(bytes, b"</").find(is_it)
}

fn is_void(name: &str) -> bool {
    ["img", "br", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "body", "html", "p", "td", "tr", "li"].iter().any(|v| name.eq_ignore_ascii_case(v))
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6'])
}

fn is_hidden(tag: &str) -> bool {
    let Some(style) = attribute(tag, "style") else { return false };
    let packed: String = style.chars().take(1_000).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    packed.contains("display:none")
}

/// Returns the value of an attribute, without its quotation marks.
fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = &tag[name(tag).len()..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '>');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let body = quote.map_or(after, |_| &after[1..]);
            let stop = match quote {
                Some(q) => body.find(q),
                None => body.find(|c: char| c.is_whitespace() || c == '>'),
            };
            let stop = stop.unwrap_or(body.len());
            value = &body[..stop];
            rest = body.get(stop + usize::from(quote.is_some())..).unwrap_or_default();
        } else if end == 0 {
            rest = rest.get(rest.chars().next().map_or(1, char::len_utf8)..).unwrap_or_default();
        }
        if key.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
    }
}
