//! How far somebody sees, as a condition on whose a record is.

use crate::holders;
use crmweb_model::ids::UserId;
use crmweb_model::record::RecordKind;

/// What a list shows: of what one may see, what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// How far the right to read goes; what is nobody's is seen by those who see everything.
    pub seen: Reach,
    /// Whose records are asked for; what is nobody's is everybody's.
    pub asked: Reach,
}

/// Whose records are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody's.
    All,
    /// Those of the people of a team, and one's own.
    Team(UserId, String),
    /// One's own.
    Own(UserId),
}

impl Reach {
    /// Returns the user, unless everything is shown.
    pub(crate) fn user(&self) -> Option<i64> {
        match self {
            Reach::All => None,
            Reach::Team(user, _) | Reach::Own(user) => Some(user.0),
        }
    }

    /// Returns the team whose records are shown too.
    pub(crate) fn team(&self) -> Option<&str> {
        match self {
            Reach::Team(_, team) if !team.is_empty() => Some(team),
            _ => None,
        }
    }
}

/// Writes that the row `a` of `kind` belongs to somebody within the right to read, with [`Reach::user`] as parameter
/// `?user` and [`Reach::team`] as `?team`.
pub(crate) fn seen(kind: RecordKind, a: &str, user: usize, team: usize) -> String {
    let columns = match kind {
        // Mails, and what is private, are no part of these lists.
        RecordKind::Activity => &["assignee_id", "author_id"],
        kind => holders::columns(kind),
    };
    let held = columns.iter().map(|column| {
        format!(
            " OR {a}.{column} = ?{user}
              OR {a}.{column} IN (SELECT u.id FROM users u WHERE u.team = CAST(?{team} AS TEXT))"
        )
    });
    format!("(CAST(?{user} AS BIGINT) IS NULL{})", held.collect::<String>())
}

/// Writes that `column` names nobody or somebody asked for, with the same parameters.
pub(crate) fn within(column: &str, user: usize, team: usize) -> String {
    format!(
        "(CAST(?{user} AS BIGINT) IS NULL OR {column} IS NULL OR {column} = ?{user}
          OR {column} IN (SELECT u.id FROM users u WHERE u.team = CAST(?{team} AS TEXT)))"
    )
}

/// Like [`within`], but what is nobody's is left out and all is really everybody's.
pub(crate) fn of_people(column: &str, user: usize, team: usize) -> String {
    format!(
        "(CAST(?{user} AS BIGINT) IS NULL OR {column} = ?{user}
          OR {column} IN (SELECT u.id FROM users u WHERE u.team = CAST(?{team} AS TEXT)))"
    )
}
