//! `field …`: the fields of records, and those of one's own.

use super::{Context, records};
use crate::args::fields::{Define, Field as Args, Remove};
use crate::failure::{Exit, Result};
use crate::paint::Ink;
use crmweb_crm::{Error, custom_fields};
use crmweb_model::catalogue::custom::{Holds, name};
use crmweb_model::catalogue::{Entered, KINDS, Kind};
use crmweb_model::record::RecordKind;
use crmweb_store::custom::{self, CustomField, Definition};
use serde_json::json;

/// Carries out `field …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List(args) => match &args.kind {
            Some(text) => fields(context, records::kind(text)?),
            None => kinds(context),
        },
        Args::Add(args) => add(context, args),
        Args::Remove(args) => remove(context, args),
    }
}

fn kinds(context: &Context) -> Result<Exit> {
    let all: Vec<_> = KINDS.iter().map(|kind| json!({ "kind": kind.kind, "plural": kind.plural })).collect();
    context.output.answer(&json!({ "kinds": all }), |page| {
        let row =
            |kind: &&Kind| vec![(Ink::Bold, kind.plural.to_owned()), (Ink::Dim, kind.many.en.to_owned())];
        let rows: Vec<_> = KINDS.iter().map(row).collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn fields(context: &Context, kind: &'static Kind) -> Result<Exit> {
    let own = context.agent.crm.read(move |tx| Ok::<_, Error>(custom::of_kind(tx, kind.kind)?))?;
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for field in kind.fields {
        let entered = match field.entered {
            Entered::Form => String::new(),
            Entered::Verb(verb) => format!("by the verb {verb}"),
            Entered::Program => "kept by the program".into(),
        };
        let remark = if field.needed { format!("needed {entered}") } else { entered.clone() };
        values.push(json!({ "name": field.name, "label": field.labels.en, "needed": field.needed, "entered": entered }));
        rows.push((field.name.to_owned(), field.labels.en.to_owned(), remark));
    }
    for CustomField { is, .. } in own {
        values.push(json!({ "name": is.name, "label": is.labels[1], "needed": is.needed, "holds": is.holds.name(), "words": is.words }));
        rows.push((is.name, is.labels[1].clone(), format!("{} {}", is.holds.name(), is.words.join(", "))));
    }
    context.output.answer(&json!({ "kind": kind.kind, "fields": values }), |page| {
        let row = |(name, label, remark): &(String, String, String)| {
            vec![(Ink::Bold, name.clone()), (Ink::Plain, label.clone()), (Ink::Dim, remark.trim().to_owned())]
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        page.table(1, &rows);
    })?;
    Ok(Exit::Done)
}

fn add(context: &Context, args: &Define) -> Result<Exit> {
    let unknown = || {
        Error::invalid("holds", "must be line, text, choice, number, money, day, flag or a kind of record")
    };
    let is = Definition {
        of: records::kind(&args.kind)?.kind,
        name: args.name.clone(),
        labels: [args.label.clone(), args.label.clone(), args.label.clone()],
        holds: Holds::from_name(&args.holds).ok_or_else(unknown)?,
        words: args.words.clone(),
        needed: args.needed,
        position: args.position,
    };
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let field = context.agent.crm.write(move |tx| custom_fields::add_field(tx, &by, None, &is))?;
    done(context, &field, "defined", &mutation)
}

fn remove(context: &Context, args: &Remove) -> Result<Exit> {
    let kind = records::kind(&args.kind)?.kind;
    let wanted = name(&args.name).map_err(|e| Error::invalid("name", e))?;
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let field = context.agent.crm.write(move |tx| {
        let field = custom::by_name(tx, kind, &wanted)?.filter(|field| !field.deleted);
        let field = field.ok_or_else(|| Error::no_such(RecordKind::CustomField, wanted))?;
        custom_fields::remove_field(tx, &by, field.uid, Some(field.version))?;
        Ok::<_, Error>(field)
    })?;
    done(context, &field, "taken away", &mutation)
}

fn done(context: &Context, field: &CustomField, what: &str, mutation: &str) -> Result<Exit> {
    let value = json!({ "uid": field.uid, "of": field.is.of, "name": field.is.name, "mutation": mutation });
    context.output.answer(&value, |page| {
        let line = format!("field {what}: {} of {}", field.is.name, field.is.of);
        page.painted(&format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, &line)));
    })?;
    Ok(Exit::Done)
}
