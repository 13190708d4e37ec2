//! `claim …`: who deals with whom at the moment.

use super::Context;
use crate::args::plans::{Claim as Args, ReleaseClaim, ShowClaim, TakeClaim};
use crate::failure::{Exit, Result};
use crate::paint::Ink;
use crate::view::{Names, moment};
use crate::{find, when};
use crmweb_crm::{claims as verbs, contacted};
use crmweb_model::time::Millis;
use crmweb_store::claims::Claim;
use serde_json::{Value, json};

/// Carries out `claim …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Take(args) => take(context, args),
        Args::Release(args) => release(context, args),
        Args::Show(args) => show(context, args),
    }
}

fn take(context: &Context, args: &TakeClaim) -> Result<Exit> {
    let (record, by) = (find::record(context, &args.record)?, context.asker.by());
    let (purpose, reason) = (args.purpose, args.reason.clone());
    let (claim, names) = context.agent.crm.write(move |tx| {
        let claim = verbs::claim(tx, &by, record, purpose, &reason)?;
        Ok((claim, Names::load(tx)?))
    })?;
    context.output.answer(&json!({ "claim": view(&claim, &names) }), |page| {
        let line =
            format!("{} {} until {}", page.ink(Ink::Green, "✓"), claim.purpose, when::moment(claim.until));
        page.painted(&line);
    })?;
    Ok(Exit::Done)
}

fn release(context: &Context, args: &ReleaseClaim) -> Result<Exit> {
    let (record, by) = (find::record(context, &args.record)?, context.asker.by());
    let purpose = args.purpose;
    context.agent.crm.write(move |tx| verbs::release(tx, &by, record, purpose))?;
    context.output.answer(&json!({ "released": true }), |page| page.line("Released."))?;
    Ok(Exit::Done)
}

fn show(context: &Context, args: &ShowClaim) -> Result<Exit> {
    let (record, by) = (find::record(context, &args.record)?, context.asker.by());
    let since = by.at.plus(-i64::from(args.days) * Millis::DAY);
    let (claims, contacts, names) = context.agent.crm.read(move |tx| {
        let claims = verbs::list(tx, &by, record)?;
        Ok((claims, contacted::recent(tx, &by, record, since)?, Names::load(tx)?))
    })?;
    let now = context.asker.at;
    let shown: Vec<Value> = claims.iter().map(|claim| view(claim, &names)).collect();
    let recent: Vec<Value> = contacts
        .iter()
        .map(|it| {
            json!({ "by": names.of(it.by), "at": moment(it.at), "kind": it.kind, "subject": it.subject,
                    "activity": it.activity })
        })
        .collect();
    context.output.answer(&json!({ "claims": shown, "contacts": recent }), |page| {
        if claims.is_empty() && contacts.is_empty() {
            page.line("Nobody deals with it, and nobody contacted them lately.");
        }
        for claim in &claims {
            let since = when::distance(now, claim.since);
            page.line(&format!("{} is {}, since {since}", names.of(Some(claim.user)), claim.purpose));
        }
        let row = |it: &contacted::Contacted| {
            let told = [names.of(it.by), it.subject.clone()];
            let told = told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            let who = (Ink::Plain, told.join(" — "));
            vec![(Ink::Dim, it.kind.to_string()), who, (Ink::Dim, when::distance(now, it.at))]
        };
        page.table(1, &contacts.iter().map(row).collect::<Vec<_>>());
    })?;
    Ok(Exit::Done)
}

fn view(claim: &Claim, names: &Names) -> Value {
    json!({ "uid": claim.uid, "purpose": claim.purpose, "user": names.of(Some(claim.user)),
            "since": moment(claim.since), "until": moment(claim.until) })
}
