//! `webhook …`: other systems that are told of changes.

use super::Context;
use crate::args::webhooks::{Add, AllowInternal, Webhook as Args};
use crate::failure::{Exit, Failure, Result};
use crate::paint::{Ink, Page};
use crate::view::moment;
use crate::when;
use crmweb_crm::By;
use crmweb_crm::webhooks::{self as verbs, WebhookDraft, internal};
use crmweb_model::ids::Uid;
use crmweb_store::Tx;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::webhooks::Webhook;
use crmweb_store::webhooks::deliveries::Delivery;
use crmweb_sync::webhooks::{Keys, managing};
use serde_json::{Value, json};

/// Carries out `webhook …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::List => list(context),
        Args::Show(args) => answer(context, &named(context, &args.webhook)?, None),
        Args::Test(args) => {
            let uid = named(context, &args.webhook)?.uid;
            queued(context, move |tx, by| verbs::test_webhook(tx, by, uid))
        }
        Args::Deliveries(args) => deliveries(context, &named(context, &args.webhook)?, i64::from(args.limit)),
        Args::Redeliver(args) => {
            let uid = Uid::parse(&args.delivery).map_err(|e| Failure::of("crm.invalid", &e))?;
            queued(context, move |tx, by| verbs::redeliver(tx, by, uid))
        }
        Args::Rotate(args) => {
            let uid = named(context, &args.webhook)?.uid;
            let (crm, by) = (&context.agent.crm, context.asker.by());
            let (webhook, secret) = managing::rotate(crm, &keys(context), &by, uid).map_err(failure)?;
            answer(context, &webhook, Some(&secret.reveal()))
        }
        Args::Activate(args) => switch(context, &named(context, &args.webhook)?, true),
        Args::Deactivate(args) => switch(context, &named(context, &args.webhook)?, false),
        Args::Remove(args) => {
            let uid = named(context, &args.webhook)?.uid;
            let (crm, by) = (&context.agent.crm, context.asker.by());
            let gone = managing::remove(crm, &keys(context), &by, uid, None).map_err(failure)?;
            context.output.answer(&json!({ "removed": view(&gone, None) }), |page| {
                page.line(&format!("{} is told nothing any more.", gone.name));
            })?;
            Ok(Exit::Done)
        }
        Args::AllowInternal(args) => allow_internal(context, args),
    }
}

fn keys(context: &Context) -> Keys {
    Keys::new(context.agent.secrets.clone())
}

fn failure(e: managing::Error) -> Failure {
    match e {
        managing::Error::Crm(e) => e.into(),
        managing::Error::Key(e) => {
            Failure::of(e.code(), &e).hinting("`crmweb webhook add … --secret-file` keeps it in a file.")
        }
    }
}

fn add(context: &Context, args: &Add) -> Result<Exit> {
    let draft = WebhookDraft {
        name: args.name.clone(),
        url: args.url.clone(),
        kinds: args.kinds.clone(),
        verbs: args.verbs.clone(),
        active: true,
    };
    let place = if args.secret_file { SecretPlace::File } else { SecretPlace::Keychain };
    let (crm, by) = (&context.agent.crm, context.asker.by());
    let (webhook, secret) = managing::add(crm, &keys(context), &by, &draft, place).map_err(failure)?;
    answer(context, &webhook, Some(&secret.reveal()))
}

fn all(context: &Context) -> Result<Vec<Webhook>> {
    let by = context.asker.by();
    Ok(context.agent.crm.read(move |tx| verbs::list(tx, &by))?)
}

fn named(context: &Context, text: &str) -> Result<Webhook> {
    let by_uid = Uid::parse(text).ok();
    let mut found: Vec<Webhook> = all(context)?;
    found.retain(|webhook| Some(webhook.uid) == by_uid || webhook.name == text);
    match (found.len(), found.pop()) {
        (1, Some(webhook)) => Ok(webhook),
        (0, _) => Err(Failure::not_found(format!("there is no webhook {text}"))
            .hinting("`crmweb webhook list` shows the webhooks.")),
        _ => Err(Failure::new("crm.several", format!("several webhooks are called {text}"))
            .hinting("`crmweb webhook list` shows their ids.")),
    }
}

fn list(context: &Context) -> Result<Exit> {
    let all = all(context)?;
    let values: Vec<Value> = all.iter().map(|webhook| view(webhook, None)).collect();
    context.output.answer(&json!({ "webhooks": values }), |page| {
        if all.is_empty() {
            page.line("Nobody is told of changes: crmweb webhook add NAME URL");
        }
        let rows: Vec<_> = all
            .iter()
            .map(|webhook| {
                let (ink, state) = state(webhook);
                vec![
                    (Ink::Bold, webhook.name.clone()),
                    (ink, state),
                    (Ink::Plain, webhook.url.clone()),
                    (Ink::Dim, webhook.uid.to_string()),
                ]
            })
            .collect();
        page.table(2, &rows);
    })?;
    Ok(Exit::Done)
}

fn state(webhook: &Webhook) -> (Ink, String) {
    match (webhook.active, webhook.stopped_because.as_str(), webhook.failing_since) {
        (false, "", _) => (Ink::Dim, "not active".into()),
        (false, because, _) => (Ink::Red, format!("deactivated: {because}")),
        (true, _, Some(since)) => (Ink::Yellow, format!("failing since {}", when::moment(since))),
        (true, _, None) => (Ink::Plain, "active".into()),
    }
}

fn answer(context: &Context, webhook: &Webhook, secret: Option<&str>) -> Result<Exit> {
    context.output.answer(&view(webhook, secret), |page| {
        page.title(&webhook.name, &state(webhook).1);
        page.field("url", &webhook.url);
        let words =
            |words: Vec<String>, none: &str| if words.is_empty() { none.into() } else { words.join(", ") };
        page.field("kinds", &words(webhook.kinds.iter().map(ToString::to_string).collect(), "all"));
        page.field("verbs", &words(webhook.verbs.clone(), "any"));
        page.field("id", &webhook.uid.to_string());
        if let Some(secret) = secret {
            page.field("secret", secret);
            page.indented(0, Ink::Yellow, "Keep the secret now: it is not shown again.");
        }
    })?;
    Ok(Exit::Done)
}

fn view(webhook: &Webhook, secret: Option<&str>) -> Value {
    let kinds: Vec<&str> = webhook.kinds.iter().map(|kind| kind.as_str()).collect();
    json!({
        "uid": webhook.uid.to_string(), "version": webhook.version, "name": webhook.name, "url": webhook.url,
        "kinds": kinds, "verbs": webhook.verbs, "active": webhook.active,
        "stopped_because": webhook.stopped_because, "secret_place": webhook.secret_place.as_str(),
        "rotated_at": webhook.rotated_at.map(moment), "failing_since": webhook.failing_since.map(moment),
        "secret": secret,
    })
}

fn switch(context: &Context, webhook: &Webhook, active: bool) -> Result<Exit> {
    let draft = WebhookDraft {
        name: webhook.name.clone(),
        url: webhook.url.clone(),
        kinds: webhook.kinds.clone(),
        verbs: webhook.verbs.clone(),
        active,
    };
    let (by, uid, seen) = (context.asker.by(), webhook.uid, webhook.version);
    let changed = context.agent.crm.write(move |tx| verbs::edit_webhook(tx, &by, uid, Some(seen), &draft))?;
    answer(context, &changed, None)
}

fn queued(
    context: &Context,
    verb: impl FnOnce(&mut Tx, &By) -> crmweb_crm::Result<Delivery> + Send + 'static,
) -> Result<Exit> {
    let by = context.asker.by();
    let delivery = context.agent.crm.write(move |tx| verb(tx, &by))?;
    context.output.answer(&delivery_view(&delivery), |page| {
        page.line(match context.agent.follows() {
            true => "It is sent now; `crmweb webhook deliveries` shows how that went.",
            false => "It is sent as soon as the agent runs: crmweb serve",
        });
    })?;
    Ok(Exit::Done)
}

fn deliveries(context: &Context, webhook: &Webhook, limit: i64) -> Result<Exit> {
    let (by, uid) = (context.asker.by(), webhook.uid);
    let all = context.agent.crm.read(move |tx| verbs::deliveries(tx, &by, uid, None, limit))?;
    let values: Vec<Value> = all.iter().map(delivery_view).collect();
    context.output.answer(&json!({ "deliveries": values }), |page| {
        if all.is_empty() {
            page.line(&format!("{} was told nothing in the last 30 days.", webhook.name));
        }
        all.iter().for_each(|delivery| describe(page, delivery));
    })?;
    Ok(Exit::Done)
}

fn describe(page: &mut Page, delivery: &Delivery) {
    let result = &delivery.result;
    let status = result.status.map_or_else(|| result.error.clone(), |status| status.to_string());
    let took = result.took.map(|ms| format!(" in {ms} ms")).unwrap_or_default();
    let tried = delivery.tried_at.map(when::moment).unwrap_or_default();
    let what = if delivery.seq == 0 { "ping".to_owned() } else { format!("change {}", delivery.seq) };
    page.line(&format!("{}  {what}  {}  {tried} {status}{took}", delivery.uid, delivery.state.as_str()));
    if !result.answer.is_empty() {
        page.indented(4, Ink::Dim, &result.answer.replace('\n', " "));
    }
}

fn delivery_view(delivery: &Delivery) -> Value {
    let result = &delivery.result;
    json!({
        "uid": delivery.uid.to_string(), "seq": delivery.seq, "state": delivery.state.as_str(),
        "attempts": delivery.attempts, "created_at": moment(delivery.created_at),
        "tried_at": delivery.tried_at.map(moment), "due_at": moment(delivery.due_at), "status": result.status,
        "took": result.took, "answer": result.answer, "error": result.error,
    })
}

fn allow_internal(context: &Context, args: &AllowInternal) -> Result<Exit> {
    let by = context.asker.by();
    let places = match args.place.clone() {
        None => context.agent.crm.read(move |tx| internal::list(tx, &by))?,
        Some(place) => {
            let allowed = !args.forbid;
            context.agent.crm.write(move |tx| internal::allow(tx, &by, &place, allowed))?
        }
    };
    context.output.answer(&json!({ "places": places }), |page| {
        if places.is_empty() {
            page.line("Webhooks reach nothing inside this machine or network.");
        }
        places.iter().for_each(|place| page.line(place));
    })?;
    Ok(Exit::Done)
}
