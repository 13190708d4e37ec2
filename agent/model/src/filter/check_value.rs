//! The value of a condition, as the field it is compared with takes it.

use super::check::one_of;
use super::{Bounds, Clock, Op, Source, Span, Test, TextTest, Who, Wrong};
use crate::catalogue::Type;
use crate::catalogue::custom::Holds;
use crate::ids::Uid;
use crate::money::Money;
use crate::record::RecordKind;
use crate::words::fold;
use jiff::civil::Date;

/// A field compared with a value.
pub(super) struct Asked<'a> {
    pub source: &'a Source,
    pub op: Op,
    pub value: &'a [String],
    pub path: &'a str,
}

const SPAN: &str = "must be a day or a span: 2026-11-23, today, last 30 days, next 2 weeks, this month";
const DAY: &str = "must be a day: 2026-11-23, today, 30 days ago, in 2 weeks";

/// Returns the test, and whether the value has to pass it or to fail it.
pub(super) fn test(asked: &Asked, clock: &Clock) -> Result<(Test, bool), Wrong> {
    let positive = !matches!(asked.op, Op::IsNot | Op::NoneOf | Op::Filled);
    if matches!(asked.op, Op::Empty | Op::Filled) {
        return Ok((Test::Empty, positive));
    }
    if asked.value.len() < asked.op.takes().0 {
        return Err(Wrong::new(&format!("{}.value", asked.path), "is missing"));
    }
    let test = match asked.source.of() {
        Type::Line(_) | Type::Text | Type::Addresses | Type::Domains | Type::Phones | Type::Keywords => {
            match asked.source {
                Source::Custom(custom) if custom.holds == Holds::Choice => {
                    let words: Vec<&str> = custom.words.iter().map(String::as_str).collect();
                    asked.words(&words)?
                }
                _ => asked.text()?,
            }
        }
        Type::Word(words) | Type::Words(words) => {
            let names: Vec<&str> = words.iter().map(|word| word.name).collect();
            asked.words(&names)?
        }
        Type::Number(..) => asked.number()?,
        Type::Money => asked.money()?,
        Type::Day => {
            let (first, last) = asked.days(clock)?;
            let text = |day: Option<Date>| day.map(|day| day.to_string());
            Test::Days(text(first), text(last))
        }
        Type::Moment => {
            let (first, last) = asked.days(clock)?;
            let from = first.map(|day| clock.start(day).ok_or_else(|| asked.wrong(0, DAY))).transpose()?;
            let end = |day| clock.end(Span { first: day, last: day }).ok_or_else(|| asked.wrong(0, DAY));
            Test::Moment(Bounds { from, until: last.map(end).transpose()? })
        }
        Type::Flag => match (asked.op, asked.value[0].as_str()) {
            (Op::Is | Op::IsNot, "yes" | "true" | "1") => Test::Flag(true),
            (Op::Is | Op::IsNot, "no" | "false" | "0") => Test::Flag(false),
            (Op::Is | Op::IsNot, _) => return Err(asked.wrong(0, "must be yes or no")),
            _ => return Err(asked.takes(&[Op::Is, Op::IsNot])),
        },
        Type::One(kind) | Type::Many(kind) => asked.refers(kind)?,
        Type::Positions => asked.refers(RecordKind::Account)?,
    };
    Ok((test, positive))
}

impl Asked<'_> {
    fn wrong(&self, n: usize, why: impl Into<String>) -> Wrong {
        match self.value.len() {
            1 if self.op.takes().1 == 1 => Wrong::new(&format!("{}.value", self.path), why),
            _ => Wrong::new(&format!("{}.value[{n}]", self.path), why),
        }
    }

    fn takes(&self, ops: &[Op]) -> Wrong {
        let names: Vec<&str> = ops.iter().chain([Op::Empty, Op::Filled].iter()).map(|op| op.name()).collect();
        Wrong::new(&format!("{}.op", self.path), one_of(&names))
    }

    fn text(&self) -> Result<Test, Wrong> {
        let mut folded = Vec::with_capacity(self.value.len());
        for (n, text) in self.value.iter().enumerate() {
            let key = fold(text);
            if key.is_empty() {
                return Err(self.wrong(n, "must not be empty; is_empty asks for records without a value"));
            }
            folded.push(key);
        }
        let test = match self.op {
            Op::Is | Op::IsNot | Op::OneOf | Op::NoneOf => TextTest::Is(folded),
            Op::Contains => TextTest::Contains(folded.swap_remove(0)),
            Op::StartsWith => TextTest::StartsWith(folded.swap_remove(0)),
            _ => {
                let ops = [Op::Is, Op::IsNot, Op::OneOf, Op::NoneOf, Op::Contains, Op::StartsWith];
                return Err(self.takes(&ops));
            }
        };
        Ok(Test::Text(test))
    }

    fn words(&self, words: &[&str]) -> Result<Test, Wrong> {
        if !matches!(self.op, Op::Is | Op::IsNot | Op::OneOf | Op::NoneOf) {
            return Err(self.takes(&[Op::Is, Op::IsNot, Op::OneOf, Op::NoneOf]));
        }
        for (n, word) in self.value.iter().enumerate() {
            if !words.contains(&word.as_str()) {
                return Err(self.wrong(n, one_of(words)));
            }
        }
        Ok(Test::Word(self.value.to_vec()))
    }

    fn number(&self) -> Result<Test, Wrong> {
        let mut numbers = Vec::with_capacity(self.value.len());
        for (n, text) in self.value.iter().enumerate() {
            let number = text.trim().replace([' ', '\u{a0}'], "").parse::<i64>();
            numbers.push(number.map_err(|_| self.wrong(n, "must be a whole number"))?);
        }
        match self.op {
            Op::Is | Op::IsNot | Op::OneOf | Op::NoneOf => Ok(Test::Numbers(numbers)),
            _ => Ok(Test::Number(self.bounds(&numbers)?)),
        }
    }

    fn money(&self) -> Result<Test, Wrong> {
        let mut amounts = Vec::with_capacity(self.value.len());
        for (n, text) in self.value.iter().enumerate() {
            amounts.push(Money::parse(text).map_err(|e| self.wrong(n, e.to_string()))?);
        }
        let currency = amounts[0].currency.clone();
        if let Some(n) = amounts.iter().position(|amount| amount.currency != currency) {
            return Err(self.wrong(n, format!("must be in {currency}, as the first one")));
        }
        let minor: Vec<i64> = amounts.iter().map(|amount| amount.minor).collect();
        let bounds = match self.op {
            Op::Is | Op::IsNot => Bounds { from: Some(minor[0]), until: minor[0].checked_add(1) },
            _ => self.bounds(&minor)?,
        };
        Ok(Test::Money(currency, bounds))
    }

    fn bounds(&self, values: &[i64]) -> Result<Bounds, Wrong> {
        let first = values[0];
        // What is above the greatest number is nothing: a bound that no number fulfils.
        let above = |value: i64| match value.checked_add(1) {
            Some(next) => Bounds { from: Some(next), until: None },
            None => Bounds { from: Some(i64::MAX), until: Some(i64::MAX) },
        };
        Ok(match self.op {
            Op::Less => Bounds { from: None, until: Some(first) },
            Op::AtLeast => Bounds { from: Some(first), until: None },
            Op::Greater => above(first),
            Op::AtMost => Bounds { from: None, until: first.checked_add(1) },
            Op::Between => {
                Bounds { from: Some(first), until: values.get(1).and_then(|last| last.checked_add(1)) }
            }
            _ => {
                let ops = [Op::Is, Op::IsNot, Op::Less, Op::Greater, Op::AtMost, Op::AtLeast, Op::Between];
                return Err(self.takes(&ops));
            }
        })
    }

    /// From which day to which, both included.
    fn days(&self, clock: &Clock) -> Result<(Option<Date>, Option<Date>), Wrong> {
        let day = |n: usize| clock.day(self.value[n].trim()).ok_or_else(|| self.wrong(n, DAY));
        let near = |day: Option<Date>| day.ok_or_else(|| self.wrong(0, DAY));
        Ok(match self.op {
            Op::Is | Op::IsNot | Op::Within => {
                let span = clock.span(self.value[0].trim()).ok_or_else(|| self.wrong(0, SPAN))?;
                (Some(span.first), Some(span.last))
            }
            Op::Less => (None, Some(near(day(0)?.yesterday().ok())?)),
            Op::AtMost => (None, Some(day(0)?)),
            Op::Greater => (Some(near(day(0)?.tomorrow().ok())?), None),
            Op::AtLeast => (Some(day(0)?), None),
            Op::Between => (Some(day(0)?), Some(day(1)?)),
            _ => {
                let ops = [
                    Op::Is,
                    Op::IsNot,
                    Op::Within,
                    Op::Less,
                    Op::Greater,
                    Op::AtMost,
                    Op::AtLeast,
                    Op::Between,
                ];
                return Err(self.takes(&ops));
            }
        })
    }

    fn refers(&self, kind: RecordKind) -> Result<Test, Wrong> {
        if !matches!(self.op, Op::Is | Op::IsNot | Op::OneOf | Op::NoneOf) {
            return Err(self.takes(&[Op::Is, Op::IsNot, Op::OneOf, Op::NoneOf]));
        }
        let mut named = Vec::with_capacity(self.value.len());
        for (n, text) in self.value.iter().enumerate() {
            named.push(match text.trim() {
                "me" if kind == RecordKind::User => Who::Me,
                "my team" if kind == RecordKind::User => Who::MyTeam,
                text => {
                    let uid = Uid::parse(text).map_err(|_| {
                        let users = if kind == RecordKind::User { "me, my team, or " } else { "" };
                        self.wrong(n, format!("must be {users}the id of a record of kind {kind}"))
                    })?;
                    Who::Record(uid, self.wrong(n, "").path)
                }
            });
        }
        Ok(Test::Refers(kind, named))
    }
}
