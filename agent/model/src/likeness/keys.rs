//! The keys of a record: its values, folded until only what tells records apart is left.

use super::{Key, Trait};
use crate::address::Address;
use crate::domains::{company_domain, is_public};
use crate::record::RecordKind;
use crate::words::fold;
use phonenumber::{Mode, country};

/// The country whose phone numbers people write without its prefix, and whose VAT numbers without theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(country::Id);

impl Default for Region {
    fn default() -> Region {
        Region(country::Id::RO)
    }
}

impl Region {
    /// Reads a country of two letters, such as `RO`.
    pub fn from_name(name: &str) -> Option<Region> {
        name.trim().to_uppercase().parse().ok().map(Region)
    }

    /// Returns the two letters.
    pub fn name(&self) -> &str {
        self.0.as_ref()
    }
}

/// The most keys of one record: a list of a thousand phones says no more than its beginning.
const MOST: usize = 60;
/// The longest key, in characters.
const LONGEST: usize = 120;

/// Returns the keys of a record of `kind`, whose field texts `text` gives, sorted and each once.
pub fn keys<'a>(kind: RecordKind, region: Region, text: impl Fn(&str) -> &'a str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut add = |of: Trait, key: Option<String>| {
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            keys.push(Key { of, key: key.chars().take(LONGEST).collect() });
        }
    };
    let person = || person(text("first_name"), text("last_name"));
    match kind {
        RecordKind::Account => add(Trait::Company, company(text("name"))),
        RecordKind::Contact => add(Trait::Person, person()),
        RecordKind::Lead => {
            add(Trait::Person, person());
            add(Trait::Company, company(text("company")));
        }
        _ => return Vec::new(),
    }
    if kind != RecordKind::Contact {
        add(Trait::VatNumber, vat(text("vat_number"), region));
        add(Trait::RegistrationNumber, registration(text("registration_number")));
        add(Trait::Domain, web(text("web")));
        for line in text("domains").lines().take(MOST) {
            add(Trait::Domain, company_domain(line).ok());
        }
    }
    for line in text("phones").lines().take(MOST) {
        add(Trait::Phone, phone(line.split_once(' ').map_or(line, |(_, number)| number), region));
    }
    for line in text("addresses").lines().take(MOST) {
        let Ok(address) = Address::parse(line) else { continue };
        if kind != RecordKind::Contact && !is_public(address.domain()) {
            add(Trait::Domain, Some(address.domain().to_owned()));
        }
        add(Trait::Address, Some(address.to_string()));
    }
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(MOST);
    keys
}

/// The names of a person in any order; one name alone says nothing.
fn person(first: &str, last: &str) -> Option<String> {
    let folded = spelled(&format!("{first} {last}"));
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    (words.len() > 1).then(|| words.join(" "))
}

/// Legal forms as they are left when case and dots are gone.
const LEGAL_FORMS: &str = "srl srld srls sa sc sca scs snc pfa ii if ong scpa sprl gmbh mbh ggmbh ag kg kgaa ohg gbr ug eg ev ek \
     ltd limited llc llp plc inc incorporated corp corporation co company sarl sas spa sro se bv nv ab as oy kft zrt nyrt \
     bt eood ood aps partgmbb sp zoo doo sl";

/// The name of a company without its legal form, its words in any order.
fn company(name: &str) -> Option<String> {
    let folded = spelled(name).replace('.', "");
    let mut words: Vec<String> = Vec::new();
    let mut single = false;
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // `S. R. L.` is one word.
        match words.last_mut().filter(|_| single && word.chars().count() == 1) {
            Some(last) => last.push_str(word),
            None => words.push(word.to_owned()),
        }
        single = word.chars().count() == 1;
    }
    let is_form = |word: &String| LEGAL_FORMS.split_whitespace().any(|form| form == word);
    let mut rest: &[String] = &words;
    while let [inner @ .., last] = rest
        && is_form(last)
    {
        rest = inner;
    }
    while let [first, inner @ ..] = rest
        && is_form(first)
    {
        rest = inner;
    }
    let mut rest = if rest.is_empty() { words.clone() } else { rest.to_vec() };
    rest.sort_unstable();
    rest.dedup();
    (!rest.is_empty()).then(|| rest.join(" "))
}

/// Folds, and writes the German vowels one way: `Müller`, `Mueller`.
fn spelled(text: &str) -> String {
    let mut folded = fold(text);
    for (two, one) in [("ae", "a"), ("oe", "o"), ("ue", "u")] {
        folded = folded.replace(two, one);
    }
    folded
}

/// A VAT number: `RO 123 456`, `RO123456` and, in Romania, `123456` are one.
fn vat(number: &str, region: Region) -> Option<String> {
    let letters: String =
        number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let bare = letters.strip_prefix(region.name()).unwrap_or(&letters);
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    (digits >= 4).then(|| bare.to_owned())
}

/// A number in the register of companies: `J12/0123/2020` and `j 12 / 123 / 2020` are one.
fn registration(number: &str) -> Option<String> {
    let folded = fold(number).replace(' ', "");
    let parts: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .map(|part| part.trim_start_matches('0'))
        .filter(|part| !part.is_empty())
        .collect();
    let key = parts.join("/");
    (key.chars().filter(char::is_ascii_digit).count() >= 4).then_some(key)
}

/// Loads the tables of phone numbers, which takes a moment when the first number is read.
pub fn warm() {
    drop(phone("+40712345678", Region::default()));
}

/// The longest text that can be a phone number.
const LONGEST_PHONE: usize = 60;

/// A phone number in E.164; what no country knows, by its digits.
fn phone(number: &str, region: Region) -> Option<String> {
    if number.len() > LONGEST_PHONE {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 6 {
        return None;
    }
    match phonenumber::parse(Some(region.0), number) {
        Ok(known) if phonenumber::is_valid(&known) => Some(known.format().mode(Mode::E164).to_string()),
        _ => Some(digits.strip_prefix("00").unwrap_or(&digits).to_owned()),
    }
}

/// The registered domain of a web site.
fn web(address: &str) -> Option<String> {
    let domain = company_domain(address).ok()?;
    psl::domain_str(&domain).map(str::to_owned)
}
