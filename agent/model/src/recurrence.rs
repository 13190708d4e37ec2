//! What happens again and again: the rules of RFC 5545 §3.3.10, by days.
//!
//! A rule is evaluated on the clock of the wall, without a zone: what is planned at ten stays at ten whatever the
//! clocks do, and only its occurrences become moments. Rules that could keep a machine busy are refused.

mod words;

use crate::planned::{Local, Zone};
use jiff::Span;
use rrule::{RRuleError, RRuleSet, RRuleSetIter};
use std::collections::BTreeSet;
use std::fmt::{self, Write};

pub use words::from_words;

/// The most occurrences that one question may bring.
pub const MOST: usize = 1_000;
/// The most occurrences that a rule may count.
const MOST_COUNTED: u32 = 1_000;
/// The longest text of a rule.
const LONGEST_RULE: usize = 300;
/// The most periods that are tried to find an occurrence.
const STEPS: usize = 20_000;

/// How often something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A rule by which something happens again, as in `FREQ=WEEKLY;BYDAY=MO`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    every: Every,
    interval: u16,
    count: Option<u32>,
    /// The last time at which it may still happen, local.
    until: Option<Local>,
    /// The other parts as they are written, in the order of the names.
    parts: Vec<(String, String)>,
}

/// A text that is no rule that is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotARule(pub String);

fn refuse<T>(why: impl Into<String>) -> Result<T, NotARule> {
    Err(NotARule(why.into()))
}

impl Rule {
    /// Reads a rule; an `UNTIL` in UTC is one in `zone` from now on.
    pub fn parse(text: &str, zone: &Zone) -> Result<Rule, NotARule> {
        let text = text.trim();
        let text =
            text.get(..6).filter(|head| head.eq_ignore_ascii_case("RRULE:")).map_or(text, |_| &text[6..]);
        if text.len() > LONGEST_RULE || !text.is_ascii() {
            return refuse(format!("must be at most {LONGEST_RULE} plain letters"));
        }
        let mut rule = Rule { every: Every::Day, interval: 1, count: None, until: None, parts: Vec::new() };
        let (mut every, mut seen) = (None, BTreeSet::new());
        for part in text.to_ascii_uppercase().split(';').filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return refuse("write it as FREQ=WEEKLY;BYDAY=MO");
            };
            // The library reads lines: what could begin another one stays out.
            if !value.bytes().all(|c| c.is_ascii_alphanumeric() || b",+-".contains(&c)) {
                return refuse("write it as FREQ=WEEKLY;BYDAY=MO");
            }
            if !seen.insert(name.to_owned()) {
                return refuse(format!("{name} stands there twice"));
            }
            match name {
                "FREQ" => every = Some(read_every(value)?),
                "INTERVAL" => rule.interval = number(name, value, 366)? as u16,
                "COUNT" => rule.count = Some(number(name, value, MOST_COUNTED)?),
                "UNTIL" => rule.until = Some(read_until(value, zone)?),
                "BYDAY" | "BYMONTHDAY" | "BYMONTH" | "BYSETPOS" | "WKST" => {
                    rule.parts.push((name.to_owned(), value.to_owned()));
                }
                _ => return refuse(format!("{name:.20} is not kept; the time of day is the planned one")),
            }
        }
        let Some(every) = every else { return refuse("must say FREQ=DAILY, WEEKLY, MONTHLY or YEARLY") };
        rule.every = every;
        if rule.count.is_some() && rule.until.is_some() {
            return refuse("COUNT and UNTIL exclude each other");
        }
        rule.parts.sort();
        Ok(rule)
    }

    /// Returns the rule that ends before `occurrence`, of which it has had `had`.
    pub fn ended_before(&self, occurrence: Local, had: usize) -> Option<Rule> {
        let until = occurrence.plus_minutes(if occurrence.is_day() { -24 * 60 } else { -1 })?;
        Some(match self.count {
            Some(_) => Rule { count: u32::try_from(had).ok(), ..self.clone() },
            None => Rule { until: Some(until), ..self.clone() },
        })
    }

    /// Returns the rule for what remains after `had` occurrences.
    pub fn remaining(&self, had: usize) -> Rule {
        let count =
            self.count.map(|count| count.saturating_sub(u32::try_from(had).unwrap_or(u32::MAX)).max(1));
        Rule { count, ..self.clone() }
    }

    /// Returns the rule for a start so many days later; `None` when its parts name days that cannot move along.
    pub fn shifted(&self, days: i64) -> Option<Rule> {
        const WEEK: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let until = match self.until {
            Some(until) => Some(until.plus_minutes(days * 24 * 60)?),
            None => None,
        };
        let mut shifted = Rule { until, ..self.clone() };
        for (name, value) in shifted.parts.iter_mut().filter(|_| days % 7 != 0 || self.every != Every::Week) {
            match name.as_str() {
                "WKST" => {}
                "BYDAY" if self.every == Every::Week => {
                    let moved = value.split(',').map(|day| {
                        let at = WEEK.iter().position(|known| *known == day)?;
                        WEEK.get((at as i64 + days).rem_euclid(7) as usize).copied()
                    });
                    *value = moved.collect::<Option<Vec<_>>>()?.join(",");
                }
                _ => return None,
            }
        }
        Some(shifted)
    }

    /// Returns the last time at which it may happen; `None` while it has no end or is counted.
    pub fn until(&self) -> Option<Local> {
        self.until
    }

    /// Tells whether it ends by its count.
    pub fn is_counted(&self) -> bool {
        self.count.is_some()
    }

    /// The occurrences from `start` on, evaluated as if in UTC.
    fn dates(&self, start: Local) -> Result<RRuleSetIter, NotARule> {
        let mut text = format!(
            "DTSTART:{}Z\nRRULE:FREQ={};INTERVAL={}",
            start.datetime().strftime("%Y%m%dT%H%M%S"),
            self.every.as_str(),
            self.interval
        );
        for (name, value) in &self.parts {
            let _infallible = write!(text, ";{name}={value}");
        }
        if let Some(count) = self.count {
            let _infallible = write!(text, ";COUNT={count}");
        }
        if let Some(until) = self.until {
            let time = if until.is_day() {
                "T235959".into()
            } else {
                until.datetime().strftime("T%H%M%S").to_string()
            };
            let _infallible = write!(text, ";UNTIL={}{time}Z", until.date().strftime("%Y%m%d"));
        }
        let set: RRuleSet =
            text.parse().map_err(|e: RRuleError| NotARule(e.to_string().chars().take(200).collect()))?;
        Ok((&set.limit()).into_iter())
    }
}

impl Every {
    fn as_str(self) -> &'static str {
        match self {
            Every::Day => "DAILY",
            Every::Week => "WEEKLY",
            Every::Month => "MONTHLY",
            Every::Year => "YEARLY",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.every.as_str())?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        for (name, value) in &self.parts {
            write!(f, ";{name}={value}")?;
        }
        if let Some(count) = self.count {
            write!(f, ";COUNT={count}")?;
        }
        match self.until {
            Some(day) if day.is_day() => write!(f, ";UNTIL={}", day.date().strftime("%Y%m%d")),
            Some(time) => write!(f, ";UNTIL={}", time.datetime().strftime("%Y%m%dT%H%M%S")),
            None => Ok(()),
        }
    }
}

fn read_every(value: &str) -> Result<Every, NotARule> {
    match value {
        "DAILY" => Ok(Every::Day),
        "WEEKLY" => Ok(Every::Week),
        "MONTHLY" => Ok(Every::Month),
        "YEARLY" => Ok(Every::Year),
        _ => refuse("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY"),
    }
}

fn number(name: &str, value: &str, most: u32) -> Result<u32, NotARule> {
    match value.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => refuse(format!("{name} must be between 1 and {most}")),
    }
}

/// `20261231`, `20261231T100000`, or `20261231T080000Z`, which is made local.
fn read_until(value: &str, zone: &Zone) -> Result<Local, NotARule> {
    let wrong = || NotARule("UNTIL must be a day or time such as 20261231".into());
    if let Some(utc) = value.strip_suffix('Z') {
        let local = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", utc).map_err(|_| wrong())?;
        let utc = Zone::named("UTC").ok_or_else(wrong)?;
        return Local::time(local).moment(&utc).and_then(|at| zone.local(at)).ok_or_else(wrong);
    }
    match value.contains('T') {
        true => jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", value).map(Local::time),
        false => jiff::civil::Date::strptime("%Y%m%d", value).map(Local::day),
    }
    .map_err(|_| wrong())
}

/// Something that happens again: from when, by which rule, and the occurrences that have gone their own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The first time at which it may happen.
    pub start: Local,
    /// The rule.
    pub rule: Rule,
    /// Occurrences that were moved, cancelled or done by themselves.
    pub except: BTreeSet<Local>,
}

impl Series {
    /// Checks that the rule has occurrences from `start` on, and lets the series begin with the first.
    pub fn new(start: Local, rule: Rule) -> Result<Series, NotARule> {
        let mut series = Series { start, rule, except: BTreeSet::new() };
        series.rule.dates(start)?;
        match series.walk(start).next() {
            Some(first) => series.start = first,
            None => return refuse("it never happens"),
        }
        Ok(series)
    }

    /// Lists the occurrences from `from` until before `until`, at most `limit`.
    pub fn between(&self, from: Local, until: Local, limit: usize) -> Vec<Local> {
        let fitting = self.walk(from).take_while(|at| *at < until);
        fitting.filter(|at| !self.except.contains(at)).take(limit.min(MOST)).collect()
    }

    /// Returns the first occurrence from `from` on; `None` when there is none any more.
    pub fn next(&self, from: Local) -> Option<Local> {
        self.walk(from).find(|at| !self.except.contains(at))
    }

    /// Tells whether it happens at `at`, unless that was taken out.
    pub fn has(&self, at: Local) -> bool {
        self.next(at) == Some(at)
    }

    /// Counts the occurrences before `before`, those taken out too.
    pub fn count_before(&self, before: Local) -> usize {
        self.walk(self.start).take_while(|at| *at < before).count()
    }

    /// Returns the last occurrence, taken out or not; `None` when there is no end in sight.
    pub fn last(&self) -> Option<Local> {
        match (self.rule.count, self.rule.until) {
            (Some(_), _) => self.walk(self.start).last(),
            (None, until) => until,
        }
    }

    /// All occurrences from `from` on, for a bounded number of steps.
    fn walk(&self, from: Local) -> impl Iterator<Item = Local> + use<> {
        let timed = !self.start.is_day();
        let dates = self.rule.dates(self.near(from)).ok();
        let dates = dates.into_iter().flatten().take(STEPS).map(|at| at.timestamp());
        dates.filter_map(move |at| Local::from_seconds(at, timed)).filter(move |at| *at >= from)
    }

    /// A time before `from` from which the rule goes on as it would from the start: nobody counts through ten years of
    /// days to show a week.
    fn near(&self, from: Local) -> Local {
        let start = self.start;
        if self.rule.count.is_some() || from <= start {
            return start;
        }
        let interval = i64::from(self.rule.interval);
        let days = start.minutes_to(from) / (24 * 60);
        let (first, to) = (start.date(), from.date());
        let months = i64::from(to.year() - first.year()) * 12 + i64::from(to.month() - first.month()) - 1;
        let jump = |unit: i64, gap: i64| gap.max(0) / (unit * interval) * (unit * interval);
        let span = match self.rule.every {
            Every::Day => Span::new().try_days(jump(1, days)),
            Every::Week => Span::new().try_days(jump(7, days)),
            // A month without the day of the start would shift all that follow.
            Every::Month | Every::Year if first.day() > 28 => return start,
            Every::Month => Span::new().try_months(jump(1, months)),
            Every::Year => Span::new().try_months(jump(12, months)),
        };
        let at = span.and_then(|span| start.datetime().checked_add(span));
        at.map_or(start, |at| if start.is_day() { Local::day(at.date()) } else { Local::time(at) })
    }
}

#[cfg(test)]
mod tests;
