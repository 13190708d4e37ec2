//! The moment a mail says it was written (RFC 5322 §3.3), or nothing when it says nonsense.

use crmweb_model::time::Millis;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Years that a mail can have been written in; sync compares with the server's date as well.
const YEARS: std::ops::Range<i16> = 1980..2100;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Zones that mailers wrote by name, in hours east (RFC 5322 §4.3, and the common European ones).
const ZONES: [(&str, i32); 18] = [
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("z", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("wet", 0),
    ("bst", 1),
    ("cet", 1),
    ("cest", 2),
    ("eet", 2),
    ("eest", 3),
];

/// Reads a date; `None` for a day, time or zone that does not exist, and outside 1980–2099.
pub(super) fn read(value: &[u8]) -> Option<Millis> {
    let text = std::str::from_utf8(&value[..value.len().min(300)]).ok()?;
    let text = without_comments(text);
    let parts = iso(text.trim()).or_else(|| Parts::of(&text))?;
    parts.moment()
}

#[derive(Default, Debug)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
    /// Seconds east.
    zone: Option<i32>,
    afternoon: Option<bool>,
}

impl Parts {
    fn of(text: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let blank = |c: char| c.is_whitespace() || c == ',';
        for token in text.split(blank).filter(|t| !t.is_empty()) {
            parts.take(token)?;
        }
        Some(parts)
    }

    fn take(&mut self, token: &str) -> Option<()> {
        let lower = token.to_ascii_lowercase();
        let first = lower.bytes().next()?;
        if matches!(first, b'+' | b'-') && self.time.is_some() {
            self.zone = Some(offset(&lower)?);
        } else if lower.contains(':') {
            self.clock(&lower)?;
        } else if first.is_ascii_digit() {
            if lower.contains('-') {
                // 23-Nov-2026
                return lower.split('-').filter(|t| !t.is_empty()).try_for_each(|t| self.take(t));
            }
            self.number(&lower)?;
        } else if let Some(at) = lower.find(['+', '-']) {
            // GMT+0200
            self.zone = Some(offset(&lower[at..])?);
        } else if let Some(month) =
            MONTHS.iter().position(|m| lower.starts_with(m)).filter(|_| self.month.is_none())
        {
            self.month = i8::try_from(month + 1).ok();
        } else if matches!(lower.as_str(), "am" | "pm") {
            self.afternoon = Some(lower == "pm");
        } else if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == lower) {
            self.zone = self.zone.or(Some(hours * 3_600));
        } else if self.day.is_some() && self.time.is_none() {
            // A word between day and time is a month nobody knows; before and after it may be a weekday or a zone's name.
            return None;
        }
        Some(())
    }

    fn number(&mut self, digits: &str) -> Option<()> {
        let number: i16 = digits.trim_end_matches('.').parse().ok()?;
        if self.day.is_none() && digits.len() <= 3 {
            self.day = i8::try_from(number).ok();
        } else if self.year.is_none() {
            self.year = Some(match digits.len() {
                2 if number < 50 => 2_000 + number,
                2 | 3 => 1_900 + number,
                _ => number,
            });
        } else {
            return None;
        }
        Some(())
    }

    fn clock(&mut self, text: &str) -> Option<()> {
        let (time, zone) = match text.find(['+', '-']) {
            Some(at) => (&text[..at], Some(offset(&text[at..])?)),
            None => (text.trim_end_matches(['z', 'Z']), text.ends_with('z').then_some(0)),
        };
        let mut numbers = time.split(':').map(|n| n.split('.').next().unwrap_or(n).parse::<i8>().ok());
        let (hour, minute) = (numbers.next()??, numbers.next()??);
        let second = numbers.next().unwrap_or(Some(0))?;
        self.time = Some((hour, minute, if second == 60 { 59 } else { second }));
        self.zone = zone.or(self.zone);
        Some(())
    }

    fn moment(&self) -> Option<Millis> {
        let year = self.year.filter(|y| YEARS.contains(y))?;
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let local = DateTime::new(year, self.month?, self.day?, hour, minute, second, 0).ok()?;
        let utc = TimeZone::UTC.to_timestamp(local).ok()?.as_millisecond();
        Some(Millis(utc - i64::from(self.zone.unwrap_or(0)) * Millis::SECOND))
    }
}

/// `+0200`, `+02:00`, `+2`; `None` beyond what zones there are (UTC-12 to UTC+14).
fn offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    let seconds = sign * (hours * 3_600 + minutes * 60);
    (minutes < 60 && (-12 * 3_600..=14 * 3_600).contains(&seconds)).then_some(seconds)
}

/// `2026-11-23T14:05:00Z` and `2026-11-23 14:05:00 +0200`.
fn iso(text: &str) -> Option<Parts> {
    let date = text.get(..10)?;
    let mut numbers = date.split('-');
    let year = numbers.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let (month, day) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    let mut parts = Parts { year: Some(year), month: Some(month), day: Some(day), ..Parts::default() };
    for token in text.get(10..)?.split([' ', 'T', 't']).filter(|t| !t.is_empty()) {
        parts.take(token)?;
    }
    Some(parts)
}

fn without_comments(text: &str) -> String {
    let mut depth = 0u32;
    text.chars()
        .filter(|c| {
            depth += u32::from(*c == '(');
            let keep = depth == 0;
            depth = depth.saturating_sub(u32::from(*c == ')'));
            keep
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_mailers_write_them() {
        for (written, moment) in [
            ("Mon, 23 Nov 2026 14:05:00 +0200", "2026-11-23T12:05:00Z"),
            ("Mon, 23 Nov 2026 14:05:00 +0200 (EET)", "2026-11-23T12:05:00Z"),
            ("23 Nov 26 14:05 GMT", "2026-11-23T14:05:00Z"),
            ("Mon, 23 Nov 98 14:05:00 EST", "1998-11-23T19:05:00Z"),
            ("Mon Nov 23 14:05:00 2026", "2026-11-23T14:05:00Z"),
            ("Mon, 23 November 2026 14:05:00 -0000", "2026-11-23T14:05:00Z"),
            ("2026-11-23T14:05:00+02:00", "2026-11-23T12:05:00Z"),
            ("2026-11-23 14:05:00.123Z", "2026-11-23T14:05:00Z"),
            ("23-Nov-2026 14:05:00 +0000", "2026-11-23T14:05:00Z"),
            ("Mon, 23 Nov 2026 02:05:00 PM +0000", "2026-11-23T14:05:00Z"),
            ("Mon, 23 Nov 2026 14:05:00 GMT+0200", "2026-11-23T12:05:00Z"),
            ("Mon,23 Nov 2026 23:59:60 +0000", "2026-11-23T23:59:59Z"),
            ("lun., 23 Nov 2026 14:05:00 +0200", "2026-11-23T12:05:00Z"),
        ] {
            assert_eq!(
                read(written.as_bytes()).map(Millis::to_rfc3339).as_deref(),
                Some(moment),
                "{written}"
            );
        }
    }

    #[test]
    fn nonsense_is_no_date() {
        for written in [
            "",
            "yesterday, 99 Foo 20x5 25:61",
            "31 Feb 2099 25:61:61 +9999",
            "31 Feb 2026 10:00:00 +0000",
            "Mon, 23 Nov 1970 14:05:00 +0000",
            "Mon, 23 Nov 2100 14:05:00 +0000",
            "Mon, 23 Nov 2026 24:05:00 +0000",
            "Mon, 23 Nov 2026 14:05:00 +9999",
            "23 Foo 2026 14:05",
            "14:05",
            "Nov 2026",
            "\u{202e}",
            "+",
            "::",
            "1 Jan 2026 1:1 +99999999999",
            "1 Jan 2026 1:1 +123456",
            "1-2-3-4",
        ] {
            assert_eq!(read(written.as_bytes()), None, "{written}");
        }
    }
}
