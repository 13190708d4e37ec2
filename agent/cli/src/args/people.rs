//! What can be typed about users and the company.

use super::sign_in::{Password, Totp, UserRole};
use super::words;
use clap::{Args, Subcommand};
use crmweb_model::rights::Role;
use serde::{Deserialize, Serialize};

/// `user …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum User {
    /// Adds a user
    Add(Add),
    /// Lists the users and their roles
    #[command(after_help = "Examples:\n  crmweb user list\n  crmweb user list --json")]
    List,
    /// Sets the roles of a user
    Roles(Roles),
    /// Roles beside those that ship
    #[command(subcommand)]
    Role(UserRole),
    /// Gives a user another name, team or language
    #[command(after_help = "Examples:\n  crmweb user edit maria --team nord --language ro")]
    Edit(Edit),
    /// Sets the password of a user
    Password(Password),
    /// Codes that are asked for beside the password
    #[command(subcommand)]
    Totp(Totp),
    /// Lets a deactivated user in again
    #[command(after_help = "Examples:\n  crmweb user activate maria")]
    Activate(Named),
    /// Keeps a user from doing anything more; what they did stays
    #[command(after_help = "Examples:\n  crmweb user deactivate maria")]
    Deactivate(Named),
    /// A user's own addresses: mail among colleagues is internal
    #[command(subcommand)]
    Address(UserAddress),
}

const ADD: &str = "\
The roles: user (reads and changes everything but users), leader (also distributes work), administrator (users and
settings). Several may be given.

Examples:
  crmweb user add maria \"Maria Popescu\" --address maria@firma.ro
  crmweb user add dan \"Dan Rusu\" --role user --role leader --team nord";

/// `user add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = ADD)]
pub struct Add {
    /// The short name to act under
    pub login: String,
    /// The full name
    pub name: String,
    /// A role; may be given several times
    #[arg(long = "role", value_name = "ROLE", default_values = ["user"], value_parser = words!(Role))]
    pub roles: Vec<Role>,
    /// The team
    #[arg(long, default_value = "")]
    pub team: String,
    /// A mail address of theirs; may be given several times
    #[arg(long = "address", value_name = "ADDRESS")]
    pub addresses: Vec<String>,
}

/// `user roles`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = "Examples:\n  crmweb user roles maria user leader\n  crmweb user roles ionut partner")]
pub struct Roles {
    /// The user, by login
    pub login: String,
    /// All the roles the user has from now on: user, leader, administrator, or others by name
    #[arg(required = true)]
    pub roles: Vec<String>,
}

/// `user edit`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Edit {
    /// The user, by login
    pub login: String,
    /// The full name
    #[arg(long)]
    pub name: Option<String>,
    /// The team
    #[arg(long)]
    pub team: Option<String>,
    /// The language of screens, as ro
    #[arg(long)]
    pub language: Option<String>,
}

/// A user by login.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Named {
    /// The user, by login
    pub login: String,
}

/// `user address …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum UserAddress {
    /// Adds an address
    #[command(after_help = "Examples:\n  crmweb user address add maria m.popescu@firma.ro")]
    Add(OneAddress),
    /// Removes an address
    #[command(after_help = "Examples:\n  crmweb user address remove maria m.popescu@firma.ro")]
    Remove(OneAddress),
}

/// An address of a user.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneAddress {
    /// The user, by login
    pub login: String,
    /// The address
    pub address: String,
}

/// `company …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Company {
    /// The company's own mail domains: everybody there is a colleague
    #[command(subcommand)]
    Domain(Domain),
}

/// `company domain …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Domain {
    /// Adds a domain
    #[command(after_help = "Examples:\n  crmweb company domain add firma.ro")]
    Add(OneDomain),
    /// Lists the domains
    #[command(after_help = "Examples:\n  crmweb company domain list")]
    List,
    /// Removes a domain
    #[command(after_help = "Examples:\n  crmweb company domain remove firma.ro")]
    Remove(OneDomain),
}

/// A domain.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneDomain {
    /// The domain, such as firma.ro
    pub domain: String,
}
