//! Who asks: the client the gate has let in, and the user it acts for.

use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crmweb_model::ids::Uid;
use crmweb_store::users::User;

/// What a client may be used for. A user's rights come on top of it: they are asked by the verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read records and the panel.
    PanelRead,
    /// Change records.
    PanelWrite,
    /// See the private mail index of this machine.
    MailPrivate,
    /// Write mail.
    Compose,
    /// Change mailboxes and clients of this machine.
    AdminEdge,
}

impl Scope {
    /// All scopes, in order.
    pub const ALL: [Scope; 5] =
        [Scope::PanelRead, Scope::PanelWrite, Scope::MailPrivate, Scope::Compose, Scope::AdminEdge];

    /// Returns the name used in storage and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::PanelRead => "panel.read",
            Scope::PanelWrite => "panel.write",
            Scope::MailPrivate => "mail.private",
            Scope::Compose => "compose",
            Scope::AdminEdge => "admin.edge",
        }
    }

    /// Reads [`Scope::as_str`] back.
    pub fn from_name(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// What a client showed to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The token of a paired client of this machine.
    Pairing,
    /// The token of a session: somebody signed in.
    Session,
    /// A token that somebody made for a program.
    Token,
}

/// Who asks. The gate puts it into every request it lets through.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user the client acts for.
    pub user: User,
    /// What was shown.
    pub through: Through,
    /// The paired client, session or token.
    pub client: Uid,
    /// What the client is: `browser`, `outlook`, `thunderbird`, `desktop`; with a token `api`.
    pub kind: String,
    /// What the client calls itself.
    pub name: String,
    /// What the client may be used for.
    pub scopes: Vec<Scope>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Problem> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(Problem::unauthorized)
    }
}
