//! Secrets that must be kept but not be readable in the database: encrypted under a key that is kept elsewhere.

use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;

/// Bytes of a nonce: long enough to be drawn at random.
const NONCE: usize = 24;

/// The key, as the program keeps it with its passwords. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Seal([u8; 32]);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// Draws a new key.
    pub fn create() -> Result<Seal> {
        Ok(Seal(random()?))
    }

    /// Returns the key as text, for whoever keeps it.
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// Reads [`Seal::reveal`] back; `None`: it is no key.
    pub fn read(text: &str) -> Option<Seal> {
        let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?;
        Some(Seal(bytes.try_into().ok()?))
    }

    /// Encrypts a secret; only with the same `about` it opens again, so that it cannot be moved to somebody else.
    pub(crate) fn close(&self, secret: &[u8], about: &str) -> Result<String> {
        let nonce: [u8; NONCE] = random()?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let payload = Payload { msg: secret, aad: about.as_bytes() };
        let closed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::Sealed)?;
        Ok(BASE64URL_NOPAD.encode(&[nonce.as_slice(), &closed].concat()))
    }

    /// Decrypts [`Seal::close`].
    pub(crate) fn open(&self, sealed: &str, about: &str) -> Result<Vec<u8>> {
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).map_err(|_| Error::Sealed)?;
        let (nonce, closed) = bytes.split_first_chunk::<NONCE>().ok_or(Error::Sealed)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let payload = Payload { msg: closed, aad: about.as_bytes() };
        cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Error::Sealed)
    }
}

/// Draws bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_key_for_its_owner_only() {
        let seal = Seal::create().unwrap();
        let closed = seal.close(b"secret", "ana").unwrap();
        assert_eq!(Seal::read(&seal.reveal()).unwrap().open(&closed, "ana").unwrap(), b"secret");
        assert_ne!(closed, seal.close(b"secret", "ana").unwrap(), "no two look alike");
        assert!(seal.open(&closed, "dan").is_err());
        assert!(Seal::create().unwrap().open(&closed, "ana").is_err());
        for damaged in ["", "AAAA", "not base64!", &closed[..closed.len() - 2]] {
            assert!(seal.open(damaged, "ana").is_err(), "{damaged}");
        }
        assert!(Seal::read("short").is_none());
        assert_eq!(format!("{seal:?}"), "Seal(…)");
    }
}
