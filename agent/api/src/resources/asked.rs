//! What lists are asked for, in the query of their address.

use crmweb_crm::board::{Shown, Whose};
use crmweb_model::ids::Uid;
use crmweb_model::record::{OutboxState, RecordKind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

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

/// Whose records are shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhoseAsked {
    /// All that the user may see.
    #[default]
    All,
    /// Those of the user's team.
    Team,
    /// The user's own.
    Mine,
}

impl From<WhoseAsked> for Whose {
    fn from(asked: WhoseAsked) -> Whose {
        match asked {
            WhoseAsked::All => Whose::All,
            WhoseAsked::Team => Whose::Team,
            WhoseAsked::Mine => Whose::Mine,
        }
    }
}

/// What a board shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct BoardAsked {
    /// `all`, `team` or `mine`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub whose: WhoseAsked,
    /// Cards per column, at most 200; 20 when left out.
    pub cards: Option<i64>,
    /// Of won and lost ones those of so many days; 90 when left out.
    pub days: Option<i64>,
    /// Go on after this card; of a single column.
    pub cursor: Option<String>,
}

impl BoardAsked {
    /// Returns what the board shall show.
    pub fn shown(&self) -> Shown {
        let usual = Shown::default();
        Shown {
            whose: self.whose.into(),
            cards: self.cards.unwrap_or(usual.cards),
            decided_days: self.days.unwrap_or(usual.decided_days),
        }
    }
}

/// Which months.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ForecastAsked {
    /// A day of the first month, as `2026-11-01`; this month when left out.
    pub from: Option<String>,
    /// How many, at most 36; 6 when left out.
    pub months: Option<i64>,
    /// `all`, `team` or `mine`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub whose: WhoseAsked,
}

/// Which part of a queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QueueAsked {
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 200; 50 when left out.
    pub limit: Option<i64>,
}

/// Whose number is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct CallersAsked {
    /// The phone number, however it is written.
    pub number: String,
}

/// What a solution is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SolutionsAsked {
    /// An incident.
    #[param(value_type = Option<String>)]
    pub incident: Option<Uid>,
    /// Or typed words.
    pub q: Option<String>,
    /// How many, at most 20; 5 when left out.
    pub limit: Option<usize>,
}

/// Whose records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AttentionAsked {
    /// `mine`, `team` or `all`; mine when left out.
    #[param(value_type = Option<String>)]
    pub whose: Option<WhoseAsked>,
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

/// What is said of a new document, in the query: its body is the file itself.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsked {
    /// What the file was called.
    pub file_name: String,
    /// What the document is called; the name of its file when it is left out.
    pub name: Option<String>,
    /// What it is, such as `contract`.
    pub kind: Option<String>,
    /// Words it is found by, one a line.
    pub keywords: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// What is said of this version.
    pub remark: Option<String>,
    /// The records to which it belongs, as `account:019ab9c2-…`, separated by commas.
    pub links: Option<String>,
}

/// What is said of a new version, in the query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct VersionAsked {
    /// What the file was called; the name of the newest when it is left out.
    pub file_name: Option<String>,
    /// What is said of it.
    pub remark: Option<String>,
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DocumentsAsked {
    /// Only those with this in their names.
    pub q: Option<String>,
    /// Only those with this keyword, in any spelling.
    pub keyword: Option<String>,
    /// Only those of this kind, such as `contract`.
    pub kind: Option<String>,
    /// Only those of this record, as `account:019ab9c2-…`.
    pub of: Option<String>,
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 200.
    pub limit: Option<i64>,
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ProductsAsked {
    /// Only those in this category and all below it, by id.
    #[param(value_type = Option<String>)]
    pub category: Option<Uid>,
    /// Only those in this state: `active`, `out_of_stock` or `discontinued`.
    pub state: Option<String>,
    /// Only those whose code begins so.
    pub code: Option<String>,
    /// Only those with this in code or name.
    pub q: Option<String>,
    /// Only those added by this user, by id.
    #[param(value_type = Option<String>)]
    pub author: Option<Uid>,
    /// Only those added at or after, in milliseconds since 1970 UTC.
    pub created_since: Option<i64>,
    /// Only those added before.
    pub created_until: Option<i64>,
    /// Only those changed at or after.
    pub changed_since: Option<i64>,
    /// Only those changed before.
    pub changed_until: Option<i64>,
    /// Go on after this product.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Uid>,
    /// How many, at most 200.
    pub limit: Option<i64>,
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
