//! Codes that people type and tokens that programs keep: random, and never shown by accident.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

/// 32 letters and digits of which none looks like another: no 0, 1, I, O.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many of them make a code.
const LETTERS: usize = 8;

/// The operating system gave no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoRandomness(#[source] getrandom::Error);

impl NoRandomness {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        "api.no-randomness"
    }
}

/// A pairing code; shown only by [`Code::shown`].
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Makes a new one: 40 bits.
    pub fn random() -> Result<Code, NoRandomness> {
        let mut bytes = [0; LETTERS];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        Ok(Code(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()))
    }

    /// Takes what somebody typed; case, spaces and hyphens say nothing.
    pub fn typed(text: &str) -> Code {
        let said = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        Code(said.take(LETTERS + 1).map(|c| c.to_ascii_uppercase()).collect())
    }

    /// A code that nobody can type.
    pub(super) fn none() -> Code {
        Code("-".repeat(LETTERS))
    }

    /// Returns the code as it is printed: `XXXX-XXXX`.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(LETTERS / 2);
        format!("{first}-{second}")
    }

    /// Returns what is compared: as long for a wrong code as for a right one.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Makes a new token: 256 bits in base64url.
pub fn token() -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_shown() {
        let code = Code::random().unwrap();
        let shown = code.shown();
        assert_eq!(shown.len(), 9);
        assert!(shown.bytes().filter(|b| *b != b'-').all(|b| ALPHABET.contains(&b)), "{shown}");
        assert_eq!(Code::typed(&shown.to_lowercase()), code);
        assert_eq!(Code::typed(&shown.replace('-', " ")), code);
        assert_ne!(Code::random().unwrap(), code);
        assert_ne!(Code::typed(&format!("{shown}A")), code);
        assert_ne!(Code::typed("--------"), Code::none());
    }

    #[test]
    fn tokens_have_256_bits_and_differ() {
        let (one, two) = (token().unwrap(), token().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
    }
}
