//! Roles: the three that ship, and what any set of them grants.

use super::{Right, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
            (_, Right::Read | Right::Export | Right::ShareViews) => Some(Scope::All),
            (Role::User | Role::Leader, Right::Write | Right::Delete | Right::Merge | Right::Link) => {
                Some(Scope::All)
            }
            (Role::User | Role::Leader, Right::HandOn | Right::Templates | Right::Products) => {
                Some(Scope::All)
            }
            (Role::User, Right::AssignTask) => Some(Scope::Own),
            (Role::Leader, Right::AssignTask | Right::Distribute) => Some(Scope::All),
            (Role::Leader | Role::Administrator, Right::Erase) => Some(Scope::All),
            (Role::Administrator, Right::Users | Right::Settings | Right::SharedMailboxes) => {
                Some(Scope::All)
            }
            (Role::User | Role::Leader, Right::Users | Right::Settings | Right::SharedMailboxes) => None,
            (Role::User, Right::Distribute | Right::Erase) => None,
            (Role::Administrator, Right::Write | Right::Delete | Right::Merge | Right::Link) => None,
            (Role::Administrator, Right::AssignTask | Right::HandOn | Right::Distribute) => None,
            (Role::Administrator, Right::Templates | Right::Products) => None,
        }
    }
}

/// What a set of roles grants: each right with its widest scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grants(BTreeMap<Right, Scope>);

impl Grants {
    /// Returns what these roles grant together.
    pub fn of(roles: &[Role]) -> Grants {
        let each = roles.iter().flat_map(|role| Right::ALL.map(|right| (right, role.scope(right))));
        each.filter_map(|(right, scope)| Some((right, scope?))).collect()
    }

    /// Grants a right; one that reaches further already stays.
    pub fn give(&mut self, right: Right, scope: Scope) {
        let known = self.0.entry(right).or_insert(scope);
        *known = scope.max(*known);
    }

    /// Grants all of `other` as well.
    pub fn add(&mut self, other: &Grants) {
        other.iter().for_each(|(right, scope)| self.give(right, scope));
    }

    /// Returns how far a right reaches; `None` is "not at all".
    pub fn scope(&self, right: Right) -> Option<Scope> {
        self.0.get(&right).copied()
    }

    /// Lists the rights with their scopes, in the order of [`Right::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Right, Scope)> + '_ {
        self.0.iter().map(|(right, scope)| (*right, *scope))
    }

    /// Tells whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Right, Scope)> for Grants {
    fn from_iter<I: IntoIterator<Item = (Right, Scope)>>(all: I) -> Grants {
        let mut grants = Grants::default();
        all.into_iter().for_each(|(right, scope)| grants.give(right, scope));
        grants
    }
}
