//! Planned times: what a clock on the wall shows, in a place.

use crate::error::{Error, Result};
use crmweb_model::time::Millis;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Reads a planned local time (`2026-11-24T10:00`) or day (`2026-11-24`) in `zone`; returns it as it is stored, and
/// the moment: a day's is its beginning there.
///
/// A time that the clocks skip in spring is the moment as far after the change; one that comes twice is the first.
pub(super) fn read(planned: &str, zone: &str) -> Result<(String, Millis)> {
    let zone = zone_of(zone)?;
    let wrong = || Error::invalid("planned", "write it as 2026-11-24T10:00, or 2026-11-24 for a whole day");
    let planned = planned.trim();
    let (stored, at) = if planned.contains(['T', 't', ' ']) {
        let time: DateTime = planned.parse().map_err(|_| wrong())?;
        (time.strftime("%Y-%m-%dT%H:%M").to_string(), time.to_zoned(zone))
    } else {
        let day: Date = planned.parse().map_err(|_| wrong())?;
        (day.to_string(), day.to_zoned(zone))
    };
    let at = at.map_err(|_| wrong())?;
    Ok((stored, Millis(at.timestamp().as_millisecond())))
}

fn zone_of(name: &str) -> Result<TimeZone> {
    let named = name.len() < 60 && !name.is_empty();
    let zone = named.then(|| TimeZone::get(name).ok()).flatten();
    zone.ok_or_else(|| Error::invalid("zone", "must be the name of a time zone, such as Europe/Bucharest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(text: &str, zone: &str) -> Option<(String, String)> {
        read(text, zone).ok().map(|(stored, at)| (stored, at.to_string()))
    }

    #[test]
    fn a_planned_time_is_that_of_the_clock_on_the_wall() {
        for (text, zone, stored, at) in [
            ("2026-11-24T10:00", "Europe/Bucharest", "2026-11-24T10:00", "2026-11-24T08:00:00Z"),
            ("2026-07-24T10:00", "Europe/Bucharest", "2026-07-24T10:00", "2026-07-24T07:00:00Z"),
            ("2026-11-24 10:00:30", "Europe/Berlin", "2026-11-24T10:00", "2026-11-24T09:00:30Z"),
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
}
