//! `account …`: companies and other clients.

use super::{Context, attach, who};
use crate::args::records::{Account as Args, AccountAdd, AccountEdit, AccountFields, Listed};
use crate::failure::{Exit, Result};
use crate::find;
use crate::paint::Ink;
use crmweb_crm::whose;
use crmweb_crm::{Crm, Error, accounts as verbs};
use crmweb_model::draft::{AccountDraft, Phone};
use crmweb_model::ids::{AccountId, Uid};
use crmweb_model::record::{ClientKind, Importance, PhoneKind, RecordKind};
use crmweb_store::accounts::{self, Account};
use crmweb_store::index::people::Who;
use crmweb_store::paging::Page;
use serde_json::{Value, json};

/// Carries out `account …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args),
        Args::Edit(args) => edit(context, args),
        Args::List(args) => list(context, args),
        Args::Show(args) => {
            let record = find::of_kind(context, &args.record, RecordKind::Account)?;
            let account = load(&context.agent.crm, AccountId(record.id))?;
            show(context, &account)
        }
    }
}

fn add(context: &Context, args: &AccountAdd) -> Result<Exit> {
    let mut draft = AccountDraft { name: args.name.clone(), ..AccountDraft::default() };
    fill(context, &mut draft, &args.fields)?;
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let account = context.agent.crm.write(move |tx| verbs::add_account(tx, &by, None, &draft))?;
    done(context, &account, &account.details, "added", &mutation)
}

fn edit(context: &Context, args: &AccountEdit) -> Result<Exit> {
    let crm = &context.agent.crm;
    let id = AccountId(find::of_kind(context, &args.account, RecordKind::Account)?.id);
    let known = load(crm, id)?;
    let mut draft = known.details.clone();
    if let Some(name) = &args.name {
        draft.name.clone_from(name);
    }
    fill(context, &mut draft, &args.fields)?;
    let by = context.asker.by();
    let (mutation, seen) = (by.mutation.to_string(), Some(known.version));
    let account = crm.write(move |tx| verbs::edit_account(tx, &by, id, seen, &draft))?;
    let mut new = account.details.clone();
    new.domains.retain(|domain| !known.details.domains.contains(domain));
    new.addresses.retain(|address| !known.details.addresses.contains(address));
    done(context, &account, &new, "changed", &mutation)
}

/// Tells what was done, and attaches the mail that belongs to what is new.
fn done(
    context: &Context,
    account: &Account,
    new: &AccountDraft,
    what: &str,
    mutation: &str,
) -> Result<Exit> {
    let domains = new.domains.iter().cloned().map(Who::Domain);
    let keys: Vec<Who> = domains.chain(new.addresses.iter().cloned().map(Who::Address)).collect();
    let attached = attach::after_change(context, &keys)?;
    let value = json!({ "account": view(account), "attached": attached.wanted, "mutation": mutation });
    context.output.answer(&value, |page| {
        page.line(&format!("{} {what}.", account.details.name));
        attached.tell(page);
    })?;
    Ok(Exit::Done)
}

fn fill(context: &Context, draft: &mut AccountDraft, fields: &AccountFields) -> Result<()> {
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value);
        }
    };
    set(&mut draft.web, &fields.web);
    set(&mut draft.vat_number, &fields.vat);
    set(&mut draft.registration_number, &fields.registration);
    set(&mut draft.industry, &fields.industry);
    set(&mut draft.ownership, &fields.ownership);
    set(&mut draft.postal.street, &fields.street);
    set(&mut draft.postal.postal_code, &fields.postal_code);
    set(&mut draft.postal.city, &fields.city);
    set(&mut draft.postal.country, &fields.country);
    set(&mut draft.status, &fields.status);
    set(&mut draft.description, &fields.description);
    draft.kind = fields.kind.unwrap_or(draft.kind);
    draft.importance = fields.importance.unwrap_or(draft.importance);
    draft.employees = fields.employees.or(draft.employees);
    draft.annual_revenue = fields.revenue.clone().or(draft.annual_revenue.take());
    draft.domains.extend(fields.domains.iter().cloned());
    draft.addresses.extend(fields.addresses.iter().cloned());
    draft.phones.extend(fields.phones.iter().map(|number| phone(number)));
    if let Some(parent) = &fields.parent {
        let id = AccountId(find::of_kind(context, parent, RecordKind::Account)?.id);
        draft.parent = Some(load(&context.agent.crm, id)?.uid);
    }
    Ok(())
}

/// A phone number as typed; those that begin like a mobile's are one.
pub fn phone(number: &str) -> Phone {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let mobile = digits.starts_with("07") || digits.starts_with("407") || digits.starts_with("491");
    Phone { kind: if mobile { PhoneKind::Mobile } else { PhoneKind::Phone }, number: number.into() }
}

/// Loads an account by its key.
pub fn load(crm: &Crm, id: AccountId) -> Result<Account> {
    Ok(crm
        .read(move |tx| accounts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Account, id.0)))?)
}

/// Returns the id outside of the account `text` names.
pub fn uid(context: &Context, text: &str) -> Result<Uid> {
    Ok(load(&context.agent.crm, AccountId(find::of_kind(context, text, RecordKind::Account)?.id))?.uid)
}

fn list(context: &Context, args: &Listed) -> Result<Exit> {
    let page =
        Page { prefix: args.text.clone().unwrap_or_default(), after: None, limit: i64::from(args.limit) };
    let viewer = context.asker.actor.clone();
    let lines = context.agent.crm.read(move |tx| {
        let lines = accounts::list(tx, &page)?;
        whose::seen(tx, &viewer, lines, |line| {
            crmweb_model::record::RecordRef::new(RecordKind::Account, line.id.0)
        })
    })?;
    let views: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({ "uid": line.uid, "name": line.name, "kind": line.kind, "importance": line.importance, "city": line.city })
        })
        .collect();
    context.output.answer(&json!({ "accounts": views }), |page| {
        if lines.is_empty() {
            page.line(
                "No account yet: crmweb account add \"Brutăria Veche SRL\" --domain brutaria-veche.example",
            );
        }
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                vec![
                    (Ink::Bold, line.name.clone()),
                    (importance_ink(line.importance), line.importance.to_string()),
                    (
                        Ink::Plain,
                        if line.kind == ClientKind::Client { String::new() } else { line.kind.to_string() },
                    ),
                    (Ink::Dim, line.city.clone()),
                ]
            })
            .collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

/// How an importance stands out.
pub fn importance_ink(importance: Importance) -> Ink {
    match importance {
        Importance::Key | Importance::High => Ink::Yellow,
        Importance::Normal | Importance::Low => Ink::Dim,
    }
}

fn show(context: &Context, account: &Account) -> Result<Exit> {
    let details = &account.details;
    context.output.answer(&json!({ "account": view(account) }), |page| {
        page.title(&details.name, &format!("account · {} · {}", details.kind, details.importance));
        page.field("id", &account.uid.to_string());
        page.field("domains", &details.domains.join(", "));
        page.field("addresses", &details.addresses.join(", "));
        page.field("phones", &who::phones(&details.phones));
        page.field("web", &details.web);
        page.field("place", &who::place(&details.postal));
        page.field("VAT number", &details.vat_number);
        page.field("registration", &details.registration_number);
        page.field("industry", &details.industry);
        page.field("ownership", &details.ownership);
        page.field("employees", &details.employees.map(|n| n.to_string()).unwrap_or_default());
        page.field("revenue", &details.annual_revenue.as_ref().map(ToString::to_string).unwrap_or_default());
        page.field("status", &details.status);
        page.field("description", &details.description);
    })?;
    Ok(Exit::Done)
}

/// An account as JSON shows it.
pub fn view(account: &Account) -> Value {
    let mut value = serde_json::to_value(&account.details).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("uid".into(), json!(account.uid));
        fields.insert("version".into(), json!(account.version));
        fields.insert("created_at".into(), json!(crate::view::moment(account.created_at)));
        fields.insert("updated_at".into(), json!(crate::view::moment(account.updated_at)));
    }
    value
}
