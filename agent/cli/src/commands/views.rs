//! `view …`: lists that are kept, and those that ship.

use super::{Context, lists, records};
use crate::args::lists::{Add, Named, View as Args};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crmweb_crm::views::{self as verbs, Opened, Typed, everything};
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::words::fold;
use serde_json::{Value, json};

/// Carries out `view …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::List(args) => list(context, records::kind(&args.kind)?),
        Args::Show(args) => {
            let opened = find(context, records::kind(&args.kind)?, &args.view)?;
            show(context, &opened, "")
        }
        Args::Remove(args) => remove(context, args),
        Args::Default(args) => {
            let kind = records::kind(&args.kind)?;
            let opened = args.view.as_deref().map(|name| find(context, kind, name)).transpose()?;
            let (by, id) = (context.asker.by(), opened.as_ref().map(|opened| opened.id.clone()));
            context.agent.crm.write(move |tx| verbs::set_first(tx, &by, kind.kind, id.as_deref()))?;
            let name = opened.map_or("everything".into(), |opened| opened.labels[1].clone());
            context.output.answer(&json!({ "kind": kind.kind, "first": name }), |page| {
                page.line(&format!("{} begin with: {name}", kind.many.en));
            })?;
            Ok(Exit::Done)
        }
    }
}

/// Finds a view by its id or name: one that is kept goes before one that ships.
pub fn find(context: &Context, kind: &'static Kind, name: &str) -> Result<Opened> {
    let mut known = all(context, kind)?;
    known.reverse();
    let called =
        |opened: &Opened| opened.id == name || opened.labels.iter().any(|label| fold(label) == fold(name));
    known.into_iter().find(called).ok_or_else(|| {
        Failure::not_found(format!("there is no view {name:?} of {}", kind.plural))
            .hinting(format!("`crmweb view list {}` shows what there is.", kind.plural))
    })
}

/// Returns the view of a kind that the asker sees first.
pub fn first(context: &Context, kind: &'static Kind) -> Result<Option<Opened>> {
    let by = context.asker.by();
    Ok(context.agent.crm.read(move |tx| verbs::first(tx, &by, kind.kind))?)
}

fn all(context: &Context, kind: &'static Kind) -> Result<Vec<Opened>> {
    let by = context.asker.by();
    Ok(context.agent.crm.read(move |tx| verbs::list(tx, &by, kind.kind))?)
}

fn add(context: &Context, args: &Add) -> Result<Exit> {
    let kind = records::kind(&args.kind)?;
    let layout = match &args.copy {
        Some(copy) => find(context, kind, copy)?.layout,
        None => everything(kind.kind),
    };
    let layout = lists::shaped(context, kind, &args.shape, layout)?;
    let typed = Typed { name: args.name.clone(), shared: args.shared, layout };
    let by = context.asker.by();
    let opened = context.agent.crm.write(move |tx| {
        let view = verbs::add(tx, &by, None, kind.kind, &typed)?;
        verbs::open(tx, &by, &view.uid.to_string())
    })?;
    show(context, &opened, "kept")
}

fn remove(context: &Context, args: &Named) -> Result<Exit> {
    let opened = find(context, records::kind(&args.kind)?, &args.view)?;
    let Ok(uid) = Uid::parse(&opened.id) else {
        return Err(Failure::new("crm.denied", "this view ships with the product and stays").hinting(""));
    };
    let (by, version) = (context.asker.by(), opened.version);
    context.agent.crm.write(move |tx| verbs::delete(tx, &by, uid, Some(version)))?;
    context.output.answer(&json!({ "uid": uid, "deleted": true }), |page| {
        page.line(&format!("Deleted: {}. `crmweb undo` brings it back.", opened.labels[1]));
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context, kind: &'static Kind) -> Result<Exit> {
    let known = all(context, kind)?;
    let first = first(context, kind)?.map(|opened| opened.id);
    let values: Vec<Value> = known.iter().map(value).collect();
    context.output.answer(&json!({ "views": values, "first": first }), |page| {
        let rows: Vec<_> = known
            .iter()
            .map(|opened| {
                let mark = if first.as_deref() == Some(&opened.id) { "★" } else { "" };
                let whose = match (opened.version, opened.shared) {
                    (0, _) => "ships",
                    (_, true) => "shared",
                    (_, false) => "private",
                };
                vec![
                    (Ink::Plain, opened.labels[1].clone()),
                    (Ink::Dim, opened.id.clone()),
                    (Ink::Dim, whose.into()),
                    (Ink::Yellow, mark.into()),
                ]
            })
            .collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn value(opened: &Opened) -> Value {
    let [ro, en, de] = &opened.labels;
    json!({
        "uid": opened.id, "version": opened.version, "kind": opened.of, "shared": opened.shared, "mine": opened.mine,
        "labels": { "ro": ro, "en": en, "de": de }, "list": opened.layout,
    })
}

fn show(context: &Context, opened: &Opened, what: &str) -> Result<Exit> {
    context.output.answer(&value(opened), |page| {
        page.title(&opened.labels[1], what);
        let layout = &opened.layout;
        let columns: Vec<&str> = layout.columns.iter().map(|column| column.field.as_str()).collect();
        let order = |order: &crmweb_model::view::Order| {
            format!("{}{}", if order.descending { "-" } else { "" }, order.field)
        };
        page.field("id", &opened.id);
        page.field("columns", &columns.join(", "));
        page.field("filter", &serde_json::to_string(&layout.filter).unwrap_or_default());
        page.field("order", &layout.sort.iter().map(order).collect::<Vec<_>>().join(", "));
        page.field("group", &layout.group.as_ref().map(|group| group.field.clone()).unwrap_or_default());
        page.field("totals", &layout.totals.join(", "));
    })?;
    Ok(Exit::Done)
}
