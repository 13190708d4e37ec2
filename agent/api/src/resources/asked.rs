//! What lists are asked for, in the query of their address.

use crmweb_model::ids::Uid;
use crmweb_model::record::{OutboxState, RecordKind};
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

/// Which part of whose calendar.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct CalendarAsked {
    /// From this moment, in ms since 1970.
    pub from: i64,
    /// Until before this moment, at most 400 days later.
    pub to: i64,
    /// `me`, `team`, or a user's id.
    pub who: Option<String>,
}

/// By whose calendar.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AgendaAsked {
    /// The time zone, as `Europe/Bucharest`.
    pub zone: String,
}

/// Which mails of the outbox.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct OutboxAsked {
    /// Only those in this state: `queued`, `sending`, `sent`, `retry`, `failed`, `uncertain` or `cancelled`.
    #[param(value_type = Option<String>)]
    pub state: Option<OutboxState>,
    /// Go on after this mail.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Uid>,
    /// How many, at most 200.
    pub limit: Option<i64>,
}

/// Which record somebody deals with, or was contacted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ClaimsAsked {
    /// `mail`, `contact`, `account`, `lead`, `opportunity` or `incident`.
    #[param(value_type = String)]
    pub kind: RecordKind,
    /// Its id; a mail stands for its conversation.
    #[param(value_type = String)]
    pub uid: Uid,
    /// For recent contacts: since this moment, in ms since 1970.
    pub since: Option<i64>,
}
