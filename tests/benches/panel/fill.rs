//! A database with a company's years in it, written row by row but consistent: links, captures, timeline and counts
//! say the same.

use crate::chance::Chance;
use crate::company::{Company, NOW, SPAN, USERS};
use crate::row;
use crate::sink::Sink;
use crmweb_model::time::Millis;
use crmweb_store::engine::Durability;
use crmweb_store::{Location, Result, stages};
use std::collections::BTreeMap;

const WORDS: [&str; 16] = [
    "oferta",
    "factura",
    "comanda",
    "imprimanta",
    "livrare",
    "contract",
    "garantie",
    "Termin",
    "Angebot",
    "Rechnung",
    "meeting",
    "invoice",
    "delivery",
    "quote",
    "support",
    "prezentare",
];

/// Fills a database that has its schema and nothing else.
pub fn fill(location: &Location, company: &Company) -> Result<()> {
    let mut db = location.open()?;
    db.write(Durability::Normal, stages::install)?;
    match location {
        Location::File(_) => {
            db.batch("PRAGMA foreign_keys = 0; PRAGMA journal_mode = OFF; PRAGMA cache_size = -400000;")?;
            let indexes = db.write(Durability::Normal, |tx| {
                tx.query(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
                    &[],
                    |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)),
                )
            })?;
            for (name, _) in &indexes {
                db.batch(&format!("DROP INDEX {name}"))?;
            }
            db.write(Durability::Normal, |tx| rows(Sink::Sqlite(tx, BTreeMap::new()), company))?;
            for (_, sql) in &indexes {
                db.batch(sql)?;
            }
            db.batch("PRAGMA journal_mode = WAL;")
        }
        Location::Server(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls)?;
            client.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off")?;
            rows(Sink::Postgres(client, BTreeMap::new()), company)?;
            let mut client = postgres::Client::connect(url, postgres::NoTls)?;
            Ok(client.batch_execute("VACUUM ANALYZE")?)
        }
    }
}

/// Counts the activities of a database that was filled before.
pub fn activities(location: &Location) -> Result<usize> {
    let count: i64 =
        location.open()?.read(|tx| tx.query_one("SELECT COUNT(*) FROM activities", &[], |r| r.get(0)))?;
    Ok(count as usize)
}

/// One row of the timeline; kinds in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    kind: &'static str,
    id: i64,
    open: i64,
    viewer: i64,
    at: i64,
    activity: i64,
}

fn rows(mut sink: Sink, company: &Company) -> Result<()> {
    let mut chance = company.chance(1);
    people(&mut sink)?;
    clients(&mut sink, company, &mut chance)?;
    let sales = work(&mut sink, company, &mut chance)?;
    let mut timeline = Vec::with_capacity(company.activities as usize * 21 / 10);
    for id in 1..=company.activities {
        // One mail in ten is the giant's.
        let giants = id % 10 == 0;
        let contact = if giants { company.of_giant(&mut chance) } else { company.any_contact(&mut chance) }.0;
        let mut at = NOW.0 - SPAN + SPAN / company.activities * id - chance.below(Millis::DAY);
        let mut records = vec![("contact", contact), ("account", company.account_of(contact))];
        let (mut open, mut viewers) = (0, vec![0]);
        match chance.below(100) {
            kind if giants || kind < 88 => viewers = letter(&mut sink, &mut chance, id, at)?,
            kind if kind < 92 && chance.happens(50) => {
                (open, at) = (1, NOW.0 + (chance.below(40) - 10) * Millis::DAY);
                records.extend(sales.get(&contact).map(|sale| ("opportunity", *sale)));
                activity(&mut sink, &mut chance, id, at, ("task", "planned"))?;
            }
            kind if kind < 92 => activity(&mut sink, &mut chance, id, at, ("task", "done"))?,
            kind if kind < 96 => activity(&mut sink, &mut chance, id, at, ("call", "done"))?,
            _ => activity(&mut sink, &mut chance, id, at, ("note", "done"))?,
        }
        for (kind, record) in records {
            row!(
                sink,
                "activity_links (activity_id, record_kind, record_id, rule, evidence, made_at)",
                id,
                kind,
                record,
                "address",
                format!("c{contact}.0@a{}.example", company.account_of(contact)),
                at
            );
            timeline.extend(viewers.iter().map(|v| Line {
                kind,
                id: record,
                open,
                viewer: *v,
                at,
                activity: id,
            }));
        }
    }
    history(&mut sink, timeline)?;
    sink.finish()
}

fn people(sink: &mut Sink) -> Result<()> {
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
    }
    Ok(())
}

/// What a mailbox shares: most all, some less, one nothing.
fn share(mailbox: i64) -> i64 {
    match mailbox {
        1 => 0,
        2 | 3 => 1,
        4..=6 => 2,
        _ => 3,
    }
}

fn clients(sink: &mut Sink, company: &Company, chance: &mut Chance) -> Result<()> {
    for id in 1..=company.accounts {
        row!(
            sink,
            "accounts (id, uid, name, name_key, kind, importance, city, country, owner_id, created_at, updated_at)",
            id,
            uid(3, id),
            format!("Firma {id} SRL"),
            format!("firma {id} srl"),
            "client",
            "normal",
            "Cluj",
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
        row!(
            sink,
            "contacts (id, uid, first_name, last_name, name_key, kind, owner_id, created_at, updated_at)",
            id,
            uid(4, id),
            "Ion",
            format!("Pop {id}"),
            format!("ion pop {id}"),
            "client",
            1 + chance.below(USERS),
            NOW.0 - SPAN,
            NOW.0 - SPAN
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
            row!(
                sink,
                "contact_addresses (contact_id, address, position)",
                id,
                format!("c{id}.{n}@a{account}.example"),
                n
            );
        }
    }
    Ok(())
}

/// Incidents and opportunities; returns an open opportunity per contact that has one.
fn work(sink: &mut Sink, company: &Company, chance: &mut Chance) -> Result<BTreeMap<i64, i64>> {
    for id in 1..=company.incidents {
        let (contact, open) = (company.any_contact(chance).0, i64::from(chance.happens(15)));
        let at = NOW.0 - chance.below(SPAN);
        row!(
            sink,
            "incidents (id, uid, number, subject, subject_key, description, account_id, contact_id, priority,
                    channel, status, open, assignee_id, created_at, updated_at)",
            id,
            uid(5, id),
            1_000 + id,
            words(chance, 4),
            "",
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
        row!(
            sink,
            "opportunities (id, uid, name, name_key, account_id, stage_id, outcome, amount, currency,
                    probability, expected_close, description, owner_id, created_at, updated_at)",
            id,
            uid(6, id),
            words(chance, 3),
            "",
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

fn activity(
    sink: &mut Sink,
    chance: &mut Chance,
    id: i64,
    at: i64,
    (kind, status): (&str, &str),
) -> Result<()> {
    let open = i64::from(status == "planned");
    row!(
        sink,
        "activities (id, uid, kind, status, open, priority, direction, subject, body, at, planned, zone,
                author_id, assignee_id, created_at, updated_at, done_at)",
        id,
        uid(7, id),
        kind,
        status,
        open,
        "normal",
        "none",
        words(chance, 5),
        words(chance, 40),
        at,
        (open == 1).then_some("2026-11-25T09:00"),
        (open == 1).then_some("Europe/Bucharest"),
        1 + chance.below(USERS),
        1 + chance.below(USERS),
        at,
        at,
        (open == 0).then_some(at)
    );
    Ok(())
}

/// A mail with one copy, sometimes two; returns who sees it.
fn letter(sink: &mut Sink, chance: &mut Chance, id: i64, at: i64) -> Result<Vec<i64>> {
    let incoming = chance.happens(60);
    row!(
        sink,
        "activities (id, uid, kind, status, open, priority, direction, subject, at, created_at, updated_at, done_at)",
        id,
        uid(7, id),
        "email",
        "done",
        0,
        "normal",
        if incoming { "in" } else { "out" },
        words(chance, 5),
        at,
        at,
        at,
        at
    );
    let owner = 1 + chance.below(USERS);
    let from = if incoming { format!("c{id}.0@clients.example") } else { format!("user{owner}@us.example") };
    row!(sink, "mails (id, uid, identity, activity_id, thread_id, message_id, sent_at, from_address, from_name, nature,
                text, size, truncated, sha256, attachments, defects, created_at)",
        id, uid(8, id), format!("m{id}"), id, 1 + id / 4, format!("{id}@mail.example"), at, from.clone(), "Ion Pop",
        "person", words(chance, 80), 4_096, 0, format!("{id:064x}"), chance.below(3), "", at);
    row!(sink, "mail_people (mail_id, address, part, name)", id, from, "from", "Ion Pop");
    let held = i64::from(chance.happens(1));
    let mut copies = vec![(owner, share(owner), held)];
    if chance.happens(10) {
        let other = 1 + owner % USERS;
        copies.push((other, share(other), 0));
    }
    for (user, share, held) in &copies {
        row!(
            sink,
            "captures (mail_id, mailbox_id, user_id, share, held, made_at)",
            id,
            *user,
            *user,
            *share,
            *held,
            at
        );
    }
    let granted = copies.iter().any(|(_, share, held)| *held == 0 && *share > 0);
    Ok(if granted { vec![0] } else { copies.into_iter().map(|(user, ..)| user).collect() })
}

/// Writes the timeline in its own order, and how many lines each record and viewer have.
fn history(sink: &mut Sink, mut timeline: Vec<Line>) -> Result<()> {
    timeline.sort_unstable();
    for line in &timeline {
        row!(
            sink,
            "timeline (record_kind, record_id, open, viewer_id, at, activity_id)",
            line.kind,
            line.id,
            line.open,
            line.viewer,
            line.at,
            line.activity
        );
    }
    let same = |a: &Line, b: &Line| (a.kind, a.id, a.open, a.viewer) == (b.kind, b.id, b.open, b.viewer);
    for lines in timeline.chunk_by(same) {
        let one = &lines[0];
        row!(
            sink,
            "timeline_counts (record_kind, record_id, open, viewer_id, activities)",
            one.kind,
            one.id,
            one.open,
            one.viewer,
            lines.len() as i64
        );
    }
    Ok(())
}

fn uid(kind: i64, id: i64) -> String {
    format!("019ab9c2-7f3e-7c1a-9d5{kind:x}-{id:012x}")
}

fn words(chance: &mut Chance, count: usize) -> String {
    let mut text = String::with_capacity(count * 9);
    for n in 0..count {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(WORDS[chance.below(WORDS.len() as i64) as usize]);
    }
    text
}
