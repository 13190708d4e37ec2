//! Users of the product and the company they work for (SPEC U1).

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::{roles, whose};
use crmweb_model::address::Address;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Holder, Right, Role, Whose};
use crmweb_model::words::fold;
use crmweb_store::keys::{self, what};
use crmweb_store::users::{self, NewUser, User};
use crmweb_store::{Tx, credentials};

/// The most domains of one company.
const MOST_DOMAINS: usize = 100;

/// Adds a user.
pub fn add_user(tx: &mut Tx, by: &By, new: &NewUser) -> Result<User> {
    by.may(Right::Users, Whose::Others)?;
    let new = checked(tx, Some(by), new)?;
    Ok(users::insert(tx, &by.author(), &new)?)
}

/// Gives a user other roles, those that ship and `further` ones; the last active administrator stays one.
pub fn set_roles(
    tx: &mut Tx,
    by: &By,
    id: UserId,
    seen: Option<i64>,
    shipped: &[Role],
    further: &[Uid],
) -> Result<User> {
    by.may(Right::Users, Whose::Others)?;
    let mut others = Vec::new();
    for uid in further {
        let role = roles::find(tx, *uid)?;
        if !others.contains(&role) {
            others.push(role);
        }
    }
    change(tx, by, id, seen, |user| (user.roles, user.further) = (shipped.to_vec(), others))
}

/// Gives a user another name, team or language.
pub fn edit_user(
    tx: &mut Tx,
    by: &By,
    id: UserId,
    seen: Option<i64>,
    (name, team, language): (&str, &str, &str),
) -> Result<User> {
    let (name, team) = (entered::name("name", name)?, entered::short("team", team)?);
    let language = entered::line("language", language, 35)?;
    change(tx, by, id, seen, |user| {
        (user.name, user.team, user.language) = (name, team, language);
    })
}

/// Lists the users that the actor may see: everybody with the right to manage users, else as far as the right to read
/// records reaches.
pub fn list_users(tx: &mut Tx, by: &By) -> Result<Vec<User>> {
    by.may(Right::Read, Whose::Mine).or_else(|_| by.may(Right::Users, Whose::Others))?;
    let mut all = users::list(tx)?;
    if by.may(Right::Users, Whose::Others).is_err() {
        all.retain(|user| {
            let held = Holder { user: user.id, team: user.team.clone() };
            by.may(Right::Read, by.actor.whose(&[held])).is_ok()
        });
    }
    Ok(all)
}

/// Finds a user that the actor may see, see [`list_users`].
pub fn by_uid(tx: &mut Tx, by: &By, uid: Uid) -> Result<User> {
    by.may(Right::Read, Whose::Mine).or_else(|_| by.may(Right::Users, Whose::Others))?;
    let gone = || Error::no_such(RecordKind::User, uid);
    let user = users::by_uid(tx, uid)?.ok_or_else(gone)?;
    let held = Holder { user: user.id, team: user.team.clone() };
    let seen = by.may(Right::Read, by.actor.whose(&[held])).is_ok();
    if seen || by.may(Right::Users, Whose::Others).is_ok() { Ok(user) } else { Err(gone()) }
}

/// Deactivates a user: no more signing in, while all that was done stays. Not the last active administrator.
pub fn deactivate_user(tx: &mut Tx, by: &By, id: UserId) -> Result<User> {
    let user = change(tx, by, id, None, |user| user.active = false)?;
    credentials::end_all(tx, id)?;
    Ok(user)
}

/// Lets a deactivated user in again.
pub fn activate_user(tx: &mut Tx, by: &By, id: UserId) -> Result<User> {
    change(tx, by, id, None, |user| user.active = true)
}

/// Adds one of a user's own mail addresses: mail among colleagues is internal. Users may add their own.
pub fn add_user_address(tx: &mut Tx, by: &By, id: UserId, address: &str) -> Result<User> {
    may_change_addresses(by, id)?;
    let address = entered::address(address)?;
    let user = load(tx, id)?;
    if user.addresses.contains(&address) {
        return Ok(user);
    }
    check_colleague(tx, Some(by), &address)?;
    let mut wanted = user.clone();
    wanted.addresses.push(address);
    wanted.addresses.sort();
    save(tx, by, &user, &wanted)
}

/// Takes a mail address away from a user.
pub fn remove_user_address(tx: &mut Tx, by: &By, id: UserId, address: &str) -> Result<User> {
    may_change_addresses(by, id)?;
    let address = entered::address(address)?;
    let user = load(tx, id)?;
    let mut wanted = user.clone();
    wanted.addresses.retain(|known| *known != address);
    save(tx, by, &user, &wanted)
}

/// Sets the company's own mail domains: everybody there is a colleague. None of them may be a client's.
pub fn set_company_domains(tx: &mut Tx, by: &By, typed: &[String]) -> Result<Vec<String>> {
    by.may(Right::Settings, Whose::Others)?;
    if typed.len() > MOST_DOMAINS {
        return Err(Error::invalid("domains", format_args!("must be at most {MOST_DOMAINS}")));
    }
    let domains = entered::domains(typed)?;
    for domain in &domains {
        if let Some(client) = keys::holders(tx, what::DOMAIN, domain)?.first() {
            let client = whose::called(tx, &by.actor, *client)?;
            return Err(Error::Conflict(format!("{domain} is a domain of the {client}")));
        }
    }
    users::set_company_domains(tx, &by.author(), &domains)?;
    Ok(users::company_domains(tx)?)
}

/// Refuses an address that a client or another colleague has; the client is named to who sees it.
pub(crate) fn check_colleague(tx: &mut Tx, by: Option<&By>, address: &Address) -> Result<()> {
    if let Some(user) = users::by_address(tx, address)? {
        return Err(Error::Conflict(format!("{address} is an address of the user {}", user.name)));
    }
    let holders = keys::holders(tx, what::ADDRESS, address.as_str())?;
    let client = holders.iter().find(|r| matches!(r.kind, RecordKind::Contact | RecordKind::Account));
    match client {
        Some(client) => {
            let client = match by {
                Some(by) => whose::called(tx, &by.actor, *client)?,
                None => client.kind.to_string(),
            };
            Err(Error::Conflict(format!("{address} is an address of the {client}")))
        }
        None => Ok(()),
    }
}

/// Checks what is told of a new user.
pub(crate) fn checked(tx: &mut Tx, by: Option<&By>, new: &NewUser) -> Result<NewUser> {
    let login = fold(&entered::name("login", &new.login)?);
    let odd = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '+' | '@');
    if login.contains(odd) {
        return Err(Error::invalid("login", "must be letters, digits and . _ - + @"));
    }
    if users::by_login(tx, &login)?.is_some() {
        return Err(Error::Conflict(format!("there is a user {login} already")));
    }
    let mut addresses = new.addresses.clone();
    addresses.sort();
    addresses.dedup();
    for address in &addresses {
        check_colleague(tx, by, address)?;
    }
    Ok(NewUser {
        login,
        name: entered::name("name", &new.name)?,
        team: entered::short("team", &new.team)?,
        language: entered::line("language", &new.language, 35)?,
        roles: new.roles.clone(),
        further: new.further.clone(),
        addresses,
    })
}

fn may_change_addresses(by: &By, id: UserId) -> Result<()> {
    if by.actor.user == id {
        return Ok(by.may(Right::Read, Whose::Mine)?);
    }
    Ok(by.may(Right::Users, Whose::Others)?)
}

fn change(
    tx: &mut Tx,
    by: &By,
    id: UserId,
    seen: Option<i64>,
    decide: impl FnOnce(&mut User),
) -> Result<User> {
    by.may(Right::Users, Whose::Others)?;
    let user = load(tx, id)?;
    Error::if_stale(RecordKind::User, seen, user.version)?;
    let mut wanted = user.clone();
    decide(&mut wanted);
    wanted.roles = Role::ALL.into_iter().filter(|role| wanted.roles.contains(role)).collect();
    let administers = |user: &User| user.active && user.roles.contains(&Role::Administrator);
    if administers(&user) && !administers(&wanted) && !users::another_administrator(tx, id)? {
        return Err(Error::Conflict(format!("{} is the last active administrator", user.name)));
    }
    save(tx, by, &user, &wanted)
}

fn save(tx: &mut Tx, by: &By, user: &User, wanted: &User) -> Result<User> {
    users::update(tx, &by.author(), user, wanted)?;
    load(tx, user.id)
}

fn load(tx: &mut Tx, id: UserId) -> Result<User> {
    users::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::User, id.0))
}
