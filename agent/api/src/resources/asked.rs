//! What lists are asked for, in the query of their address.

use serde::Deserialize;
use utoipa::IntoParams;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FindAsked {
    /// What was typed so far.
    pub q: String,
    /// The kinds of record, separated by commas; left out: accounts, contacts, opportunities and incidents.
    pub kinds: Option<String>,
    /// How many, at most 20.
    pub limit: Option<usize>,
}

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MailsAsked {
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 100.
    pub limit: Option<i64>,
    /// Only what has this in subject or author.
    pub q: Option<String>,
}

/// Which page of pairs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PairsAsked {
    /// `accounts`, `contacts` or `leads`.
    pub kind: String,
    /// What the page before gave as `next`.
    pub after: Option<String>,
    /// At most so many, 1 to 200.
    pub limit: Option<i64>,
}

/// Which page of members.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MembersAsked {
    /// What the page before gave as `next`.
    pub after: Option<String>,
    /// At most so many, 1 to 200.
    pub limit: Option<i64>,
}
