//! `contact …`: the people, and the addresses by which their mail is known.

use super::{Context, accounts, attach, who};
use crate::args::records::{
    Contact as Args, ContactAdd, ContactAddress, ContactEdit, ContactFields, Listed, OneAddress,
};
use crate::failure::{Exit, Result};
use crate::find;
use crate::paint::Ink;
use crmweb_crm::whose;
use crmweb_crm::{Crm, Error, contacts as verbs};
use crmweb_model::draft::{ContactDraft, Position};
use crmweb_model::ids::ContactId;
use crmweb_model::record::RecordKind;
use crmweb_store::contacts::{self, Contact};
use crmweb_store::index::people::Who;
use crmweb_store::paging::Page;
use serde_json::{Value, json};

/// Carries out `contact …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::Edit(args) => edit(context, args),
        Args::List(args) => list(context, args),
        Args::Show(args) => {
            let record = find::of_kind(context, &args.record, RecordKind::Contact)?;
            show(context, &load(&context.agent.crm, ContactId(record.id))?)
        }
        Args::Address(ContactAddress::Add(args)) => add_address(context, args),
        Args::Address(ContactAddress::Remove(args)) => remove_address(context, args),
    }
}

fn add(context: &Context, args: &ContactAdd) -> Result<Exit> {
    let mut draft = ContactDraft { addresses: args.addresses.clone(), ..ContactDraft::default() };
    (draft.first_name, draft.last_name) = names(&args.name);
    fill(context, &mut draft, &args.fields)?;
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let contact = context.agent.crm.write(move |tx| verbs::add_contact(tx, &by, None, &draft))?;
    done(context, &contact, contact.details.addresses.clone(), "added", &mutation)
}

fn edit(context: &Context, args: &ContactEdit) -> Result<Exit> {
    let crm = &context.agent.crm;
    let id = ContactId(find::of_kind(context, &args.contact, RecordKind::Contact)?.id);
    let known = load(crm, id)?;
    let mut draft = known.details.clone();
    if let Some(name) = &args.name {
        (draft.first_name, draft.last_name) = names(name);
    }
    fill(context, &mut draft, &args.fields)?;
    let by = context.asker.by();
    let (mutation, seen) = (by.mutation.to_string(), Some(known.version));
    let contact = crm.write(move |tx| verbs::edit_contact(tx, &by, id, seen, &draft))?;
    done(context, &contact, Vec::new(), "changed", &mutation)
}

fn add_address(context: &Context, args: &OneAddress) -> Result<Exit> {
    let id = ContactId(find::of_kind(context, &args.contact, RecordKind::Contact)?.id);
    let known = load(&context.agent.crm, id)?;
    let (by, address) = (context.asker.by(), args.address.clone());
    let mutation = by.mutation.to_string();
    let contact = context.agent.crm.write(move |tx| verbs::add_contact_address(tx, &by, id, &address))?;
    let new = |address: &&String| !known.details.addresses.contains(address);
    let new = contact.details.addresses.iter().filter(new).cloned().collect();
    done(context, &contact, new, "has a further address", &mutation)
}

fn remove_address(context: &Context, args: &OneAddress) -> Result<Exit> {
    let id = ContactId(find::of_kind(context, &args.contact, RecordKind::Contact)?.id);
    let (by, address) = (context.asker.by(), args.address.clone());
    let mutation = by.mutation.to_string();
    let contact = context.agent.crm.write(move |tx| verbs::remove_contact_address(tx, &by, id, &address))?;
    done(context, &contact, Vec::new(), "has one address less; mail that is in its history stays", &mutation)
}

/// Tells what was done, and attaches the mail of the new addresses.
fn done(context: &Context, contact: &Contact, new: Vec<String>, what: &str, mutation: &str) -> Result<Exit> {
    let keys: Vec<Who> = new.into_iter().map(Who::Address).collect();
    let attached = attach::after_change(context, &keys)?;
    let value = json!({ "contact": view(contact), "attached": attached.wanted, "mutation": mutation });
    context.output.answer(&value, |page| {
        page.line(&format!("{} {what}.", full_name(&contact.details)));
        attached.tell(page);
    })?;
    Ok(Exit::Done)
}

fn fill(context: &Context, draft: &mut ContactDraft, fields: &ContactFields) -> Result<()> {
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value);
        }
    };
    set(&mut draft.salutation, &fields.salutation);
    set(&mut draft.department, &fields.department);
    set(&mut draft.language, &fields.language);
    set(&mut draft.description, &fields.description);
    draft.kind = fields.kind.unwrap_or(draft.kind);
    draft.birthday = fields.birthday.clone().or(draft.birthday.take());
    draft.phones.extend(fields.phones.iter().map(|number| accounts::phone(number)));
    draft.do_not_contact.extend(fields.do_not_contact.iter().cloned());
    match (&fields.account, &fields.title) {
        (Some(account), title) => {
            let account = accounts::uid(context, account)?;
            draft.positions.retain(|position| position.account != account);
            draft.positions.insert(0, Position { account, title: title.clone().unwrap_or_default() });
        }
        (None, Some(title)) => {
            if let Some(main) = draft.positions.first_mut() {
                main.title.clone_from(title);
            }
        }
        (None, None) => {}
    }
    Ok(())
}

/// Splits a full name; the last word is the family name.
fn names(full: &str) -> (String, String) {
    match full.trim().rsplit_once(' ') {
        Some((first, last)) => (first.trim().into(), last.into()),
        None => (String::new(), full.trim().into()),
    }
}

/// Returns the name of a contact as people say it.
pub fn full_name(details: &ContactDraft) -> String {
    format!("{} {}", details.first_name, details.last_name).trim().to_owned()
}

/// Loads a contact by its key.
pub fn load(crm: &Crm, id: ContactId) -> Result<Contact> {
    Ok(crm
        .read(move |tx| contacts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Contact, id.0)))?)
}

fn list(context: &Context, args: &Listed) -> Result<Exit> {
    let page =
        Page { prefix: args.text.clone().unwrap_or_default(), after: None, limit: i64::from(args.limit) };
    let viewer = context.asker.actor.clone();
    let lines = context.agent.crm.read(move |tx| {
        let lines = contacts::list(tx, &page)?;
        whose::seen(tx, &viewer, lines, |line| {
            crmweb_model::record::RecordRef::new(RecordKind::Contact, line.id.0)
        })
    })?;
    let views: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({ "uid": line.uid, "name": line.name, "kind": line.kind, "account": line.account, "title": line.title,
                    "address": line.address })
        })
        .collect();
    context.output.answer(&json!({ "contacts": views }), |page| {
        if lines.is_empty() {
            page.line("No contact yet: crmweb contact add \"Dan Rusu\" --address dan@moldotrans.example");
        }
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                vec![
                    (Ink::Bold, line.name.clone()),
                    (Ink::Plain, line.title.clone()),
                    (Ink::Plain, line.account.clone()),
                    (Ink::Dim, line.address.clone()),
                ]
            })
            .collect();
        page.table(2, &rows);
    })?;
    Ok(Exit::Done)
}

fn show(context: &Context, contact: &Contact) -> Result<Exit> {
    let details = &contact.details;
    let mut places = Vec::new();
    for position in &details.positions {
        let uid = position.account;
        let account = context.agent.crm.read(move |tx| Ok(crmweb_store::accounts::by_uid(tx, uid)?))?;
        let name = account.map(|account| account.details.name).unwrap_or_default();
        places.push(if position.title.is_empty() { name } else { format!("{} at {name}", position.title) });
    }
    context.output.answer(&json!({ "contact": view(contact) }), |page| {
        page.title(&full_name(details), &format!("contact · {}", details.kind));
        page.field("id", &contact.uid.to_string());
        page.field("works as", &places.join("; "));
        page.field("department", &details.department);
        page.field("addresses", &details.addresses.join(", "));
        page.field("phones", &who::phones(&details.phones));
        page.field("language", &details.language);
        page.field("birthday", &details.birthday.as_ref().map(ToString::to_string).unwrap_or_default());
        page.field("place", &who::place(&details.postal));
        page.field("do not", &details.do_not_contact.join(", "));
        page.field("description", &details.description);
    })?;
    Ok(Exit::Done)
}

/// A contact as JSON shows it.
pub fn view(contact: &Contact) -> Value {
    let mut value = serde_json::to_value(&contact.details).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("uid".into(), json!(contact.uid));
        fields.insert("version".into(), json!(contact.version));
        fields.insert("created_at".into(), json!(crate::view::moment(contact.created_at)));
        fields.insert("updated_at".into(), json!(crate::view::moment(contact.updated_at)));
    }
    value
}
