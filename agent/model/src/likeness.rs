//! How much two records resemble one another (SPEC C4): the keys by which they meet, and the reasons that add up.

mod keys;

pub use keys::{Region, keys, warm};

use crate::record::RecordKind;

/// What a key speaks of. Certain ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// A mail address.
    Address,
    /// A VAT number without the prefix of its country, when that is the company's own.
    VatNumber,
    /// A number in the register of companies.
    RegistrationNumber,
    /// A phone number in E.164.
    Phone,
    /// The names of a person in any order.
    Person,
    /// The name of a company without its legal form, its words in any order.
    Company,
    /// The domain of the web site or of mail, of no public provider.
    Domain,
}

impl Trait {
    /// All of them.
    pub const ALL: [Trait; 7] = [
        Trait::Address,
        Trait::VatNumber,
        Trait::RegistrationNumber,
        Trait::Phone,
        Trait::Person,
        Trait::Company,
        Trait::Domain,
    ];

    /// Returns the name in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Trait::Address => "address",
            Trait::VatNumber => "vat_number",
            Trait::RegistrationNumber => "registration_number",
            Trait::Phone => "phone",
            Trait::Person => "person",
            Trait::Company => "company",
            Trait::Domain => "domain",
        }
    }

    /// Reads [`Trait::as_str`] back.
    pub fn from_name(name: &str) -> Option<Trait> {
        Trait::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Tells whether two records that share it are taken for one until somebody says otherwise.
    pub fn is_certain(self) -> bool {
        matches!(self, Trait::Address | Trait::VatNumber | Trait::RegistrationNumber)
    }

    fn points(self) -> i64 {
        match self {
            Trait::Address => 80,
            Trait::VatNumber => 75,
            Trait::RegistrationNumber => 70,
            Trait::Phone => 45,
            Trait::Person | Trait::Company => 40,
            Trait::Domain => 35,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Trait::Address => "the same mail address",
            Trait::VatNumber => "the same VAT number",
            Trait::RegistrationNumber => "the same registration number",
            Trait::Phone => "the same phone number",
            Trait::Person => "the same name",
            Trait::Company => "the same company name",
            Trait::Domain => "the same domain",
        }
    }
}

/// One key of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it speaks of.
    pub of: Trait,
    /// The folded value.
    pub key: String,
}

/// Why two records may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What they share.
    pub of: Trait,
    /// The folded value they share.
    pub value: String,
    /// In words.
    pub why: String,
}

/// How much two records resemble one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// From 1 to 100.
    pub score: i64,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
}

impl Likeness {
    /// Tells whether the records are taken for one until somebody says otherwise.
    pub fn is_certain(&self) -> bool {
        self.reasons.iter().any(|reason| reason.of.is_certain())
    }
}

/// Below this, what two records share says nothing.
const LEAST: i64 = 35;

/// Lists the kinds of record that a new one of `kind` may be there as already.
pub fn looked_through(kind: RecordKind) -> &'static [RecordKind] {
    match kind {
        RecordKind::Account => &[RecordKind::Account],
        RecordKind::Contact => &[RecordKind::Contact, RecordKind::Lead],
        RecordKind::Lead => &[RecordKind::Lead, RecordKind::Contact, RecordKind::Account],
        _ => &[],
    }
}

/// Compares two records by their keys; `None` when they have nothing in common that says something.
///
/// Two people of different names who share a company, its domain or its switchboard are two people.
pub fn compare(one: (RecordKind, &[Key]), other: (RecordKind, &[Key])) -> Option<Likeness> {
    let firm = |kind: RecordKind| kind == RecordKind::Account;
    let named = |keys: &[Key]| keys.iter().find(|key| key.of == Trait::Person).map(|key| key.key.clone());
    let people = !firm(one.0) && !firm(other.0);
    let (here, there) = (named(one.1), named(other.1));
    let two_people = people && here.is_some() && there.is_some() && here != there;
    let mut reasons: Vec<Reason> = Vec::new();
    let mut score = 0;
    for key in one.1.iter().filter(|key| other.1.contains(key)) {
        if two_people && matches!(key.of, Trait::Company | Trait::Domain | Trait::Phone | Trait::VatNumber) {
            continue;
        }
        // Several phones or addresses in common say little more than one.
        score += if reasons.iter().any(|known| known.of == key.of) { 5 } else { key.of.points() };
        reasons.push(Reason { of: key.of, value: key.key.clone(), why: key.of.words().into() });
    }
    reasons.sort_by(|a, b| (a.of, &a.value).cmp(&(b.of, &b.value)));
    (score >= LEAST).then_some(Likeness { score: score.min(100), reasons })
}

#[cfg(test)]
mod tests;
