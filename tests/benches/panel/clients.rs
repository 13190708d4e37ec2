//! Colleagues, clients, and the incidents and opportunities they have.

use crate::chance::Chance;
use crate::company::{Company, NOW, SPAN, USERS};
use crate::listed;
use crate::row;
use crate::sink::Sink;
use crate::texts::{uid, words};
use crmweb_store::Result;
use std::collections::BTreeMap;

pub fn people(sink: &mut Sink) -> Result<()> {
    for id in 1..=USERS {
        row!(
            sink,
            "users (id, uid, login, name, created_at, updated_at)",
            id,
            uid(1, id),
            format!("user{id}"),
            format!("Colleague {id}"),
            0,
            0
        );
        row!(
            sink,
            "mailboxes (id, uid, address, kind, user_id, share, created_at)",
            id,
            uid(2, id),
            format!("user{id}@us.example"),
            "personal",
            id,
            share(id),
            0
        );
        row!(sink, "user_roles (user_id, role)", id, "user");
        known(sink, "colleague", format!("user{id}@us.example"), "mailbox", id)?;
    }
    Ok(())
}

/// The `n`th address of a contact.
pub fn address(company: &Company, contact: i64, n: i64) -> String {
    format!("c{contact}.{n}@a{}.example", company.account_of(contact))
}

/// A key by which mail knows a record.
fn known(sink: &mut Sink, what: &str, key: String, kind: &str, id: i64) -> Result<()> {
    row!(sink, "match_keys (what, key, record_kind, record_id, version, gone)", what, key, kind, id, 1, 0);
    Ok(())
}

/// What a mailbox shares: most all, some less, one nothing.
pub fn share(mailbox: i64) -> i64 {
    match mailbox {
        1 => 0,
        2 | 3 => 1,
        4..=6 => 2,
        _ => 3,
    }
}

pub fn clients(sink: &mut Sink, company: &Company, chance: &mut Chance) -> Result<()> {
    let towns = listed::Towns::new();
    for id in 1..=company.accounts {
        let city = towns.draw(chance);
        listed::text(sink, "account", "city", id, city)?;
        row!(
            sink,
            "accounts (id, uid, name, name_key, kind, importance, city, country, owner_id, created_at, updated_at)",
            id,
            uid(3, id),
            format!("Firma {id} SRL"),
            format!("firma {id} srl"),
            "client",
            listed::importance(chance),
            city,
            "RO",
            1 + id % USERS,
            NOW.0 - SPAN,
            NOW.0 - SPAN
        );
        row!(
            sink,
            "account_phones (account_id, position, kind, number, number_key)",
            id,
            0,
            "phone",
            format!("+40 264 {id:06}"),
            format!("40264{id:06}")
        );
    }
    for id in 1..=company.contacts {
        let account = company.account_of(id);
        let city = towns.draw(chance);
        let at = NOW.0 - chance.below(SPAN);
        for (field, text) in [("first_name", "ion"), ("last_name", &*format!("pop {id}")), ("city", city)] {
            listed::text(sink, "contact", field, id, text)?;
        }
        row!(
            sink,
            "contacts (id, uid, first_name, last_name, name_key, kind, city, owner_id, created_at, updated_at)",
            id,
            uid(4, id),
            "Ion",
            format!("Pop {id}"),
            format!("ion pop {id}"),
            "client",
            city,
            1 + chance.below(USERS),
            at,
            at
        );
        row!(sink, "contact_accounts (contact_id, account_id, position, title)", id, account, 0, "CEO");
        row!(
            sink,
            "contact_phones (contact_id, position, kind, number, number_key)",
            id,
            0,
            "mobile",
            format!("+40 7{id:08}"),
            format!("407{id:08}")
        );
        for n in 0..if id == 1 { 300 } else { 1 } {
            row!(sink, "contact_addresses (contact_id, address, position)", id, address(company, id, n), n);
            known(sink, "address", address(company, id, n), "contact", id)?;
        }
    }
    Ok(())
}

/// Incidents and opportunities; returns an open opportunity per contact that has one.
pub fn work(sink: &mut Sink, company: &Company, chance: &mut Chance) -> Result<BTreeMap<i64, i64>> {
    for id in 1..=company.incidents {
        let (contact, open) = (company.any_contact(chance).0, i64::from(chance.happens(15)));
        let at = NOW.0 - chance.below(SPAN);
        let subject = words(chance, 4).to_lowercase();
        row!(
            sink,
            "incidents (id, uid, number, subject, subject_key, description, account_id, contact_id, priority,
                    channel, status, open, assignee_id, created_at, updated_at)",
            id,
            uid(5, id),
            1_000 + id,
            subject.clone(),
            subject,
            words(chance, 60),
            company.account_of(contact),
            contact,
            if chance.happens(3) { "critical" } else { "normal" },
            "mail",
            if open == 1 { "open" } else { "closed" },
            open,
            1 + chance.below(USERS),
            at,
            at
        );
    }
    let mut open = BTreeMap::new();
    for id in 1..=company.opportunities {
        let (contact, outcome) =
            (company.any_contact(chance).0, if chance.happens(40) { "open" } else { "won" });
        let at = NOW.0 - chance.below(SPAN);
        let name = words(chance, 3).to_lowercase();
        row!(
            sink,
            "opportunities (id, uid, name, name_key, account_id, stage_id, outcome, amount, currency,
                    probability, expected_close, description, owner_id, created_at, updated_at)",
            id,
            uid(6, id),
            name.clone(),
            name,
            company.account_of(contact),
            if outcome == "open" { 2 } else { 5 },
            outcome,
            chance.below(9_000_000),
            "EUR",
            25,
            "2026-12-24",
            words(chance, 60),
            1 + chance.below(USERS),
            at,
            at
        );
        row!(sink, "opportunity_contacts (opportunity_id, contact_id, position)", id, contact, 0);
        if outcome == "open" {
            open.insert(contact, id);
        }
    }
    Ok(open)
}
