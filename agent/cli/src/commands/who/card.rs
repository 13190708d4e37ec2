//! The upper part of a client's record: who it is, what needs attention, what is open.

use super::super::incidents::priority_ink;
use crate::paint::{Ink, Page, fit};
use crate::when;
use crmweb_crm::record_page::{ClientRecord, Flag, Planned};
use crmweb_model::draft::{Phone, Postal};
use crmweb_model::record::{Importance, PhoneKind};
use crmweb_model::subject::incident_label;
use crmweb_model::time::Millis;

/// Writes everything above the history.
pub fn write(page: &mut Page, record: &ClientRecord, now: Millis) {
    head(page, record);
    if let Some(last) = &record.last_contact {
        let subject = if last.item.subject.is_empty() { &last.item.kind } else { &last.item.subject };
        let moment = format!("{} ({})", when::distance(now, last.item.at), when::moment(last.item.at));
        page.field("last contact", &format!("{moment}, {}: {subject}", last.who));
    } else {
        page.field("last contact", "none yet");
    }
    if !record.flags.is_empty() {
        page.gap();
    }
    for flag in &record.flags {
        let (ink, text) = attention(record, flag);
        page.indented(2, ink, &format!("! {text}"));
    }
    incidents(page, record, now);
    opportunities(page, record);
    planned(page, record, now);
    colleagues(page, record, now);
}

fn head(page: &mut Page, record: &ClientRecord) {
    if let Some(contact) = &record.contact {
        let place = contact.places.first();
        let remark = match place {
            Some(place) if !place.title.is_empty() => format!("{} at {}", place.title, place.name),
            Some(place) => format!("at {}", place.name),
            None => format!("contact · {}", contact.kind),
        };
        page.title(format!("{} {}", contact.salutation, contact.name).trim(), &remark);
        page.field("addresses", &contact.addresses.join(", "));
        page.field("phones", &phones(&contact.phones));
        page.field("language", &contact.language);
        page.field("department", &contact.department);
        let others: Vec<&str> = contact.places.iter().skip(1).map(|place| place.name.as_str()).collect();
        page.field("also at", &others.join(", "));
        if !contact.do_not_contact.is_empty() {
            page.field("do not", &contact.do_not_contact.join(", "));
        }
    }
    if let Some(account) = &record.account {
        let importance = match account.importance {
            Importance::Key => "key account",
            Importance::High => "high importance",
            Importance::Normal => "",
            Importance::Low => "low importance",
        };
        let town = [account.city.as_str(), account.country.as_str()];
        let town = town.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let facts = [
            account.kind.as_str(),
            importance,
            account.industry.as_str(),
            town.as_str(),
            account.status.as_str(),
        ];
        let facts = facts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        if record.contact.is_some() {
            page.field("client", &format!("{} · {facts}", account.name));
            page.field("", &phones(&account.phones));
        } else {
            page.title(&account.name, &facts);
            page.field("phones", &phones(&account.phones));
            page.field("web", &account.web);
        }
    }
    let owner = record.contact.as_ref().map_or(record.account.as_ref().map(|a| &a.owner), |c| Some(&c.owner));
    page.field("owner", owner.and_then(Option::as_ref).map_or("nobody", |owner| &owner.name));
}

fn attention(record: &ClientRecord, flag: &Flag) -> (Ink, String) {
    let named = |uid| {
        record.opportunities.iter().find(|o| o.uid == uid).map_or("an opportunity", |o| o.name.as_str())
    };
    match flag {
        Flag::CriticalIncident { label, .. } => (Ink::Red, format!("critical incident {label} is open")),
        Flag::Overdue { activities: 1 } => (Ink::Red, "a planned activity is overdue".into()),
        Flag::Overdue { activities } => (Ink::Red, format!("{activities} planned activities are overdue")),
        Flag::PastExpectedClose { opportunity } => {
            (Ink::Yellow, format!("should have been decided by now: {}", named(*opportunity)))
        }
        Flag::NothingPlanned { opportunity } => {
            (Ink::Yellow, format!("nothing is planned for: {}", named(*opportunity)))
        }
        Flag::Quiet { days } => (Ink::Yellow, format!("no contact for {days} days")),
    }
}

fn incidents(page: &mut Page, record: &ClientRecord, now: Millis) {
    if record.incidents.is_empty() {
        return;
    }
    page.title("Open incidents", &record.counts.incidents.to_string());
    let rows: Vec<_> = record
        .incidents
        .iter()
        .map(|incident| {
            vec![
                (Ink::Bold, incident_label(incident.number)),
                (priority_ink(incident.priority), incident.priority.to_string()),
                (Ink::Plain, incident.subject.clone()),
                (Ink::Dim, incident.status.to_string()),
                (Ink::Dim, when::distance(now, incident.created_at)),
            ]
        })
        .collect();
    page.table(2, &rows);
}

fn opportunities(page: &mut Page, record: &ClientRecord) {
    if record.opportunities.is_empty() {
        return;
    }
    page.title("Open opportunities", &record.counts.opportunities.to_string());
    let mut rows = Vec::new();
    for opportunity in &record.opportunities {
        rows.push(vec![
            (Ink::Plain, opportunity.name.clone()),
            (Ink::Bold, opportunity.amount.as_ref().map(ToString::to_string).unwrap_or_default()),
            (Ink::Dim, format!("{} {} %", opportunity.stage, opportunity.probability)),
            (Ink::Dim, opportunity.expected_close.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]);
        if !opportunity.next_step.is_empty() {
            rows.push(vec![(Ink::Dim, format!("  next: {}", opportunity.next_step))]);
        }
    }
    page.table(0, &rows);
}

fn planned(page: &mut Page, record: &ClientRecord, now: Millis) {
    if record.planned.is_empty() {
        return;
    }
    page.title("Planned", &record.counts.planned.to_string());
    let time = |planned: &Planned| match planned.when {
        Some(_) => when::distance(now, planned.item.at),
        None => "some day".into(),
    };
    let rows: Vec<_> = record
        .planned
        .iter()
        .map(|planned| {
            let who =
                planned.item.assignee.and_then(|user| record.users.get(&user)).map(|user| user.name.clone());
            vec![
                (if planned.overdue { Ink::Red } else { Ink::Plain }, time(planned)),
                (Ink::Plain, planned.item.subject.clone()),
                (Ink::Dim, planned.item.kind.clone()),
                (Ink::Dim, fit(&who.unwrap_or_default(), 20)),
            ]
        })
        .collect();
    page.table(1, &rows);
}

fn colleagues(page: &mut Page, record: &ClientRecord, now: Millis) {
    if record.colleagues.is_empty() {
        return;
    }
    page.title(if record.contact.is_some() { "Colleagues there" } else { "People" }, "");
    let rows: Vec<_> = record
        .colleagues
        .iter()
        .map(|colleague| {
            vec![
                (Ink::Plain, colleague.name.clone()),
                (Ink::Dim, colleague.title.clone()),
                (Ink::Dim, colleague.last.map(|at| when::distance(now, at)).unwrap_or_default()),
            ]
        })
        .collect();
    page.table(1, &rows);
}

/// Writes phone numbers in a line.
pub fn phones(phones: &[Phone]) -> String {
    let text = |phone: &Phone| match phone.kind {
        PhoneKind::Phone => phone.number.clone(),
        PhoneKind::Mobile => format!("{} (mobile)", phone.number),
        PhoneKind::Fax => format!("{} (fax)", phone.number),
    };
    phones.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Writes a postal address in a line.
pub fn place(postal: &Postal) -> String {
    let parts = [&postal.street, &postal.postal_code, &postal.city, &postal.region, &postal.country];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}
