//! What people enter of accounts and contacts, checked and tidied before anything is stored.

use crate::error::{Error, Result};
use crmweb_model::address::Address;
use crmweb_model::domains::company_domain;
use crmweb_model::draft::{AccountDraft, ContactDraft, Phone, Position, Postal};
use crmweb_store::phones::number_key;

/// The longest name or other short line, in characters.
const LONGEST_NAME: usize = 200;
/// The longest web address, in characters.
const LONGEST_WEB: usize = 500;
/// The longest free text, in characters.
const LONGEST_TEXT: usize = 100_000;
/// The most addresses, domains, phones or positions of one record.
const MOST: usize = 300;
/// The channels on which somebody may not want to be contacted.
const CHANNELS: [&str; 4] = ["email", "phone", "letter", "fax"];

/// Checks a single line: pasted line breaks become spaces.
pub(crate) fn line(field: &'static str, text: &str, longest: usize) -> Result<String> {
    let line = text.replace(['\n', '\r', '\t'], " ");
    let line = line.trim();
    if line.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must not contain control characters"));
    }
    if line.chars().count() > longest {
        return Err(Error::invalid(field, format_args!("must have at most {longest} characters")));
    }
    Ok(line.to_owned())
}

/// Checks a name or another short line.
pub(crate) fn short(field: &'static str, text: &str) -> Result<String> {
    line(field, text, LONGEST_NAME)
}

/// Checks a name that must be there.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String> {
    let name = short(field, text)?;
    if name.is_empty() { Err(Error::invalid(field, "must not be empty")) } else { Ok(name) }
}

fn text(field: &'static str, text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::invalid(field, "must not contain control characters"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid(field, format_args!("must have at most {LONGEST_TEXT} characters")));
    }
    Ok(text.trim_end().to_owned())
}

/// Checks an account.
pub(crate) fn account(d: &AccountDraft) -> Result<AccountDraft> {
    if d.employees.is_some_and(|n| n < 0) {
        return Err(Error::invalid("employees", "must not be negative"));
    }
    if d.annual_revenue.as_ref().is_some_and(|m| !is_currency(&m.currency)) {
        return Err(Error::invalid(
            "annual_revenue",
            "needs a currency of three capital letters, such as EUR",
        ));
    }
    Ok(AccountDraft {
        name: name("name", &d.name)?,
        kind: d.kind,
        importance: d.importance,
        industry: short("industry", &d.industry)?,
        ownership: short("ownership", &d.ownership)?,
        employees: d.employees,
        annual_revenue: d.annual_revenue.clone(),
        postal: postal(&d.postal)?,
        phones: phones(&d.phones)?,
        addresses: addresses(&d.addresses)?,
        web: line("web", &d.web, LONGEST_WEB)?,
        domains: domains(&d.domains)?,
        vat_number: short("vat_number", &d.vat_number)?,
        registration_number: short("registration_number", &d.registration_number)?,
        parent: d.parent,
        status: short("status", &d.status)?,
        description: text("description", &d.description)?,
    })
}

/// Checks a contact.
pub(crate) fn contact(d: &ContactDraft) -> Result<ContactDraft> {
    let (first_name, last_name) = (short("first_name", &d.first_name)?, short("last_name", &d.last_name)?);
    if first_name.is_empty() && last_name.is_empty() {
        return Err(Error::invalid("last_name", "must not be empty when there is no first name either"));
    }
    Ok(ContactDraft {
        salutation: short("salutation", &d.salutation)?,
        first_name,
        last_name,
        positions: positions(&d.positions)?,
        department: short("department", &d.department)?,
        addresses: addresses(&d.addresses)?,
        phones: phones(&d.phones)?,
        language: line("language", &d.language, 35)?, // RFC 5646 §4.4.1
        kind: d.kind,
        birthday: d.birthday.clone(),
        postal: postal(&d.postal)?,
        do_not_contact: channels(&d.do_not_contact)?,
        description: text("description", &d.description)?,
    })
}

/// Folds mail addresses; each stays once, in the order given.
pub(crate) fn addresses(typed: &[String]) -> Result<Vec<String>> {
    let read = |text: &String| Address::parse(text).map(|a| a.to_string());
    distinct("addresses", typed, |text| read(text).map_err(|e| Error::invalid("addresses", e)))
}

/// Folds mail domains that can stand for a company; each stays once.
pub(crate) fn domains(typed: &[String]) -> Result<Vec<String>> {
    distinct("domains", typed, |text| company_domain(text).map_err(|e| Error::invalid("domains", e)))
}

/// Reads one address.
pub(crate) fn address(typed: &str) -> Result<Address> {
    Address::parse(typed).map_err(|e| Error::invalid("addresses", e))
}

fn distinct(
    field: &'static str,
    typed: &[String],
    read: impl Fn(&String) -> Result<String>,
) -> Result<Vec<String>> {
    at_most(field, typed.len())?;
    let mut found = Vec::new();
    for text in typed.iter().filter(|text| !text.trim().is_empty()) {
        let value = read(text)?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

fn phones(typed: &[Phone]) -> Result<Vec<Phone>> {
    at_most("phones", typed.len())?;
    let mut phones = Vec::new();
    for phone in typed.iter().filter(|phone| !phone.number.trim().is_empty()) {
        let number = line("phones", &phone.number, 60)?;
        if number_key(&number).is_empty() {
            return Err(Error::invalid("phones", format_args!("{number:?} has no digits")));
        }
        phones.push(Phone { kind: phone.kind, number });
    }
    Ok(phones)
}

fn positions(typed: &[Position]) -> Result<Vec<Position>> {
    at_most("positions", typed.len())?;
    let mut positions: Vec<Position> = Vec::new();
    for position in typed {
        if positions.iter().any(|known| known.account == position.account) {
            return Err(Error::invalid("positions", "must not name the same account twice"));
        }
        positions.push(Position { account: position.account, title: short("positions", &position.title)? });
    }
    Ok(positions)
}

fn channels(typed: &[String]) -> Result<Vec<String>> {
    if let Some(other) = typed.iter().find(|c| !CHANNELS.contains(&c.as_str())) {
        let other: String = other.chars().take(60).collect();
        return Err(Error::invalid(
            "do_not_contact",
            format_args!("{other:?} is none of {}", CHANNELS.join(", ")),
        ));
    }
    let named = CHANNELS.iter().filter(|channel| typed.iter().any(|c| c == *channel));
    Ok(named.map(|channel| (*channel).to_owned()).collect())
}

fn postal(d: &Postal) -> Result<Postal> {
    Ok(Postal {
        street: line("street", &d.street, 2 * LONGEST_NAME)?,
        postal_code: short("postal_code", &d.postal_code)?,
        city: short("city", &d.city)?,
        region: short("region", &d.region)?,
        country: short("country", &d.country)?,
    })
}

fn at_most(field: &'static str, count: usize) -> Result<()> {
    if count > MOST { Err(Error::invalid(field, format_args!("must be at most {MOST}"))) } else { Ok(()) }
}

fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::record::PhoneKind;

    fn firma() -> AccountDraft {
        AccountDraft { name: "Firma".into(), ..AccountDraft::default() }
    }

    fn refused(d: &AccountDraft) -> String {
        match account(d).unwrap_err() {
            Error::Invalid { field, .. } => field.into_owned(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_pasted_comes_out_tidy() {
        let tidy = account(&AccountDraft {
            name: " Brutăria\n Veche ".into(),
            addresses: vec!["Office@X.RO".into(), "<office@x.ro>".into(), " ".into()],
            domains: vec!["https://www.x.ro/".into(), "X.RO".into()],
            description: "one\r\ntwo\n".into(),
            ..firma()
        })
        .unwrap();
        assert_eq!(tidy.name, "Brutăria  Veche");
        assert_eq!(tidy.addresses, ["office@x.ro"]);
        assert_eq!(tidy.domains, ["x.ro"]);
        assert_eq!(tidy.description, "one\ntwo");
    }

    #[test]
    fn what_no_account_can_have_is_refused_by_field() {
        let phone = |number: &str| vec![Phone { kind: PhoneKind::Phone, number: number.into() }];
        for (draft, field) in [
            (AccountDraft::default(), "name"),
            (AccountDraft { name: "x".repeat(201), ..firma() }, "name"),
            (AccountDraft { name: "a\0b".into(), ..firma() }, "name"),
            (
                AccountDraft { postal: Postal { city: "a\u{1b}[2J".into(), ..Postal::default() }, ..firma() },
                "city",
            ),
            (AccountDraft { description: "a\0b".into(), ..firma() }, "description"),
            (AccountDraft { description: "x".repeat(100_001), ..firma() }, "description"),
            (AccountDraft { addresses: vec!["nobody".into()], ..firma() }, "addresses"),
            (AccountDraft { addresses: vec!["a@x.ro".into(); 301], ..firma() }, "addresses"),
            (AccountDraft { domains: vec!["gmail.com".into()], ..firma() }, "domains"),
            (AccountDraft { phones: phone("call me"), ..firma() }, "phones"),
            (AccountDraft { employees: Some(-1), ..firma() }, "employees"),
        ] {
            assert_eq!(refused(&draft), field);
        }
    }

    #[test]
    fn a_contact_has_a_name_and_each_place_of_work_once() {
        let ana = ContactDraft { first_name: "Ana".into(), ..ContactDraft::default() };
        assert!(contact(&ana).is_ok());
        assert!(contact(&ContactDraft::default()).is_err());
        let here = Position { account: crmweb_model::ids::Uid::create(), title: "CEO".into() };
        assert!(contact(&ContactDraft { positions: vec![here.clone(), here], ..ana.clone() }).is_err());
        assert!(contact(&ContactDraft { do_not_contact: vec!["pigeon".into()], ..ana.clone() }).is_err());
        let both = ContactDraft { do_not_contact: vec!["fax".into(), "email".into(), "fax".into()], ..ana };
        assert_eq!(contact(&both).unwrap().do_not_contact, ["email", "fax"]);
    }
}
