//! Users: who they are, what they may do, and the addresses by which mail knows them as colleagues.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::fields::{Texts, changes, created, damaged, lines};
use crate::keys;
use crate::log::{self, Author, FieldChange};
use crate::refs::read_uid;
use crate::roles::{self, FurtherRole};
use crmweb_model::address::Address;
use crmweb_model::ids::{RoleId, Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::time::Millis;

/// A user as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The key.
    pub id: UserId,
    /// The name outside the database.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// The name to sign in with, folded.
    pub login: String,
    /// The name people know.
    pub name: String,
    /// The team; empty for none.
    pub team: String,
    /// The language of screens and mail, as `ro`, `en`, `de`.
    pub language: String,
    /// The user's roles among those that ship.
    pub roles: Vec<Role>,
    /// The user's roles beside those, by name.
    pub further: Vec<FurtherRole>,
    /// The user's own mail addresses, sorted.
    pub addresses: Vec<Address>,
    /// A deactivated user signs in no more; what the user did stays.
    pub active: bool,
    /// When the user was added.
    pub created_at: Millis,
}

impl User {
    /// Returns the user as one who acts.
    pub fn actor(&self) -> Actor {
        let mut further = Grants::default();
        self.further.iter().for_each(|role| further.add(&role.grants));
        Actor::new(self.id, &self.team, &self.roles, &further)
    }

    fn texts(&self) -> Texts {
        vec![
            ("login", self.login.clone()),
            ("name", self.name.clone()),
            ("team", self.team.clone()),
            ("language", self.language.clone()),
            ("roles", self.roles.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" ")),
            ("further_roles", lines(self.further.iter().map(|role| &role.name))),
            ("addresses", lines(&self.addresses)),
            ("active", if self.active { "yes" } else { "no" }.into()),
        ]
    }
}

/// What is told of a new user; the login is folded, addresses are nobody else's.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name to sign in with.
    pub login: String,
    /// The name people know.
    pub name: String,
    /// The team; empty for none.
    pub team: String,
    /// The language, as `ro`.
    pub language: String,
    /// The user's roles among those that ship.
    pub roles: Vec<Role>,
    /// The user's roles beside those.
    pub further: Vec<RoleId>,
    /// The user's own mail addresses.
    pub addresses: Vec<Address>,
}

/// Adds a user.
pub fn insert(tx: &mut Tx, by: &Author, new: &NewUser) -> Result<User> {
    let id: i64 = tx.query_one(
        "INSERT INTO users (uid, login, name, team, language, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         RETURNING id",
        &[&Uid::create().to_string(), &new.login, &new.name, &new.team, &new.language, &by.at.0],
        |r| r.get(0),
    )?;
    let empty = by_id(tx, UserId(id))?.ok_or(Error::NotFound)?;
    let user = User { roles: new.roles.clone(), addresses: new.addresses.clone(), ..empty };
    save_parts(tx, &user)?;
    roles::give(tx, user.id, &new.further)?;
    let user = by_id(tx, user.id)?.ok_or(Error::NotFound)?;
    log::append(tx, by, record(user.id), "created", &created(&user.texts()))?;
    keys::refresh(tx, record(user.id))?;
    Ok(user)
}

/// Makes a user what `new` says; login, id and the moment of creation stay. Tells whether anything changed.
pub fn update(tx: &mut Tx, by: &Author, known: &User, new: &User) -> Result<bool> {
    let changed = changes(&known.texts(), &new.texts());
    if changed.is_empty() {
        return Ok(false);
    }
    tx.execute(
        "UPDATE users
         SET name = ?2, team = ?3, language = ?4, active = ?5, updated_at = ?6, version = version + 1
         WHERE id = ?1",
        &[&known.id.0, &new.name, &new.team, &new.language, &i64::from(new.active), &by.at.0],
    )?;
    save_parts(tx, new)?;
    let further: Vec<RoleId> = new.further.iter().map(|role| role.id).collect();
    roles::give(tx, known.id, &further)?;
    log::append(tx, by, record(known.id), "changed", &changed)?;
    keys::refresh(tx, record(known.id))?;
    Ok(true)
}

/// Loads a user, active or not.
pub fn by_id(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    Ok(select(tx, "id", &id.0)?.pop())
}

/// Loads a user, active or not.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<User>> {
    Ok(select(tx, "uid", &uid.to_string())?.pop())
}

/// Loads the user who signs in as `login` (folded), active or not.
pub fn by_login(tx: &mut Tx, login: &str) -> Result<Option<User>> {
    Ok(select(tx, "login", &login)?.pop())
}

/// Loads the user whose mail address this is.
pub fn by_address(tx: &mut Tx, address: &Address) -> Result<Option<User>> {
    let owner =
        tx.query_opt("SELECT user_id FROM user_addresses WHERE address = ?1", &[&address.as_str()], |r| {
            r.get(0)
        })?;
    owner.map_or(Ok(None), |id| by_id(tx, UserId(id)))
}

/// Lists all users in the order they were added.
pub fn list(tx: &mut Tx) -> Result<Vec<User>> {
    let users = tx.query(
        "SELECT id, uid, version, login, name, team, language, active, created_at FROM users ORDER BY id",
        &[],
        user,
    )?;
    users.into_iter().map(|user| with_parts(tx, user)).collect()
}

/// Returns `user` as one who acts; [`Error::NotFound`] when there is none or it has been deactivated.
pub fn actor(tx: &mut Tx, user: UserId) -> Result<Actor> {
    let found = by_id(tx, user)?.filter(|user| user.active);
    found.map(|user| user.actor()).ok_or(Error::NotFound)
}

/// Returns the team of a user, to tell whose a record is; empty for none.
pub fn team(tx: &mut Tx, user: UserId) -> Result<String> {
    let team = tx.query_opt("SELECT team FROM users WHERE id = ?1", &[&user.0], |r| r.get(0))?;
    Ok(team.unwrap_or_default())
}

/// Returns the name of a user outside the database.
pub fn uid(tx: &mut Tx, user: UserId) -> Result<String> {
    tx.query_one("SELECT uid FROM users WHERE id = ?1", &[&user.0], |r| r.get(0))
}

/// Describes for the change log that a record goes from one owner to another.
pub fn owner_change(tx: &mut Tx, from: Option<UserId>, to: Option<UserId>) -> Result<FieldChange> {
    let old = from.map(|user| uid(tx, user)).transpose()?;
    let new = to.map(|user| uid(tx, user)).transpose()?;
    Ok(FieldChange::new("owner", old, new))
}

/// Tells whether an active user besides `user` is an administrator.
pub fn another_administrator(tx: &mut Tx, user: UserId) -> Result<bool> {
    let found = tx.query_opt(
        "SELECT u.id
         FROM users u JOIN user_roles r ON r.user_id = u.id
         WHERE r.role = 'administrator' AND u.active = 1 AND u.id <> ?1
         LIMIT 1",
        &[&user.0],
        |r| r.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Lists the company's own domains.
pub fn company_domains(tx: &mut Tx) -> Result<Vec<String>> {
    tx.query("SELECT domain FROM company_domains ORDER BY domain", &[], |r| r.get(0))
}

/// Makes these (folded) the company's own domains.
pub fn set_company_domains(tx: &mut Tx, by: &Author, domains: &[String]) -> Result<()> {
    let mut domains = domains.to_vec();
    domains.sort_unstable();
    domains.dedup();
    let before = vec![("company_domains", lines(company_domains(tx)?))];
    let changed = changes(&before, &vec![("company_domains", lines(&domains))]);
    if changed.is_empty() {
        return Ok(());
    }
    tx.execute("DELETE FROM company_domains", &[])?;
    for domain in &domains {
        tx.execute("INSERT INTO company_domains (domain) VALUES (?1)", &[domain])?;
    }
    log::append(tx, by, keys::COMPANY, "changed", &changed)?;
    keys::refresh(tx, keys::COMPANY)
}

/// Points at a user.
pub fn record(id: UserId) -> RecordRef {
    RecordRef::new(RecordKind::User, id.0)
}

fn save_parts(tx: &mut Tx, user: &User) -> Result<()> {
    tx.execute("DELETE FROM user_roles WHERE user_id = ?1", &[&user.id.0])?;
    for role in Role::ALL.iter().filter(|role| user.roles.contains(role)) {
        tx.execute("INSERT INTO user_roles (user_id, role) VALUES (?1, ?2)", &[&user.id.0, &role.as_str()])?;
    }
    tx.execute("DELETE FROM user_addresses WHERE user_id = ?1", &[&user.id.0])?;
    for address in &user.addresses {
        tx.execute(
            "INSERT INTO user_addresses (address, user_id) VALUES (?1, ?2)",
            &[&address.as_str(), &user.id.0],
        )?;
    }
    Ok(())
}

fn select(tx: &mut Tx, column: &'static str, value: &dyn crate::engine::Param) -> Result<Vec<User>> {
    let sql = format!(
        "SELECT id, uid, version, login, name, team, language, active, created_at FROM users WHERE {column} = ?1"
    );
    let users = tx.query(&sql, &[value], user)?;
    users.into_iter().map(|user| with_parts(tx, user)).collect()
}

fn with_parts(tx: &mut Tx, user: User) -> Result<User> {
    let roles = tx.query("SELECT role FROM user_roles WHERE user_id = ?1", &[&user.id.0], |r| {
        let name: String = r.get(0)?;
        Role::from_name(&name).ok_or_else(|| damaged("role", &name))
    })?;
    let roles = Role::ALL.into_iter().filter(|role| roles.contains(role)).collect();
    let addresses = tx.query(
        "SELECT address FROM user_addresses WHERE user_id = ?1 ORDER BY address",
        &[&user.id.0],
        |r| {
            let text: String = r.get(0)?;
            Address::parse(&text).map_err(|_| damaged("address", &text))
        },
    )?;
    let further = roles::of_user(tx, user.id)?;
    Ok(User { roles, further, addresses, ..user })
}

fn user(r: &Row) -> Result<User> {
    Ok(User {
        id: UserId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        login: r.get(3)?,
        name: r.get(4)?,
        team: r.get(5)?,
        language: r.get(6)?,
        active: r.flag(7)?,
        created_at: Millis(r.get(8)?),
        roles: Vec::new(),
        further: Vec::new(),
        addresses: Vec::new(),
    })
}
