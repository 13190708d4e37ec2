//! What colleagues may see of a mail, and what is never logged.

use crate::address::Address;
use crate::mail::Envelope;
use serde::{Deserialize, Serialize};

/// How much of a mailbox's mail colleagues see; the owner sees all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareLevel {
    /// Not even that there is a mail.
    Nothing,
    /// Who and when.
    Metadata,
    /// Also the subject.
    Subject,
    /// Also text and attachments.
    #[default]
    Everything,
}

impl ShareLevel {
    /// Returns the level as a number for comparing in a database: 0 to 3.
    pub fn as_number(self) -> i64 {
        self as i64
    }

    /// Reads [`ShareLevel::as_number`] back; what is out of range shows nothing.
    pub fn from_number(number: i64) -> ShareLevel {
        match number {
            1 => ShareLevel::Metadata,
            2 => ShareLevel::Subject,
            3 => ShareLevel::Everything,
            _ => ShareLevel::Nothing,
        }
    }

    /// Returns the name used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            ShareLevel::Nothing => "nothing",
            ShareLevel::Metadata => "metadata",
            ShareLevel::Subject => "subject",
            ShareLevel::Everything => "everything",
        }
    }

    /// Reads [`ShareLevel::as_str`] back.
    pub fn from_name(name: &str) -> Option<ShareLevel> {
        match name {
            "nothing" => Some(ShareLevel::Nothing),
            "metadata" => Some(ShareLevel::Metadata),
            "subject" => Some(ShareLevel::Subject),
            "everything" => Some(ShareLevel::Everything),
            _ => None,
        }
    }
}

/// Why a mail is not in the crm. The list is closed: coverage adds up only because it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Nobody in it is known.
    Unmatched,
    /// Only colleagues are in it.
    Internal,
    /// On the user's own never-log list, or removed by the user.
    NeverLogMine,
    /// On the company's never-log list.
    NeverLogCompany,
    /// In the drafts or outbox folder.
    Draft,
    /// In the junk folder.
    Junk,
    /// In the trash folder.
    Trash,
    /// In a folder that only mirrors others (All Mail), or one not chosen.
    Copy,
    /// Larger than what is fetched, and not even its beginning could be.
    TooLarge,
    /// It could not be fetched or read; kept raw where possible.
    Quarantined,
}

impl SkipReason {
    /// All of them, in order.
    pub const ALL: [SkipReason; 10] = [
        SkipReason::Unmatched,
        SkipReason::Internal,
        SkipReason::NeverLogMine,
        SkipReason::NeverLogCompany,
        SkipReason::Draft,
        SkipReason::Junk,
        SkipReason::Trash,
        SkipReason::Copy,
        SkipReason::TooLarge,
        SkipReason::Quarantined,
    ];

    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipReason::Unmatched => "unmatched",
            SkipReason::Internal => "internal",
            SkipReason::NeverLogMine => "never_log_mine",
            SkipReason::NeverLogCompany => "never_log_company",
            SkipReason::Draft => "draft",
            SkipReason::Junk => "junk",
            SkipReason::Trash => "trash",
            SkipReason::Copy => "copy",
            SkipReason::TooLarge => "too_large",
            SkipReason::Quarantined => "quarantined",
        }
    }

    /// Reads [`SkipReason::as_str`] back.
    pub fn from_name(name: &str) -> Option<SkipReason> {
        SkipReason::ALL.into_iter().find(|r| r.as_str() == name)
    }
}

/// What a never-log entry names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "value")]
pub enum NeverLog {
    /// Mail from or to this address.
    Address(Address),
    /// Mail from or to any address of this domain or below it.
    Domain(String),
    /// Mail in this folder (its shown name).
    Folder(String),
    /// Mail whose subject holds this text (folded).
    Keyword(String),
    /// Mail marked with this `Sensitivity`.
    Sensitivity(String),
}

impl NeverLog {
    /// Tells whether this entry keeps a mail with `envelope`, found in `folder`, out of the crm.
    pub fn covers(&self, envelope: &Envelope, folder: &str) -> bool {
        match self {
            NeverLog::Address(address) => envelope.people.iter().any(|p| p.address == *address),
            NeverLog::Domain(domain) => envelope.people.iter().any(|p| within(p.address.domain(), domain)),
            NeverLog::Folder(name) => name == folder,
            NeverLog::Keyword(word) => crate::words::fold(&envelope.subject).contains(word.as_str()),
            NeverLog::Sensitivity(mark) => envelope.sensitivity.as_deref() == Some(mark),
        }
    }
}

fn within(domain: &str, parent: &str) -> bool {
    domain.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Part, Person};

    fn envelope(from: &str, subject: &str) -> Envelope {
        let person = Person { part: Part::From, address: Address::parse(from).unwrap(), name: String::new() };
        Envelope { people: vec![person], subject: subject.into(), ..Envelope::default() }
    }

    #[test]
    fn a_never_log_entry_covers_what_it_names_and_nothing_else() {
        let mail = envelope("doctor@clinic.spital.example", "Rezultate ANALIZE medicale");
        for (entry, covered) in [
            (NeverLog::Address(Address::parse("doctor@clinic.spital.example").unwrap()), true),
            (NeverLog::Address(Address::parse("other@clinic.spital.example").unwrap()), false),
            (NeverLog::Domain("spital.example".into()), true),
            (NeverLog::Domain("ital.example".into()), false),
            (NeverLog::Folder("Personal".into()), true),
            (NeverLog::Folder("INBOX".into()), false),
            (NeverLog::Keyword("analize".into()), true),
            (NeverLog::Keyword("factura".into()), false),
            (NeverLog::Sensitivity("private".into()), false),
        ] {
            assert_eq!(entry.covers(&mail, "Personal"), covered, "{entry:?}");
        }
    }

    #[test]
    fn levels_order_from_nothing_to_everything() {
        assert!(ShareLevel::Nothing < ShareLevel::Metadata && ShareLevel::Subject < ShareLevel::Everything);
        for level in [ShareLevel::Nothing, ShareLevel::Metadata, ShareLevel::Subject, ShareLevel::Everything]
        {
            assert_eq!(ShareLevel::from_number(level.as_number()), level);
            assert_eq!(ShareLevel::from_name(level.as_str()), Some(level));
        }
    }
}
