//! What of a lead goes where when it becomes a client, so that nothing is typed twice (SPEC C3).

/// A value on its way from a lead into another record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The field of the lead.
    pub from: &'static str,
    /// The field of the record.
    pub to: &'static str,
    /// The value.
    pub text: String,
}

/// Which records the lead becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// An account.
    pub account: bool,
    /// A contact.
    pub contact: bool,
    /// An opportunity.
    pub opportunity: bool,
}

const COMPANY: &[(&str, &str)] = &[
    ("company", "name"),
    ("web", "web"),
    ("industry", "industry"),
    ("vat_number", "vat_number"),
    ("employees", "employees"),
];
const PERSON: &[(&str, &str)] = &[
    ("salutation", "salutation"),
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("language", "language"),
    ("do_not_contact", "do_not_contact"),
];
const POSTAL: &[(&str, &str)] = &[
    ("street", "street"),
    ("postal_code", "postal_code"),
    ("city", "city"),
    ("region", "region"),
    ("country", "country"),
];
const REACHED: &[(&str, &str)] = &[("addresses", "addresses"), ("phones", "phones")];
const BUSINESS: &[(&str, &str)] = &[("budget", "amount"), ("source", "source")];
const NOTES: &[(&str, &str)] = &[("description", "description")];

/// Lists what an account takes over: the company, its place, and, without a contact, how it is reached.
pub fn account<'a>(lead: impl Fn(&str) -> &'a str, parts: Parts) -> Vec<Carried> {
    let mut found = carried(&lead, COMPANY);
    found.extend(carried(&lead, POSTAL));
    if !parts.contact {
        found.extend(carried(&lead, REACHED));
    }
    if !parts.contact && !parts.opportunity {
        found.extend(carried(&lead, NOTES));
    }
    if lead("company").is_empty() && !found.iter().any(|it| it.to == "name") {
        let name = person(&lead);
        found.extend((!name.is_empty()).then_some(Carried { from: "last_name", to: "name", text: name }));
    }
    found
}

/// Lists what a contact takes over: the person, how it is reached and, without an account, where it is.
pub fn contact<'a>(lead: impl Fn(&str) -> &'a str, parts: Parts) -> Vec<Carried> {
    let mut found = carried(&lead, PERSON);
    found.extend(carried(&lead, REACHED));
    if !parts.account {
        found.extend(carried(&lead, POSTAL));
    }
    if !parts.opportunity {
        found.extend(carried(&lead, NOTES));
    }
    found
}

/// Lists what an opportunity takes over; it is called `name`, or like the company or person.
pub fn opportunity<'a>(lead: impl Fn(&str) -> &'a str, name: &str) -> Vec<Carried> {
    let person = person(&lead);
    let (from, usual) = match lead("company") {
        "" => ("last_name", person.as_str()),
        company => ("company", company),
    };
    let text = if name.trim().is_empty() { usual } else { name.trim() };
    let mut found = vec![Carried { from, to: "name", text: text.to_owned() }];
    found.extend(carried(&lead, BUSINESS));
    found.extend(carried(&lead, NOTES));
    found
}

/// Tells whether a lead names a person.
pub fn is_person<'a>(lead: impl Fn(&str) -> &'a str) -> bool {
    !person(&lead).is_empty()
}

/// What a record has after it took `new` over where it has `old`: lists grow, what stands there stays.
pub fn filled(field: &str, old: &str, new: &str) -> String {
    let between = match field {
        "addresses" | "phones" => '\n',
        "do_not_contact" => ' ',
        _ if old.is_empty() => return new.to_owned(),
        _ => return old.to_owned(),
    };
    let number = |line: &str| -> String {
        if field == "phones" { line.chars().filter(char::is_ascii_digit).collect() } else { line.to_owned() }
    };
    let mut items: Vec<&str> = old.split(between).filter(|item| !item.is_empty()).collect();
    for item in new.split(between).filter(|item| !item.is_empty()) {
        if !items.iter().any(|known| number(known) == number(item)) {
            items.push(item);
        }
    }
    items.join(&between.to_string())
}

fn carried<'a>(lead: &impl Fn(&str) -> &'a str, fields: &[(&'static str, &'static str)]) -> Vec<Carried> {
    let value = |(from, to): &(&'static str, &'static str)| Carried { from, to, text: lead(from).to_owned() };
    fields.iter().map(value).filter(|carried| !carried.text.is_empty()).collect()
}

fn person<'a>(lead: &impl Fn(&str) -> &'a str) -> String {
    format!("{} {}", lead("first_name"), lead("last_name")).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{self, Entered};
    use crate::record::RecordKind;

    const ALL: Parts = Parts { account: true, contact: true, opportunity: true };

    fn lead(field: &str) -> &'static str {
        match field {
            "first_name" => "Maria",
            "last_name" => "Ionescu",
            "company" => "Alfa SRL",
            "addresses" => "maria@alfa.example",
            "phones" => "mobile 0712 345 678",
            "city" => "Cluj",
            "budget" => "25000.00 EUR",
            "description" => "Vrea pompe",
            _ => "",
        }
    }

    fn told(carried: Vec<Carried>) -> Vec<(&'static str, String)> {
        carried.into_iter().map(|it| (it.to, it.text)).collect()
    }

    #[test]
    fn every_value_of_a_lead_goes_somewhere_and_is_accepted_there() {
        let every = |field: &str| if field.is_empty() { "" } else { "x" };
        let reached: Vec<&str> = account(every, ALL)
            .into_iter()
            .chain(contact(every, ALL))
            .chain(opportunity(every, ""))
            .map(|carried| carried.from)
            .collect();
        // The position stands with the place of work; an opportunity names no campaign of its own.
        let elsewhere = ["position", "campaign"];
        for field in catalogue::of(RecordKind::Lead).unwrap().fields {
            if field.entered == Entered::Form && !elsewhere.contains(&field.name) {
                assert!(reached.contains(&field.name), "{} goes nowhere", field.name);
            }
        }
        for (kind, carried) in [
            (RecordKind::Account, account(every, Parts { contact: false, opportunity: false, ..ALL })),
            (RecordKind::Contact, contact(every, Parts { account: false, opportunity: false, ..ALL })),
            (RecordKind::Opportunity, opportunity(every, "")),
        ] {
            for it in carried {
                let field = catalogue::of(kind).unwrap().field(it.to);
                assert!(field.is_some_and(|f| f.entered == Entered::Form), "{kind} has no {}", it.to);
            }
        }
    }

    #[test]
    fn the_company_and_the_person_part() {
        assert_eq!(told(account(lead, ALL)), [("name", "Alfa SRL".into()), ("city", "Cluj".into())]);
        let person = told(contact(lead, ALL));
        assert!(person.contains(&("addresses", "maria@alfa.example".into())));
        assert!(!person.iter().any(|(to, _)| *to == "city" || *to == "description"));
        let business = told(opportunity(lead, " "));
        assert_eq!(business[0], ("name", "Alfa SRL".into()));
        assert!(business.contains(&("amount", "25000.00 EUR".into())));
        assert_eq!(told(opportunity(lead, "Pompe"))[0], ("name", "Pompe".into()));
    }

    #[test]
    fn a_person_without_a_company_keeps_its_place() {
        let alone = |field: &str| if field == "company" { "" } else { lead(field) };
        let parts = Parts { account: false, contact: true, opportunity: false };
        let contact = told(contact(alone, parts));
        assert!(
            contact.contains(&("city", "Cluj".into()))
                && contact.contains(&("description", "Vrea pompe".into()))
        );
        assert_eq!(told(account(alone, ALL)).last().unwrap().1, "Maria Ionescu");
        assert!(is_person(alone) && !is_person(|_| ""));
    }

    #[test]
    fn what_stands_there_stays_and_lists_grow() {
        for (field, old, new, filled_with) in [
            ("city", "", "Cluj", "Cluj"),
            ("city", "Iași", "Cluj", "Iași"),
            ("addresses", "a@x.ro", "a@x.ro\nb@x.ro", "a@x.ro\nb@x.ro"),
            ("phones", "phone 0712 345 678", "mobile 0712.345.678\nfax 1", "phone 0712 345 678\nfax 1"),
            ("do_not_contact", "fax", "email fax", "fax email"),
        ] {
            assert_eq!(filled(field, old, new), filled_with);
        }
    }
}
