//! The score of a lead: points of rules that an administrator wrote, each with what speaks for it (SPEC C3).

use crate::catalogue::{self, Type};
use crate::money::Money;
use crate::record::RecordKind;
use crate::words::fold;

/// What can be asked of a lead beside its fields: the days since the last mail from it.
pub const DAYS_SINCE_MAIL: &str = "days_since_mail";

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// As much or more.
    AtLeast,
    /// As much or less.
    AtMost,
    /// The same, case and diacritics aside.
    Is,
    /// Another one.
    IsNot,
    /// It holds this text or word.
    Contains,
    /// There is one.
    Filled,
    /// There is none.
    Empty,
}

impl Comparison {
    const ALL: [(Comparison, &str, &str); 7] = [
        (Comparison::AtLeast, "at_least", "≥"),
        (Comparison::AtMost, "at_most", "≤"),
        (Comparison::Is, "is", "="),
        (Comparison::IsNot, "is_not", "≠"),
        (Comparison::Contains, "contains", "contains"),
        (Comparison::Filled, "filled", "is filled"),
        (Comparison::Empty, "empty", "is empty"),
    ];

    /// Reads the name in storage and JSON.
    pub fn from_name(name: &str) -> Option<Comparison> {
        Comparison::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(it, ..)| it)
    }

    fn sign(self) -> &'static str {
        Comparison::ALL.into_iter().find(|(known, ..)| *known == self).map_or("", |(.., sign)| sign)
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What people call it.
    pub name: String,
    /// A field of the lead, or [`DAYS_SINCE_MAIL`].
    pub subject: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: String,
    /// What it gives; less than nothing speaks against the lead.
    pub points: i64,
}

/// A rule that speaks for or against a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The rule.
    pub rule: String,
    /// What the lead has.
    pub found: String,
    /// With what it is compared.
    pub threshold: String,
    /// What the rule gives.
    pub points: i64,
    /// In one line: `Budget ≥ 10000.00 EUR: 25000.00 EUR → +20`.
    pub why: String,
}

/// The score of a lead and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The sum.
    pub sum: i64,
    /// What speaks, in the order of the rules.
    pub points: Vec<Point>,
}

/// Returns what a subject holds, when it is one of the program's own.
pub fn holds(subject: &str) -> Option<Type> {
    if subject == DAYS_SINCE_MAIL {
        return Some(Type::Number(0, i64::MAX));
    }
    catalogue::of(RecordKind::Lead)?.field(subject).map(|field| field.of)
}

/// Says why a rule cannot be: what its subject holds cannot be compared so. Returns the value in canonical form.
pub fn check(of: Type, comparison: Comparison, value: &str) -> Result<String, String> {
    let ordered = matches!(of, Type::Number(..) | Type::Money | Type::Day | Type::Moment);
    match comparison {
        Comparison::Filled | Comparison::Empty => Ok(String::new()),
        Comparison::AtLeast | Comparison::AtMost if !ordered => {
            Err("only numbers, amounts and days are more or less".into())
        }
        _ if value.trim().is_empty() => Err("must not be empty".into()),
        Comparison::Contains => Ok(value.trim().to_owned()),
        Comparison::AtLeast | Comparison::AtMost | Comparison::Is | Comparison::IsNot => {
            of.check(value).map_err(|e| e.to_string())
        }
    }
}

/// Adds up what speaks for a lead; `found` gives the text of a field or other subject, empty for none.
pub fn score(rules: &[Rule], found: impl Fn(&str) -> String) -> Score {
    let mut score = Score::default();
    for rule in rules {
        let has = found(&rule.subject);
        if !speaks(rule, &has) {
            continue;
        }
        let label = catalogue::of(RecordKind::Lead)
            .and_then(|kind| kind.field(&rule.subject))
            .map_or_else(|| rule.subject.replace('_', " "), |field| field.labels.en.to_owned());
        let threshold = rule.value.clone();
        let asked = format!("{label} {} {threshold}", rule.comparison.sign());
        let shown: String = has.replace('\n', ", ").chars().take(80).collect();
        let has_part = if shown.is_empty() { String::new() } else { format!(": {shown}") };
        let why = format!("{}{has_part} → {:+}", asked.trim_end(), rule.points);
        score.sum = score.sum.saturating_add(rule.points);
        score.points.push(Point { rule: rule.name.clone(), found: has, threshold, points: rule.points, why });
    }
    score
}

fn speaks(rule: &Rule, has: &str) -> bool {
    match rule.comparison {
        Comparison::Filled => !has.is_empty(),
        Comparison::Empty => has.is_empty(),
        Comparison::IsNot => !has.is_empty() && fold(has) != fold(&rule.value),
        Comparison::Is => fold(has) == fold(&rule.value),
        Comparison::Contains => fold(has).contains(&fold(&rule.value)),
        Comparison::AtLeast => amount(has, &rule.value).is_some_and(std::cmp::Ordering::is_ge),
        Comparison::AtMost => amount(has, &rule.value).is_some_and(std::cmp::Ordering::is_le),
    }
}

/// Compares numbers, amounts of one currency, days; `None` when they cannot be compared.
fn amount(has: &str, value: &str) -> Option<std::cmp::Ordering> {
    if has.is_empty() {
        return None;
    }
    if let (Ok(one), Ok(other)) = (has.parse::<i64>(), value.parse::<i64>()) {
        return Some(one.cmp(&other));
    }
    if let (Ok(one), Ok(other)) = (Money::parse(has), Money::parse(value)) {
        return (one.currency == other.currency).then(|| one.minor.cmp(&other.minor));
    }
    Some(has.cmp(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(subject: &str, comparison: &str, value: &str, points: i64) -> Rule {
        Rule {
            name: subject.to_uppercase(),
            subject: subject.into(),
            comparison: Comparison::from_name(comparison).unwrap(),
            value: value.into(),
            points,
        }
    }

    fn maria(subject: &str) -> String {
        match subject {
            "budget" => "25000.00 EUR",
            "source" => "Târg",
            "do_not_contact" => "email phone",
            "employees" => "120",
            DAYS_SINCE_MAIL => "3",
            _ => "",
        }
        .into()
    }

    #[test]
    fn each_point_names_its_rule_the_value_and_the_threshold() {
        let score = score(&[rule("budget", "at_least", "10000.00 EUR", 20)], maria);
        assert_eq!(score.sum, 20);
        assert_eq!(score.points[0].why, "Budget ≥ 10000.00 EUR: 25000.00 EUR → +20");
        assert_eq!(
            (score.points[0].rule.as_str(), score.points[0].threshold.as_str()),
            ("BUDGET", "10000.00 EUR")
        );
    }

    #[test]
    fn rules_speak_only_when_they_fit() {
        for (subject, comparison, value, speaks) in [
            ("budget", "at_least", "25000.00 EUR", true),
            ("budget", "at_least", "25000.01 EUR", false),
            ("budget", "at_least", "1.00 RON", false),
            ("budget", "at_most", "30000.00 EUR", true),
            ("employees", "at_least", "99", true),
            ("employees", "at_most", "99", false),
            ("source", "is", "targ", true),
            ("source", "is_not", "web", true),
            ("source", "contains", "tar", true),
            ("do_not_contact", "contains", "phone", true),
            ("web", "filled", "", false),
            ("web", "empty", "", true),
            ("web", "is_not", "x", false),
            ("web", "at_least", "1", false),
            (DAYS_SINCE_MAIL, "at_most", "7", true),
            (DAYS_SINCE_MAIL, "at_most", "2", false),
        ] {
            let score = score(&[rule(subject, comparison, value, -5)], maria);
            assert_eq!(score.sum, if speaks { -5 } else { 0 }, "{subject} {comparison} {value}");
        }
    }

    #[test]
    fn a_rule_that_cannot_be_compared_is_refused() {
        let said = |subject: &str, comparison: &str, value: &str| {
            check(holds(subject).unwrap(), Comparison::from_name(comparison).unwrap(), value)
        };
        assert_eq!(said("budget", "at_least", "10000 eur").as_deref(), Ok("10000.00 EUR"));
        assert_eq!(said("web", "filled", "what").as_deref(), Ok(""));
        for (subject, comparison, value) in [
            ("source", "at_least", "1"),
            ("budget", "at_least", "much"),
            ("status", "is", "dead"),
            ("source", "contains", " "),
            (DAYS_SINCE_MAIL, "at_most", "-1"),
        ] {
            assert!(said(subject, comparison, value).is_err(), "{subject} {comparison} {value}");
        }
        assert_eq!((holds("nonsense"), Comparison::from_name("like")), (None, None));
    }
}
