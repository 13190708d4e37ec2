//! Records as named texts: the form in which the change log keeps values, people read them and undo puts them back.

use crate::error::{Error, Result};
use crate::log::FieldChange;
use crmweb_model::draft::Phone;
use crmweb_model::record::PhoneKind;
use std::fmt::Display;

/// The fields of a record in the order of its form; an empty text is "no value".
pub type Texts = Vec<(&'static str, String)>;

/// Lists what differs between two states of a record, which name the same fields in the same order.
pub fn changes(before: &Texts, after: &Texts) -> Vec<FieldChange> {
    let pairs = before.iter().zip(after).filter(|(old, new)| old.1 != new.1);
    pairs.map(|(old, new)| FieldChange::new(old.0, value(&old.1), value(&new.1))).collect()
}

/// Lists the fields of a new record that have a value.
pub fn created(texts: &Texts) -> Vec<FieldChange> {
    let given = texts.iter().filter(|(_, text)| !text.is_empty());
    given.map(|(field, text)| FieldChange::new(field, None, value(text))).collect()
}

fn value(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Writes an optional value.
pub fn maybe(value: Option<impl Display>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Writes a list, one a line.
pub fn lines<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join("\n")
}

/// Reads [`lines`] back.
pub fn from_lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Writes phones, one a line, as `mobile +40 712 345 678`.
pub fn phone_lines(phones: &[Phone]) -> String {
    lines(phones.iter().map(|p| format!("{} {}", p.kind, p.number)))
}

/// Reads [`phone_lines`] back.
pub fn from_phone_lines(text: &str) -> Result<Vec<Phone>> {
    let phone = |line: &str| {
        let (kind, number) = line.split_once(' ')?;
        Some(Phone { kind: PhoneKind::from_name(kind)?, number: number.into() })
    };
    text.lines().map(|line| phone(line).ok_or_else(|| damaged("phone", line))).collect()
}

/// Says that a stored or logged text is not what the field `what` holds.
pub fn damaged(what: &str, text: &str) -> Error {
    Error::Damaged(format!("{what} {:?}", text.chars().take(60).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change() {
        let before = vec![("name", "Firma".to_owned()), ("city", String::new()), ("web", "x.ro".into())];
        let after = vec![("name", "Firma".to_owned()), ("city", "Cluj".into()), ("web", String::new())];
        assert_eq!(
            changes(&before, &after),
            [
                FieldChange::new("city", None, Some("Cluj".into())),
                FieldChange::new("web", Some("x.ro".into()), None)
            ]
        );
        assert_eq!(created(&before).len(), 2);
    }

    #[test]
    fn phones_come_back_from_their_lines() {
        let phones = vec![
            Phone { kind: PhoneKind::Mobile, number: "+40 712 345 678".into() },
            Phone { kind: PhoneKind::Fax, number: "021".into() },
        ];
        assert_eq!(from_phone_lines(&phone_lines(&phones)).unwrap(), phones);
        assert!(from_phone_lines("by pigeon").is_err());
    }
}
