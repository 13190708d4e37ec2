//! What a field accepts, and the canonical text of it.

use super::{Field, Kind, Type, Word};
use crate::address::Address;
use crate::domains::company_domain;
use crate::ids::Uid;
use crate::money::Money;
use crate::record::PhoneKind;
use crate::time::Day;

/// The longest text, in characters.
pub const LONGEST_TEXT: usize = 100_000;
/// The most addresses, phones, records or keywords of one field.
pub const MOST: usize = 300;
/// The longest short line, in characters.
const SHORT: usize = 200;

/// Why a value is refused: what is wrong and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

fn refused<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

impl Field {
    /// Returns `typed` in the canonical form of the field, or why it cannot be accepted.
    pub fn check(&self, typed: &str) -> Result<String, Refused> {
        let value = self.of.check(typed)?;
        if value.is_empty() && self.needed { refused("must not be empty") } else { Ok(value) }
    }
}

impl Kind {
    /// Checks what no single field can tell: a record must be called something.
    pub fn check_title(&self, title: &str) -> Result<(), Refused> {
        if title.trim().is_empty() { refused("must not be empty") } else { Ok(()) }
    }
}

impl Type {
    /// Returns `typed` in canonical form, or why it cannot be accepted. Empty is "no value" for every type.
    pub fn check(self, typed: &str) -> Result<String, Refused> {
        if typed.contains('\0') {
            return refused("must not contain the zero character");
        }
        if typed.trim().is_empty() {
            return Ok(String::new());
        }
        match self {
            Type::Line(most) => line(typed, most),
            Type::Text => text(typed),
            Type::Word(words) => word(typed.trim(), words),
            Type::Words(words) => {
                let named =
                    |name: &&Word| typed.split([' ', ',', '\n']).any(|typed| typed.trim() == name.name);
                if let Some(other) = typed
                    .split([' ', ',', '\n'])
                    .map(str::trim)
                    .find(|typed| !typed.is_empty() && !words.iter().any(|word| word.name == *typed))
                {
                    return word(other, words);
                }
                Ok(words.iter().filter(named).map(|word| word.name).collect::<Vec<_>>().join(" "))
            }
            Type::Number(least, most) => match typed.trim().replace([' ', '\u{a0}'], "").parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(number.to_string()),
                Ok(_) if most == i64::MAX => refused(format!("must not be below {least}")),
                Ok(_) => refused(format!("must be from {least} to {most}")),
                Err(_) => refused("must be a whole number"),
            },
            Type::Money => {
                let money = Money::parse(typed).map_err(|e| Refused(e.to_string()))?;
                if money.minor < 0 { refused("must not be negative") } else { Ok(money.to_string()) }
            }
            Type::Day => Day::parse(typed).map(|day| day.to_string()).map_err(|e| Refused(e.to_string())),
            Type::Moment => match typed.trim().parse::<i64>() {
                Ok(at) if (0..=MOST_MILLIS).contains(&at) => Ok(at.to_string()),
                _ => refused("must be a moment, in milliseconds since 1970 UTC"),
            },
            Type::Flag => match typed.trim() {
                "yes" | "true" | "1" => Ok("yes".into()),
                "no" | "false" | "0" => Ok("no".into()),
                _ => refused("must be yes or no"),
            },
            Type::One(_) => uid(typed),
            Type::Many(_) => each(typed, uid),
            Type::Phones => each(typed, phone),
            Type::Addresses => each(typed, |it| {
                Address::parse(it).map(|a| a.to_string()).map_err(|e| Refused(e.to_string()))
            }),
            Type::Domains => each(typed, |it| company_domain(it).map_err(|e| Refused(e.to_string()))),
            Type::Positions => each(typed, |it| {
                let (account, title) = it.split_once(' ').unwrap_or((it, ""));
                Ok(format!("{} {}", uid(account)?, line(title, SHORT)?).trim_end().to_owned())
            }),
            Type::Keywords => each(typed, |it| line(it, 60)),
        }
    }
}

/// The year 9999.
const MOST_MILLIS: i64 = 253_402_300_799_999;

fn word(typed: &str, words: &[Word]) -> Result<String, Refused> {
    if words.iter().any(|word| word.name == typed) {
        return Ok(typed.to_owned());
    }
    let names: Vec<&str> = words.iter().map(|word| word.name).collect();
    refused(format!("must be one of {}", names.join(", ")))
}

/// Checks a single line: pasted line breaks become spaces.
fn line(typed: &str, most: usize) -> Result<String, Refused> {
    let line = typed.replace(['\n', '\r', '\t'], " ");
    let line = line.trim();
    if line.chars().any(char::is_control) {
        return refused("must not contain control characters");
    }
    if line.chars().count() > most {
        return refused(format!("must have at most {most} characters"));
    }
    Ok(line.to_owned())
}

fn text(typed: &str) -> Result<String, Refused> {
    let text = typed.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return refused("must not contain control characters");
    }
    if text.chars().count() > LONGEST_TEXT {
        return refused(format!("must have at most {LONGEST_TEXT} characters"));
    }
    Ok(text.trim_end().to_owned())
}

fn uid(typed: &str) -> Result<String, Refused> {
    Uid::parse(typed.trim()).map(|uid| uid.to_string()).map_err(|e| Refused(e.to_string()))
}

fn phone(typed: &str) -> Result<String, Refused> {
    let (kind, number) = match typed.split_once(' ').map(|(kind, rest)| (PhoneKind::from_name(kind), rest)) {
        Some((Some(kind), number)) => (kind, number),
        _ => (PhoneKind::Phone, typed),
    };
    Ok(format!("{kind} {}", line(number, 60)?))
}

/// Checks a list, one a line; each value stays once, in the order given.
fn each(typed: &str, check: impl Fn(&str) -> Result<String, Refused>) -> Result<String, Refused> {
    let mut known = std::collections::BTreeSet::new();
    let mut list = Vec::new();
    for typed in typed.lines().map(str::trim).filter(|typed| !typed.is_empty()) {
        let value = check(typed)?;
        if known.insert(value.clone()) {
            list.push(value);
        }
        if list.len() > MOST {
            return refused(format!("must be at most {MOST}"));
        }
    }
    Ok(list.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordKind;

    const WORDS: &[Word] = &[
        Word { name: "low", labels: super::super::l("a", "b", "c") },
        Word { name: "high", labels: super::super::l("a", "b", "c") },
    ];

    #[test]
    fn what_is_typed_becomes_canonical() {
        let id = "019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11";
        for (of, typed, canonical) in [
            (Type::Line(20), "  Brutăria\tVeche ", "Brutăria Veche"),
            (Type::Line(20), "<b>'; DROP--", "<b>'; DROP--"),
            (Type::Text, "two\r\nlines  \n", "two\nlines"),
            (Type::Word(WORDS), " low ", "low"),
            (Type::Words(WORDS), "high,low high", "low high"),
            (Type::Number(0, 100), " 1 0 ", "10"),
            (Type::Money, "1200,5 ron", "1200.50 RON"),
            (Type::Day, " 2026-11-23", "2026-11-23"),
            (Type::Moment, "1764000123456", "1764000123456"),
            (Type::Flag, "true", "yes"),
            (Type::One(RecordKind::Account), id, id),
            (Type::Phones, "mobile 0712 345\n0712 345\n0712 345", "mobile 0712 345\nphone 0712 345"),
            (Type::Addresses, "Ana@X.ro\nana@x.ro", "ana@x.ro"),
            (Type::Keywords, " pompe \n\npompe", "pompe"),
            (Type::Day, "  ", ""),
        ] {
            assert_eq!(of.check(typed).unwrap(), canonical, "{of:?}");
            assert_eq!(of.check(canonical).unwrap(), canonical, "{of:?} is stable");
        }
        let place = format!("{id}  Director\tGeneral");
        assert_eq!(Type::Positions.check(&place).unwrap(), format!("{id} Director General"));
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_with_the_reason() {
        for (of, typed, why) in [
            (Type::Line(3), "four", "must have at most 3 characters"),
            (Type::Line(9), "a\u{1b}b", "must not contain control characters"),
            (Type::Text, "a\0b", "must not contain the zero character"),
            (Type::Word(WORDS), "medium", "must be one of low, high"),
            (Type::Words(WORDS), "low medium", "must be one of low, high"),
            (Type::Number(0, 100), "101", "must be from 0 to 100"),
            (Type::Number(0, i64::MAX), "-1", "must not be below 0"),
            (Type::Number(0, 100), "ten", "must be a whole number"),
            (Type::Money, "-1 EUR", "must not be negative"),
            (Type::Moment, "-5", "must be a moment, in milliseconds since 1970 UTC"),
            (Type::Flag, "maybe", "must be yes or no"),
        ] {
            assert_eq!(of.check(typed).unwrap_err().to_string(), why, "{of:?}");
        }
        assert!(Type::One(RecordKind::Account).check("17").is_err());
        assert!(Type::Text.check(&"x".repeat(LONGEST_TEXT + 1)).is_err());
        assert!(Type::Keywords.check(&(0..=MOST).map(|n| format!("{n}\n")).collect::<String>()).is_err());
    }
}
