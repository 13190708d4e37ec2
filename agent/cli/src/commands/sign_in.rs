//! `user password`, `user totp …`, `session …` and `token …`: how users and their programs get in.

use super::Context;
use crate::args::sign_in::{NewToken, Password, Session, Token, Totp};
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::paint::Ink;
use crate::request::Typed;
use crate::{seal, when};
use crmweb_crm::credentials::{self, Listed};
use crmweb_crm::{factor, password_change};
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::credentials::{Credential, What};
use serde_json::{Value, json};

/// Carries out `user password`.
pub fn password(context: &Context, args: &Password, typed: &Typed) -> Result<Exit> {
    let (crm, by) = (&context.agent.crm, context.asker.by());
    let user = find::user(crm, &args.login)?;
    let own = user.id == by.actor.user;
    match typed.reveal().split_once('\n') {
        Some(_) if !own => return Err(Failure::usage("--old is for your own password")),
        Some((old, new)) => {
            let typed =
                password_change::Typed { old: old.into(), new: new.into(), address: "command line".into() };
            password_change::change_password(crm, &by, &typed, None)?;
        }
        None => password_change::give_password(crm, &by, user.id, typed.reveal())?,
    }
    context.output.answer(&json!({ "user": user.login, "one_time": !own }), |page| {
        let good = if own { "is set" } else { "is good once: they choose another one when they sign in" };
        page.line(&format!("The password of {} {good}.", user.name));
    })?;
    Ok(Exit::Done)
}

/// Carries out `user totp …`.
pub fn totp(context: &Context, args: &Totp) -> Result<Exit> {
    let (crm, by, output) = (&context.agent.crm, context.asker.by(), context.output);
    match args {
        Totp::Begin => {
            let key = seal::of(&context.agent.secrets)?;
            let begun = crm.write(move |tx| factor::begin(tx, &by, &key))?;
            output.answer(&json!({ "secret": begun.secret, "url": begun.url }), |page| {
                page.line("Type this into your authenticator program:");
                page.painted(&page.ink(Ink::Bold, &begun.secret));
                page.indented(0, Ink::Dim, &begun.url);
                page.line("Then type the code it shows: crmweb user totp confirm CODE");
            })?;
        }
        Totp::Confirm(args) => {
            let (key, code) = (seal::of(&context.agent.secrets)?, args.code.clone());
            let codes = crm.write(move |tx| factor::confirm(tx, &by, &key, &code))?;
            output.answer(&json!({ "recovery_codes": codes }), |page| {
                page.line(
                    "From now on a code is asked for. Each of these is good once, for the day it is lost:",
                );
                codes.iter().for_each(|code| page.indented(2, Ink::Bold, code));
            })?;
        }
        Totp::Remove(args) => {
            let user = find::user(crm, &args.login)?;
            let id = user.id;
            crm.write(move |tx| factor::remove(tx, &by, id))?;
            output.answer(&json!({ "user": user.login }), |page| {
                page.line(&format!("{} signs in by password alone.", user.name));
            })?;
        }
    }
    Ok(Exit::Done)
}

/// Carries out `session …`.
pub fn session(context: &Context, args: &Session) -> Result<Exit> {
    match args {
        Session::List(args) => list(context, What::Session, args.everybody),
        Session::Revoke(args) => revoke(context, What::Session, &args.uid),
    }
}

/// Carries out `token …`.
pub fn token(context: &Context, args: &Token) -> Result<Exit> {
    match args {
        Token::Add(args) => add(context, args),
        Token::List(args) => list(context, What::Token, args.everybody),
        Token::Revoke(args) => revoke(context, What::Token, &args.uid),
    }
}

fn add(context: &Context, args: &NewToken) -> Result<Exit> {
    let by = context.asker.by();
    let days = args.days.map(|days| by.at.plus(i64::from(days) * Millis::DAY));
    let new = credentials::NewToken { name: args.name.clone(), writes: args.write, expires_at: days };
    let (made, token) = context.agent.crm.write(move |tx| credentials::add_token(tx, &by, &new))?;
    let value = json!({ "token": token.reveal(), "uid": made.uid.to_string(), "scopes": made.scopes });
    context.output.answer(&value, |page| {
        page.painted(&page.ink(Ink::Bold, token.reveal()));
        page.indented(
            0,
            Ink::Dim,
            "It is told this once. Whoever has it acts for you: Authorization: Bearer …",
        );
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context, what: What, everybody: bool) -> Result<Exit> {
    let by = context.asker.by();
    let found = context.agent.crm.read(move |tx| credentials::list(tx, &by, what, everybody))?;
    let name = if what == What::Session { "sessions" } else { "tokens" };
    let views: Vec<Value> = found.iter().map(|listed| view(&listed.credential, &listed.user.login)).collect();
    context.output.answer(&json!({ name: views }), |page| {
        if found.is_empty() {
            page.line(if what == What::Session {
                "Nobody is signed in."
            } else {
                "No token yet: crmweb token add"
            });
        }
        page.table(0, &found.iter().map(row).collect::<Vec<_>>());
    })?;
    Ok(Exit::Done)
}

fn row(listed: &Listed) -> Vec<(Ink, String)> {
    let one = &listed.credential;
    let until = one.expires_at.map_or_else(|| "for good".into(), |at| format!("until {}", when::moment(at)));
    vec![
        (Ink::Bold, one.name.clone()),
        (Ink::Plain, format!("{} for {}", one.kind, listed.user.login)),
        (Ink::Dim, format!("last used {}, {until}", when::moment(one.seen_at))),
        (Ink::Dim, one.uid.to_string()),
    ]
}

fn view(one: &Credential, login: &str) -> Value {
    json!({
        "uid": one.uid.to_string(), "kind": one.kind, "name": one.name, "user": login, "scopes": one.scopes,
        "origin": one.origin, "created_at": crate::view::moment(one.created_at),
        "seen_at": crate::view::moment(one.seen_at), "expires_at": one.expires_at.map(crate::view::moment),
    })
}

fn revoke(context: &Context, what: What, uid: &str) -> Result<Exit> {
    let uid = Uid::parse(uid).map_err(|e| Failure::of("crm.invalid", &e))?;
    let by = context.asker.by();
    let gone = context.agent.crm.write(move |tx| credentials::revoke(tx, &by, what, uid))?;
    context.output.answer(
        &json!({ "revoked": { "uid": gone.uid.to_string(), "name": gone.name } }),
        |page| {
            page.line(&format!("{} is turned away from now on.", gone.name));
        },
    )?;
    Ok(Exit::Done)
}
