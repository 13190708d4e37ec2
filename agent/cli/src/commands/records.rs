//! `record …`: records of any kind, by their fields.

use super::Context;
use crate::args::fields::{Add, Edit, One, Record as Args};
use crate::failure::{Exit, Result};
use crate::paint::{Ink, Page};
use crmweb_crm::records::{self, Record, Typed};
use crmweb_crm::{By, Error};
use crmweb_model::catalogue::{self, Kind, Type};
use crmweb_model::ids::Uid;
use crmweb_store::{Tx, custom, names, refs};
use serde_json::{Value, json};

/// Carries out `record …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::Show(args) => show(context, args),
        Args::Edit(args) => edit(context, args),
        Args::Delete(args) => delete(context, args),
    }
}

/// Finds the kind of record that `text` names.
pub fn kind(text: &str) -> Result<&'static Kind> {
    let known: Vec<&str> = catalogue::KINDS.into_iter().map(|kind| kind.plural).collect();
    let unknown = || Error::invalid("kind", format_args!("{text:?} must be one of {}", known.join(", ")));
    Ok(catalogue::named(text).ok_or_else(unknown)?)
}

fn add(context: &Context, args: &Add) -> Result<Exit> {
    let (kind, by, fields) = (kind(&args.kind)?, context.asker.by(), args.fields.clone());
    let mutation = by.mutation.to_string();
    let shown = context.agent.crm.write(move |tx| {
        let typed = resolved(tx, &by, kind, &fields)?;
        let record = records::add(tx, &by, kind.kind, None, &typed)?;
        Shown::of(tx, kind, record)
    })?;
    shown.answer(context, "added", Some(&mutation))
}

fn show(context: &Context, args: &One) -> Result<Exit> {
    let (kind, by, text) = (kind(&args.kind)?, context.asker.by(), args.record.clone());
    let shown = context.agent.crm.read(move |tx| {
        let uid = records::named(tx, &by, kind, &text)?.uid;
        let record = records::get(tx, &by, kind.kind, uid)?;
        Shown::of(tx, kind, record)
    })?;
    shown.answer(context, "", None)
}

fn edit(context: &Context, args: &Edit) -> Result<Exit> {
    let (kind, by, text) = (kind(&args.kind)?, context.asker.by(), args.record.clone());
    let (fields, mutation) = (args.fields.clone(), by.mutation.to_string());
    let shown = context.agent.crm.write(move |tx| {
        let known = records::named(tx, &by, kind, &text)?;
        let typed = resolved(tx, &by, kind, &fields)?;
        let record = records::edit(tx, &by, kind.kind, known.uid, Some(known.version), &typed)?;
        Shown::of(tx, kind, record)
    })?;
    shown.answer(context, "changed", Some(&mutation))
}

fn delete(context: &Context, args: &One) -> Result<Exit> {
    let (kind, by, text) = (kind(&args.kind)?, context.asker.by(), args.record.clone());
    let mutation = by.mutation.to_string();
    let (uid, title) = context.agent.crm.write(move |tx| {
        let known = records::named(tx, &by, kind, &text)?;
        records::delete(tx, &by, kind.kind, known.uid, Some(known.version))?;
        Ok::<_, Error>((known.uid, crmweb_store::catalogued::title(kind, &known.texts)))
    })?;
    context.output.answer(&json!({ "uid": uid, "deleted": true, "mutation": mutation }), |page| {
        let line =
            format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, &format!("deleted: {title}")));
        page.painted(&line);
        page.line("`crmweb undo` brings it back.");
    })?;
    Ok(Exit::Done)
}

/// Makes of what was typed what the verbs take: names of other records become ids, repeated fields a list.
fn resolved(tx: &mut Tx, by: &By, kind: &Kind, fields: &[Typed]) -> crmweb_crm::Result<Vec<Typed>> {
    let mut typed: Vec<Typed> = Vec::new();
    for (name, text) in fields {
        let named = match of(tx, kind, name)? {
            Some(Type::One(other) | Type::Many(other)) if !text.trim().is_empty() => Some(other),
            _ => None,
        };
        let text = match named {
            Some(other) => records::reference(tx, by, other, text)?.to_string(),
            None => text.clone(),
        };
        match typed.iter_mut().find(|(known, _)| known == name) {
            Some((_, before)) => *before = format!("{before}\n{text}"),
            None => typed.push((name.clone(), text)),
        }
    }
    Ok(typed)
}

fn of(tx: &mut Tx, kind: &Kind, name: &str) -> crmweb_crm::Result<Option<Type>> {
    if !name.starts_with(catalogue::custom::PREFIX) {
        return Ok(kind.field(name).map(|field| field.of));
    }
    Ok(custom::by_name(tx, kind.kind, name)?.map(|field| field.is.holds.of()))
}

/// A record ready to be shown.
struct Shown {
    kind: &'static Kind,
    record: Record,
    /// Each field that has a value: name, label, and the value as people read it.
    fields: Vec<(String, String, String)>,
}

impl Shown {
    fn of(tx: &mut Tx, kind: &'static Kind, record: Record) -> crmweb_crm::Result<Shown> {
        let custom = custom::of_kind(tx, kind.kind)?;
        let mut fields = Vec::new();
        for (name, text) in record.fields.iter().filter(|(_, text)| !text.is_empty()) {
            let own = custom.iter().find(|field| field.is.name == *name);
            let label = own.map(|field| field.is.labels[1].clone());
            let label = label.or_else(|| kind.field(name).map(|field| field.labels.en.to_owned()));
            let value = match of(tx, kind, name)? {
                Some(Type::One(other) | Type::Many(other)) => {
                    let mut titles = Vec::new();
                    for uid in text.lines().filter_map(|line| Uid::parse(line).ok()) {
                        titles.push(match refs::find(tx, other, uid)? {
                            Some(record) => names::of(tx, record)?,
                            None => uid.to_string(),
                        });
                    }
                    titles.join(", ")
                }
                Some(Type::Moment) => text
                    .parse()
                    .map_or_else(|_| text.clone(), |at| crmweb_model::time::Millis(at).to_string()),
                _ => text.replace('\n', ", "),
            };
            fields.push((name.clone(), label.unwrap_or_else(|| name.clone()), value));
        }
        Ok(Shown { kind, record, fields })
    }

    fn answer(&self, context: &Context, what: &str, mutation: Option<&str>) -> Result<Exit> {
        let values: serde_json::Map<String, Value> =
            self.record.fields.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        let value = json!({
            "uid": self.record.uid, "kind": self.kind.kind, "version": self.record.version,
            "title": self.record.title, "fields": values, "mutation": mutation,
        });
        context.output.answer(&value, |page| self.write(page, what))?;
        Ok(Exit::Done)
    }

    fn write(&self, page: &mut Page, what: &str) {
        let kind = self.kind.labels.en.to_lowercase();
        if what.is_empty() {
            page.title(&self.record.title, &kind);
        } else {
            let line = format!("{kind} {what}: {}", self.record.title);
            page.painted(&format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, &line)));
        }
        page.field("id", &self.record.uid.to_string());
        for (_, label, value) in &self.fields {
            page.field(label, value);
        }
    }
}
