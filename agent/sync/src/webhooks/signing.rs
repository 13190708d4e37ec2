//! Signatures as the Standard Webhooks specification has them (version 1.0.0).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crmweb_model::identity::hmac;
use std::fmt;

/// What the text of a secret begins with.
const PREFIX: &str = "whsec_";
/// The length of a secret, in bytes.
const LENGTH: usize = 32;

/// A secret of 256 bits, known to us and the receiver. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret([u8; LENGTH]);

impl SigningSecret {
    /// Creates a new one; `None` when the system has no random bytes.
    pub fn create() -> Option<SigningSecret> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).ok()?;
        Some(SigningSecret(bytes))
    }

    /// Reads [`SigningSecret::reveal`] back.
    pub fn parse(text: &str) -> Option<SigningSecret> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(SigningSecret(bytes.try_into().ok()?))
    }

    /// Returns the text that the receiver is given: `whsec_` and the bytes in Base64.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    /// Signs a message: `v1,` and the HMAC-SHA256 of `id.timestamp.body` in Base64. The time is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        format!("v1,{}", STANDARD.encode(hmac(&self.0, format!("{id}.{timestamp}.{body}").as_bytes())))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_back_from_its_text_and_is_in_no_debug_text() {
        let secret = SigningSecret::create().unwrap();
        assert_eq!(SigningSecret::parse(&secret.reveal()), Some(secret.clone()));
        assert_ne!(Some(&secret), SigningSecret::create().as_ref());
        assert_eq!(format!("{secret:?}"), "SigningSecret(…)");
        for wrong in ["", "whsec_", "whsec_AAAA", "AAAA", "whsec_not base64"] {
            assert_eq!(SigningSecret::parse(wrong), None, "{wrong}");
        }
    }
}
