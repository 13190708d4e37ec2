//! Roles beside those that ship: named sets of rights, each with a scope (SPEC U1).
//!
//! Whoever defines roles or gives them could get every right by it: that takes the right to manage users.

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Grants, Right, Role, Scope, Whose};
use crmweb_model::words::fold;
use crmweb_store::Tx;
use crmweb_store::roles::{self, FurtherRole};

/// The most roles of one company.
const MOST: usize = 100;
/// Users named when a role cannot be removed.
const NAMED: i64 = 5;

/// Adds a role.
pub fn add_role(tx: &mut Tx, by: &By, name: &str, grants: &Grants) -> Result<FurtherRole> {
    by.may(Right::Users, Whose::Others)?;
    if roles::list(tx)?.len() >= MOST {
        return Err(Error::Conflict(format!("there are {MOST} roles already")));
    }
    let name = free_name(tx, None, name)?;
    check(grants)?;
    Ok(roles::insert(tx, &by.author(), &name, grants)?)
}

/// Gives a role another name or other rights; whoever has it has them with the next request.
pub fn edit_role(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    name: &str,
    grants: &Grants,
) -> Result<FurtherRole> {
    by.may(Right::Users, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(RecordKind::Role, seen, known.version)?;
    let name = free_name(tx, Some(uid), name)?;
    check(grants)?;
    roles::update(tx, &by.author(), &known, &name, grants)?;
    find(tx, uid)
}

/// Removes a role that nobody has.
pub fn remove_role(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    by.may(Right::Users, Whose::Others)?;
    let known = find(tx, uid)?;
    Error::if_stale(RecordKind::Role, seen, known.version)?;
    let holders = roles::holders(tx, known.id, NAMED)?;
    if !holders.is_empty() {
        let why = format!("{} is a role of {}; take it away from them first", known.name, holders.join(", "));
        return Err(Error::Conflict(why));
    }
    Ok(roles::remove(tx, &by.author(), &known)?)
}

/// Lists the roles beside those that ship.
pub fn list_roles(tx: &mut Tx, by: &By) -> Result<Vec<FurtherRole>> {
    by.may(Right::Users, Whose::Others)?;
    Ok(roles::list(tx)?)
}

/// Returns a role.
pub fn get_role(tx: &mut Tx, by: &By, uid: Uid) -> Result<FurtherRole> {
    by.may(Right::Users, Whose::Others)?;
    find(tx, uid)
}

/// Finds a role.
pub(crate) fn find(tx: &mut Tx, uid: Uid) -> Result<FurtherRole> {
    roles::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Role, uid))
}

fn free_name(tx: &mut Tx, own: Option<Uid>, name: &str) -> Result<String> {
    let name = entered::name("name", name)?;
    if Role::ALL.iter().any(|role| fold(role.as_str()) == fold(&name)) {
        return Err(Error::Conflict(format!("{name} is a role that ships, and stays as it is")));
    }
    match roles::by_name(tx, &name)? {
        Some(other) if Some(other.uid) != own => {
            Err(Error::Conflict(format!("there is a role {} already", other.name)))
        }
        _ => Ok(name),
    }
}

/// Refuses a role that grants nothing, or part of what is had whole or not at all.
fn check(grants: &Grants) -> Result<()> {
    if grants.is_empty() {
        return Err(Error::invalid("grants", "must grant something"));
    }
    match grants.iter().find(|(right, scope)| !right.is_scoped() && *scope != Scope::All) {
        Some((right, _)) => {
            let right = right.as_str();
            Err(Error::invalid("grants", format_args!("{right} is had for all or not at all")))
        }
        None => Ok(()),
    }
}
