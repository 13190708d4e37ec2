//! `user role …`: named sets of rights beside the roles that ship.

use super::Context;
use crate::args::sign_in::{NewRole, UserRole as Args};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crmweb_crm::roles as verbs;
use crmweb_model::rights::{Grants, Right, Role, Scope};
use crmweb_store::roles::{self, FurtherRole};
use serde_json::{Map, Value, json};

/// Carries out `user role …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => {
            let (name, grants, by) = (args.name.clone(), grants(args)?, context.asker.by());
            let role = context.agent.crm.write(move |tx| verbs::add_role(tx, &by, &name, &grants))?;
            told(context, &role, "added")
        }
        Args::Change(args) => {
            let (known, grants, by) = (find(context, &args.name)?, grants(args)?, context.asker.by());
            let role = context.agent.crm.write(move |tx| {
                verbs::edit_role(tx, &by, known.uid, Some(known.version), &known.name, &grants)
            })?;
            told(context, &role, "has other rights")
        }
        Args::List => list(context),
        Args::Remove(args) => {
            let (known, by) = (find(context, &args.name)?, context.asker.by());
            let uid = known.uid;
            context.agent.crm.write(move |tx| verbs::remove_role(tx, &by, uid, None))?;
            told(context, &known, "removed")
        }
    }
}

/// Finds a role by name.
pub fn find(context: &Context, name: &str) -> Result<FurtherRole> {
    let asked = name.to_owned();
    let found = context.agent.crm.read(move |tx| Ok(roles::by_name(tx, &asked)?))?;
    found.ok_or_else(|| {
        Failure::not_found(format!("there is no role {name:?}"))
            .hinting("`crmweb user role list` shows the roles.")
    })
}

fn grants(args: &NewRole) -> Result<Grants> {
    let grant = |text: &String| {
        let (right, scope) = text.split_once(':')?;
        Some((Right::from_name(right)?, Scope::from_name(scope)?))
    };
    let read = |text: &String| {
        grant(text).ok_or_else(|| {
            Failure::usage(format!("{text:?} is no right with its scope, such as read:own"))
                .hinting("`crmweb user role add --help` names the rights.")
        })
    };
    args.grants.iter().map(read).collect()
}

fn told(context: &Context, role: &FurtherRole, what: &str) -> Result<Exit> {
    let value = view(&role.name, Some(role), &role.grants);
    context.output.answer(&json!({ "role": value }), |page| {
        page.line(&format!("The role {} {what}: {}", role.name, words(&role.grants)));
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<Exit> {
    let by = context.asker.by();
    let further = context.agent.crm.read(move |tx| verbs::list_roles(tx, &by))?;
    let shipped = Role::ALL.map(|role| (role.as_str().to_owned(), None, Grants::of(&[role])));
    let further = further.iter().map(|role| (role.name.clone(), Some(role), role.grants.clone()));
    let all: Vec<_> = shipped.into_iter().chain(further).collect();
    let values: Vec<Value> = all.iter().map(|(name, role, grants)| view(name, *role, grants)).collect();
    context.output.answer(&json!({ "roles": values }), |page| {
        for (name, role, grants) in &all {
            let remark = if role.is_some() { "" } else { "ships" };
            page.title(name, remark);
            page.indented(2, Ink::Plain, &words(grants));
        }
    })?;
    Ok(Exit::Done)
}

fn words(grants: &Grants) -> String {
    let words = grants.iter().map(|(right, scope)| format!("{}:{}", right.as_str(), scope.as_str()));
    words.collect::<Vec<_>>().join(" ")
}

fn view(name: &str, role: Option<&FurtherRole>, grants: &Grants) -> Value {
    let granted: Map<String, Value> =
        grants.iter().map(|(right, scope)| (right.as_str().to_owned(), scope.as_str().into())).collect();
    json!({ "uid": role.map(|role| role.uid.to_string()), "name": name, "grants": granted })
}
