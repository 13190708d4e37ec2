//! Who may do what: roles are named sets of rights, each right with a scope.
//!
//! The verbs ask at their start; nothing above them decides.

mod role;
#[cfg(test)]
mod tests;

pub use role::{Grants, Role};

use crate::ids::UserId;
use crate::record::RecordKind;
use serde::{Deserialize, Serialize};

/// Something a user may or may not do: one for each thing that an administrator would give apart from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See records.
    Read,
    /// Create and change records.
    Write,
    /// Delete records.
    Delete,
    /// Make one record of two.
    Merge,
    /// Correct whom a mail belongs to, and teach rules by it.
    Link,
    /// Assign tasks.
    AssignTask,
    /// Hand an incident to a person or queue.
    HandOn,
    /// Give accounts, contacts and leads to colleagues.
    Distribute,
    /// Take records out in bulk, and everything that is kept about a person.
    Export,
    /// Blank everything that is kept about a person, for good.
    Erase,
    /// Share saved views with colleagues.
    ShareViews,
    /// Change the templates that everybody writes with.
    Templates,
    /// Change what the company sells.
    Products,
    /// Follow shared mailboxes and change them.
    SharedMailboxes,
    /// Change what concerns everybody: company never-log list, own domains, pipelines.
    Settings,
    /// Add, change and deactivate users; define roles and give them. Whoever has it can get every other right.
    Users,
}

impl Right {
    /// All rights, in order.
    pub const ALL: [Right; 16] = [
        Right::Read,
        Right::Write,
        Right::Delete,
        Right::Merge,
        Right::Link,
        Right::AssignTask,
        Right::HandOn,
        Right::Distribute,
        Right::Export,
        Right::Erase,
        Right::ShareViews,
        Right::Templates,
        Right::Products,
        Right::SharedMailboxes,
        Right::Settings,
        Right::Users,
    ];

    /// Returns the name used in storage, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Right::Read => "read",
            Right::Write => "write",
            Right::Delete => "delete",
            Right::Merge => "merge",
            Right::Link => "link",
            Right::AssignTask => "assign_task",
            Right::HandOn => "hand_on",
            Right::Distribute => "distribute",
            Right::Export => "export",
            Right::Erase => "erase",
            Right::ShareViews => "share_views",
            Right::Templates => "templates",
            Right::Products => "products",
            Right::SharedMailboxes => "shared_mailboxes",
            Right::Settings => "settings",
            Right::Users => "users",
        }
    }

    /// Reads [`Right::as_str`] back.
    pub fn from_name(name: &str) -> Option<Right> {
        Right::ALL.into_iter().find(|right| right.as_str() == name)
    }

    /// Tells whether it is about records that belong to somebody; any other right is had whole or not at all.
    pub fn is_scoped(self) -> bool {
        match self {
            Right::Read | Right::Write | Right::Delete | Right::Merge | Right::Link => true,
            Right::AssignTask | Right::HandOn | Right::Distribute | Right::Export | Right::Erase => true,
            Right::ShareViews | Right::Templates | Right::Products => false,
            Right::SharedMailboxes | Right::Settings | Right::Users => false,
        }
    }
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What is one's own.
    Own,
    /// What is one's team's.
    Team,
    /// Everything.
    All,
}

impl Scope {
    /// All scopes, the narrowest first.
    pub const ALL: [Scope; 3] = [Scope::Own, Scope::Team, Scope::All];

    /// Returns the name used in storage, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::All => "all",
        }
    }

    /// Reads [`Scope::as_str`] back.
    pub fn from_name(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    /// Tells whether it reaches what is `whose`.
    pub fn reaches(self, whose: Whose) -> bool {
        match (self, whose) {
            (Scope::All, _) | (_, Whose::Mine) | (Scope::Team, Whose::MyTeams) => true,
            (Scope::Own, Whose::MyTeams) | (Scope::Own | Scope::Team, Whose::Others) => false,
        }
    }
}

/// To whom a record belongs, seen by the one who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// To the actor.
    Mine,
    /// To somebody of the actor's team.
    MyTeams,
    /// To somebody else, or to nobody.
    Others,
}

/// Somebody to whom a record belongs: its owner, assignee or author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The user.
    pub user: UserId,
    /// The user's team; empty for none.
    pub team: String,
}

/// The one who acts: a signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// The user's team; empty for none.
    pub team: String,
    /// The user's roles among those that ship.
    pub roles: Vec<Role>,
    /// What all roles of the user grant together.
    pub grants: Grants,
}

/// A right that the actor does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("you may not {}; ask {}", doing(*.right), who_can(*.right))]
pub struct Denied {
    /// The right that is missing.
    pub right: Right,
}

impl Actor {
    /// Describes a user who has these roles that ship, and what `further` roles grant.
    pub fn new(user: UserId, team: &str, roles: &[Role], further: &Grants) -> Actor {
        let mut grants = Grants::of(roles);
        grants.add(further);
        Actor { user, team: team.into(), roles: roles.into(), grants }
    }

    /// Returns how far `right` reaches for the actor; `None` is "not at all".
    pub fn scope(&self, right: Right) -> Option<Scope> {
        self.grants.scope(right)
    }

    /// Checks that the actor has `right` over something that is `whose`.
    pub fn may(&self, right: Right, whose: Whose) -> Result<(), Denied> {
        match self.scope(right) {
            Some(scope) if scope.reaches(whose) => Ok(()),
            Some(_) | None => Err(Denied { right }),
        }
    }

    /// Tells to whom something belongs that these people hold; what nobody holds is nobody's own.
    pub fn whose(&self, holders: &[Holder]) -> Whose {
        let seen = |holder: &Holder| {
            if holder.user == self.user {
                Whose::Mine
            } else if !self.team.is_empty() && self.team == holder.team {
                Whose::MyTeams
            } else {
                Whose::Others
            }
        };
        holders.iter().map(seen).min().unwrap_or(Whose::Others)
    }
}

fn doing(right: Right) -> &'static str {
    match right {
        Right::Read => "see this",
        Right::Write => "change this",
        Right::Delete => "delete this",
        Right::Merge => "merge records",
        Right::Link => "correct whom a mail belongs to",
        Right::AssignTask => "assign tasks to others",
        Right::HandOn => "hand on incidents",
        Right::Distribute => "give records to colleagues",
        Right::Export => "export this",
        Right::Erase => "erase what is kept about a person",
        Right::ShareViews => "share views",
        Right::Templates => "change templates",
        Right::Products => "change products",
        Right::SharedMailboxes => "manage shared mailboxes",
        Right::Settings => "change what concerns the whole company",
        Right::Users => "manage users",
    }
}

fn who_can(right: Right) -> &'static str {
    match right {
        Right::AssignTask | Right::Distribute | Right::Erase => "a team leader",
        Right::Read | Right::Write | Right::Delete | Right::Merge | Right::Link => "for the role user",
        Right::HandOn | Right::Export | Right::ShareViews => "for the role user",
        Right::Templates | Right::Products => "for the role user",
        Right::SharedMailboxes | Right::Settings | Right::Users => "an administrator",
    }
}

/// Kinds of record whose owner changes only by distributing.
pub const DISTRIBUTED: [RecordKind; 3] = [RecordKind::Account, RecordKind::Contact, RecordKind::Lead];
