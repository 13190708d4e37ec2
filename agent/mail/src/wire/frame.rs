//! Cuts what the server sends into responses: lines, with the literals (`{n}` and n bytes) inside them.

use super::error::WireError;
use std::io::{self, Read};

/// How much of the server's answer to one command is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The longest line, in bytes.
    pub line: u64,
    /// The largest literal kept whole; of a larger one only the beginning is.
    pub literal: u64,
    /// How much is kept of a literal that is too large.
    pub beginning: u64,
    /// All lines and literals of one command together.
    pub total: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { line: 64 << 10, literal: 1 << 20, beginning: 256 << 10, total: 64 << 20 }
    }
}

/// A string of the server: quoted, or a literal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub bytes: Vec<u8>,
    /// Whether the limit left only its beginning.
    pub cut: bool,
}

/// One response. The `{n}` of a literal is gone from the line; the literal is kept with its place in the line.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub line: Vec<u8>,
    pub literals: Vec<(usize, Text)>,
}

/// Why no whole response could be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// The connection ended, perhaps within a response.
    Ended,
    /// The transport failed.
    Io(io::Error),
    /// `what` exceeded `limit`.
    TooLarge { what: &'static str, limit: u64 },
    /// A literal's size is no number.
    Nonsense,
}

impl Broken {
    pub(super) fn into_error(self, during: &'static str, farewell: Option<String>) -> WireError {
        match self {
            Broken::Io(e) if e.kind() == io::ErrorKind::TimedOut => WireError::Timeout { during },
            Broken::Ended | Broken::Io(_) => WireError::Closed { text: farewell },
            Broken::TooLarge { what, limit } => WireError::TooLarge { during, what, limit },
            Broken::Nonsense => {
                WireError::Protocol { during, text: "a literal without a readable size".into() }
            }
        }
    }
}

const BUFFER: usize = 64 << 10;
/// What a response costs beyond its bytes, so that endless tiny ones reach the limit too.
const OVERHEAD: u64 = 128;

/// Reads frames from a transport.
pub(super) struct Framer<S> {
    pub stream: S,
    pub limits: Limits,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    spent: u64,
    inside: bool,
}

impl<S: Read> Framer<S> {
    pub(super) fn new(stream: S) -> Framer<S> {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Framer { stream, limits: Limits::default(), buffer, start: 0, end: 0, spent: 0, inside: false }
    }

    /// Sets the limits for the next command and counts anew.
    pub(super) fn limit(&mut self, limits: Limits) {
        (self.limits, self.spent) = (limits, 0);
    }

    /// Tells whether the server has sent more than was read.
    pub(super) fn has_more(&self) -> bool {
        self.start < self.end
    }

    /// Tells whether reading failed within a response, so that the rest of it would be taken for another.
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    /// Reads the next response; waits for it as long as the transport does.
    pub(super) fn next(&mut self) -> Result<Frame, Broken> {
        let mut frame = Frame::default();
        self.inside = self.has_more();
        self.spend(OVERHEAD)?;
        loop {
            self.read_line(&mut frame.line)?;
            let Some(size) = announced_literal(&mut frame)? else {
                self.inside = false;
                return Ok(frame);
            };
            let literal = self.read_literal(size)?;
            frame.literals.push((frame.line.len(), literal));
        }
    }

    /// Appends up to the next line feed, without the line's end.
    fn read_line(&mut self, line: &mut Vec<u8>) -> Result<(), Broken> {
        loop {
            let window = &self.buffer[self.start..self.end];
            let feed = window.iter().position(|&b| b == b'\n');
            let taken = feed.unwrap_or(window.len());
            if (line.len() + taken) as u64 > self.limits.line {
                return Err(Broken::TooLarge { what: "one line", limit: self.limits.line });
            }
            line.extend_from_slice(&window[..taken]);
            self.start += taken;
            self.spend(taken as u64)?;
            if feed.is_some() {
                self.start += 1;
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(());
            }
            self.fill()?;
        }
    }

    fn read_literal(&mut self, size: u64) -> Result<Text, Broken> {
        let kept = if size > self.limits.literal { self.limits.beginning.min(size) } else { size };
        self.spend(kept)?;
        // A size is only a promise: memory is taken as the bytes arrive.
        let mut bytes = Vec::with_capacity(kept.min(1 << 20) as usize);
        while (bytes.len() as u64) < kept {
            let wanted = (kept - bytes.len() as u64).min(BUFFER as u64) as usize;
            if self.has_more() {
                let taken = wanted.min(self.end - self.start);
                bytes.extend_from_slice(&self.buffer[self.start..self.start + taken]);
                self.start += taken;
            } else if wanted < BUFFER {
                self.fill()?;
            } else {
                let held = bytes.len();
                bytes.resize(held + wanted, 0);
                let read = read_some(&mut self.stream, &mut bytes[held..])?;
                bytes.truncate(held + read);
            }
        }
        let mut surplus = size - kept;
        while surplus > 0 {
            if !self.has_more() {
                self.fill()?;
            }
            let dropped = surplus.min((self.end - self.start) as u64);
            self.start += dropped as usize;
            surplus -= dropped;
        }
        Ok(Text { bytes, cut: kept < size })
    }

    /// Reads more into the empty buffer.
    fn fill(&mut self) -> Result<(), Broken> {
        (self.start, self.end) = (0, 0);
        self.end = read_some(&mut self.stream, &mut self.buffer)?;
        self.inside = true;
        Ok(())
    }

    fn spend(&mut self, bytes: u64) -> Result<(), Broken> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent > self.limits.total {
            return Err(Broken::TooLarge { what: "answer", limit: self.limits.total });
        }
        Ok(())
    }
}

fn read_some(stream: &mut impl Read, into: &mut [u8]) -> Result<usize, Broken> {
    loop {
        match stream.read(into) {
            Ok(0) => return Err(Broken::Ended),
            Ok(n) => return Ok(n),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Broken::Io(e)),
        }
    }
}

/// Takes a closing `{n}`, `{n+}` or `~{n}` off the line and returns n. Conditions (`* OK …`, tagged results,
/// `+ …`) end in free text, which may look like one.
fn announced_literal(frame: &mut Frame) -> Result<Option<u64>, Broken> {
    let line = &mut frame.line;
    let from = frame.literals.last().map_or(0, |(at, _)| *at);
    if line.last() != Some(&b'}') || is_free_text(line) {
        return Ok(None);
    }
    let Some(open) = line[from..].iter().rposition(|&b| b == b'{') else { return Ok(None) };
    let mut open = from + open;
    let digits = &line[open + 1..line.len() - 1];
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let size = std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).ok_or(Broken::Nonsense)?;
    if open > from && line[open - 1] == b'~' {
        open -= 1;
    }
    line.truncate(open);
    Ok(Some(size))
}

fn is_free_text(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"* ") else { return true };
    let word = rest.split(|b| *b == b' ').next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of one size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn frames(bytes: &[u8], piece: usize, limits: Limits) -> (Vec<Frame>, Broken) {
        let mut framer = Framer::new(Pieces(bytes, piece));
        framer.limit(limits);
        let mut frames = Vec::new();
        loop {
            match framer.next() {
                Ok(frame) => frames.push(frame),
                Err(broken) => return (frames, broken),
            }
        }
    }

    #[test]
    fn literals_are_taken_out_wherever_the_pieces_of_the_stream_end() {
        let wire = b"* 1 FETCH (BODY[] {5}\r\na\r\nb) FLAGS ~{0}\r\n {3+}\r\n{9})\r\n* OK {4}\r\na1 OK see {7}\r\n+ {2}\r\n\n";
        for piece in 1..wire.len() {
            let (frames, broken) = frames(wire, piece, Limits::default());
            assert!(matches!(broken, Broken::Ended));
            let lines: Vec<_> = frames.iter().map(|f| String::from_utf8_lossy(&f.line)).collect();
            assert_eq!(lines, ["* 1 FETCH (BODY[]  FLAGS  )", "* OK {4}", "a1 OK see {7}", "+ {2}", ""]);
            let literals: Vec<_> = frames[0].literals.iter().map(|(at, t)| (*at, &t.bytes[..])).collect();
            assert_eq!(literals, [(18, &b"a\r\nb)"[..]), (25, b""), (26, b"{9}")]);
        }
    }

    #[test]
    fn of_a_literal_over_the_limit_the_beginning_stays_and_reading_goes_on() {
        let mut wire = b"* 1 FETCH (BODY[] {300000}\r\n".to_vec();
        wire.extend(std::iter::repeat_n(b'x', 300_000));
        wire.extend(b")\r\na1 OK\r\n");
        let limits = Limits { literal: 1000, beginning: 10, ..Limits::default() };
        let (frames, _) = frames(&wire, 70_000, limits);
        assert_eq!(frames[0].literals[0].1, Text { bytes: b"xxxxxxxxxx".to_vec(), cut: true });
        assert_eq!(frames[1].line, b"a1 OK");
    }

    #[test]
    fn endless_lines_endless_answers_and_impossible_sizes_end_in_an_error() {
        let small = Limits { line: 100, literal: 100, beginning: 10, total: 10_000 };
        let broken = |wire: &[u8]| frames(wire, 64 << 10, small).1;
        assert!(matches!(broken(&[b'x'; 200]), Broken::TooLarge { what: "one line", .. }));
        assert!(matches!(broken(&b"* 1 EXISTS\r\n".repeat(500)), Broken::TooLarge { what: "answer", .. }));
        assert!(matches!(broken(&b"\r\n".repeat(500)), Broken::TooLarge { what: "answer", .. }));
        assert!(matches!(broken(b"* X {99999999999999999999999}\r\n"), Broken::Nonsense));
        assert!(matches!(broken(b"* X {18446744073709551615}\r\nabc"), Broken::Ended));
    }
}
