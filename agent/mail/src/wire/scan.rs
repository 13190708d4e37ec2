//! Reads the values of one response, left to right; what it does not know it steps over.
//!
//! Nothing here recurses: parentheses nested a million deep cost a counter.

use super::frame::{Frame, Text};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A place in a response.
pub(super) struct Scan {
    line: Vec<u8>,
    at: usize,
    literals: Peekable<IntoIter<(usize, Text)>>,
}

impl Scan {
    pub(super) fn new(frame: Frame) -> Scan {
        Scan { line: frame.line, at: 0, literals: frame.literals.into_iter().peekable() }
    }

    /// Returns the line up to here and from here.
    pub(super) fn rest(&self) -> &[u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// Takes a byte if it is next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn spaces(&mut self) {
        while self.take(b' ') {}
    }

    /// Returns the next byte; `None` at a literal and at the end.
    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.at_literal() { None } else { self.line.get(self.at).copied() }
    }

    pub(super) fn at_end(&mut self) -> bool {
        self.at >= self.line.len() && !self.at_literal()
    }

    /// Takes an atom: up to a space, a parenthesis or a literal.
    pub(super) fn word(&mut self) -> Vec<u8> {
        self.until(|b| matches!(b, b' ' | b'(' | b')'))
    }

    /// Takes what `stops` does not stop.
    pub(super) fn until(&mut self, stops: impl Fn(u8) -> bool) -> Vec<u8> {
        let from = self.at;
        let limit = self.literals.peek().map_or(self.line.len(), |(at, _)| (*at).min(self.line.len()));
        let taken = self.line[from.min(limit)..limit].iter().position(|b| stops(*b));
        self.at = taken.map_or(limit.max(from), |n| from + n);
        self.line[from..self.at].to_vec()
    }

    /// Takes a number; another word is taken and gives `None`.
    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Option<N> {
        self.spaces();
        std::str::from_utf8(&self.word()).ok()?.parse().ok()
    }

    /// Takes a string: quoted, literal or atom; NIL gives `None`.
    pub(super) fn string(&mut self) -> Option<Text> {
        self.spaces();
        if let Some(literal) = self.take_literal() {
            return Some(literal);
        }
        if self.take(b'"') {
            return Some(Text { bytes: self.quoted(), cut: false });
        }
        let bytes = self.word();
        (!bytes.is_empty() && !bytes.eq_ignore_ascii_case(b"NIL")).then_some(Text { bytes, cut: false })
    }

    /// Takes the words in parentheses; a single value counts as none.
    pub(super) fn words(&mut self) -> Vec<Vec<u8>> {
        self.spaces();
        let mut words = Vec::new();
        if !self.take(b'(') {
            self.skip();
            return words;
        }
        loop {
            self.spaces();
            if self.take(b')') || self.at_end() {
                return words;
            }
            let word = self.word();
            if word.is_empty() { self.skip() } else { words.push(word) }
        }
    }

    /// Steps over one value, whatever it is.
    pub(super) fn skip(&mut self) {
        self.spaces();
        let mut depth = 0u64;
        loop {
            if self.take_literal().is_some() {
            } else if self.take(b'"') {
                self.quoted();
            } else if self.take(b'(') {
                depth += 1;
            } else if self.take(b')') {
                depth = depth.saturating_sub(1);
            } else if self.word().is_empty() && !self.take(b' ') {
                return;
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Takes the rest of a quoted string and undoes its escapes; an unclosed one ends with the line.
    pub(super) fn quoted(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'"' => break,
                b'\\' => {
                    if let Some(escaped) = self.peek() {
                        bytes.push(escaped);
                        self.at += 1;
                    }
                }
                _ => bytes.push(b),
            }
        }
        bytes
    }

    fn at_literal(&mut self) -> bool {
        self.literals.peek().is_some_and(|(at, _)| *at <= self.at)
    }

    pub(super) fn take_literal(&mut self) -> Option<Text> {
        self.literals.next_if(|(at, _)| *at <= self.at).map(|(_, literal)| literal)
    }
}
