//! Commands as bytes, with arguments of any content.

use super::folder::FolderName;

/// A command without its tag. Where an argument cannot be quoted it becomes a literal, and the command is sent in
/// parts: each but the last ends in `{n}` and waits for the server's `+`.
pub(super) struct Command {
    parts: Vec<Vec<u8>>,
    part: Vec<u8>,
}

impl Command {
    pub(super) fn new(words: &str) -> Command {
        Command { parts: Vec::new(), part: words.into() }
    }

    pub(super) fn words(mut self, words: &str) -> Command {
        self.part.extend_from_slice(words.as_bytes());
        self
    }

    pub(super) fn folder(self, name: &FolderName) -> Command {
        self.string(name.wire())
    }

    /// Adds a string: quoted when all of it is printable ASCII.
    pub(super) fn string(mut self, value: &[u8]) -> Command {
        if !is_quotable(value) {
            return self.literal(value);
        }
        self.part.push(b'"');
        for &b in value {
            if matches!(b, b'"' | b'\\') {
                self.part.push(b'\\');
            }
            self.part.push(b);
        }
        self.part.push(b'"');
        self
    }

    pub(super) fn literal(mut self, value: &[u8]) -> Command {
        self.part.extend_from_slice(format!("{{{}}}\r\n", value.len()).as_bytes());
        self.parts.push(std::mem::replace(&mut self.part, value.to_vec()));
        self
    }

    /// Returns the command as text if it has one part, else its parts, complete with line ends.
    pub(super) fn finish(mut self) -> Result<String, Vec<Vec<u8>>> {
        if self.parts.is_empty() {
            return String::from_utf8(self.part).map_err(|e| vec![[e.as_bytes(), b"\r\n"].concat()]);
        }
        self.part.extend_from_slice(b"\r\n");
        self.parts.push(self.part);
        Err(self.parts)
    }
}

/// Tells whether a string may be sent in quotes to any server.
pub(super) fn is_quotable(value: &[u8]) -> bool {
    value.len() <= 512 && value.iter().all(|b| matches!(b, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_quoted_becomes_a_literal() {
        let name = |bytes: &[u8]| Command::new("EXAMINE ").folder(&FolderName::from_wire(bytes)).finish();
        assert_eq!(name(br#"a"b\c"#).unwrap(), r#"EXAMINE "a\"b\\c""#);
        assert_eq!(name(b"&!!!-").unwrap(), r#"EXAMINE "&!!!-""#);
        assert_eq!(name(b"caf\xe9").unwrap_err(), [&b"EXAMINE {4}\r\n"[..], b"caf\xe9\r\n"]);
        let two = Command::new("LOGIN ").string(b"a\r\nb").words(" ").string("ș".as_bytes()).finish();
        assert_eq!(two.unwrap_err(), [&b"LOGIN {4}\r\n"[..], b"a\r\nb {2}\r\n", "ș\r\n".as_bytes()]);
    }
}
