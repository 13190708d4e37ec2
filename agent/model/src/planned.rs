//! Planned times: what a clock on the wall shows, in a place.

use crate::time::Millis;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Unit};
use std::fmt;

/// A local time to the minute, or a whole day.
///
/// It says nothing of where; with a [`Zone`] it is a moment. Times sort by the clock, a day before its first minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Local {
    at: DateTime,
    timed: bool,
}

/// A place, as far as clocks go: an IANA time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a zone by its name, such as `Europe/Bucharest`.
    pub fn named(name: &str) -> Option<Zone> {
        let named = name.len() < 60 && !name.is_empty();
        named.then(|| TimeZone::get(name).ok()).flatten().map(Zone)
    }

    /// Returns what the clocks show at `at`; `None` beyond the calendar.
    pub fn local(&self, at: Millis) -> Option<Local> {
        let moment = jiff::Timestamp::from_millisecond(at.0).ok()?;
        Some(Local::time(moment.to_zoned(self.0.clone()).datetime()))
    }
}

impl Local {
    /// Reads `2026-11-24T10:00` or `2026-11-24`; seconds are dropped.
    pub fn parse(text: &str) -> Option<Local> {
        let text = text.trim();
        if text.len() > 40 {
            return None;
        }
        match text.contains(['T', 't', ' ']) {
            true => text.parse::<DateTime>().ok().map(Local::time),
            false => text.parse::<Date>().ok().map(Local::day),
        }
    }

    /// A time to the minute.
    pub(crate) fn time(at: DateTime) -> Local {
        let minute = Time::constant(0, 0, 0, 0).with().hour(at.hour()).minute(at.minute()).build();
        Local { at: at.date().to_datetime(minute.unwrap_or(Time::MIN)), timed: true }
    }

    /// A whole day.
    pub(crate) fn day(date: Date) -> Local {
        Local { at: date.to_datetime(Time::MIN), timed: false }
    }

    /// Tells whether it is a whole day.
    pub fn is_day(self) -> bool {
        !self.timed
    }

    /// Returns the day it is on, as a whole day.
    pub fn to_day(self) -> Local {
        Local::day(self.at.date())
    }

    /// Returns which day of the week it is on, 1 for Monday.
    pub fn weekday(self) -> i64 {
        self.at.weekday().to_monday_one_offset().into()
    }

    /// Returns the moment in `zone`; a day's is its beginning there.
    ///
    /// A time that the clocks skip in spring is the moment as far after the change; one that comes twice is the first.
    pub fn moment(self, zone: &Zone) -> Option<Millis> {
        let at = match self.timed {
            true => self.at.to_zoned(zone.0.clone()),
            false => self.at.date().to_zoned(zone.0.clone()),
        };
        Some(Millis(at.ok()?.timestamp().as_millisecond()))
    }

    /// Returns the same kind of time so many minutes later on the clock; a day moves by whole days.
    pub fn plus_minutes(self, minutes: i64) -> Option<Local> {
        let span = Span::new().try_minutes(minutes).ok()?;
        let at = self.at.checked_add(span).ok()?;
        Some(if self.timed { Local::time(at) } else { Local::day(at.date()) })
    }

    /// Counts the minutes on the clock from here to `later`.
    pub fn minutes_to(self, later: Local) -> i64 {
        let span = self.at.until((Unit::Minute, later.at));
        span.map_or(0, |span| span.get_minutes())
    }

    /// Reads a time that was told as seconds since 1970 on a clock that is never changed.
    pub(crate) fn from_seconds(seconds: i64, timed: bool) -> Option<Local> {
        let at = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime();
        Some(if timed { Local::time(at) } else { Local::day(at.date()) })
    }

    pub(crate) fn date(self) -> Date {
        self.at.date()
    }

    pub(crate) fn datetime(self) -> DateTime {
        self.at
    }
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.timed {
            true => write!(f, "{}", self.at.strftime("%Y-%m-%dT%H:%M")),
            false => write!(f, "{}", self.at.date()),
        }
    }
}

/// The longest that something may take, in minutes: 31 days.
pub const LONGEST: i64 = 31 * 24 * 60;

/// Returns when something planned from `start` to `ends` begins and ends; without an end, a time is a point and a day
/// a day. A day as the end is the last one.
pub fn slot(start: Local, ends: Option<Local>, zone: &Zone) -> Option<(Millis, Millis)> {
    let from = start.moment(zone)?;
    let until = match ends {
        Some(last) if last.is_day() => last.plus_minutes(24 * 60)?.moment(zone)?,
        Some(end) => end.moment(zone)?,
        None if start.is_day() => start.plus_minutes(24 * 60)?.moment(zone)?,
        None => from,
    };
    Some((from, until.max(from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(text: &str, zone: &str) -> Option<(String, String)> {
        let (local, zone) = (Local::parse(text)?, Zone::named(zone)?);
        Some((local.to_string(), local.moment(&zone)?.to_string()))
    }

    #[test]
    fn a_planned_time_is_that_of_the_clock_on_the_wall() {
        for (text, zone, stored, at) in [
            ("2026-11-24T10:00", "Europe/Bucharest", "2026-11-24T10:00", "2026-11-24T08:00:00Z"),
            ("2026-07-24T10:00", "Europe/Bucharest", "2026-07-24T10:00", "2026-07-24T07:00:00Z"),
            ("2026-11-24 10:00:30", "Europe/Berlin", "2026-11-24T10:00", "2026-11-24T09:00:00Z"),
            ("2026-11-24", "Europe/Bucharest", "2026-11-24", "2026-11-23T22:00:00Z"),
            // the clocks go from 03:00 to 04:00, and in autumn from 04:00 back to 03:00
            ("2026-03-29T03:30", "Europe/Bucharest", "2026-03-29T03:30", "2026-03-29T01:30:00Z"),
            ("2026-10-25T03:30", "Europe/Bucharest", "2026-10-25T03:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(planned(text, zone), Some((stored.into(), at.into())), "{text} {zone}");
        }
    }

    #[test]
    fn what_is_no_time_or_place_is_refused() {
        for (text, zone) in [
            ("2026-02-30", "Europe/Bucharest"),
            ("2026-11-24T25:00", "Europe/Bucharest"),
            ("tomorrow", "Europe/Bucharest"),
            ("", "Europe/Bucharest"),
            ("2026-11-24T10:00", ""),
            ("2026-11-24T10:00", "Europe/Atlantis"),
            ("2026-11-24T10:00", "../../../etc/passwd"),
            ("-009999-01-01T00:00", "Pacific/Kiritimati"),
        ] {
            assert_eq!(planned(text, zone), None, "{text} {zone}");
        }
    }

    #[test]
    fn a_slot_ends_where_people_say_it_ends() {
        let zone = Zone::named("Europe/Bucharest").unwrap();
        for (start, ends, from, until) in [
            ("2026-11-24T10:00", Some("2026-11-24T11:30"), "2026-11-24T08:00:00Z", "2026-11-24T09:30:00Z"),
            ("2026-11-24T10:00", None, "2026-11-24T08:00:00Z", "2026-11-24T08:00:00Z"),
            ("2026-11-24", None, "2026-11-23T22:00:00Z", "2026-11-24T22:00:00Z"),
            ("2026-11-24", Some("2026-11-25"), "2026-11-23T22:00:00Z", "2026-11-25T22:00:00Z"),
            // the longest day of the year: 25 hours
            ("2026-10-25", None, "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z"),
        ] {
            let (start, ends) = (Local::parse(start).unwrap(), ends.and_then(Local::parse));
            let (a, b) = slot(start, ends, &zone).unwrap();
            assert_eq!((a.to_string().as_str(), b.to_string().as_str()), (from, until), "{start}");
        }
    }
}
