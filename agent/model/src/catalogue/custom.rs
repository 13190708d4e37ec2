//! Fields that an administrator defined (SPEC C6). They behave like those of the catalogue.

use super::Type;
use super::check::Refused;
use crate::record::RecordKind;

/// What the name of a custom field begins with, so that none hides a field of the catalogue.
pub const PREFIX: &str = "x.";

/// What a custom field holds: some types of the catalogue, and lists of words that are not known to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A single line.
    Line,
    /// A text of several lines.
    Text,
    /// One of the field's own words.
    Choice,
    /// A whole number.
    Number,
    /// An amount.
    Money,
    /// A day.
    Day,
    /// `yes` or `no`.
    Flag,
    /// Another record.
    One(RecordKind),
}

impl Holds {
    /// Returns the name in storage and the API: `line`, …, `account`.
    pub fn name(self) -> &'static str {
        match self {
            Holds::Line => "line",
            Holds::Text => "text",
            Holds::Choice => "choice",
            Holds::Number => "number",
            Holds::Money => "money",
            Holds::Day => "day",
            Holds::Flag => "flag",
            Holds::One(kind) => kind.as_str(),
        }
    }

    /// Reads [`Holds::name`] back.
    pub fn from_name(name: &str) -> Option<Holds> {
        let plain =
            [Holds::Line, Holds::Text, Holds::Choice, Holds::Number, Holds::Money, Holds::Day, Holds::Flag];
        plain.into_iter().find(|holds| holds.name() == name).or_else(|| {
            let kind = RecordKind::from_name(name)?;
            (super::of(kind).is_some() || kind == RecordKind::User).then_some(Holds::One(kind))
        })
    }

    /// Returns the type whose canonical texts the field has; a choice is a line that [`check`] compares.
    pub fn of(self) -> Type {
        match self {
            Holds::Line | Holds::Choice => Type::Line(super::LONG),
            Holds::Text => Type::Text,
            Holds::Number => Type::Number(i64::MIN, i64::MAX),
            Holds::Money => Type::Money,
            Holds::Day => Type::Day,
            Holds::Flag => Type::Flag,
            Holds::One(kind) => Type::One(kind),
        }
    }
}

/// Checks a value of a custom field whose words, if it is a choice, are `words`; returns it in canonical form.
pub fn check(holds: Holds, words: &[String], needed: bool, typed: &str) -> Result<String, Refused> {
    let value = holds.of().check(typed)?;
    if value.is_empty() {
        return if needed { Err(Refused("must not be empty".into())) } else { Ok(value) };
    }
    if holds == Holds::Choice && !words.contains(&value) {
        return Err(Refused(format!("must be one of {}", words.join(", "))));
    }
    Ok(value)
}

/// Reads the name of a custom field as people type it: `x.` and 1 to 40 small letters, digits and underscores.
pub fn name(typed: &str) -> Result<String, Refused> {
    let typed = typed.trim();
    let bare = typed.strip_prefix(PREFIX).unwrap_or(typed);
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if bare.is_empty() || bare.len() > 40 || !bare.chars().all(good) {
        return Err(Refused("must be 1 to 40 small letters a–z, digits or underscores".into()));
    }
    Ok(format!("{PREFIX}{bare}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_field_holds_comes_back_from_its_name() {
        for holds in [Holds::Line, Holds::Choice, Holds::Flag, Holds::One(RecordKind::Account)] {
            assert_eq!(Holds::from_name(holds.name()), Some(holds));
        }
        assert_eq!(Holds::from_name("mailbox"), None);
    }

    #[test]
    fn a_choice_is_one_of_its_words() {
        let words = ["gold".to_owned(), "silver".to_owned()];
        assert_eq!(check(Holds::Choice, &words, true, " gold ").unwrap(), "gold");
        assert_eq!(
            check(Holds::Choice, &words, true, "lead").unwrap_err().to_string(),
            "must be one of gold, silver"
        );
        assert!(check(Holds::Choice, &words, true, "").is_err());
        assert_eq!(check(Holds::Choice, &words, false, "").unwrap(), "");
    }

    #[test]
    fn a_name_is_plain_and_hides_nothing() {
        assert_eq!(name(" contract_no ").unwrap(), "x.contract_no");
        assert_eq!(name("x.contract_no").unwrap(), "x.contract_no");
        for wrong in ["", "x.", "Name", "a b", "ț", "a.b"] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
