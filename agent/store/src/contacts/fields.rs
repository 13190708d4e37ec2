//! A contact as named texts.

use crate::error::Result;
use crate::fields::{Texts, damaged, from_lines, from_phone_lines, lines, maybe, phone_lines};
use crmweb_model::draft::{ContactDraft, Position};
use crmweb_model::ids::Uid;
use crmweb_model::record::ClientKind;
use crmweb_model::time::Day;

/// Returns the fields of a contact in the order of its form.
pub fn texts(d: &ContactDraft) -> Texts {
    let position = |p: &Position| format!("{} {}", p.account, p.title).trim_end().to_owned();
    vec![
        ("salutation", d.salutation.clone()),
        ("first_name", d.first_name.clone()),
        ("last_name", d.last_name.clone()),
        ("positions", lines(d.positions.iter().map(position))),
        ("department", d.department.clone()),
        ("addresses", lines(&d.addresses)),
        ("phones", phone_lines(&d.phones)),
        ("language", d.language.clone()),
        ("kind", d.kind.to_string()),
        ("birthday", maybe(d.birthday.as_ref())),
        ("street", d.postal.street.clone()),
        ("postal_code", d.postal.postal_code.clone()),
        ("city", d.postal.city.clone()),
        ("region", d.postal.region.clone()),
        ("country", d.postal.country.clone()),
        ("do_not_contact", d.do_not_contact.join(" ")),
        ("description", d.description.clone()),
    ]
}

/// Puts the text of one field, as [`texts`] wrote it, back into `details`; tells whether a contact has such a field.
pub fn restore(details: &mut ContactDraft, field: &str, text: &str) -> Result<bool> {
    let d = details;
    let some = (!text.is_empty()).then_some(text);
    let wrong = || damaged("a logged value of a contact", text);
    let position = |line: &str| {
        let (account, title) = line.split_once(' ').unwrap_or((line, ""));
        let account = Uid::parse(account).map_err(|_| wrong())?;
        Ok(Position { account, title: title.into() })
    };
    match field {
        "salutation" => d.salutation = text.into(),
        "first_name" => d.first_name = text.into(),
        "last_name" => d.last_name = text.into(),
        "positions" => d.positions = text.lines().map(position).collect::<Result<_>>()?,
        "department" => d.department = text.into(),
        "addresses" => d.addresses = from_lines(text),
        "phones" => d.phones = from_phone_lines(text)?,
        "language" => d.language = text.into(),
        "kind" => d.kind = ClientKind::from_name(text).ok_or_else(wrong)?,
        "birthday" => d.birthday = some.map(Day::parse).transpose().map_err(|_| wrong())?,
        "street" => d.postal.street = text.into(),
        "postal_code" => d.postal.postal_code = text.into(),
        "city" => d.postal.city = text.into(),
        "region" => d.postal.region = text.into(),
        "country" => d.postal.country = text.into(),
        "do_not_contact" => d.do_not_contact = text.split_whitespace().map(str::to_owned).collect(),
        "description" => d.description = text.into(),
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::draft::{Phone, Postal};
    use crmweb_model::record::PhoneKind;

    #[test]
    fn every_field_comes_back_from_its_text() {
        let line = |text: &str| text.to_owned();
        let full = ContactDraft {
            salutation: line("Dna."),
            first_name: line("Ana"),
            last_name: line("Pop"),
            positions: vec![
                Position { account: Uid::create(), title: line("head of sales") },
                Position { account: Uid::create(), title: String::new() },
            ],
            department: line("Sales"),
            addresses: vec![line("ana@x.ro"), line("pop@y.ro")],
            phones: vec![Phone { kind: PhoneKind::Mobile, number: line("+40 712") }],
            language: line("ro"),
            kind: ClientKind::Supplier,
            birthday: Some(Day::parse("1980-02-29").unwrap()),
            postal: Postal {
                street: line("Str. Lungă 1"),
                postal_code: line("400001"),
                city: line("Cluj"),
                region: line("CJ"),
                country: line("RO"),
            },
            do_not_contact: vec![line("fax"), line("phone")],
            description: line("two\nlines"),
        };
        let mut back = ContactDraft::default();
        for (field, text) in texts(&full) {
            assert!(!text.is_empty(), "{field}");
            assert!(restore(&mut back, field, &text).unwrap(), "{field}");
        }
        assert_eq!(back, full);
        for (field, text) in texts(&ContactDraft::default()) {
            assert!(restore(&mut back, field, &text).unwrap(), "{field}");
        }
        assert_eq!(back, ContactDraft::default());
    }
}
