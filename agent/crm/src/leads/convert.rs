//! A lead made an account, a contact and an opportunity, with all of its history, as one deed.

use super::{CONVERTED, KIND, Status, carry, load, refuse};
use crate::crm::Crm;
use crate::deed::By;
use crate::duplicates::{self, Candidate};
use crate::error::{Error, Result};
use crate::records::{self, Record, Typed};
use crmweb_model::conversion::{self, Carried, Parts};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::catalogued::Sheet;
use crmweb_store::engine::Durability;
use crmweb_store::fields::Texts;
use crmweb_store::log;
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, catalogued, owners, refs};

/// Rows of history shared per transaction.
const BATCH: i64 = 100;

/// What a part of a lead becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// Nothing.
    Nothing,
    /// A new record.
    New,
    /// One that is there.
    Known(Uid),
}

/// What a lead becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The company.
    pub account: Into,
    /// The person.
    pub contact: Into,
    /// The business, by its name; empty for the usual one, `None` for no opportunity.
    pub opportunity: Option<String>,
}

/// One value on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The field of the lead.
    pub from: String,
    /// The field of the record.
    pub to: String,
    /// What stands there now.
    pub before: String,
    /// What will stand there.
    pub after: String,
}

/// A record a lead becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its kind.
    pub kind: RecordKind,
    /// One that is there; `None` is a new one.
    pub known: Option<Uid>,
    /// What goes where.
    pub steps: Vec<Step>,
    /// Records that may be the same.
    pub candidates: Vec<Candidate>,
    /// What of the history it takes over, and how much.
    pub history: Vec<(String, i64)>,
}

/// What converting would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The lead's version, on which this was decided.
    pub version: i64,
    /// The records, account first.
    pub records: Vec<Planned>,
}

/// What a lead became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The lead.
    pub lead: Record,
    /// The account.
    pub account: Option<Uid>,
    /// The contact.
    pub contact: Option<Uid>,
    /// The opportunity.
    pub opportunity: Option<Uid>,
}

/// Shows what converting a lead would do; nothing changes.
pub fn preview(tx: &mut Tx, by: &By, uid: Uid, how: &Conversion) -> Result<Preview> {
    let (_, lead) = load(tx, by, uid, None)?;
    refuse(&lead, Status::Converted)?;
    let parts = parts(&lead, how)?;
    let mut planned = Vec::new();
    for (kind, into, carried) in plan(&lead, how, parts) {
        let known = target(tx, by, kind, into)?;
        let values = steps(tx, &lead, known.as_ref(), kind, carried)?;
        let candidates = if into == Into::New && kind != RecordKind::Opportunity {
            let typed: Vec<Typed> = values.iter().map(|step| (step.to.clone(), step.after.clone())).collect();
            duplicates::of_typed(tx, by, kind, &typed)?
        } else {
            Vec::new()
        };
        let history = carry::count(tx, lead.record, known.as_ref().map(|sheet| sheet.record), kind)?;
        let others = candidates.into_iter().filter(|candidate| candidate.record != lead.record);
        planned.push(Planned {
            kind,
            known: known.map(|sheet| sheet.uid),
            steps: values,
            candidates: others.filter(|candidate| candidate.record.kind == kind).collect(),
            history,
        });
    }
    Ok(Preview { version: lead.version, records: planned })
}

/// Makes a lead a client. Repeating an interrupted conversion completes it.
pub fn convert(crm: &Crm, by: &By, uid: Uid, seen: Option<i64>, how: &Conversion) -> Result<Converted> {
    let (first, how) = (by.clone(), how.clone());
    let (lead, targets, mut shared) = crm.write(move |tx| {
        let (lead, targets) = match begun(tx, &first, uid)? {
            Some(begun) => begun,
            None => make(tx, &first, uid, seen, &how)?,
        };
        Ok((lead, targets.clone(), carry::share(tx, &first, lead, &targets, BATCH)?))
    })?;
    while shared == BATCH {
        let (by, targets) = (by.clone(), targets.clone());
        shared = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            carry::share(tx, &by, lead, &targets, BATCH)
        })?;
    }
    let by = by.clone();
    crm.read(move |tx| {
        let lead = records::get(tx, &by, KIND, uid)?;
        let made = |field: &str| Uid::parse(lead.text(field)).ok();
        let (account, contact, opportunity) = (made("account"), made("contact"), made("opportunity"));
        Ok(Converted { lead, account, contact, opportunity })
    })
}

/// The same deed, when it was interrupted.
fn begun(tx: &mut Tx, by: &By, uid: Uid) -> Result<Option<(RecordRef, Vec<RecordRef>)>> {
    let Some(lead) = catalogued::by_uid(tx, records::kind(KIND)?, uid)? else { return Ok(None) };
    let deed = log::of_mutation(tx, &by.mutation.to_string())?;
    let ours = deed.iter().any(|entry| entry.record == lead.record && entry.verb == "changed");
    if !ours || Status::of(&lead) != Status::Converted {
        return Ok(None);
    }
    by.may_with(tx, Right::Write, lead.record)?;
    let mut targets = Vec::new();
    for (field, kind) in MADE {
        if let Ok(uid) = Uid::parse(lead.text(field)) {
            targets.extend(refs::find(tx, kind, uid)?);
        }
    }
    Ok(Some((lead.record, targets)))
}

/// The fields of a lead that name what it became.
const MADE: [(&str, RecordKind); 3] = [
    ("account", RecordKind::Account),
    ("contact", RecordKind::Contact),
    ("opportunity", RecordKind::Opportunity),
];

fn make(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    how: &Conversion,
) -> Result<(RecordRef, Vec<RecordRef>)> {
    let (kind, lead) = load(tx, by, uid, seen)?;
    refuse(&lead, Status::Converted)?;
    let parts = parts(&lead, how)?;
    by.note(tx, CONVERTED)?;
    let (mut targets, mut texts) = (Vec::new(), Texts::new());
    let (mut account, mut contact) = (None, None);
    for (of, into, carried) in plan(&lead, how, parts) {
        let known = target(tx, by, of, into)?;
        let mut values = typed(steps(tx, &lead, known.as_ref(), of, carried)?);
        match of {
            RecordKind::Contact => values.extend(position(&lead, known.as_ref(), account)),
            RecordKind::Opportunity => {
                values.extend(account.map(|uid: Uid| ("account".to_owned(), uid.to_string())));
                values.extend(contact.map(|uid: Uid| ("contacts".to_owned(), uid.to_string())));
            }
            _ => {}
        }
        let record = match known {
            Some(known) if values.is_empty() => known.record,
            Some(known) => records::edit(tx, by, of, known.uid, None, &values)?.record,
            None => {
                let made = records::add(tx, by, of, None, &values)?.record;
                // Whoever looked after the lead looks after the client.
                owners::set(tx, &by.author(), made, lead.owner)?;
                made
            }
        };
        let made = refs::uid(tx, record)?.ok_or_else(|| Error::no_such(of, record.id))?;
        match of {
            RecordKind::Account => account = Some(made),
            RecordKind::Contact => contact = Some(made),
            _ => {}
        }
        let field = MADE.iter().find(|(_, kind)| *kind == of).map(|(field, _)| *field);
        texts.extend(field.map(|field| (field, made.to_string())));
        targets.push(record);
    }
    texts.push(("status", "converted".into()));
    records::change(tx, by, kind, &lead, &texts, "changed")?;
    Ok((lead.record, targets))
}

/// The place of work: the account the lead became, or was joined to.
fn position(lead: &Sheet, known: Option<&Sheet>, account: Option<Uid>) -> Option<Typed> {
    let line = format!("{} {}", account?, lead.text("position")).trim_end().to_owned();
    let there = known.map_or("", |sheet| sheet.text("positions"));
    if there.lines().any(|known| known.split(' ').next() == line.split(' ').next()) {
        return None;
    }
    let lines: Vec<&str> = there.lines().chain([line.as_str()]).collect();
    Some(("positions".into(), lines.join("\n")))
}

fn parts(lead: &Sheet, how: &Conversion) -> Result<Parts> {
    let parts = Parts {
        account: how.account != Into::Nothing,
        contact: how.contact != Into::Nothing,
        opportunity: how.opportunity.is_some(),
    };
    if !parts.account && !parts.contact {
        return Err(Error::invalid("account", "a lead becomes an account or a contact, or both"));
    }
    if how.contact == Into::New && !conversion::is_person(|field| lead.text(field)) {
        return Err(Error::invalid("contact", "the lead names no person"));
    }
    Ok(parts)
}

/// The records a lead becomes, in the order in which they need one another, and what each takes over.
fn plan(lead: &Sheet, how: &Conversion, parts: Parts) -> Vec<(RecordKind, Into, Vec<Carried>)> {
    let text = |field: &str| lead.text(field);
    let mut plan = Vec::new();
    if parts.account {
        plan.push((RecordKind::Account, how.account, conversion::account(text, parts)));
    }
    if parts.contact {
        plan.push((RecordKind::Contact, how.contact, conversion::contact(text, parts)));
    }
    if let Some(name) = &how.opportunity {
        plan.push((RecordKind::Opportunity, Into::New, conversion::opportunity(text, name)));
    }
    plan
}

/// Loads the record that a lead goes into: it gets its history, whatever else stays as it is.
fn target(tx: &mut Tx, by: &By, kind: RecordKind, into: Into) -> Result<Option<Sheet>> {
    let Into::Known(uid) = into else { return Ok(None) };
    let known = records::find(tx, by, records::kind(kind)?, uid)?;
    by.may_with(tx, Right::Write, known.record)?;
    Ok(Some(known))
}

/// What changes in a record, fields of administrators with the same name included.
fn steps(
    tx: &mut Tx,
    lead: &Sheet,
    known: Option<&Sheet>,
    kind: RecordKind,
    carried: Vec<Carried>,
) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut step = |from: &str, to: &str, before: &str, text: &str| {
        let after = conversion::filled(to, before, text);
        if after != before {
            steps.push(Step { from: from.into(), to: to.into(), before: before.into(), after });
        }
    };
    for Carried { from, to, text } in &carried {
        step(from, to, known.map_or("", |sheet| sheet.text(to)), text);
    }
    let there = match known {
        Some(sheet) => records::custom_texts(tx, sheet.record)?,
        None => Vec::new(),
    };
    for (name, text) in records::custom_alike(tx, lead.record, kind)? {
        let before = there.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        step(&name, &name, before, &text);
    }
    Ok(steps)
}

fn typed(steps: Vec<Step>) -> Vec<Typed> {
    steps.into_iter().map(|step| (step.to, step.after)).collect()
}
