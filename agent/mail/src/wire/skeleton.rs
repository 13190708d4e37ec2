//! A mail before its body: flags, dates, size and the header fields that decide whose it is.

use super::uidset::Uid;
use crmweb_model::time::Millis;

/// The header fields a skeleton carries.
pub const HEADER_FIELDS: [&str; 20] = [
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Date",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Precedence",
    "Sensitivity",
    "Content-Type",
    "X-Auto-Response-Suppress",
    "Return-Path",
    "X-Microsoft-Original-Message-ID",
];

/// A mail as a folder's list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton {
    /// Its number in the folder.
    pub uid: Uid,
    /// Its flags.
    pub flags: Flags,
    /// When the server received it; `None` if the server does not say or says nonsense.
    pub internal_date: Option<Millis>,
    /// Its size in bytes as the server claims; Exchange gives its own stored size, so nothing may depend on it.
    pub size: Option<u64>,
    /// The raw header lines named in [`HEADER_FIELDS`] with the closing empty line; empty if it has none.
    pub headers: Vec<u8>,
    /// Whether `headers` is only the beginning of a monstrous header.
    pub headers_cut: bool,
}

/// A mail's bytes, fetched without marking it as seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its number in the folder.
    pub uid: Uid,
    /// What was fetched.
    pub content: Content,
}

/// What came of fetching a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The whole mail, header and body.
    Whole(Vec<u8>),
    /// The header and the beginning of the body: the mail is over the cap.
    Beginning(Vec<u8>),
    /// The server lists the mail but has (for now) no bytes for it. It is not empty, and not deleted.
    Unavailable,
}

/// The flags of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// It was read.
    pub seen: bool,
    /// It was answered.
    pub answered: bool,
    /// It is marked.
    pub flagged: bool,
    /// It will be removed.
    pub deleted: bool,
    /// It is a draft.
    pub draft: bool,
    /// Keywords such as `$Forwarded`, sorted, at most 64.
    pub keywords: Vec<String>,
}

impl Flags {
    pub(super) fn read(words: &[Vec<u8>]) -> Flags {
        let mut flags = Flags::default();
        for word in words {
            match word.to_ascii_lowercase().as_slice() {
                b"\\seen" => flags.seen = true,
                b"\\answered" => flags.answered = true,
                b"\\flagged" => flags.flagged = true,
                b"\\deleted" => flags.deleted = true,
                b"\\draft" => flags.draft = true,
                other => {
                    if !other.starts_with(b"\\") && other.len() <= 128 && flags.keywords.len() < 64 {
                        flags
                            .keywords
                            .push(String::from_utf8_lossy(word).replace(char::is_control, "\u{fffd}"));
                    }
                }
            }
        }
        flags.keywords.sort();
        flags.keywords.dedup();
        flags
    }

    /// Returns the words for APPEND: the standing flags only.
    pub(super) fn words(&self) -> String {
        let standing = [
            (self.seen, "\\Seen"),
            (self.answered, "\\Answered"),
            (self.flagged, "\\Flagged"),
            (self.deleted, "\\Deleted"),
            (self.draft, "\\Draft"),
        ];
        standing.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    }
}

/// Reads `17-Jul-1996 02:44:25 -0700` (RFC 3501 date-time).
pub(super) fn internal_date(text: &[u8]) -> Option<Millis> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let mut parts = text.split_ascii_whitespace();
    let (day, clock, zone) = (parts.next()?, parts.next()?, parts.next().unwrap_or("+0000"));
    let mut day = day.split('-');
    let (d, month, year) = (day.next()?.parse().ok()?, day.next()?, day.next()?.parse().ok()?);
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = names.iter().position(|name| month.eq_ignore_ascii_case(name))? as i8 + 1;
    let mut clock = clock.split(':').map(|n| n.parse::<i8>().ok());
    let (h, m, s) = (clock.next()??, clock.next()??, clock.next()??);
    let at = jiff::civil::DateTime::new(year, month, d, h, m, s.min(59), 0).ok()?;
    let zone: i32 = zone.parse().ok().filter(|z: &i32| z.abs() <= 1_800 && z.abs() % 100 < 60)?;
    let offset = i64::from(zone / 100 * 3_600 + zone % 100 * 60);
    let utc = jiff::tz::TimeZone::UTC.to_timestamp(at).ok()?;
    Some(Millis(utc.as_millisecond() - offset * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_date_is_read_or_left_out() {
        for (text, utc) in [
            ("17-Jul-1996 02:44:25 -0700", Some("1996-07-17T09:44:25Z")),
            (" 1-Jan-1970 00:00:00 +0000", Some("1970-01-01T00:00:00Z")),
            ("29-feb-2024 23:59:60 +0530", Some("2024-02-29T18:29:59Z")),
            ("01-Dec-2026 10:00:00", Some("2026-12-01T10:00:00Z")),
            ("31-Feb-2024 00:00:00 +0000", None),
            ("31-Jan-2024 25:00:00 +0000", None),
            ("31-Jan-2024 00:00:00 +9999", None),
            ("31-Foo-2024 00:00:00 +0000", None),
            ("31-Jan-99999 00:00:00 +0000", None),
            ("", None),
            ("\u{fffd}-Jan-2024 : +", None),
        ] {
            assert_eq!(internal_date(text.as_bytes()).map(Millis::to_rfc3339).as_deref(), utc, "{text}");
        }
    }
}
