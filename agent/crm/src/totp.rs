//! Codes of a second factor: RFC 6238 with SHA-1, six digits, 30 seconds, as every authenticator program knows it.

use crmweb_model::time::Millis;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Bytes of a secret (RFC 4226 §4 R6 recommends 20).
pub(crate) const SECRET: usize = 20;
/// Milliseconds of a step.
const STEP: i64 = 30 * Millis::SECOND;
/// Steps before and after the present one whose codes are taken: clocks differ.
const DRIFT: i64 = 1;

/// Returns the number of the step a code belongs to; `None`: it is the code of none of the steps around now.
pub(crate) fn step_of(secret: &[u8], typed: &str, now: Millis) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    let present = now.0.div_euclid(STEP);
    let mut found = None;
    // Each is compared whole, whichever is right.
    for step in present - DRIFT..=present + DRIFT {
        if bool::from(code(secret, step)?.as_bytes().ct_eq(typed.as_bytes())) {
            found = Some(step);
        }
    }
    found
}

/// Returns the code of a step (RFC 4226 §5.3).
pub(crate) fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&u64::try_from(step).ok()?.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0xf);
    let word: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, the last six of eight digits.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds / 30).unwrap(), expected, "{seconds}");
            assert_eq!(step_of(SECRET, expected, Millis(seconds * 1000)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_after_and_no_longer() {
        let at = |seconds: i64| step_of(SECRET, " 081 804", Millis(seconds * 1000));
        let step = 1_111_111_109 / 30;
        let begin = step * 30;
        assert_eq!(
            (at(begin - 31), at(begin - 30), at(begin + 59), at(begin + 60)),
            (None, Some(step), Some(step), None)
        );
        for wrong in ["", "81804", "0818040", "08180x", "081805"] {
            assert_eq!(step_of(SECRET, wrong, Millis(begin * 1000)), None, "{wrong}");
        }
    }
}
