//! What a verb can answer instead of doing it.

use crate::duplicates::Candidate;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Denied;
use std::borrow::Cow;

/// A result of a verb.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a verb was not carried out; nothing of it has happened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database or a file failed.
    #[error(transparent)]
    Store(#[from] crmweb_store::Error),
    /// The actor lacks a right.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A value cannot be accepted.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field's name in the catalogue.
        field: Cow<'static, str>,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The record named does not exist, or not any more.
    #[error("there is no {kind} {what}")]
    NoSuch {
        /// Its kind.
        kind: RecordKind,
        /// How it was named.
        what: String,
    },
    /// What was named is not there, or not for the actor.
    #[error("there is no {0}")]
    Unknown(String),
    /// Somebody else changed the record since the actor saw it.
    #[error(
        "the {kind} was changed meanwhile: it has version {found}, the change was made on version {seen}"
    )]
    Stale {
        /// Its kind.
        kind: RecordKind,
        /// The version the change was made on.
        seen: i64,
        /// The version it has.
        found: i64,
    },
    /// Somebody is not let in.
    #[error(transparent)]
    Refused(#[from] crate::sign_in::Refused),
    /// A secret cannot be read with the key at hand.
    #[error("a kept secret cannot be opened with the key of this machine")]
    Sealed,
    /// The operating system gave no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The record named went into another one.
    #[error("the {kind} {what} went into {into}")]
    Merged {
        /// Its kind.
        kind: RecordKind,
        /// How it was named.
        what: Uid,
        /// Where it is now.
        into: Uid,
    },
    /// Somebody added the same before, as far as anybody can tell.
    #[error("this may be {} already; say that it is another one to add it all the same", names(.0))]
    Duplicate(Vec<Candidate>),
    /// A cursor that belongs to another list, or to none.
    #[error("the cursor belongs to another list; ask for the first page again")]
    Cursor,
    /// Something stands in the way.
    #[error("{0}")]
    Conflict(String),
}

impl Error {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Store(e) => e.code(),
            Error::Denied(_) => "crm.denied",
            Error::Invalid { .. } => "crm.invalid",
            Error::NoSuch { .. } | Error::Unknown(_) => "crm.not-found",
            Error::Stale { .. } => "crm.stale",
            Error::Refused(refused) => refused.code(),
            Error::Sealed => "crm.sealed",
            Error::NoRandomness => "crm.no-randomness",
            Error::Merged { .. } => "crm.merged",
            Error::Duplicate(_) => "crm.duplicate",
            Error::Cursor => "crm.cursor",
            Error::Conflict(_) => "crm.conflict",
        }
    }

    /// Says that `field` cannot be accepted.
    pub fn invalid(field: impl Into<Cow<'static, str>>, reason: impl ToString) -> Error {
        Error::Invalid { field: field.into(), reason: reason.to_string() }
    }

    /// Refuses a change that was made on another version than the record has; `None` takes it as it is.
    pub fn if_stale(kind: RecordKind, seen: Option<i64>, found: i64) -> Result<()> {
        match seen {
            Some(seen) if seen != found => Err(Error::Stale { kind, seen, found }),
            _ => Ok(()),
        }
    }

    /// Says that there is no record of `kind` called `what`.
    pub fn no_such(kind: RecordKind, what: impl ToString) -> Error {
        Error::NoSuch { kind, what: what.to_string() }
    }
}

fn names(candidates: &[Candidate]) -> String {
    let names: Vec<&str> = candidates.iter().take(3).map(|candidate| candidate.name.as_str()).collect();
    names.join(", ")
}
