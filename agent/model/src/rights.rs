//! Who may do what: roles are named sets of rights, each right with a scope.
//!
//! The verbs ask at their start; nothing above them decides.

use crate::ids::UserId;
use crate::record::RecordKind;
use serde::{Deserialize, Serialize};

/// Something a user may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See records.
    Read,
    /// Create and change records.
    Write,
    /// Delete records.
    Delete,
    /// Correct whom a mail belongs to, and teach rules by it.
    Link,
    /// Assign tasks.
    AssignTask,
    /// Hand an incident to a person or queue.
    HandOn,
    /// Give accounts, contacts and leads to colleagues.
    Distribute,
    /// Follow shared mailboxes and change them.
    SharedMailboxes,
    /// Change what concerns everybody: company never-log list, own domains, pipelines.
    Settings,
    /// Add, change and deactivate users.
    Users,
}

impl Right {
    /// All rights, in order.
    pub const ALL: [Right; 10] = [
        Right::Read,
        Right::Write,
        Right::Delete,
        Right::Link,
        Right::AssignTask,
        Right::HandOn,
        Right::Distribute,
        Right::SharedMailboxes,
        Right::Settings,
        Right::Users,
    ];
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

/// A role that ships with the product (SPEC U1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and changes everything but the users; assigns tasks only to oneself.
    User,
    /// Also assigns tasks to anyone and distributes accounts, contacts and leads.
    Leader,
    /// Manages users, roles and settings.
    Administrator,
}

impl Role {
    /// All roles that ship.
    pub const ALL: [Role; 3] = [Role::User, Role::Leader, Role::Administrator];

    /// Returns the name used in storage and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Leader => "leader",
            Role::Administrator => "administrator",
        }
    }

    /// Reads [`Role::as_str`] back.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.as_str() == name)
    }

    /// Returns how far `right` reaches in this role; `None` is "not at all".
    pub fn scope(self, right: Right) -> Option<Scope> {
        match (self, right) {
            (_, Right::Read) => Some(Scope::All),
            (Role::User | Role::Leader, Right::Write | Right::Delete | Right::Link | Right::HandOn) => {
                Some(Scope::All)
            }
            (Role::User, Right::AssignTask) => Some(Scope::Own),
            (Role::Leader, Right::AssignTask | Right::Distribute) => Some(Scope::All),
            (Role::Administrator, Right::Users | Right::Settings | Right::SharedMailboxes) => {
                Some(Scope::All)
            }
            (Role::User | Role::Leader, Right::Users | Right::Settings | Right::SharedMailboxes) => None,
            (Role::User, Right::Distribute) => None,
            (Role::Administrator, Right::Write | Right::Delete | Right::Link) => None,
            (Role::Administrator, Right::AssignTask | Right::HandOn | Right::Distribute) => None,
        }
    }
}

/// To whom a record belongs, seen by the one who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// To the actor, or to nobody yet.
    Mine,
    /// To somebody of the actor's team.
    MyTeams,
    /// To somebody else.
    Others,
}

/// The one who acts: a signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// The user's team; empty for none.
    pub team: String,
    /// The user's roles.
    pub roles: Vec<Role>,
}

/// A right that the actor does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("you may not {}; ask {}", doing(*.right), who_can(*.right))]
pub struct Denied {
    /// The right that is missing.
    pub right: Right,
}

impl Actor {
    /// Checks that the actor has `right` over something that is `whose`.
    pub fn may(&self, right: Right, whose: Whose) -> Result<(), Denied> {
        let scope = self.roles.iter().filter_map(|role| role.scope(right)).max();
        let enough = match (scope, whose) {
            (Some(Scope::All), _) | (Some(_), Whose::Mine) => true,
            (Some(Scope::Team), Whose::MyTeams) => true,
            (Some(Scope::Team), Whose::Others) | (Some(Scope::Own), _) | (None, _) => false,
        };
        if enough { Ok(()) } else { Err(Denied { right }) }
    }

    /// Tells to whom something owned by `owner` of `team` belongs, seen by the actor.
    pub fn whose(&self, owner: Option<UserId>, team: &str) -> Whose {
        match owner {
            None => Whose::Mine,
            Some(user) if user == self.user => Whose::Mine,
            Some(_) if !self.team.is_empty() && self.team == team => Whose::MyTeams,
            Some(_) => Whose::Others,
        }
    }
}

fn doing(right: Right) -> &'static str {
    match right {
        Right::Read => "see this",
        Right::Write => "change this",
        Right::Delete => "delete this",
        Right::Link => "correct whom a mail belongs to",
        Right::AssignTask => "assign tasks to others",
        Right::HandOn => "hand on incidents",
        Right::Distribute => "give records to colleagues",
        Right::SharedMailboxes => "manage shared mailboxes",
        Right::Settings => "change what concerns the whole company",
        Right::Users => "manage users",
    }
}

fn who_can(right: Right) -> &'static str {
    match right {
        Right::AssignTask | Right::Distribute => "a team leader",
        Right::Read | Right::Write | Right::Delete | Right::Link | Right::HandOn => "for the role user",
        Right::SharedMailboxes | Right::Settings | Right::Users => "an administrator",
    }
}

/// Kinds of record whose owner changes only by distributing.
pub const DISTRIBUTED: [RecordKind; 3] = [RecordKind::Account, RecordKind::Contact, RecordKind::Lead];

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(roles: &[Role]) -> Actor {
        Actor { user: UserId(1), team: "north".into(), roles: roles.into() }
    }

    #[test]
    fn the_three_roles_are_exact() {
        use Right::*;
        let table = [
            // right, user, leader, administrator
            (Read, Some(Scope::All), Some(Scope::All), Some(Scope::All)),
            (Write, Some(Scope::All), Some(Scope::All), None),
            (Delete, Some(Scope::All), Some(Scope::All), None),
            (Link, Some(Scope::All), Some(Scope::All), None),
            (AssignTask, Some(Scope::Own), Some(Scope::All), None),
            (HandOn, Some(Scope::All), Some(Scope::All), None),
            (Distribute, None, Some(Scope::All), None),
            (SharedMailboxes, None, None, Some(Scope::All)),
            (Settings, None, None, Some(Scope::All)),
            (Users, None, None, Some(Scope::All)),
        ];
        assert_eq!(table.len(), Right::ALL.len());
        for (right, user, leader, administrator) in table {
            assert_eq!(Role::User.scope(right), user, "{right:?}");
            assert_eq!(Role::Leader.scope(right), leader, "{right:?}");
            assert_eq!(Role::Administrator.scope(right), administrator, "{right:?}");
        }
    }

    #[test]
    fn a_user_assigns_tasks_to_nobody_but_oneself() {
        let user = actor(&[Role::User]);
        assert!(user.may(Right::AssignTask, Whose::Mine).is_ok());
        let denied = user.may(Right::AssignTask, Whose::Others).unwrap_err();
        assert_eq!(denied.to_string(), "you may not assign tasks to others; ask a team leader");
        assert!(actor(&[Role::Leader]).may(Right::AssignTask, Whose::Others).is_ok());
    }

    #[test]
    fn several_roles_add_up_and_none_is_nothing() {
        let alone = actor(&Role::ALL);
        for right in Right::ALL {
            assert!(alone.may(right, Whose::Others).is_ok(), "{right:?}");
            assert!(actor(&[]).may(right, Whose::Mine).is_err(), "{right:?}");
        }
    }

    #[test]
    fn a_record_belongs_to_its_owner_or_the_owners_team() {
        let me = actor(&[Role::User]);
        assert_eq!(me.whose(None, ""), Whose::Mine);
        assert_eq!(me.whose(Some(UserId(1)), "south"), Whose::Mine);
        assert_eq!(me.whose(Some(UserId(2)), "north"), Whose::MyTeams);
        assert_eq!(me.whose(Some(UserId(2)), "south"), Whose::Others);
        let loner = Actor { team: String::new(), ..me };
        assert_eq!(loner.whose(Some(UserId(2)), ""), Whose::Others);
    }
}
