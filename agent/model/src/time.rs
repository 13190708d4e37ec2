//! Moments and dates.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// One second.
    pub const SECOND: i64 = 1_000;
    /// One day of 24 hours.
    pub const DAY: i64 = 86_400_000;

    /// Returns the moment `millis` later (earlier when negative), clamped to what an `i64` holds.
    pub fn plus(self, millis: i64) -> Millis {
        Millis(self.0.saturating_add(millis))
    }

    /// Returns the moment as `2026-11-23T14:05:00Z`; moments no calendar can hold come out as `unknown`.
    pub fn to_rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => format!("{:.0}", t),
            Err(_) => "unknown".into(),
        }
    }

    /// Returns the moment as the date of a mail (RFC 5322 §3.3), in UTC; empty for moments no calendar can hold.
    pub fn to_rfc2822(self) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.0).ok();
        moment
            .and_then(|t| jiff::fmt::rfc2822::to_string(&t.to_zoned(jiff::tz::TimeZone::UTC)).ok())
            .unwrap_or_default()
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// A calendar day without a zone (birthday, expected close), as `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(String);

/// A text that is no day of the calendar.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a date; write it as 2026-11-23")]
pub struct NotADay(pub String);

impl Day {
    /// Reads `YYYY-MM-DD`; a day the calendar does not have (30 February) is refused.
    pub fn parse(text: &str) -> Result<Day, NotADay> {
        let date: jiff::civil::Date =
            text.trim().parse().map_err(|_| NotADay(text.chars().take(60).collect()))?;
        Ok(Day(date.to_string()))
    }

    /// Returns the day as `YYYY-MM-DD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_people_write_it() {
        assert_eq!(Millis(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Millis(1_764_000_123_456).to_string(), "2025-11-24T16:02:03Z");
        assert_eq!(Millis(i64::MAX).to_string(), "unknown");
    }

    #[test]
    fn a_day_must_be_in_the_calendar() {
        assert_eq!(Day::parse("2024-02-29").unwrap().as_str(), "2024-02-29");
        assert!(Day::parse("2026-02-29").is_err());
        assert!(Day::parse("tomorrow").is_err());
    }
}
