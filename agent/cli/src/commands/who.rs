//! `who`: the record of a client, as a person wants to read it.

mod card;
mod json;

pub use card::{phones, place};

use super::Context;
use crate::args::history::Who;
use crate::failure::{Exit, Result};
use crate::paint::{Ink, Page, grouped};
use crate::{find, when};
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_crm::whose;
use crmweb_crm::why;
use crmweb_model::ids::{AccountId, ContactId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_model::time::Millis;
use crmweb_store::timeline::{self, Half, Item};
use serde_json::Value;

/// Carries out `who`.
pub fn run(context: &Context, args: &Who) -> Result<Exit> {
    let text = args.whom.join(" ");
    let record = find::record(context, &text)?;
    show(context, record, args.limit, args.why)
}

/// Shows the record of a client.
pub fn show(context: &Context, record: RecordRef, limit: u16, why: bool) -> Result<Exit> {
    let client = match record.kind {
        RecordKind::Contact => Client::Contact(ContactId(record.id)),
        RecordKind::Account => Client::Account(AccountId(record.id)),
        _ => return other(context, record, limit, why),
    };
    let (actor, now) = (context.asker.actor.clone(), context.asker.at);
    let limits = Limits { history: i64::from(limit), ..Limits::default() };
    let found = context.agent.crm.read(move |tx| record_page::client(tx, &actor, client, now, limits))?;
    let reasons = if why { reasons(context, &found.history)? } else { Vec::new() };
    context.output.answer(&json::client(&found, &reasons, now), |page| {
        card::write(page, &found, now);
        let remark = format!("{} of {}", found.history.len(), grouped(found.counts.history.unsigned_abs()));
        write_history(page, &found.history, &reasons, now, &remark);
    })?;
    Ok(Exit::Done)
}

/// What is no client is shown by its own command.
fn other(context: &Context, record: RecordRef, limit: u16, why: bool) -> Result<Exit> {
    let history = history(context, record, limit, why)?;
    let name = context.agent.crm.read(move |tx| Ok(crmweb_store::names::of(tx, record)?))?;
    let value = serde_json::json!({ "kind": record.kind, "name": name, "history": history.value });
    context.output.answer(&value, |page| {
        page.title(&name, record.kind.as_str());
        history.write(page);
    })?;
    Ok(Exit::Done)
}

/// The newest history of any record.
pub struct History {
    items: Vec<Item>,
    reasons: Vec<String>,
    count: i64,
    now: Millis,
    /// As JSON shows it.
    pub value: Value,
}

/// Loads the newest history of a record.
pub fn history(context: &Context, record: RecordRef, limit: u16, why: bool) -> Result<History> {
    let (actor, viewer, now) = (context.asker.actor.clone(), context.asker.user.id, context.asker.at);
    let (items, count) = context.agent.crm.read(move |tx| {
        whose::may(tx, &actor, Right::Read, record)?;
        let items = timeline::page(tx, record, viewer, Half::History, None, i64::from(limit))?;
        Ok((items, timeline::count_of(tx, record, viewer, Half::History)?))
    })?;
    let reasons = if why { reasons(context, &items)? } else { Vec::new() };
    let value = json::history(&items, &reasons);
    Ok(History { items, reasons, count, now, value })
}

impl History {
    /// Writes it.
    pub fn write(&self, page: &mut Page) {
        let remark = format!("{} of {}", self.items.len(), grouped(self.count.unsigned_abs()));
        write_history(page, &self.items, &self.reasons, self.now, &remark);
    }
}

fn reasons(context: &Context, items: &[Item]) -> Result<Vec<String>> {
    let ids: Vec<_> = items.iter().map(|item| item.activity).collect();
    Ok(context.agent.crm.read(move |tx| ids.into_iter().map(|id| why::of_activity(tx, id)).collect())?)
}

/// Writes lines such as `  3 ← 29 Jun   Re: Ofertă   Dan Rusu`.
fn write_history(page: &mut Page, items: &[Item], reasons: &[String], now: Millis, remark: &str) {
    page.title("History", remark);
    if items.is_empty() {
        page.indented(2, Ink::Dim, "nothing yet");
    }
    let dates: Vec<String> = items.iter().map(|item| when::short(now, item.at)).collect();
    for (i, item) in items.iter().enumerate() {
        let held = item.mail.as_ref().is_some_and(|mail| mail.held);
        let (arrow, ink) = match (item.mail.is_some(), item.direction.as_str()) {
            (_, "in") => ("←", Ink::Cyan),
            (_, "out") => ("→", Ink::Green),
            _ => ("·", Ink::Dim),
        };
        let mut right = match &item.mail {
            Some(mail) if !mail.from_name.is_empty() => mail.from_name.clone(),
            Some(mail) => mail.from_address.clone(),
            None => item.kind.clone(),
        };
        right = crate::paint::fit(&crate::paint::clean(&right), 20);
        let files = item.mail.as_ref().map_or(0, |mail| mail.attachments);
        let mut subject = match item.subject.as_str() {
            "" if item.mail.is_some() => "(no subject)".to_owned(),
            subject => subject.to_owned(),
        };
        if files > 0 {
            subject = format!("{subject} ⊕{files}");
        }
        if held {
            subject = format!("[held] {subject}");
        }
        let date = dates.get(i).map(String::as_str).unwrap_or_default();
        let width = page.width().saturating_sub(5 + 2 + 11 + 22).max(16);
        let subject = crate::paint::pad(&crate::paint::fit(&crate::paint::clean(&subject), width), width);
        let line = format!(
            "{} {} {} {}  {}",
            page.ink(Ink::Dim, &format!("{:>4}", i + 1)),
            page.ink(ink, arrow),
            page.ink(Ink::Dim, &crate::paint::pad(date, 10)),
            page.ink(Ink::Plain, &subject),
            page.ink(Ink::Dim, &right),
        );
        page.painted(&line);
        if let Some(reason) = reasons.get(i).filter(|reason| !reason.is_empty()) {
            page.indented(18, Ink::Dim, reason);
        }
    }
}
