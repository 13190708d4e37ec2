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

/// Whose sessions or tokens.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Everybodys {
    /// Everybody's instead of one's own; takes the right to manage users.
    #[serde(default)]
    pub everybody: bool,
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
