//! Who an unknown sender probably is, read from the mail alone (SPEC P4).
#![allow(missing_docs)]
use crmweb_model::address::Address;
use crmweb_model::record::PhoneKind;
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub name: &'a str,
    pub address: &'a Address,
    pub text: &'a str,
    pub vcard: Option<&'a str>,
}
#[derive(Clone, Copy, Debug, Default)]
pub enum Source {
    #[default]
    Nothing,
}
impl Source {
    pub fn as_str(self) -> &'static str {
        ""
    }
}
#[derive(Clone, Debug, Default)]
pub struct Guessed {
    pub value: String,
    pub source: Source,
}
#[derive(Clone, Debug, Default)]
pub struct Guess {
    pub first_name: Guessed,
    pub last_name: Guessed,
    pub title: Guessed,
    pub phones: Vec<(PhoneKind, String, Source)>,
    pub company: Guessed,
    pub domain: Guessed,
    pub web: Guessed,
    pub vat_number: Guessed,
    pub registration_number: Guessed,
    pub street: Guessed,
    pub city: Guessed,
    pub postal_code: Guessed,
    pub country: Guessed,
}
pub fn sender(_: &Seen) -> Guess {
    Guess::default()
}
