//! When a first answer and a solution are due (SPEC I6): targets counted in the hours in which the company works.

use crate::record::{Importance, Priority};
use crate::time::{Day, Millis};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One minute, in milliseconds.
pub const MINUTE: i64 = 60_000;
/// Minutes of a whole day.
const DAY_MINUTES: u16 = 1_440;
/// How far a calendar is followed: about ten years.
const MOST_DAYS: usize = 3_660;
/// The most holidays and spans that are kept.
const MOST_ENTRIES: usize = 400;
/// The longest target: a year of minutes.
const LONGEST: i64 = 525_600;

/// Part of a day in which somebody works, in minutes since midnight on the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Begins with this minute.
    pub from: u16,
    /// Ends before this one; 1440 is midnight.
    pub to: u16,
}

/// When the company works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Where its clock hangs, such as `Europe/Bucharest`.
    pub zone: String,
    /// The parts of each day of the week, Monday first.
    pub week: [Vec<Span>; 7],
    /// Days on which nobody works.
    pub holidays: Vec<Day>,
}

impl Default for Hours {
    /// Monday to Friday, nine to half past five, in Bucharest.
    fn default() -> Hours {
        let day = || vec![Span { from: 540, to: 1_050 }];
        let week = [day(), day(), day(), day(), day(), Vec::new(), Vec::new()];
        Hours { zone: "Europe/Bucharest".into(), week, holidays: Vec::new() }
    }
}

impl Hours {
    /// Says what is wrong; the zone is for whoever knows the zones.
    pub fn check(&self) -> Result<(), &'static str> {
        for spans in &self.week {
            let mut last = 0;
            for span in spans {
                if span.from >= span.to || span.to > DAY_MINUTES {
                    return Err("a part of a day must begin before it ends, within minutes 0 to 1440");
                }
                if span.from < last {
                    return Err("the parts of a day must stand in order and not overlap");
                }
                last = span.to;
            }
        }
        if self.week.iter().map(Vec::len).sum::<usize>() + self.holidays.len() > MOST_ENTRIES {
            return Err("has too many parts and holidays");
        }
        match self.week.iter().all(Vec::is_empty) {
            true => Err("must have at least one hour in which somebody works"),
            false => Ok(()),
        }
    }
}

/// How soon an incident has to be answered and solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// For incidents of this priority …
    pub priority: Priority,
    /// … of accounts of this importance; `None` is any.
    pub importance: Option<Importance>,
    /// Working minutes until the first answer; `None` sets no target.
    pub respond: Option<i64>,
    /// Working minutes until the solution; `None` sets no target.
    pub solve: Option<i64>,
}

/// The targets of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Targets(pub Vec<Target>);

impl Default for Targets {
    fn default() -> Targets {
        let target = |priority, importance, respond, solve| Target {
            priority,
            importance,
            respond: Some(respond),
            solve: Some(solve),
        };
        Targets(vec![
            target(Priority::Critical, Some(Importance::Key), 30, 240),
            target(Priority::Critical, None, 60, 480),
            target(Priority::High, None, 240, 960),
            target(Priority::Normal, None, 480, 2_400),
            target(Priority::Low, None, 960, 4_800),
        ])
    }
}

impl Targets {
    /// Says what is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let mut named = BTreeSet::new();
        for target in &self.0 {
            if !named.insert((target.priority, target.importance)) {
                return Err("names a priority and importance twice");
            }
            if [target.respond, target.solve].into_iter().flatten().any(|m| !(1..=LONGEST).contains(&m)) {
                return Err("a target must be from one minute to a year of working time");
            }
        }
        Ok(())
    }

    /// Returns the target of an incident; one for the importance of its account goes before one for any.
    pub fn of(&self, priority: Priority, importance: Option<Importance>) -> Option<Target> {
        let fitting = |wanted: Option<Importance>| {
            self.0.iter().find(|t| t.priority == priority && t.importance == wanted).copied()
        };
        importance.and_then(|known| fitting(Some(known))).or_else(|| fitting(None))
    }
}

/// A calendar to count in: the hours with their zone.
pub struct Calendar<'a> {
    hours: &'a Hours,
    zone: TimeZone,
    holidays: BTreeSet<&'a str>,
}

impl<'a> Calendar<'a> {
    /// Puts hours and the zone they name together.
    pub fn new(hours: &'a Hours, zone: TimeZone) -> Calendar<'a> {
        Calendar { hours, zone, holidays: hours.holidays.iter().map(Day::as_str).collect() }
    }

    /// Returns the moment when `minutes` of working time have passed since `start`; `None` when nobody works for years.
    pub fn after(&self, start: Millis, minutes: i64) -> Option<Millis> {
        self.after_millis(start, minutes.checked_mul(MINUTE)?)
    }

    /// Like [`Calendar::after`], for working time in milliseconds.
    pub fn after_millis(&self, start: Millis, working: i64) -> Option<Millis> {
        if working <= 0 {
            return Some(start);
        }
        let mut left = working;
        for (from, to) in self.spans(start)? {
            let from = from.max(start.0);
            if to - from >= left {
                return Some(Millis(from + left));
            }
            left -= (to - from).max(0);
        }
        None
    }

    /// Returns the working time between two moments, in milliseconds; nothing when `to` is not later.
    pub fn between(&self, from: Millis, to: Millis) -> i64 {
        let spans = self.spans(from).into_iter().flatten().take_while(|(begins, _)| *begins < to.0);
        spans.map(|(begins, ends)| (ends.min(to.0) - begins.max(from.0)).max(0)).sum()
    }

    /// The working spans that end after `start`, as moments. What the clocks skip in spring is not there; what comes
    /// twice in autumn counts twice.
    fn spans(&self, start: Millis) -> Option<impl Iterator<Item = (i64, i64)> + '_> {
        let first = Timestamp::from_millisecond(start.0).ok()?.to_zoned(self.zone.clone()).date();
        let days = first.series(1.day()).take(MOST_DAYS).filter(|day| self.is_working_day(*day));
        let spans = days.flat_map(move |day| {
            self.hours.week[place(day.weekday())]
                .iter()
                .filter_map(move |span| Some((self.moment(day, span.from)?, self.moment(day, span.to)?)))
        });
        Some(spans.filter(move |(_, ends)| *ends > start.0))
    }

    fn is_working_day(&self, day: Date) -> bool {
        self.holidays.is_empty() || !self.holidays.contains(day.to_string().as_str())
    }

    fn moment(&self, day: Date, minute: u16) -> Option<i64> {
        let (day, minute) = match minute {
            DAY_MINUTES.. => (day.tomorrow().ok()?, 0),
            minute => (day, minute),
        };
        let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
        Some(day.to_datetime(time).to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }
}

fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        Millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn hours(from: u16, to: u16, days: std::ops::Range<usize>) -> Hours {
        let mut hours = Hours { week: Default::default(), ..Hours::default() };
        days.for_each(|day| hours.week[day] = vec![Span { from, to }]);
        hours
    }

    fn bucharest(hours: &Hours) -> Calendar<'_> {
        Calendar::new(hours, TimeZone::get("Europe/Bucharest").unwrap())
    }

    #[test]
    fn a_target_counts_only_while_somebody_works() {
        let usual = hours(540, 1_020, 0..5); // nine to five
        let mut lunch = usual.clone();
        lunch.week[0] = vec![Span { from: 540, to: 720 }, Span { from: 780, to: 1_020 }];
        let mut holiday = usual.clone();
        holiday.holidays = vec![Day::parse("2026-12-01").unwrap()];
        for (hours, start, minutes, due) in [
            // Monday 23 November, ten in Bucharest is eight UTC
            (&usual, "2026-11-23T08:00:00Z", 60, "2026-11-23T09:00:00Z"),
            (&usual, "2026-11-23T14:30:00Z", 60, "2026-11-24T07:30:00Z"),
            (&usual, "2026-11-23T15:00:00Z", 60, "2026-11-24T08:00:00Z"), // exactly at the end
            (&usual, "2026-11-23T14:00:00Z", 60, "2026-11-23T15:00:00Z"),
            (&usual, "2026-11-23T03:00:00Z", 60, "2026-11-23T08:00:00Z"), // before the beginning
            (&usual, "2026-11-27T14:30:00Z", 60, "2026-11-30T07:30:00Z"), // Friday evening
            (&usual, "2026-11-28T12:00:00Z", 480, "2026-11-30T15:00:00Z"), // Saturday
            (&usual, "2026-11-23T08:00:00Z", 2_400, "2026-11-30T08:00:00Z"), // a week
            (&usual, "2026-11-23T08:00:00Z", 0, "2026-11-23T08:00:00Z"),
            (&lunch, "2026-11-23T09:30:00Z", 60, "2026-11-23T11:30:00Z"),
            (&holiday, "2026-11-30T14:30:00Z", 60, "2026-12-02T07:30:00Z"),
        ] {
            assert_eq!(bucharest(hours).after(at(start), minutes), Some(at(due)), "{start} + {minutes}");
        }
        assert_eq!(bucharest(&hours(540, 1_020, 0..0)).after(at("2026-11-23T08:00:00Z"), 1), None);
        assert_eq!(bucharest(&usual).after(Millis(i64::MAX), 1), None);
        assert_eq!(bucharest(&usual).after(at("2026-11-23T08:00:00Z"), i64::MAX), None);
    }

    #[test]
    fn the_change_of_the_clocks_moves_what_is_due() {
        let usual = hours(540, 1_020, 0..5);
        let always = hours(0, 1_440, 0..7);
        for (hours, start, minutes, due) in [
            // Friday before the clocks go forward: 09:00 on Monday is an hour earlier in UTC.
            (&usual, "2026-03-27T14:30:00Z", 60, "2026-03-30T06:30:00Z"),
            // Friday before they go back.
            (&usual, "2026-10-23T13:30:00Z", 60, "2026-10-26T07:30:00Z"),
            // Round the clock, real hours pass: the short night has 23, the long one 25.
            (&always, "2026-03-28T22:00:00Z", 1_380, "2026-03-29T21:00:00Z"),
            (&always, "2026-10-24T21:00:00Z", 1_500, "2026-10-25T22:00:00Z"),
        ] {
            assert_eq!(bucharest(hours).after(at(start), minutes), Some(at(due)), "{start} + {minutes}");
        }
        // Work from two to four in the night the clocks skip an hour, and in the one they repeat it.
        let night = hours(120, 240, 0..7);
        let between = |from: &str, to: &str| bucharest(&night).between(at(from), at(to)) / MINUTE;
        assert_eq!(between("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), 60);
        assert_eq!(between("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 180);
    }

    #[test]
    fn waiting_counts_the_same_forwards_and_back() {
        let usual = hours(540, 1_020, 0..5);
        let calendar = bucharest(&usual);
        for (from, to, minutes) in [
            ("2026-11-23T08:00:00Z", "2026-11-23T09:30:00Z", 90),
            ("2026-11-23T14:00:00Z", "2026-11-24T08:00:00Z", 120),
            ("2026-11-27T16:00:00Z", "2026-11-30T06:00:00Z", 0),
            ("2026-11-23T09:00:00Z", "2026-11-23T08:00:00Z", 0),
        ] {
            let (from, to) = (at(from), at(to));
            assert_eq!(calendar.between(from, to), minutes * MINUTE, "{from} … {to}");
            if minutes > 0 {
                assert_eq!(calendar.after(from, minutes), Some(to));
            }
        }
    }

    #[test]
    fn a_target_for_the_importance_goes_before_one_for_any() {
        let targets = Targets::default();
        let solve = |priority, importance| targets.of(priority, importance).and_then(|t| t.solve);
        assert_eq!(solve(Priority::Critical, Some(Importance::Key)), Some(240));
        assert_eq!(solve(Priority::Critical, Some(Importance::Low)), Some(480));
        assert_eq!(solve(Priority::Critical, None), Some(480));
        assert_eq!(Targets(Vec::new()).of(Priority::Low, None), None);
    }

    #[test]
    fn hours_and_targets_that_make_no_sense_are_refused() {
        assert!(Hours::default().check().is_ok() && Targets::default().check().is_ok());
        for (from, to) in [(600, 600), (700, 600), (0, 1_441)] {
            assert!(hours(from, to, 0..1).check().is_err(), "{from} {to}");
        }
        assert!(hours(0, 60, 0..0).check().is_err());
        let mut overlapping = Hours::default();
        overlapping.week[0] = vec![Span { from: 0, to: 100 }, Span { from: 50, to: 200 }];
        assert!(overlapping.check().is_err());
        let twice = Targets([Targets::default().0, Targets::default().0].concat());
        assert!(twice.check().is_err());
    }
}
