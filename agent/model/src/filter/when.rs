//! Days and moments as people say them: `today`, `last 30 days`, `this month`, `90 days`.

use crate::time::Millis;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The viewer's now: every "today" of a filter is the viewer's.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The moment.
    pub now: Millis,
    /// Where the viewer is.
    pub zone: TimeZone,
}

/// Days from … to …, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// The most of any unit: nobody means more.
const MOST: i64 = 10_000;

impl Clock {
    /// Returns the viewer's day.
    pub fn today(&self) -> Date {
        Timestamp::from_millisecond(self.now.0)
            .map_or(date(1970, 1, 1), |now| now.to_zoned(self.zone.clone()).date())
    }

    /// Returns the first moment of a day where the viewer is.
    pub fn start(&self, day: Date) -> Option<i64> {
        Some(day.to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }

    /// Returns the first moment after a span.
    pub fn end(&self, span: Span) -> Option<i64> {
        self.start(span.last.tomorrow().ok()?)
    }

    /// Reads a day: `2026-11-23`, `today`, `yesterday`, `tomorrow`, `30 days ago`, `in 2 weeks`.
    pub fn day(&self, text: &str) -> Option<Date> {
        let today = self.today();
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["today"] => Some(today),
            ["yesterday"] => today.yesterday().ok(),
            ["tomorrow"] => today.tomorrow().ok(),
            [number, unit, "ago"] => shifted(today, -count(number)?, unit),
            ["in", number, unit] => shifted(today, count(number)?, unit),
            [day] => day.parse().ok(),
            _ => None,
        }
    }

    /// Reads a span: a day, `last 30 days` (until and with today), `next 2 weeks` (from today on), `this month`,
    /// `last year`, `next quarter`.
    pub fn span(&self, text: &str) -> Option<Span> {
        if let Some(day) = self.day(text) {
            return Some(Span { first: day, last: day });
        }
        let today = self.today();
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["last", number, unit] if is_count(number) => {
                Some(Span { first: after(shifted(today, -count(number)?, unit)?)?, last: today })
            }
            ["next", number, unit] if is_count(number) => {
                Some(Span { first: today, last: before(shifted(today, count(number)?, unit)?)? })
            }
            ["this", unit] => whole(today, unit, 0),
            ["last", unit] => whole(today, unit, -1),
            ["next", unit] => whole(today, unit, 1),
            _ => None,
        }
    }

    /// Reads since when something counts: `90 days`, `6 months`, or a day; the moment it begins.
    pub fn since(&self, text: &str) -> Option<i64> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [number, unit] if is_count(number) => self.start(shifted(self.today(), -count(number)?, unit)?),
            _ => self.start(self.day(text)?),
        }
    }
}

fn is_count(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn count(word: &str) -> Option<i64> {
    word.parse().ok().filter(|count| is_count(word) && (0..=MOST).contains(count))
}

fn shifted(day: Date, by: i64, unit: &str) -> Option<Date> {
    let span = match unit {
        "day" | "days" => by.days(),
        "week" | "weeks" => by.weeks(),
        "month" | "months" => by.months(),
        "quarter" | "quarters" => (3 * by).months(),
        "year" | "years" => by.years(),
        _ => return None,
    };
    day.checked_add(span).ok()
}

fn after(day: Date) -> Option<Date> {
    day.tomorrow().ok()
}

fn before(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

/// The whole day, week (from Monday), month, quarter or year that is `by` after the one of `day`.
fn whole(day: Date, unit: &str, by: i64) -> Option<Span> {
    let first = match unit {
        "day" => day,
        "week" => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?,
        "month" => day.first_of_month(),
        "quarter" => date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
        "year" => day.first_of_year(),
        _ => return None,
    };
    let first = shifted(first, by, unit)?;
    Some(Span { first, last: before(shifted(first, 1, unit)?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 24 November 2026, a Tuesday, half past midnight in Bucharest: still the 23rd in UTC.
    fn clock(zone: &str) -> Clock {
        let now = "2026-11-24T00:30[Europe/Bucharest]".parse::<jiff::Zoned>().unwrap();
        Clock { now: Millis(now.timestamp().as_millisecond()), zone: TimeZone::get(zone).unwrap() }
    }

    #[test]
    fn today_is_the_viewers() {
        assert_eq!(clock("Europe/Bucharest").today().to_string(), "2026-11-24");
        assert_eq!(clock("UTC").today().to_string(), "2026-11-23");
    }

    #[test]
    fn spans_are_read_as_people_say_them() {
        for (text, first, last) in [
            ("today", "2026-11-24", "2026-11-24"),
            ("2026-02-03", "2026-02-03", "2026-02-03"),
            ("30 days ago", "2026-10-25", "2026-10-25"),
            ("in 2 weeks", "2026-12-08", "2026-12-08"),
            ("last 30 days", "2026-10-26", "2026-11-24"),
            ("last 1 day", "2026-11-24", "2026-11-24"),
            ("next 2 weeks", "2026-11-24", "2026-12-07"),
            ("this week", "2026-11-23", "2026-11-29"),
            ("this month", "2026-11-01", "2026-11-30"),
            ("last month", "2026-10-01", "2026-10-31"),
            ("next quarter", "2027-01-01", "2027-03-31"),
            ("last year", "2025-01-01", "2025-12-31"),
        ] {
            let span = clock("Europe/Bucharest").span(text).expect(text);
            assert_eq!(
                (span.first.to_string().as_str(), span.last.to_string().as_str()),
                (first, last),
                "{text}"
            );
        }
        let bad = [
            "",
            "soon",
            "last",
            "last -3 days",
            "last 99999 days",
            "last 9999999999999999999 days",
            "next 3 moons",
            "2026-02-30",
            "last 3 days ago",
        ];
        for text in bad {
            assert_eq!(clock("UTC").span(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_begins_where_the_viewer_is_also_when_the_clocks_change() {
        let clock = clock("Europe/Bucharest");
        let span = clock.span("2026-10-25").unwrap(); // 25 hours long
        let length = clock.end(span).unwrap() - clock.start(span.first).unwrap();
        assert_eq!(length, 25 * 3_600_000);
        assert_eq!(clock.since("90 days"), clock.start(date(2026, 8, 26)));
        assert_eq!(clock.since("2026-08-26"), clock.start(date(2026, 8, 26)));
        assert_eq!(clock.since("last 3 days"), None);
    }
}
