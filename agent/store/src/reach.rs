//! How far somebody sees, as a condition on whose a record is.

use crmweb_model::ids::UserId;

/// Whose records a list shows. What is nobody's is everybody's.
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

/// Writes the condition on `column`, with [`Reach::user`] as parameter `?user` and [`Reach::team`] as `?team`.
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
