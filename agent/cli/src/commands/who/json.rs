//! A client's record as JSON shows it.

use crate::view::moment;
use crmweb_crm::record_page::{ClientRecord, Flag};
use crmweb_model::ids::UserId;
use crmweb_model::subject::incident_label;
use crmweb_model::time::Millis;
use crmweb_store::timeline::Item;
use serde_json::{Value, json};

/// The whole record.
pub fn client(record: &ClientRecord, reasons: &[String], now: Millis) -> Value {
    let user = |id: Option<UserId>| id.and_then(|id| record.users.get(&id)).map(|user| user.name.clone());
    let contact = record.contact.as_ref().map(|c| {
        let places: Vec<Value> =
            c.places.iter().map(|p| json!({ "account": p.uid, "name": p.name, "title": p.title })).collect();
        json!({
            "uid": c.uid, "version": c.version, "salutation": c.salutation, "name": c.name, "department": c.department,
            "language": c.language, "kind": c.kind, "do_not_contact": c.do_not_contact, "addresses": c.addresses,
            "phones": c.phones, "places": places, "owner": c.owner.as_ref().map(|o| &o.name),
            "created_at": moment(c.created_at),
        })
    });
    let account = record.account.as_ref().map(|a| {
        json!({
            "uid": a.uid, "version": a.version, "name": a.name, "kind": a.kind, "importance": a.importance,
            "industry": a.industry, "status": a.status, "city": a.city, "country": a.country, "web": a.web,
            "phones": a.phones, "owner": a.owner.as_ref().map(|o| &o.name), "created_at": moment(a.created_at),
        })
    });
    let incidents: Vec<Value> = record
        .incidents
        .iter()
        .map(|i| {
            json!({
                "uid": i.uid, "number": incident_label(i.number), "subject": i.subject, "priority": i.priority,
                "status": i.status, "assignee": user(i.assignee), "solve_by": i.solve_by.map(moment),
                "created_at": moment(i.created_at),
            })
        })
        .collect();
    let opportunities: Vec<Value> = record
        .opportunities
        .iter()
        .map(|o| {
            json!({
                "uid": o.uid, "name": o.name, "stage": o.stage, "probability": o.probability, "amount": o.amount,
                "expected_close": o.expected_close, "next_step": o.next_step, "owner": user(o.owner),
                "created_at": moment(o.created_at),
            })
        })
        .collect();
    let planned: Vec<Value> = record
        .planned
        .iter()
        .map(|p| {
            let mut value = item(&p.item);
            value["planned"] = json!(p.when.as_ref().map(|(local, _)| local));
            value["zone"] = json!(p.when.as_ref().map(|(_, zone)| zone));
            value["overdue"] = json!(p.overdue);
            value["assignee"] = json!(user(p.item.assignee));
            value
        })
        .collect();
    let colleagues: Vec<Value> = record
        .colleagues
        .iter()
        .map(|c| json!({ "uid": c.uid, "name": c.name, "title": c.title, "last": c.last.map(moment) }))
        .collect();
    json!({
        "contact": contact, "account": account,
        "last_contact": record.last_contact.as_ref().map(|last| {
            json!({ "at": moment(last.item.at), "who": last.who, "kind": last.item.kind, "subject": last.item.subject })
        }),
        "flags": record.flags.iter().map(flag).collect::<Vec<_>>(),
        "incidents": incidents, "opportunities": opportunities, "planned": planned,
        "history": history(&record.history, reasons), "colleagues": colleagues,
        "counts": {
            "history": record.counts.history, "planned": record.counts.planned,
            "incidents": record.counts.incidents, "opportunities": record.counts.opportunities,
        },
        "asked_at": moment(now),
    })
}

/// Lines of a history.
pub fn history(items: &[Item], reasons: &[String]) -> Value {
    let line = |(i, known): (usize, &Item)| {
        let mut value = item(known);
        if let Some(why) = reasons.get(i) {
            value["why"] = json!(why);
        }
        value
    };
    Value::Array(items.iter().enumerate().map(line).collect())
}

fn item(item: &Item) -> Value {
    let mail = item.mail.as_ref().map(|mail| {
        json!({
            "uid": mail.uid, "from_name": mail.from_name, "from_address": mail.from_address,
            "attachments": mail.attachments, "level": mail.level, "held": mail.held, "nature": mail.nature,
        })
    });
    json!({
        "uid": item.uid, "kind": item.kind, "status": item.status, "priority": item.priority,
        "direction": item.direction, "subject": item.subject, "snippet": item.snippet, "at": moment(item.at),
        "mail": mail,
    })
}

fn flag(flag: &Flag) -> Value {
    match flag {
        Flag::CriticalIncident { incident, label } => {
            json!({ "flag": "critical_incident", "incident": incident, "number": label })
        }
        Flag::Overdue { activities } => json!({ "flag": "overdue", "activities": activities }),
        Flag::PastExpectedClose { opportunity } => {
            json!({ "flag": "past_expected_close", "opportunity": opportunity })
        }
        Flag::NothingPlanned { opportunity } => {
            json!({ "flag": "nothing_planned", "opportunity": opportunity })
        }
        Flag::Quiet { days } => json!({ "flag": "quiet", "days": days }),
    }
}
