//! Who an unknown sender probably is, read from the mail alone (SPEC P4).

pub use crmweb_mail::guess::{Guess, Guessed, Seen, Source, sender};

use crmweb_mail::guess::MAX_INPUT;
use crmweb_mail::parse;
use crmweb_model::address::Address;

/// Guesses who `address` is from a whole mail (RFC 5322): its author's name, its text, and a visiting card in it.
pub fn from_mail(raw: &[u8], address: &Address) -> Guess {
    let mail = parse::mail(raw, false);
    let named = mail.envelope.people.iter().find(|person| person.address == *address);
    let name = named.map(|person| person.name.as_str()).unwrap_or_default();
    let author = mail.envelope.author().is_some_and(|person| person.address == *address);
    // Text and card are the author's: of anybody else only name and address tell.
    let text = match author {
        true if mail.signature.is_empty() => mail.text.clone(),
        true => format!("{}\n-- \n{}", mail.text, mail.signature),
        false => String::new(),
    };
    let is_card = |media: &str, name: &str| {
        matches!(media, "text/vcard" | "text/x-vcard" | "text/directory")
            || name.to_lowercase().ends_with(".vcf")
    };
    let card = mail.attachments.iter().position(|file| is_card(&file.media_type, &file.name));
    let card = card.filter(|_| author).and_then(|index| parse::attachment(raw, index));
    let card = card.filter(|bytes| bytes.len() <= MAX_INPUT);
    let card = card.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    sender(&Seen { name, address, text: &text, vcard: card.as_deref() })
}
