//! `user …`: who uses the product, and in which roles.

use super::Context;
use super::sign_in;
use crate::args::people::{Add, Edit, OneAddress, Roles, User as Args, UserAddress};
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::paint::Ink;
use crate::request::Typed;
use crate::view::{Deed, UserView};
use crmweb_model::address::Address;
use crmweb_model::rights::Role;
use crmweb_store::Tx;
use crmweb_store::users::{self, NewUser, User};

/// Carries out `user …`.
pub fn run(context: &Context, args: &Args, typed: &Typed) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::List => list(context),
        Args::Roles(args) => roles(context, args),
        Args::Role(args) => super::roles::run(context, args),
        Args::Edit(args) => edit(context, args),
        Args::Password(args) => sign_in::password(context, args, typed),
        Args::Totp(args) => sign_in::totp(context, args),
        Args::Activate(args) => {
            let user = find::user(&context.agent.crm, &args.login)?;
            change(context, "activated", move |tx, by| crmweb_crm::users::activate_user(tx, by, user.id))
        }
        Args::Deactivate(args) => {
            let user = find::user(&context.agent.crm, &args.login)?;
            change(context, "deactivated", move |tx, by| crmweb_crm::users::deactivate_user(tx, by, user.id))
        }
        Args::Address(UserAddress::Add(args)) => {
            let (user, address) = address(context, args)?;
            change(context, "has a further address", move |tx, by| {
                crmweb_crm::users::add_user_address(tx, by, user.id, &address)
            })
        }
        Args::Address(UserAddress::Remove(args)) => {
            let (user, address) = address(context, args)?;
            change(context, "has one address less", move |tx, by| {
                crmweb_crm::users::remove_user_address(tx, by, user.id, &address)
            })
        }
    }
}

fn address(context: &Context, args: &OneAddress) -> Result<(User, String)> {
    Ok((find::user(&context.agent.crm, &args.login)?, args.address.clone()))
}

fn add(context: &Context, args: &Add) -> Result<Exit> {
    let addresses =
        args.addresses.iter().map(|text| Address::parse(text)).collect::<std::result::Result<_, _>>();
    let new = NewUser {
        login: args.login.clone(),
        name: args.name.clone(),
        team: args.team.clone(),
        language: "en".into(),
        roles: args.roles.clone(),
        addresses: addresses.map_err(|e| Failure::of("crm.invalid", &e))?,
        further: Vec::new(),
    };
    change(context, "added", move |tx, by| crmweb_crm::users::add_user(tx, by, &new))
}

fn roles(context: &Context, args: &Roles) -> Result<Exit> {
    let user = find::user(&context.agent.crm, &args.login)?;
    let (mut shipped, mut further) = (Vec::new(), Vec::new());
    for name in &args.roles {
        match Role::from_name(name) {
            Some(role) => shipped.push(role),
            None => further.push(super::roles::find(context, name)?.uid),
        }
    }
    change(context, "has other roles", move |tx, by| {
        crmweb_crm::users::set_roles(tx, by, user.id, None, &shipped, &further)
    })
}

fn edit(context: &Context, args: &Edit) -> Result<Exit> {
    let (user, args) = (find::user(&context.agent.crm, &args.login)?, args.clone());
    change(context, "changed", move |tx, by| {
        let name = args.name.as_deref().unwrap_or(&user.name);
        let team = args.team.as_deref().unwrap_or(&user.team);
        let language = args.language.as_deref().unwrap_or(&user.language);
        crmweb_crm::users::edit_user(tx, by, user.id, Some(user.version), (name, team, language))
    })
}

fn change(
    context: &Context,
    what: &str,
    verb: impl FnOnce(&mut Tx, &crmweb_crm::By) -> crmweb_crm::Result<User> + Send + 'static,
) -> Result<Exit> {
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let user = context.agent.crm.write(move |tx| verb(tx, &by))?;
    let view = Deed { result: UserView::from(&user), mutation };
    context.output.answer(&view, |page| {
        let roles = view.result.roles.join(", ");
        page.line(&format!("{} ({}) {what}; roles: {roles}", user.name, user.login));
        page.field("addresses", &view.result.addresses.join(", "));
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<Exit> {
    let users = context.agent.crm.read(|tx| Ok(users::list(tx)?))?;
    let views: Vec<UserView> = users.iter().map(UserView::from).collect();
    context.output.answer(&serde_json::json!({ "users": views }), |page| {
        let rows: Vec<_> = views
            .iter()
            .map(|user| {
                let ink = if user.active { Ink::Plain } else { Ink::Dim };
                let roles = if user.active { user.roles.join(", ") } else { "deactivated".into() };
                vec![
                    (Ink::Bold, user.login.clone()),
                    (ink, user.name.clone()),
                    (ink, roles),
                    (Ink::Dim, user.addresses.join(", ")),
                ]
            })
            .collect();
        page.table(3, &rows);
    })?;
    Ok(Exit::Done)
}
