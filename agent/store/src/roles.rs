//! Roles beside those that ship: a name and what it grants.

use crate::engine::{Param, Row, Tx};
use crate::error::{Error, Result};
use crate::fields::{Texts, changes, created, damaged, lines};
use crate::log::{self, Author};
use crate::refs::read_uid;
use crmweb_model::ids::{RoleId, Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Grants, Right, Scope};
use crmweb_model::words::fold;

/// A role as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherRole {
    /// The key.
    pub id: RoleId,
    /// The name outside the database.
    pub uid: Uid,
    /// Goes up with each change.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// What it grants.
    pub grants: Grants,
}

impl FurtherRole {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Role, self.id.0)
    }
}

/// Adds a role.
pub fn insert(tx: &mut Tx, by: &Author, name: &str, grants: &Grants) -> Result<FurtherRole> {
    let id: i64 = tx.query_one(
        "INSERT INTO roles (uid, name, name_key, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id",
        &[&Uid::create().to_string(), &name, &fold(name), &by.at.0],
        |r| r.get(0),
    )?;
    save_grants(tx, RoleId(id), grants)?;
    let role = by_id(tx, RoleId(id))?.ok_or(Error::NotFound)?;
    log::append(tx, by, role.record(), "created", &created(&texts(name, grants)))?;
    Ok(role)
}

/// Gives a role another name or other grants; tells whether anything changed.
pub fn update(tx: &mut Tx, by: &Author, known: &FurtherRole, name: &str, grants: &Grants) -> Result<bool> {
    let changed = changes(&texts(&known.name, &known.grants), &texts(name, grants));
    if changed.is_empty() {
        return Ok(false);
    }
    tx.execute(
        "UPDATE roles SET name = ?2, name_key = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1",
        &[&known.id.0, &name, &fold(name), &by.at.0],
    )?;
    save_grants(tx, known.id, grants)?;
    log::append(tx, by, known.record(), "changed", &changed)?;
    Ok(true)
}

/// Removes a role that nobody has.
pub fn remove(tx: &mut Tx, by: &Author, known: &FurtherRole) -> Result<()> {
    tx.execute("DELETE FROM role_grants WHERE role_id = ?1", &[&known.id.0])?;
    tx.execute("DELETE FROM roles WHERE id = ?1", &[&known.id.0])?;
    let gone = changes(&texts(&known.name, &known.grants), &texts("", &Grants::default()));
    log::append(tx, by, known.record(), "deleted", &gone)?;
    Ok(())
}

/// Loads a role.
pub fn by_id(tx: &mut Tx, id: RoleId) -> Result<Option<FurtherRole>> {
    Ok(select(tx, "SELECT id, uid, version, name FROM roles WHERE id = ?1", &[&id.0])?.pop())
}

/// Loads a role.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<FurtherRole>> {
    Ok(select(tx, "SELECT id, uid, version, name FROM roles WHERE uid = ?1", &[&uid.to_string()])?.pop())
}

/// Loads the role called so, whatever the case and diacritics.
pub fn by_name(tx: &mut Tx, name: &str) -> Result<Option<FurtherRole>> {
    Ok(select(tx, "SELECT id, uid, version, name FROM roles WHERE name_key = ?1", &[&fold(name)])?.pop())
}

/// Lists all roles by name.
pub fn list(tx: &mut Tx) -> Result<Vec<FurtherRole>> {
    select(tx, "SELECT id, uid, version, name FROM roles ORDER BY name_key", &[])
}

/// Lists the roles of a user by name.
pub fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<FurtherRole>> {
    select(
        tx,
        "SELECT r.id, r.uid, r.version, r.name
         FROM user_further_roles u JOIN roles r ON r.id = u.role_id
         WHERE u.user_id = ?1
         ORDER BY r.name_key",
        &[&user.0],
    )
}

/// Lists the names of users who have a role, deactivated ones too, at most `most`.
pub fn holders(tx: &mut Tx, role: RoleId, most: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT u.name
         FROM user_further_roles r JOIN users u ON u.id = r.user_id
         WHERE r.role_id = ?1
         ORDER BY u.id
         LIMIT ?2",
        &[&role.0, &most],
        |r| r.get(0),
    )
}

/// Gives a user exactly these roles.
pub(crate) fn give(tx: &mut Tx, user: UserId, roles: &[RoleId]) -> Result<()> {
    tx.execute("DELETE FROM user_further_roles WHERE user_id = ?1", &[&user.0])?;
    for role in roles {
        tx.execute(
            "INSERT INTO user_further_roles (user_id, role_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &[&user.0, &role.0],
        )?;
    }
    Ok(())
}

fn select(tx: &mut Tx, sql: &str, params: &[&dyn Param]) -> Result<Vec<FurtherRole>> {
    let mut roles = tx.query(sql, params, role)?;
    for role in &mut roles {
        role.grants = grants(tx, role.id)?;
    }
    Ok(roles)
}

fn role(r: &Row) -> Result<FurtherRole> {
    Ok(FurtherRole {
        id: RoleId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        name: r.get(3)?,
        grants: Grants::default(),
    })
}

fn grants(tx: &mut Tx, role: RoleId) -> Result<Grants> {
    let granted = tx.query("SELECT granted, scope FROM role_grants WHERE role_id = ?1", &[&role.0], |r| {
        let (right, scope): (String, String) = (r.get(0)?, r.get(1)?);
        let right = Right::from_name(&right).ok_or_else(|| damaged("right", &right))?;
        Ok((right, Scope::from_name(&scope).ok_or_else(|| damaged("scope", &scope))?))
    })?;
    Ok(granted.into_iter().collect())
}

fn save_grants(tx: &mut Tx, role: RoleId, grants: &Grants) -> Result<()> {
    tx.execute("DELETE FROM role_grants WHERE role_id = ?1", &[&role.0])?;
    for (right, scope) in grants.iter() {
        tx.execute(
            "INSERT INTO role_grants (role_id, granted, scope) VALUES (?1, ?2, ?3)",
            &[&role.0, &right.as_str(), &scope.as_str()],
        )?;
    }
    Ok(())
}

fn texts(name: &str, grants: &Grants) -> Texts {
    let granted = grants.iter().map(|(right, scope)| format!("{} {}", right.as_str(), scope.as_str()));
    vec![("name", name.to_owned()), ("grants", lines(granted))]
}
