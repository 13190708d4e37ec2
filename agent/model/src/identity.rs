//! Which mail it is: the same for every copy, however many folders, mailboxes and colleagues hold one.

use crate::mail::{Envelope, Mail, Part};
use crate::subject::bare;
use crate::words::fold;
use sha2::{Digest, Sha256};

/// The identity of a mail (SPEC M5): 32 lower-case hex digits.
///
/// With a Message-ID it is made of that id, the author, the date and the bare subject, which the header alone
/// tells. Different mails that share an id therefore stay two.
pub fn by_message_id(envelope: &Envelope) -> Option<String> {
    let id = envelope.message_id.as_deref()?;
    Some(digest(&["id", id, &author(envelope), &date(envelope), &fold(bare(&envelope.subject))]))
}

/// The identity of a mail without Message-ID: author, date, bare subject, recipients and the folded text.
pub fn by_content(mail: &Mail) -> String {
    let envelope = &mail.envelope;
    let mut to: Vec<&str> = envelope
        .people
        .iter()
        .filter(|p| matches!(p.part, Part::To | Part::Cc))
        .map(|p| p.address.as_str())
        .collect();
    to.sort_unstable();
    to.dedup();
    digest(&[
        "content",
        &author(envelope),
        &date(envelope),
        &fold(bare(&envelope.subject)),
        &to.join(","),
        &fold(&mail.text),
        &fold(&mail.quoted),
    ])
}

/// The identity of a mail that has been read whole.
pub fn of(mail: &Mail) -> String {
    by_message_id(&mail.envelope).unwrap_or_else(|| by_content(mail))
}

fn author(envelope: &Envelope) -> String {
    envelope.author().map(|p| p.address.to_string()).unwrap_or_default()
}

/// To the second: some servers drop or round what is below.
fn date(envelope: &Envelope) -> String {
    envelope.date.map(|d| d.0.div_euclid(1000).to_string()).unwrap_or_default()
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps ("ab", "c") apart from ("a", "bc").
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize()[..16])
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Returns the hash of a Message-ID by which it is looked up (FNV-1a, 64 bits).
///
/// Whoever forges a collision gains no more than by writing the id itself into a header, which anybody can.
pub fn id_hash(message_id: &str) -> i64 {
    let hash = message_id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.cast_signed()
}

/// Hides an identity behind a key: what the crm stores of mail that was held back or removed.
pub fn mark(key: &[u8], identity: &str) -> String {
    hex(&hmac(key, identity.as_bytes()))
}

/// Returns the HMAC-SHA256 (RFC 2104) of a message under a key of at most 64 bytes, a block; further ones are not used.
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |byte: u8| -> Vec<u8> { (0..64).map(|i| key.get(i).copied().unwrap_or(0) ^ byte).collect() };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::mail::Person;
    use crate::time::Millis;

    fn mail(id: Option<&str>, from: &str, subject: &str, date: i64, text: &str) -> Mail {
        let person = Person { part: Part::From, address: Address::parse(from).unwrap(), name: String::new() };
        let envelope = Envelope {
            message_id: id.map(Into::into),
            people: vec![person],
            subject: subject.into(),
            date: Some(Millis(date)),
            ..Envelope::default()
        };
        Mail { envelope, text: text.into(), ..Mail::default() }
    }

    #[test]
    fn copies_of_a_mail_are_one_and_different_mails_are_two() {
        let a = mail(Some("1@x"), "ana@x.ro", "Ofertă", 5_000, "text");
        for (other, same) in [
            (mail(Some("1@x"), "ana@x.ro", "Ofertă", 5_400, "a footer was added by a list"), true),
            (mail(Some("1@x"), "ana@x.ro", "Re: OFERTA", 5_000, "text"), true),
            (mail(Some("1@x"), "ana@x.ro", "Factură", 5_000, "text"), false),
            (mail(Some("1@x"), "dan@x.ro", "Ofertă", 5_000, "text"), false),
            (mail(Some("2@x"), "ana@x.ro", "Ofertă", 5_000, "text"), false),
            (mail(None, "ana@x.ro", "Ofertă", 5_000, "text"), false),
        ] {
            assert_eq!(of(&a) == of(&other), same, "{other:?}");
        }
        let b = mail(None, "ana@x.ro", "Ofertă", 5_000, "Bună ziua");
        assert_eq!(of(&b), of(&mail(None, "ana@x.ro", "Ofertă", 5_000, "Bună  ziua\n")));
        assert_ne!(of(&b), of(&mail(None, "ana@x.ro", "Ofertă", 5_000, "Altceva")));
    }

    #[test]
    fn a_mark_is_the_hmac_of_the_standard() {
        // RFC 4231, test case 2.
        assert_eq!(
            mark(b"Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
