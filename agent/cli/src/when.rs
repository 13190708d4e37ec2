//! Moments as people say them, with the calendar date beside.

use crmweb_model::time::Millis;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Says how far `at` is from `now`: `3 hours ago`, `yesterday`, `in 2 weeks`.
pub fn distance(now: Millis, at: Millis) -> String {
    let (days, span) = (calendar_days(now, at), at.0.saturating_sub(now.0));
    let of = |number: i64, unit: &str| {
        let text = format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
        if span > 0 { format!("in {text}") } else { format!("{text} ago") }
    };
    match (span.saturating_abs(), days) {
        (gap, _) if gap < MINUTE => "just now".into(),
        (gap, _) if gap < HOUR => of(gap / MINUTE, "minute"),
        (gap, 0) => of(gap / HOUR, "hour"),
        (_, 1) => "tomorrow".into(),
        (_, -1) => "yesterday".into(),
        (_, days) => match days.abs() {
            n if n < 14 => of(n, "day"),
            n if n < 61 => of(n / 7, "week"),
            n if n < 730 => of(n / 30, "month"),
            n => of(n / 365, "year"),
        },
    }
}

/// Says how far a whole day is from `now`: `today`, `tomorrow`, `3 days ago`. `day` is as `2026-11-24`.
pub fn day_distance(now: Millis, day: &str) -> String {
    let (Ok(day), Some(today)) = (day.parse::<jiff::civil::Date>(), zoned(now)) else { return String::new() };
    let noon = |date: jiff::civil::Date| date.at(12, 0, 0, 0).to_zoned(TimeZone::system());
    let (Ok(at), Ok(here)) = (noon(day), noon(today.date())) else { return String::new() };
    let moment = |zoned: Zoned| Millis(zoned.timestamp().as_millisecond());
    if day == today.date() { "today".into() } else { distance(moment(here), moment(at)) }
}

/// Returns the local date and time, as `2026-06-29 14:05`.
pub fn moment(at: Millis) -> String {
    zoned(at).map_or_else(|| "unknown".into(), |local| local.strftime("%Y-%m-%d %H:%M").to_string())
}

/// Returns the local date in at most ten columns: `14:05` today, `29 Jun` this year, `2024-06-29` else.
pub fn short(now: Millis, at: Millis) -> String {
    let (Some(now), Some(at)) = (zoned(now), zoned(at)) else { return "unknown".into() };
    let pattern = match (now.date() == at.date(), now.year() == at.year()) {
        (true, _) => "%H:%M",
        (false, true) => "%e %b",
        (false, false) => "%Y-%m-%d",
    };
    at.strftime(pattern).to_string()
}

/// Reads a date or date and time people type, in the local zone: `2026-11-24`, `2026-11-24T10:00`, `2026-11-24 10:00`.
pub fn read(text: &str) -> Option<Millis> {
    let text = text.trim().replacen(' ', "T", 1);
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(Millis(moment.as_millisecond()));
    }
    let local: jiff::civil::DateTime = match text.parse() {
        Ok(local) => local,
        Err(_) => text.parse::<jiff::civil::Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
    };
    let zoned = local.to_zoned(TimeZone::system()).ok()?;
    Some(Millis(zoned.timestamp().as_millisecond()))
}

/// Returns the name of the local zone, as `Europe/Bucharest`.
pub fn zone() -> Option<String> {
    TimeZone::system().iana_name().map(str::to_owned)
}

fn calendar_days(now: Millis, at: Millis) -> i64 {
    let (Some(now), Some(at)) = (zoned(now), zoned(at)) else { return 0 };
    (at.date() - now.date()).get_days().into()
}

fn zoned(at: Millis) -> Option<Zoned> {
    Some(Timestamp::from_millisecond(at.0).ok()?.to_zoned(TimeZone::system()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_day_is_today_wherever_it_begins() {
        let now = read("2026-11-24T00:10").unwrap();
        let said = |day: &str| day_distance(now, day);
        assert_eq!(said("2026-11-24"), "today");
        assert_eq!((said("2026-11-25"), said("2026-11-23")), ("tomorrow".into(), "yesterday".into()));
        assert_eq!((said("2026-11-27"), said("2026-11-21")), ("in 3 days".into(), "3 days ago".into()));
        assert_eq!(said("no day"), "");
    }

    #[test]
    fn distances_read_as_people_say_them() {
        let now = read("2026-06-15T12:00").unwrap();
        for (text, said) in [
            ("2026-06-15T12:00", "just now"),
            ("2026-06-15T11:59", "1 minute ago"),
            ("2026-06-15T09:00", "3 hours ago"),
            ("2026-06-14T23:00", "yesterday"),
            ("2026-06-16T08:00", "tomorrow"),
            ("2026-06-10T08:00", "5 days ago"),
            ("2026-07-01T08:00", "in 2 weeks"),
            ("2025-12-15T12:00", "6 months ago"),
            ("2021-06-15T12:00", "5 years ago"),
        ] {
            assert_eq!(distance(now, read(text).unwrap()), said, "{text}");
        }
    }

    #[test]
    fn what_people_type_is_read() {
        assert_eq!(moment(read("2026-11-24 10:00").unwrap()), "2026-11-24 10:00");
        assert_eq!(moment(read("2026-11-24").unwrap()), "2026-11-24 00:00");
        assert_eq!(read("tomorrow"), None);
        assert_eq!(moment(Millis(i64::MAX)), "unknown");
    }
}
