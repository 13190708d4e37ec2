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

/// Which page of a view.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RowsAsked {
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many records, at most 200.
    pub limit: Option<i64>,
    /// Where the reader is, as `Europe/Bucharest`. UTC when left out.
    pub zone: Option<String>,
    /// How many records there are, up to 10,000.
    #[serde(default)]
    pub count: bool,
    /// Groups and totals of the whole list, as it says.
    #[serde(default)]
    pub summary: bool,
}

/// Of which kind.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ViewsAsked {
    /// `accounts`, `leads`, ….
    pub kind: String,
}
