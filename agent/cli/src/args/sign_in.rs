//! What can be typed about roles, and about how users sign in: passwords, second factors, sessions, tokens.

use super::people::Named;
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

const ROLE: &str = "\
A role grants rights, each with how far it reaches: own (owner, assignee or author is the user), team, or all. Rights:
read, write, delete, merge, link, assign_task, hand_on, distribute, export, erase; and, for all or not at all:
share_views, templates, products, shared_mailboxes, settings, users.

Examples:
  crmweb user role add partner --grant read:own --grant write:own
  crmweb user role add \"Regional sales\" --grant read:team --grant write:team --grant assign_task:team";

/// `user role …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum UserRole {
    /// Adds a role beside those that ship
    #[command(after_help = ROLE)]
    Add(NewRole),
    /// Gives a role other rights
    #[command(after_help = "Examples:\n  crmweb user role change partner --grant read:own --grant write:own")]
    Change(NewRole),
    /// Lists the roles and what they grant
    #[command(after_help = "Examples:\n  crmweb user role list\n  crmweb user role list --json")]
    List,
    /// Removes a role that nobody has
    #[command(after_help = "Examples:\n  crmweb user role remove partner")]
    Remove(OneRole),
}

/// `user role add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct NewRole {
    /// What it is called
    pub name: String,
    /// A right and how far it reaches, as read:own; may be given several times
    #[arg(long = "grant", value_name = "RIGHT:SCOPE", required = true)]
    pub grants: Vec<String>,
}

/// A role by name.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OneRole {
    /// The role, by name
    pub name: String,
}

const PASSWORD: &str = "\
Asks for the password without showing it. Your own is good from now on; one that you give to somebody else is good for
choosing another one, and for nothing else. Whoever is signed in as that user is signed out.

Examples:
  crmweb user password maria
  crmweb user password maria --old
  crmweb user password maria --password-stdin";

/// `user password`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = PASSWORD)]
pub struct Password {
    /// The user, by login
    pub login: String,
    /// Change your own without the right to manage users: asks for the one so far, too
    #[arg(long)]
    pub old: bool,
    /// Read it from standard input (with --old: the one so far on a line of its own before)
    #[arg(long)]
    pub password_stdin: bool,
}

/// `user totp …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Totp {
    /// Begins your second factor: prints the secret for an authenticator program
    #[command(after_help = "Examples:\n  crmweb user totp begin\n  crmweb user totp begin --as maria --json")]
    Begin,
    /// Asks for the second factor from now on; prints recovery codes, once
    #[command(after_help = "Examples:\n  crmweb user totp confirm 123456")]
    Confirm(Code),
    /// Takes the second factor of a user away
    #[command(after_help = "Examples:\n  crmweb user totp remove maria")]
    Remove(Named),
}

/// A code of the second factor.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Code {
    /// The six digits that the authenticator program shows
    pub code: String,
}

/// `session …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Session {
    /// Lists who is signed in where
    #[command(after_help = "Examples:\n  crmweb session list\n  crmweb session list --everybody --json")]
    List(Whose),
    /// Ends a session; its open pages close at once
    #[command(after_help = "Examples:\n  crmweb session revoke 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11")]
    Revoke(One),
}

/// `token …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Token {
    /// Makes a token for a program of yours; prints it, once
    #[command(
        after_help = "Examples:\n  crmweb token add \"nightly report\"\n  crmweb token add importer --write --days 30 --json"
    )]
    Add(NewToken),
    /// Lists the tokens
    #[command(after_help = "Examples:\n  crmweb token list\n  crmweb token list --everybody")]
    List(Whose),
    /// Revokes a token
    #[command(after_help = "Examples:\n  crmweb token revoke 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11")]
    Revoke(One),
}

/// `token add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct NewToken {
    /// What it is called
    pub name: String,
    /// It may also change what you may change; otherwise it only reads
    #[arg(long)]
    pub write: bool,
    /// How many days it is good; without it, until it is revoked
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: Option<u16>,
}

/// Whose sessions or tokens.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Whose {
    /// Everybody's instead of yours
    #[arg(long)]
    pub everybody: bool,
}

/// A session or token.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct One {
    /// Its id, as the list shows it
    pub uid: String,
}
