//! Who an unknown sender is, as far as the mail itself tells (SPEC P4).
//!
//! Read from the mail and nothing else: a visiting card beats the signature, the signature beats the name in the
//! header, and the domain is the last resort. Every value says where it comes from, and what is in doubt stays empty:
//! a form with a gap is better than a form with somebody else's number.

mod block;
mod company;
mod header;
mod labels;
mod language;
mod legal_forms;
mod lines;
mod marks;
mod name_order;
mod names;
mod phone_labels;
mod phones;
mod place;
mod positions;
mod postcodes;
mod register;
mod signature;
mod streets;
mod vat;
mod vcard;
mod web;
mod wordlists;

use crmweb_model::address::Address;
use crmweb_model::domains;
use crmweb_model::record::PhoneKind;

/// The longest text and the longest visiting card that are looked at, in bytes.
pub const MAX_INPUT: usize = 64 * 1024;

/// The most phones of one guess.
const MAX_PHONES: usize = 6;

/// What is seen of a sender.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The display name, decoded; may be empty.
    pub name: &'a str,
    /// The address.
    pub address: &'a Address,
    /// The whole plain text of the mail, with quoted mail and signature; what is beyond [`MAX_INPUT`] is not read.
    pub text: &'a str,
    /// A visiting card that came with the mail (vCard 2.1 to 4.0), decoded to text.
    pub vcard: Option<&'a str>,
}

/// Where a guessed value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The display name.
    Name,
    /// The mail address.
    Address,
    /// The author's signature; for the language, what the author wrote.
    Signature,
    /// The visiting card.
    VCard,
    /// The domain of the address.
    Domain,
    /// There is no value.
    #[default]
    Nothing,
}

impl Source {
    /// Returns the name used in JSON; empty for [`Source::Nothing`].
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Name => "name",
            Source::Address => "address",
            Source::Signature => "signature",
            Source::VCard => "vcard",
            Source::Domain => "domain",
            Source::Nothing => "",
        }
    }
}

/// A guessed value; empty exactly when its source is [`Source::Nothing`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guessed {
    /// The value, one line.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

impl Guessed {
    fn of(value: impl Into<String>, source: Source) -> Guessed {
        let value = lines::bounded(&value.into());
        let source = if value.is_empty() { Source::Nothing } else { source };
        Guessed { value, source }
    }

    fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    fn or(self, other: Guessed) -> Guessed {
        if self.is_empty() { other } else { self }
    }
}

/// What is guessed of a sender: person, company, and how to reach them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// Salutation and academic title, as `Dr.`.
    pub salutation: Guessed,
    /// Given names.
    pub first_name: Guessed,
    /// Family name.
    pub last_name: Guessed,
    /// What the person is at the company, as written.
    pub title: Guessed,
    /// Department, without the word for department.
    pub department: Guessed,
    /// Phones as written, the first of each number, at most six.
    pub phones: Vec<(PhoneKind, String, Source)>,
    /// Name of the company, with its legal form where it is written.
    pub company: Guessed,
    /// Mail domain that can stand for the company.
    pub domain: Guessed,
    /// Web site.
    pub web: Guessed,
    /// VAT number, without blanks, its checksum right where the country has one.
    pub vat_number: Guessed,
    /// Registration number: `J40/1234/2020`, `HRB 12345 (Amtsgericht München)`.
    pub registration_number: Guessed,
    /// Street and number.
    pub street: Guessed,
    /// Postal code.
    pub postal_code: Guessed,
    /// City.
    pub city: Guessed,
    /// Country, as written.
    pub country: Guessed,
    /// Language the person writes: `ro`, `de` or `en`.
    pub language: Guessed,
}

/// Guesses who the sender is.
pub fn sender(seen: &Seen<'_>) -> Guess {
    let text = &seen.text[..seen.text.floor_char_boundary(MAX_INPUT)];
    let site = web::Site::of(seen.address);
    let header = header::read(seen.name, seen.address, &site);
    let written = block::read(text, &header.words);
    let signed = signature::read(&written.signature, &header, &site);
    let mut guess = signed.over(header.guess);
    if let Some(card) = seen.vcard {
        let card = &card[..card.floor_char_boundary(MAX_INPUT)];
        guess = vcard::read(card, seen.address, &guess).over(guess);
    }
    guess.language = guess.language.or(language::read(&written, &site));
    if let Ok(domain) = domains::company_domain(seen.address.domain()) {
        guess.company = guess.company.or(Guessed::of(company::from_label(&site.label), Source::Domain));
        guess.domain = Guessed::of(domain, Source::Address);
    }
    guess
}

impl Guess {
    /// Fills what is missing here from `other`. A name and an address are taken whole, never mixed from two sources.
    fn over(self, other: Guess) -> Guess {
        let same = names::same(&self, &other);
        let named = !self.first_name.is_empty() || !self.last_name.is_empty();
        let placed = !self.street.is_empty() || !self.city.is_empty() || !self.postal_code.is_empty();
        let mut guess = self;
        if !named {
            guess.salutation = other.salutation;
            guess.first_name = other.first_name;
            guess.last_name = other.last_name;
        } else if same {
            guess.salutation = guess.salutation.or(other.salutation);
        }
        if !placed {
            guess.street = other.street;
            guess.postal_code = other.postal_code;
            guess.city = other.city;
            guess.country = guess.country.or(other.country);
        }
        guess.title = guess.title.or(other.title);
        guess.department = guess.department.or(other.department);
        guess.company = guess.company.or(other.company);
        guess.web = guess.web.or(other.web);
        guess.vat_number = guess.vat_number.or(other.vat_number);
        guess.registration_number = guess.registration_number.or(other.registration_number);
        guess.language = guess.language.or(other.language);
        for phone in other.phones {
            guess.add_phone(phone);
        }
        guess
    }

    fn add_phone(&mut self, phone: (PhoneKind, String, Source)) {
        let known = self.phones.iter().any(|(_, number, _)| phones::same(number, &phone.1));
        if !known && self.phones.len() < MAX_PHONES {
            self.phones.push(phone);
        }
    }
}
