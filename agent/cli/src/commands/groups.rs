//! `tag …`, `group …` and `distribute`: records put together by hand, and given to colleagues.

use super::Context;
use super::leads::done;
use super::records::kind;
use crate::args::leads::{Distribute, Group, Listed, Tag as Args};
use crate::failure::{Exit, Result};
use crate::find;
use crate::paint::{Ink, count};
use crmweb_crm::{By, Error, distribute, groups, records, tags};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;
use crmweb_store::tags::Tag;
use crmweb_store::{Tx, names, refs};
use serde_json::{Value, json};

/// Carries out `tag …`.
pub fn tag(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List => list(context),
        Args::Add(new) => {
            let new = new.clone();
            change(context, move |tx, by| {
                Ok(format!("tag {}", tags::add(tx, by, &new.name, new.personal, &new.colour)?.name))
            })
        }
        Args::Rename(two) => {
            let two = two.clone();
            change(context, move |tx, by| {
                let uid = named(tx, by, &two.tag)?.uid;
                Ok(format!("tag {}", tags::edit(tx, by, uid, Some(&two.other), None)?.name))
            })
        }
        Args::Merge(two) => {
            let two = two.clone();
            change(context, move |tx, by| {
                let (from, into) = (named(tx, by, &two.tag)?.uid, named(tx, by, &two.other)?.uid);
                Ok(format!("all under {}", tags::merge(tx, by, from, into)?.name))
            })
        }
        Args::Remove(one) => {
            let one = one.clone();
            change(context, move |tx, by| {
                let tag = named(tx, by, &one.tag)?;
                tags::remove(tx, by, tag.uid)?;
                Ok(format!("tag {} taken away", tag.name))
            })
        }
        Args::Put(listed) => listing(context, listed, |tx, by, list, records| {
            let tag = named(tx, by, list)?;
            tags::tag(tx, by, tag.uid, records)
        }),
        Args::Take(listed) => listing(context, listed, |tx, by, list, records| {
            let tag = named(tx, by, list)?;
            tags::untag(tx, by, tag.uid, records)
        }),
    }
}

/// Carries out `group …`.
pub fn group(context: &Context, args: &Group) -> Result<Exit> {
    match args {
        Group::Members(one) => members(context, &one.group),
        Group::Put(listed) => listing(context, listed, |tx, by, list, records| {
            let uid = group_named(tx, by, list)?;
            groups::add_members(tx, by, uid, records)
        }),
        Group::Take(listed) => listing(context, listed, |tx, by, list, records| {
            let uid = group_named(tx, by, list)?;
            groups::remove_members(tx, by, uid, records)
        }),
    }
}

/// Carries out `distribute`.
pub fn share_out(context: &Context, args: &Distribute) -> Result<Exit> {
    let (crm, by) = (&context.agent.crm, context.asker.by());
    let mut to = Vec::new();
    for login in &args.to {
        to.push(find::user(crm, login)?.id);
    }
    let (asker, kind, texts) = (by.clone(), kind(&args.kind)?, args.records.clone());
    let all = crm.read(move |tx| records_named(tx, &asker, kind, &texts))?;
    let shares = match args.dry_run {
        true => {
            let asker = by.clone();
            crm.read(move |tx| distribute::shared_out(tx, &asker, &all, &to))?
        }
        false => distribute::share_out(crm, &by, &all, &to)?,
    };
    let rows = crm.read(move |tx| {
        let mut rows = Vec::new();
        for share in shares {
            let user = RecordRef::new(RecordKind::User, share.to.0);
            rows.push((names::of(tx, share.record)?, names::of(tx, user)?, refs::uid(tx, share.record)?));
        }
        Ok(rows)
    })?;
    let values: Vec<Value> =
        rows.iter().map(|(name, to, uid)| json!({ "uid": uid, "name": name, "to": to })).collect();
    let mutation = (!args.dry_run).then(|| by.mutation.to_string());
    context.output.answer(&json!({ "given": values, "mutation": mutation }), |page| {
        let row = |(name, to, _): &(String, String, Option<Uid>)| {
            vec![(Ink::Plain, name.clone()), (Ink::Bold, to.clone())]
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<Exit> {
    let by = context.asker.by();
    let found = context.agent.crm.read(move |tx| tags::list(tx, &by))?;
    let view = |tag: &Tag| json!({ "uid": tag.uid, "name": tag.name, "personal": tag.of.is_some(), "colour": tag.colour });
    let values: Vec<Value> = found.iter().map(view).collect();
    context.output.answer(&json!({ "tags": values }), |page| {
        let remark = |tag: &Tag| if tag.of.is_some() { "yours alone" } else { "" }.to_owned();
        let rows: Vec<_> =
            found.iter().map(|tag| vec![(Ink::Bold, tag.name.clone()), (Ink::Dim, remark(tag))]).collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn members(context: &Context, group: &str) -> Result<Exit> {
    let (by, group) = (context.asker.by(), group.to_owned());
    let found = context.agent.crm.read(move |tx| {
        let uid = group_named(tx, &by, &group)?;
        let (members, _) = groups::members(tx, &by, uid, None, 1_000)?;
        members
            .into_iter()
            .map(|record| Ok((refs::uid(tx, record)?, names::of(tx, record)?)))
            .collect::<crmweb_crm::Result<Vec<_>>>()
    })?;
    let values: Vec<Value> = found.iter().map(|(uid, name)| json!({ "uid": uid, "name": name })).collect();
    context.output.answer(&json!({ "members": values }), |page| {
        for (_, name) in &found {
            page.line(name);
        }
    })?;
    Ok(Exit::Done)
}

fn change(
    context: &Context,
    verb: impl FnOnce(&mut Tx, &By) -> crmweb_crm::Result<String> + Send + 'static,
) -> Result<Exit> {
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let told = context.agent.crm.write(move |tx| verb(tx, &by))?;
    context.output.answer(&json!({ "done": told, "mutation": mutation }), |page| done(page, &told))?;
    Ok(Exit::Done)
}

fn listing(
    context: &Context,
    listed: &Listed,
    verb: impl FnOnce(&mut Tx, &By, &str, &[RecordRef]) -> crmweb_crm::Result<usize> + Send + 'static,
) -> Result<Exit> {
    let (kind, listed) = (kind(&listed.kind)?, listed.clone());
    change(context, move |tx, by| {
        let records = records_named(tx, by, kind, &listed.records)?;
        let changed = verb(tx, by, &listed.list, &records)?;
        Ok(format!("{}: {}", listed.list, count(changed as u64, "record", "records")))
    })
}

fn records_named(
    tx: &mut Tx,
    by: &By,
    kind: &'static crmweb_model::catalogue::Kind,
    texts: &[String],
) -> crmweb_crm::Result<Vec<RecordRef>> {
    texts.iter().map(|text| Ok(records::named(tx, by, kind, text)?.record)).collect()
}

fn group_named(tx: &mut Tx, by: &By, text: &str) -> crmweb_crm::Result<Uid> {
    Ok(records::named(tx, by, records::kind(RecordKind::Group)?, text)?.uid)
}

/// Finds a tag by its word or id; one's own first.
fn named(tx: &mut Tx, by: &By, text: &str) -> crmweb_crm::Result<Tag> {
    let mut fitting: Vec<Tag> = tags::list(tx, by)?
        .into_iter()
        .filter(|tag| fold(&tag.name) == fold(text) || tag.uid.to_string() == text)
        .collect();
    fitting.sort_by_key(|tag| tag.of.is_none());
    fitting.into_iter().next().ok_or_else(|| Error::no_such(RecordKind::Tag, text))
}
