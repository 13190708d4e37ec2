//! HTML to text in one pass: enough to read and search a mail that has nothing else.
//!
//! Written by hand because the job is small and the input large and hostile: every step moves forward.

use super::entities;
use super::tag::{attribute, closing, is_heading, is_hidden, is_void, name, tag_end};
use super::{MAX_INPUT, mark};

/// How deep quotes are marked.
const MAX_DEPTH: usize = 8;
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
    /// Inside the signature.
    signing: bool,
    preformatted: usize,
    /// Things whose end was searched for in vain.
    endless: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    fn new(html: &'a str, hides: bool) -> Reader<'a> {
        let html = &html[..html.floor_char_boundary(MAX_INPUT * 4)];
        Reader {
            html,
            at: 0,
            out: Out::default(),
            hides,
            hidden: None,
            quotes: Vec::new(),
            divs: Vec::new(),
            signing: false,
            preformatted: 0,
            endless: Vec::new(),
        }
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
            if c.is_ascii_graphic() && c != '&' {
                let word =
                    rest.bytes().position(|b| !b.is_ascii_graphic() || b == b'&').unwrap_or(rest.len());
                self.out.push(c);
                self.out.text.push_str(&rest[1..word]);
                rest = &rest[word..];
                continue;
            }
            let (c, length) = match c {
                '&' => entities::decode(rest).unwrap_or(('&', 1)),
                c => (c, c.len_utf8()),
            };
            rest = &rest[length..];
            match c {
                '\n' if self.preformatted > 0 => self.out.line(self.out.owed + 1),
                // Blanks and the fillers that newsletters hide their first line with.
                ' ' | '\n' | '\t' | '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2009}'
                    if self.preformatted == 0 =>
                {
                    self.out.blank = self.out.started
                }
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
            _ if self.endless.contains(&">") => None,
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
            // The closing tag itself is read like any other.
            Some(name) => closing(rest, name),
            None => memchr::memmem::find(rest.as_bytes(), end.as_bytes()).map(|at| at + end.len()),
        };
        if found.is_none() {
            self.endless.push(end);
        }
        found
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
            () if is("tr")
                || is("table")
                || is("center")
                || is("hr")
                || is("dt")
                || is("dd")
                || is("section") =>
            {
                self.out.line(1)
            }
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
        let indent =
            attribute(tag, "style").is_some_and(|s| s.contains("border:none") || s.contains("border: none"));
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
        let is_copy = id.ends_with("divRplyFwdMsg")
            || id.ends_with("mail-editor-reference-message-container")
            || class.contains("yahoo_quoted")
            || id.ends_with("OLK_SRC_BODY_SECTION");
        if is_copy && self.out.depth == 0 {
            self.out.mark(mark::QUOTE);
        }
        let classes =
            ["gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature"];
        let is_signature = self.out.depth == 0
            && !self.signing
            && (classes.iter().any(|c| class.split(' ').any(|one| one == *c))
                || matches!(id, "Signature" | "x_Signature" | "ms-outlook-mobile-signature"));
        if is_signature {
            self.out.mark(mark::SIGNATURE);
            self.signing = true;
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
                    self.signing = false;
                }
            }
            () => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::from_html;

    #[test]
    fn pages_become_readable_text() {
        for (html, text) in [
            ("<p>Bun&#259;</p><p>ziua</p>", "Bună\n\nziua"),
            ("a<br>b<BR/>c", "a\nb\nc"),
            ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
            ("<b>Pre</b>ț  \r\n nou", "Preț nou"),
            ("<style>p{}</style>x<script>if (a<b) {}</script>y", "xy"),
            ("<style>never closed", "never closed"),
            ("<title>t</title><img alt='a>b'>x", "x"),
            ("a<!-- <p>no</p> -->b<![if !mso]>c<![endif]>", "abc"),
            ("<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>c", "> a\n\n>> b\n\nc"),
            ("<blockquote style='border:none'>a</blockquote>", "a"),
            ("<div style='display: none'>x<div>y</div></div>z", "z"),
            ("<div style='display:none'>never closed", "never closed"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<ul><li>a<li>b</ul>", "- a\n- b"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("<", "<"),
            ("</", "</"),
            ("&", "&"),
            ("&#1;&#2;a\u{1}", "&#1;&#2;a"),
        ] {
            assert_eq!(from_html(html).trim_end(), text, "{html}");
        }
    }
}
