//! `client …`: the panels and mail clients that have been let in.

use super::Context;
use crate::args::clients::Client as Args;
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::when;
use crmweb_model::ids::Uid;
use crmweb_store::index::clients::{self as rows, Client};
use crmweb_store::users;
use serde_json::{Value, json};

/// Carries out `client …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List => list(context),
        Args::Revoke(args) => revoke(context, &args.client),
    }
}

fn list(context: &Context) -> Result<Exit> {
    let clients = context.agent.index.read(rows::all)?;
    let users = context.agent.crm.read(|tx| Ok(users::list(tx)?))?;
    let login = |client: &Client| {
        let user = users.iter().find(|user| user.uid == client.user);
        user.map_or_else(|| "nobody".to_owned(), |user| user.login.clone())
    };
    let views: Vec<Value> = clients.iter().map(|client| view(client, &login(client))).collect();
    context.output.answer(&json!({ "clients": views }), |page| {
        if clients.is_empty() {
            page.line("No client yet: crmweb pair");
        }
        let rows: Vec<_> = clients
            .iter()
            .map(|client| {
                vec![
                    (Ink::Bold, client.name.clone()),
                    (Ink::Plain, format!("{} for {}", client.kind, login(client))),
                    (Ink::Dim, format!("last used {}", when::moment(client.seen_at))),
                    (Ink::Dim, client.uid.to_string()),
                ]
            })
            .collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

/// Describes a client; what its token is nobody can tell.
pub fn view(client: &Client, login: &str) -> Value {
    json!({
        "uid": client.uid.to_string(), "kind": client.kind, "name": client.name, "user": login,
        "scopes": client.scopes, "origin": client.origin,
        "created_at": crate::view::moment(client.created_at), "seen_at": crate::view::moment(client.seen_at),
    })
}

fn revoke(context: &Context, named: &str) -> Result<Exit> {
    let agent = context.agent;
    let clients = agent.index.read(rows::all)?;
    let by_uid = Uid::parse(named).ok();
    let found: Vec<&Client> =
        clients.iter().filter(|client| Some(client.uid) == by_uid || client.name == named).collect();
    let client = match found.as_slice() {
        [one] => *one,
        [] => {
            return Err(Failure::not_found(format!("there is no client {named}"))
                .hinting("`crmweb client list` shows the clients."));
        }
        _ => {
            return Err(Failure::new("crm.conflict", format!("several clients are called {named}"))
                .hinting("`crmweb client list` shows their ids."));
        }
    };
    let uid = client.uid;
    match agent.serving.now() {
        Some(served) => served.app.clients().revoke(&agent.index, uid)?,
        None => agent.index.write(move |tx| rows::remove(tx, uid))?,
    };
    let user = client.user;
    let login =
        agent.crm.read(move |tx| Ok(users::by_uid(tx, user)?))?.map_or_else(String::new, |user| user.login);
    context.output.answer(&json!({ "revoked": view(client, &login) }), |page| {
        page.line(&format!("{} is turned away from now on.", client.name));
    })?;
    Ok(Exit::Done)
}
