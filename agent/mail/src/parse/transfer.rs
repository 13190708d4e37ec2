//! Transfer encodings undone, forgivingly (RFC 2045 §6).

/// How a part's content was made fit for transport.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transfer {
    /// As it is (7bit, 8bit, binary).
    #[default]
    Plain,
    /// Base64.
    Base64,
    /// Quoted-printable.
    Quoted,
    /// Something nobody knows; read as it is.
    Unknown,
}

impl Transfer {
    /// Reads a `Content-Transfer-Encoding`.
    pub(super) fn named(name: &[u8]) -> Transfer {
        let is = |text: &str| name.eq_ignore_ascii_case(text.as_bytes());
        match () {
            () if is("base64") => Transfer::Base64,
            () if is("quoted-printable") => Transfer::Quoted,
            () if is("") || is("7bit") || is("8bit") || is("binary") || is("7-bit") || is("8-bit") => {
                Transfer::Plain
            }
            () => Transfer::Unknown,
        }
    }
}

/// A decoder that takes its input in pieces, so that a large attachment never stands in memory twice.
pub(super) struct Decoder {
    transfer: Transfer,
    bits: u32,
    have: u8,
    ended: bool,
    /// Everything so far could be undone.
    pub(super) sound: bool,
}

impl Decoder {
    /// Starts.
    pub(super) fn new(transfer: Transfer) -> Decoder {
        Decoder { transfer, bits: 0, have: 0, ended: false, sound: transfer != Transfer::Unknown }
    }

    /// Decodes the whole of a content.
    pub(super) fn all(transfer: Transfer, content: &[u8]) -> (Vec<u8>, bool) {
        let mut out = Vec::with_capacity(content.len());
        let mut decoder = Decoder::new(transfer);
        decoder.feed(content, &mut out);
        decoder.finish();
        (out, decoder.sound)
    }

    /// Appends what `piece` decodes to. Quoted-printable pieces must end at line ends.
    pub(super) fn feed(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        match self.transfer {
            Transfer::Base64 => self.base64(piece, out),
            Transfer::Quoted => self.quoted(piece, out),
            Transfer::Plain | Transfer::Unknown => out.extend_from_slice(piece),
        }
    }

    /// Ends; a lone sextet at the end is a defect.
    pub(super) fn finish(&mut self) {
        self.sound &= self.have != 1;
    }

    fn base64(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        out.reserve(piece.len() / 4 * 3 + 3);
        let mut rest = piece;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
            let (line, tail) = rest.split_at(end);
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            let content = content.strip_suffix(b"\r").unwrap_or(content);
            if !self.whole_quads(content, out) {
                line.iter().for_each(|byte| self.sextet(*byte, out));
            }
            rest = tail;
        }
    }

    /// Decodes a line of nothing but whole groups of four: nearly every line of nearly every attachment.
    fn whole_quads(&mut self, line: &[u8], out: &mut Vec<u8>) -> bool {
        if self.have != 0 || self.ended || !line.len().is_multiple_of(4) {
            return false;
        }
        let start = out.len();
        out.resize(start + line.len() / 4 * 3, 0);
        let decoded =
            base64_simd::STANDARD_NO_PAD.decode(line, base64_simd::Out::from_slice(&mut out[start..]));
        let whole = decoded.is_ok();
        if !whole {
            out.truncate(start);
        }
        whole
    }

    fn sextet(&mut self, byte: u8, out: &mut Vec<u8>) {
        match SEXTET[usize::from(byte)] {
            value @ 0..64 => {
                // Content after padding: two encodings were joined; go on.
                self.ended = false;
                self.bits = self.bits << 6 | u32::from(value);
                self.have += 1;
                if self.have > 1 {
                    let left = match self.have {
                        2 => 4,
                        3 => 2,
                        _ => 0,
                    };
                    out.push((self.bits >> left) as u8);
                }
                if self.have == 4 {
                    (self.bits, self.have) = (0, 0);
                }
            }
            BLANK => {}
            PAD => {
                self.sound &= self.have != 1;
                (self.bits, self.have, self.ended) = (0, 0, true);
            }
            _ => self.sound = false,
        }
    }

    fn quoted(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        out.reserve(piece.len());
        for line in piece.split_inclusive(|b| *b == b'\n') {
            let content = super::fields::trim_line_end(line);
            let ending = &line[content.len()..];
            let mut rest = trim_blanks(content);
            let mut soft = false;
            while let Some(at) = memchr::memchr(b'=', rest) {
                out.extend_from_slice(&rest[..at]);
                rest = &rest[at + 1..];
                match *rest {
                    [] => soft = true,
                    [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                        out.push(hex(a) << 4 | hex(b));
                        rest = &rest[2..];
                    }
                    _ => {
                        self.sound = false;
                        out.push(b'=');
                    }
                }
            }
            out.extend_from_slice(rest);
            if !soft {
                out.extend_from_slice(ending);
            }
        }
    }
}

/// Blanks at the end of a quoted-printable line were added on the way (RFC 2045 §6.7 rule 3).
fn trim_blanks(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(0, |n| n + 1);
    &line[..end]
}

/// The value of a hexadecimal digit.
pub(super) fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.wrapping_sub(b'A').wrapping_add(10),
    }
}

const BLANK: u8 = 64;
const PAD: u8 = 65;
const NEITHER: u8 = 66;

static SEXTET: [u8; 256] = {
    let mut table = [NEITHER; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut n = 0;
    while n < 64 {
        table[alphabet[n] as usize] = n as u8;
        n += 1;
    }
    table[b'\r' as usize] = BLANK;
    table[b'\n' as usize] = BLANK;
    table[b' ' as usize] = BLANK;
    table[b'\t' as usize] = BLANK;
    table[b'=' as usize] = PAD;
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_undone_whatever_is_in_between() {
        for (code, text, sound) in [
            ("Q29uyJtpbnV0", "Conținut", true),
            ("Q29u\r\nyJ tp\r\nbnV0\r\n", "Conținut", true),
            ("YQ==", "a", true),
            ("YQ", "a", true),
            ("YWI=", "ab", true),
            ("YQ==YQ==", "aa", true),
            ("Y!Q==", "a", false),
            ("YWJjY", "abc", false),
            ("", "", true),
        ] {
            let (bytes, ok) = Decoder::all(Transfer::Base64, code.as_bytes());
            assert_eq!((String::from_utf8_lossy(&bytes).as_ref(), ok), (text, sound), "{code}");
        }
    }

    #[test]
    fn base64_in_pieces_is_the_same() {
        let code = b"Q29uyJtpbnV0IG1haSBsdW5n".as_slice();
        for size in 1..9 {
            let (mut out, mut decoder) = (Vec::new(), Decoder::new(Transfer::Base64));
            code.chunks(size).for_each(|piece| decoder.feed(piece, &mut out));
            assert_eq!(out, "Conținut mai lung".as_bytes());
        }
    }

    #[test]
    fn quoted_printable_is_undone_forgivingly() {
        for (code, text, sound) in [
            ("a=C8=9Bb", "ațb", true),
            ("soft=\r\nend", "softend", true),
            ("soft= \nend", "softend", true),
            ("blank \t\r\nx", "blank\r\nx", true),
            ("a=ZZ", "a=ZZ", false),
            ("a=c8=9b", "aț", true),
            ("cut=", "cut", true),
        ] {
            let (bytes, ok) = Decoder::all(Transfer::Quoted, code.as_bytes());
            assert_eq!((String::from_utf8_lossy(&bytes).as_ref(), ok), (text, sound), "{code}");
        }
    }
}
