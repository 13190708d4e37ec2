//! An account as named texts.

use crate::error::Result;
use crate::fields::{Texts, damaged, from_lines, from_phone_lines, lines, maybe, phone_lines};
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance};

/// Returns the fields of an account in the order of its form.
pub fn texts(d: &AccountDraft) -> Texts {
    vec![
        ("name", d.name.clone()),
        ("kind", d.kind.to_string()),
        ("importance", d.importance.to_string()),
        ("industry", d.industry.clone()),
        ("ownership", d.ownership.clone()),
        ("employees", maybe(d.employees)),
        ("annual_revenue", maybe(d.annual_revenue.as_ref())),
        ("street", d.postal.street.clone()),
        ("postal_code", d.postal.postal_code.clone()),
        ("city", d.postal.city.clone()),
        ("region", d.postal.region.clone()),
        ("country", d.postal.country.clone()),
        ("phones", phone_lines(&d.phones)),
        ("addresses", lines(&d.addresses)),
        ("web", d.web.clone()),
        ("domains", lines(&d.domains)),
        ("vat_number", d.vat_number.clone()),
        ("registration_number", d.registration_number.clone()),
        ("parent", maybe(d.parent)),
        ("status", d.status.clone()),
        ("description", d.description.clone()),
    ]
}

/// Puts the text of one field, as [`texts`] wrote it, back into `details`; tells whether an account has such a field.
pub fn restore(details: &mut AccountDraft, field: &str, text: &str) -> Result<bool> {
    let d = details;
    let some = (!text.is_empty()).then_some(text);
    let wrong = || damaged("a logged value of an account", text);
    match field {
        "name" => d.name = text.into(),
        "kind" => d.kind = ClientKind::from_name(text).ok_or_else(wrong)?,
        "importance" => d.importance = Importance::from_name(text).ok_or_else(wrong)?,
        "industry" => d.industry = text.into(),
        "ownership" => d.ownership = text.into(),
        "employees" => d.employees = some.map(str::parse).transpose().map_err(|_| wrong())?,
        "annual_revenue" => d.annual_revenue = some.map(Money::parse).transpose().map_err(|_| wrong())?,
        "street" => d.postal.street = text.into(),
        "postal_code" => d.postal.postal_code = text.into(),
        "city" => d.postal.city = text.into(),
        "region" => d.postal.region = text.into(),
        "country" => d.postal.country = text.into(),
        "phones" => d.phones = from_phone_lines(text)?,
        "addresses" => d.addresses = from_lines(text),
        "web" => d.web = text.into(),
        "domains" => d.domains = from_lines(text),
        "vat_number" => d.vat_number = text.into(),
        "registration_number" => d.registration_number = text.into(),
        "parent" => d.parent = some.map(Uid::parse).transpose().map_err(|_| wrong())?,
        "status" => d.status = text.into(),
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
        let full = AccountDraft {
            name: line("Brutăria Veche SRL"),
            kind: ClientKind::Partner,
            importance: Importance::Key,
            industry: line("Food"),
            ownership: line("private"),
            employees: Some(12),
            annual_revenue: Some(Money { minor: -12_345, currency: line("RON") }),
            postal: Postal {
                street: line("Str. Lungă 1"),
                postal_code: line("400001"),
                city: line("Cluj"),
                region: line("CJ"),
                country: line("RO"),
            },
            phones: vec![Phone { kind: PhoneKind::Fax, number: line("021 1") }],
            addresses: vec![line("office@x.ro"), line("b@x.ro")],
            web: line("https://x.ro"),
            domains: vec![line("x.ro")],
            vat_number: line("RO1"),
            registration_number: line("J12/1/2020"),
            parent: Some(Uid::create()),
            status: line("active"),
            description: line("two\nlines"),
        };
        let mut back = AccountDraft::default();
        for (field, text) in texts(&full) {
            assert!(!text.is_empty(), "{field}");
            assert!(restore(&mut back, field, &text).unwrap(), "{field}");
        }
        assert_eq!(back, full);
        for (field, text) in texts(&AccountDraft::default()) {
            assert!(restore(&mut back, field, &text).unwrap(), "{field}");
        }
        assert_eq!(back, AccountDraft::default());
        assert!(!restore(&mut back, "owner", "x").unwrap());
    }
}
