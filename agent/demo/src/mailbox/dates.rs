//! Dates as mail writes them.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// The wall clock `hours` east of Greenwich at this moment (seconds since 1970).
pub(crate) fn wall(moment: i64, hours: i8) -> DateTime {
    let hours = if (-12..=14).contains(&hours) { hours } else { 0 };
    let stamp = Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_secs(moment));
    Offset::constant(hours).to_datetime(stamp.unwrap_or(Timestamp::UNIX_EPOCH))
}

/// A Date header's value (RFC 5322 §3.3).
pub(crate) fn rfc_date(moment: i64, hours: i8) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let wall = wall(moment, hours);
    let day = DAYS[wall.weekday().to_monday_zero_offset() as usize % 7];
    let month = MONTHS[(wall.month() - 1) as usize % 12];
    let (sign, hours) = if hours < 0 { ('-', -hours) } else { ('+', hours) };
    format!(
        "{day}, {} {month} {:04} {:02}:{:02}:{:02} {sign}{hours:02}00",
        wall.day(),
        wall.year(),
        wall.hour(),
        wall.minute(),
        wall.second()
    )
}

/// A date as people's mailers write it above a quote.
pub(crate) fn short_date(moment: i64, hours: i8, english: bool) -> String {
    let wall = wall(moment, hours);
    let (day, month, year) = (wall.day(), wall.month(), wall.year());
    let separator = if english { '/' } else { '.' };
    format!("{day:02}{separator}{month:02}{separator}{year} {:02}:{:02}", wall.hour(), wall.minute())
}

/// A moment in iCalendar's UTC form.
pub(crate) fn calendar_date(moment: i64) -> String {
    let wall = wall(moment, 0);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        wall.year(),
        wall.month(),
        wall.day(),
        wall.hour(),
        wall.minute(),
        wall.second()
    )
}

#[cfg(test)]
mod tests {
    use super::{calendar_date, rfc_date, short_date};

    #[test]
    fn a_moment_is_written_in_every_form() {
        let moment = 1_782_777_600;
        assert_eq!(rfc_date(moment, 2), "Tue, 30 Jun 2026 02:00:00 +0200");
        assert_eq!(short_date(moment, 0, false), "30.06.2026 00:00");
        assert_eq!(calendar_date(moment), "20260630T000000Z");
    }
}
